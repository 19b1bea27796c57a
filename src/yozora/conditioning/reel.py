"""The model's own clock: where each picture of a shot lies among the frames the model makes.

The model makes one frame and then blocks of `FRAMES_PER_LATENT`, `FPS` a second. A block is given or free as a whole,
so the clock is stretched a little until what is given fills whole blocks: nothing that is given lies in a free block.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from yozora.core.shots import Placed, Shot
from yozora.models.blocks import FPS, FRAMES_PER_LATENT

TAIL_BLOCKS = 2
"""How much of its beginning a loop leads to: a second, so that motion goes on and not only the picture. A short one
leads to less: what is left of it has to be made after its beginning."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """Pictures and clips one after another, or one over another: blocks `first` up to, without, `end` are given.

    The first run has the single frame before the blocks, number 0, where it begins with the shot.
    """

    cards: tuple[Placed, ...]
    first: int
    end: int

    @property
    def positions(self) -> range:
        """The model's frames that are given."""
        return positions_of(self.first, self.end)


@dataclass(frozen=True, kw_only=True)
class Reel:
    """`latents` of a shot (blocks and the frame before them), what is given of them, and the clock: `anchors` are
    (frame of the shot, position among the model's frames), straight between. `tail` latents at the end stand for the
    beginning of a loop and are never shown."""

    latents: int
    fps: Fraction
    runs: tuple[Run, ...]
    anchors: tuple[tuple[Fraction, Fraction], ...]
    tail: int = 0

    @property
    def last(self) -> int:
        """The last of the model's frames that may be shown; of a loop it is the first one, come round again."""
        return FRAMES_PER_LATENT * (self.latents - self.tail - 1) + (1 if self.tail else 0)

    def position_at(self, frame: int | Fraction) -> Fraction:
        """Where a picture of the shot lies: 1/3 of the way from the fifth to the sixth frame is 4 + 1/3."""
        return min(max(_along(self.anchors, Fraction(frame)), Fraction(0)), Fraction(self.last))

    def frame_at(self, position: int | Fraction) -> Fraction:
        """The moment, in frames of the shot, at which a frame of the model is shown."""
        return _along(tuple((place, frame) for frame, place in self.anchors), Fraction(position))


def positions_of(first: int, end: int) -> range:
    """The model's frames in latents `first` up to, without, `end`."""
    return range(FRAMES_PER_LATENT * (first - 1) + 1 if first else 0, FRAMES_PER_LATENT * (end - 1) + 1)


def reel_of(shot: Shot, *, loop: bool = False) -> Reel:
    """The clock of a shot."""
    clock = _Clock(shot.fps)
    runs: list[Run] = []
    for cards in _grouped(shot.media):
        clock.free(until=max(0, cards[0].first))
        first, end = clock.given(max(0, cards[0].first), min(shot.frames, max(one.end for one in cards)))
        runs.append(Run(cards=cards, first=first, end=end))
    tail = clock.come_round(shot.frames) if loop else 0
    if not loop:
        clock.close(shot.frames)
    return Reel(
        fps=shot.fps,
        latents=1 + clock.newest // FRAMES_PER_LATENT,
        runs=tuple(runs),
        anchors=tuple(clock.anchors),
        tail=tail,
    )


class _Clock:
    """A clock under construction: `newest` is the last of the model's frames so far, -1 before the first."""

    def __init__(self, fps: Fraction) -> None:
        self.anchors: list[tuple[Fraction, Fraction]] = []
        self.newest = -1
        self._pace = FPS / fps

    def anchor(self, frame: int | Fraction, position: int | Fraction) -> None:
        self.anchors.append((Fraction(frame), Fraction(position)))

    def free(self, *, until: int) -> None:
        """A free stretch that ends where something given begins."""
        if self.newest < 0:
            if until == 0:
                return
            self.anchor(0, 0)
            self.newest = FRAMES_PER_LATENT * max(0, _blocks(until * self._pace - 1))
        elif (since := until - self.anchors[-1][0]) > 1:
            self.newest += FRAMES_PER_LATENT * max(1, _blocks(since * self._pace - 1))

    def given(self, first: int, end: int) -> tuple[int, int]:
        """Frames `first` to `end` of the shot are given; returns their latents, from and up to."""
        begin = self.newest + 1
        wanted = (end - first) * self._pace
        if begin:
            self.newest += FRAMES_PER_LATENT * max(1, _blocks(wanted))
        else:
            self.newest = FRAMES_PER_LATENT * max(1, _blocks(wanted - 1)) if end - first > 1 else 0
        self.anchor(first, begin)
        if self.newest > begin:  # blocks of a single picture pass in a moment
            self.anchor(max(Fraction(end - 1), first + Fraction(99, 100)), self.newest)
        return -(-begin // FRAMES_PER_LATENT), 1 + self.newest // FRAMES_PER_LATENT

    def come_round(self, frames: int) -> int:
        """The free stretch up to the end of a loop, and then its beginning again; returns how many blocks of that."""
        self.free(until=frames)
        if not self.anchors[1:]:  # nothing is given before the end, so there must be something to make after the start
            self.newest = max(self.newest, 2 * FRAMES_PER_LATENT)
        tail = max(1, min(TAIL_BLOCKS, self.newest // FRAMES_PER_LATENT - 1))
        self.anchor(frames, self.newest + 1)
        self.newest += tail * FRAMES_PER_LATENT
        return tail

    def close(self, frames: int) -> None:
        """The free stretch up to the end, at the model's own pace; the last picture may be held for a moment."""
        if self.newest < 0:
            self.anchor(0, 0)
            self.newest = 0
        begun, position = self.anchors[-1]
        if (length := (frames - 1 - begun) * self._pace) > 0:
            blocks = -(-(_ceiling(length + self._pace) - 1) // FRAMES_PER_LATENT)
            self.newest += FRAMES_PER_LATENT * blocks
            self.anchor(frames - 1, position + length)


def _grouped(media: Sequence[Placed]) -> list[tuple[Placed, ...]]:
    """Cards that touch or lie over each other, together."""
    groups: list[list[Placed]] = []
    for placed in media:
        if groups and placed.first <= max(one.end for one in groups[-1]):
            groups[-1].append(placed)
        else:
            groups.append([placed])
    return [tuple(group) for group in groups]


def _blocks(frames: Fraction) -> int:
    return round(frames / FRAMES_PER_LATENT)


def _ceiling(value: Fraction) -> int:
    return -int(-value // 1)


def _along(points: tuple[tuple[Fraction, Fraction], ...], at: Fraction) -> Fraction:
    """Straight between points, and beyond them along the first and the last line."""
    if len(points) == 1:
        return points[0][1]
    after = next((number for number, point in enumerate(points[1:], start=1) if at <= point[0]), len(points) - 1)
    (start, low), (end, high) = points[after - 1], points[after]
    return low + (high - low) * (at - start) / (end - start)
