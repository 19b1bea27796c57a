"""Styles: materials that change the figures, and finishes that change the picture as a whole."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from jaxtyping import Float, Num, UInt8

from yozora.core.ports import Frame
from yozora.worlds.cast.sprites import LUMA, Picture
from yozora.worlds.vocabulary import Style

STOP_MOTION_HZ = 8.0
ARCHIVE_HZ = 16.0


@dataclass(frozen=True, kw_only=True)
class Material:
    """What figures are made of in a style."""

    style: Style

    def of(self, picture: Picture) -> UInt8[np.ndarray, "tall wide 4"]:
        """The picture in this material."""
        if self.style is Style.PAPERCRAFT:
            return _paper(picture)
        if self.style is Style.BALLOON:
            return _balloon(picture)
        if self.style is Style.SILHOUETTE:
            return _silhouette(picture)
        return picture


def _grown(alpha: UInt8[np.ndarray, "h w"], reach: int) -> UInt8[np.ndarray, "h w"]:
    """The mask, wider by `reach` pixels on every side."""
    wide = alpha.copy()
    for shift in (reach, max(1, reach // 2)):
        for axis in (0, 1):
            wide = np.maximum(wide, np.maximum(np.roll(wide, shift, axis), np.roll(wide, -shift, axis)))
    return wide


def _paper(picture: Picture) -> UInt8[np.ndarray, "tall wide 4"]:
    """A cut-out: few flat tones and a white edge where the scissors went."""
    margin = max(2, picture.shape[0] // 28)
    room = 2 * margin  # the edge grows by one and a half margins; more room than that, or it wraps around
    padded = np.pad(picture, ((room, room), (room, room), (0, 0)))
    flat = padded.copy()
    flat[..., :3] = np.minimum((padded[..., :3].astype(np.int16) + 21) // 42 * 42, padded[..., 3:]).astype(np.uint8)
    edge = _grown(padded[..., 3], margin)
    share = padded[..., 3:].astype(np.float32) / 255
    out = np.empty_like(padded)
    out[..., :3] = np.clip(flat[..., :3] + 246 * (1 - share) * (edge[..., None] / 255.0), 0, 255)
    out[..., 3] = edge
    return out


def _balloon(picture: Picture) -> Picture:
    """Foil: saturated, with a bright reflection at the upper left of everything."""
    alpha = picture[..., 3:].astype(np.float32)
    colour = picture[..., :3].astype(np.float32)
    grey = (colour @ LUMA)[..., None]
    vivid = grey + (colour - grey) * 1.45
    contrast = alpha * 0.5 + (vivid - alpha * 0.5) * 1.12
    rows, columns = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]].astype(np.float32)
    u, v = columns / picture.shape[1], rows / picture.shape[0]
    shine = np.exp(-(((u - 0.34 + 0.35 * (v - 0.3)) / 0.05) ** 2 + ((v - 0.34) / 0.2) ** 2))
    shine += 0.6 * np.exp(-(((u - 0.62) / 0.05) ** 2 + ((v - 0.24) / 0.06) ** 2))
    out = picture.copy()
    out[..., :3] = np.clip(np.minimum(contrast + 120 * shine[..., None] * (alpha / 255), alpha), 0, 255)
    return out


def _silhouette(picture: Picture) -> Picture:
    out = picture.copy()
    out[..., :3] = (picture[..., :3] * 0.05 + picture[..., 3:] * np.array([0.09, 0.045, 0.06])).astype(np.uint8)
    return out


def held(style: Style, second: float) -> float:
    """The moment that is shown at `second`: some styles hold a picture for several frames."""
    if style is Style.STOP_MOTION:
        return np.floor(second * STOP_MOTION_HZ + 1e-6) / STOP_MOTION_HZ
    if style is Style.ARCHIVAL:
        return np.floor(second * ARCHIVE_HZ + 1e-6) / ARCHIVE_HZ
    return second


FINISHES = frozenset({Style.NOIR, Style.ARCHIVAL, Style.PIXEL, Style.WATERCOLOUR, Style.PAPERCRAFT, Style.STOP_MOTION})
"""Styles that `finish` and `held` put over pictures, whoever made them."""


def finish(style: Style, frame: Frame, *, second: float, seed: int) -> Frame:
    """The whole picture, RGB uint8 [H, W, 3], in a style."""
    if style is Style.NOIR:
        return _noir(frame, second, seed)
    if style is Style.ARCHIVAL:
        return _archival(frame, second, seed)
    if style is Style.PIXEL:
        return _pixel(frame)
    if style is Style.WATERCOLOUR:
        return _watercolour(frame, seed)
    if style is Style.PAPERCRAFT:
        return _textured(frame, seed, 0.05)
    return frame


@lru_cache(maxsize=4)
def _grain_sheet(height_px: int, width_px: int) -> Float[np.ndarray, "h w"]:
    """Film grain of deviation 1, larger than the frame; each moment shows another part of it."""
    cell = max(1, height_px // 400)
    rows, columns = height_px // cell + 64, width_px // cell + 64
    small = np.random.default_rng(32).standard_normal((rows, columns)).astype(np.float32)
    fine = min(1.0, 0.45 + height_px / 800)
    return fine * np.repeat(np.repeat(small, cell, 0), cell, 1)


def _grain(shape: tuple[int, int], rng: np.random.Generator, strength: float) -> Float[np.ndarray, "h w 1"]:
    """Grain of a moment, [H, W, 1]."""
    top, left = (int(value) for value in rng.integers(0, 60, 2))
    sheet = _grain_sheet(*shape)
    return strength * sheet[top : top + shape[0], left : left + shape[1], None]


def _grey(frame: Num[np.ndarray, "H W 3"]) -> Float[np.ndarray, "H W"]:
    """Brightness 0..255, Rec. 601, [H, W]."""
    return (0.299 * frame[..., 0] + 0.587 * frame[..., 1] + 0.114 * frame[..., 2]).astype(np.float32)


def _moment(seed: int, second: float) -> np.random.Generator:
    return np.random.default_rng([seed, 31, int(second * 1000) & 0xFFFFFFFF])


def _noir(frame: Frame, second: float, seed: int) -> Frame:
    """Black and white with hard contrast and a fine grain."""
    light = _grey(frame)[..., None] / 255
    light *= min(max(0.42 / max(float(light.mean()), 0.01), 1.0), 2.4)  # film is pushed when there is little light
    curve = np.clip(1.2 * (light - 0.5) + 0.46, 0, 1) ** 1.15
    value = 255 * curve + _grain(frame.shape[:2], _moment(seed, second), 4.0)
    return np.repeat(np.clip(value, 0, 255).astype(np.uint8), 3, 2)


def _archival(frame: Frame, second: float, seed: int) -> Frame:
    """Sepia that flickers, with dust and scratches."""
    rng = _moment(seed, held(Style.ARCHIVAL, second))
    light = _grey(frame)[..., None]
    flicker = 1 + 0.045 * rng.standard_normal()
    value = (light * 0.84 + 20) * flicker + _grain(frame.shape[:2], rng, 5.0)
    height, width = frame.shape[:2]
    for _ in range(int(rng.integers(0, 3))):
        column = int(rng.integers(width))
        value[:, column : column + max(1, width // 900)] += 46
    for y, x in rng.random((int(rng.integers(2, 7)), 2)):
        reach = max(1, height // 240)
        value[int(y * height) : int(y * height) + reach, int(x * width) : int(x * width) + reach] -= 90
    return np.clip(value * np.array([1.06, 0.94, 0.74], np.float32), 0, 255).astype(np.uint8)


def _pixel(frame: Frame) -> Frame:
    """Big square pixels in few colours."""
    height, width = frame.shape[:2]
    block = max(2, height // 90)
    rows, columns = np.arange(height) // block * block, np.arange(width) // block * block
    middle = block // 2
    small = frame[np.minimum(rows + middle, height - 1)][:, np.minimum(columns + middle, width - 1)]
    return ((small.astype(np.int16) + 14) // 28 * 28).clip(0, 255).astype(np.uint8)


def _paper_grain(shape: tuple[int, int], seed: int):
    from yozora.worlds.textures import noise

    side = 256
    field = noise(side, 0.7, seed % 5)
    rows, columns = np.arange(shape[0]) % side, np.arange(shape[1]) % side
    return field[rows][:, columns][..., None]


def _textured(frame: Frame, seed: int, strength: float) -> Frame:
    paper = 1 + strength * _paper_grain(frame.shape[:2], seed)
    return np.clip(frame * paper, 0, 255).astype(np.uint8)


def _watercolour(frame: Frame, seed: int) -> Frame:
    """Washes: tones pooled by a wandering brush, darker where they meet, on rough paper."""
    height, width = frame.shape[:2]
    reach = max(1, height // 200)
    soft = frame.astype(np.float32)
    for axis in (0, 1):
        soft = (np.roll(soft, reach, axis) + np.roll(soft, -reach, axis) + soft) / 3
    light = _grey(soft)
    edge = np.abs(light - np.roll(light, reach, 0)) + np.abs(light - np.roll(light, reach, 1))
    pooled = np.round(soft / 24) * 24 * 0.45 + soft * 0.55
    washed = 255 - (255 - pooled) * 0.86
    value = washed - np.clip(edge * 1.1, 0, 46)[..., None]
    return np.clip(value * (1 + 0.035 * _paper_grain((height, width), seed)) + 6, 0, 255).astype(np.uint8)
