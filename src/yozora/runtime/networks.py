"""What every runtime offers: the four networks of a model as functions from arrays to arrays."""

from typing import Any, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float32, Int64
from numpy.typing import NDArray

TRANSFORMER, DECODER, INTERPOLATOR, UPSCALER = "transformer", "decoder", "interpolator", "upscaler"
NETWORKS_FILE = "networks.json"
"""The sizes of a model's networks, and where their weights are."""
NETWORKS = (TRANSFORMER, DECODER, INTERPOLATOR, UPSCALER)

Latents = Float32[np.ndarray, "b t h w c"]
Levels = Float32[np.ndarray, "b t"]
PhraseNumbers = Int64[np.ndarray, "b s"]
Cutouts = Float32[np.ndarray, "b t h w k"]
Clips = Float32[np.ndarray, "b T H W 3"]
Pictures = Float32[np.ndarray, "b 3 H W"]
Moments = Float32[np.ndarray, " b"]


def with_cutouts(noisy: Latents, cutouts: Cutouts | None, channels: int) -> tuple[Cutouts, ...]:
    """What a network that takes so many `channels` of cut-outs is given besides the rest."""
    if not channels:
        return ()
    return (np.zeros((*noisy.shape[:4], channels), np.float32) if cutouts is None else floats(cutouts),)


def floats(values: NDArray[Any]) -> NDArray[np.float32]:
    """The same numbers as runtimes take them."""
    return np.ascontiguousarray(values, np.float32)


@runtime_checkable
class Networks(Protocol):
    """The networks of one model. Equal arguments give equal results on one machine; one caller at a time."""

    @property
    def name(self) -> str:
        """With what and how precisely they run: `openvino bf16`."""
        ...

    @property
    def cutouts(self) -> bool:
        """Whether it paints around cut-outs."""
        ...

    def denoise(self, noisy: Latents, sigma: Levels, phrases: PhraseNumbers, cutouts: Cutouts | None = None) -> Latents:
        """Clean latents; `sigma` is 0 (clean) to 1 (noise) for each latent frame, `phrases` one number a slot,
        `cutouts` (`conditioning.cutouts`) only for a network that paints around them, and none is all zeros."""
        ...

    def decode(self, latents: Latents) -> Clips:
        """Pixels [b, T, H, W, 3] in about -1..1, not clipped; T = 1 + (t - 1) x frames a latent."""
        ...

    def interpolate(self, before: Pictures, after: Pictures, moments: Moments) -> Pictures:
        """Pictures in 0..1 of even height and width, and moments between 0 (`before`) and 1 (`after`), neither of them
        included, to the pictures at those moments, not clipped."""
        ...

    def upscale(self, pictures: Pictures) -> Pictures:
        """Pictures in 0..1 to pictures [b, 3, 4H, 4W], not clipped. Memory grows with b: 64 numbers a pixel."""
        ...
