"""The 48 prompts the first Sora was shown with, answered in three ways: a clip and an honest report for each.

    python benchmarks/showcase.py [--ways sketch alone guided] [--only 3] [--clips DIR]

By the sketch, by the model alone, and by the model guided by the sketch at 0.6; the seed is the number of the prompt,
and there is no second try. The report goes to `benchmarks/results/showcase.json`, the clips side by side to
`docs/pictures/showcase/`, the page to `docs/showcase.md`; with --clips every clip is a file, too. Fifteen minutes on
two cores.
"""

import argparse
import json
import multiprocessing
import os
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import record
from PIL import Image

from yozora import media
from yozora.core import operations
from yozora.core.events import silent
from yozora.core.geometry import FrameSize, Screen
from yozora.core.ports import Engine
from yozora.core.timeline import Timeline
from yozora.director import Directed, direct
from yozora.engines.sketch import SketchEngine
from yozora.engines.storybook import PaintOptions, load_storybook
from yozora.weights import load

SUITE = Path(__file__).parent / "suites/showcase.json"
DOCS = Path(__file__).parents[1] / "docs"
PICTURES = DOCS / "pictures/showcase"
PAGE = DOCS / "showcase.md"
WAYS = {"sketch": "the sketch", "alone": "the model alone", "guided": "the model guided by the sketch"}
GUIDE = 0.6
MODEL = "storybook"
SCREEN = Screen(size=FrameSize(width_px=352, height_px=192), fps=Fraction(24))
SECONDS, EVERY, QUALITY = 5.0, 4, 55
"""Of a clip, every fourth picture is shown on the page, half as large."""

Task = tuple[int, dict[str, str], tuple[str, ...], Path | None]
"""Number, prompt of the suite, ways, where the clips go."""


@cache
def engine_of(way: str, model: str = MODEL) -> Engine:
    """The engine for a way, on one thread: there is a process for each core."""
    if way == "sketch":
        return SketchEngine()
    return load_storybook(PaintOptions(guide=GUIDE if way == "guided" else 0.0), model=model, threads=1)


@cache
def directed_of(prompt: str, seed: int) -> Directed:
    """What the director makes of a prompt."""
    return direct(prompt, seconds=SECONDS, seed=seed)


def timeline_of(prompt: str, seed: int, screen: Screen) -> Timeline:
    """The clip that an engine is asked for."""
    plan = directed_of(prompt, seed).scene.to_plan()
    return replace(operations.create(prompt, seconds=SECONDS, screen=screen, plan=plan), seed=seed)


def answer(task: Task) -> dict[str, Any]:
    """Answer one prompt, and say what was understood and what the model has no word for."""
    number, case, ways, clips = task
    directed = directed_of(case["prompt_zh"], number)
    timeline = timeline_of(case["prompt_zh"], number, SCREEN)
    statuses = [str(word.status) for word in directed.understanding.heard]
    shown = list[list[np.ndarray]]()
    for way in ways:
        frames = list(engine_of(way).render(timeline, progress=silent))
        shown.append([np.asarray(Image.fromarray(frame).reduce(2)) for frame in frames[::EVERY]])
        if clips:
            write_clip(frames, timeline, clips / f"{case['id']}-{way}.mp4")
    pictures = [Image.fromarray(np.concatenate(row, 1)) for row in zip(*shown, strict=True)]
    pictures[0].save(
        PICTURES / f"{number:02}.webp",
        save_all=True,
        append_images=pictures[1:],
        duration=1000 * EVERY // 24,
        loop=0,
        quality=QUALITY,
        method=6,
    )
    return {
        "id": case["id"],
        "prompt": case["prompt_zh"],
        **{status: statuses.count(status) for status in ("known", "replaced", "unknown")},
        "summary": directed.understanding.summary(),
        "model": [note for way in ways[-1:] if way != "sketch" for note in engine_of(way).notes(timeline)],
    }


def write_clip(frames: list[np.ndarray], timeline: Timeline, path: Path) -> None:
    """One clip as a file."""
    with media.open_writer(
        path,
        size=timeline.size,
        fps=timeline.fps,
        frames=len(frames),
        recipe_json="{}",
        title=path.stem,
        overwrite=True,
    ) as writer:
        for frame in frames:
            writer.write(frame)


def write_page(report: list[dict[str, Any]], ways: tuple[str, ...], model: str) -> None:
    """`docs/showcase.md`: for every prompt the clips, what was understood, and what the model put in its place."""
    side_by_side = ", ".join(WAYS[way] for way in ways)
    parts = [
        f"## {number}\n\n{entry['prompt']}\n\n"
        f"![Prompt {number}, {side_by_side}](pictures/showcase/{number:02}.webp)\n\n"
        f"Understood: {entry['summary']}.\n" + "".join(f"- Model: {note}\n" for note in entry["model"])
        for number, entry in enumerate(report, start=1)
    ]
    PAGE.write_text(
        "# The showcase\n\nThe 48 prompts that the first Sora was shown with, in Chinese, answered by "
        f"{side_by_side}, from left to right. The model is {model}; each has the number of the prompt as its "
        "seed, and there was no second try. Written by `python benchmarks/showcase.py`; `--clips DIR` writes the "
        "clips. A word is known, drawn as something near, or not known; what is not known is not in the picture, and "
        "where the model knows fewer words than the sketch, it says what it put in their place.\n\n" + "\n".join(parts),
        "utf-8",
    )


def main() -> None:
    """Answer all, store the report, write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--only", type=int, help="so many of the prompts; nothing is stored")
    parser.add_argument("--clips", type=Path, metavar="DIR", help="also write every clip")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    options = parser.parse_args()
    for folder in (PICTURES, options.clips):
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
    suite: list[dict[str, str]] = json.loads(SUITE.read_text("utf-8"))[: options.only]
    ways = tuple(options.ways)
    report = list[dict[str, Any]]()
    with multiprocessing.get_context("spawn").Pool(options.workers) as pool:
        for entry in pool.imap(answer, [(n, case, ways, options.clips) for n, case in enumerate(suite, start=1)]):
            report.append(entry)
            print(f"{len(report)}/{len(suite)} {entry['id']}: {entry['summary'][:100]}", flush=True)
    if options.only:
        return
    files = load(MODEL)
    model = f"{files.name} {files.version} ({files.weights_hash})"
    write_page(report, ways, model)
    total = {status: sum(entry[status] for entry in report) for status in ("known", "replaced", "unknown")}
    print(total, record.store("showcase", {"clips": len(report), "model": model, "words": total, "prompts": report}))


if __name__ == "__main__":
    main()
