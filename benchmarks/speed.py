"""Where the time of one painted clip goes: 5 s, 41 painted frames shown as 121 pictures of 256x256 px at 24 frames a
second, 20 guided steps, on two cores.

    python benchmarks/speed.py [--model storybook | FOLDER | random] [--runs 3] [--threads 2]

Text, transformer, codec, interpolator, upscaler and mp4 apart; OpenVINO at each precision of this machine against torch
(where it is installed) in float32 and bfloat16, in turns in one process. `cpu_s` is processor time: on a busy machine
half of it is nearer to two quiet cores' time than `wall_s` is. The result goes to `benchmarks/results/speed.json`.
`random` makes a model of the shipped size with random weights (needs torch); speed does not depend on the weights.
"""

import argparse
import importlib.util
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE)]

import record  # noqa: E402

from yozora.conditioning.nearest import snap  # noqa: E402
from yozora.conditioning.phrases import SLOTS, Vocabulary, phrases_of  # noqa: E402
from yozora.core.geometry import FrameSize  # noqa: E402
from yozora.diffusion.sampler import clock, euler, guided, sample  # noqa: E402
from yozora.director import direct  # noqa: E402
from yozora.engines.storybook.painting import LAST, SHIFT  # noqa: E402
from yozora.media import open_writer  # noqa: E402
from yozora.models.basis_file import BASES, load_bases, save_bases  # noqa: E402
from yozora.runtime.networks import Networks  # noqa: E402
from yozora.runtime.openvino import OpenVino  # noqa: E402
from yozora.weights import load  # noqa: E402

PROMPT = "a fox runs through the snow at night"
LATENTS, ROWS, COLUMNS = 11, 8, 8
STEPS, GUIDANCE = 20, 3.0
FPS, SHOWN_FPS = 8, 24
SECONDS = 5.0
PARTS = ("transformer", "codec", "interpolator", "upscaler")

Figures = dict[str, dict[str, list[float]]]
"""Part to its wall and processor seconds, a number a run."""


def random_model(folder: Path) -> tuple[Path, Vocabulary]:
    """A model of the shipped size with random weights."""
    import torch

    sys.path.insert(0, str(HERE.parent / "recipes"))
    from storybook_data import CHANNELS
    from storybook_flow import config_of

    from yozora.models.blocks import FRAMES_PER_LATENT, fit
    from yozora.models.codec import Decoder
    from yozora.models.interpolator import Interpolator
    from yozora.models.transformer import Transformer
    from yozora.models.upscaler import Upscaler
    from yozora.runtime.export import export
    from yozora.runtime.torch import Modules

    rng = np.random.default_rng(0)
    torch.manual_seed(0)
    blocks = [rng.normal(size=(1000, frames * ROWS * COLUMNS * 3)) for frames in (1, FRAMES_PER_LATENT)]
    bases = [
        fit(rows, frames=frames, channels=CHANNELS) for rows, frames in zip(blocks, (1, FRAMES_PER_LATENT), strict=True)
    ]
    save_bases(folder / BASES, *bases)
    said = phrases_of(direct(PROMPT, seconds=SECONDS, seed=1).scene)
    vocabulary = Vocabulary(words={slot: (said.get(slot, slot), *map(str, range(12))) for slot in SLOTS})
    config = config_of("small", bases[0], vocabulary)
    networks = {"decoder": Decoder(*bases), "interpolator": Interpolator(), "upscaler": Upscaler()}
    export(Modules(transformer=Transformer(config), **networks), folder)
    return folder, vocabulary


def runtimes(folder: Path, threads: int) -> list[Networks]:
    """Every way this machine can run the model."""
    best = OpenVino(folder, threads=threads)
    found: list[Networks] = (
        [best] if best.precision == "f32" else [best, OpenVino(folder, threads=threads, precision="f32")]
    )
    if importlib.util.find_spec("torch") is not None:
        import torch

        from yozora.runtime.torch import load_torch

        torch.set_num_threads(threads)
        found += [load_torch(folder), load_torch(folder, dtype=torch.bfloat16)]
    return found


def timed(call: Callable[[], Any], into: dict[str, list[float]]) -> Any:
    """What the call returns; its seconds are added to the figures."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = call()
    into.setdefault("wall_s", []).append(time.perf_counter() - wall)
    into.setdefault("cpu_s", []).append(time.process_time() - cpu)
    return result


def paint(networks: Networks, phrases: np.ndarray, channels: int, steps: int) -> np.ndarray:
    """Clean latents of a clip from noise, words and no words in one batch of two."""
    noise = np.random.default_rng(1).standard_normal((1, LATENTS, ROWS, COLUMNS, channels), np.float32)

    def pair(x: np.ndarray, level: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        made = networks.denoise(np.repeat(x, 2, 0), np.repeat(level, 2, 0), phrases)
        return made[:1], made[1:]

    return sample(
        guided(pair, GUIDANCE),
        noise,
        clean=np.zeros_like(noise),
        ceiling=np.ones(noise.shape[:2], np.float32),
        clock=clock(steps, shift=SHIFT, last=LAST),
        solver=euler,
        tick=lambda _: None,
    )


def between(networks: Networks, small: np.ndarray) -> np.ndarray:
    """Painted frames [T, 3, H, W] and the pictures between them, one at a time as the engine makes them."""
    found = [small[:1]]
    for before, after in pairwise(np.split(small, len(small))):
        for number in range(1, SHOWN_FPS // FPS):
            found.append(networks.interpolate(before, after, np.array([number * FPS / SHOWN_FPS], np.float32)))
        found.append(after)
    return np.concatenate(found)


def enlarge(networks: Networks, small: np.ndarray) -> np.ndarray:
    """Pictures [T, 3, H, W], one at a time as the engine does."""
    return np.concatenate([networks.upscale(small[number : number + 1]) for number in range(len(small))])


def run_once(networks: Networks, phrases: np.ndarray, channels: int, figures: Figures) -> np.ndarray:
    """One clip; returns its frames, `uint8 [T, H, W, 3]`."""
    latents = timed(lambda: paint(networks, phrases, channels, STEPS), figures.setdefault("transformer", {}))
    clip = timed(lambda: networks.decode(latents), figures.setdefault("codec", {}))
    small = np.ascontiguousarray(np.clip((clip[0] + 1) / 2, 0, 1).transpose(0, 3, 1, 2))
    shown = timed(lambda: between(networks, small), figures.setdefault("interpolator", {}))
    large = timed(lambda: enlarge(networks, shown), figures.setdefault("upscaler", {}))
    return (np.clip(large, 0, 1) * 255 + 0.5).astype(np.uint8).transpose(0, 2, 3, 1)


def phrases_for(vocabulary: Vocabulary) -> np.ndarray:
    """The prompt and nothing, as numbers [2, slots]."""
    words, _ = snap(phrases_of(direct(PROMPT, seconds=SECONDS, seed=1).scene), vocabulary)
    return np.stack([vocabulary.numbers(words), vocabulary.numbers({})])


def write(frames: np.ndarray, path: Path) -> None:
    """The clip as mp4."""
    size = FrameSize(width_px=frames.shape[2], height_px=frames.shape[1])
    with open_writer(
        path, size=size, fps=Fraction(SHOWN_FPS), frames=len(frames), recipe_json="{}", overwrite=True
    ) as writer:
        for frame in frames:
            writer.write(np.ascontiguousarray(frame))


def warm_up(networks: Networks, phrases: np.ndarray, channels: int) -> float:
    """Seconds until all graphs are compiled and have run once at these shapes."""
    began = time.perf_counter()
    latents = paint(networks, phrases, channels, 1)
    small = np.zeros((2, 3, *networks.decode(latents).shape[2:4]), np.float32)
    enlarge(networks, between(networks, small)[:1])
    return time.perf_counter() - began


def medians(figures: Figures) -> dict[str, dict[str, float]]:
    """The middle of the runs, and the sum of the parts."""
    found = {
        part: {kind: round(statistics.median(runs), 3) for kind, runs in of.items()} for part, of in figures.items()
    }
    if set(PARTS) <= set(found):
        found["sum"] = {kind: round(sum(found[part][kind] for part in PARTS), 3) for kind in ("wall_s", "cpu_s")}
    return found


def measure(folder: Path, vocabulary: Vocabulary, *, runs: int, threads: int) -> dict[str, Any]:
    """Every runtime in turns, `runs` times."""
    shared: Figures = {}
    ways = runtimes(folder, threads)
    phrases, channels = phrases_for(vocabulary), load_bases(folder / BASES)[0].channels
    ready = {networks.name: round(warm_up(networks, phrases, channels), 2) for networks in ways}
    each: dict[str, Figures] = {networks.name: {} for networks in ways}
    with tempfile.TemporaryDirectory() as scratch:
        for _ in range(runs):
            timed(lambda: phrases_for(vocabulary), shared.setdefault("text", {}))
            clips = [run_once(networks, phrases, channels, each[networks.name]) for networks in ways]
            timed(partial(write, clips[0], Path(scratch) / "clip.mp4"), shared.setdefault("mp4", {}))
    return {
        "first_use_s": ready,
        "every_runtime": medians(shared),
        "runtimes": {name: medians(figures) for name, figures in each.items()},
    }


def main() -> None:
    """Measure and store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="storybook")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        if chosen.model == "random":
            folder, vocabulary = random_model(Path(scratch))
            weights = "random"
        else:
            files = load(chosen.model)
            folder, vocabulary = files.folder, Vocabulary.read(files.vocabulary)
            weights = f"{files.name} {files.version} ({files.weights_hash})"
        found = measure(folder, vocabulary, runs=chosen.runs, threads=chosen.threads)
    figures = {
        "clip": f"{1 + (LATENTS - 1) * 4} frames of {ROWS * 8}x{COLUMNS * 8} px painted at {FPS} frames a second, "
        f"pictures four times as large written at {SHOWN_FPS}",
        "steps": STEPS,
        "evaluations": "one batch of two (words, no words) a step",
        "threads": chosen.threads,
        "runs": chosen.runs,
        "load_average": round(os.getloadavg()[0], 1),
        "weights": weights,
        **found,
    }
    print(json.dumps(figures, indent=1))
    print(record.store("speed", figures))


if __name__ == "__main__":
    main()
