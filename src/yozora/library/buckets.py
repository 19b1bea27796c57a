"""Blobs in a bucket of S3, or of anything that speaks like it, with local copies of those in use."""

import fcntl
import hashlib
import os
import re
import textwrap
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from obstore.exceptions import BaseError
from obstore.store import S3Store

from yozora.core.errors import InvalidRequest, UnreadableFile
from yozora.library.blobs import (
    CHUNK_BYTES,
    Blob,
    FolderBlobs,
    MissingBlob,
    Stored,
    UnreachableBucket,
    check_range,
    checked,
    chunks_of,
    is_sha256,
    missing,
    saying_why,
)

if TYPE_CHECKING:
    from obstore import ObjectMeta

PIECE_BYTES = 4 * 2**20
"""What one request reads. A reader that pauses between pieces keeps no connection open, which the bucket would cut."""

PART_BYTES = 8 * 2**20
"""What one request writes; 10,000 of them, the most that S3 takes, are 84 GB."""

PARTS_AT_ONCE = 4
TIMEOUT = "5m"  # of one request: four parts at once go through a line of 1 Mbit/s
MOST_RETRIES = 8  # some ten seconds; the usual ten retries are minutes

FRESH_S = 3600
"""What was added this lately is not sent again."""

ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")

Fetch = Callable[[str], tuple[int, Iterator[bytes]]]
"""From a SHA-256 to the size of the blob in bytes, and the blob in chunks."""


class _Lists(Protocol):
    """What is called of obstore's `list`, whose own type names a package that is not installed."""

    def list(self, *, chunk_size: int) -> Iterable[Sequence["ObjectMeta"]]: ...


class BucketBlobs:
    """Blobs in a bucket, as `ab/<sha256>` within the prefix of `store`; `name` is what a person calls it.

    `cache` is the folder for local copies, which take up to `cache_bytes`.
    """

    def __init__(self, store: S3Store, *, name: str, cache: Path, cache_bytes: int) -> None:
        self._store = store
        self._name = name
        self._cache = Cache(cache, most_bytes=cache_bytes)

    def add(self, file: Path) -> Blob:
        blob = _blob_of(chunks_of(file))
        if not self._is_fresh(blob):
            again = _unchanged(file, blob)
            self._put(blob, again if blob.size_bytes > PART_BYTES else b"".join(again))
        return blob

    def add_bytes(self, data: bytes) -> Blob:
        blob = _blob_of([data])
        if not self._is_fresh(blob):
            self._put(blob, data)
        return blob

    def at(self, sha256: str) -> AbstractContextManager[Path]:
        return self._cache.at(checked(sha256), fetch=self._whole)

    def read(self, sha256: str, *, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        check_range(start, end)
        size_bytes, piece = self._piece(sha256, start, end)
        return self._chunks(sha256, piece, start=start, end=size_bytes if end is None else min(end, size_bytes))

    def size(self, sha256: str) -> int:
        with self._asking(sha256) as key:
            return self._store.head(key)["size"]

    def has(self, sha256: str) -> bool:
        try:
            self.size(sha256)
        except MissingBlob:
            return False
        return True

    def remove(self, sha256: str) -> None:
        with suppress(MissingBlob), self._asking(sha256) as key:
            self._store.delete(key)
        self._cache.drop(sha256)

    def all(self) -> Iterator[Stored]:
        with self._talking():
            for page in cast(_Lists, self._store).list(chunk_size=1000):
                yield from filter(None, map(_stored, page))

    def sweep(self, older_than_s: float) -> int:
        """Sweeps the cache. Uploads that were cut off cannot be listed here: a rule of the bucket's life cycle ends
        them."""
        return self._cache.sweep(older_than_s)

    def _whole(self, sha256: str) -> tuple[int, Iterator[bytes]]:
        size_bytes, piece = self._piece(sha256, 0, None)
        return size_bytes, self._chunks(sha256, piece, start=0, end=size_bytes)

    def _piece(self, sha256: str, start: int, end: int | None) -> tuple[int, memoryview]:
        """The size of the whole blob, and its bytes from `start` as far as one request goes."""
        stop = start + PIECE_BYTES if end is None else min(end, start + PIECE_BYTES)
        if stop == start:
            return self.size(sha256), memoryview(b"")
        with self._asking(sha256) as key:
            try:
                found = self._store.get(key, options={"range": (start, stop)})
                return found.meta["size"], memoryview(found.bytes())
            except BaseError:  # which is also the answer when a range begins past the end
                size_bytes = self._store.head(key)["size"]
                if start < size_bytes:
                    raise
                return size_bytes, memoryview(b"")

    def _chunks(self, sha256: str, piece: memoryview, *, start: int, end: int) -> Iterator[bytes]:
        while piece:
            for first in range(0, len(piece), CHUNK_BYTES):
                yield bytes(piece[first : first + CHUNK_BYTES])
            start += len(piece)
            if start >= end:
                return
            _, piece = self._piece(sha256, start, end)

    def _put(self, blob: Blob, data: bytes | Iterator[bytes]) -> None:
        with self._talking():
            self._store.put(_key(blob.sha256), data, chunk_size=PART_BYTES, max_concurrency=PARTS_AT_ONCE)

    def _is_fresh(self, blob: Blob) -> bool:
        """Whether it is there and was added lately. Older ones are sent again: who looks for orphans goes by age, and
        no S3 server makes an object young in any other way that all of them have."""
        try:
            with self._asking(blob.sha256) as key:
                found = self._store.head(key)
        except MissingBlob:
            return False
        return found["size"] == blob.size_bytes and found["last_modified"].timestamp() > time.time() - FRESH_S

    @contextmanager
    def _asking(self, sha256: str) -> Generator[str]:
        """The key of a blob; when it turns out not to be there, that is MissingBlob."""
        key = _key(sha256)
        with self._talking():
            try:
                yield key
            except FileNotFoundError as error:
                raise missing(sha256, self._name) from error

    @contextmanager
    def _talking(self) -> Generator[None]:
        try:
            yield
        except FileNotFoundError as error:
            raise UnreachableBucket(f"{self._name}: there is no such bucket. Create it, or check its name.") from error
        except BaseError as error:
            raise _unreachable(self._name, error) from error


class Cache:
    """Local copies of blobs, in a folder that processes share. When they pass `most_bytes`, those that were not used
    for longest go, but none that is in use: so many at once may take more.

    A copy in use is open and has a shared lock on it, which is seen by other processes and ends when one dies.
    """

    def __init__(self, root: Path, *, most_bytes: int) -> None:
        self._root = root
        self._copies = FolderBlobs(root)
        self._most_bytes = most_bytes

    @contextmanager
    def at(self, sha256: str, *, fetch: Fetch) -> Generator[Path]:
        """The copy of a blob, fetched when there is none. Raises UnwritableOutput, MissingBlob when it is damaged,
        and what `fetch` raises."""
        with self._held(sha256) or self._fetched(sha256, fetch):
            yield self._copies.place(sha256)

    def drop(self, sha256: str) -> bool:
        """Remove a copy unless it is in use; whether it is gone."""
        try:
            with self._copies.place(sha256).open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._copies.remove(sha256)
        except BlockingIOError:
            return False
        except FileNotFoundError:
            return True
        return True

    def sweep(self, older_than_s: float) -> int:
        """As of FolderBlobs."""
        return self._copies.sweep(older_than_s)

    def _held(self, sha256: str) -> BinaryIO | None:
        """The copy, marked as in use until it is closed; None when there is none."""
        try:
            file = self._copies.place(sha256).open("rb")
        except FileNotFoundError:
            return None
        fcntl.flock(file, fcntl.LOCK_SH)
        if os.fstat(file.fileno()).st_nlink == 0:  # dropped before the lock was had
            file.close()
            return None
        os.utime(file.fileno())
        return file

    def _fetched(self, sha256: str, fetch: Fetch) -> BinaryIO:
        with self._alone(sha256):
            while (held := self._held(sha256)) is None:
                size_bytes, chunks = fetch(sha256)
                self._make_room(size_bytes)
                copy = self._copies.keep(chunks, size_bytes=size_bytes)
                if copy.sha256 != sha256:
                    self.drop(copy.sha256)
                    raise MissingBlob(
                        f"Blob {sha256} is damaged in the bucket: what is there has the SHA-256 {copy.sha256}. Bring "
                        "it back from a backup, or remove it and add the file again."
                    )
            return held

    @contextmanager
    def _alone(self, sha256: str) -> Generator[None]:
        """Nobody else fetches this blob meanwhile, nor one of the 1 in 256 that begin as it does."""
        with saying_why(self._root, size_bytes=0):
            self._root.mkdir(parents=True, exist_ok=True)
            lock = (self._root / f".lock-{sha256[:2]}").open("ab")
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _make_room(self, size_bytes: int) -> None:
        copies = sorted(self._copies.all(), key=lambda copy: copy.changed_at)
        over_bytes = sum(copy.size_bytes for copy in copies) + size_bytes - self._most_bytes
        for copy in copies:
            if over_bytes <= 0:
                return
            if self.drop(copy.sha256):
                over_bytes -= copy.size_bytes


def open_bucket(bucket: str, *, prefix: str, cache: Path, cache_bytes: int) -> BucketBlobs:
    """The blobs under `prefix`, with keys, region and endpoint from the AWS_* environment, which obstore reads.

    Raises InvalidRequest when the endpoint is no address, UnreachableBucket when the rest makes no sense; nothing is
    asked of the bucket yet.
    """
    name = f"s3://{bucket}/{prefix}".rstrip("/")
    plain_http = _is_plain_http(next((os.environ[key] for key in ENDPOINTS if os.environ.get(key)), "https://amazon"))
    try:
        store = S3Store(
            bucket,
            prefix=prefix or None,
            config={"disable_bulk_delete": True},  # not every server has it, and blobs go one by one
            client_options={"allow_http": plain_http, "timeout": TIMEOUT},
            retry_config={"max_retries": MOST_RETRIES},
        )
    except BaseError as error:
        raise _unreachable(name, error) from error
    return BucketBlobs(store, name=name, cache=cache, cache_bytes=cache_bytes)


def _is_plain_http(endpoint: str) -> bool:
    """obstore refuses plain http unless it is allowed, does not tell which endpoint it found, and panics at one that is
    no address."""
    found = re.fullmatch(r"(https?)://[A-Za-z0-9.\[\]:_-]+(/\S*)?", endpoint)
    if found is None:
        raise InvalidRequest(
            f"AWS_ENDPOINT_URL={endpoint!r}; expected an address such as https://s3.example.com or "
            "http://127.0.0.1:9000. Correct it, or leave it out for Amazon's own."
        )
    return found[1] == "http"


def _unreachable(name: str, error: Exception) -> UnreachableBucket:
    answer = textwrap.shorten(str(error).partition("Debug source")[0], 600)
    return UnreachableBucket(
        f"{name} cannot be used: {answer}. Check the bucket's name, and AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, "
        "AWS_REGION and AWS_ENDPOINT_URL in the environment."
    )


def _key(sha256: str) -> str:
    return f"{checked(sha256)[:2]}/{sha256}"


def _stored(entry: "ObjectMeta") -> Stored | None:
    """What was found in the bucket; None when it is no blob."""
    sha256 = entry["path"].rpartition("/")[2]
    if not is_sha256(sha256) or entry["path"] != _key(sha256):
        return None
    return Stored(sha256=sha256, size_bytes=entry["size"], changed_at=entry["last_modified"].timestamp())


def _blob_of(chunks: Iterable[bytes]) -> Blob:
    digest, size_bytes = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size_bytes += len(chunk)
    return Blob(sha256=digest.hexdigest(), size_bytes=size_bytes)


def _unchanged(file: Path, blob: Blob) -> Iterator[bytes]:
    """The chunks of `file` again. Raises UnreadableFile at the end, which undoes the upload, if it is another now."""
    digest = hashlib.sha256()
    for chunk in chunks_of(file):
        digest.update(chunk)
        yield chunk
    if digest.hexdigest() != blob.sha256:
        raise UnreadableFile(f"{file} changed while it was added. Wait until it is written, and add it again.")
