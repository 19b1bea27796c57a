"""Cut-outs as a network takes them: latents of what they show, and how much of each place they cover."""

from dataclasses import replace

import numpy as np
from jaxtyping import Float, Int, UInt8

from yozora.models.blocks import BLOCK_PX, BlockBasis, encode_clip

CELLS = 4
"""Coverage is told for so many by so many places of a block."""


def channels_of(basis: BlockBasis) -> int:
    """Numbers of a token."""
    return basis.channels + CELLS**2


def in_latents(
    laid: UInt8[np.ndarray, "T H W 4"], image: BlockBasis, video: BlockBasis
) -> Float[np.ndarray, "t h w k"]:
    """1 + n x `video.frames` frames of `cutouts`: latents of the colours, 0 where nothing lies, and the coverage of
    the cells of a block, row by row."""
    alpha = laid[..., 3:].astype(np.float32) / 255
    colours = laid[..., :3].astype(np.float32) / 127.5 - alpha
    told = encode_clip(_from_nothing(image), _from_nothing(video), colours)
    return np.concatenate([told, _coverage(alpha[..., 0], video.frames)], -1).astype(np.float32)


def pictures_in_latents(laid: UInt8[np.ndarray, "T H W 4"], image: BlockBasis) -> Float[np.ndarray, "T h w k"]:
    """The same where each frame is a picture by itself."""
    return np.concatenate([in_latents(one[None], image, image) for one in laid])


def mirror_of(basis: BlockBasis) -> tuple[Int[np.ndarray, " k"], Float[np.ndarray, " k"]]:
    """Where each number of a token comes from when all is mirrored, and its sign."""
    cells = basis.channels + np.arange(CELLS**2).reshape(CELLS, CELLS)[:, ::-1].ravel()
    return np.concatenate([np.arange(basis.channels), cells]), np.concatenate([basis.parity, np.ones(CELLS**2)])


def _from_nothing(basis: BlockBasis) -> BlockBasis:
    """The basis in which 0 is nothing, and not the mean of what it was fitted to."""
    return replace(basis, mean=np.zeros_like(basis.mean))


def _coverage(alpha: Float[np.ndarray, "T H W"], frames: int) -> Float[np.ndarray, "t h w cells"]:
    side = BLOCK_PX // CELLS
    _, height, width = alpha.shape
    cells = alpha.reshape(-1, height // BLOCK_PX, CELLS, side, width // BLOCK_PX, CELLS, side).mean((3, 6))
    flat = cells.transpose(0, 1, 3, 2, 4).reshape(-1, height // BLOCK_PX, width // BLOCK_PX, CELLS**2)
    blocks = flat[1:].reshape(-1, frames, *flat.shape[1:]).mean(1)
    return np.concatenate([flat[:1], blocks])
