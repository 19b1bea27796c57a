"""How fast the storybook world draws: training clips on one core, and frames of films at several sizes.

Run `python benchmarks/world.py`; the result goes to `benchmarks/results/world.json`. Times are processor seconds of one
thread; every figure is the median of the runs, with the smallest and largest.
"""

import os
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import record

from yozora.core.geometry import FrameSize
from yozora.worlds.cast import sprites
from yozora.worlds.cast.roster import roster
from yozora.worlds.renderer import render
from yozora.worlds.sampling import sample

TRAINING = FrameSize(width_px=128, height_px=128)
TRAINING_FRAMES, TRAINING_FPS = 32, 12.0
ROUNDS, CLIPS_A_ROUND = 5, 30
FILMS = {"240p": (426, 240), "480p": (854, 480), "720p": (1280, 720), "1080p": (1920, 1080)}
FILM_SCENES, FILM_FRAMES = 8, 24


def spread(values: list[float]) -> dict[str, float]:
    """Smallest, median and largest of some runs."""
    low, middle, high = np.quantile(values, [0, 0.5, 1])
    return {"min": round(float(low), 2), "median": round(float(middle), 2), "max": round(float(high), 2)}


def training_clips(first: int, count: int) -> float:
    """Clips per processor second."""
    start = time.process_time()
    for seed in range(first, first + count):
        scene = sample(seed, seconds=TRAINING_FRAMES / TRAINING_FPS)
        for _ in render(scene, size=TRAINING, frames=TRAINING_FRAMES, fps=TRAINING_FPS):
            pass
    return count / (time.process_time() - start)


def film_frame_ms(width_px: int, height_px: int, seed: int) -> float:
    """Processor milliseconds a frame, the work before the first frame apart."""
    size = FrameSize(width_px=width_px, height_px=height_px)
    frames = render(sample(seed, seconds=2.0), size=size, frames=FILM_FRAMES + 12, fps=24.0)
    for _ in range(12):
        next(frames)
    start = time.process_time()
    for _ in frames:
        pass
    return (time.process_time() - start) / FILM_FRAMES * 1000


def main() -> None:
    """Measure and store."""
    for subject in roster():
        for height_px in (30, 60, 120):
            sprites.loop(subject, height_px)
    training_clips(10_000, CLIPS_A_ROUND)
    rounds = [training_clips(20_000 + 1000 * number, CLIPS_A_ROUND) for number in range(ROUNDS)]
    films = {name: [film_frame_ms(*side, seed) for seed in range(FILM_SCENES)] for name, side in FILMS.items()}
    figures = {
        "training": {"size": str(TRAINING), "frames": TRAINING_FRAMES, "clips_per_second_per_core": spread(rounds)},
        "film_ms_per_frame": {name: spread(values) for name, values in films.items()},
    }
    path = record.store("world", figures)
    print(f"{figures['training']}\n{figures['film_ms_per_frame']}\n{path}")


if __name__ == "__main__":
    main()
