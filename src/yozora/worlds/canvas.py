"""Small words for drawing with Skia: colours, gradients, surfaces."""

from collections.abc import Sequence

import numpy as np
import skia
from jaxtyping import Float, UInt8

from yozora.core.geometry import FrameSize
from yozora.worlds.cast.sprites import Picture, Rgb

LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear)
MIPMAPPED = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kNearest)


def surface(size: FrameSize) -> tuple[skia.Surface, Picture]:
    """A canvas and the pixels it draws into, premultiplied BGRA [H, W, 4]."""
    pixels = np.zeros((size.height_px, size.width_px, 4), np.uint8)
    info = skia.ImageInfo.Make(size.width_px, size.height_px, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    return skia.Surface.MakeRasterDirect(info, pixels, size.width_px * 4), pixels


def argb(colour: Rgb | Sequence[float], alpha: float = 1.0) -> int:
    """A colour (blue, green, red in 0..1) as Skia's integer."""
    blue, green, red = colour
    return _byte(alpha) << 24 | _byte(red) << 16 | _byte(green) << 8 | _byte(blue)


def _byte(share: float | np.floating) -> int:
    return int(min(max(share, 0.0), 1.0) * 255 + 0.5)


def fill(colour: Rgb | Sequence[float], alpha: float = 1.0) -> skia.Paint:
    """A paint of one colour with smooth edges."""
    return skia.Paint(AntiAlias=True, Color=argb(colour, alpha))


def vertical(top: float, bottom: float, stops: Sequence[tuple[float, int]], *, dither: bool = False) -> skia.Paint:
    """A paint that runs from row `top` to row `bottom` through (place 0..1, colour) stops."""
    places = [place for place, _ in stops]
    colours = [colour for _, colour in stops]
    points = [skia.Point(0, top), skia.Point(0, bottom)]
    shader = skia.GradientShader.MakeLinear(points, colours, places)
    return skia.Paint(AntiAlias=True, Shader=shader, Dither=dither)


def ramp(stops: Sequence[tuple[float, int]]) -> skia.Image:
    """A column of pixels through (place 0..1, colour) stops; drawn stretched it costs a third of a gradient paint."""
    rows = 256
    target = skia.Surface(2, rows)
    target.getCanvas().drawPaint(vertical(0, rows, stops))
    return target.makeImageSnapshot()


def radial(x: float, y: float, radius: float, stops: Sequence[tuple[float, int]]) -> skia.Paint:
    """A paint that runs outwards from a point through (place 0..1, colour) stops."""
    shader = skia.GradientShader.MakeRadial(
        skia.Point(x, y), max(radius, 1e-3), [colour for _, colour in stops], [place for place, _ in stops]
    )
    return skia.Paint(AntiAlias=True, Shader=shader)


def matrix(values: Float[np.ndarray, "3 3"]) -> skia.Matrix:
    """A 3x3 array as Skia's matrix."""
    return skia.Matrix.MakeAll(*(float(value) for value in values.ravel()))


def points(places: Float[np.ndarray, "n 2"]) -> list[skia.Point]:
    """An array [n, 2] of columns and rows as Skia's points."""
    point = skia.Point
    return [point(x, y) for x, y in places.tolist()]


def opaque_image(pixels: UInt8[np.ndarray, "h w 4"]) -> skia.Image:
    """A copy of BGRA pixels [h, w, 4] without transparency."""
    height, width = pixels.shape[:2]
    info = skia.ImageInfo.Make(width, height, skia.kBGRA_8888_ColorType, skia.kOpaque_AlphaType)
    return skia.Image.MakeRasterCopy(skia.Pixmap(info, np.ascontiguousarray(pixels), width * 4))


def mask_image(alpha: UInt8[np.ndarray, "h w"]) -> skia.Image:
    """A copy of an alpha mask [h, w]; it is drawn in the colour of the paint."""
    height, width = alpha.shape
    info = skia.ImageInfo.Make(width, height, skia.kAlpha_8_ColorType, skia.kPremul_AlphaType)
    return skia.Image.MakeRasterCopy(skia.Pixmap(info, np.ascontiguousarray(alpha), width))
