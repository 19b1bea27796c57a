"""A folder of files with a manifest that says how each of them must be.

`manifest.json` holds size and SHA-256 of every other file. Nothing is read from a folder before all of them are right,
so a broken download is a sentence and not a strange picture.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from yozora.core.errors import CorruptWeights, InvalidRequest

MANIFEST = "manifest.json"
BUILT_IN = Path(__file__).parent
HASH_DIGITS = 12

Made = TypeVar("Made")


def built_in(kind: str) -> tuple[str, ...]:
    """Names of the folders of a format that came with the package."""
    found = (path.parent for path in BUILT_IN.glob(f"*/{MANIFEST}"))
    return tuple(sorted(folder.name for folder in found if f'"{kind}"' in (folder / MANIFEST).read_text("utf-8")))


def checked(
    folder: Path, *, kind: str, needed: Iterable[str], read: Callable[[Mapping[str, Any], Mapping[str, str]], Made]
) -> Made:
    """What `read` makes of the manifest of a folder and the hashes of its files, all of which are `needed` and right.

    Raises CorruptWeights when a file is missing or changed.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        if manifest["format"] != kind:
            got = f"{folder / MANIFEST} has the format {manifest['format']!r}"
            raise CorruptWeights(f"{got}; this version reads {kind!r}. {_cure(folder)}")
        files = {str(name): (int(entry["bytes"]), str(entry["sha256"])) for name, entry in manifest["files"].items()}
        made = read(manifest, {name: digest for name, (_, digest) in files.items()})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorruptWeights(
            f"{folder / MANIFEST} is not a manifest ({type(error).__name__}: {error}). {_cure(folder)}"
        ) from error
    for name in sorted({*needed, *files}):
        _check(folder, name, files.get(name))
    return made


def write(folder: Path, *, said: Mapping[str, Any], files: Mapping[str, Path], check: Callable[[Path], object]) -> None:
    """Copy `files` (name in the folder to where it is now) into `folder` with a manifest, in one move; what was there
    before is replaced only when the new folder is complete and passes the `check`."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".yozora-", dir=folder.parent) as scratch:
        fresh, old = Path(scratch) / "new", Path(scratch) / "old"
        fresh.mkdir()
        for name, source in files.items():
            shutil.copyfile(source, fresh / name)
        entries = {
            name: {"bytes": (fresh / name).stat().st_size, "sha256": sha256_of(fresh / name)} for name in sorted(files)
        }
        text = json.dumps({**said, "files": entries}, indent=1, ensure_ascii=False) + "\n"
        (fresh / MANIFEST).write_text(text, "utf-8")
        check(fresh)
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)


def check_names(files: Mapping[str, Path], needed: Iterable[str]) -> None:
    """Raise InvalidRequest unless `files` names exactly what a folder holds."""
    if set(files) != set(needed):
        missing, strange = sorted(set(needed) - set(files)), sorted(set(files) - set(needed))
        raise InvalidRequest(f"A model folder holds {', '.join(needed)}; missing: {missing}, not known: {strange}.")


def hash_of(digests: Mapping[str, str]) -> str:
    """One short hash for the hashes of several files."""
    return sha256_of_all(digests)[:HASH_DIGITS]


def sha256_of_all(digests: Mapping[str, str]) -> str:
    """One SHA-256 for the hashes of several files, in hexadecimal digits."""
    return hashlib.sha256(json.dumps(dict(digests), sort_keys=True).encode()).hexdigest()


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
    if folder.parent == BUILT_IN:
        return "Install the package again: pip install --force-reinstall yozora."
    return "Copy or publish the model folder again."
