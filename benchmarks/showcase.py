"""The 48 prompts the first Sora was shown with, answered by the sketch: a clip and an honest report for each.

Run `python benchmarks/showcase.py [--clips DIR]`: the report goes to `benchmarks/results/showcase.json`, one
moment of every clip to `docs/pictures/showcase.webp`, and with --clips every clip as a file.
"""

import argparse
import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import record
from PIL import Image

from yozora import media
from yozora.core.geometry import FrameSize
from yozora.director import direct
from yozora.worlds.renderer import render

SUITE = Path(__file__).parent / "suites/showcase.json"
PICTURE = Path(__file__).parents[1] / "docs/pictures/showcase.webp"
PAGE = PICTURE.parents[1] / "showcase.md"
SMALL = FrameSize(width_px=320, height_px=180)
LARGE = FrameSize(width_px=1280, height_px=720)
SECONDS, COLUMNS = 5.0, 6


def main() -> None:
    """Make all, store the report and the sheet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=Path, metavar="DIR", help="also write every clip at 1280x720")
    options = parser.parse_args()
    report, moments = [], []
    for seed, case in enumerate(json.loads(SUITE.read_text("utf-8")), start=1):
        prompt = case["prompt_zh"]
        directed = direct(prompt, seconds=SECONDS, seed=seed)
        statuses = [str(word.status) for word in directed.understanding.heard]
        counts = {status: statuses.count(status) for status in ("known", "replaced", "unknown")}
        report.append({"id": case["id"], "prompt": prompt, **counts, "summary": directed.understanding.summary()})
        frames = list(render(directed.scene, size=SMALL, frames=40, fps=8.0))
        moments.append(frames[22])
        print(case["id"], counts, flush=True)
        if options.clips:
            options.clips.mkdir(parents=True, exist_ok=True)
            write_clip(directed.scene, options.clips / f"{case['id']}.mp4", prompt)
    rows = [np.concatenate(moments[first : first + COLUMNS], 1) for first in range(0, len(moments), COLUMNS)]
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.concatenate(rows, 0)).save(PICTURE, quality=84, method=6)
    write_page(report)
    total = {status: sum(entry[status] for entry in report) for status in ("known", "replaced", "unknown")}
    print(total, record.store("showcase", {"clips": len(report), "words": total, "prompts": report}))


def write_page(report: list[dict]) -> None:
    """`docs/showcase.md`: the sheet, and for every prompt what was understood."""
    rows = "\n".join(f"| {n} | {entry['prompt']} | {entry['summary']} |" for n, entry in enumerate(report, start=1))
    PAGE.write_text(
        "# The showcase, answered by the sketch\n\nThe 48 prompts that the first Sora was shown with, in Chinese, "
        "drawn by the sketch. Written by `python benchmarks/showcase.py`; `--clips DIR` writes the "
        "clips. A word is known, drawn as something near, or not known; what is not known is not in the picture.\n\n"
        "![One moment of each, row by row](pictures/showcase.webp)\n\n"
        f"| | prompt | understood |\n|---|---|---|\n{rows}\n",
        "utf-8",
    )


def write_clip(scene, path: Path, title: str) -> None:
    """One clip as a file."""
    with media.open_writer(
        path, size=LARGE, fps=Fraction(24), frames=120, recipe_json="{}", title=title, overwrite=True
    ) as writer:
        for frame in render(scene, size=LARGE, frames=120, fps=24.0):
            writer.write(frame)


if __name__ == "__main__":
    main()
