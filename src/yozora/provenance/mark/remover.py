"""Takes the mark of a clip out of its pictures, so that a clip that is made of them carries its own alone."""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import numpy as np

from yozora import media
from yozora.core.geometry import FrameSize
from yozora.core.ports import Frame
from yozora.core.source import Source
from yozora.media.kinds import stamp
from yozora.provenance.mark.marker import Marker
from yozora.provenance.mark.reader import SURE_IN_PLACE, differences, in_place, likeliest

READ_S = 3.0
"""How much of a clip is read to find its mark."""
WEIGHED = 16
"""Pictures, spread over what is read, by which it is weighed how much of the mark is left after encoding."""
LEAST_SHARE = 0.25
"""Where less is left of it, or it is in step with nothing, it stays."""


def unmarked(path: Path | str) -> Callable[[float, Frame], Frame]:
    """What takes the mark out of a picture of the clip at a time in seconds; it does nothing where there is none that
    begins with the clip and fills its frame. Raises UnreadableFile."""
    return _unmarked(Path(path), stamp(Path(path)))


@lru_cache(maxsize=64)
def _unmarked(path: Path, _: tuple[int, ...]) -> Callable[[float, Frame], Frame]:
    source = media.clip_source(path)
    times = [float(number / source.fps) for number in range(min(source.frames, int(READ_S * source.fps)))]
    sums = differences(zip(times, media.read_at(path, times), strict=True))
    if len(times) < 2 or sums is None:
        return _as_it_is
    mark = likeliest(in_place(sums))
    if mark.confidence < SURE_IN_PLACE:
        return _as_it_is
    size = FrameSize(width_px=source.width_px, height_px=source.height_px)
    marker = Marker(size=size, fps=Fraction(source.fps), id=mark.id)
    share = _left(marker, source, path, times)
    if share < LEAST_SHARE:
        return _as_it_is
    return lambda time_s, frame: marker(_number(source, time_s), frame, share=-share)


def _as_it_is(_: float, frame: Frame) -> Frame:
    return frame


def _number(source: Source, time_s: float) -> int:
    return int(time_s * source.fps + 0.001)


def _left(marker: Marker, source: Source, path: Path, times: list[float]) -> float:
    """The share of the mark that is in the pictures, 1 where nothing was lost."""
    picked = times[:: max(1, len(times) // WEIGHED)]
    seen = list(media.read_at(path, picked))
    frames = np.stack([frame.mean(2) for frame in seen])
    marks = np.stack(
        [
            (marker(_number(source, time_s), frame).astype(np.float32) - frame).mean(2)
            for time_s, frame in zip(picked, seen, strict=True)
        ]
    )
    moved = frames - frames.mean(0)
    return float((moved * marks).sum() / max(float(np.square(marks - marks.mean(0)).sum()), 1e-6))
