"""Lessons for the storybook model, rendered into latents.

    python recipes/storybook_data.py --out DATA --clips 8000 --pictures 16000 --workers 2

Two cores: about 45 clips of 41 frames and 70 pictures a second. Shards that are there already are left as they are.
With `--bases` of a published model its codec is kept, and its decoder goes with what is trained on these lessons. A
codec of fewer than `CHANNELS` channels gets more of them behind its own, and its decoder has to be trained on.
"""

import argparse
import multiprocessing
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from yozora.data.lessons import ShardPlan, pixels_of, render_shard, write_manifest
from yozora.models.basis_file import BASES, load_bases, save_bases
from yozora.models.blocks import FRAMES_PER_LATENT, cut, extended, fit, to_unit
from yozora.worlds.lessons import CURRICULA, FOURTH

GRIDS = {(8, 8): 0.6, (6, 11): 0.2, (11, 6): 0.08, (7, 9): 0.06, (9, 7): 0.06}
"""Rows and columns of blocks, and their share of the clips."""

CLIPS_A_SHARD, PICTURES_A_SHARD = 100, 400
BLOCKS = 10
CHANNELS = 224
"""All of a picture, a quarter of four frames: with a decoder some dB more in the box of the actor than 128."""
FITTED_CLIPS = 400


def plans(curriculum: str, clips: int, pictures: int) -> list[ShardPlan]:
    """Shards of every grid, mixed so that any first part of them holds every grid."""
    found: list[tuple[float, ShardPlan]] = []
    for kind, amount, each, blocks in (
        ("clips", clips, CLIPS_A_SHARD, BLOCKS),
        ("pictures", pictures, PICTURES_A_SHARD, 0),
    ):
        base = 0 if kind == "clips" else 40_000_000
        for number, ((rows, columns), share) in enumerate(GRIDS.items()):
            count = max(1, round(amount * share / each)) if amount else 0
            for shard in range(count):
                first = base + (number * 1_000_000) + shard * each
                name = f"{kind}-{rows}x{columns}-{shard:04d}"
                keep = kind == "clips" and shard < (20 if rows == columns else 3)
                plan = ShardPlan(
                    name=name,
                    curriculum=curriculum,
                    first=first,
                    clips=each,
                    blocks=blocks,
                    rows=rows,
                    columns=columns,
                    keep_pixels=keep,
                )
                found.append(((shard + 0.5) / count, plan))
    return [plan for _, plan in sorted(found, key=lambda item: item[0])]


def fit_bases(path: Path, curriculum: str, known: Path | None) -> None:
    """Fit both bases to clips of every grid; what is `known` already goes on as it is."""
    begun = load_bases(known) if known else None
    if begun and begun[0].channels >= CHANNELS:
        save_bases(path, *begun)
        return
    rng = np.random.default_rng(0)
    pictures, blocks = [], []
    for number in range(FITTED_CLIPS):
        rows, columns = list(GRIDS)[int(rng.choice(len(GRIDS), p=list(GRIDS.values())))]
        plan = ShardPlan(
            name="", curriculum=curriculum, first=70_000_000 + number, clips=1, blocks=4, rows=rows, columns=columns
        )
        clip = to_unit(pixels_of(plan.lesson(plan.first), plan))
        pictures.append(cut(clip[::FRAMES_PER_LATENT], 1).reshape(-1, 192))
        blocks.append(cut(clip[1:], FRAMES_PER_LATENT).reshape(-1, 192 * FRAMES_PER_LATENT))
    kinds = (np.concatenate(pictures), 1), (np.concatenate(blocks), FRAMES_PER_LATENT)
    if begun:
        both = zip(begun, kinds, strict=True)
        image, video = (extended(basis, rows, channels=CHANNELS) for basis, (rows, _) in both)
    else:
        image, video = (fit(rows, frames=frames, channels=CHANNELS) for rows, frames in kinds)
    save_bases(path, image, video)


def work(task: tuple[ShardPlan, Path]) -> str:
    """Render one shard."""
    plan, folder = task
    image, video = load_bases(folder / BASES)
    return render_shard(plan, image, video, folder).name


def main() -> None:
    """Fit the bases if they are missing, then render what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--clips", type=int, default=8000)
    parser.add_argument("--pictures", type=int, default=16000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--curriculum", choices=CURRICULA, default=FOURTH.name)
    parser.add_argument("--bases", type=Path, help="bases.npz of a model whose codec is kept")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    bases = chosen.out / BASES
    if not bases.exists():
        fit_bases(bases, chosen.curriculum, chosen.bases)
    try:
        load_bases(bases, after=chosen.bases)
    except ValueError as error:
        sys.exit(str(error))
    todo = [(plan, chosen.out) for plan in plans(chosen.curriculum, chosen.clips, chosen.pictures)]
    began = time.perf_counter()
    with multiprocessing.Pool(chosen.workers) as pool:
        for number, name in enumerate(pool.imap_unordered(work, todo), start=1):
            left = (time.perf_counter() - began) * (len(todo) / number - 1)
            print(f"{number}/{len(todo)} {name}, {left:.0f} s left", flush=True)
    write_manifest(chosen.out)


if __name__ == "__main__":
    main()
