"""A clip in small: its middle picture, and a sheet of some of its pictures to scrub through."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from yozora.core.ports import Frame
from yozora.media.clips import clip_source, read_frames
from yozora.media.reading import is_picture, read_picture
from yozora.media.sheets import evenly_spaced, spritesheet, thumbnail

SPRITES, SPRITE_COLUMNS = 25, 5


def unseen(number: int, frame: Frame) -> None:
    """Look at no frame."""


@dataclass(kw_only=True)
class Samples:
    """Sees the frames of a clip, `frames` of them, in order; `then` sees each, too.

    A clip that turns out shorter has the last frame it had for its middle.
    """

    frames: int
    then: Callable[[int, Frame], None] = unseen
    tiles: list[Frame] = field(default_factory=list[Frame])
    kept: Frame | None = None

    def see(self, number: int, frame: Frame) -> None:
        """Look at the frame of a number, from 0."""
        if number in self._wanted:
            self.tiles.append(thumbnail(frame))
        if number <= self.frames // 2:
            self.kept = frame
        self.then(number, frame)

    @property
    def middle(self) -> Frame:
        """The middle frame."""
        assert self.kept is not None, "a frame has been seen"
        return self.kept

    @property
    def sheet(self) -> Frame:
        """Frames from the first to the last, at most 25, five in a row."""
        return spritesheet(self.tiles, columns=min(SPRITE_COLUMNS, len(self.tiles)))

    @cached_property
    def _wanted(self) -> frozenset[int]:
        return frozenset(evenly_spaced(self.frames, SPRITES))


def sampled(path: Path) -> Samples:
    """What is seen of a clip or a picture. Raises UnreadableFile."""
    if is_picture(path):
        samples = Samples(frames=1)
        samples.see(0, read_picture(path))
        return samples
    samples = Samples(frames=clip_source(path).frames)
    for number, frame in enumerate(read_frames(path)):
        samples.see(number, frame)
    return samples
