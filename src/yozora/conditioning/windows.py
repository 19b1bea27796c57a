"""A long shot made window by window: each as long as the model was trained, joined in latent space.

A window begins with what is there already (or given) and, where it fits, ends with what is given after it.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

LONGEST = 11
"""Latents of a window: as long as the model was trained, 41 frames, a little over 5 s."""

CONTEXT = 3
"""Blocks before the new ones, besides the picture that a window begins with. With 3 and not 2, joins of clips that are
extended jump by 0.83x and not 0.91x the median change; with 4 it is 0.90x, and each window makes less that is new."""

LEAST_CONTEXT = 2
"""Rather less before them than that than a window more."""

AHEAD = 2
"""Given blocks after the new ones, where there are any."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """Latents `first` up to, without, `end` go into the model, and those from `fresh` up to `until` come out of it.

    Where `first` is not 0, the model is told the last frame of that latent as a picture.
    """

    first: int
    fresh: int
    until: int
    end: int


def next_window(ceiling: Float[np.ndarray, " t"]) -> Window | None:
    """The first window with anything to make, for `ceiling` [t] = 1 - how surely each latent is given; None where all
    are given. Several windows of one free stretch are about equally long."""
    free = np.flatnonzero(ceiling > 0)
    if not len(free):
        return None
    fresh = int(free[0])
    given = np.flatnonzero(ceiling[fresh:] == 0)
    stretch_end = fresh + int(given[0]) if len(given) else len(ceiling)
    ahead = min(AHEAD, len(ceiling) - stretch_end)
    left = stretch_end - fresh
    spare = LONGEST - 1 - left - ahead
    first = max(0, fresh - 1 - (min(CONTEXT, spare) if spare >= LEAST_CONTEXT else CONTEXT))
    room = LONGEST - (fresh - first)
    if left + ahead <= room:
        return Window(
            first=first, fresh=fresh, until=stretch_end, end=min(len(ceiling), first + LONGEST, stretch_end + AHEAD)
        )
    later = LONGEST - 1 - CONTEXT
    windows = 1 + -(-max(0, left + ahead - room) // later)
    until = fresh + min(room, max(-(-left // windows), left + ahead - later * (windows - 1)))
    return Window(first=first, fresh=fresh, until=until, end=until)
