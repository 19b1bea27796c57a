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
from yozora.worlds.geometry import NEAREST
from yozora.worlds.scene import Scene
from yozora.worlds.staging import Staged, StagedActor
from yozora.worlds.truth import box
from yozora.worlds.vocabulary import Colour

SMOOTH = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
PICTURE_PX = 96
"""Pictures are at least so high, where the cast has them."""


def cutouts(
    scene: Scene, *, size: FrameSize, times_s: Sequence[float] | NDArray[np.float64]
) -> UInt8[np.ndarray, "T H W 4"]:
    """Red, green and blue times alpha, and alpha, at each of some moments. The first picture of each actor, in its
    colour, fills its box of `truth` and looks where it looks: without light, shadow, gait or scenery."""
    staged = staged_on(scene, aspect=size.aspect, times=np.asarray(times_s, float))
    return np.stack([_laid(staged, frame, size) for frame in range(len(times_s))])


def _laid(staged: Staged, frame: int, size: FrameSize) -> UInt8[np.ndarray, "H W 4"]:
    target, pixels = surface(size)
    canvas, view = target.getCanvas(), staged.camera.at(frame)
    for entry in sorted(staged.actors, key=lambda entry: -entry.order(frame)):
        if view.distance(float(entry.track.z[frame])) >= NEAREST:
            _lay(canvas, entry, frame, tuple(box(entry, frame, view, size)))
    target.flushAndSubmit()
    return pixels[..., [2, 1, 0, 3]].copy()


def _lay(canvas: skia.Canvas, entry: StagedActor, frame: int, corners: tuple[float, ...]) -> None:
    left, top, right, bottom = corners
    if right <= left or bottom <= top:
        return
    canvas.save()
    if figures.mirrored(entry, float(entry.track.turn[frame])) < 0:
        canvas.translate(left + right, 0)
        canvas.scale(-1, 1)
    image = _picture(entry.actor.subject, entry.actor.colour)
    canvas.drawImageRect(image, skia.Rect.MakeLTRB(left, top, right, bottom), SMOOTH, skia.Paint(AntiAlias=True))
    canvas.restore()


@lru_cache(maxsize=1024)
def _picture(subject: str, colour: Colour | None) -> skia.Image:
    picture = sprites.loop(subject, PICTURE_PX)[0]
    if colour is not None:
        picture = sprites.painted(picture, colour, spare=member(subject).kind)
    return sprites.skia_image(picture).withDefaultMipmaps()
