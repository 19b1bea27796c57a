"""Ground textures that repeat without a seam, as mixing shares between a ground's two colours."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import skia
from jaxtyping import Float

TILE_UNITS = 3.0  # one tile covers this much ground, in world units
Share = Float[np.ndarray, "side side"]
"""How much of the shaded colour, 0..1 (a little beyond for highlights), [side, side]."""


@lru_cache(maxsize=64)
def noise(side: int, roughness: float, seed: int, stretch: float = 1.0) -> Share:
    """Periodic noise with mean 0 and deviation 1: white noise with a spectrum falling as frequency^-roughness."""
    rng = np.random.default_rng([seed, side])
    rows = np.fft.fftfreq(side)[:, None] * side * stretch
    columns = np.fft.rfftfreq(side)[None] * side / stretch
    strength = np.maximum(np.hypot(rows, columns), 1.0) ** -roughness
    strength[0, 0] = 0
    spectrum = np.fft.rfft2(rng.standard_normal((side, side))) * strength
    field = np.fft.irfft2(spectrum, s=(side, side))
    return (field / field.std()).astype(np.float32)


def _strokes(side: int, count: int, length: float, seed: int, *, upright: bool) -> Share:
    """Short strokes, light and dark, wrapped at the edges; 0 where there is none."""
    rng = np.random.default_rng(seed)
    field = np.full((side, side), 128, np.uint8)
    info = skia.ImageInfo.Make(side, side, skia.kGray_8_ColorType, skia.kOpaque_AlphaType)
    canvas = skia.Surface.MakeRasterDirect(info, field, side).getCanvas()
    for x, y, tone, turn in rng.random((count, 4)):
        angle = (turn - 0.5) * 0.9 + (np.pi / 2 if upright else 0.0)
        reach = length * side * (0.6 + 0.8 * tone)
        paint = skia.Paint(AntiAlias=True, StrokeWidth=max(1.0, side / 220), StrokeCap=skia.Paint.kRound_Cap)
        value = int(40 + 176 * tone)
        paint.setColor(skia.ColorSetARGB(170, value, value, value))
        for dx in (-side, 0, side):
            for dy in (-side, 0, side):
                px, py = x * side + dx, y * side + dy
                if -reach < px < side + reach and -reach < py < side + reach:
                    canvas.drawLine(px, py, px + reach * np.cos(angle), py + reach * np.sin(angle), paint)
    return (field.astype(np.float32) - 128) / 128


def _grass(side: int) -> Share:
    return 0.42 + 0.15 * noise(side, 1.5, 1) - 0.32 * _strokes(side, 900, 0.018, 2, upright=True)


def _sand(side: int) -> Share:
    rows = np.arange(side, dtype=np.float32)[:, None] / side
    warp = 0.32 * noise(side, 2.2, 3, 0.7)
    ripples = np.sin(2 * np.pi * (13 * rows + warp))
    return (
        0.42
        + 0.16 * ripples * (0.6 + 0.3 * noise(side, 1.8, 4))
        + 0.1 * noise(side, 1.4, 5)
        + 0.03 * noise(side, 0.2, 6)
    )


def _snow(side: int) -> Share:
    return 0.34 + 0.2 * noise(side, 2.0, 7) + 0.03 * noise(side, 0.1, 8)


def _water(side: int) -> Share:
    waves = noise(side, 1.5, 9, 2.4)
    crests = np.clip(noise(side, 1.3, 10, 2.8) - 1.3, 0, 2)
    return 0.5 + 0.2 * waves - 0.5 * crests


def _road(side: int) -> Share:
    return 0.5 + 0.1 * noise(side, 1.6, 11) + 0.06 * noise(side, 0.1, 12)


def _path(side: int) -> Share:
    return 0.42 + 0.16 * noise(side, 1.6, 13) - 0.26 * _strokes(side, 700, 0.016, 14, upright=True)


def _planks(side: int) -> Share:
    boards = 12
    rng = np.random.default_rng(15)
    column = np.arange(side) * boards // side
    tone = rng.uniform(0.15, 0.6, boards).astype(np.float32)[column][None]
    edge = (np.abs((np.arange(side) * boards / side) % 1 - 0.5) > 0.47).astype(np.float32)[None]
    grain = noise(side, 1.4, 16, 0.22)
    return tone + 0.1 * grain + 0.6 * edge


def _craters(side: int) -> Share:
    rng = np.random.default_rng(17)
    rows, columns = np.mgrid[0:side, 0:side].astype(np.float32) / side
    field = 0.4 + 0.12 * noise(side, 1.8, 18)
    for x, y, size in rng.random((26, 3)):
        radius = 0.014 + 0.07 * size**3
        dx = (columns - x + 0.5) % 1 - 0.5
        dy = (rows - y + 0.5) % 1 - 0.5
        distance = np.hypot(dx, dy) / radius
        bowl = np.exp(-((distance / 0.75) ** 4))
        ring = np.exp(-(((distance - 1.0) / 0.16) ** 2))
        field += bowl * (0.28 + 0.3 * dx / radius) - ring * 0.3
    return field.astype(np.float32)


def _cloud(side: int) -> Share:
    return 0.3 + 0.3 * np.abs(noise(side, 2.0, 19)) - 0.1


KINDS: dict[str, Callable[[int], Share]] = {
    "grass": _grass,
    "sand": _sand,
    "snow": _snow,
    "water": _water,
    "road": _road,
    "path": _path,
    "planks": _planks,
    "craters": _craters,
    "cloud": _cloud,
}


@lru_cache(maxsize=32)
def texture(kind: str, side: int) -> Share:
    """The texture of a ground, [side, side]."""
    return KINDS[kind](side).astype(np.float32)


def side_for(height_px: int) -> int:
    """Texture side for a frame height: fine enough to look crisp, no finer."""
    return 128 if height_px <= 160 else 256 if height_px <= 320 else 512 if height_px <= 560 else 1024
