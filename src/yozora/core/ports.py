"""What the boxes ask of each other. A port is a shape; the real parts are chosen in `cli` only."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO, Protocol, runtime_checkable

import numpy as np
from jaxtyping import UInt8

from yozora.core.events import Listener
from yozora.core.recipe import Recipe
from yozora.core.timeline import Timeline

Frame = UInt8[np.ndarray, "H W 3"]
"""One picture, `uint8 [H, W, 3]`, RGB."""

Seal = Callable[[BinaryIO, BinaryIO, str], None]
"""Copies a finished file, given as it can be read, to where it can be written and read, and signs it; the name says its
kind. Raises UnwritableOutput."""

Sign = Callable[[Recipe], Seal]
"""The seal of a clip. Raises InvalidRequest where a file that the clip is made from was changed after it was signed."""


@runtime_checkable
class Memory(Protocol):
    """Where an engine keeps what is finished of a clip, so that it can go on from there after a break."""

    def recall(self) -> bytes | None:
        """What was kept last of the same timeline, or None."""
        ...

    def remember(self, done: int, data: bytes) -> None:
        """Keep this in place of what was kept before: `done` parts are finished."""
        ...


class Forgetful:
    """Keeps nothing: the work begins at the beginning."""

    def recall(self) -> None:
        """Nothing."""

    def remember(self, done: int, data: bytes) -> None:
        """Let it go."""


FORGETFUL = Forgetful()


class Engine(Protocol):
    """Turns a timeline into pictures. The product side never sees anything else of it."""

    @property
    def name(self) -> str:
        """What a person calls it: `sketch`."""
        ...

    @property
    def version(self) -> str:
        """What its pictures depend on besides the timeline: program version, weights hash."""
        ...

    @property
    def options(self) -> Mapping[str, Any]:
        """What else its pictures depend on, as plain JSON values; `options` of a recipe."""
        ...

    def notes(self, timeline: Timeline) -> tuple[str, ...]:
        """What it will draw otherwise than asked, one sentence each, for a person to read before it starts."""
        ...

    def check(self, timeline: Timeline) -> None:
        """Raise InvalidRequest, before anything expensive, when this engine cannot make the timeline."""
        ...

    def render(self, timeline: Timeline, *, progress: Listener, memory: Memory = FORGETFUL) -> Iterator[Frame]:
        """Yield `timeline.frames` pictures in order; equal timelines give equal pictures on one machine, also where a
        part of the work is recalled from `memory`."""
        ...
