"""The folder of a captioner: a network that looks at a clip and names what it shows, and the words it knows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from yozora.weights.manifest import BUILT_IN, check_names, checked, hash_of, write

FORMAT = "yozora-captioner/1"
NAME = "captioner"
GRAPH, WORDS = "captioner.xml", "words.json"
FILES = (GRAPH, "captioner.bin", WORDS)


@dataclass(frozen=True, kw_only=True)
class CaptionerFiles:
    """A captioner whose files are the published ones. `words` are those it chooses from, slot by slot, in the order of
    its answers; `ceiling` is how often it is right on true renders."""

    folder: Path
    weights_hash: str
    words: Mapping[str, tuple[str, ...]]
    ceiling: Mapping[str, float]

    @property
    def graph(self) -> Path:
        """The network."""
        return self.folder / GRAPH


def load_captioner(folder: Path = BUILT_IN / NAME) -> CaptionerFiles:
    """The captioner that came with the package, or one in a folder. Raises CorruptWeights."""
    ceiling, weights_hash = checked(
        folder,
        kind=FORMAT,
        needed=FILES,
        read=lambda manifest, digests: (
            {str(slot): float(share) for slot, share in manifest["ceiling"].items()},
            hash_of(digests),
        ),
    )
    words = json.loads((folder / WORDS).read_text("utf-8"))
    return CaptionerFiles(
        folder=folder,
        weights_hash=weights_hash,
        words={slot: tuple(choice) for slot, choice in words.items()},
        ceiling=ceiling,
    )


def publish_captioner(folder: Path, *, ceiling: Mapping[str, float], files: Mapping[str, Path]) -> CaptionerFiles:
    """Write a captioner's folder in one move. Raises InvalidRequest unless `files` names exactly what it holds."""
    check_names(files, FILES)
    write(folder, said={"format": FORMAT, "ceiling": dict(ceiling)}, files=files, check=load_captioner)
    return load_captioner(folder)
