"""Pictures and clips that are given, as frames of a shot."""

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from itertools import islice
from pathlib import Path

import numpy as np

from yozora import media
from yozora.core.cards import ClipCard, Fit, ImageCard, MediaCard
from yozora.core.errors import InvalidRequest
from yozora.core.geometry import FrameSize, Screen
from yozora.core.ports import Frame
from yozora.core.shots import Placed
from yozora.core.source import check_end
from yozora.core.timeline import Timeline
from yozora.provenance.mark import unmarked

SAME_SHAPE = 0.03
"""Logarithm of the ratio of two aspects that count as one."""

FITTED = {
    Fit.CROP: "cut at the sides that stand out",
    Fit.LETTERBOX: "shown whole, with bars",
    Fit.STRETCH: "stretched",
}


class Plate:
    """The frames of one card that is a picture or a clip, on a screen of `size` at `fps`, asked for in order of time.

    Before its first frame the first is held, and after its last the last.
    """

    def __init__(self, placed: Placed, *, size: FrameSize, fps: Fraction, fit: Fit | None = None) -> None:
        assert isinstance(placed.card, MediaCard)
        self.placed, self.card = placed, placed.card
        self._size, self._fps, self._fit = size, fps, fit or placed.card.fit
        self._frames = self._read()
        self._number, self._newest = -1, None

    def at(self, frame: int) -> Frame:
        """The picture at a frame of the shot, no earlier than that of the call before."""
        number = min(max(frame, self.placed.first), self.placed.end - 1) - self.placed.first
        if self._newest is None or number > self._number:
            self._newest = next(islice(self._frames, number - self._number - 1, None))
            self._number = number
        return self._newest

    @cached_property
    def first(self) -> Frame:
        """Its first picture, whatever has been asked for before."""
        return next(self._read())

    def _read(self) -> Iterator[Frame]:
        if isinstance(self.card, ImageCard):
            picture = media.fitted(media.read_picture(self.card.file), self._size, self._fit)
            yield from (picture for _ in range(self.placed.end - self.placed.first))
            return
        times = [self.card.start_s + float(n / self._fps) for n in range(self.placed.end - self.placed.first)]
        clean = unmarked(self.card.file)
        for time_s, frame in zip(times, media.read_at(self.card.file, times), strict=True):
            yield media.fitted(clean(time_s, frame), self._size, self._fit)


def own_size(card: MediaCard) -> FrameSize:
    """The size of a picture or clip as it is, with even sides."""
    if isinstance(card, ImageCard):
        height_px, width_px = media.read_picture(card.file).shape[:2]
    else:
        source = media.clip_source(card.file)
        width_px, height_px = source.width_px, source.height_px
    return Screen.nearest(width_px=width_px, height_px=height_px, fps=Fraction(24)).size


def plate_notes(timeline: Timeline) -> tuple[str, ...]:
    """How pictures and clips of another shape than the screen were made to fill it, and of a loop that nothing closes;
    one sentence each."""
    notes: dict[str, None] = {}
    if timeline.loop and all(all(shot.layers) for shot in timeline.shots):
        notes["Every frame of this loop is given, so nothing leads from its end to its beginning: leave a gap."] = None
    for card in timeline.media:
        own = own_size(card)
        if abs(np.log(own.aspect / timeline.size.aspect)) > SAME_SHAPE:
            name = Path(card.file).name
            notes[f"{name} is {own}, and the clip {timeline.size}: it is {FITTED[card.fit]} (--fit {card.fit})."] = None
    return tuple(notes)


def mixed(under: Frame, over: Frame, share: float) -> Frame:
    """So much of one picture over another, 0 none to 1 all."""
    if share in (0, 1):
        return over if share else under
    return (under + share * (over.astype(np.float32) - under) + 0.5).astype(np.uint8)


def check_media(timeline: Timeline) -> None:
    """Raise InvalidRequest or UnreadableFile unless every file is there, the one it was, and long enough."""
    for placed in timeline.placed:
        if isinstance(placed.card, MediaCard):
            _check(placed, placed.card, timeline.fps)


def _check(placed: Placed, card: MediaCard, fps: Fraction) -> None:
    source = None if isinstance(card, ImageCard) else media.clip_source(card.file)
    digest = media.picture_digest(card.file) if source is None else source.sha256
    if digest != card.sha256:
        raise InvalidRequest(
            f"{placed} is not the file of the recipe (sha256 {card.sha256[:12]}, found {digest[:12]}). "
            "Give that one (rerun takes it by --file)."
        )
    if isinstance(card, ClipCard) and source is not None:
        check_end(card.end_s, source, str(placed), fps=fps)
