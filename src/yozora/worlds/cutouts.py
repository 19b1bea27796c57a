"""A clip before it is painted: the actors of a plan as still pictures, cut out and laid where they will be."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import skia
from jaxtyping import UInt8
from numpy.typing import NDArray

from yozora.core.geometry import FrameSize
from yozora.worlds import figures
from yozora.worlds.canvas import surface
from yozora.worlds.cast import sprites
from yozora.worlds.cast.roster import member
from yozora.worlds.continued import staged_on
from yozora.worlds.geometry import NEAREST, View
from yozora.worlds.scene import Scene
from yozora.worlds.staging import StagedActor
from yozora.worlds.truth import outline, waterline
from yozora.worlds.vocabulary import Colour

SMOOTH = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
PICTURE_PX = 96
"""Pictures are at least so high, where the cast has them."""


def cutouts(
    scene: Scene, *, size: FrameSize, times_s: Sequence[float] | NDArray[np.float64]
) -> UInt8[np.ndarray, "T H W 4"]:
    """Red, green and blue times alpha, and alpha, at each of some moments. The first picture of each actor, in its
    colour, fills its outline and looks where it looks: without light, shadow, gait, scenery or what is under water."""
    staged = staged_on(scene, aspect=size.aspect, times=np.asarray(times_s, float))
    target, pixels = surface(size)
    found = np.empty((len(times_s), size.height_px, size.width_px, 4), np.uint8)
    for frame, laid in enumerate(found):
        target.getCanvas().clear(skia.ColorTRANSPARENT)
        for entry in sorted(staged.actors, key=lambda entry: -entry.order(frame)):
            _lay(target.getCanvas(), entry, frame, staged.camera.at(frame), size)
        target.flushAndSubmit()
        laid[:] = pixels[..., [2, 1, 0, 3]]
    return found


def _lay(canvas: skia.Canvas, entry: StagedActor, frame: int, view: View, size: FrameSize) -> None:
    opacity = min(1.0, float(entry.track.opacity[frame]))
    if opacity <= figures.FAINTEST or view.distance(float(entry.track.z[frame])) < NEAREST:
        return
    corners = outline(entry, frame, view, size)
    (left, top), (right, bottom) = corners.min(0).tolist(), corners.max(0).tolist()
    if right <= left or bottom <= top:
        return
    canvas.save()
    if (line := waterline(entry, frame, view, size)) < size.height_px:
        canvas.clipRect(skia.Rect.MakeLTRB(0, 0, size.width_px, max(0.0, line)))
    if figures.mirrored(entry, float(entry.track.turn[frame])) < 0:
        canvas.translate(left + right, 0)
        canvas.scale(-1, 1)
    image, place = _picture(entry.actor.subject, entry.actor.colour), skia.Rect.MakeLTRB(left, top, right, bottom)
    canvas.drawImageRect(image, place, SMOOTH, skia.Paint(AntiAlias=True, Alphaf=opacity))
    canvas.restore()


@lru_cache(maxsize=1024)
def _picture(subject: str, colour: Colour | None) -> skia.Image:
    picture = sprites.loop(subject, PICTURE_PX)[0]
    if colour is not None:
        picture = sprites.painted(picture, colour, spare=member(subject).kind)
    return sprites.skia_image(picture).withDefaultMipmaps()
