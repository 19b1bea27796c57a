"""The storybook decoder, trained on the shards that kept their pixels.

    python recipes/storybook_decoder.py --data DATA --run RUN --minutes 12

With `--from` a published model it begins with what its decoder has learnt.
"""

import argparse
import os
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch

from yozora.models.basis_file import BASES, load_bases
from yozora.models.codec import Decoder
from yozora.train.decoding import DecodingLesson, DecodingMix, PixelShards
from yozora.train.loop import Pace, best_device, train
from yozora.train.published import begin_decoder_with


def main() -> None:
    """Train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--from", type=Path, dest="published", help="folder of the model to begin with")
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--clips", type=int, default=8)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--cooldown", type=float, default=0.3)
    chosen = parser.parse_args()
    torch.manual_seed(0)
    module = Decoder(*load_bases(chosen.data / BASES, after=chosen.published and chosen.published / BASES))
    if chosen.published:
        begin_decoder_with(module, chosen.published)
    module.to(best_device())
    print(
        f"{sum(p.numel() for p in module.parameters() if p.requires_grad) / 1e6:.1f} M parameters to learn", flush=True
    )
    lesson = DecodingLesson(module, PixelShards(chosen.data), DecodingMix(clips=chosen.clips))
    pace = Pace(minutes=chosen.minutes, rate=chosen.rate, cooldown=chosen.cooldown, optimiser="adamw", average=0.99)
    train(lesson, chosen.run, pace, say=lambda line: print(line, flush=True))


if __name__ == "__main__":
    main()
