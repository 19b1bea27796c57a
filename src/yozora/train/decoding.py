"""Training the decoder on what the block transform keeps of renders, the actor's box counting more."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from yozora.models.blocks import BLOCK_PX, FRAMES_PER_LATENT, to_unit
from yozora.models.codec import Decoder
from yozora.train.loop import device_of


@dataclass(frozen=True, kw_only=True)
class DecodingMix:
    """`clips` windows of `latents` latent frames a step; the box counts `box` times; latents carry noise of up to
    `stain`, because those of the transformer will not be perfect; `edges` weighs the error of differences between
    neighbouring pixels."""

    clips: int = 8
    latents: int = 3
    box: float = 3.0
    stain: float = 0.08
    edges: float = 0.5


class PixelShards:
    """The shards under `folder` that kept their pixels, opened but not read."""

    def __init__(self, folder: Path) -> None:
        self._found: list[dict[str, NDArray[Any]]] = [
            {name: np.load(path.parent / f"{name}.npy", mmap_mode="r") for name in ("pixels", "image", "video", "box")}
            for path in sorted(folder.glob("[!.]*/pixels.npy"))
        ]

    def window(self, rng: np.random.Generator, mix: DecodingMix) -> tuple[Tensor, Tensor, Tensor]:
        """Latents [b, t, h, w, c], pixels [b, T, H, W, 3] in -1..1, box [b, T, H, W], all of one grid."""
        shard = self._found[int(rng.integers(len(self._found)))]
        clips = np.sort(rng.choice(len(shard["pixels"]), mix.clips, replace=False))
        start = int(rng.integers(int(shard["image"].shape[1]) - mix.latents + 1))
        between = slice(start, start + mix.latents - 1)
        first = start * FRAMES_PER_LATENT
        frames = slice(first, first + 1 + (mix.latents - 1) * FRAMES_PER_LATENT)
        pictures = shard["image"].shape[1]
        latents = np.concatenate([shard["image"][clips, start : start + 1], shard["video"][clips, between]], 1)
        box = np.concatenate([shard["box"][clips, start : start + 1], shard["box"][clips, pictures:][:, between]], 1)
        pixels = to_unit(shard["pixels"][clips, frames])
        return torch.from_numpy(latents.astype(np.float32)), torch.from_numpy(pixels), torch.from_numpy(_large(box))


def _large(box: NDArray[np.uint8]) -> NDArray[np.float32]:
    """A mask of latents [b, t, h, w] as a mask of pixels [b, T, H, W]."""
    later = box[:, 1:].repeat(FRAMES_PER_LATENT, 1)
    return np.concatenate([box[:, :1], later], 1).repeat(BLOCK_PX, 2).repeat(BLOCK_PX, 3).astype(np.float32)


class DecodingLesson:
    """The decoder's lesson."""

    def __init__(self, module: Decoder, shards: PixelShards, mix: DecodingMix) -> None:
        self.module = module
        self._shards, self._mix = shards, mix

    def loss(self, step: int) -> tuple[Tensor, dict[str, float]]:
        """Weighted squared error, of pixels and of their differences."""
        mix = self._mix
        rng = np.random.default_rng([step, 11])
        device = device_of(self.module)
        latents, pixels, box = (values.to(device) for values in self._shards.window(rng, mix))
        noise = torch.randn(latents.shape, generator=torch.Generator(device).manual_seed(step), device=device)
        made = self.module(latents + noise * float(rng.uniform(0, mix.stain))).float()
        weight = (1 + (mix.box - 1) * box)[..., None]
        error = (made - pixels) ** 2
        loss = (error * weight).mean() + mix.edges * (_steps(made, pixels, 2) + _steps(made, pixels, 3))
        return 100 * loss, {"psnr": psnr_of(error.detach()), "box_psnr": psnr_of(error.detach(), box)}

    def show(self, averaged: nn.Module, folder: Path, step: int) -> None:
        """Rows of: the truth, the block transform alone, the decoder."""
        latents, pixels, _ = self._shards.window(np.random.default_rng(5), self._mix)
        latents = latents.to(device_of(averaged))
        with torch.no_grad():
            made, rough = averaged(latents).cpu(), self.module.linear(latents).cpu()
        rows = [
            np.concatenate([_strip(values[clip]) for values in (pixels, rough, made)]) for clip in range(len(latents))
        ]
        Image.fromarray(np.concatenate(rows)).save(folder / f"samples-{step:07d}.png")


def psnr_of(error: Float[Tensor, "b T H W 3"], mask: Float[Tensor, "b T H W"] | None = None) -> float:
    """Decibels of a squared error between values in -1..1, inside a mask if there is one."""
    if mask is None:
        return float(10 * torch.log10(4 / error.mean()))
    return float(10 * torch.log10(4 * 3 * mask.sum() / (error * mask[..., None]).sum()))


def _steps(made: Tensor, pixels: Tensor, axis: int) -> Tensor:
    return ((made.diff(dim=axis) - pixels.diff(dim=axis)) ** 2).mean()


def _strip(clip: Tensor) -> NDArray[np.uint8]:
    frames = ((clip[::2].numpy().clip(-1, 1) + 1) * 127.5).astype(np.uint8)
    return np.concatenate(list(frames), 1)
