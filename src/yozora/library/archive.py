"""The file of a backup: a tar with the database, the files of the store, and a manifest that says how each must be.

The manifest comes last, so that a file that was cut short has none. Only names that are expected are looked at, and no
name ever becomes a path.
"""

import hashlib
import json
import tarfile
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from yozora.core.errors import UnreadableFile
from yozora.core.events import Listener, Progress, silent
from yozora.library.blobs import CHUNK_BYTES, is_sha256

FORMAT = "yozora-backup/1"
DATABASE, MANIFEST, FILES = "library.db", "manifest.json", "files/"
MOST_MANIFEST_BYTES = 2**30
"""Some seven million files."""

_DAMAGE = (tarfile.TarError, OSError, EOFError, ValueError, OverflowError, RecursionError)


@dataclass(frozen=True, kw_only=True)
class Member:
    """A file of the archive: its size and the SHA-256 of what is in it."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Label:
    """What an archive says of itself: the program's version and the time (ISO 8601) it was made, the version of the
    database, how many rows each table has, and the SHA-256 of files that were not to be had."""

    program: str
    made_at: str
    database: str
    counts: Mapping[str, int]
    missing: tuple[str, ...]


class ArchiveWriter:
    """Appends members to an open file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.members: dict[str, Member] = {}

    def add(self, name: str, chunks: Iterable[bytes], *, size_bytes: int, sha256: str | None = None) -> bool:
        """Append what comes in chunks. False, and nothing is appended, where it is not of this size and hash."""
        begin, digest, written_bytes = self._file.tell(), hashlib.sha256(), 0
        self._file.write(_header(name, size_bytes))
        for chunk in chunks:
            digest.update(chunk)
            written_bytes += self._file.write(chunk)
        found = Member(size_bytes=written_bytes, sha256=digest.hexdigest())
        if found != Member(size_bytes=size_bytes, sha256=sha256 or found.sha256):
            self.cut(begin)
            return False
        self._file.write(bytes(-written_bytes % tarfile.BLOCKSIZE))
        self.members[name] = found
        return True

    def cut(self, begin: int) -> None:
        """Forget what was appended from byte `begin` on."""
        self._file.seek(begin)
        self._file.truncate()

    def tell(self) -> int:
        """How many bytes there are."""
        return self._file.tell()

    def close(self, label: Label) -> None:
        """Append the manifest, and end the archive."""
        members = {name: asdict(member) for name, member in sorted(self.members.items())}
        text = json.dumps({"format": FORMAT, **asdict(label), "members": members}, ensure_ascii=False).encode()
        self.add(MANIFEST, [text], size_bytes=len(text))
        self._file.write(bytes(2 * tarfile.BLOCKSIZE))


@dataclass(frozen=True, kw_only=True)
class Archive:
    """An archive that has exactly the members that its manifest names."""

    path: Path
    label: Label
    members: Mapping[str, Member]
    places: Mapping[str, tarfile.TarInfo]
    tar: tarfile.TarFile

    @property
    def digests(self) -> frozenset[str]:
        """The SHA-256 of every file of the store that is in it."""
        return frozenset(name.removeprefix(FILES) for name in self.members if name != DATABASE)

    def chunks(self, name: str) -> Iterator[bytes]:
        """What is in a member. Raises UnreadableFile."""
        with damage(self.path):
            file = self.tar.extractfile(self.places[name])
            assert file is not None, "only plain files are members"
            while chunk := file.read(CHUNK_BYTES):
                yield chunk

    def check(self, progress: Listener = silent) -> None:
        """Read all of it. Raises UnreadableFile where a member is not what the manifest says."""
        for number, (name, member) in enumerate(self.members.items(), 1):
            digest = hashlib.sha256()
            for chunk in self.chunks(name):
                digest.update(chunk)
            if digest.hexdigest() != member.sha256:
                raise UnreadableFile(
                    f"{self.path}: {name} has the SHA-256 {digest.hexdigest()}; expected {member.sha256}. The backup "
                    "is damaged; take another copy of it."
                )
            progress(Progress(stage="checking", done=number, total=len(self.members)))


@contextmanager
def opened(path: Path) -> Generator[Archive]:
    """An archive to read. Raises UnreadableFile where it is none, damaged, cut short, or has anything strange in it."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}. Give the path of a backup.") from error
    with file:
        with damage(path):
            tar = tarfile.open(fileobj=file, mode="r:")
        with tar:
            yield _archive(path, tar)


@contextmanager
def damage(path: Path) -> Generator[None]:
    """Whatever a reader stumbles over becomes UnreadableFile."""
    try:
        yield
    except _DAMAGE as error:
        raise UnreadableFile(
            f"{path} is no backup, or is damaged or cut short ({error}). Give a file that `yozora backup` wrote, or "
            "take another copy of it."
        ) from error


def _header(name: str, size_bytes: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size_bytes, 0o600
    return info.tobuf(tarfile.GNU_FORMAT)


def _archive(path: Path, tar: tarfile.TarFile) -> Archive:
    places = _places(path, tar)
    entries = _manifest(path, tar, places.pop(MANIFEST, None))
    try:
        members = {
            str(name): Member(size_bytes=int(one["size_bytes"]), sha256=str(one["sha256"]))
            for name, one in entries["members"].items()
        }
        label = Label(
            program=str(entries["program"]),
            made_at=str(entries["made_at"]),
            database=str(entries["database"]),
            counts={str(name): int(rows) for name, rows in entries["counts"].items()},
            missing=tuple(str(one) for one in entries["missing"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableFile(f"{path}: {MANIFEST} is damaged ({error!r}). Take another copy of the backup.") from error
    _check_members(path, members, places)
    return Archive(path=path, label=label, members=members, places=places, tar=tar)


def _places(path: Path, tar: tarfile.TarFile) -> dict[str, tarfile.TarInfo]:
    places: dict[str, tarfile.TarInfo] = {}
    with damage(path):
        for info in tar:
            plain = info.type == tarfile.REGTYPE and not info.issparse()
            if info.name in places or not plain or not _is_expected(info.name):
                raise ValueError(f"it holds {info.name[:80]!r}, which no backup has")
            places[info.name] = info
    return places


def _is_expected(name: str) -> bool:
    return name in (DATABASE, MANIFEST) or (name.startswith(FILES) and is_sha256(name.removeprefix(FILES)))


def _manifest(path: Path, tar: tarfile.TarFile, place: tarfile.TarInfo | None) -> dict[str, Any]:
    with damage(path):
        if place is None:
            raise ValueError(f"it has no {MANIFEST}")
        if place.size > MOST_MANIFEST_BYTES:
            raise ValueError(f"its {MANIFEST} has {place.size} bytes")
        file = tar.extractfile(place)
        assert file is not None, "only plain files are members"
        entries: Any = json.load(file)
        if not isinstance(entries, dict) or "format" not in entries:
            raise ValueError(f"its {MANIFEST} names no format")
    found = cast(dict[str, Any], entries)
    if found["format"] != FORMAT:
        raise UnreadableFile(
            f"{path} has the format {found['format']!r}; this version reads {FORMAT!r}. Use the version of yozora "
            "that wrote it."
        )
    return found


def _check_members(path: Path, members: Mapping[str, Member], places: Mapping[str, tarfile.TarInfo]) -> None:
    strange = sorted(set(members) ^ set(places))
    wrong = [name for name, member in members.items() if name in places and places[name].size != member.size_bytes]
    false = [name for name, one in members.items() if name.startswith(FILES) and name != FILES + one.sha256]
    with damage(path):
        if DATABASE not in members:
            raise ValueError(f"it holds no {DATABASE}")
        if found := strange + wrong + false:
            raise ValueError(f"{found[0][:80]!r} is not as its {MANIFEST} says")
