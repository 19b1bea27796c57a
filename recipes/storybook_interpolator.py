"""The storybook interpolator: pictures between two frames of the decoder, from lessons drawn at the moments between.

    python recipes/storybook_interpolator.py --data DATA --decoder RUN/newest.pt --run RUN --minutes 14

Drawing the moments between takes a minute or two and 0.6 GB in RUN/between. 6,500 steps in 14 minutes on half of two
busy cores: on coded frames of lessons held out 31.3 dB, 28.7 dB in the actor's box. The blend has 30.2 and 27.4, the
nearest frame 29.1 and 26.4, the newest frame 27.2 and 24.4.
"""

import argparse
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch

from yozora.data.lessons import ShardPlan
from yozora.models.basis_file import BASES, load_bases
from yozora.models.blocks import FPS
from yozora.models.codec import Decoder
from yozora.models.interpolator import Interpolator
from yozora.train.interpolating import Between, InterpolatingLesson, InterpolatingMix, at, tensors
from yozora.train.loop import Pace, read_run, train
from yozora.worlds.renderer import Renderer
from yozora.worlds.staging import stage
from yozora.worlds.truth import truth

EVERY = 8
"""Of the clips of a shard, one in so many is taken."""

THIRDS = 0.5
"""Share of moments that are thirds, as at 24 frames a second; the others are anywhere between."""


def moments(seed: int, count: int) -> np.ndarray:
    """When, between each frame and the next, in 0..1."""
    rng = np.random.default_rng([seed, 19])
    anywhere = rng.uniform(0.03, 0.97, count)
    return np.where(rng.random(count) < THIRDS, rng.choice([1 / 3, 2 / 3], count), anywhere)


def between(plan: ShardPlan, clip: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One clip's renders between its frames, when they are, and the actor's boxes in them."""
    seed = plan.first + clip
    when = moments(seed, plan.frames - 1)
    scene = plan.lesson(seed)
    staged = stage(scene, aspect=plan.size.aspect, times=(np.arange(len(when)) + when) / FPS)
    drawn = Renderer(staged, plan.size)
    return np.stack([drawn.frame(number) for number in range(len(when))]), when, truth(staged, plan.size).boxes[:, 0]


def make(shard: Path, decoder: Decoder) -> Between:
    """Some clips of a shard with what is between their frames."""
    plan = ShardPlan(**json.loads((shard / "plan.json").read_text()))
    clips = range(0, plan.clips, EVERY)
    images, videos = (np.load(shard / f"{name}.npy", mmap_mode="r") for name in ("image", "video"))
    coded: list[np.ndarray] = []
    for clip in clips:
        latents = np.concatenate([images[clip, :1], videos[clip]]).astype(np.float32)
        with torch.no_grad():
            pixels = decoder(torch.from_numpy(latents)[None])[0]
        coded.append(((pixels.clamp(-1, 1) + 1) * 127.5).round().byte().numpy())
    drawn, when, boxes = (np.stack(values) for values in zip(*(between(plan, clip) for clip in clips), strict=True))
    true = np.load(shard / "pixels.npy", mmap_mode="r")[::EVERY]
    return Between(coded=np.stack(coded), true=true, between=drawn, moments=when, boxes=boxes)


def prepare(data: Path, decoder: Path, folder: Path) -> tuple[list[Between], list[Between]]:
    """Make what is missing of the shards that kept their pixels; the last shard of every grid is held out."""
    network = Decoder(*load_bases(data / BASES)).eval()
    network.load_state_dict(read_run(decoder).weights)
    grids: dict[str, list[Between]] = {}
    for pixels in sorted(data.glob("clips-*/pixels.npy")):
        shard = pixels.parent
        target = folder / shard.name
        if not target.exists():
            make(shard, network).write(target)
        grids.setdefault(shard.name.rsplit("-", 1)[0], []).append(Between.read(target))
    learned = [one for shards in grids.values() for one in shards[:-1]]
    return learned, [shards[-1] for shards in grids.values()]


def judge(module: torch.nn.Module, held_out: list[Between]) -> dict[str, float]:
    """Decibels of coded triplets nobody trained on: the nearest frame held, the blend, the interpolator, in the whole
    picture and in the actor's box, by the mean squared error of all pixels."""
    errors: dict[str, list[np.ndarray]] = {}
    for shard in held_out:
        for clip in range(len(shard.coded)):
            numbers = range(shard.moments.shape[1])
            before, after, truth_, when = tensors([at(shard, clip, number, true=False) for number in numbers])
            share = when[:, None, None, None]
            with torch.no_grad():
                made = module(before, after, when)
            guesses = {
                "held": torch.where(share < 0.5, before, after),
                "newest": before,
                "blend": torch.lerp(before, after, share),
                "made": made.clamp(0, 1),
            }
            inside = np.stack([mask(box, truth_.shape[2:]) for box in shard.boxes[clip]])
            for name, guess in guesses.items():
                error = ((guess - truth_) ** 2).mean(1).numpy()
                errors.setdefault(name, []).append(error.ravel())
                errors.setdefault(f"{name}, box", []).append(error[inside])
    return {name: round(float(-10 * np.log10(np.concatenate(all_).mean())), 2) for name, all_ in errors.items()}


def mask(box: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """The pixels inside a box: left, top, right, bottom."""
    rows, columns = np.mgrid[: size[0], : size[1]] + 0.5
    return (columns > box[0]) & (rows > box[1]) & (columns < box[2]) & (rows < box[3])


def main() -> None:
    """Make the pairs unless they are there, train, and say how good it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--decoder", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    chosen = parser.parse_args()
    torch.manual_seed(0)
    learned, held_out = prepare(chosen.data, chosen.decoder, chosen.run / "between")
    if not learned:
        sys.exit(f"{chosen.data} has too few shards of clips: of each grid the last one is held out. Render more.")
    module = Interpolator()
    pace = Pace(minutes=chosen.minutes, rate=1e-3, warmup_steps=100, cooldown=0.4, optimiser="adamw", average=0.995)
    lesson_ = InterpolatingLesson(module, learned, InterpolatingMix())
    newest = train(lesson_, chosen.run, pace, say=lambda line: print(line, flush=True))
    module.load_state_dict(read_run(newest).weights)
    figures = judge(module.eval(), held_out)
    (chosen.run / "judged.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
