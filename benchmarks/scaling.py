"""The same prompts and seeds after 1x, 4x and 16x the training: what more of it brings.

    python benchmarks/scaling.py --data DATA --runs RUNS [--minutes 2] [--cases 48]

Three transformers begin from nothing on the same lessons (`recipes/storybook_data.py` with the `--bases` that ship),
each larger and trained for longer, with the rate brought down at the end; everything else is the model that ships.
Clips of the same held-out prompts are judged as in `faithfulness.py`. Runs that are there are taken as they are. Writes
`results/scaling.json` and `docs/pictures/scaling.webp`. 21 times the minutes, and ten more, on two cores. Needs torch.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import statistics
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
from faithfulness import FPS, FRAMES, HERE, clip_of, everywhere, judge_one, judges
from PIL import Image
from record import store
from showcase import DOCS, engine_of

from yozora.evaluate.cases import Case, cases
from yozora.evaluate.faithfulness import drawn, summary
from yozora.train.loop import read_run
from yozora.weights import load
from yozora.worlds.lessons import FOURTH

sys.path.append(str(HERE.parent / "recipes"))
from storybook import run as recipe

SIZES = {1: "tiny", 4: "middle", 16: "small"}
SHIPPED = "storybook"
FIGURES = ("transformer_parameters", "transformer_steps", "transformer_trained_s", "clips", "pictures")
RATE, COOLED, AVERAGE, TOKENS = 2e-3, 0.4, 0.98, 8192
ENOUGH = 0.05
"""A run is done when so little of its minutes is left."""
SHOWN, QUALITY = 6, 80
"""Rows of the picture: the middle of each clip."""


def trained(size: str, data: Path, run: Path, minutes: float) -> Path:
    """The folder of a model whose transformer was trained for some minutes."""
    out, pace = run / "model", ("--rate", RATE, "--cooldown", COOLED, "--average", AVERAGE, "--tokens", TOKENS)
    newest = run / "newest.pt"
    left = minutes - (read_run(newest).seconds / 60 if newest.exists() else 0.0)
    if left > ENOUGH * minutes:
        recipe("flow", "--data", data, "--run", run, "--size", size, "--minutes", left, *pace)
        shutil.rmtree(out, ignore_errors=True)
    if not out.exists():
        where = ("--data", data, "--out", out)
        recipe("publish", "--flow", newest, "--rest", load(SHIPPED).folder, "--version", size, *where)
    return out


def teraflops_of(run: Path) -> int:
    """What a run has computed."""
    curve = [json.loads(line) for line in (run / "curve.jsonl").read_text("utf-8").splitlines()]
    return round(statistics.fmean(line["teraflops_per_s"] for line in curve) * curve[-1]["seconds"])


def picture(models: list[Path], wanted: list[Case]) -> Path:
    """A row for each case: its clip by every model and, last, the render of its plan."""
    rows = list[np.ndarray]()
    for case in wanted:
        clips = [clip_of(engine_of("alone", str(model)), case) for model in models]
        clips.append(drawn(case, like=clips[0]))
        rows.append(np.concatenate([clip[len(clip) // 2] for clip in clips], 1))
    path = DOCS / "pictures/scaling.webp"
    Image.fromarray(np.concatenate(rows)).reduce(2).save(path, quality=QUALITY)
    return path


def main() -> None:
    """Train what is missing, judge, store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--runs", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=2.0, help="of the shortest training")
    parser.add_argument("--cases", type=int, default=48)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    chosen = parser.parse_args()
    wanted = cases(FOURTH, chosen.cases, seconds=FRAMES / FPS)
    runs = {times: chosen.runs / f"{times:02}-{size}" for times, size in SIZES.items()}
    models = {
        times: trained(SIZES[times], chosen.data, run, chosen.minutes * times).resolve() for times, run in runs.items()
    }
    found = dict[str, Any]()
    with multiprocessing.get_context("spawn").Pool(chosen.workers) as pool:
        for times, model in models.items():
            tasks = [(str(model), "alone", case) for case in wanted]
            figures = {name: load(str(model)).figures[name] for name in FIGURES}
            judged = summary(everywhere(pool, judge_one, tasks, f"{times}x"), judges().held_out)
            found[f"{times}x"] = figures | {"teraflops": teraflops_of(runs[times]), "scores": judged["scores"]}
            print({slot: one["ratio"] for slot, one in judged["scores"].items()}, flush=True)
    print(picture(list(models.values()), wanted[:SHOWN]), store("scaling", {"cases": chosen.cases, "trained": found}))


if __name__ == "__main__":
    main()
