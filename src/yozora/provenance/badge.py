"""A visible mark: a small moon and the program's name in the lower right corner, light with a dark edge, so that it is
read on any picture."""

from math import ceil

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from yozora.core.geometry import FrameSize
from yozora.core.ports import Frame

NAME = "Yozora"
HEIGHT = 0.05
"""Of the shorter side: how high the letters are; the distance to the edges is the same."""
LEAST_PX = 7
OPACITY = 0.85
FINE = 4
"""Drawn so many times as large, and made smaller."""
MOON, NIGHT = (255, 217, 138), (11, 16, 38)


class Badge:
    """Draws the mark into pictures of one size. A picture that is too small for the name gets the moon alone."""

    def __init__(self, size: FrameSize) -> None:
        light, self._cover = _drawn(size)
        self._light = light * self._cover
        height, width = self._cover.shape[:2]
        self._place = slice(size.height_px - height, None), slice(size.width_px - width, None)

    def __call__(self, frame: Frame) -> Frame:
        """The picture with the mark."""
        marked = frame.copy()
        marked[self._place] = np.rint(frame[self._place] * (1 - self._cover) + self._light).astype(np.uint8)
        return marked


def _drawn(size: FrameSize) -> tuple[np.ndarray, np.ndarray]:
    """The corner: colours [h, w, 3] and how much they cover [h, w, 1], 0 to 1."""
    high = max(LEAST_PX, round(min(size.width_px, size.height_px) * HEIGHT))
    font = ImageFont.load_default(size=high * FINE)
    named = ceil(font.getlength(NAME) / FINE) + 4 * high
    small = (named if named < size.width_px else min(3 * high, size.width_px), min(3 * high, size.height_px))
    width, height, high = small[0] * FINE, small[1] * FINE, high * FINE
    right, bottom = width - high, height - high
    light, cover = Image.new("RGB", (width, height), "white"), Image.new("L", (width, height))
    moon = right
    if named < size.width_px:
        ImageDraw.Draw(cover).text((right, bottom - high / 2), NAME, 255, font=font, anchor="rm")
        moon -= round(font.getlength(NAME)) + high // 3
    ImageDraw.Draw(cover).ellipse((moon - high, bottom - high, moon, bottom), 255)
    ImageDraw.Draw(light).rectangle((0, 0, moon, height), MOON)
    edge = cover.filter(ImageFilter.GaussianBlur(high / 8)).point([min(255, 2 * level) for level in range(256)])
    edge.paste(255, mask=cover)
    light = Image.composite(light, Image.new("RGB", (width, height), NIGHT), cover)
    colours, covered = (np.asarray(one.resize(small, Image.Resampling.BOX), np.float32) for one in (light, edge))
    return colours, covered[..., None] / 255 * OPACITY
