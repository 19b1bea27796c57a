"""Which moments of a clip a network looks at that says what it shows. No torch.

A clip is looked at in `MOMENTS` moments spread evenly over it; each is a frame and the one `GAP_S` later, so that both
the slow (a zoom) and the fast (which way, how quickly) can be seen.
"""

import numpy as np
from jaxtyping import Float, Int

from yozora.core.errors import InvalidRequest

HEIGHT_PX = 64
NARROWEST_PX = 16
GRAPH_STEP_PX = 16
MOMENTS = 5
GAP_S = 1 / 6


def moments(frames: int, *, gap: int) -> Int[np.ndarray, "m 2"]:
    """Numbers of the frames that are looked at. Raises InvalidRequest when a clip has fewer than `gap` + 2 frames."""
    if frames < gap + 2:
        raise InvalidRequest(f"A clip of {frames} frames is too short to be judged: at least {gap + 2}.")
    starts = np.linspace(0, frames - 1 - gap, MOMENTS).round().astype(int)
    return np.stack([starts, starts + gap], 1)


def moments_s(seconds: float) -> Float[np.ndarray, "m 2"]:
    """The same in seconds, for a clip of any length."""
    starts = np.linspace(0, max(0.0, seconds - GAP_S), MOMENTS)
    return np.stack([starts, np.minimum(starts + GAP_S, seconds)], 1)


def graph_width(width_px: int, height_px: int) -> int:
    """How wide a picture is at `HEIGHT_PX` for an exported network, which takes multiples of `GRAPH_STEP_PX`."""
    steps = round(width_px * HEIGHT_PX / height_px / GRAPH_STEP_PX)
    return GRAPH_STEP_PX * min(max(2, steps), 64)
