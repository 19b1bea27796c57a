"""A backup is the library of one moment, whole or not at all; and what was backed up comes back as it was."""

import hashlib
import json
import sqlite3
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from chaos import databases
from libraries import NOW, Library, fill, library_in

from yozora.core.errors import InvalidRequest, UnreadableFile, UnwritableOutput
from yozora.core.events import Progress
from yozora.library.backup import back_up, export
from yozora.library.database import Database
from yozora.library.events import tell
from yozora.library.restoring import restore
from yozora.library.tables import Event, File, Job

KINDS = databases.KINDS
Make = Callable[..., Library]

FULL_DISK = """
import resource, sys
from pathlib import Path
from yozora.core.errors import UnwritableOutput
from yozora.library.backup import back_up
from yozora.library.blobs import FolderBlobs
from yozora.library.database import Database
url, files, out = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.stdin.read()),) * 2)
try:
    back_up(Database(url), FolderBlobs(Path(files)), Path(out))
except UnwritableOutput as error:
    print(error)
"""


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Makes libraries in folders of their own."""
    with ExitStack() as stack:
        made: list[Library] = []

        def one(kind: str = "sqlite") -> Library:
            made.append(library_in(tmp_path / f"home-{len(made)}", kind))
            stack.enter_context(closing(made[-1].database))
            return made[-1]

        yield one


def backed_up(library: Library, out: Path, **values: Any) -> Path:
    return back_up(library.database, library.blobs, out, **values).path


def put_back(out: Path, library: Library, **values: Any) -> str | None:
    return restore(out, library.database, library.blobs, scratch=library.folder / "scratch", **values).aside


def snapshot_in(out: Path, folder: Path) -> sqlite3.Connection:
    with tarfile.open(out) as tar:
        member = tar.extractfile("library.db")
        assert member is not None
        (folder / "looked-at.db").write_bytes(member.read())
    return sqlite3.connect(folder / "looked-at.db")


def stop_at(stage: str) -> Callable[[Progress], None]:
    def listen(progress: Progress) -> None:
        if progress.stage == stage:
            raise KeyboardInterrupt

    return listen


@pytest.mark.parametrize("source", KINDS)
@pytest.mark.parametrize("target", KINDS)
def test_what_comes_back_is_row_for_row_and_byte_for_byte_what_was_there(
    source: str, target: str, make: Make, tmp_path: Path
) -> None:
    old, new = make(source), make(target)
    fill(old)
    put_back(backed_up(old, tmp_path / "library.tar"), new)
    assert new.rows() == old.rows() and all(len(rows) == 2 for rows in new.rows().values())
    assert new.files() == old.files() and len(new.files()) == 2


@pytest.mark.parametrize("source", KINDS)
def test_the_manifest_says_what_is_in_it(source: str, make: Make, tmp_path: Path) -> None:
    library = make(source)
    library.clip(library.person())
    done = back_up(library.database, library.blobs, tmp_path / "library.tar")
    assert (done.files, done.missing, done.size_bytes) == (3, (), (tmp_path / "library.tar").stat().st_size)
    with tarfile.open(done.path) as tar:
        members = {name: tar.extractfile(name).read() for name in tar.getnames()}  # type: ignore[union-attr]
    manifest = json.loads(members.pop("manifest.json"))
    assert (manifest["format"], manifest["missing"]) == ("yozora-backup/1", [])
    assert (manifest["counts"]["people"], manifest["counts"]["clips"], manifest["counts"]["files"]) == (1, 1, 3)
    assert manifest["members"] == {
        name: {"size_bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in members.items()
    }
    assert set(members) == {"library.db"} | {f"files/{sha256}" for sha256 in library.files()}


@pytest.mark.parametrize("kind", KINDS)
def test_every_clip_of_a_backup_made_in_full_swing_has_its_files_in_it(kind: str, make: Make, tmp_path: Path) -> None:
    library = make(kind)
    person_id = library.person()
    for _ in range(20):
        library.clip(person_id)
    stop, writing = threading.Event(), threading.Event()

    def add() -> None:
        while not stop.is_set():
            library.clip(person_id)
            writing.set()

    def listen(_: Progress) -> None:
        writing.clear()
        writing.wait(0.05)

    adding = threading.Thread(target=add)
    adding.start()
    try:
        out = backed_up(library, tmp_path / "library.tar", progress=listen)
    finally:
        stop.set()
        adding.join()
    with tarfile.open(out) as tar:
        held = {name.removeprefix("files/") for name in tar.getnames()} - {"library.db", "manifest.json"}
    with closing(snapshot_in(out, tmp_path)) as copy:
        clips = copy.execute("SELECT video, thumbnail, spritesheet FROM clips").fetchall()
    assert 20 <= len(clips) < len(library.rows("clips")["clips"])
    assert {sha256 for clip in clips for sha256 in clip} <= held  # a file may be there before its clip
    fresh = make()
    put_back(out, fresh)
    assert set(fresh.files()) == held


def test_the_way_out_of_postgres_gives_the_same_rows(make: Make, tmp_path: Path) -> None:
    library = make()
    fill(library)
    export(library.database, tmp_path / "copy.db")
    with closing(Database(f"sqlite:///{tmp_path / 'copy.db'}")) as copy:
        assert Library(folder=tmp_path, database=copy, blobs=library.blobs).rows() == library.rows()


def test_a_database_of_another_version_is_not_exported_row_by_row(make: Make, tmp_path: Path) -> None:
    library = make("postgres")
    with library.database.writing() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(InvalidRequest, match=r"is of version 0000, .* Start the server once to bring it up to date"):
        backed_up(library, tmp_path / "library.tar")
    assert not (tmp_path / "library.tar").exists()


def test_what_is_missing_or_damaged_is_named_and_the_rest_is_there(make: Make, tmp_path: Path) -> None:
    library = make()
    whole, gone, cut, changed = (library.file(name) for name in (b"whole", b"gone", b"cut", b"changed"))
    library.blobs.remove(gone)
    library.blobs.place(cut).write_bytes(b"cu")
    library.blobs.place(changed).write_bytes(b"CHANGED")
    done = back_up(library.database, library.blobs, tmp_path / "library.tar")
    assert (set(done.missing), done.files) == ({gone, cut, changed}, 1)
    fresh = make()
    result = restore(done.path, fresh.database, fresh.blobs, scratch=tmp_path)
    assert fresh.files() == {whole: b"whole"} and set(result.label.missing) == {gone, cut, changed}


def test_a_file_is_read_by_its_owner_only(make: Make, tmp_path: Path) -> None:
    library = make()
    library.person()
    assert backed_up(library, tmp_path / "library.tar").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("stage", ["database", "files"])
def test_stopping_a_backup_leaves_nothing_behind(kind: str, stage: str, make: Make, tmp_path: Path) -> None:
    library = make(kind)
    library.clip(library.person())
    out = tmp_path / "backups" / "library.tar"
    out.parent.mkdir()
    with pytest.raises(KeyboardInterrupt):
        backed_up(library, out, progress=stop_at(stage))
    assert not list(out.parent.iterdir())
    library.clip(library.person("Ben"))
    assert backed_up(library, out).exists()


def test_an_older_backup_is_replaced_only_when_that_is_allowed_and_only_by_a_whole_one(
    make: Make, tmp_path: Path
) -> None:
    library = make()
    library.clip(library.person())
    out = tmp_path / "library.tar"
    out.write_text("precious")
    with pytest.raises(UnwritableOutput, match=r"exists already\. .*--force"):
        backed_up(library, out)
    with pytest.raises(KeyboardInterrupt):
        backed_up(library, out, overwrite=True, progress=stop_at("files"))
    assert out.read_text() == "precious"
    backed_up(library, out, overwrite=True)
    assert tarfile.is_tarfile(out) and {path.name for path in tmp_path.iterdir()} == {"library.tar", "home-0"}


@pytest.mark.parametrize("most_bytes", [100_000, 600_000])
def test_a_full_disk_is_said_and_leaves_nothing_behind(most_bytes: int, make: Make, tmp_path: Path) -> None:
    library = make()
    library.file(bytes(1_000_000))
    words = [str(library.database.url), str(library.folder / "files"), str(tmp_path / "library.tar")]
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, *words], input=str(most_bytes), capture_output=True, text=True, timeout=60
    )
    assert "Is the disk full?" in done.stdout or "has no room for 1.4 MB: File too large" in done.stdout, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"home-0"}


def test_too_little_room_is_said_before_any_file_is_copied(make: Make, tmp_path: Path) -> None:
    library = make()
    with library.database.writing() as session:
        session.add(File(sha256="0" * 64, size_bytes=10**18, media_type="video/mp4", created_at=NOW))
    with pytest.raises(UnwritableOutput, match=r"needs 1000000000000 MB, but only \d+ MB are free there"):
        backed_up(library, tmp_path / "library.tar", progress=stop_at("files"))
    assert not (tmp_path / "library.tar").exists()


def test_where_there_is_no_library_that_is_said_and_none_is_made(make: Make, tmp_path: Path) -> None:
    with closing(Database(f"sqlite:///{tmp_path / 'library.db'}")) as database:
        with pytest.raises(InvalidRequest, match=r"There is no library at sqlite:.*nothing to back up"):
            back_up(database, make().blobs, tmp_path / "library.tar")
    assert not (tmp_path / "library.db").exists()


@pytest.mark.parametrize("name", ["", "nowhere/library.tar/", "."])
def test_a_folder_is_no_place_for_a_backup(name: str, make: Make, tmp_path: Path) -> None:
    library = make()
    (tmp_path / "nowhere" / "library.tar").mkdir(parents=True)
    with pytest.raises(UnwritableOutput, match="is a folder; the name of a file is expected"):
        backed_up(library, tmp_path / name)


def test_a_damaged_database_is_not_passed_on_as_a_backup(make: Make, tmp_path: Path) -> None:
    library = make()
    with library.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("INSERT INTO logins VALUES ('x', 'nobody', 1, 2)")
    with pytest.raises(UnreadableFile, match="a row of logins refers to one of people that is gone"):
        backed_up(library, tmp_path / "library.tar")
    library.database.close()
    path = Path(library.database.url.database or "")
    path.write_bytes(path.read_bytes()[:8192] + bytes(8192) + path.read_bytes()[16384:])
    with pytest.raises(UnreadableFile, match=r"is damaged: .*`yozora doctor` says"):
        backed_up(library, tmp_path / "library.tar")
    assert not (tmp_path / "library.tar").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_running_waits_again_and_that_was_no_attempt(kind: str, make: Make, tmp_path: Path) -> None:
    library, fresh = make(), make(kind)
    person_id = library.person()
    ids = {
        state: library.clip(person_id, job=state, status=status)
        for state, status in (("running", "in_progress"), ("queued", "queued"), ("done", "completed"))
    }
    put_back(backed_up(library, tmp_path / "library.tar"), fresh)
    assert fresh.row("clips", ids["running"])["status"] == "queued"
    job = fresh.row("jobs", ids["running"])
    assert (job["state"], job["worker"], job["lease_until"], job["attempts"], job["token"]) == (
        *("queued", None, None),
        *(0, 1),
    )
    for state in ("queued", "done"):
        assert fresh.row("jobs", ids[state]) == library.row("jobs", ids[state])
    assert library.row("jobs", ids["running"])["state"] == "running"


def test_postgres_goes_on_counting_after_the_rows_that_came(make: Make, tmp_path: Path) -> None:
    library, fresh = make(), make("postgres")
    person_id = library.person()
    with library.database.writing() as session:
        for _ in range(3):
            tell(session, person_id, "kind", "subject", {}, now=NOW)
    put_back(backed_up(library, tmp_path / "library.tar"), fresh)
    with fresh.database.writing() as session:
        tell(session, person_id, "kind", "subject", {}, now=NOW)
        session.flush()
        assert session.scalar(sa.select(sa.func.max(Event.id))) == 4


def test_rows_in_the_order_of_their_ids_may_refer_to_later_ones(make: Make, tmp_path: Path) -> None:
    library, fresh = make(), make()
    fill(library)
    first, second = library.rows("folders")["folders"]
    assert first["parent_id"] == second["id"]
    put_back(backed_up(library, tmp_path / "library.tar"), fresh)
    assert fresh.rows("folders") == library.rows("folders")


def test_backing_up_does_not_disturb_a_job(make: Make, tmp_path: Path) -> None:
    library = make()
    clip_id = library.clip(library.person(), job="running", status="in_progress")
    before = library.rows()
    backed_up(library, tmp_path / "library.tar")
    assert library.rows() == before and isinstance(library.row("jobs", clip_id)["token"], int)
    with library.database.reading() as session:
        assert session.get_one(Job, clip_id).state == "running"
