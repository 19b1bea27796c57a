"""What is known of a clip in training: for every latent frame a noise level, or given.

One network does text to video, image to video, extending either way, filling gaps and painting over a sketch because
all of these are patterns of given frames, and it has met all of them (diffusion forcing, arXiv 2407.01392, gives every
frame its own level).
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

Sigmas = Float[np.ndarray, "b t"]
Given = Bool[np.ndarray, "b t"]


@dataclass(frozen=True, kw_only=True)
class PatternMix:
    """Shares of the patterns, and where noise levels lie: the logistic of a normal with `centre` and `spread`."""

    given: float = 0.35
    apart: float = 0.15
    centre: float = 0.8
    spread: float = 1.3
    stained: float = 0.3
    """Share of the given frames that carry a little noise, so that the network forgives what it made itself."""


def draw(mix: PatternMix, rng: np.random.Generator, batch: int, frames: int) -> tuple[Sigmas, Given]:
    """Noise levels and given frames for a batch; at least one frame of every clip is free."""
    sigma = np.repeat(_levels(mix, rng, (batch, 1)), frames, 1)
    apart = rng.random(batch) < mix.apart
    sigma[apart] = _levels(mix, rng, (batch, frames))[apart]
    given = np.zeros((batch, frames), bool)
    if frames > 1:
        for clip in np.flatnonzero(rng.random(batch) < mix.given):
            given[clip] = _pattern(rng, frames)
        stain = np.where(rng.random((batch, 1)) < mix.stained, rng.uniform(0, 0.12, (batch, 1)), 0.0)
        sigma = np.where(given, stain, sigma)
    return sigma.astype(np.float32), given


def _levels(mix: PatternMix, rng: np.random.Generator, shape: tuple[int, int]) -> Sigmas:
    return (1 / (1 + np.exp(-rng.normal(mix.centre, mix.spread, shape)))).clip(0.02, 1.0)


def _pattern(rng: np.random.Generator, frames: int) -> Bool[np.ndarray, " t"]:
    """First frame, beginning, end, both ends, or a few anywhere."""
    given = np.zeros(frames, bool)
    kind = rng.choice(5, p=(0.45, 0.2, 0.1, 0.15, 0.1))
    if kind == 0:
        given[0] = True
    elif kind == 1:
        given[: rng.integers(1, frames)] = True
    elif kind == 2:
        given[-rng.integers(1, frames) :] = True
    elif kind == 3 and frames > 2:
        given[[0, -1]] = True
    else:
        given[rng.choice(frames, rng.integers(1, frames), replace=False)] = True
    return given
