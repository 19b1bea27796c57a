"""Writing a model folder."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from yozora.weights.manifest import check_names, write
from yozora.weights.store import FILES, FORMAT, CodecFacts, ModelFiles, load


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What a manifest says of a model beside its files; `figures` are numbers such as parameters and steps trained."""

    name: str
    version: str
    codec: CodecFacts
    figures: Mapping[str, float]


def publish(folder: Path, sheet: Sheet, files: Mapping[str, Path]) -> ModelFiles:
    """Copy `files` (name in the folder to where it is now) into `folder` with a manifest, in one move; a model that was
    there before is replaced only when the new one is complete.

    Raises InvalidRequest unless `files` names exactly what a model folder holds.
    """
    check_names(files, FILES)
    write(folder, said={"format": FORMAT, **asdict(sheet)}, files=files, check=load)
    return load(folder)
