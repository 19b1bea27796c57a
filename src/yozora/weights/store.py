"""The folder of a model that paints."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from yozora.core.errors import InvalidRequest
from yozora.models.basis_file import BASES
from yozora.weights.manifest import BUILT_IN, HASH_DIGITS, MANIFEST, built_in, checked, hash_of, sha256_of_all

FORMAT = "yozora-model/1"
VOCABULARY, CARD, NETWORKS = "vocabulary.json", "card.md", "networks.json"
FILES = (
    *("transformer.xml", "transformer.bin", "decoder.xml", "decoder.bin"),
    *("interpolator.xml", "interpolator.bin", "upscaler.xml", "upscaler.bin"),
    *(NETWORKS, BASES, VOCABULARY, CARD),
)
"""What every model folder holds beside its manifest."""

DEFAULT = "storybook"


@dataclass(frozen=True, kw_only=True)
class CodecFacts:
    """What one latent stands for: `channels` numbers for a block of `block_px` x `block_px` pixels over
    `frames_per_latent` frames (the first latent frame: one frame) at `fps` frames a second."""

    channels: int
    frames_per_latent: int
    block_px: int
    fps: int


@dataclass(frozen=True, kw_only=True)
class ModelFiles:
    """A model whose files were found to be the published ones. `weights_hash` changes with any of them
    but the card, so that a card can tell how the weights it stands beside were judged."""

    name: str
    version: str
    folder: Path
    weights_hash: str
    codec: CodecFacts
    figures: dict[str, float]

    @property
    def bases(self) -> Path:
        """The codec's block bases."""
        return self.folder / BASES

    @property
    def vocabulary(self) -> Path:
        """The words the model knows: {"words": {slot: [word, ...]}}."""
        return self.folder / VOCABULARY

    @property
    def card(self) -> Path:
        """What the model is, was trained on and cannot do, in Markdown."""
        return self.folder / CARD


def known() -> tuple[str, ...]:
    """Names of the models that came with the package."""
    return built_in(FORMAT)


def load(name_or_path: str | Path = DEFAULT) -> ModelFiles:
    """The files of a built-in model or of a model folder, all of them checked.

    Raises InvalidRequest when there is no such model and CorruptWeights when a file is missing or changed.
    """
    folder = _folder(name_or_path)
    return checked(folder, kind=FORMAT, needed=FILES, read=lambda manifest, digests: _model(manifest, folder, digests))


def sha256_named_in(version: str) -> str | None:
    """The SHA-256 of the weights whose `weights_hash` the version of an engine names, where they came with the
    package."""
    return next((digest for digest in _published() if digest[:HASH_DIGITS] in version), None)


@cache
def _published() -> tuple[str, ...]:
    manifests = [json.loads((BUILT_IN / name / MANIFEST).read_bytes()) for name in known()]
    return tuple(
        sha256_of_all({name: entry["sha256"] for name, entry in one["files"].items() if name != CARD})
        for one in manifests
    )


def _folder(name_or_path: str | Path) -> Path:
    """A folder with a manifest in it; a plain word is a name first and a path second."""
    if str(name_or_path) in known():
        return BUILT_IN / name_or_path
    folder = Path(name_or_path)
    if (folder / MANIFEST).is_file():
        return folder
    if str(name_or_path) == DEFAULT:
        raise InvalidRequest(
            "This copy was installed without the weights of the storybook model. Install the package again, train the "
            "model (docs/howto/train-the-model.md), or use --engine sketch."
        )
    names = ", ".join(known()) or "none"
    raise InvalidRequest(
        f"model={str(name_or_path)!r} is neither a built-in model nor a folder with a {MANIFEST}. "
        f"Built-in models: {names}."
    )


def _model(manifest: Mapping[str, Any], folder: Path, digests: Mapping[str, str]) -> ModelFiles:
    return ModelFiles(
        name=str(manifest["name"]),
        version=str(manifest["version"]),
        folder=folder,
        weights_hash=hash_of({name: digest for name, digest in digests.items() if name != CARD}),
        codec=CodecFacts(**{key: int(value) for key, value in manifest["codec"].items()}),
        figures=dict(manifest["figures"]),
    )
