"""Pictures of the cast: read from the atlas, painted, lit, and ready to draw.

A picture here is premultiplied `uint8 [H, W, 4]` in the order blue, green, red, alpha, which Skia draws fastest.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

import numpy as np
import skia
from jaxtyping import Bool, Float, UInt8
from PIL import Image

from yozora.worlds.vocabulary import Colour, Kind

Picture = UInt8[np.ndarray, "h w 4"]
Mask = UInt8[np.ndarray, "h w"]
Rgb = Float[np.ndarray, "3"]
Plane = Float[np.ndarray, "h w"]

PAINTS = {
    Colour.RED: "d8343a",
    Colour.ORANGE: "f08a2c",
    Colour.YELLOW: "f7cf3d",
    Colour.GREEN: "4fae54",
    Colour.BLUE: "3c7be0",
    Colour.PURPLE: "8a52d6",
    Colour.PINK: "f284b4",
    Colour.BROWN: "8f5a3c",
    Colour.BLACK: "37343f",
    Colour.WHITE: "f4f2f5",
    Colour.GREY: "9497a3",
    Colour.GOLD: "e8b33a",
}
LUMA = np.array([0.114, 0.587, 0.299], np.float32)  # blue, green, red: Rec. 601
SMALLEST_RIM_PX = 48  # on a smaller picture a glowing edge is a pixel wide and looks like noise
LAMP = (0.5, 0.86, 1.0)  # blue, green, red of lamplight in a window
# hue in radians from red, and how far around it: the yellow of the cast's people, the sky blue of its windows
SPARED_HUES = {Kind.PERSON: (0.78, 0.35), Kind.VEHICLE: (-2.84, 0.27)}
CACHED_LOOPS = 48
CACHED_SMALL_LOOPS = 800


def bgr(code: str) -> Rgb:
    """`rrggbb` as blue, green, red in 0..1."""
    return np.array([int(code[at : at + 2], 16) / 255 for at in (4, 2, 0)], np.float32)


@dataclass(frozen=True, kw_only=True)
class Light:
    """How a picture is lit: `key` multiplies it, `haze` is mixed in by `haze_share`, `rim` glows on the sunny side.

    `side` is -1 where the light comes from the left, 1 from the right; colours are blue, green, red in 0..1.
    """

    key: tuple[float, float, float]
    haze: tuple[float, float, float] = (0.0, 0.0, 0.0)
    haze_share: float = 0.0
    rim: tuple[float, float, float] = (0.0, 0.0, 0.0)
    side: int = 1


def _read(subject: str) -> list[Picture]:
    data = files("yozora.worlds.cast").joinpath("atlas", f"{subject}.avif").read_bytes()
    pictures: list[Picture] = []
    with Image.open(BytesIO(data)) as image:
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            rgba = np.asarray(image.convert("RGBA")).astype(np.uint16)
            rgba[..., :3] = rgba[..., :3] * rgba[..., 3:] // 255
            pictures.append(np.ascontiguousarray(rgba[..., [2, 1, 0, 3]].astype(np.uint8)))
    return pictures


def _halved(picture: Picture) -> UInt8[np.ndarray, "half_h half_w 4"]:
    """Half the size, each pixel the mean of four."""
    height, width = (side - side % 2 for side in picture.shape[:2])
    wide = picture[:height, :width].astype(np.uint16)
    total = wide[::2, ::2] + wide[1::2, ::2] + wide[::2, 1::2] + wide[1::2, 1::2]
    return ((total + 2) >> 2).astype(np.uint8)


@lru_cache(maxsize=CACHED_LOOPS)
def _full_loop(subject: str) -> tuple[Picture, ...]:
    return tuple(_read(subject))


@lru_cache(maxsize=CACHED_SMALL_LOOPS)
def _small_loop(subject: str, halvings: int) -> tuple[Picture, ...]:
    pictures = _full_loop(subject)
    for _ in range(halvings):
        pictures = tuple(_halved(picture) for picture in pictures)
    return pictures


def loop(subject: str, height_px: float) -> tuple[Picture, ...]:
    """The animated loop of a subject, the smallest size in store that is at least `height_px` high."""
    natural_px = shape(subject)[0]
    halvings = 0
    while halvings < 3 and natural_px / 2 ** (halvings + 1) >= height_px:
        halvings += 1
    return _full_loop(subject) if halvings == 0 else _small_loop(subject, halvings)


@lru_cache(maxsize=1024)
def shape(subject: str) -> tuple[int, int]:
    """Height and width of the full-size pictures."""
    data = files("yozora.worlds.cast").joinpath("atlas", f"{subject}.avif").read_bytes()
    with Image.open(BytesIO(data)) as image:
        return image.height, image.width


def aspect(subject: str) -> float:
    """Width divided by height."""
    height_px, width_px = shape(subject)
    return width_px / height_px


def painted(picture: Picture, colour: Colour, *, spare: Kind | None = None) -> Picture:
    """The picture in another colour: what has its main hue is repainted, light and shade stay.

    `spare` is the kind of thing it is: the skin of people and the windows of vehicles are left alone.
    """
    alpha = picture[..., 3:].astype(np.float32) / 255
    straight = picture[..., :3].astype(np.float32) / 255 / np.maximum(alpha, 1 / 255)
    light = straight @ LUMA
    strength = straight.max(-1) - straight.min(-1)
    hue = _hue(straight)
    body = (alpha[..., 0] > 0.9) & (light > 0.12)
    kept = np.zeros_like(body)
    if spare is not None and spare in SPARED_HUES:
        middle, reach = SPARED_HUES[spare]
        kept = (np.abs(hue - middle) < reach) & (strength > 0.3) & (light > 0.52)
        body &= ~kept
    if not body.any():
        return picture
    share = _main_share(hue, strength, body) * np.clip((light - 0.1) / 0.15, 0, 1) * ~kept
    usual = float(np.median(light[body & (share > 0.5)])) if (body & (share > 0.5)).any() else 0.5
    relative = (light / max(usual, 0.05))[..., None]
    paint = bgr(PAINTS[colour])
    shaded = np.where(relative < 1, paint * relative**0.8, paint + (1 - paint) * np.minimum(0.55 * (relative - 1), 0.6))
    mixed = straight + (shaded - straight) * share[..., None]
    out = picture.copy()
    out[..., :3] = np.clip(mixed * alpha * 255 + 0.5, 0, 255).astype(np.uint8)
    return out


def with_lamps(picture: Picture, lit_picture: Picture, strength: float) -> Picture:
    """A lit picture of a building with the lamps on behind its sky-blue windows, `strength` 0..1."""
    alpha = picture[..., 3:].astype(np.float32) / 255
    straight = picture[..., :3].astype(np.float32) / 255 / np.maximum(alpha, 1 / 255)
    middle, reach = SPARED_HUES[Kind.VEHICLE]
    away = np.abs(_hue(straight) - middle)
    share = strength * np.clip(2 - away / reach, 0, 1) * ((straight.max(-1) - straight.min(-1)) > 0.25)
    glow = np.asarray(LAMP, np.float32) * (0.55 + 0.45 * (straight @ LUMA))[..., None] * alpha * 255
    out = lit_picture.copy()
    out[..., :3] = np.clip(out[..., :3] + (glow - out[..., :3]) * share[..., None], 0, 255).astype(np.uint8)
    return out


def _hue(straight: Float[np.ndarray, "h w 3"]) -> Plane:
    """Hue as an angle in radians, 0 at red, growing over yellow and green; [H, W]."""
    blue, green, red = straight[..., 0], straight[..., 1], straight[..., 2]
    return np.arctan2(np.sqrt(3) * (green - blue), 2 * red - green - blue)


def _main_share(hue: Plane, strength: Plane, body: Bool[np.ndarray, "h w"]) -> Plane:
    """How much each pixel belongs to what is painted, 0..1: the main hue, or all that is grey where most is grey."""
    vivid = body & (strength > 0.25)
    if vivid.sum() < 0.3 * body.sum():
        return np.clip(1.4 - 4 * strength, 0, 1)
    weight = strength[vivid]
    counts, edges = np.histogram(hue[vivid], bins=36, range=(-np.pi, np.pi), weights=weight)
    smoothed = counts + np.roll(counts, 1) + np.roll(counts, -1)
    main = float(edges[int(smoothed.argmax())]) + np.pi / 36
    away = np.abs((hue - main + np.pi) % (2 * np.pi) - np.pi)
    return np.exp(-((away / 0.62) ** 4)) * np.clip(strength / 0.16, 0, 1)


def lit(picture: Picture, light: Light) -> Picture:
    """The picture under a light."""
    alpha = picture[..., 3:].astype(np.float32)
    colour = picture[..., :3].astype(np.float32) * np.asarray(light.key, np.float32)
    if any(light.rim) and picture.shape[0] >= SMALLEST_RIM_PX:
        colour += _rim(picture[..., 3], light.side)[..., None] * np.asarray(light.rim, np.float32) * alpha
    if light.haze_share:
        colour += (np.asarray(light.haze, np.float32) * alpha - colour) * light.haze_share
    out = picture.copy()
    out[..., :3] = np.clip(np.minimum(colour, alpha) + 0.5, 0, 255).astype(np.uint8)
    return out


def _rim(alpha: Mask, side: int) -> Plane:
    """A soft band along the edge towards the light, 0..1: what a blurred copy, moved away from it, leaves bare."""
    reach = max(1, alpha.shape[0] // 22)
    field = np.pad(alpha.astype(np.float32) / 255, 4 * reach)
    for axis in (0, 1):
        for _ in range(2):
            total = np.cumsum(field, axis)
            ahead, behind = slice(2 * reach, None), slice(None, -2 * reach)
            field = (total[ahead] - total[behind]) if axis == 0 else (total[:, ahead] - total[:, behind])
            field /= 2 * reach
    rows, columns = alpha.shape
    top, left = reach, (2 + side) * reach
    bare = 1 - field[top : top + rows, left : left + columns]
    return np.clip(1.35 * bare - 0.2, 0, 1).astype(np.float32)


def skia_image(picture: Picture) -> skia.Image:
    """A copy that Skia can draw."""
    height, width = picture.shape[:2]
    info = skia.ImageInfo.Make(width, height, skia.kBGRA_8888_ColorType, skia.kPremul_AlphaType)
    return skia.Image.MakeRasterCopy(skia.Pixmap(info, np.ascontiguousarray(picture), width * 4))
