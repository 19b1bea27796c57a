"""How far two runtimes of one model are apart, on random latents, phrases and pictures."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yozora.models.blocks import BLOCK_PX
from yozora.runtime.networks import DECODER, INTERPOLATOR, TRANSFORMER, UPSCALER, Networks

SHAPES = ((2, 1, 8, 8), (1, 3, 6, 11), (2, 5, 11, 6), (1, 11, 7, 9), (1, 1, 1, 1), (3, 2, 4, 4))
"""Clips, latent frames, rows, columns."""


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """The largest difference, and the size (root of mean square) of differences over that of results."""

    network: str
    shape: tuple[int, ...]
    worst: float
    relative: float


def agreement(
    one: Networks,
    other: Networks,
    *,
    channels: int,
    slots: Sequence[int],
    cutouts: int = 0,
    shapes: Sequence[tuple[int, ...]] = SHAPES,
) -> tuple[Agreement, ...]:
    """Compare two runtimes network by network and shape by shape; `slots` are the sizes of the vocabulary, `cutouts`
    the channels of cut-outs."""
    found: list[Agreement] = []
    for number, shape in enumerate(shapes):
        rng = np.random.default_rng(number)
        latents = rng.standard_normal((*shape, channels), np.float32)
        sigma = rng.random(shape[:2], np.float32)
        phrases = rng.integers(slots, size=(shape[0], len(slots)))
        laid = rng.standard_normal((*shape, cutouts), np.float32) if cutouts else None
        size = (shape[0], 3, *(BLOCK_PX * side for side in shape[2:]))
        before, after = rng.random((2, *size), np.float32)
        moments = rng.uniform(0.05, 0.95, shape[0]).astype(np.float32)
        found += [
            _compare(TRANSFORMER, shape, *(each.denoise(latents, sigma, phrases, laid) for each in (one, other))),
            _compare(DECODER, shape, *(each.decode(latents) for each in (one, other))),
            _compare(INTERPOLATOR, shape, *(each.interpolate(before, after, moments) for each in (one, other))),
            _compare(UPSCALER, shape, *(each.upscale(before) for each in (one, other))),
        ]
    return tuple(found)


def _compare(network: str, shape: tuple[int, ...], one: NDArray[np.float32], other: NDArray[np.float32]) -> Agreement:
    if one.shape != other.shape:
        raise ValueError(f"The {network} gives {one.shape} and {other.shape} for {shape}; expected the same shape.")
    apart = one - other
    size = float(np.sqrt(np.mean(np.square(other))))
    return Agreement(
        network=network,
        shape=shape,
        worst=float(np.abs(apart).max()),
        relative=float(np.sqrt(np.mean(np.square(apart)))) / size,
    )
