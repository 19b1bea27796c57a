"""Bodies for members of the cast whose picture is only a head or a bust: a clay toy that walks on two legs.

The picture keeps its own animation; a torso, arms and legs are drawn under it in colours taken from it.
"""

from dataclasses import dataclass

import numpy as np
import skia
from numpy.typing import NDArray

WIDTH_PX, HEIGHT_PX = 224, 256
CENTRE_PX = WIDTH_PX / 2
STEPS_PER_LOOP = 4  # a loop is three seconds: two strides

Rgba = NDArray[np.uint8]
Rgb = NDArray[np.float64]

CLOTHES = {  # shirt, trousers
    "boy": ((64, 132, 230), (70, 78, 120)),
    "girl": ((240, 110, 150), (120, 84, 190)),
    "baby": ((150, 205, 245), (150, 205, 245)),
    "grandmother": ((170, 205, 240), (112, 108, 150)),
    "grandfather": ((110, 150, 110), (98, 84, 84)),
    "bearded_man": ((200, 90, 70), (74, 82, 110)),
    "santa": ((222, 48, 62), (222, 48, 62)),
    "astronaut": (None, (214, 218, 232)),
    "robot": ((120, 150, 190), (96, 116, 150)),
}
BARE = {"fox", "wolf", "bear", "polar_bear", "panda", "koala", "lion", "raccoon", "hamster", "frog", "alien", "ogre"}
LIMBS = {"panda": (54, 46, 74), "fox": (110, 60, 50), "raccoon": (74, 70, 84)}


@dataclass(frozen=True, kw_only=True)
class Paint:
    """Colours of one toy, RGB 0..255."""

    torso: Rgb
    legs: Rgb
    arms: Rgb
    feet: Rgb
    belly: Rgb | None


def _image(picture: Rgba) -> skia.Image:
    return skia.Image.fromarray(np.ascontiguousarray(picture), colorType=skia.kRGBA_8888_ColorType, copy=True)


def _dominant(picture: Rgba, rows: slice) -> Rgb:
    """The median colour of the opaque part of the middle of some rows."""
    width = picture.shape[1]
    part = picture[rows, width // 4 : 3 * width // 4].reshape(-1, 4)
    solid = part[part[:, 3] > 250][:, :3].astype(np.float64)
    return np.median(solid, axis=0) if len(solid) else np.array([150.0, 140.0, 150.0])


def _shade(colour: Rgb, factor: float) -> int:
    """The colour lighter (factor above 1) or darker and a little more purple, as the cast's own shading is."""
    if factor >= 1:
        red, green, blue = colour + (255 - colour) * (factor - 1)
    else:
        red, green, blue = colour * factor + np.array([18, 0, 30]) * (1 - factor)
    return skia.Color(*(int(np.clip(value, 0, 255)) for value in (red, green, blue)))


def _clay(colour: Rgb, box: skia.Rect) -> skia.Paint:
    """A soft body lit from the upper left."""
    middle = skia.Point(box.left() + box.width() * 0.36, box.top() + box.height() * 0.26)
    tones = [_shade(colour, 1.28), _shade(colour, 1.0), _shade(colour, 0.72)]
    shader = skia.GradientShader.MakeRadial(middle, 0.95 * max(box.width(), box.height()), tones, [0.0, 0.45, 1.0])
    return skia.Paint(AntiAlias=True, Shader=shader)


def _capsule(canvas: skia.Canvas, start: tuple[float, float], end: tuple[float, float], width: float, colour: Rgb):
    """A limb from start to end."""
    path = skia.Path()
    path.moveTo(*start)
    path.lineTo(*end)
    box = skia.Rect.MakeLTRB(
        min(start[0], end[0]) - width / 2,
        min(start[1], end[1]) - width / 2,
        max(start[0], end[0]) + width / 2,
        max(start[1], end[1]) + width / 2,
    )
    paint = _clay(colour, box)
    paint.setStyle(skia.Paint.kStroke_Style)
    paint.setStrokeWidth(width)
    paint.setStrokeCap(skia.Paint.kRound_Cap)
    canvas.drawPath(path, paint)


def _oval(canvas: skia.Canvas, centre: tuple[float, float], radii: tuple[float, float], colour: Rgb):
    box = skia.Rect.MakeXYWH(centre[0] - radii[0], centre[1] - radii[1], 2 * radii[0], 2 * radii[1])
    canvas.drawOval(box, _clay(colour, box))


def _legs(canvas: skia.Canvas, swing: float, hip_y: float, spread: float, width: float, paint: Paint):
    """Two legs; `swing` in -1..1 lifts one foot and then the other, as seen from the front."""
    ground = HEIGHT_PX - 12.0
    for side in (-1, 1):
        lift = max(0.0, side * swing) * 13
        foot = (CENTRE_PX + side * spread + 2 * swing, ground - lift)
        _capsule(canvas, (CENTRE_PX + side * spread * 0.8, hip_y), (foot[0], foot[1] - 8), width, paint.legs)
        _oval(canvas, (foot[0] + side * 2, foot[1] + 1), (width * 0.72, 10), paint.feet)


def _arms(canvas: skia.Canvas, swing: float, shoulder_y: float, spread: float, width: float, paint: Paint):
    for side in (-1, 1):
        reach = side * swing * 9
        hand = (CENTRE_PX + side * (spread + 17), shoulder_y + 44 - abs(reach) - max(0.0, side * swing) * 6)
        _capsule(canvas, (CENTRE_PX + side * spread, shoulder_y), hand, width, paint.arms)


def _draw(canvas: skia.Canvas, picture: Rgba, box: tuple[float, float, float, float], tilt: float):
    """The original picture into (left, top, width, height), rocking by `tilt` degrees about its foot."""
    left, top, width, height = box
    canvas.save()
    canvas.rotate(tilt, left + width / 2, top + height)
    target = skia.Rect.MakeXYWH(left, top, width, height)
    options = skia.SamplingOptions(skia.CubicResampler.Mitchell())
    canvas.drawImageRect(_image(picture), target, options, skia.Paint(AntiAlias=True))
    canvas.restore()


def _head_toy(canvas: skia.Canvas, picture: Rgba, swing: float, paint: Paint):
    bob = -3.5 * abs(swing)
    neck = 148 + bob
    height = min(142.0, 160.0 * picture.shape[0] / picture.shape[1])
    width = height * picture.shape[1] / picture.shape[0]
    head = (CENTRE_PX - width / 2, neck - height, width, height)
    _legs(canvas, swing, HEIGHT_PX - 56, 21, 29, paint)
    _arms(canvas, swing, neck + 10, 38, 23, paint)
    _oval(canvas, (CENTRE_PX, neck + 26), (45, 48), paint.torso)
    if paint.belly is not None:
        _oval(canvas, (CENTRE_PX, neck + 32), (28, 32), paint.belly)
    _draw(canvas, picture, head, 2.2 * swing)


def _bust_toy(canvas: skia.Canvas, picture: Rgba, swing: float, paint: Paint):
    bob = -3.0 * abs(swing)
    height = min(180.0, 196.0 * picture.shape[0] / picture.shape[1])
    width = height * picture.shape[1] / picture.shape[0]
    bottom = HEIGHT_PX - 60 + bob
    _legs(canvas, swing, HEIGHT_PX - 66, 25, 36, paint)
    hips = skia.Rect.MakeXYWH(CENTRE_PX - 52, HEIGHT_PX - 86 + bob, 104, 40)
    canvas.drawRoundRect(hips, 20, 20, _clay(paint.legs, hips))
    hem = skia.Path()
    hem.addRoundRect(skia.Rect.MakeLTRB(0, bottom - 3 * height, WIDTH_PX, bottom), 44, 20)
    canvas.save()
    canvas.clipPath(hem, doAntiAlias=True)
    _draw(canvas, picture, (CENTRE_PX - width / 2, bottom - height, width, height), 1.6 * swing)
    canvas.restore()


def _paint_for(subject: str, picture: Rgba, body: str) -> Paint:
    height = picture.shape[0]
    own = _dominant(picture, slice(int(height * 0.15), int(height * 0.45)))
    if body == "bust":
        cloth = _dominant(picture, slice(int(height * 0.86), height))
        _, trousers = CLOTHES.get(subject, (None, None))
        legs = np.array(trousers, float) if trousers else cloth * 0.62 + np.array([8, 8, 18])
        return Paint(torso=cloth, legs=legs, arms=cloth, feet=legs * 0.5 + 12, belly=None)
    if subject in BARE:
        limbs = np.array(LIMBS.get(subject, own * 0.86), float)
        return Paint(torso=own, legs=limbs, arms=limbs, feet=limbs * 0.86, belly=own + (255 - own) * 0.55)
    shirt, trousers = (np.array(colour, float) for colour in CLOTHES[subject])
    return Paint(torso=shirt, legs=trousers, arms=shirt, feet=np.array([70.0, 56.0, 66.0]), belly=None)


def give_body(subject: str, frames: list[Rgba], body: str) -> list[Rgba]:
    """`frames` (uint8 [H, W, 4], straight alpha, cropped) of a head or bust, with a walking toy body under each."""
    paint = _paint_for(subject, frames[0], body)
    draw = _head_toy if body == "head" else _bust_toy
    bodies: list[Rgba] = []
    for number, picture in enumerate(frames):
        swing = float(np.sin(2 * np.pi * number / len(frames) * STEPS_PER_LOOP / 2))
        surface = skia.Surface(WIDTH_PX, HEIGHT_PX)
        draw(surface.getCanvas(), picture, swing, paint)
        bodies.append(surface.makeImageSnapshot().toarray(colorType=skia.kRGBA_8888_ColorType))
    return bodies
