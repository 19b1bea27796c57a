"""Training the transformer: flow matching on windows of many lengths, shapes and patterns of given frames."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from yozora.diffusion.loss import flow_loss, mixed
from yozora.diffusion.patterns import PatternMix, draw
from yozora.models.transformer import Transformer, block_causal
from yozora.train.loop import device_of
from yozora.train.shards import Shards


@dataclass(frozen=True, kw_only=True)
class FlowMix:
    """What a step is made of: `tokens` in a batch, the share of steps with single `pictures` (of which a token teaches
    most of what things look like), window lengths of the others in latent frames and their shares, the share of
    block-causal steps, the weight of the actor's box, how often words are left out (`drop`), how often cut-outs
    (`bare`), as they are where a picture is given."""

    tokens: int = 6144
    pictures: float = 0.3
    lengths: tuple[int, ...] = (2, 3, 5, 8, 11)
    shares: tuple[float, ...] = (0.15, 0.25, 0.25, 0.15, 0.2)
    causal: float = 0.12
    box: float = 3.0
    drop: float = 0.1
    bare: float = 0.25
    patterns: PatternMix = field(default_factory=PatternMix)


TAKEN_UP = 100
"""After so many steps lessons that were rendered meanwhile are taken up."""


class FlowLesson:
    """The transformer's lesson; everything random of a step comes from its number."""

    def __init__(
        self, module: Transformer, shards: Shards, mix: FlowMix, *, show: Callable[[nn.Module, Path, int], None]
    ) -> None:
        self.module = module
        self._shards, self._mix, self._show = shards, mix, show

    def loss(self, step: int) -> tuple[Tensor, dict[str, float]]:
        """The loss of one step."""
        mix = self._mix
        if step % TAKEN_UP == 0:
            self._shards.refresh()
        rng = np.random.default_rng([step, 7])
        latents = 1 if rng.random() < mix.pictures else int(rng.choice(mix.lengths, p=mix.shares))
        device = device_of(self.module)
        batch = self._shards.batch(rng, latents=latents, tokens=mix.tokens, drop=mix.drop, bare=mix.bare)
        b, t, h, w, _ = batch.clean.shape
        sigma, given = (torch.from_numpy(values).to(device) for values in draw(mix.patterns, rng, b, t))
        generator = torch.Generator(device).manual_seed(step)
        noise = torch.randn(batch.clean.shape, generator=generator, device=device)
        causal = t > 1 and rng.random() < mix.causal
        mask = block_causal(t, h * w, batch.phrases.shape[1]).to(device) if causal else None
        predicted = self.module(mixed(batch.clean, noise, sigma), sigma, batch.phrases, batch.cutouts, mask)
        weight = 1 + (mix.box - 1) * batch.box
        loss = flow_loss(predicted.float(), batch.clean, sigma, self.module.variance, ~given, weight)
        work = {"tokens": float(b * t * h * w), "teraflops": 3 * self.module.flops(b, t, h, w) / 1e12}
        return loss, {"latents": latents, **work}

    def show(self, averaged: nn.Module, folder: Path, step: int) -> None:
        """Write samples."""
        self._show(averaged, folder, step)
