"""What is painted meets what is kept: where nothing moves, its ends are brought to their neighbours, and what moves
dissolves into them."""

import numpy as np
from jaxtyping import Float

from yozora.conditioning.given import Codec
from yozora.models.blocks import FPS, cut

STILL = 16 / 127.5
"""Change from one frame to the next, -1..1, at which a place counts as moving. Measured on clips that are extended, a
join against the median change of the clip: left alone 1.45x to 1.61x, at 8 of 255 1.27x to 1.44x, at 16 0.95x to 1.11x;
at 30 it is 0.66x to 0.81x, less than what moves by itself; without any bound ghosts of the actor show."""

FADE = FPS
"""Frames over which a correction fades out: a second."""

LEFT, MET, QUICK_FRAMES = 0.6, 0.75, 3
"""Where something moves, so much of the difference to what was before, and to what follows, is led over in so many
frames: a dissolve of three eighths of a second. Measured on 6 clips, the most that any join jumps against the median
change: without it 5.1x (two scenes connected), where only what follows is met 2.2x, with both 1.0x; with .6 of both
1.9x, with .4 of what was before 1.3x. In 2 frames, or 4, it is no better."""

REACH_PX = 5
"""What lies so near to something that moves counts as moving."""

Frames = Float[np.ndarray, "T H W 3"]
Latents = Float[np.ndarray, "t h w c"]


def joined(
    new: Latents,
    *,
    codec: Codec,
    first: bool,
    before: Float[np.ndarray, "before H W 3"] | None = None,
    after: Float[np.ndarray, "after H W 3"] | None = None,
) -> Latents:
    """New latents, of which the `first` may be a picture, with the difference to the frames `before` and `after` them
    (the nearest ones, at least one, in -1..1) taken from what stands still, and fading over a second; what moves
    dissolves into them."""
    frames = as_frames(new, codec, first=first)
    change = np.zeros_like(frames)
    if before is not None:
        change += _faded(frames, before[::-1], quick=LEFT)
    if after is not None:
        change += _faded(frames[::-1], after, quick=MET)[::-1]
    moved = new.copy()
    pictures = 1 if first else 0
    moved[:pictures] += cut(change[:pictures], 1) @ codec.image.vectors / codec.image.scale
    moved[pictures:] += cut(change[pictures:], codec.video.frames) @ codec.video.vectors / codec.video.scale
    return moved


def as_frames(latents: Latents, codec: Codec, *, first: bool) -> Frames:
    """The frames of latents by the linear half of the codec."""
    pictures = 1 if first else 0
    return np.concatenate([codec.image.decode(latents[:pictures]), codec.video.decode(latents[pictures:])])


def ramp(frames: int, fade: int = FADE) -> Float[np.ndarray, "T 1 1 1"]:
    """From 1 at the join to nothing `fade` frames away, or after so many."""
    return np.clip(1 - np.arange(frames) / min(fade, frames), 0, 1).astype(np.float32)[:, None, None, None]


def _faded(frames: Frames, neighbours: Float[np.ndarray, "near H W 3"], *, quick: float) -> Frames:
    """What to add to frames that follow `neighbours`, of which the nearest comes first; so much of it `quick`ly where
    something moves."""
    rest = np.maximum(_step(frames), _step(neighbours))
    still = _blurred(np.exp(-np.square(_spread(rest) / STILL)))[..., None]
    share = ramp(len(frames)) * still + ramp(len(frames), QUICK_FRAMES) * quick * (1 - still)
    return share * (neighbours[0] - frames[0])


def _step(frames: Frames) -> Float[np.ndarray, "H W"]:
    """How much each place changes between the two frames next to a join; nothing where there is only one."""
    return np.abs(frames[min(1, len(frames) - 1)] - frames[0]).mean(-1)


def _windows(picture: Float[np.ndarray, "H W"]) -> Float[np.ndarray, "H W a b"]:
    padded = np.pad(picture, REACH_PX // 2, mode="edge")
    return np.lib.stride_tricks.sliding_window_view(padded, (REACH_PX, REACH_PX))


def _spread(picture: Float[np.ndarray, "H W"]) -> Float[np.ndarray, "H W"]:
    return _windows(picture).max((2, 3))


def _blurred(picture: Float[np.ndarray, "H W"]) -> Float[np.ndarray, "H W"]:
    return _windows(picture).mean((2, 3))
