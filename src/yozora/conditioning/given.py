"""From a timeline to what the sampler is given: a grid of latents, clean latents, how surely each frame is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image

from yozora.core.geometry import FrameSize
from yozora.core.ports import Frame
from yozora.models.blocks import BLOCK_PX, BlockBasis, encode_clip, to_unit

AREA_PX = 64 * 64
"""Pixels of a picture as the model makes it; the upscaler makes sixteen times as many of them."""

FEWEST_BLOCKS, MOST_BLOCKS = 5, 14


@dataclass(frozen=True, kw_only=True)
class Canvas:
    """The model's own picture: `rows` x `columns` blocks, `latents` latent frames at `fps`."""

    rows: int
    columns: int
    latents: int
    frames_per_latent: int
    fps: int

    @property
    def size(self) -> FrameSize:
        """Pixels of a frame before the upscaler."""
        return FrameSize(width_px=self.columns * BLOCK_PX, height_px=self.rows * BLOCK_PX)

    @property
    def frames(self) -> int:
        """Frames that the latents hold: one, and a block for each latent after the first."""
        return 1 + (self.latents - 1) * self.frames_per_latent

    def latent_at(self, second: float) -> int:
        """The latent frame that holds this moment."""
        frame = int(second * self.fps + 1e-6)
        return min((frame + self.frames_per_latent - 1) // self.frames_per_latent, self.latents - 1)

    def position_at(self, second: Fraction) -> Fraction:
        """Where among the model's frames this moment is: 1/3 of the way from the fifth to the sixth is 4 + 1/3. After
        the last frame it stays there."""
        return min(second * self.fps, Fraction(self.frames - 1))


def canvas_for(size: FrameSize, seconds: Fraction, *, fps: int, frames_per_latent: int) -> Canvas:
    """The canvas nearest in shape to `size`, with the area the model was trained at, for a clip of `seconds`."""
    ideal_rows = (AREA_PX / size.aspect) ** 0.5 / BLOCK_PX
    choices = [
        (rows, columns)
        for rows in range(FEWEST_BLOCKS, MOST_BLOCKS + 1)
        for columns in range(FEWEST_BLOCKS, MOST_BLOCKS + 1)
        if 0.9 <= rows * columns * BLOCK_PX**2 / AREA_PX <= 1.1
    ]
    rows, columns = min(choices, key=lambda one: (abs(np.log(one[1] / one[0] / size.aspect)), abs(one[0] - ideal_rows)))
    last_frame = max(0, -int(-seconds * fps // 1) - 1)
    latents = 1 + -(-last_frame // frames_per_latent)
    return Canvas(rows=rows, columns=columns, latents=latents, frames_per_latent=frames_per_latent, fps=fps)


@dataclass(frozen=True, kw_only=True)
class GivenClip:
    """Pictures `frames` [T, H, W, 3] that fill the clip from latent frame `first` on; one picture fills one latent.
    `strength` 1 gives them exactly, less lets the model change them."""

    frames: Sequence[Frame]
    first: int
    strength: float


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """For the sampler: `clean` [t, h, w, c], and `ceiling` [t] = 1 - how surely each frame is given."""

    clean: Float[np.ndarray, "t h w c"]
    ceiling: Float[np.ndarray, " t"]


def conditions(canvas: Canvas, image: BlockBasis, video: BlockBasis, given: Sequence[GivenClip]) -> Conditions:
    """What is given of a canvas; where clips overlap, the later one counts."""
    clean = np.zeros((canvas.latents, canvas.rows, canvas.columns, image.channels), np.float32)
    ceiling = np.ones(canvas.latents, np.float32)
    for clip in given:
        latents = _latents_of(clip, canvas, image, video)[: canvas.latents - clip.first]
        clean[clip.first : clip.first + len(latents)] = latents
        ceiling[clip.first : clip.first + len(latents)] = 1 - clip.strength
    return Conditions(clean=clean, ceiling=ceiling)


def _latents_of(clip: GivenClip, canvas: Canvas, image: BlockBasis, video: BlockBasis) -> Float[np.ndarray, "t h w c"]:
    small = to_unit(np.stack([fitted(frame, canvas.size) for frame in clip.frames]))
    if clip.first:
        return video.encode(_whole_blocks(small, canvas.frames_per_latent))
    if len(small) == 1:
        return image.encode(small)
    return encode_clip(image, video, np.concatenate([small[:1], _whole_blocks(small[1:], canvas.frames_per_latent)]))


def placed(frame: Frame, screen: FrameSize, canvas: FrameSize) -> UInt8[np.ndarray, "X Y 3"]:
    """The picture as it must lie on the model's own picture to fill the screen later: the canvas covers the screen, and
    what stands out of the screen repeats the picture's edge."""
    shown = fitted(frame, screen)
    scale = max(screen.width_px / canvas.width_px, screen.height_px / canvas.height_px)
    wide, high = canvas.width_px * scale, canvas.height_px * scale
    right, below = (max(0, round(side)) for side in (wide - screen.width_px, high - screen.height_px))
    margins = ((below // 2, below - below // 2), (right // 2, right - right // 2), (0, 0))
    return fitted(np.pad(shown, margins, mode="edge"), canvas)


def _whole_blocks(frames: np.ndarray, each: int) -> np.ndarray:
    """Frames up to the end of a block, the last one held."""
    missing = -len(frames) % each
    return np.concatenate([frames, np.repeat(frames[-1:], missing, 0)])


def fitted(frame: Frame, size: FrameSize) -> UInt8[np.ndarray, "X Y 3"]:
    """The picture scaled to cover `size`, `uint8 [X, Y, 3]`, cut evenly at the sides that stand out."""
    picture = Image.fromarray(frame)
    scale = max(size.width_px / picture.width, size.height_px / picture.height)
    across, high = size.width_px / scale, size.height_px / scale
    left, top = (picture.width - across) / 2, (picture.height - high) / 2
    box = (left, top, left + across, top + high)
    return np.asarray(picture.resize((size.width_px, size.height_px), Image.Resampling.LANCZOS, box=box))
