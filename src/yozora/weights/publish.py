"""Writing a model folder."""

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from yozora.core.errors import InvalidRequest
from yozora.weights.store import FILES, FORMAT, MANIFEST, CodecFacts, ModelFiles, load, sha256_of


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
    if set(files) != set(FILES):
        missing, strange = sorted(set(FILES) - set(files)), sorted(set(files) - set(FILES))
        raise InvalidRequest(f"A model folder holds {', '.join(FILES)}; missing: {missing}, not known: {strange}.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".yozora-", dir=folder.parent) as scratch:
        fresh, old = Path(scratch) / "new", Path(scratch) / "old"
        fresh.mkdir()
        for name, source in files.items():
            shutil.copyfile(source, fresh / name)
        (fresh / MANIFEST).write_text(_manifest(fresh, sheet), "utf-8")
        load(fresh)
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
    return load(folder)


def _manifest(folder: Path, sheet: Sheet) -> str:
    entries = {
        name: {"bytes": (folder / name).stat().st_size, "sha256": sha256_of(folder / name)} for name in sorted(FILES)
    }
    manifest = {
        "format": FORMAT,
        "name": sheet.name,
        "version": sheet.version,
        "codec": asdict(sheet.codec),
        "figures": dict(sheet.figures),
        "files": entries,
    }
    return json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
