"""The sketch: the storybook world's own renderer as an engine. Not a neural network; right by construction."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from yozora.core.errors import InvalidRequest
from yozora.core.events import Listener
from yozora.core.ports import Frame
from yozora.core.timeline import Timeline
from yozora.director import scene_of
from yozora.worlds.cast.roster import member
from yozora.worlds.renderer import render

SMALLEST_SIDE_PX = 64


class SketchEngine:
    """Draws the plan of a text card; a card without a plan is planned first. Keeps nothing between clips."""

    name = "sketch"
    version = "1"
    options: Mapping[str, Any] = MappingProxyType({})

    def notes(self, timeline: Timeline) -> tuple[str, ...]:
        """None: what the sketch leaves out is said by the director."""
        return ()

    def check(self, timeline: Timeline) -> None:
        """Raise InvalidRequest or InvalidPlan before anything is drawn."""
        if timeline.images:
            raise InvalidRequest(
                f"The sketch cannot start from a picture ({timeline.images[0].file}). "
                "Use --engine storybook, which can."
            )
        if len(timeline.cards) != 1:
            raise InvalidRequest(f"The sketch draws one card; this timeline has {len(timeline.cards)}.")
        if min(timeline.size.width_px, timeline.size.height_px) < SMALLEST_SIDE_PX:
            raise InvalidRequest(
                f"size={timeline.size} is too small for the sketch: each side at least {SMALLEST_SIDE_PX} px. "
                "Try 128x128."
            )
        for actor in scene_of(timeline.texts[0], seconds=timeline.seconds, seed=0).actors:
            member(actor.subject)

    def render(self, timeline: Timeline, *, seed: int, progress: Listener) -> Iterator[Frame]:
        """The pictures in order, `uint8 [H, W, 3]`; memory does not grow with the length. Drawing reports no stages."""
        self.check(timeline)
        scene = scene_of(timeline.texts[0], seconds=timeline.seconds, seed=seed)
        return render(scene, size=timeline.size, frames=timeline.frames, fps=float(timeline.fps))
