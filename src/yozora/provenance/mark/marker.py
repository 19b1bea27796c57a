"""Puts the mark into the pictures of a clip."""

from fractions import Fraction
from math import sqrt

import numpy as np

from yozora.core.geometry import FrameSize
from yozora.core.ports import Frame
from yozora.provenance.mark.pattern import CLIP_TILES, SMALL_PX, STILL_TILES, drawn, strength_at
from yozora.provenance.mark.word import ID_BITS

CELLS = 32
"""Along the square root of the area: how finely the strength follows the picture."""

FLAT = 0.55
STEEP = 1.5
CALM = 0.8
STRONGEST = 6.0
"""Strength in levels of 255 (root mean square): FLAT where the brightness of a cell's pixels deviates from a slope by
CALM or less, and STEEP more for each further level."""

LEVEL = 2.2
BEND = 1.2
"""The strength of the whole picture is brought to LEVEL, which is 41.5 dB, but raised by no more than BEND: in
clear skies the mark stays under one level."""

BAND_ROWS = 32
"""Rows are marked in bands, so that what is worked on stays in the processor's cache."""


class Marker:
    """Marks the pictures of one clip, of one size, with its id; without `fps` the clip is a single picture.

    Raises ValueError when the id has more than 36 bits.
    """

    def __init__(self, *, size: FrameSize, fps: Fraction | None, id: int) -> None:
        if not 0 <= id < 1 << ID_BITS:
            raise ValueError(f"id={id} is not between 0 and {(1 << ID_BITS) - 1}")
        height, width = size.height_px, size.width_px
        fine = fps is None and sqrt(height * width) >= SMALL_PX
        pattern = drawn(id, height, width, STILL_TILES if fine else CLIP_TILES)
        self._pattern = np.repeat(pattern, 3, axis=1)
        self._fps = fps
        cell_px = sqrt(height * width) / CELLS
        rows, columns = (_cells(pixels, cell_px) for pixels in (height, width))
        self._mean_rows, self._mean_columns = (_means(pixels, n) for pixels, n in ((height, rows), (width, columns)))
        self._mean_columns = np.ascontiguousarray(self._mean_columns.T)
        self._spread_rows = _spread(height, rows)
        self._spread_columns = np.ascontiguousarray(np.repeat(_spread(width, columns), 3, axis=0).T)

    def __call__(self, number: int, frame: Frame, *, share: float = 1.0) -> Frame:
        """The marked picture; `number` counts the clip's pictures from 0. A negative `share` takes the mark out."""
        strengths = self._strengths(frame) @ self._spread_columns * np.float32(share)
        if self._fps is not None:
            strengths *= strength_at(float(number / self._fps))
        marked = np.empty_like(frame, order="C")
        rows = frame.reshape(len(frame), -1), marked.reshape(len(frame), -1)
        for start in range(0, len(frame), BAND_ROWS):
            band = slice(start, start + BAND_ROWS)
            added = self._spread_rows[band] @ strengths
            added *= self._pattern[band]
            levels = np.rint(added, out=added).astype(np.int8)
            brighter, darker = (np.maximum(side, 0).view(np.uint8) for side in (levels, -levels))
            kept = np.maximum(np.minimum(rows[0][band], ~brighter), darker)  # no sum leaves 0 to 255
            np.add(kept, levels.view(np.uint8), out=rows[1][band])
        return marked

    def _strengths(self, frame: Frame) -> np.ndarray:
        """The strength [rows, columns] of the mark in each cell."""
        green = frame[:, :, 1].astype(np.float32)
        mean = self._mean_rows @ green @ self._mean_columns
        np.square(green, out=green)
        spread = self._mean_rows @ green @ self._mean_columns - np.square(mean)
        slope = np.square(np.gradient(mean, axis=0)) + np.square(np.gradient(mean, axis=1))
        deviation = np.sqrt(np.maximum(spread - slope / 12, 0))
        strengths = np.clip(FLAT + STEEP * (deviation - CALM), FLAT, STRONGEST)
        usual = sqrt(float(np.mean(np.square(strengths))))
        return strengths * min(LEVEL / usual, BEND)


def _cells(pixels: int, cell_px: float) -> int:
    return min(pixels, max(2, round(pixels / cell_px)))


def _means(pixels: int, cells: int) -> np.ndarray:
    """Weights [cells, pixels] that give the mean of each cell."""
    cell = np.arange(pixels) * cells // pixels
    weights = (np.arange(cells)[:, None] == cell).astype(np.float32)
    return weights / weights.sum(1, keepdims=True)


def _spread(pixels: int, cells: int) -> np.ndarray:
    """Weights [pixels, cells] that give each pixel a smooth value between its cells' (a quadratic spline)."""
    place = (np.arange(pixels) + 0.5) * cells / pixels - 0.5
    away = np.abs(place[:, None] - np.arange(cells))
    weights = np.where(away < 0.5, 0.75 - away**2, np.maximum(1.5 - away, 0) ** 2 / 2)
    return (weights / weights.sum(1, keepdims=True)).astype(np.float32)
