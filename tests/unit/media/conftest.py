"""Films of other programs, made for the occasion: every picture tells its own number, whatever coding does to it."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame

BITS = 8
PIXELS = {"prores_ks": "yuv422p10le", "mjpeg": "yuvj420p"}
USUAL = {codec: {"g": "12"} for codec in ("libx264", "libvpx", "libvpx-vp9", "mpeg4", "mpeg2video", "flv")}
USUAL["libx265"] = {"x265-params": "log-level=none:pools=none:frame-threads=1"}


def numbered(number: int, *, width_px: int = 64, height_px: int = 48) -> np.ndarray:
    """A picture of eight upright bars, white where a bit of the number is set."""
    picture = np.zeros((height_px, width_px, 3), dtype=np.uint8)
    for bit in range(BITS):
        if number >> bit & 1:
            picture[:, bit * width_px // BITS : (bit + 1) * width_px // BITS] = 255
    return picture


def number_of(frame: np.ndarray) -> int:
    """The number that such a picture tells."""
    height_px, width_px = frame.shape[:2]
    middles = [bit * width_px // BITS + width_px // BITS // 2 for bit in range(BITS)]
    return sum(1 << bit for bit, x in enumerate(middles) if frame[height_px // 2, x].mean() > 127)


@pytest.fixture
def numbers() -> Callable[[Iterable[np.ndarray]], list[int]]:
    """Which pictures these are."""
    return lambda frames: [number_of(frame) for frame in frames]


@pytest.fixture
def film(tmp_path: Path) -> Callable[..., Path]:
    """Write a film of numbered pictures, or those given, at `fps` or at `times_ms`. After the name of a codec may come
    that of its pixels."""

    def make(
        container: str = "mp4",
        codec: str = "libx264",
        *,
        pictures: Sequence[np.ndarray] | int = 30,
        fps: Fraction | int = 25,
        times_ms: Sequence[int] | None = None,
        options: dict[str, str] | None = None,
        muxing: dict[str, str] | None = None,
        prepare: Callable[[Any], None] = lambda stream: None,
    ) -> Path:
        codec, _, pixels = codec.partition(" ")
        if isinstance(pictures, int):
            pictures = [numbered(number) for number in range(pictures)]
        path = tmp_path / f"film {len(list(tmp_path.iterdir()))}"
        unit = Fraction(1, 1000) if times_ms is not None else 1 / Fraction(fps)
        with av.open(str(path), "w", format=container, options=muxing or {}) as out:
            stream = out.add_stream(codec, rate=fps, options=USUAL.get(codec, {}) | (options or {}))
            stream.height, stream.width = pictures[0].shape[:2]
            stream.pix_fmt = pixels or PIXELS.get(codec, "yuv420p")
            stream.codec_context.time_base = unit
            prepare(stream)
            for number, picture in enumerate(pictures):
                kind = "rgba" if picture.shape[2] == 4 else "rgb24"
                frame = VideoFrame.from_ndarray(picture, format=kind)
                frame.pts, frame.time_base = number if times_ms is None else times_ms[number], unit
                out.mux(stream.encode(frame))
            out.mux(stream.encode())
        return path

    return make
