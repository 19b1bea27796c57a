"""The judges of the storybook model, trained on true renders only, with their ceilings on held-out renders.

    python recipes/storybook_judge.py --out JUDGE --lessons 7200 --workers 2 --minutes 12 --from benchmarks/judges

Renders what is missing under JUDGE/renders and JUDGE/held_out, then trains the judge and the shape-only judge and
writes `judge.pt`, `shape.pt` and `ceiling.json` into JUDGE; with `--judges` and nothing after it, it only renders. With
`--from` a folder of judges they begin with what those know; a shape-only judge of some 200 subjects needs that. A
frame of the world depends on its time alone, so only every fourth of 24 frames a second is drawn. Stopped and started
again it goes on. On a busy machine OMP_NUM_THREADS=1 is several times as quick as two threads that wait for each other.
"""

import argparse
import json
import multiprocessing
import os
import time
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np

from yozora.conditioning.phrases import phrases_of
from yozora.core.geometry import FrameSize
from yozora.worlds.lessons import FOURTH, lesson
from yozora.worlds.renderer import render

FPS, EVERY = 24, 4
LESSONS_A_SHARD = 100
TAUGHT, HELD_OUT = 50_000_000, 90_000_000
"""First seeds; from `HELD_OUT` on they are for judging only."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a shard looks like: pixels kept, how many times larger they are drawn, frames of the clip at 24 a second."""

    width_px: int
    height_px: int
    drawn: int
    frames: int


KINDS = (
    Kind(width_px=64, height_px=64, drawn=1, frames=121),
    Kind(width_px=64, height_px=64, drawn=2, frames=61),
    Kind(width_px=88, height_px=48, drawn=1, frames=121),
    Kind(width_px=64, height_px=64, drawn=2, frames=121),
    Kind(width_px=64, height_px=64, drawn=1, frames=61),
    Kind(width_px=48, height_px=88, drawn=2, frames=61),
)
"""They come round in this order. Drawn twice as large and averaged down is how larger clips are seen."""


@dataclass(frozen=True, kw_only=True)
class Render:
    """One shard of renders: seeds from `first` on."""

    name: str
    first: int
    kind: Kind


def plans(lessons: int, first: int) -> list[Render]:
    """Shards for about so many lessons."""
    found: list[Render] = []
    for number in range(max(1, round(lessons / LESSONS_A_SHARD))):
        kind = KINDS[number % len(KINDS)]
        name = f"{FOURTH.name}-{number:04d}-{kind.width_px}x{kind.height_px}x{kind.frames}"
        found.append(Render(name=name, first=first + number * LESSONS_A_SHARD, kind=kind))
    return found


def draw(seed: int, kind: Kind) -> tuple[np.ndarray, dict[str, str]]:
    """Every fourth frame of one lesson, `uint8 [k, H, W, 3]`, and what it says."""
    scene = lesson(FOURTH, seed, seconds=kind.frames / FPS)
    size = FrameSize(width_px=kind.width_px * kind.drawn, height_px=kind.height_px * kind.drawn)
    frames = np.stack(list(render(scene, size=size, frames=1 + (kind.frames - 1) // EVERY, fps=FPS / EVERY)))
    shape = (len(frames), kind.height_px, kind.drawn, kind.width_px, kind.drawn, 3)
    return frames.reshape(shape).mean((2, 4)).round().astype(np.uint8), phrases_of(scene)


def work(task: tuple[Render, Path]) -> str:
    """Render one shard, unless it is there."""
    plan, folder = task
    target = folder / plan.name
    if not target.exists():
        pixels, said = zip(*(draw(plan.first + n, plan.kind) for n in range(LESSONS_A_SHARD)), strict=True)
        scratch = folder / f".{plan.name}"
        scratch.mkdir(parents=True, exist_ok=True)
        np.save(scratch / "pixels.npy", np.stack(pixels))
        (scratch / "phrases.json").write_text(json.dumps(said))
        scratch.rename(target)
    return plan.name


def render_all(out: Path, lessons: int, held_out: int, workers: int) -> None:
    """Render what is missing, the held-out lessons first."""
    todo = [(plan, out / "held_out") for plan in plans(held_out, HELD_OUT)]
    todo += [(plan, out / "renders") for plan in plans(lessons, TAUGHT)]
    began = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        for number, name in enumerate(pool.imap_unordered(work, todo), start=1):
            left = (time.perf_counter() - began) * (len(todo) / number - 1)
            print(f"{number}/{len(todo)} {name}, {left:.0f} s left", flush=True)


def teach(out: Path, minutes: float, *, shape_only: bool, known: Path | None) -> None:
    """Train one judge and write it with its ceiling."""
    import torch

    from yozora.evaluate.judge import Judge, JudgeConfig, load_judge, save_judge, words_of
    from yozora.train.judging import Disturbance, JudgingLesson, JudgingMix, Renders, accuracy, begin_with
    from yozora.train.loop import Pace, train

    torch.manual_seed(0)
    name = "shape" if shape_only else "judge"
    words = words_of(FOURTH)
    config = JudgeConfig(words={"subject": words["subject"]} if shape_only else words, shape_only=shape_only)
    held_out = Renders(out / "held_out", config)

    def show(averaged: Judge, run: Path, step: int) -> None:
        ceiling = accuracy(averaged, held_out)
        print(f"{name} after {step} steps: {ceiling}", flush=True)
        save_judge(out / f"{name}.pt", averaged)
        path = out / "ceiling.json"
        others = json.loads(path.read_text()) if path.exists() else {}
        path.write_text(json.dumps(others | {name: ceiling}, indent=1))

    judge = Judge(config)
    if known is not None:
        begin_with(judge, load_judge(known / f"{name}.pt"))
    print(f"{name}: {sum(p.numel() for p in judge.parameters()) / 1e6:.2f} M parameters", flush=True)
    # Evening out the contrast makes noise loud where nothing is to be seen.
    disturbance = Disturbance(noise=0.02) if shape_only else Disturbance()
    mix = JudgingMix(disturbance=disturbance)
    task = JudgingLesson(judge, Renders(out / "renders", config), mix, show=show)
    pace = Pace(minutes=minutes, warmup_steps=50, cooldown=0.6, average=0.99, optimiser="adamw", sample_minutes=60)
    train(task, out / f"run-{name}", pace, say=lambda line: print(line, flush=True))


def main() -> None:
    """Render, then train both judges."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--lessons", type=int, default=7200)
    parser.add_argument("--held-out", type=int, default=400)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=7, help="of training, each")
    parser.add_argument("--judges", nargs="*", choices=("judge", "shape"), default=("judge", "shape"))
    parser.add_argument("--from", type=Path, dest="known", help="folder of judges to begin with")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    render_all(chosen.out, chosen.lessons, chosen.held_out, chosen.workers)
    for name in chosen.judges:
        teach(chosen.out, chosen.minutes, shape_only=name == "shape", known=chosen.known)


if __name__ == "__main__":
    main()
