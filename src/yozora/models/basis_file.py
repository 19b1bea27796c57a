"""The two bases of a codec as one file: `image` for a first frame, `video` for the blocks after it."""

from pathlib import Path

import numpy as np

from yozora.models.blocks import BlockBasis

BASES = "bases.npz"
"""How the file is called, in a folder of lessons or of a model."""

FIELDS = ("mean", "vectors", "scale", "parity")


def save_bases(path: Path, image: BlockBasis, video: BlockBasis) -> None:
    """Write both into one npz file."""
    entries = {f"{name}_{field}": getattr(basis, field) for name, basis in _named(image, video) for field in FIELDS}
    np.savez(path, **entries, frames=np.array([image.frames, video.frames]))


def load_bases(path: Path, *, after: Path | None = None) -> tuple[BlockBasis, BlockBasis]:
    """Read what `save_bases` wrote: image, video. Raises ValueError where they do not go on from those `after` which
    they are to come."""
    with np.load(path) as found:
        image, video = (
            BlockBasis(frames=int(frames), **{field: found[f"{name}_{field}"] for field in FIELDS})
            for name, frames in zip(("image", "video"), found["frames"], strict=True)
        )
    known = load_bases(after) if after else ()
    if not all(mine.goes_on_from(one) for mine, one in zip((image, video), known, strict=False)):
        raise ValueError(f"{path} is another codec than {after}. Draw lessons into a new folder with --bases {after}.")
    return image, video


def _named(image: BlockBasis, video: BlockBasis) -> tuple[tuple[str, BlockBasis], ...]:
    return ("image", image), ("video", video)
