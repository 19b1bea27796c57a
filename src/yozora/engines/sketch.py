"""The sketch: the storybook world's own renderer as an engine. Not a neural network; right by construction.

Words are drawn, pictures and clips are shown as they are, and gaps are dissolves: an animatic.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import numpy as np

from yozora.core.cards import ClipCard, MediaCard, TextCard
from yozora.core.curves import value_at
from yozora.core.errors import InvalidRequest
from yozora.core.events import Listener
from yozora.core.geometry import FrameSize
from yozora.core.ports import FORGETFUL, Frame, Memory
from yozora.core.shots import Placed, Shot
from yozora.core.timeline import Timeline
from yozora.director import scene_of
from yozora.engines.plates import Plate, check_media, mixed, plate_notes
from yozora.worlds.cast.roster import member
from yozora.worlds.renderer import Renderer, renderer_of
from yozora.worlds.scene import Scene

SMALLEST_SIDE_PX = 64
DISSOLVE_S = 0.5
"""How long a picture takes to become the scene around it."""

SAME_LEVELS = 5.0
"""A picture and the scene that differ by less, of 255 and over squares of pixels, are one shot: nothing dissolves.
A frame of a file and its own scene at that moment differed by 1.3 to 1.5, which the file had lost (a running fox at
256 px), a frame and another scene by 36 and more."""

SQUARE_PX = 8


class SketchEngine:
    """Draws the plans of text cards; a card without a plan is planned first. Keeps nothing between clips."""

    name = "sketch"
    version = "2"
    options: Mapping[str, Any] = MappingProxyType({})

    def notes(self, timeline: Timeline) -> tuple[str, ...]:
        """How it fits what is given, and where it dissolves; what it leaves out of words is said by the director."""
        notes = plate_notes(timeline)
        if not timeline.media or all(all(shot.layers) or shot.goes_on for shot in timeline.shots):
            return notes
        return (*notes, "The sketch dissolves between what is given; the storybook engine paints what happens between.")

    def check(self, timeline: Timeline) -> None:
        """Raise InvalidRequest, InvalidPlan or UnreadableFile before anything is drawn."""
        if not timeline.cards:
            raise InvalidRequest("The timeline has no cards, so there is nothing to draw. Give it words or pictures.")
        for placed in timeline.placed:
            if isinstance(placed.card, MediaCard) and placed.card.strength < 1:
                raise InvalidRequest(
                    f"The sketch cannot change pictures: {placed} has strength {placed.card.strength:g}. "
                    "Use the engine storybook, which can."
                )
        if timeline.texts and min(timeline.size.width_px, timeline.size.height_px) < SMALLEST_SIDE_PX:
            raise InvalidRequest(
                f"size={timeline.size} is too small for the sketch: each side at least {SMALLEST_SIDE_PX} px. "
                "Try 128x128."
            )
        check_media(timeline)
        for shot in timeline.shots:
            for placed in shot.texts:
                for actor in scene_at(placed, fps=timeline.fps, seed=0).actors:
                    member(actor.subject)

    def render(self, timeline: Timeline, *, progress: Listener, memory: Memory = FORGETFUL) -> Iterator[Frame]:
        """The pictures in order, `uint8 [H, W, 3]`; what is held does not grow with the length. Drawing reports no
        stages, and is too quick for anything of it to be worth keeping."""
        self.check(timeline)
        for shot in timeline.shots:
            drawn = Sketch(shot, size=timeline.size, seed=timeline.seed, loop=timeline.loop)
            yield from (drawn.at(frame) for frame in range(shot.frames))


def _alike(one: Frame, other: Frame) -> bool:
    height, width = (length // SQUARE_PX * SQUARE_PX for length in one.shape[:2])
    squares = [
        picture[:height, :width].reshape(height // SQUARE_PX, SQUARE_PX, width // SQUARE_PX, SQUARE_PX, 3).mean((1, 3))
        for picture in (one, other)
    ]
    return float(np.abs(squares[0] - squares[1]).mean()) < SAME_LEVELS


def scene_at(placed: Placed, *, fps: Fraction, seed: int) -> Scene:
    """The scene of a card of words, as long as the card."""
    assert isinstance(placed.card, TextCard)
    return scene_of(placed.card, seconds=float((placed.end - placed.first) / fps), seed=seed)


class Sketch:
    """One shot, drawn at `moments` (frames of the shot, ascending; None: all of them) on a screen of `size`."""

    def __init__(
        self, shot: Shot, *, size: FrameSize, seed: int, loop: bool = False, moments: Sequence[float] | None = None
    ) -> None:
        self._shot, self._size, self._seed, self._loop = shot, size, seed, loop
        self._moments = range(shot.frames) if moments is None else moments
        self._plates = [Plate(placed, size=size, fps=shot.fps) for placed in shot.media]
        self._scenes: dict[int, Renderer] = {}
        self._meeting: dict[tuple[int, bool], bool] = {}

    def at(self, number: int) -> Frame:
        """The picture at a moment, by its number; they are asked for in order."""
        frame = self._moments[number]
        self._forget(frame)
        over = [plate for plate in self._plates if plate.placed.first <= frame < plate.placed.end]
        if not over:
            return self._between(number, frame)
        picture = over[0].at(int(frame))
        for plate in over[1:]:
            assert isinstance(plate.card, ClipCard)
            influence = value_at(plate.card.influence, (frame - plate.placed.first) / float(self._shot.fps))
            picture = mixed(picture, plate.at(int(frame)), influence)
        return picture

    def _forget(self, frame: float) -> None:
        """Let go of what has been shown, but for the newest, which dissolves, and the first, to which a loop leads."""
        newest = max((plate.placed.end for plate in self._plates if plate.placed.end <= frame), default=0)
        self._plates = [
            plate
            for plate in self._plates
            if plate.placed.end > frame or plate.placed.end == newest or plate.placed.first <= 0
        ]

    def _between(self, number: int, frame: float) -> Frame:
        """The scene, or a dissolve, where nothing is given."""
        before = max((p for p in self._plates if p.placed.end <= frame), key=lambda p: p.placed.end, default=None)
        after = min((p for p in self._plates if p.placed.first > frame), key=lambda p: p.placed.first, default=None)
        since = frame + 1 - before.placed.end if before else None
        until = after.placed.first - frame if after else self._shot.frames - frame if self._loop else None
        opening = self._opening() if self._loop and after is None else None
        if not self._shot.texts:
            return self._dissolve(before, after.first if after else opening, since, until)
        picture = self._scene(number, frame)
        length = DISSOLVE_S * float(self._shot.fps)
        if since is not None and until is not None:
            length = min(length, (since + until) / 2)
        if before is not None and since is not None and since < length and not self._meets(before, ends=True):
            picture = mixed(before.at(int(frame)), picture, since / length)
        following = after.first if after else opening
        meets = after is not None and until is not None and until < length and self._meets(after, ends=False)
        if following is not None and until is not None and until < length and not meets:
            picture = mixed(following, picture, until / length)
        return picture

    def _meets(self, plate: Plate, *, ends: bool) -> bool:
        """Whether the scene looks as the plate does in its last picture (`ends`) or its first."""
        place = (plate.placed.number, ends)
        if place not in self._meeting:
            edge = plate.placed.end - 1 if ends else plate.placed.first
            number, moment = min(enumerate(self._moments), key=lambda one: abs(one[1] - edge))
            given = plate.at(edge) if ends else plate.first
            self._meeting[place] = _alike(given, self._scene(number, moment))
        return self._meeting[place]

    def _dissolve(
        self, before: Plate | None, following: Frame | None, since: float | None, until: float | None
    ) -> Frame:
        if before is None or following is None or since is None or until is None:
            held = before.at(self._shot.frames) if before else following
            assert held is not None, "a shot has a card"
            return held
        return mixed(before.at(self._shot.frames), following, since / (since + until))

    def _opening(self) -> Frame:
        """The first picture of the shot."""
        starts = [plate for plate in self._plates if plate.placed.first == 0]
        return starts[0].first if starts else self._scene(0, self._moments[0])

    def _scene(self, number: int, frame: float) -> Frame:
        shares = self._shot.word_shares(frame)
        picture: Frame | None = None
        for index, share in enumerate(shares):
            if share:
                drawn = self._renderer(index).frame(number)
                picture = drawn if picture is None else mixed(picture, drawn, share)
        assert picture is not None
        return picture

    def _renderer(self, index: int) -> Renderer:
        if index not in self._scenes:
            placed = self._shot.texts[index]
            scene = scene_at(placed, fps=self._shot.fps, seed=self._seed)
            times = [float(np.maximum(frame - placed.first, 0) / float(self._shot.fps)) for frame in self._moments]
            self._scenes[index] = renderer_of(scene, size=self._size, times_s=times)
        return self._scenes[index]
