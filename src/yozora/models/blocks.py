"""The linear half of the codec: blocks of pixels to a few numbers and back, by principal components. No torch.

A clip is one picture alone and then blocks of `FRAMES_PER_LATENT` frames, so one frame is an image, and each latent
frame needs nothing that comes after it. The components are fitted to blocks and to their mirror images, so each is even
or odd from left to right: a latent is mirrored by reversing its columns and flipping some signs.
"""

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float, Int, UInt8
from numpy.typing import NDArray

BLOCK_PX = 8
FPS = 8
FRAMES_PER_LATENT = 4
"""Half a second at 8 frames/s. Measured on 400 clips of 64x64 px, in the box of the actor, at 16,000 numbers a second:
4 frames at 8/s 30.0 dB, 2 at 8/s 29.3, 6 at 24/s 27.7, 12 at 24/s 28.4, blocks of 16 px alone 28.8. Long blocks smear
what jumps."""

SPREAD = 0.5
"""A component is divided by its deviation to this power: between pixels (0) and whitened (1), so that noise hides
detail before shape."""

FAINTEST = 1e-4
"""A deviation below this counts as so much."""

Clip = Float[np.ndarray, "T H W 3"]
Latents = Float[np.ndarray, "t h w c"]


@dataclass(frozen=True, kw_only=True)
class BlockBasis:
    """An orthonormal basis of blocks of `frames` x 8 x 8 pixels: `mean` [size], `vectors` [size, c], `scale` [c],
    `parity` [c] with +1 for components that are even from left to right and -1 for odd ones. Channels for which
    nothing is left to say have vectors of 0."""

    frames: int
    mean: NDArray[np.float32]
    vectors: NDArray[np.float32]
    scale: NDArray[np.float32]
    parity: Int[np.ndarray, " c"]

    @property
    def channels(self) -> int:
        """Numbers a block is kept in."""
        return self.vectors.shape[1]

    def goes_on_from(self, known: "BlockBasis") -> bool:
        """Whether its first latents are those of another basis."""
        return bool(
            np.array_equal(self.vectors[:, : known.channels], known.vectors)
            and np.array_equal(self.scale[: known.channels], known.scale)
            and np.array_equal(self.mean, known.mean)
        )

    def encode(self, clip: Clip) -> Latents:
        """Latents [t, h, w, c] of a clip in -1..1 with T a multiple of `frames`, H and W of 8."""
        return (cut(clip, self.frames) - self.mean) @ self.vectors / self.scale

    def decode(self, latents: Latents) -> Clip:
        """The clip in -1..1 (not clipped) that these latents stand for, block borders and all."""
        return _join((latents * self.scale) @ self.vectors.T + self.mean, self.frames)


def to_unit(pixels: UInt8[np.ndarray, "*n H W 3"]) -> Float[np.ndarray, "*n H W 3"]:
    """0..255 to -1..1, float32."""
    return pixels.astype(np.float32) / 127.5 - 1


def encode_clip(image: BlockBasis, video: BlockBasis, clip: Clip) -> Latents:
    """Latents of a clip in -1..1 of 1 + n x `video.frames` frames: the first alone, the others in blocks."""
    return np.concatenate([image.encode(clip[:1]), video.encode(clip[1:])])


def fit(blocks: Float[np.ndarray, "n size"], *, frames: int, channels: int) -> BlockBasis:
    """The basis with the least error on rows of flattened blocks [frames, 8, 8, 3] in -1..1."""
    mirror = _mirror(frames)
    mean = blocks.mean(0)
    mean = (mean + mean[mirror]) / 2
    vectors, parity, deviation = _components(blocks - mean, mirror, channels)
    scale = deviation**SPREAD
    scale *= np.sqrt(np.mean((deviation / scale) ** 2))
    basis = BlockBasis(frames=frames, mean=mean.astype(np.float32), vectors=vectors, scale=scale, parity=parity)
    return _filled(basis, channels)


def extended(basis: BlockBasis, blocks: Float[np.ndarray, "n size"], *, channels: int) -> BlockBasis:
    """A basis and, after its components, more of them up to `channels`: those with the least error on what it loses of
    these blocks. Its own latents stay what they are. Raises ValueError where it has so many."""
    if channels <= basis.channels:
        raise ValueError(f"The basis has {basis.channels} channels; expected fewer than {channels}.")
    centred = blocks - basis.mean
    known = centred @ basis.vectors
    left = centred - known @ basis.vectors.T
    found = _components(left, _mirror(basis.frames), channels - basis.channels)
    vectors, parity, deviation = (values[..., found[2] > FAINTEST] for values in found)
    alike = float(np.median(basis.scale / np.maximum(known.std(0), FAINTEST) ** SPREAD))
    longer = replace(
        basis,
        vectors=np.concatenate([basis.vectors, vectors], 1),
        scale=np.concatenate([basis.scale, alike * deviation**SPREAD]).astype(np.float32),
        parity=np.concatenate([basis.parity, parity]),
    )
    return _filled(longer, channels)


def _filled(basis: BlockBasis, channels: int) -> BlockBasis:
    """With as many channels of nothing as are missing."""
    missing = channels - basis.channels
    return replace(
        basis,
        vectors=np.pad(basis.vectors, ((0, 0), (0, missing))),
        scale=np.pad(basis.scale, (0, missing), constant_values=1),
        parity=np.pad(basis.parity, (0, missing), constant_values=1),
    )


def _mirror(frames: int) -> Int[np.ndarray, " size"]:
    """Which number of a flattened block stands in the place of each when left and right change places."""
    order = np.arange(frames * BLOCK_PX**2 * 3).reshape(frames, BLOCK_PX, BLOCK_PX, 3)
    return order[:, :, ::-1].ravel()


def _components(
    centred: Float[np.ndarray, "n size"], mirror: Int[np.ndarray, " size"], channels: int
) -> tuple[NDArray[np.float32], Int[np.ndarray, " c"], NDArray[np.float32]]:
    """Principal components [size, c], each even or odd, their parity and their deviation."""
    covariance = (centred.T @ centred / len(centred)).astype(np.float64)
    covariance = (covariance + covariance[np.ix_(mirror, mirror)]) / 2
    found: list[tuple[float, int, NDArray[np.float64]]] = []
    left = np.flatnonzero(np.arange(len(mirror)) < mirror)
    for sign in (1, -1):
        half = np.zeros((len(mirror), len(left)))
        half[left, np.arange(len(left))] = np.sqrt(0.5)
        half[mirror[left], np.arange(len(left))] = sign * np.sqrt(0.5)
        variances, inner = np.linalg.eigh(half.T @ covariance @ half)
        found += [(float(v), sign, half @ inner[:, k]) for k, v in enumerate(variances)]
    found.sort(key=lambda item: -item[0])
    kept = found[:channels]
    return (
        np.stack([vector for _, _, vector in kept], 1).astype(np.float32),
        np.array([sign for _, sign, _ in kept]),
        np.sqrt([max(variance, FAINTEST**2) for variance, _, _ in kept]).astype(np.float32),
    )


def cut(clip: Clip, frames: int) -> Float[np.ndarray, "t h w size"]:
    """Flattened blocks [t, h, w, frames x 8 x 8 x 3] of a clip."""
    time, rows, columns, _ = clip.shape
    shape = (time // frames, frames, rows // BLOCK_PX, BLOCK_PX, columns // BLOCK_PX, BLOCK_PX, 3)
    return clip.reshape(shape).transpose(0, 2, 4, 1, 3, 5, 6).reshape(*shape[0:5:2], shape[1] * BLOCK_PX**2 * 3)


def _join(blocks: Float[np.ndarray, "t h w size"], frames: int) -> Clip:
    time, rows, columns, _ = blocks.shape
    parts = blocks.reshape(time, rows, columns, frames, BLOCK_PX, BLOCK_PX, 3).transpose(0, 3, 1, 4, 2, 5, 6)
    return parts.reshape(time * frames, rows * BLOCK_PX, columns * BLOCK_PX, 3)
