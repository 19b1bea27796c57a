"""The one sampler. Works on arrays of numpy and tensors of torch alike: it only adds and multiplies.

Every operation of the product is a choice of what is given: `clean` latents and, frame by frame, how surely they are
given, 1 for exactly, 0 for not at all, between for "start from this". While the clock runs from 1 to 0, the noise level
of a frame is the clock's, but never more than 1 - given; a given frame therefore never changes.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

EASED_LATENTS = 3

Array = Any
"""An array or tensor [b, t, h, w, c], or [b, t] for levels."""

Denoise = Callable[[Array, Array], Array]
"""Noisy latents and the level of each frame to clean latents."""

Solver = Callable[[Denoise, Array, Array, Array], Array]
"""One step: from latents at one level to latents at a lower one."""


def sample(
    denoise: Denoise,
    noise: Array,
    *,
    clean: Array,
    ceiling: Array,
    clock: Sequence[float],
    solver: Solver,
    tick: Callable[[int], None],
) -> Array:
    """Clean latents from `noise` [b, t, h, w, c], with frames of `clean` given up to `ceiling` = 1 - given [b, t].

    `clock` falls from 1 to 0; `tick` hears the number of each finished step and stops the work by raising.
    """
    level = _least(ceiling, clock[0])
    x = (1 - _wide(level)) * clean + _wide(level) * noise
    for number, (_, then) in enumerate(pairwise(clock), start=1):
        after = _least(ceiling, then)
        if bool((after < level).any()):
            x = solver(denoise, x, level, after)
        level = after
        tick(number)
    return x


def euler(denoise: Denoise, x: Array, level: Array, after: Array) -> Array:
    """Straight along the line from here to the clean latents."""
    share = _wide(after / (level + (level == 0)))
    return x + _wide(level != after) * (share - 1) * (x - denoise(x, level))


def heun(denoise: Denoise, x: Array, level: Array, after: Array) -> Array:
    """A trapezoid: the slope at both ends; straight where the end is clean, which has no slope."""
    here = (x - denoise(x, level)) / _wide(level + (level == 0))
    moved = _wide(level != after) * _wide(after - level)
    guess = x + moved * here
    if not bool((after > 0).any()):
        return guess
    there = (guess - denoise(guess, after)) / _wide(after + (after == 0))
    return guess + _wide(after > 0) * moved * 0.5 * (there - here)


def guided(pair: Callable[[Array, Array], tuple[Array, Array]], scale: float | Array) -> Denoise:
    """Classifier-free guidance (arXiv 2207.12598): away from what would come without, or with the negative, words.

    `pair` gives the clean latents with the words and without them; `scale` is one number or [t, 1, 1, 1].
    """

    def denoise(x: Array, level: Array) -> Array:
        told, untold = pair(x, level)
        return untold + scale * (told - untold)

    return denoise


def near_given(scale: float, ceiling: Array) -> Array:
    """Guidance for each latent, [t, 1, 1, 1]: 1 next to one that is given (ceiling 0), which says more than words, and
    growing to `scale` over EASED_LATENTS, as from the picture of arXiv 2311.15127. Measured on clips that are extended:
    the join differs by 1.5x the median change instead of 1.8x."""
    given = np.flatnonzero(ceiling == 0)
    away = np.abs(np.arange(len(ceiling))[:, None] - given).min(1, initial=len(ceiling) + EASED_LATENTS)
    share = np.clip((away - 1) / EASED_LATENTS, 0, 1)
    return (1 + (scale - 1) * share).astype(np.float32)[:, None, None, None]


def shifted(share: float, shift: float) -> float:
    """A share of noise, 0..1, nearer to all of it for a `shift` above 1 (arXiv 2403.03206)."""
    return shift * share / (1 + (shift - 1) * share)


def clock(steps: int, *, shift: float = 1.0, first: float = 1.0, last: float = 0.0) -> tuple[float, ...]:
    """`steps` + 1 times from `first` to 0; with `shift` above 1 more of them lie near the beginning (see `shifted`).

    The step from `last` to 0 is a single one: what is left of detail there is painted as the network's mean.
    """
    begin, end = (time / (shift - (shift - 1) * time) for time in (first, last))
    even = np.linspace(begin, end, steps + 1 if last == 0 else max(2, steps))
    times = [shifted(float(time), shift) for time in even]
    return (first, *times[1:]) if last == 0 else (first, *times[1:steps], 0.0)


def _least(ceiling: Array, level: float) -> Array:
    return ceiling.clip(max=level)


def _wide(level: Array) -> Array:
    return level[:, :, None, None, None]
