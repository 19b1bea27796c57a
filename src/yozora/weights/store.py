"""A model folder: its files, and a manifest that says how each of them must be.

`manifest.json` holds size and SHA-256 of every other file. Nothing is read from a folder before all of them are right,
so a broken download is a sentence and not a strange picture.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yozora.core.errors import CorruptWeights, InvalidRequest

FORMAT = "yozora-model/1"
MANIFEST = "manifest.json"
BASES, VOCABULARY, CARD, NETWORKS = "bases.npz", "vocabulary.json", "card.md", "networks.json"
FILES = (
    *("transformer.xml", "transformer.bin", "decoder.xml", "decoder.bin"),
    *("interpolator.xml", "interpolator.bin", "upscaler.xml", "upscaler.bin"),
    *(NETWORKS, BASES, VOCABULARY, CARD),
)
"""What every model folder holds beside its manifest."""

DEFAULT = "storybook"
HASH_DIGITS = 12
_BUILT_IN = Path(__file__).parent


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
    return tuple(sorted(path.parent.name for path in _BUILT_IN.glob(f"*/{MANIFEST}")))


def load(name_or_path: str | Path = DEFAULT) -> ModelFiles:
    """The files of a built-in model or of a model folder, all of them checked.

    Raises InvalidRequest when there is no such model and CorruptWeights when a file is missing or changed.
    """
    folder = _folder(name_or_path)
    text = (folder / MANIFEST).read_bytes()
    try:
        manifest = json.loads(text)
        if manifest["format"] != FORMAT:
            got = f"{folder / MANIFEST} has the format {manifest['format']!r}"
            raise CorruptWeights(f"{got}; this version reads {FORMAT!r}. {_cure(folder)}")
        files = {str(name): (int(entry["bytes"]), str(entry["sha256"])) for name, entry in manifest["files"].items()}
        model = _model(manifest, folder, _hash({name: digest for name, (_, digest) in files.items() if name != CARD}))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorruptWeights(
            f"{folder / MANIFEST} is not a manifest ({type(error).__name__}: {error}). {_cure(folder)}"
        ) from error
    for name in sorted({*FILES, *files}):
        _check(folder, name, files.get(name))
    return model


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _folder(name_or_path: str | Path) -> Path:
    """A folder with a manifest in it; a plain word is a name first and a path second."""
    if str(name_or_path) in known():
        return _BUILT_IN / name_or_path
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


def _hash(digests: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest()[:HASH_DIGITS]


def _model(manifest: dict[str, Any], folder: Path, weights_hash: str) -> ModelFiles:
    return ModelFiles(
        name=str(manifest["name"]),
        version=str(manifest["version"]),
        folder=folder,
        weights_hash=weights_hash,
        codec=CodecFacts(**{key: int(value) for key, value in manifest["codec"].items()}),
        figures=dict(manifest["figures"]),
    )


def _check(folder: Path, name: str, expected: tuple[int, str] | None) -> None:
    path = folder / name
    if expected is None or path.parent != folder:
        raise CorruptWeights(f"{folder / MANIFEST} says nothing fit about {name}. {_cure(folder)}")
    size, digest = expected
    if not path.is_file():
        raise CorruptWeights(f"{path} is missing; expected {size} bytes with SHA-256 {digest}. {_cure(folder)}")
    if (found := path.stat().st_size) != size:
        raise CorruptWeights(f"{path} has {found} bytes; expected {size}. {_cure(folder)}")
    if (got := sha256_of(path)) != digest:
        raise CorruptWeights(f"{path} has the SHA-256 {got}; expected {digest}. {_cure(folder)}")


def _cure(folder: Path) -> str:
    if folder.parent == _BUILT_IN:
        return "Install the package again: pip install --force-reinstall yozora."
    return "Copy or publish the model folder again."
