"""What can be measured of a clip without being taught: flicker, seams, likeness. Pure numpy, pixels in 0..255."""

import numpy as np
from jaxtyping import Bool, Float, UInt8

from yozora.core.errors import InvalidRequest

BEST_DB = 100.0
"""What equal pictures are given, so that means and files stay finite."""

Clip = UInt8[np.ndarray, "T H W 3"]


def flicker(clip: Clip) -> float:
    """Mean absolute second difference in time, |x[t-1] - 2 x[t] + x[t+1]|, in 0..255: steady motion leaves little.

    Quick motion leaves some in a true clip too, so compare with the render of the same plan. Raises InvalidRequest
    when the clip has fewer than three frames.
    """
    if len(clip) < 3:
        raise InvalidRequest(f"A clip of {len(clip)} frames cannot flicker measurably: at least 3.")
    total = 0.0
    for before, now, after in zip(clip, clip[1:], clip[2:], strict=False):
        total += float(np.abs(before.astype(np.int16) - 2 * now.astype(np.int16) + after).mean())
    return total / (len(clip) - 2)


def psnr(made: Clip, true: Clip, mask: Bool[np.ndarray, "T H W"] | None = None) -> float:
    """Peak signal to noise in dB, at most `BEST_DB`; where `mask` only. Raises InvalidRequest when sizes differ."""
    if made.shape != true.shape:
        raise InvalidRequest(f"Clips of {made.shape} and {true.shape} cannot be compared. Make them the same size.")
    error = (made.astype(np.float32) - true) ** 2
    kept = error if mask is None else error[mask]
    if not kept.size:
        raise InvalidRequest("The mask leaves no pixel to compare. Use one with at least one true value.")
    mean = float(kept.mean(dtype=np.float64))
    return BEST_DB if mean == 0 else min(BEST_DB, 10 * float(np.log10(255**2 / mean)))


def seam_error(clip: Clip, *, block_px: int = 8) -> float:
    """How much more neighbours differ across block borders than inside blocks; 1 means that no seam shows.

    A clip without any difference between neighbours counts as 1. Raises InvalidRequest when there is no border.
    """
    if min(clip.shape[1:3]) <= block_px:
        raise InvalidRequest(
            f"Pictures of {clip.shape[1:3]} px have no border of {block_px} px blocks in both directions."
        )
    across, within = zip(*(_steps(clip, axis, block_px) for axis in (1, 2)), strict=True)
    border = float(np.concatenate(across).mean(dtype=np.float64))
    inside = float(np.concatenate(within).mean(dtype=np.float64))
    return border / inside if inside else 1.0 if not border else float("inf")


def _steps(clip: Clip, axis: int, block_px: int) -> tuple[Float[np.ndarray, " n"], Float[np.ndarray, " m"]]:
    """Absolute differences of neighbours along an axis: across borders, and inside blocks."""
    steps = np.moveaxis(np.abs(np.diff(clip.astype(np.int16), axis=axis)), axis, 0)
    border = (np.arange(1, len(steps) + 1) % block_px) == 0
    return steps[border].astype(np.float32).ravel(), steps[~border].astype(np.float32).ravel()


def frozen(first: UInt8[np.ndarray, "H W 3"], frames: int) -> Clip:
    """A clip that shows one picture all the time: what a continuation must be better than."""
    return np.broadcast_to(first, (frames, *first.shape)).copy()
