"""The same content is stored once, whole or not at all, and comes back as it was, from a folder and from a bucket."""

import hashlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.s3.models import FakeKey, s3_backends
from moto.server import ThreadedMotoServer
from obstore.store import S3Store

from yozora.core.errors import InvalidRequest, UnreadableFile, UnwritableOutput
from yozora.library.blobs import CHUNK_BYTES, Blob, Blobs, FolderBlobs, MissingBlob, UnreachableBucket, open_blobs
from yozora.library.buckets import FRESH_S, PART_BYTES, PIECE_BYTES, BucketBlobs, Cache

NOWHERE = "0" * 64
SMUGGLED = ("../x", "A" * 64, "", "a" * 63, "a" * 65, f"{'a' * 64}\n", f"../{'a' * 61}", f"ab/{'c' * 61}", "é" * 64)

Asked = Callable[[Blobs, str], object]
CALLS: dict[str, Asked] = {
    "at": lambda blobs, sha256: blobs.at(sha256).__enter__(),
    "read": lambda blobs, sha256: blobs.read(sha256),
    "size": lambda blobs, sha256: blobs.size(sha256),
    "has": lambda blobs, sha256: blobs.has(sha256),
    "remove": lambda blobs, sha256: blobs.remove(sha256),
}

FULL_DISK = """
import resource, sys
from pathlib import Path
from yozora.core.errors import UnwritableOutput
from yozora.library.blobs import open_blobs
url, cache, sha256 = sys.argv[1:]
blobs = open_blobs(url, cache=Path(cache))
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
try:
    if sha256:
        blobs.at(sha256).__enter__()
    else:
        blobs.add_bytes(bytes(1_000_000))
except UnwritableOutput as error:
    print(error)
"""

ADD = """
import sys
from pathlib import Path
from yozora.library.blobs import FolderBlobs
FolderBlobs(Path(sys.argv[1])).add(Path(sys.argv[2]))
"""


class Growing(type(Path())):
    """A file to which somebody adds a byte before each time it is opened."""

    def open(self, *mode: str) -> IO[bytes]:
        with open(self, "ab") as file:
            file.write(b"x")
        return super().open(*mode)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server that speaks S3, with a bucket called `films`."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    address = f"http://{host}:{port}"
    with urllib.request.urlopen(urllib.request.Request(f"{address}/films", method="PUT")):
        pass
    yield address
    running.stop()


@pytest.fixture
def environment(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys and the address of the bucket, where people put them."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def place(tmp_path: Path) -> str:
    """An empty folder of the bucket."""
    return f"{tmp_path.name} 夜"


@pytest.fixture
def bucket_url(environment: None, place: str) -> str:
    return f"s3://films/{place}"


@pytest.fixture
def films(environment: None) -> S3Store:
    """The whole bucket, for looking behind the curtain."""
    return S3Store("films", client_options={"allow_http": True})


@pytest.fixture
def bucket(bucket_url: str, tmp_path: Path) -> Blobs:
    return open_blobs(bucket_url, cache=tmp_path / "cache")


@pytest.fixture(params=["folder", "bucket"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    """An empty store, of each kind."""
    if request.param == "bucket":
        return request.getfixturevalue("bucket")
    return open_blobs(str(tmp_path / "blobs"), cache=tmp_path / "cache")


@pytest.fixture
def small_cache(bucket_url: str, tmp_path: Path) -> Blobs:
    """A bucket whose cache has room for two blobs of 100 bytes."""
    return open_blobs(bucket_url, cache=tmp_path / "cache", cache_bytes=250)


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def patterned(size_bytes: int) -> bytes:
    """Bytes that are different everywhere, so that a piece of the wrong place is seen."""
    return b"".join(number.to_bytes(4, "big") for number in range(size_bytes // 4 + 1))[:size_bytes]


def names(blobs: Blobs) -> list[str]:
    return sorted(found.sha256 for found in blobs.all())


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".lock-")]


def in_the_bucket(key: str) -> FakeKey:
    """The object as the server has it."""
    return s3_backends["123456789012"]["aws"].buckets["films"].keys[key]


def cached(tmp_path: Path, *stored: Blob) -> list[bool]:
    """Which of these have a local copy."""
    return [(tmp_path / "cache" / blob.sha256[:2] / blob.sha256[2:]).exists() for blob in stored]


@pytest.mark.parametrize("data", [b"", b"a fox", bytes(3 * CHUNK_BYTES), patterned(PART_BYTES + 5)], ids=len)
def test_what_was_added_comes_back_under_its_hash_and_the_file_is_left_alone(
    blobs: Blobs, tmp_path: Path, data: bytes
) -> None:
    file = written(tmp_path / "clip.mp4", data)
    blob = blobs.add(file)
    assert blob == Blob(sha256=hashlib.sha256(data).hexdigest(), size_bytes=len(data)) == blobs.add_bytes(data)
    assert file.read_bytes() == data
    assert blobs.has(blob.sha256) and blobs.size(blob.sha256) == len(data)
    assert b"".join(blobs.read(blob.sha256)) == data
    with blobs.at(blob.sha256) as path:
        assert path != file and path.read_bytes() == data


def test_the_same_content_is_stored_once(blobs: Blobs, tmp_path: Path) -> None:
    stored = [blobs.add(written(tmp_path / name, b"a fox")) for name in ("one.mp4", "two.mp4")]
    stored += [blobs.add_bytes(b"a fox"), blobs.add_bytes(b"an owl")]
    assert names(blobs) == sorted({blob.sha256 for blob in stored}) and len(names(blobs)) == 2


def test_two_who_add_the_same_at_once_both_succeed(blobs: Blobs, tmp_path: Path) -> None:
    file = written(tmp_path / "clip.mp4", patterned(2_000_000))
    with ThreadPoolExecutor(8) as threads:
        added = list(threads.map(lambda _: blobs.add(file), range(24)))
    assert names(blobs) == [added[0].sha256] and set(added) == {added[0]}
    assert b"".join(blobs.read(added[0].sha256)) == file.read_bytes()


def test_any_range_is_what_a_slice_is(blobs: Blobs) -> None:
    data = patterned(PIECE_BYTES + 3 * CHUNK_BYTES + 7)
    blob = blobs.add_bytes(data)
    edges = st.sampled_from(
        [0, 1, CHUNK_BYTES, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, len(data), len(data) + 9]
    )
    numbers = edges | st.integers(0, len(data) + 10)

    @given(start=numbers, end=st.none() | numbers)
    def holds(start: int, end: int | None) -> None:
        if end is not None:
            start, end = sorted((start, end))
        assert b"".join(blobs.read(blob.sha256, start=start, end=end)) == data[start:end]

    holds()


def test_an_empty_blob_has_empty_ranges(blobs: Blobs) -> None:
    blob = blobs.add_bytes(b"")
    assert [list(blobs.read(blob.sha256, start=start, end=end)) for start, end in [(0, 0), (0, 9), (3, 9)]] == [[]] * 3


def test_chunks_are_256_kib_but_for_the_last(blobs: Blobs) -> None:
    blob = blobs.add_bytes(bytes(PIECE_BYTES + CHUNK_BYTES + 1))
    sizes = [len(chunk) for chunk in blobs.read(blob.sha256)]
    assert set(sizes[:-1]) == {256 * 1024} and sizes[-1] == 1


@pytest.mark.parametrize(("start", "end"), [(-1, None), (-5, -1), (3, 2)])
def test_a_range_that_is_none_is_refused_before_the_first_chunk(blobs: Blobs, start: int, end: int | None) -> None:
    blob = blobs.add_bytes(b"a fox")
    with pytest.raises(ValueError, match="expected 0 <= start <= end"):
        blobs.read(blob.sha256, start=start, end=end)


@pytest.mark.parametrize("sha256", SMUGGLED)
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_no_path_can_be_smuggled_in(blobs: Blobs, call: Asked, sha256: str) -> None:
    with pytest.raises(ValueError, match="expected 64 hexadecimal digits in lower case"):
        call(blobs, sha256)


@pytest.mark.parametrize("call", [CALLS[name] for name in ("at", "read", "size")])
def test_a_missing_blob_is_named_with_what_to_do(blobs: Blobs, call: Asked) -> None:
    with pytest.raises(MissingBlob, match=f"Blob {NOWHERE} is not in .*`yozora doctor` finds what is missing"):
        call(blobs, NOWHERE)
    assert not blobs.has(NOWHERE)


def test_what_was_removed_is_gone_and_may_be_removed_again(blobs: Blobs) -> None:
    blob, other = blobs.add_bytes(b"a fox"), blobs.add_bytes(b"an owl")
    with blobs.at(blob.sha256):
        pass
    blobs.remove(blob.sha256)
    blobs.remove(blob.sha256)
    assert not blobs.has(blob.sha256) and names(blobs) == [other.sha256]
    with pytest.raises(MissingBlob), blobs.at(blob.sha256):
        pass
    assert blobs.add_bytes(b"a fox") == blob and blobs.has(blob.sha256)


def test_what_is_removed_while_it_is_read_is_missing_and_not_cut_short(blobs: Blobs) -> None:
    blob = blobs.add_bytes(bytes(2 * PIECE_BYTES))
    chunks = blobs.read(blob.sha256)
    blobs.remove(blob.sha256)
    with pytest.raises(MissingBlob):
        list(chunks)


def test_everything_stored_is_listed_with_size_and_time(blobs: Blobs) -> None:
    before = time.time()
    added = {blobs.add_bytes(bytes([number])).sha256 for number in range(40)}
    found = list(blobs.all())
    assert {entry.sha256 for entry in found} == added and {entry.size_bytes for entry in found} == {1}
    assert all(before - 2 <= entry.changed_at <= time.time() + 2 for entry in found)


def test_an_empty_store_lists_and_sweeps_nothing(blobs: Blobs) -> None:
    assert list(blobs.all()) == [] and blobs.sweep(0) == 0


def test_a_file_that_cannot_be_read_is_named(blobs: Blobs, tmp_path: Path) -> None:
    for file in (tmp_path / "none.mp4", tmp_path):
        with pytest.raises(UnreadableFile, match=f"{file} cannot be read: .*Give the path"):
            blobs.add(file)
    assert names(blobs) == []


def test_a_full_disk_is_said_and_leaves_nothing_behind(
    request: pytest.FixtureRequest, blobs: Blobs, tmp_path: Path
) -> None:
    into_the_cache = isinstance(blobs, BucketBlobs)
    url = request.getfixturevalue("bucket_url") if into_the_cache else str(tmp_path / "blobs")
    sha256 = blobs.add_bytes(bytes(1_000_000)).sha256 if into_the_cache else ""
    words = [url, str(tmp_path / "cache"), sha256]
    done = subprocess.run([sys.executable, "-c", FULL_DISK, *words], capture_output=True, text=True, timeout=60)
    assert "has no room for 1.0 MB: File too large; " in done.stdout, done.stderr
    assert "MB are free there. Make room, or choose a folder on another disk." in done.stdout
    assert files_in(tmp_path) == []


def test_a_file_where_the_folder_should_be_is_said(tmp_path: Path) -> None:
    blobs = FolderBlobs(written(tmp_path / "blobs", b""))
    with pytest.raises(UnwritableOutput, match=r"cannot be written to: .*Choose another folder"):
        blobs.add_bytes(b"a fox")


def test_a_crash_leaves_no_half_blob_and_what_it_left_is_swept(tmp_path: Path) -> None:
    pipe, root = tmp_path / "pipe", tmp_path / "blobs"
    os.mkfifo(pipe)
    adding = subprocess.Popen([sys.executable, "-c", ADD, str(root), str(pipe)])
    with pipe.open("wb") as slow:
        slow.write(bytes(3 * CHUNK_BYTES))
        adding.send_signal(signal.SIGKILL)
        assert adding.wait() == -signal.SIGKILL
    blobs = FolderBlobs(root)
    assert len(files_in(root)) == 1 and names(blobs) == []
    assert blobs.sweep(3600) == 0 and len(files_in(root)) == 1
    assert blobs.sweep(0) == 1 and files_in(root) == []


def test_sweeping_leaves_the_blobs(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    blob = blobs.add_bytes(b"a fox")
    assert blobs.sweep(0) == 0 and blobs.has(blob.sha256)


def test_what_is_no_blob_is_not_listed(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    blob = blobs.add_bytes(b"a fox")
    written(tmp_path / blob.sha256[:2] / ".DS_Store", b"")
    written(tmp_path / "notes.txt", b"")
    assert names(blobs) == [blob.sha256]


def test_a_blob_that_a_broken_disk_cut_short_is_whole_once_it_is_added_again(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    blob = blobs.add_bytes(b"a fox")
    with blobs.at(blob.sha256) as path:
        path.write_bytes(b"a f")
    blobs.add_bytes(b"a fox")
    assert b"".join(blobs.read(blob.sha256)) == b"a fox"


def test_adding_again_makes_an_old_blob_young_so_that_it_is_no_orphan(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    blob = blobs.add_bytes(b"a fox")
    with blobs.at(blob.sha256) as path:
        os.utime(path, (1000, 1000))
    assert [entry.changed_at for entry in blobs.all()] == [1000]
    blobs.add_bytes(b"a fox")
    assert [entry.changed_at > time.time() - 60 for entry in blobs.all()] == [True]


def test_a_plain_path_and_a_file_url_are_the_same_folder(tmp_path: Path) -> None:
    folder = tmp_path / "my films"
    blob = open_blobs(str(folder), cache=tmp_path / "cache").add_bytes(b"a fox")
    for url in (folder.as_uri(), f"file://localhost{folder.as_uri().removeprefix('file://')}"):
        assert open_blobs(url, cache=tmp_path / "cache").has(blob.sha256)


@pytest.mark.parametrize(
    "url",
    [
        *("", "gs://films", "https://example.com/films", "s3:films", "s3://", "s3:///films", "s3://a@films/x"),
        *(
            "s3://films/../x",
            "s3://films/a//b",
            "s3://films?x=1",
            "s3://[films",
            "file://elsewhere/films",
            "file:films",
        ),
    ],
)
def test_an_address_of_another_kind_is_refused_with_what_is_possible(url: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"path of a folder, file:///path/of/a/folder, or s3://bucket/prefix"):
        open_blobs(url, cache=tmp_path)


def test_a_folder_needs_nothing_of_what_a_bucket_needs() -> None:
    program = (
        "import sys; from pathlib import Path; from yozora.library.blobs import open_blobs; "
        "open_blobs('blobs', cache=Path('cache')); print('obstore' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "False\n"


def test_two_prefixes_of_a_bucket_are_two_stores(bucket: Blobs, tmp_path: Path, bucket_url: str) -> None:
    blob = bucket.add_bytes(b"a fox")
    other, whole = (open_blobs(url, cache=tmp_path / "cache") for url in (f"{bucket_url}-2", "s3://films"))
    assert not other.has(blob.sha256) and names(other) == []
    assert blob.sha256 not in names(whole)


def test_a_blob_lies_in_the_bucket_under_the_documented_key(bucket: Blobs, films: S3Store, place: str) -> None:
    blob = bucket.add_bytes(b"a fox")
    assert bytes(films.get(f"{place}/{blob.sha256[:2]}/{blob.sha256}").bytes()) == b"a fox"


def test_what_is_no_blob_is_not_listed_in_a_bucket(bucket: Blobs, films: S3Store, place: str) -> None:
    blob = bucket.add_bytes(b"a fox")
    for key in ("notes.txt", f"old/{blob.sha256[:2]}/{blob.sha256}", f"00/{blob.sha256}", "ab/cd"):
        films.put(f"{place}/{key}", b"")
    assert names(bucket) == [blob.sha256]


def test_adding_again_sends_only_what_is_old_in_a_bucket(bucket: Blobs, films: S3Store, place: str) -> None:
    blob = bucket.add_bytes(b"a fox")
    key = f"{place}/{blob.sha256[:2]}/{blob.sha256}"
    sent = in_the_bucket(key)
    for age_s, again in ((FRESH_S / 2, False), (FRESH_S * 2, True)):
        sent.last_modified = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=age_s)
        bucket.add_bytes(b"a fox")
        (found,) = bucket.all()
        assert (found.changed_at > time.time() - 60) == again


def test_a_bucket_that_does_not_exist_is_said(environment: None, tmp_path: Path) -> None:
    blobs = open_blobs("s3://nowhere/films", cache=tmp_path)
    with pytest.raises(UnreachableBucket, match=r"s3://nowhere/films: there is no such bucket. Create it"):
        blobs.add_bytes(b"a fox")
    with pytest.raises(UnreachableBucket):
        list(blobs.all())


@pytest.mark.parametrize("endpoint", ["nonsense", "127.0.0.1:9000", "ftp://films", "http://", "https://a b"])
def test_an_endpoint_that_is_no_address_is_refused(
    environment: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, endpoint: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    with pytest.raises(InvalidRequest, match=f"AWS_ENDPOINT_URL='{endpoint}'; expected an address such as https://"):
        open_blobs("s3://films", cache=tmp_path)


def test_a_bucket_that_does_not_answer_is_said(environment: None, tmp_path: Path) -> None:
    store = S3Store(
        "films", endpoint="http://127.0.0.1:9", client_options={"allow_http": True}, retry_config={"max_retries": 0}
    )
    blobs = BucketBlobs(store, name="s3://films", cache=tmp_path, cache_bytes=0)
    with pytest.raises(UnreachableBucket, match=r"s3://films cannot be used: .*Check the bucket's name, and AWS_A"):
        blobs.has(NOWHERE)
    with pytest.raises(UnreachableBucket):
        blobs.read(NOWHERE)


@pytest.mark.parametrize("size_bytes", [1000, PART_BYTES + 1000])
def test_a_file_that_changes_while_it_is_sent_is_refused_and_nothing_is_stored(
    bucket: Blobs, tmp_path: Path, size_bytes: int
) -> None:
    file = Growing(written(tmp_path / "clip.mp4", bytes(size_bytes)))
    with pytest.raises(UnreadableFile, match=f"{file} changed while it was added. Wait until it is written"):
        bucket.add(file)
    assert names(bucket) == []
    assert not s3_backends["123456789012"]["aws"].buckets["films"].multiparts


def test_a_copy_is_fetched_once_by_all_who_want_it_at_once(tmp_path: Path) -> None:
    data = b"a fox"
    sha256 = hashlib.sha256(data).hexdigest()
    fetched: list[str] = []

    def fetch(sha256: str) -> tuple[int, Iterator[bytes]]:
        fetched.append(sha256)
        time.sleep(0.2)
        return len(data), iter([data])

    def look(_: int) -> bytes:
        with Cache(tmp_path, most_bytes=100).at(sha256, fetch=fetch) as path:
            return path.read_bytes()

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(look, range(16))) == {data}
    assert fetched == [sha256]


def test_the_cache_drops_what_was_not_used_for_longest(small_cache: Blobs, tmp_path: Path) -> None:
    first, second, third = (small_cache.add_bytes(letter * 100) for letter in (b"a", b"b", b"c"))
    for blob in (first, second, first, third):
        with small_cache.at(blob.sha256) as path:
            assert path.stat().st_size == 100
    assert cached(tmp_path, first, second, third) == [True, False, True]


def test_a_copy_in_use_stays_whatever_the_limit(small_cache: Blobs, tmp_path: Path) -> None:
    first, second, third, large = (small_cache.add_bytes(letter * 100) for letter in (b"a", b"b", b"c", b"large"))
    with small_cache.at(first.sha256) as one, small_cache.at(second.sha256) as two, small_cache.at(third.sha256):
        with small_cache.at(large.sha256) as path:
            assert path.stat().st_size == 500
            assert one.read_bytes() == b"a" * 100 and two.read_bytes() == b"b" * 100
        small_cache.remove(first.sha256)
        assert one.exists()
    with small_cache.at(large.sha256):
        pass
    small_cache.add_bytes(b"new")
    with small_cache.at(hashlib.sha256(b"new").hexdigest()):
        assert cached(tmp_path, first, second, third, large) == [False] * 4


def test_a_copy_that_another_process_uses_stays(small_cache: Blobs, bucket_url: str, tmp_path: Path) -> None:
    stored = [small_cache.add_bytes(letter * 100) for letter in (b"a", b"b", b"c", b"d")]
    program = (
        "import sys; from pathlib import Path; from yozora.library.blobs import open_blobs\n"
        "with open_blobs(sys.argv[1], cache=Path(sys.argv[2])).at(sys.argv[3]): print('in', flush=True); input()"
    )
    words = [sys.executable, "-c", program, bucket_url, str(tmp_path / "cache"), stored[0].sha256]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout and other.stdout.readline() == "in\n"
        for blob in stored[1:]:
            with small_cache.at(blob.sha256):
                pass
        assert cached(tmp_path, *stored) == [True, False, False, True]
        other.communicate("\n")


def test_a_blob_that_the_bucket_does_not_give_is_no_empty_blob(bucket: Blobs, place: str) -> None:
    blob = bucket.add_bytes(b"a fox")
    in_the_bucket(f"{place}/{blob.sha256[:2]}/{blob.sha256}").set_storage_class("GLACIER")
    assert bucket.size(blob.sha256) == 5
    with pytest.raises(UnreachableBucket, match=r"cannot be used: .*403 Forbidden.*InvalidObjectState"):
        bucket.read(blob.sha256)


def test_a_damaged_object_never_gets_into_the_cache(bucket: Blobs, films: S3Store, place: str, tmp_path: Path) -> None:
    blob = bucket.add_bytes(b"a fox")
    films.put(f"{place}/{blob.sha256[:2]}/{blob.sha256}", b"an owl")
    with pytest.raises(MissingBlob, match=f"Blob {blob.sha256} is damaged in the bucket"), bucket.at(blob.sha256):
        pass
    assert files_in(tmp_path / "cache") == []
