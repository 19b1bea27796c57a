"""From a decoded picture to what a person sees: upright, with square pixels, RGB."""

import struct
from fractions import Fraction
from typing import cast

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from PIL import Image, ImageOps

from yozora.core.ports import Frame

HIGH_DEFINITION_PX = 720
"""Rows from which on a video that does not name its colour matrix is taken to mean BT.709, as players do."""

_KNOWN_MATRICES = (0, 1, 4, 5, 6, 7, 9)  # ITU-T H.273, table 4; no other can be converted, and 2 is unspecified
_WHITE = 255


class Look:
    """How the pictures of one video are shown: all as large, and turned, as the first one says."""

    def __init__(self, first: VideoFrame, *, sample_aspect: Fraction | None) -> None:
        self._width_px = max(1, round(first.width * (sample_aspect or 1)))
        self._height_px = first.height
        a, b, c, d = _display_matrix(first)
        self._lies = abs(b) + abs(c) > abs(a) + abs(d)
        self._mirrored_across, self._mirrored_down = (c < 0, b < 0) if self._lies else (a < 0, d < 0)
        self._converter = VideoReformatter()

    @property
    def upright_px(self) -> tuple[int, int]:
        """Width and height of what `frame` gives."""
        return (self._height_px, self._width_px) if self._lies else (self._width_px, self._height_px)

    def frame(self, picture: VideoFrame) -> Frame:
        """The picture, `uint8 [H, W, 3]` RGB, full range; what is transparent becomes white."""
        transparent = any(component.is_alpha for component in picture.format.components)
        untagged = picture.colorspace not in _KNOWN_MATRICES and not picture.format.is_rgb
        converted = self._converter.reformat(
            picture,
            width=self._width_px,
            height=self._height_px,
            format="rgba" if transparent else "rgb24",
            src_colorspace=_usual_matrix(picture) if untagged else None,
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.JPEG,
        )
        samples = cast(np.ndarray, converted.to_ndarray())
        return self._upright(_on_white(samples) if transparent else samples)

    def _upright(self, frame: Frame) -> Frame:
        if self._lies:
            frame = frame.transpose(1, 0, 2)
        return np.ascontiguousarray(frame[:: -1 if self._mirrored_down else 1, :: -1 if self._mirrored_across else 1])


def upright(picture: Image.Image) -> Frame:
    """A picture as Pillow opened it, `uint8 [H, W, 3]` RGB; what is transparent becomes white."""
    seen = _eight_bits(ImageOps.exif_transpose(picture))
    if seen.mode not in ("RGB", "L") or "transparency" in seen.info:
        seen = seen.convert("RGBA")
        seen = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen)
    return np.asarray(seen.convert("RGB"))


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Grey of sixteen bits, which Pillow would clip, brought to eight."""
    if picture.mode in ("I", "I;16", "I;16B", "I;16L"):
        return Image.fromarray((np.asarray(picture, np.int64) >> 8).clip(0, 255).astype(np.uint8))
    return picture


def _on_white(samples: np.ndarray) -> Frame:
    colour, alpha = samples[..., :3].astype(np.uint16), samples[..., 3:].astype(np.uint16)
    return ((colour * alpha + _WHITE * (_WHITE - alpha) + _WHITE // 2) // _WHITE).astype(np.uint8)


def _usual_matrix(picture: VideoFrame) -> Colorspace:
    return Colorspace.ITU709 if picture.height >= HIGH_DEFINITION_PX else Colorspace.ITU601


def _display_matrix(picture: VideoFrame) -> tuple[int, int, int, int]:
    """`a, b, c, d`, whatever else the matrix does; those of no turn where there is none.

    A point (x, y) is shown at (a x + c y, b x + d y): QuickTime File Format, matrices.
    """
    matrix = picture.side_data.get("DISPLAYMATRIX")
    if matrix is None:
        return (1, 0, 0, 1)
    a, b, _, c, d, *_ = struct.unpack("=9i", bytes(cast(bytes, matrix)))
    return (a, b, c, d)
