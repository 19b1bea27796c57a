"""The storybook transformer, trained on lessons.

    python recipes/storybook_flow.py --data DATA --run RUN --size small --minutes 120

`small` is for two cores, `full` for one GPU; the code is the same. Goes on from RUN/newest.pt, and begins with the
weights of a published model `--from` MODEL, whose codec DATA has to begin with (`storybook_data.py --bases`). RUN gets
`curve.jsonl`, `config.json` and pictures of what the averaged weights make of fixed phrases and noise.
"""

import argparse
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch
from PIL import Image
from torch import nn

from yozora.conditioning.cutouts import channels_of
from yozora.conditioning.phrases import Vocabulary
from yozora.diffusion.sampler import clock, euler, guided, sample
from yozora.models.basis_file import BASES, load_bases
from yozora.models.blocks import BlockBasis
from yozora.models.transformer import Transformer, TransformerConfig
from yozora.train.flow import FlowLesson, FlowMix
from yozora.train.loop import Pace, best_device, short_products, train
from yozora.train.published import begin_with
from yozora.train.shards import Shards, vocabulary_of
from yozora.weights.manifest import MANIFEST

SIZES = {"tiny": (64, 2, 2), "middle": (128, 4, 2), "small": (256, 8, 4), "full": (320, 12, 5)}
"""Width, depth, heads: 0.4, 1.6, 9 and 20 million parameters."""

CARRIED = ("transformer_steps", "transformer_trained_s", "clips", "pictures")
"""Figures of a published model to which those of a run that begins with it are added."""

SHOWN, SHOWN_LATENTS, SHOWN_STEPS, SHOWN_GUIDANCE = 12, 3, 16, 1.5


def config_of(size: str, image: BlockBasis, vocabulary: Vocabulary) -> TransformerConfig:
    """The transformer of a size, on latents of a basis, around cut-outs."""
    width, depth, heads = SIZES[size]
    return TransformerConfig(
        channels=image.channels,
        width=width,
        depth=depth,
        heads=heads,
        slots=vocabulary.sizes,
        cutouts=channels_of(image),
    )


class Shower:
    """Writes a sheet: a row for each of some phrases, the frames of a clip across."""

    def __init__(self, data: Path, shards: Shards, device: torch.device) -> None:
        self.bases = load_bases(data / BASES)
        self.device = device
        self.batches = [
            shards.batch(np.random.default_rng(n), latents=SHOWN_LATENTS, tokens=1, drop=0.0, bare=0.0)
            for n in range(60)
        ]
        self.batches = [batch for batch in self.batches if batch.clean.shape[2:4] == (8, 8)][:SHOWN]

    def __call__(self, averaged: nn.Module, run: Path, step: int) -> None:
        phrases = torch.cat([batch.phrases for batch in self.batches])
        shape = (len(phrases), SHOWN_LATENTS, 8, 8, self.bases[0].channels)
        noise = torch.randn(shape, generator=torch.Generator().manual_seed(1)).to(self.device)

        silent = torch.zeros_like(phrases)
        cutouts = torch.cat([batch.cutouts for batch in self.batches])

        def pair(x: torch.Tensor, level: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            return averaged(x, level, phrases, cutouts).float(), averaged(x, level, silent, cutouts).float()

        with torch.no_grad(), short_products(self.device):
            made = sample(
                guided(pair, SHOWN_GUIDANCE),
                noise,
                clean=torch.zeros_like(noise),
                ceiling=torch.ones(shape[:2], device=self.device),
                clock=clock(SHOWN_STEPS, shift=3.0),
                solver=euler,
                tick=lambda _: None,
            )
        rows = [
            np.concatenate([self._strip(batch.clean[0].cpu().numpy()), self._strip(clip)], 1)
            for batch, clip in zip(self.batches, made.cpu().numpy(), strict=True)
        ]
        Image.fromarray(np.concatenate(rows)).save(run / f"samples-{step:07d}.png")

    def _strip(self, latents: np.ndarray) -> np.ndarray:
        image, video = self.bases
        frames = np.concatenate([image.decode(latents[:1]), video.decode(latents[1:])])[::2]
        pixels = ((frames.clip(-1, 1) + 1) * 127.5).astype(np.uint8)
        return np.concatenate(list(pixels), 1)


def main() -> None:
    """Train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--from", type=Path, dest="published", help="folder of the model to begin with")
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--cooldown", type=float, default=0.0)
    parser.add_argument("--tokens", type=int, default=6144)
    parser.add_argument("--average", type=float, default=0.999)
    parser.add_argument("--pictures", type=float, default=0.3, help="share of the steps with single pictures")
    parser.add_argument("--optimiser", choices=("muon", "adamw"), default="muon")
    parser.add_argument("--compile", action="store_true", help="worth its minute on a GPU")
    chosen = parser.parse_args()
    chosen.run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    config_file = chosen.run / "config.json"
    device = best_device()
    vocabulary = Vocabulary.read(config_file) if config_file.exists() else vocabulary_of(chosen.data)
    shards = Shards(chosen.data, vocabulary, device)
    if not shards.clips:
        sys.exit(f"{chosen.data} holds no lessons. Draw some with recipes/storybook_data.py.")
    image, _ = load_bases(chosen.data / BASES, after=chosen.published and chosen.published / BASES)
    module = Transformer(config_of(chosen.size, image, vocabulary), shards.variance())
    before = dict[str, float]()
    if chosen.published:
        print(f"{begin_with(module, vocabulary, chosen.published)} new words", flush=True)
        figures = json.loads((chosen.published / MANIFEST).read_text("utf-8"))["figures"]
        before = {name: figures[name] for name in CARRIED}
    config_file.write_text(json.dumps({"size": chosen.size, "words": vocabulary.words, "before": before}, indent=1))
    module.to(device)
    if chosen.compile:
        module.compile(dynamic=True)
    print(f"{sum(p.numel() for p in module.parameters()) / 1e6:.1f} M parameters, {shards.clips} clips", flush=True)
    lesson = FlowLesson(
        module,
        shards,
        FlowMix(tokens=chosen.tokens, pictures=chosen.pictures),
        show=Shower(chosen.data, shards, device),
    )
    pace = Pace(
        minutes=chosen.minutes,
        rate=chosen.rate,
        cooldown=chosen.cooldown,
        average=chosen.average,
        optimiser=chosen.optimiser,
    )
    train(lesson, chosen.run, pace, say=lambda line: print(line, flush=True))


if __name__ == "__main__":
    main()
