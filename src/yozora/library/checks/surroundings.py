"""What is around a library: who may read it, room on the disks, what crashes left behind, the models that ship."""

import os
import secrets
import shutil
import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from yozora.core.errors import CorruptWeights
from yozora.library import versions
from yozora.library.checks.finding import DAY_S, Finding, Patient, shown
from yozora.weights import captioner, detectors, known, load
from yozora.weights.manifest import BUILT_IN, built_in

if sys.platform != "win32":
    import fcntl

OTHERS = 0o077
FOLDER_MODE, FILE_MODE = 0o700, 0o600
LOCK = ".lock"
HALF_WRITTEN = (".new-*", ".yozora-*")  # blobs, and backups that were being read


def shipped() -> Mapping[str, partial[object]]:
    """The models that came with the package, with what loads them."""
    models = {name: partial[object](load, name) for name in known()}
    folders = {captioner.FORMAT: captioner.load_captioner, detectors.FORMAT: detectors.load_detectors}
    others = {
        name: partial[object](load_one, BUILT_IN / name)
        for kind, load_one in folders.items()
        for name in built_in(kind)
    }
    return models | others


def permissions(patient: Patient) -> Iterator[Finding]:
    """Passwords and clips are for the owner's eyes. Windows has no such permissions."""
    if os.name != "posix":
        return
    modes = {patient.home: FOLDER_MODE} if patient.home.is_dir() else {}
    modes |= {file: FILE_MODE for file in _private_files(patient) if file.is_file()}
    open_ = {path: mode for path, mode in modes.items() if path.stat().st_mode & OTHERS}
    if patient.home.is_dir() and patient.home not in open_:  # nobody else gets as far as what is in it
        open_ = {path: mode for path, mode in open_.items() if not path.is_relative_to(patient.home)}
    if open_:
        yield Finding(
            check="permissions",
            what="Other users of this machine may read the library.",
            count=len(open_),
            examples=shown(map(str, open_)),
            cure="makes the folder 0700 and the database 0600",
            repair=partial(_close, open_),
        )


def disks(patient: Patient) -> Iterator[Finding]:
    """Room on every disk that the library lies on."""
    seen: dict[int, Path] = {}
    for folder in (patient.home, patient.scratch, *patient.folders):
        place = next(one for one in (folder, *folder.absolute().parents) if one.exists())
        seen.setdefault(place.stat().st_dev, place)
    free = {place: shutil.disk_usage(place).free for place in seen.values()}
    tight = {place: room for place, room in free.items() if room < patient.least_free_bytes}
    if tight:
        yield Finding(
            check="disk",
            what=f"Less than {patient.least_free_bytes / 1e9:.0f} GB are free where the library lies.",
            count=len(tight),
            examples=shown(f"{place}: {room / 1e6:.0f} MB" for place, room in tight.items()),
            cure="Make room: empty the trash, or move the library to another disk.",
        )


def models(patient: Patient) -> Iterator[Finding]:
    """Every file of a model is the one that was published."""
    for name, loaded in patient.weights.items():
        try:
            loaded()
        except CorruptWeights as error:
            yield Finding(check="weights", what=f"The model {name} is damaged.", count=1, cure=str(error))


def leftovers(patient: Patient) -> Iterator[Finding]:
    """What was being made or stored when a program was cut off, a day ago or longer."""
    left = list(_left(patient))
    if left:
        yield Finding(
            check="leftovers",
            what="Half-finished files were left behind by programs that were cut off.",
            count=len(left),
            examples=shown(map(str, left)),
            cure="removes them",
            repair=partial(_sweep, patient),
        )


def _private_files(patient: Patient) -> Iterator[Path]:
    yield patient.home / "config.yaml"
    if (database := versions.file_of(patient.database)) is not None:
        yield from (Path(f"{database}{ending}") for ending in ("", "-wal", "-shm"))
        yield from versions.set_aside(database)


def _close(modes: Mapping[Path, int]) -> int:
    left = 0
    for path, mode in modes.items():
        try:
            path.chmod(mode)
        except FileNotFoundError:  # a log of the database, which has just been merged
            continue
        except PermissionError:
            left += 1
    return left


def _left(patient: Patient) -> Iterator[Path]:
    found = [path for folder in patient.folders for pattern in HALF_WRITTEN for path in folder.glob(pattern)]
    found += patient.scratch.glob("*")
    for path in found:
        with _let_go(path) as free:
            if free and _is_left(path, patient):
                yield path


@contextmanager
def _let_go(path: Path) -> Generator[bool]:
    """Whether it is no folder of a worker that lives, which may have had nothing to do for days; while this holds, no
    worker moves into it."""
    if sys.platform == "win32":
        yield not (path / LOCK).exists()
        return
    with ExitStack() as stack:
        try:
            fcntl.flock(stack.enter_context((path / LOCK).open("rb")), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        except (FileNotFoundError, NotADirectoryError):
            pass
        yield True


def _is_left(path: Path, patient: Patient) -> bool:
    return 0 < _newest_s(path) < patient.now - DAY_S


def _newest_s(path: Path) -> float:
    """When anything in it was last changed, for a folder may be old and a file in it be written to; 0 if it is gone."""
    newest_s = 0.0
    for one in (path, *path.rglob("*")):
        try:
            newest_s = max(newest_s, one.lstat().st_mtime)
        except FileNotFoundError:  # finished meanwhile
            continue
    return newest_s


def _sweep(patient: Patient) -> int:
    patient.blobs.sweep(DAY_S)
    for path in list(_left(patient)):
        with _let_go(path) as free:
            if free and _is_left(path, patient):
                _remove(path)
    return len(list(_left(patient)))


def _remove(path: Path) -> None:
    """Under another name, which a later sweep finds as well, so that nobody moves into what is being removed."""
    if path.is_dir() and not path.is_symlink():
        gone = path.rename(path.with_name(f"{path.name}-{secrets.token_hex(4)}"))
        shutil.rmtree(gone, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
