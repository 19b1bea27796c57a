"""What decides how long a clip takes, known before it is made; and how fast this machine is."""

import functools
import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

import numpy as np

from yozora.conditioning.windows import CONTEXT, LONGEST
from yozora.core.cards import MediaCard
from yozora.core.recipe import Recipe
from yozora.core.shots import Shot
from yozora.models.blocks import FPS, FRAMES_PER_LATENT

BLOCK_S = FRAMES_PER_LATENT / FPS
CONTEXT_BLOCKS = CONTEXT + 1
WINDOW_BLOCKS = LONGEST - CONTEXT_BLOCKS
"""A model paints so many new blocks of this length at a time, and sees so many that are there already."""

PAINTED_PX = 64 * 64
"""Pixels of a frame as a model paints it,"""

UNKNOWN_SHARE = 1 / 4
"""and how many of those that are wanted a clip from elsewhere, which is enlarged, may have had."""

SIDE, MOMENT_S = 512, 0.1


@dataclass(frozen=True, kw_only=True)
class Load:
    """The work of a clip: `painted` blocks, once for each step of a network that paints; `frames` that a network
    makes or enlarges; `pixels` of all frames."""

    engine: str
    operation: str
    painted: float = 0.0
    frames: float = 0.0
    pixels: float = 0.0

    @classmethod
    def of(cls, recipe: Recipe) -> "Load":
        """As the recipe says, with the engine and its options."""
        timeline = recipe.timeline
        shots = [[_is_kept(shot, frame) for frame in range(shot.frames)] for shot in timeline.shots]
        steps = recipe.options.get("steps", 0)
        blocks = sum(_blocks(kept, fps=float(timeline.fps)) for kept in shots)
        return cls(
            engine=recipe.engine,
            operation=recipe.operation,
            painted=float(steps * blocks),
            frames=_redrawn(recipe, shots),
            pixels=float(timeline.size.width_px * timeline.size.height_px * timeline.frames),
        )

    def to_json(self) -> dict[str, Any]:
        """As an entry of a row."""
        return asdict(self)

    @classmethod
    def from_json(cls, entries: Mapping[str, Any]) -> "Load":
        """From an entry of a row."""
        return cls(**entries)


@functools.cache
def measured_s() -> float:
    """Seconds of a fixed piece of reckoning, about a millisecond, at its quickest within a moment: what else is running
    holds up some of it by fifty times that."""
    matrix = np.ones((SIDE, SIDE), np.float32)
    took_s: list[float] = []
    while sum(took_s) < MOMENT_S:
        began_s = time.perf_counter()
        np.matmul(matrix, matrix)
        took_s.append(time.perf_counter() - began_s)
    return min(took_s)


def _redrawn(recipe: Recipe, kept: list[list[bool]]) -> float:
    """Frames that go through a network at the size that a model paints, or as many of them as a larger one counts."""
    if recipe.operation != "upscale":
        return float(sum(len(shot) for shot in kept if not all(shot)))
    timeline, parent = recipe.timeline, recipe.parents[0].recipe if recipe.parents else None
    size = timeline.size if parent is None else parent.timeline.size
    share = UNKNOWN_SHARE if parent is None else 1.0
    return timeline.frames * share * size.width_px * size.height_px / PAINTED_PX


def _is_kept(shot: Shot, frame: int) -> bool:
    """Whether a frame is shown as it was given, by one card."""
    here = [one.card for one in shot.media if one.first <= frame < one.end]
    return len(here) == 1 and isinstance(here[0], MediaCard) and here[0].strength == 1


def _blocks(kept: list[bool], *, fps: float) -> int:
    """How many blocks windows of a shot have, all together."""
    return sum(_of_stretch(length / fps, follows=first > 0) for first, length in _free(kept))


def _of_stretch(seconds: float, *, follows: bool) -> int:
    new = math.ceil(seconds / BLOCK_S)
    windows = max(1, math.ceil((new - (0 if follows else CONTEXT_BLOCKS - 1)) / WINDOW_BLOCKS))
    return new + CONTEXT_BLOCKS * windows - (0 if follows else CONTEXT_BLOCKS - 1)


def _free(kept: list[bool]) -> Iterator[tuple[int, int]]:
    """Where each stretch that is made anew begins, and how many frames it has."""
    first = 0
    for is_kept, run in groupby(kept):
        length = len(list(run))
        if not is_kept:
            yield first, length
        first += length
