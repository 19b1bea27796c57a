"""From a shot to what the sampler is given: a grid of latents, clean latents, how surely each is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from jaxtyping import Float, UInt8

from yozora.conditioning.reel import Reel, Run, positions_of
from yozora.core.cards import ClipCard, Fit, MediaCard
from yozora.core.curves import value_at
from yozora.core.geometry import FrameSize
from yozora.core.ports import Frame
from yozora.core.shots import Placed
from yozora.diffusion.sampler import shifted
from yozora.media import fitted
from yozora.models.blocks import BLOCK_PX, BlockBasis, encode_clip, to_unit

AREA_PX = 64 * 64
"""Pixels of a picture as the model makes it; the upscaler makes sixteen times as many of them."""

FEWEST_BLOCKS, MOST_BLOCKS = 5, 14

LOOSE = 0.75
"""How much of two clips that show half and half may be changed, so that they become one."""

SHIFT = 3.0
"""What may change is noise, `shifted`: shapes are decided above .8 of it, and half of it changes hardly anything."""


def canvas_for(size: FrameSize) -> FrameSize:
    """The model's own picture, whole blocks, nearest in shape to `size`, with the area the model was trained at."""
    ideal_rows = (AREA_PX / size.aspect) ** 0.5 / BLOCK_PX
    choices = [
        (rows, columns)
        for rows in range(FEWEST_BLOCKS, MOST_BLOCKS + 1)
        for columns in range(FEWEST_BLOCKS, MOST_BLOCKS + 1)
        if 0.9 <= rows * columns * BLOCK_PX**2 / AREA_PX <= 1.1
    ]
    rows, columns = min(choices, key=lambda one: (abs(np.log(one[1] / one[0] / size.aspect)), abs(one[0] - ideal_rows)))
    return FrameSize(width_px=columns * BLOCK_PX, height_px=rows * BLOCK_PX)


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """For the sampler: `clean` [t, h, w, c], and `ceiling` [t] = 1 - how surely each latent is given."""

    clean: Float[np.ndarray, "t h w c"]
    ceiling: Float[np.ndarray, " t"]


@dataclass(frozen=True, kw_only=True)
class Codec:
    """The bases of the first frame and of the blocks after it."""

    image: BlockBasis
    video: BlockBasis

    def encode(self, frames: Sequence[Frame], *, first: bool) -> Float[np.ndarray, "t h w c"]:
        """Latents of frames of the canvas: `first` and then blocks, or blocks alone."""
        clip = to_unit(np.stack(frames))
        return (
            encode_clip(self.image, self.video, clip)
            if first and len(clip) > 1
            else (self.image.encode(clip) if first else self.video.encode(clip))
        )


def nothing_given(reel: Reel, canvas: FrameSize, channels: int) -> Conditions:
    """Conditions of a shot of which every frame is free."""
    shape = (reel.latents, canvas.height_px // BLOCK_PX, canvas.width_px // BLOCK_PX, channels)
    return Conditions(clean=np.zeros(shape, np.float32), ceiling=np.ones(reel.latents, np.float32))


def with_guide(base: Conditions, frames: Sequence[Frame], codec: Codec, strength: float) -> Conditions:
    """All of the shot given by a sketch, one frame of the canvas for each of the model's, with some strength."""
    return Conditions(clean=codec.encode(frames, first=True), ceiling=np.full_like(base.ceiling, 1 - strength))


def with_run(base: Conditions, run: Run, pictures: Sequence[Sequence[Frame]], reel: Reel, codec: Codec) -> Conditions:
    """Pictures and clips of a run over what was given before: `pictures` has, for each card of the run, a frame of the
    canvas for each position of the run."""
    shown = [
        np.rint(sum(share * frames[n].astype(np.float32) for share, frames in zip(row, pictures, strict=True) if share))
        for n, row in enumerate(_run_shares(run, reel))
    ]
    clean, ceiling = base.clean.copy(), base.ceiling.copy()
    clean[run.first : run.end] = codec.encode([frame.astype(np.uint8) for frame in shown], first=run.first == 0)
    ceiling[run.first : run.end] = run_ceiling(run, reel)
    return Conditions(clean=clean, ceiling=ceiling)


def run_ceiling(run: Run, reel: Reel) -> Float[np.ndarray, " t"]:
    """How much of each latent of a run may be changed."""
    loose = np.array([_looseness(run.cards, row) for row in _run_shares(run, reel)], np.float32)
    spans = [positions_of(number, number + 1) for number in range(run.first, run.end)]
    begin = run.positions.start
    return np.array([loose[span.start - begin : span.stop - begin].max() for span in spans], np.float32)


def _run_shares(run: Run, reel: Reel) -> Float[np.ndarray, "positions cards"]:
    return np.array([_shares(run.cards, reel.frame_at(position), reel) for position in run.positions])


def _shares(cards: Sequence[Placed], moment: Fraction, reel: Reel) -> list[float]:
    """How much of each card shows at a moment, in frames of the shot; they sum to 1."""
    shares = [0.0] * len(cards)
    here = [number for number, one in enumerate(cards) if one.first <= moment < one.end]
    here = here or [min(range(len(cards)), key=lambda n: max(cards[n].first - moment, moment - cards[n].end + 1))]
    shares[here[0]] = 1.0
    for number in here[1:]:
        card = cards[number].card
        assert isinstance(card, ClipCard)
        influence = value_at(card.influence, float((moment - cards[number].first) / reel.fps))
        shares = [share * (1 - influence) for share in shares]
        shares[number] = influence
    return shares


def _looseness(cards: Sequence[Placed], shares: Float[np.ndarray, " cards"]) -> float:
    """How much the model may change where cards show by these shares."""
    kept = [one.card.strength if isinstance(one.card, MediaCard) else 0.0 for one in cards]
    strength = float(shares @ np.array(kept))
    mixture = 1 - float((shares**2).sum())  # 0 for one card alone, 1/2 for two halves
    change = max(1 - strength, 0)
    return float(min(1.0, shifted(change, SHIFT) + LOOSE * 2 * mixture))


def placed(frame: Frame, screen: FrameSize, canvas: FrameSize, fit: Fit = Fit.CROP) -> UInt8[np.ndarray, "X Y 3"]:
    """The picture as it must lie on the model's own picture to fill the screen later: the canvas covers the screen, and
    what stands out of the screen repeats the picture's edge."""
    shown = fitted(frame, screen, fit)
    scale = max(screen.width_px / canvas.width_px, screen.height_px / canvas.height_px)
    wide, high = canvas.width_px * scale, canvas.height_px * scale
    right, below = (max(0, round(side)) for side in (wide - screen.width_px, high - screen.height_px))
    margins = ((below // 2, below - below // 2), (right // 2, right - right // 2), (0, 0))
    return fitted(np.pad(shown, margins, mode="edge"), canvas, Fit.CROP)
