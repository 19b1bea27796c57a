"""Files of the library under the SHA-256 of what is in them, so that the same content is stored once."""

import errno
import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, urlsplit
from urllib.request import url2pathname

from yozora.core.errors import InvalidRequest, UnreadableFile, UnwritableOutput, YozoraError

CHUNK_BYTES = 256 * 1024
CACHE_BYTES = 10 * 10**9

_SHA256 = re.compile(r"[0-9a-f]{64}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")  # a single letter is a disk of Windows
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,}")
_SCRATCH = ".new-"  # no blob's name begins with a dot
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class MissingBlob(YozoraError):
    """A blob is not in the store, or what is there under its name is something else."""


class UnreachableBucket(YozoraError):
    """A bucket does not exist, does not answer, or does not accept the keys."""


@dataclass(frozen=True, kw_only=True)
class Blob:
    """What was stored; `sha256` is 64 lower-case hexadecimal digits."""

    sha256: str
    size_bytes: int


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A blob found in a store. `changed_at`: when it was last added, in seconds since 1970; see `Blobs.add`."""

    sha256: str
    size_bytes: int
    changed_at: float


class Blobs(Protocol):
    """A store of blobs that threads and processes share. Every call raises ValueError for what is no SHA-256, and
    UnreachableBucket where a bucket says no."""

    def add(self, file: Path) -> Blob:
        """Store a copy of `file`. Once this returns the blob is whole and stays; a crash leaves none or a whole one.

        Adding again what is there makes its `changed_at` new, in a bucket when it is more than an hour old.
        Raises UnreadableFile for `file`, UnwritableOutput when the disk is full or not writable.
        """
        ...

    def add_bytes(self, data: bytes) -> Blob:
        """As `add`, for what is in memory."""
        ...

    def at(self, sha256: str) -> AbstractContextManager[Path]:
        """A local file to read from while inside; do not write to it. Raises MissingBlob.

        A bucket's copy is kept in a cache, which may still hold what another machine removed.
        """
        ...

    def read(self, sha256: str, *, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Bytes `start` to before `end` in chunks of CHUNK_BYTES; what lies past the end of the blob is left out.

        Raises MissingBlob, and ValueError unless 0 <= start <= end, at the call and not at the first chunk.
        """
        ...

    def size(self, sha256: str) -> int:
        """In bytes. Raises MissingBlob."""
        ...

    def has(self, sha256: str) -> bool:
        """Whether it is there, whole."""
        ...

    def remove(self, sha256: str) -> None:
        """Forget a blob; fine when it is missing already."""
        ...

    def all(self) -> Iterator[Stored]:
        """Every whole blob, in no order that can be relied on."""
        ...

    def sweep(self, older_than_s: float) -> int:
        """Remove what crashes left half-written that long ago, and say how many files that were."""
        ...


class FolderBlobs:
    """Blobs in a folder: `root/ab/cdef...`, by the first two digits and the others."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def add(self, file: Path) -> Blob:
        return self.keep(chunks_of(file), size_bytes=size_of(file))

    def add_bytes(self, data: bytes) -> Blob:
        return self.keep([data], size_bytes=len(data))

    def keep(self, chunks: Iterable[bytes], *, size_bytes: int) -> Blob:
        """Store what comes in pieces. `size_bytes` is what is expected, and only named when it does not fit."""
        digest, written_bytes = hashlib.sha256(), 0
        scratch = self._root / f"{_SCRATCH}{secrets.token_hex(8)}"
        with saying_why(self._root, size_bytes=size_bytes):
            self._root.mkdir(parents=True, exist_ok=True)
            try:
                with scratch.open("xb") as file:
                    for chunk in chunks:
                        digest.update(chunk)
                        written_bytes += file.write(chunk)
                    blob = Blob(sha256=digest.hexdigest(), size_bytes=written_bytes)
                    if self._is_there(blob):
                        return blob
                    file.flush()
                    os.fsync(file.fileno())
                self._land(scratch, self.place(blob.sha256))
            finally:
                scratch.unlink(missing_ok=True)
        return blob

    def at(self, sha256: str) -> AbstractContextManager[Path]:
        self.size(sha256)
        return nullcontext(self.place(sha256))

    def read(self, sha256: str, *, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        check_range(start, end)
        size_bytes = self.size(sha256)
        return self._between(sha256, start, size_bytes if end is None else min(end, size_bytes))

    def size(self, sha256: str) -> int:
        try:
            return self.place(sha256).stat().st_size
        except FileNotFoundError as error:
            raise missing(sha256, self._root) from error

    def has(self, sha256: str) -> bool:
        return self.place(sha256).is_file()

    def remove(self, sha256: str) -> None:
        self.place(sha256).unlink(missing_ok=True)

    def all(self) -> Iterator[Stored]:
        for path in self._root.glob("[0-9a-f][0-9a-f]/*"):
            sha256 = path.parent.name + path.name
            found = _stat(path)
            if found is not None and is_sha256(sha256):
                yield Stored(sha256=sha256, size_bytes=found.st_size, changed_at=found.st_mtime)

    def sweep(self, older_than_s: float) -> int:
        swept = 0
        for path in self._root.glob(f"{_SCRATCH}*"):
            found = _stat(path)
            if found is not None and found.st_mtime <= time.time() - older_than_s:
                path.unlink(missing_ok=True)
                swept += 1
        return swept

    def place(self, sha256: str) -> Path:
        """Where a blob lies, or would lie."""
        return self._root / checked(sha256)[:2] / sha256[2:]

    def _between(self, sha256: str, start: int, end: int) -> Iterator[bytes]:
        try:
            with self.place(sha256).open("rb") as file:
                file.seek(start)
                while start < end and (chunk := file.read(min(CHUNK_BYTES, end - start))):
                    start += len(chunk)
                    yield chunk
        except FileNotFoundError as error:
            raise missing(sha256, self._root) from error

    def _is_there(self, blob: Blob) -> bool:
        """Whether it is there in its full size, which is then no orphan of long ago any more."""
        path = self.place(blob.sha256)
        found = _stat(path)
        if found is None or found.st_size != blob.size_bytes:
            return False
        try:
            os.utime(path)
        except FileNotFoundError:  # removed just now
            return False
        return True

    def _land(self, scratch: Path, path: Path) -> None:
        path.parent.mkdir(exist_ok=True)
        os.replace(scratch, path)
        for folder in (path.parent, self._root):
            _settle(folder)


def open_blobs(url: str, *, cache: Path, cache_bytes: int = CACHE_BYTES) -> Blobs:
    """The store at a path, a file:// URL, or s3://bucket/prefix, whose keys and endpoint are in the AWS_* environment.

    `cache` is the folder for local copies of what is in a bucket, up to `cache_bytes`. Nothing is written or asked yet.
    Raises InvalidRequest for any other address.
    """
    if url and not _SCHEME.match(url):
        return FolderBlobs(Path(url).absolute())
    parts = _parts(url)
    if parts.scheme == "file" and parts.netloc in ("", "localhost") and parts.path.startswith("/"):
        return FolderBlobs(Path(url2pathname(parts.path)))
    if parts.scheme == "s3" and _names_a_bucket(parts):
        from yozora.library.buckets import open_bucket  # obstore is loaded by those who have a bucket only

        return open_bucket(parts.netloc, prefix=parts.path.strip("/"), cache=cache, cache_bytes=cache_bytes)
    raise InvalidRequest(
        f"{url!r} is no place for the library's files. Give the path of a folder, file:///path/of/a/folder, or "
        "s3://bucket/prefix with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and perhaps AWS_REGION and AWS_ENDPOINT_URL "
        "in the environment."
    )


def is_sha256(text: str) -> bool:
    """Whether this is 64 hexadecimal digits in lower case."""
    return _SHA256.fullmatch(text) is not None


def checked(sha256: str) -> str:
    """The same, so that it can be part of a path. Raises ValueError for anything but 64 lower-case digits."""
    if not is_sha256(sha256):
        raise ValueError(f"sha256={sha256!r}; expected 64 hexadecimal digits in lower case.")
    return sha256


def check_range(start: int, end: int | None) -> None:
    """Raise ValueError unless 0 <= start <= end."""
    if start < 0 or (end is not None and end < start):
        raise ValueError(f"start={start}, end={end}; expected 0 <= start <= end.")


def missing(sha256: str, place: object) -> MissingBlob:
    """The error about a blob that is not at `place`."""
    return MissingBlob(
        f"Blob {sha256} is not in {place}. `yozora doctor` finds what is missing; bring it back from a backup, or add "
        "the file again."
    )


def size_of(file: Path) -> int:
    """In bytes. Raises UnreadableFile."""
    try:
        return file.stat().st_size
    except OSError as error:
        raise _unreadable(file, error) from error


def chunks_of(file: Path) -> Iterator[bytes]:
    """What is in a file, in chunks of CHUNK_BYTES. Raises UnreadableFile."""
    try:
        with file.open("rb") as source:
            while chunk := source.read(CHUNK_BYTES):
                yield chunk
    except OSError as error:
        raise _unreadable(file, error) from error


@contextmanager
def saying_why(folder: Path, *, size_bytes: int) -> Generator[None]:
    """When a file of `size_bytes` cannot be written into `folder`, OSError becomes UnwritableOutput."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise UnwritableOutput(
                f"{folder} cannot be written to: {error.strerror}. Choose another folder, or change its permissions."
            ) from error
        existing = next(place for place in (folder, *folder.absolute().parents) if place.exists())
        free_bytes = shutil.disk_usage(existing).free
        raise UnwritableOutput(
            f"{folder} has no room for {size_bytes / 1e6:.1f} MB: {error.strerror}; {free_bytes / 1e6:.1f} MB are free "
            "there. Make room, or choose a folder on another disk."
        ) from error


def _unreadable(file: Path, error: OSError) -> UnreadableFile:
    return UnreadableFile(f"{file} cannot be read: {error.strerror}. Give the path of a file that can.")


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:  # brackets that are no address
        return SplitResult("", "", "", "", "")


def _names_a_bucket(parts: SplitResult) -> bool:
    folders = parts.path.strip("/").split("/")
    plain = folders == [""] or not {"", ".", ".."} & set(folders)
    return plain and not parts.query and not parts.fragment and bool(_BUCKET.fullmatch(parts.netloc))


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _settle(folder: Path) -> None:
    """After this a name in `folder` outlives a power cut. Windows has no such call, and needs none."""
    if os.name != "posix":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
