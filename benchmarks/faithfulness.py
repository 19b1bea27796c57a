"""Do the clips of the storybook model show what was asked? Writes `benchmarks/results/faithfulness.json`.

    python benchmarks/faithfulness.py [--model storybook | FOLDER] [--ways alone guided] [--cases 200] [--data DATA]

Prompts are written by rule from held-out lessons, half English, half Chinese; judges that were trained on renders only
(`benchmarks/judges`, from `recipes/storybook_judge.py`) say what they see. `alone` paints from noise, `guided` starts
from the sketch of the same plan at 0.6, `sketch` is the renderer itself. Image to video starts from the first picture
of a render. DATA is the folder of training shards, by which cases are told apart into seen and unseen. Needs torch.
"""

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE)]

from PIL import Image  # noqa: E402
from record import store  # noqa: E402
from showcase import GUIDE, WAYS, engine_of  # noqa: E402

from yozora.core.events import silent  # noqa: E402
from yozora.core.geometry import FrameSize, Screen  # noqa: E402
from yozora.core.ports import Engine  # noqa: E402
from yozora.engines.storybook import PaintOptions  # noqa: E402
from yozora.evaluate import permanence  # noqa: E402
from yozora.evaluate.cases import Case, cases, combinations_of  # noqa: E402
from yozora.evaluate.coding import coding_quality  # noqa: E402
from yozora.evaluate.faithfulness import (  # noqa: E402
    Continued,
    Entry,
    Judges,
    continued,
    continued_summary,
    judged,
    summary,
)
from yozora.evaluate.judge import load_judge  # noqa: E402
from yozora.evaluate.permanence import Passage, passage, passages_summary, passings  # noqa: E402
from yozora.generate.drafts import image_card  # noqa: E402
from yozora.models.basis_file import load_bases  # noqa: E402
from yozora.runtime.openvino import OpenVino  # noqa: E402
from yozora.weights import load  # noqa: E402
from yozora.worlds.lessons import FOURTH  # noqa: E402

FPS = 24
FRAMES = 121
SIZE = FrameSize(width_px=256, height_px=256)

Task = tuple[str, str, Case]
"""Model, way, case."""


@cache
def judges() -> Judges:
    """Both judges and their ceilings."""
    torch.set_num_threads(1)
    folder = HERE / "judges"
    return Judges(
        full=load_judge(folder / "judge.pt"),
        shape=load_judge(folder / "shape.pt"),
        held_out=json.loads((folder / "ceiling.json").read_text()),
    )


def clip_of(
    engine: Engine, case: Case, first: Path | None = None, *, size: FrameSize = SIZE, frames: int = FRAMES
) -> np.ndarray:
    """The frames an engine makes of a case's plan."""
    image = None if first is None else image_card(first)
    timeline = case.timeline(seconds=frames / FPS, screen=Screen(size=size, fps=Fraction(FPS)), image=image)
    return np.stack(list(engine.render(timeline, progress=silent)))


def judge_one(task: Task) -> Entry:
    """Make and judge one case."""
    model, way, case = task
    return judged(case, lambda one: clip_of(engine_of(way, model), one), judges())


def continue_one(task: Task) -> Continued:
    """Continue the first picture of one case."""
    model, way, _ = task

    def make(first: np.ndarray, case: Case) -> np.ndarray:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "first.png"
            Image.fromarray(first).save(path)
            return clip_of(engine_of(way, model), case, path)

    return continued(task[2], make, frames=FRAMES, size=SIZE)


def pass_one(task: Task) -> Passage:
    """Look whether who goes behind something comes out again."""
    model, way, case = task

    def make(one: Case) -> np.ndarray:
        return clip_of(engine_of(way, model), one, size=permanence.SIZE, frames=permanence.FRAMES)

    return passage(case, make, judges().full)


def everywhere(pool: Any, work: Callable[[Task], Any], tasks: list[Task], name: str) -> list[Any]:
    """The results in order, with a line of progress now and then."""
    found, began = [], time.perf_counter()
    for number, one in enumerate(pool.imap(work, tasks), start=1):
        found.append(one)
        if number % 20 == 0 or number == len(tasks):
            print(f"{name}: {number}/{len(tasks)}, {time.perf_counter() - began:.0f} s", flush=True)
    return found


def codec_of(model: str, wanted: list[Case]) -> dict[str, float]:
    """What the model's codec keeps of held-out renders."""
    files = load(model)
    networks, bases = OpenVino(files.folder), load_bases(files.bases)
    return coding_quality(networks.decode, bases, wanted, frames=41, fps=files.codec.fps)


def main() -> None:
    """Judge a model and store what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="storybook")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=["alone", "guided"])
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--unseen", type=int, default=40, help="of the cases, with words that training never combined")
    parser.add_argument("--continued", type=int, default=60, help="cases of image to video")
    parser.add_argument("--hidden", type=int, default=40, help="cases in which somebody walks behind something")
    parser.add_argument("--data", type=Path, nargs="*", default=[])
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--name", default="faithfulness", help="of the result")
    chosen = parser.parse_args()
    seen = combinations_of(*chosen.data) if chosen.data else None
    unseen = chosen.unseen if seen is not None else 0
    wanted = cases(FOURTH, chosen.cases, seconds=FRAMES / FPS, seen=seen, unseen=unseen)
    hidden = passings(FOURTH, chosen.hidden)
    files = load(chosen.model)
    figures: dict[str, Any] = {
        "model": f"{files.name} {files.version} ({files.weights_hash})",
        "options": dict(PaintOptions().__dict__) | {"guide": {"alone": 0.0, "guided": GUIDE}},
        "clips": f"{FRAMES} frames, {FPS} a second, {SIZE}",
        "ways": {},
    }
    with multiprocessing.get_context("spawn").Pool(chosen.workers) as pool:
        for way in chosen.ways:
            tasks = [(chosen.model, way, case) for case in wanted]
            figures["ways"][way] = summary(everywhere(pool, judge_one, tasks, way), judges().held_out)
            print({slot: one["score"] for slot, one in figures["ways"][way]["scores"].items()}, flush=True)
            tasks = [(chosen.model, way, case) for case in hidden]
            figures["ways"][way]["behind"] = passages_summary(everywhere(pool, pass_one, tasks, f"{way}, behind"))
            print(figures["ways"][way]["behind"], flush=True)
        tasks = [(chosen.model, "alone", case) for case in wanted[: chosen.continued]]
        figures["image_to_video"] = continued_summary(everywhere(pool, continue_one, tasks, "image to video"))
    figures["codec"] = codec_of(chosen.model, wanted[:60])
    print(figures["image_to_video"], figures["codec"])
    print(store(chosen.name, figures))


if __name__ == "__main__":
    main()
