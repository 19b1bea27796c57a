"""Whether a clip looks as if the built-in model had made it: by how neighbouring pixels differ, which a decoder of
latents leaves its mark on however a clip was written.

Counts of triples of quantised differences after Fridrich and Kodovsky, Rich Models for Steganalysis of Digital Images,
2012; over space and from one frame to the next. Weighed by logistic regression.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import numpy as np
from jaxtyping import Float, Int

from yozora.core.ports import Frame

MOMENTS = 6

Pair = tuple[Frame, Frame]
"""A frame and the one after it."""

LEVELS = 5  # a difference counts as -2, -1, 0, 1 or 2 steps
LUMA = np.array([0.299, 0.587, 0.114], np.float32)
SMALLEST_PX = 16
WEIGHTS = "detector.npz"


@dataclass(frozen=True, kw_only=True)
class Detector:
    """What was learnt: mean, spread and weight of each count, and a bias."""

    mean: Float[np.ndarray, " n"]
    spread: Float[np.ndarray, " n"]
    weight: Float[np.ndarray, " n"]
    bias: float

    def chance(self, seen: Sequence[Pair]) -> float:
        """How sure it is, 0 to 1, that the built-in model made a clip of which these frames are. 0 for what is too
        small, and where there are none."""
        if not seen or min(seen[0][0].shape[:2]) < SMALLEST_PX:
            return 0.0
        found = (counts(seen) - self.mean) / self.spread
        return float(1 / (1 + np.exp(-(found @ self.weight + self.bias))))


@cache
def load_detector() -> Detector:
    """The detector that ships."""
    with as_file(files("yozora.provenance").joinpath(WEIGHTS)) as path, np.load(path) as kept:
        return Detector(mean=kept["mean"], spread=kept["spread"], weight=kept["weight"], bias=float(kept["bias"]))


def moments(frames: int) -> list[int]:
    """The numbers of frames of a clip that are looked at, each with the one before it."""
    return [] if frames < 2 else np.unique(np.linspace(1, frames - 1, MOMENTS).round().astype(int)).tolist()


def pairs_in(frames: Sequence[Frame]) -> list[Pair]:
    """What is looked at of a whole clip."""
    return [(frames[number - 1], frames[number]) for number in moments(len(frames))]


def counts(seen: Sequence[Pair]) -> Float[np.ndarray, " n"]:
    """What is counted: square roots of shares, the mean over all pairs."""
    return np.sqrt(np.mean([_counted(_luma(now), _luma(before)) for before, now in seen], axis=0))


def _luma(frame: Frame) -> Float[np.ndarray, "H W"]:
    return np.asarray(frame @ LUMA, np.float32)


def _counted(now: Float[np.ndarray, "H W"], before: Float[np.ndarray, "H W"]) -> Float[np.ndarray, " n"]:
    inner = now[1:-1, 1:-1]
    across = 2 * inner - now[1:-1, :-2] - now[1:-1, 2:]
    down = 2 * inner - now[:-2, 1:-1] - now[2:, 1:-1]
    change = now - before
    return np.concatenate(
        [
            *((_triples(across, step) + _triples(down, step)) / 2 for step in (1.0, 3.0)),
            _triples(across + down, 4.0),
            *(_triples(change, step) for step in (1.0, 4.0)),
        ]
    )


def _triples(differences: Float[np.ndarray, "H W"], step: float) -> Float[np.ndarray, " k"]:
    """Shares of triples of neighbours, across and down; a triple counts as its mirror image and its negative."""
    half = LEVELS // 2
    levels = np.clip(np.rint(differences / step), -half, half).astype(np.int16) + half
    down = levels[:-2] * LEVELS**2 + levels[1:-1] * LEVELS + levels[2:]
    across = levels[:, :-2] * LEVELS**2 + levels[:, 1:-1] * LEVELS + levels[:, 2:]
    found = np.zeros(LEVELS**3)
    for triples in (down, across):
        found += np.bincount(triples.ravel(), minlength=LEVELS**3) / (2 * triples.size)
    return np.bincount(_alike(), weights=found)


@cache
def _alike() -> Int[np.ndarray, " k"]:
    """The number of each triple's kind."""
    every = np.indices((LEVELS,) * 3).reshape(3, -1).T
    forms = np.stack([every, every[:, ::-1], LEVELS - 1 - every, LEVELS - 1 - every[:, ::-1]])
    first = (forms * LEVELS ** np.arange(2, -1, -1)).sum(-1).min(0)
    return np.unique(first, return_inverse=True)[1]
