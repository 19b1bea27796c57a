"""Training the upscaler on pairs of pictures: what the decoder makes of a lesson, and the lesson drawn large."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import UInt8
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from yozora.models.upscaler import FACTOR, Upscaler
from yozora.train.loop import device_of


@dataclass(frozen=True, kw_only=True)
class EnlargingMix:
    """`pictures` patches of `patch_px` small pixels a step. `edges` weighs the error of differences between neighbours,
    `noise` is the largest deviation of noise on the small picture, in 0..1."""

    pictures: int = 12
    patch_px: int = 40
    edges: float = 1.0
    noise: float = 0.01


class EnlargingLesson:
    """The upscaler's lesson. `small` uint8 [n, H, W, 3], `large` uint8 [n, 4H, 4W, 3]."""

    def __init__(
        self,
        module: Upscaler,
        small: UInt8[np.ndarray, "n H W 3"],
        large: UInt8[np.ndarray, "n X Y 3"],
        mix: EnlargingMix,
    ) -> None:
        self.module = module
        self._small, self._large, self._mix = small, large, mix

    def loss(self, step: int) -> tuple[Tensor, dict[str, float]]:
        """Absolute error of pixels and of their differences."""
        mix, device = self._mix, device_of(self.module)
        rng = np.random.default_rng([step, 13])
        picked = rng.integers(len(self._small), size=mix.pictures)
        rows, columns = (rng.integers(0, side - mix.patch_px + 1, mix.pictures) for side in self._small.shape[1:3])
        pairs = [self._patch(*one) for one in zip(picked, rows, columns, rng.random(mix.pictures) < 0.5, strict=True)]
        small, large = (
            torch.from_numpy(np.stack(side)).to(device).permute(0, 3, 1, 2).float() / 255
            for side in zip(*pairs, strict=True)
        )
        noise = torch.randn(small.shape, generator=torch.Generator(device).manual_seed(step), device=device)
        made = self.module(small + noise * float(rng.uniform(0, mix.noise))).float()
        error = (made - large).abs().mean()
        edges = sum((made.diff(dim=axis) - large.diff(dim=axis)).abs().mean() for axis in (2, 3))
        psnr = -10 * torch.log10(((made.detach() - large) ** 2).mean())
        return 10 * (error + mix.edges * edges), {"psnr": float(psnr)}

    def show(self, averaged: nn.Module, folder: Path, step: int) -> None:
        """Rows of: small picture, enlarged, the truth."""
        rows: list[NDArray[np.uint8]] = []
        for number in np.linspace(0, len(self._small) - 1, 5).astype(int):
            small = torch.from_numpy(self._small[number]).to(device_of(averaged)).permute(2, 0, 1)[None].float() / 255
            with torch.no_grad():
                made = (averaged(small)[0].permute(1, 2, 0).clamp(0, 1) * 255).round().byte().cpu().numpy()
            plain = self._small[number].repeat(FACTOR, 0).repeat(FACTOR, 1)
            rows.append(np.concatenate([plain, made, self._large[number]], 1))
        Image.fromarray(np.concatenate(rows)).save(folder / f"samples-{step:07d}.png")

    def _patch(self, number: int, row: int, column: int, mirror: bool) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        side = self._mix.patch_px
        small = self._small[number, row : row + side, column : column + side]
        large = self._large[number, FACTOR * row : FACTOR * (row + side), FACTOR * column : FACTOR * (column + side)]
        return (small[:, ::-1].copy(), large[:, ::-1].copy()) if mirror else (small, large)
