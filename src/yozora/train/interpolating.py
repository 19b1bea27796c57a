"""Training the interpolator on lessons: two frames as the decoder makes them, and the render at a moment between."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float, UInt8
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from yozora.models.interpolator import Interpolator


@dataclass(frozen=True, kw_only=True)
class InterpolatingMix:
    """`pictures` patches of `patch_px` a step, `true` of them between frames as rendered, the others as decoded. For
    `sliding` of them one frame slides past: all of it moves, so what belongs together is found sooner than in lessons,
    where little moves (1.1 dB gained in 600 steps instead of 0.2). `edges` weighs the error of differences between
    neighbours; a pixel whose blend is wrong by `wrong` (0..1) counts 1 + `moving` times."""

    pictures: int = 20
    patch_px: int = 36
    true: float = 0.5
    sliding: float = 0.25
    edges: float = 1.0
    wrong: float = 0.1
    moving: float = 3.0


@dataclass(frozen=True, kw_only=True)
class Between:
    """Clips of one size: frames `coded` by the decoder and `true` [n, T, H, W, 3], the renders `between` [n, T-1, H, W,
    3] at `moments` [n, T-1] of the way from a frame to the next, and the actor's `boxes` [n, T-1, 4] there."""

    coded: UInt8[np.ndarray, "n T H W 3"]
    true: UInt8[np.ndarray, "n T H W 3"]
    between: UInt8[np.ndarray, "n S H W 3"]
    moments: Float[np.ndarray, "n S"]
    boxes: Float[np.ndarray, "n S 4"]

    def place(self, rng: np.random.Generator) -> tuple[int, int]:
        """Any clip, and the number of any moment in it."""
        return int(rng.integers(len(self.coded))), int(rng.integers(len(self.moments[0])))

    @classmethod
    def read(cls, folder: Path) -> "Between":
        """What `write` stored, opened but not read."""
        names = ("coded", "true", "between", "moments", "boxes")
        return cls(**{name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in names})

    def write(self, folder: Path) -> None:
        """A file for each array, in one move."""
        scratch = folder.with_name(f".{folder.name}")
        scratch.mkdir(parents=True, exist_ok=True)
        for name, values in vars(self).items():
            np.save(scratch / f"{name}.npy", values)
        scratch.rename(folder)


FASTEST = 12
"""Pixels a frame when a picture slides past; lessons move by up to 6, but at the start of a jump by up to 15."""

Sample = tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8], float]
"""Before, after, between and the moment."""


class InterpolatingLesson:
    """The interpolator's lesson."""

    def __init__(self, module: Interpolator, shards: Sequence[Between], mix: InterpolatingMix) -> None:
        self.module = module
        self._shards, self._mix = shards, mix

    def loss(self, step: int) -> tuple[Tensor, dict[str, float]]:
        """Weighted absolute error of pixels and of their differences."""
        mix = self._mix
        rng = np.random.default_rng([step, 17])
        before, after, between, moment = tensors([self._sample(rng) for _ in range(mix.pictures)])
        made = self.module(before, after, moment).float()
        blend = torch.lerp(before, after, moment[:, None, None, None])
        off = ((between - blend).abs().mean(1, keepdim=True) / mix.wrong).clamp(max=1)
        error = ((made - between).abs() * (1 + mix.moving * off)).mean()
        edges = sum((made.diff(dim=axis) - between.diff(dim=axis)).abs().mean() for axis in (2, 3))
        psnr, blended = (-10 * torch.log10(((one.detach() - between) ** 2).mean()) for one in (made, blend))
        return 10 * (error + mix.edges * edges), {"psnr": float(psnr), "gain": float(psnr - blended)}

    def show(self, averaged: nn.Module, folder: Path, step: int) -> None:
        """Rows of: before, the blend, made, the truth, after; coded frames of the five moments that the blend gets most
        wrong among some."""
        rng = np.random.default_rng(5)
        shard = self._shards[0]
        before, after, between, moment = tensors([at(shard, *shard.place(rng), true=False) for _ in range(60)])
        blend = torch.lerp(before, after, moment[:, None, None, None])
        worst = ((blend - between) ** 2).mean((1, 2, 3)).argsort(descending=True)[:10:2]
        with torch.no_grad():
            made = averaged(before[worst], after[worst], moment[worst])
        rows = torch.cat([before[worst], blend[worst], made, between[worst], after[worst]], 3)
        picture = (rows.clamp(0, 1) * 255).round().byte().permute(0, 2, 3, 1).flatten(0, 1).numpy()
        Image.fromarray(picture.repeat(3, 0).repeat(3, 1)).save(folder / f"samples-{step:07d}.png")

    def _sample(self, rng: np.random.Generator) -> Sample:
        mix = self._mix
        shard = self._shards[int(rng.integers(len(self._shards)))]
        before, after, between, moment = at(shard, *shard.place(rng), true=bool(rng.random() < mix.true))
        if rng.random() < mix.sliding:
            before, after, between, moment = slid(before, rng)
        row, column = (int(rng.integers(length - mix.patch_px + 1)) for length in (len(before), len(before[0])))
        patch = np.s_[row : row + mix.patch_px, column : column + mix.patch_px]
        before, after, between = (picture[patch] for picture in (before, after, between))
        if rng.random() < 0.5:
            before, after, between = (picture[:, ::-1] for picture in (before, after, between))
        return (before, after, between, moment) if rng.random() < 0.5 else (after, before, between, 1 - moment)


def slid(picture: NDArray[np.uint8], rng: np.random.Generator) -> Sample:
    """Three windows of a picture, in a row in any direction: it moves by up to `FASTEST` pixels from the first to the
    last."""
    steps = rng.integers(1, 3, 2)
    pace = rng.integers(-FASTEST // 4, FASTEST // 4 + 1, 2)
    places = [-steps[0] * pace, 0 * pace, steps[1] * pace]
    lowest, highest = np.min(places, 0), np.max(places, 0)
    size = np.array(picture.shape[:2]) - (highest - lowest)
    corners = [place - lowest for place in places]
    before, between, after = (picture[y : y + size[0], x : x + size[1]] for y, x in corners)
    return before, after, between, float(steps[0] / steps.sum())


def at(shard: Between, clip: int, number: int, *, true: bool) -> Sample:
    """The frames around a moment of a clip, as rendered or as coded, and the moment."""
    frames = (shard.true if true else shard.coded)[clip]
    return frames[number], frames[number + 1], shard.between[clip, number], float(shard.moments[clip, number])


def tensors(samples: Sequence[Sample]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Pictures [b, 3, H, W] in 0..1 and moments [b]."""
    *pictures, moments = zip(*samples, strict=True)
    before, after, between = (torch.from_numpy(np.stack(one)).permute(0, 3, 1, 2).float() / 255 for one in pictures)
    return before, after, between, torch.tensor(moments, dtype=torch.float32)
