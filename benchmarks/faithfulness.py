"""Do the clips of an engine show what was asked? Writes `benchmarks/results/faithfulness.json`.

    python benchmarks/faithfulness.py --engine sketch --judges JUDGE [--data DATA] [--count 200]

JUDGE holds `judge.pt`, `shape.pt` and `ceiling.json`, as `recipes/storybook_judge.py` writes them; DATA is a folder of
training shards, by which cases are told apart into seen and unseen.
"""

import argparse
import json
import os
import sys
import time
from fractions import Fraction
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE)]

from record import store  # noqa: E402

from yozora.core.events import silent  # noqa: E402
from yozora.core.geometry import FrameSize  # noqa: E402
from yozora.core.ports import Engine  # noqa: E402
from yozora.core.timeline import Plan, from_prompt  # noqa: E402
from yozora.evaluate.cases import cases, triples_of  # noqa: E402
from yozora.evaluate.faithfulness import Judges, Make, report  # noqa: E402
from yozora.evaluate.judge import load_judge  # noqa: E402
from yozora.worlds.lessons import FIRST  # noqa: E402

FPS = 24


def engine_of(name: str, guide: float) -> Engine:
    """The engine with that name; `guide` is how strongly a learned one follows the words."""
    if name == "sketch":
        from yozora.engines.sketch import SketchEngine

        return SketchEngine()
    raise SystemExit(f"There is no engine {name!r} to judge (guide {guide}). Use: sketch.")


def make_with(engine: Engine, *, frames: int, size: FrameSize) -> Make:
    """Clips of `frames` pictures by that engine."""

    def make(prompt: str, plan: Plan, seed: int) -> np.ndarray:
        timeline = from_prompt(prompt, seconds=frames / FPS, fps=Fraction(FPS), size=size, plan=plan)
        return np.stack(list(engine.render(timeline, seed=seed, progress=silent)))

    return make


def judges_in(folder: Path) -> Judges:
    """Both judges and their ceilings."""
    return Judges(
        full=load_judge(folder / "judge.pt"),
        shape=load_judge(folder / "shape.pt"),
        held_out=json.loads((folder / "ceiling.json").read_text()),
    )


def main() -> None:
    """Judge an engine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", default="sketch")
    parser.add_argument("--guide", type=float, default=2.5)
    parser.add_argument("--judges", type=Path, required=True)
    parser.add_argument("--data", type=Path, nargs="*", default=[])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--frames", type=int, default=121)
    parser.add_argument("--size", default="256x256")
    parser.add_argument("--name", default="faithfulness", help="of the result")
    chosen = parser.parse_args()
    engine, size = engine_of(chosen.engine, chosen.guide), FrameSize.parse(chosen.size)
    wanted = cases(FIRST, chosen.count, seconds=chosen.frames / FPS, seen=triples_of(*chosen.data))
    done, began = 0, time.perf_counter()

    def tick() -> None:
        nonlocal done
        done += 1
        if done % 10 == 0:
            print(f"{done}/{len(wanted)}, {time.perf_counter() - began:.0f} s", flush=True)

    make = make_with(engine, frames=chosen.frames, size=size)
    figures = report(make, wanted, judges_in(chosen.judges), tick=tick)
    for slot, values in figures["scores"].items():
        print(f"{slot:10} {values}")
    how = {"engine": engine.name, "engine_version": engine.version, "guide": chosen.guide, "size": str(size)}
    print(store(chosen.name, how | {"frames": chosen.frames} | figures))


if __name__ == "__main__":
    main()
