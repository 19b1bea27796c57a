"""A picture of any shape, fitted to a screen."""

import numpy as np
from PIL import Image

from yozora.core.cards import Fit
from yozora.core.geometry import FrameSize
from yozora.core.ports import Frame

NIGHT = (11, 13, 23)
"""The colour of bars, and of the ground that contact sheets lie on."""


def fitted(frame: Frame, size: FrameSize, fit: Fit = Fit.CROP) -> Frame:
    """The picture `uint8 [H, W, 3]` made to fill a screen of `size`.

    It is cut evenly at the sides that stand out, or whole between bars of the night's colour, or stretched.
    """
    picture = Image.fromarray(frame)
    if fit is Fit.LETTERBOX:
        return np.asarray(_between_bars(picture, size))
    box = _middle(picture, size) if fit is Fit.CROP else None
    return np.asarray(picture.resize((size.width_px, size.height_px), Image.Resampling.LANCZOS, box=box))


def _middle(picture: Image.Image, size: FrameSize) -> tuple[float, float, float, float]:
    """The largest part in the middle that has the shape of the screen: left, top, right, bottom."""
    scale = max(size.width_px / picture.width, size.height_px / picture.height)
    across, high = min(size.width_px / scale, picture.width), min(size.height_px / scale, picture.height)
    left, top = (picture.width - across) / 2, (picture.height - high) / 2
    return (left, top, left + across, top + high)


def _between_bars(picture: Image.Image, size: FrameSize) -> Image.Image:
    scale = min(size.width_px / picture.width, size.height_px / picture.height)
    across, high = (max(1, round(side * scale)) for side in (picture.width, picture.height))
    screen = Image.new("RGB", (size.width_px, size.height_px), NIGHT)
    left, top = (size.width_px - across) // 2, (size.height_px - high) // 2
    screen.paste(picture.resize((across, high), Image.Resampling.LANCZOS), (left, top))
    return screen
