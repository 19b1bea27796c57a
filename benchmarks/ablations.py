"""What single choices of the model are worth: one small network, trained alike with one thing changed at a time.

    python benchmarks/ablations.py --data DATA [--steps 600] [--only base ...]

Every variant sees the same clips and noise. What is compared is the error of the clean pixels (mean square, -1..1) at
three noise levels, over all of the frame and in the actor's box, every 50 steps. Curves go to
`benchmarks/results/ablations.json` and, as a picture, to `docs/pictures/ablations.svg`. Needs torch and training shards
(`recipes/storybook_data.py`).
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch
from einops import rearrange
from torch import Tensor, nn

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE)]

from record import store  # noqa: E402

from yozora.conditioning.cutouts import channels_of  # noqa: E402
from yozora.diffusion.loss import flow_loss, mixed  # noqa: E402
from yozora.diffusion.patterns import draw  # noqa: E402
from yozora.models.basis_file import BASES, load_bases  # noqa: E402
from yozora.models.transformer import Transformer, TransformerConfig  # noqa: E402
from yozora.train.flow import FlowMix  # noqa: E402
from yozora.train.loop import Pace, optimisers, running_mean, short_products  # noqa: E402
from yozora.train.shards import Batch, Shards, vocabulary_of  # noqa: E402

WIDTH, DEPTH, HEADS, TOKENS = 128, 4, 2, 2048
LEVELS = (0.5, 0.8, 0.95)
EVERY = 50
LENGTHS, SHARES = (1, 3, 5), (0.4, 0.3, 0.3)


class Whole(Transformer):
    """Predicts the clean latents outright, with nothing that passes by the body."""

    def _scales(self, sigma: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        share, keep, reach = super()._scales(sigma)
        return share, torch.zeros_like(keep), self.variance.sqrt().expand_as(reach)


class Velocity(Transformer):
    """Predicts noise minus clean latents, as plain flow matching does."""

    def _scales(self, sigma: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        level = sigma[:, :, None, None, None]
        one = torch.ones_like(level)
        return one, one, -level


class Coarse(Transformer):
    """Tokens of 16x16 px: four blocks side by side are one token of four times the numbers."""

    def forward(
        self, noisy: Tensor, sigma: Tensor, phrases: Tensor, cutouts: Tensor | None = None, mask: Tensor | None = None
    ) -> Tensor:
        packed = rearrange(noisy, "b t (h y) (w x) c -> b t h w (y x c)", y=2, x=2)
        return rearrange(super().forward(packed, sigma, phrases), "b t h w (y x c) -> b t (h y) (w x) c", y=2, x=2)


class Pooled(Transformer):
    """Hears words in the modulation only."""

    def forward(
        self, noisy: Tensor, sigma: Tensor, phrases: Tensor, cutouts: Tensor | None = None, mask: Tensor | None = None
    ) -> Tensor:
        nothing = torch.zeros(phrases.shape[1], noisy.shape[1] * noisy.shape[2] * noisy.shape[3], dtype=torch.bool)
        seen = torch.ones(nothing.shape[1], nothing.shape[1], dtype=torch.bool)
        return super().forward(noisy, sigma, phrases, mask=torch.cat([nothing.T, seen], 1))


class Apart(Transformer):
    """Patches go in and out one by one, without their neighbours."""

    def __init__(self, config: TransformerConfig, variance: Tensor) -> None:
        super().__init__(config, variance)
        self.enter = nn.Conv2d(self.enter.in_channels, config.width, 1)
        self.leave = nn.Conv2d(config.width, config.channels, 1)
        nn.init.zeros_(self.leave.weight)


@dataclass(frozen=True, kw_only=True)
class Variant:
    """What differs from the model as it is."""

    network: Callable[[TransformerConfig, Tensor], Transformer] = Transformer
    optimiser: str = "muon"
    rate: float = 1.5e-3
    box: float = 3.0
    alike: bool = False
    middle: bool = False
    cutouts: bool = False


VARIANTS = {
    "base": Variant(),
    "clean latents outright": Variant(network=Whole),
    "velocity": Variant(network=Velocity),
    "channels alike": Variant(alike=True),
    "noise levels in the middle": Variant(middle=True),
    "box not weighted": Variant(box=1.0),
    "AdamW": Variant(optimiser="adamw"),
    "Muon, twice the rate": Variant(rate=3e-3),
    "patches one by one": Variant(network=Apart),
    "words pooled only": Variant(network=Pooled),
    "tokens of 16 px": Variant(network=Coarse),
    "around cut-outs": Variant(cutouts=True),
}


class Bench:
    """The data, and what every variant is measured on."""

    def __init__(self, data: Path) -> None:
        self.vocabulary = vocabulary_of(data)
        self.shards = Shards(data, self.vocabulary)
        self.image, video = load_bases(data / BASES)
        self.scales = torch.from_numpy(self.image.scale), torch.from_numpy(video.scale)
        self.block = video.frames
        batches = [
            self.shards.batch(np.random.default_rng([9, n]), latents=3, tokens=2048, drop=0.0, bare=0.0)
            for n in range(24)
        ]
        self.seen = [batch for batch in batches if batch.clean.shape[2] % 2 == batch.clean.shape[3] % 2 == 0][:6]

    def batch(self, step: int, latents: int) -> Batch:
        """One of training, on a grid of even sides."""
        rng = np.random.default_rng([step, 7])
        while True:
            found = self.shards.batch(rng, latents=latents, tokens=TOKENS, drop=FlowMix().drop, bare=FlowMix().bare)
            if found.clean.shape[2] % 2 == found.clean.shape[3] % 2 == 0:
                return found

    def errors(self, module: Transformer) -> dict[str, float]:
        """Mean square error of pixels, everywhere and in the box."""
        whole: list[float] = []
        boxed: list[float] = []
        for number, batch in enumerate(self.seen):
            noise = torch.randn(batch.clean.shape, generator=torch.Generator().manual_seed(number))
            for level in LEVELS:
                sigma = torch.full(batch.clean.shape[:2], level)
                with torch.no_grad():
                    error = self._pixels(_made(module, batch, noise, sigma) - batch.clean)
                whole.append(float(error.mean()))
                boxed.append(float((error * batch.box).sum() / batch.box.sum()))
        return {"whole": round(float(np.mean(whole)), 5), "box": round(float(np.mean(boxed)), 5)}

    def _pixels(self, apart: Tensor) -> Tensor:
        """Mean square error of the pixels of each block [b, t, h, w]; the bases are orthonormal."""
        first, later = ((apart * scale).square().sum(-1) / (8 * 8 * 3) for scale in self.scales)
        return torch.cat([first[:, :1], later[:, 1:] / self.block], 1)


def taught(bench: Bench, variant: Variant, steps: int) -> dict[str, Any]:
    """Train one variant; its curve."""
    torch.manual_seed(0)
    variance = bench.shards.variance()
    many = 4 if variant.network is Coarse else 1
    config = TransformerConfig(
        channels=len(variance) * many,
        width=WIDTH,
        depth=DEPTH,
        heads=HEADS,
        slots=bench.vocabulary.sizes,
        cutouts=channels_of(bench.image) if variant.cutouts else 0,
    )
    module = variant.network(config, variance.repeat(many))
    averaged = torch.optim.swa_utils.AveragedModel(module, multi_avg_fn=running_mean(0.99))
    tools = optimisers(module, Pace(minutes=1, rate=variant.rate, optimiser=variant.optimiser))
    curve = {"step": [0], **{name: [value] for name, value in bench.errors(module).items()}}
    began = time.perf_counter()
    for step in range(steps):
        for tool in tools:
            for group in tool.param_groups:
                group["lr"] = variant.rate * min(1.0, (step + 1) / 50)
        _loss(bench, variant, module, step, variance).backward()
        nn.utils.clip_grad_norm_(module.parameters(), 1.0)
        for tool in tools:
            tool.step()
            tool.zero_grad(set_to_none=True)
        averaged.update_parameters(module)
        if (step + 1) % EVERY == 0:
            curve["step"].append(step + 1)
            for name, value in bench.errors(averaged.module).items():
                curve[name].append(value)
    parameters = sum(parameter.numel() for parameter in module.parameters())
    return {"parameters": parameters, "seconds": round(time.perf_counter() - began), "curve": curve}


def _made(module: Transformer, batch: Batch, noise: Tensor, sigma: Tensor) -> Tensor:
    """What a network makes of a batch with noise."""
    with short_products(sigma.device):
        return module(mixed(batch.clean, noise, sigma), sigma, batch.phrases, batch.cutouts).float()


def _loss(bench: Bench, variant: Variant, module: Transformer, step: int, variance: Tensor) -> Tensor:
    rng = np.random.default_rng([step, 8])
    batch = bench.batch(step, int(rng.choice(LENGTHS, p=SHARES)))
    mix = FlowMix().patterns
    if variant.middle:
        mix = replace(mix, centre=0.0, spread=1.0)
    sigma, given = (torch.from_numpy(values) for values in draw(mix, rng, *batch.clean.shape[:2]))
    noise = torch.randn(batch.clean.shape, generator=torch.Generator().manual_seed(step))
    counted = torch.ones_like(variance) if variant.alike else variance
    made = _made(module, batch, noise, sigma)
    return flow_loss(made, batch.clean, sigma, counted, ~given, 1 + (variant.box - 1) * batch.box)


def picture(results: dict[str, dict[str, Any]]) -> str:
    """The curves in the actor's box as an SVG."""
    wide, high, left, legend = 780, 420, 64, 250
    ends = [value for one in results.values() for value in one["curve"]["box"][1:]]
    low, top = np.log(min(ends)) - 0.03, np.log(max(ends)) + 0.03
    last = max(one["curve"]["step"][-1] for one in results.values())

    def column(step: float) -> float:
        return left + step / last * (wide - left - legend)

    def row(value: float) -> float:
        return 20 + (top - np.log(value)) / (top - low) * (high - 80)

    lines: list[str] = []
    for value in np.geomspace(min(ends), max(ends), 5):
        lines.append(f'<path d="M{left} {row(value):.1f}H{column(last):.1f}" stroke="#ddd"/>')
        lines.append(f'<text x="{left - 8}" y="{row(value) + 4:.1f}" text-anchor="end" fill="#555">{value:.3f}</text>')
    for step in range(0, last + 1, last // 6):
        lines.append(f'<text x="{column(step):.1f}" y="{high - 38}" text-anchor="middle" fill="#555">{step}</text>')
    for number, (name, one) in enumerate(sorted(results.items(), key=lambda pair: pair[1]["curve"]["box"][-1])):
        colour = f"hsl({number * 360 // len(results)},65%,45%)"
        steps, values = one["curve"]["step"][1:], one["curve"]["box"][1:]
        points = " ".join(f"{column(step):.1f},{row(value):.1f}" for step, value in zip(steps, values, strict=True))
        lines.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        told = f"{name} {values[-1]:.4f}"
        lines.append(f'<text x="{wide - legend + 16}" y="{34 + 22 * number}" fill="{colour}">{told}</text>')
    told = "Error of pixels in the actor's box (log scale) by steps of training; lower is better"
    lines.append(f'<text x="{left}" y="{high - 12}" fill="#555">{told}</text>')
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" font-family="sans-serif" font-size="13">'
    )
    return "\n".join([head, '<rect width="100%" height="100%" fill="#fff"/>', *lines, "</svg>"]) + "\n"


def main() -> None:
    """Train all variants and store their curves."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--only", nargs="+", choices=VARIANTS, default=list(VARIANTS))
    parser.add_argument("--name", default="ablations", help="of the result")
    chosen = parser.parse_args()
    bench = Bench(chosen.data)
    results: dict[str, dict[str, Any]] = {}
    for name in chosen.only:
        results[name] = taught(bench, VARIANTS[name], chosen.steps)
        print(
            name,
            {key: value if key != "curve" else value["box"][-1] for key, value in results[name].items()},
            flush=True,
        )
    print(store(chosen.name, {"network": [WIDTH, DEPTH, HEADS], "tokens": TOKENS, "variants": results}))
    (HERE.parent / f"docs/pictures/{chosen.name}.svg").write_text(picture(results), "utf-8")


if __name__ == "__main__":
    main()
