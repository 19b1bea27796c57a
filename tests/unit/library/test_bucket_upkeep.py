"""Backups, restorations and repairs of a library whose files are in a bucket."""

import os
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from libraries import DAY_S, Library, library_in
from moto.server import ThreadedMotoServer
from signing import signer

from yozora.library.backup import back_up
from yozora.library.blobs import Blobs, open_blobs
from yozora.library.checks import Patient
from yozora.library.database import Database
from yozora.library.doctor import examine
from yozora.library.restoring import restore


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Blobs]:
    """A store in an empty bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    said = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1"}
    for name, value in {**said, "AWS_ENDPOINT_URL": address, "NO_PROXY": "127.0.0.1"}.items():
        monkeypatch.setenv(name, value)
    with urllib.request.urlopen(urllib.request.Request(f"{address}/upkeep-films", method="PUT")):
        pass
    yield open_blobs(f"s3://upkeep-films/{tmp_path.name}", cache=tmp_path / "cache")
    server.stop()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A library with a clip, whose files are in a folder."""
    library = library_in(tmp_path / "home")
    with closing(library.database):
        for _ in range(2):
            library.clip(library.person(str(time.time())))
        yield library


def patient(library: Library, database: Database, bucket: Blobs, *, now: float) -> Patient:
    return Patient(
        home=library.folder,
        database=database,
        blobs=bucket,
        now=now,
        scratch=library.folder / "scratch",
        seal_from=signer().seal_from,
        least_free_bytes=0,
    )


def contents(blobs: Blobs) -> dict[str, bytes]:
    return {one.sha256: b"".join(blobs.read(one.sha256)) for one in blobs.all()}


def test_a_library_moves_into_a_bucket_and_out_again(library: Library, bucket: Blobs, tmp_path: Path) -> None:
    before = library.files()
    out = back_up(library.database, library.blobs, tmp_path / "library.tar").path
    other = library_in(tmp_path / "other")
    with closing(other.database):
        restore(out, other.database, bucket, scratch=tmp_path / "scratch")
        assert contents(bucket) == before and other.rows() == library.rows()
        again = back_up(other.database, bucket, tmp_path / "again.tar")
        assert (again.files, again.missing) == (len(before), ())


def test_a_bucket_is_repaired_as_a_folder_is(library: Library, bucket: Blobs) -> None:
    for content in library.files().values():
        bucket.add_bytes(content)
    database = library.database
    orphan = bucket.add_bytes(b"orphan").sha256
    assert list(examine(patient(library, database, bucket, now=time.time()))) == []
    lost = library.rows("clips")["clips"][0]["video"]
    bucket.remove(lost)
    later = patient(library, database, bucket, now=time.time() + DAY_S + 60)
    found: dict[str, tuple[str, ...]] = {}
    for finding in examine(later):
        found[finding.check] = finding.examples
        assert finding.repair is not None and finding.repair() == 0
    assert (found["missing_files"], found["orphans"]) == ((lost,), (orphan,)) and set(found) == {
        "missing_files",
        "orphans",
    }
    assert list(examine(later)) == [] and not {lost, orphan} & set(contents(bucket))
