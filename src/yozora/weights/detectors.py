"""The folder of the detectors: two networks of others that see nudity, in eight bits."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from yozora.weights.manifest import BUILT_IN, check_names, checked, hash_of, write

FORMAT = "yozora-detectors/1"
NAME = "detectors"
NSFWJS, OPEN_NSFW = "nsfwjs", "open_nsfw"
FILES = tuple(f"{network}.{kind}" for network in (NSFWJS, OPEN_NSFW) for kind in ("xml", "bin"))


@dataclass(frozen=True, kw_only=True)
class DetectorFiles:
    """Networks whose files are the published ones."""

    folder: Path
    weights_hash: str

    @property
    def nsfwjs(self) -> Path:
        """Pixels [1, 224, 224, 3] in 0..255 to how likely a picture is a drawing, hentai, neutral, porn, sexy."""
        return self.folder / f"{NSFWJS}.xml"

    @property
    def open_nsfw(self) -> Path:
        """Pixels [1, 224, 224, 3] in 0..255 to how likely a picture is safe, unsafe."""
        return self.folder / f"{OPEN_NSFW}.xml"


def load_detectors(folder: Path = BUILT_IN / NAME) -> DetectorFiles:
    """The detectors that came with the package, or those in a folder. Raises CorruptWeights."""
    return checked(
        folder,
        kind=FORMAT,
        needed=FILES,
        read=lambda _, digests: DetectorFiles(folder=folder, weights_hash=hash_of(digests)),
    )


def publish_detectors(folder: Path, *, rounding: Mapping[str, float], files: Mapping[str, Path]) -> DetectorFiles:
    """Write the folder in one move, with how far eight bits are from whole numbers. Raises InvalidRequest unless
    `files` names exactly what it holds."""
    check_names(files, FILES)
    write(folder, said={"format": FORMAT, "rounding": dict(rounding)}, files=files, check=load_detectors)
    return load_detectors(folder)
