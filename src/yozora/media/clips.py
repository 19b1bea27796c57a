"""Clips that are given: what one holds, and its pictures at any moments."""

import hashlib
import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from yozora.core.ports import Frame
from yozora.core.source import Source
from yozora.media import animations, videos
from yozora.media.kinds import Kind, damage, in_turn, kind_of, stamp
from yozora.media.measuring import measured
from yozora.media.videos import TOLERANCE_S, Shown


def clip_source(path: Path | str) -> Source:
    """What the clip holds, as Source says; its `recipe` is left out. Only its first picture is decoded.

    Raises UnreadableFile when it is no clip, or damaged, or longer than 3600 s or 36,000 frames, or larger than 64
    megapixels.
    """
    path = Path(path)
    kind = kind_of(path)
    with damage(path):
        return _source(path, kind, stamp(path))


@lru_cache
def _source(path: Path, kind: Kind, _: tuple[int, ...]) -> Source:
    """A long clip is given in many parts, checked and noted; it is read through once."""
    facts = measured(path, kind) if kind.demuxer else in_turn(measured, path, kind)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Source(
        file=str(path),
        sha256=sha256,
        frames=facts.frames,
        fps=facts.fps,
        width_px=facts.width_px,
        height_px=facts.height_px,
    )


def read_frames(path: Path | str) -> Iterator[Frame]:
    """Every picture of a clip in order, `uint8 [H, W, 3]` RGB, upright. Raises UnreadableFile."""
    path = Path(path)
    kind = kind_of(path)
    with damage(path):
        for _, picture in _timed_pictures(path, kind):
            yield picture()


def read_at(path: Path | str, times_s: Sequence[float]) -> Iterator[Frame]:
    """The picture on the screen at each of the ascending `times_s`, in seconds after the first picture appears.

    It is the newest that has appeared, and after the end the last one; `uint8 [H, W, 3]` RGB, upright. Moments that
    show the same picture get the same array. Memory stays the same however long the clip is.

    Raises ValueError when the times do not ascend from 0, and UnreadableFile.
    """
    times_s = tuple(times_s)
    if not all(0 <= time_s < math.inf for time_s in times_s) or any(late < soon for soon, late in pairwise(times_s)):
        raise ValueError(f"The times of pictures ascend from 0, in seconds; got {times_s[:9]}.")
    path = Path(path)
    return _read_at(path, kind_of(path), times_s)


def _read_at(path: Path, kind: Kind, times_s: Sequence[float]) -> Iterator[Frame]:
    if not times_s:
        return
    with damage(path):
        pictures = _timed_pictures(path, kind, from_s=times_s[0] + TOLERANCE_S)
        shown: Shown | None = None
        frame: Frame | None = None
        for picture in _on_screen(pictures, times_s):
            if picture is not shown or frame is None:
                shown, frame = picture, picture()
            yield frame


def _on_screen(pictures: Iterator[tuple[float, Shown]], times_s: Sequence[float]) -> Iterator[Shown]:
    _, shown = next(pictures)
    coming = next(pictures, None)
    for time_s in times_s:
        while coming is not None and coming[0] <= time_s + TOLERANCE_S:
            shown = coming[1]
            coming = next(pictures, None)
        yield shown


def _timed_pictures(path: Path, kind: Kind, *, from_s: float = 0.0) -> Iterator[tuple[float, Shown]]:
    if kind.demuxer:
        return videos.timed_pictures(path, kind, from_s=from_s)
    return animations.timed_pictures(path, kind)
