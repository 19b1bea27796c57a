"""How much of a picture the codec keeps, over the whole of it and where the actor is."""

from collections.abc import Callable, Sequence

import numpy as np
from jaxtyping import Bool, Float

from yozora.core.geometry import FrameSize
from yozora.evaluate.cases import Case
from yozora.evaluate.measures import psnr
from yozora.models.blocks import BlockBasis, encode_clip, to_unit
from yozora.worlds.renderer import render
from yozora.worlds.scene import Scene
from yozora.worlds.staging import stage
from yozora.worlds.truth import truth

Decode = Callable[[Float[np.ndarray, "b t h w c"]], Float[np.ndarray, "b T H W 3"]]


def coding_quality(
    decode: Decode, bases: tuple[BlockBasis, BlockBasis], wanted: Sequence[Case], *, frames: int, fps: float
) -> dict[str, float]:
    """Mean PSNR in dB of the renders of these cases at 64x64 px after the codec, and within the actor's box."""
    size = FrameSize(width_px=64, height_px=64)
    image, video = bases
    whole: list[float] = []
    boxed: list[float] = []
    for case in wanted:
        scene = Scene.from_plan(case.plan)
        true = np.stack(list(render(scene, size=size, frames=frames, fps=fps)))
        latents = encode_clip(image, video, to_unit(true))
        made = (np.clip(decode(latents[None])[0], -1, 1) * 127.5 + 127.5).round().astype(np.uint8)
        whole.append(psnr(made, true))
        mask = _box(scene, size, np.arange(frames) / fps)
        if mask.any():
            boxed.append(psnr(made, true, mask))
    return {
        "cases": len(whole),
        "psnr_db": round(float(np.mean(whole)), 2),
        "box_psnr_db": round(float(np.mean(boxed)), 2),
    }


def _box(scene: Scene, size: FrameSize, times: Float[np.ndarray, " T"]) -> Bool[np.ndarray, "T H W"]:
    """Where the first actor is."""
    boxes = truth(stage(scene, aspect=size.aspect, times=times), size).boxes[:, 0]
    mask = np.zeros((len(times), size.height_px, size.width_px), bool)
    for one, (left, top, right, bottom) in zip(mask, boxes, strict=True):
        rows = slice(max(int(top), 0), max(int(np.ceil(bottom)), 0))
        one[rows, max(int(left), 0) : max(int(np.ceil(right)), 0)] = True
    return mask
