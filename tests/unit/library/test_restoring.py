"""A backup is put back whole, into a library it does not harm; and what is no backup changes nothing."""

import hashlib
import io
import json
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from chaos import databases
from libraries import Library, fill, library_in

from yozora.core.errors import InvalidRequest, UnreadableFile
from yozora.core.events import Progress
from yozora.library import versions
from yozora.library.backup import back_up
from yozora.library.database import Database
from yozora.library.restoring import restore

KINDS = databases.KINDS
Make = Callable[..., Library]
Members = dict[str, bytes]


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


@pytest.fixture
def full(make: Make) -> Library:
    """A library with something in every table, and with clips."""
    library = make()
    fill(library)
    for name in ("Ann", "Ben"):
        library.clip(library.person(name))
    return library


@pytest.fixture
def tar(full: Library, tmp_path: Path) -> Path:
    """Its backup."""
    return back_up(full.database, full.blobs, tmp_path / "library.tar").path


def put_back(path: Path, library: Library, **values: Any) -> str | None:
    return restore(path, library.database, library.blobs, scratch=library.folder / "scratch", **values).aside


def members(path: Path) -> Members:
    with tarfile.open(path) as tar:
        return {info.name: tar.extractfile(info).read() for info in tar if info.isfile()}  # type: ignore[union-attr]


def packed(path: Path, content: Members, *more: tarfile.TarInfo, manifest: bool = True) -> Path:
    """A tar of these members, with a manifest that fits them, and `more` that have nothing in them."""
    if manifest:
        entries = json.loads(content["manifest.json"])
        entries["members"] = {
            name: {"size_bytes": len(one), "sha256": hashlib.sha256(one).hexdigest()}
            for name, one in content.items()
            if name != "manifest.json"
        }
        content = {**content, "manifest.json": json.dumps(entries).encode()}
    with tarfile.open(path, "w") as tar:
        for name, one in content.items():
            info = tarfile.TarInfo(name)
            info.size = len(one)
            tar.addfile(info, io.BytesIO(one))
        for info in more:
            tar.addfile(info)
    return path


def info(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, link
    return made


def changed(database: bytes, folder: Path, *lines: str) -> bytes:
    """A database file after these lines of SQL."""
    (folder / "changed.db").write_bytes(database)
    with closing(sqlite3.connect(folder / "changed.db", isolation_level=None)) as connection:
        for line in lines:
            connection.execute(line)
    return (folder / "changed.db").read_bytes()


def refused(path: Path, library: Library, match: str, *, error: type[Exception] = UnreadableFile) -> None:
    """It is not put back, and nothing has changed: into an empty library, and by force into one that is not."""
    for force in (False, True):
        if force:
            library.clip(library.person())
        rows, files = library.rows(), library.files()
        library.database.close()
        beside = sorted(one.name for one in library.folder.iterdir())
        with pytest.raises(error, match=match):
            put_back(path, library, force=force)
        library.database.close()
        assert sorted(one.name for one in library.folder.iterdir() if one.name != "scratch") == beside
        assert (library.rows(), library.files()) == (rows, files)


@pytest.mark.parametrize("kind", KINDS)
def test_a_library_with_people_is_left_alone_unless_that_is_said(kind: str, make: Make, tar: Path) -> None:
    library = make(kind)
    library.person()
    before = library.rows()
    with pytest.raises(InvalidRequest, match=r"has people or clips already\. .* or move its database aside by --force"):
        put_back(tar, library)
    assert library.rows() == before and library.files() == {}


@pytest.mark.parametrize("kind", KINDS)
def test_with_force_the_old_database_is_moved_aside_and_its_files_stay(
    kind: str, make: Make, tar: Path, full: Library
) -> None:
    library = make(kind)
    library.clip(library.person("Old"))
    old_rows, old_files = library.rows(), library.files()
    library.database.close()
    aside = put_back(tar, library, force=True)
    assert library.rows() == full.rows() and library.files() == full.files() | old_files
    assert aside is not None
    if kind == "sqlite":
        with closing(Database(f"sqlite:///{aside}")) as moved:
            assert Library(folder=library.folder, database=moved, blobs=library.blobs).rows() == old_rows
        assert Path(library.database.url.database or "").stat().st_mode & 0o777 == 0o600
    else:
        with library.database.reading() as session:
            schema = aside.removeprefix("schema ")
            assert session.scalars(sa.text(f"SELECT name FROM {schema}.people")).all() == ["Old"]
            assert session.scalar(sa.text(f"SELECT version_num FROM {schema}.alembic_version")) == versions.newest()


@pytest.mark.parametrize("kind", KINDS)
def test_a_database_that_somebody_has_open_is_not_moved(kind: str, make: Make, tar: Path) -> None:
    library = make(kind)
    library.person()
    before = library.rows()
    with closing(Database(library.database.url.render_as_string(hide_password=False))) as server:
        with server.reading() as session:
            assert session.scalar(sa.text("SELECT count(*) FROM people")) == 1
        library.database.close()
        with pytest.raises(InvalidRequest, match=r"is in use by .*Stop `yozora serve` and all workers first"):
            put_back(tar, library, force=True)
    assert library.rows() == before and library.files() == {}
    library.database.close()
    assert put_back(tar, library, force=True) is not None


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_library_may_be_in_use(kind: str, make: Make, tar: Path, full: Library) -> None:
    library = make(kind)
    with closing(Database(library.database.url.render_as_string(hide_password=False))) as server:
        with server.writing() as session:  # a worker that waits for work
            session.execute(sa.text("INSERT INTO settings VALUES ('starts', '{}')"))
        put_back(tar, library)
        with server.reading() as session:
            assert session.scalar(sa.text("SELECT count(*) FROM clips")) == len(full.rows("clips")["clips"])
    assert library.rows() == full.rows()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("stage", ["checking", "files", "database"])
def test_stopping_leaves_the_library_as_it_was(
    kind: str, force: bool, stage: str, make: Make, tar: Path, full: Library
) -> None:
    def listen(progress: Progress) -> None:
        if progress.stage == stage and progress.done == progress.total:
            raise KeyboardInterrupt

    library = make(kind)
    if force:
        library.clip(library.person("Old"))
    rows, files = library.rows(), library.files()
    library.database.close()
    with pytest.raises(KeyboardInterrupt):
        put_back(tar, library, force=force, progress=listen)
    assert library.rows() == rows and files.items() <= library.files().items()
    assert not list(library.folder.glob(".yozora-*")) and not list(library.folder.glob("*before-restore*"))
    library.database.close()
    put_back(tar, library, force=force)
    assert library.rows() == full.rows()


def test_a_damaged_library_is_replaced_when_that_is_said(make: Make, tar: Path, full: Library) -> None:
    library = make()
    library.database.close()
    path = Path(library.database.url.database or "")
    path.write_bytes(b"nonsense" * 1000)
    with pytest.raises(UnreadableFile, match=r"is no database, or is damaged: .*`yozora restore --force` puts"):
        put_back(tar, library)
    aside = put_back(tar, library, force=True)
    assert library.rows() == full.rows() and aside is not None
    assert Path(aside).read_bytes() == b"nonsense" * 1000


def test_a_file_of_the_store_that_is_damaged_is_put_right(make: Make, tar: Path, full: Library) -> None:
    library = make()
    sha256 = library.blobs.add_bytes(b"file 1").sha256
    library.blobs.place(sha256).write_bytes(b"FILE 1")
    put_back(tar, library)
    assert library.files() == full.files()


def test_a_large_file_comes_back_too(make: Make, tmp_path: Path) -> None:
    library, fresh = make(), make()
    sha256 = library.file(bytes(9 * 2**20))
    put_back(back_up(library.database, library.blobs, tmp_path / "library.tar").path, fresh)
    assert fresh.blobs.size(sha256) == 9 * 2**20 and not list(fresh.folder.glob(".yozora-*"))


@pytest.mark.parametrize("content", [b"", b"nonsense", bytes(10_240), b"\x1f\x8b" + bytes(100)], ids=len)
def test_a_file_that_is_no_tar_is_no_backup(content: bytes, make: Make, tmp_path: Path) -> None:
    path = tmp_path / "library.tar"
    path.write_bytes(content)
    refused(path, make(), r"library\.tar is no backup, or is damaged or cut short \(.*\)\. Give a file that")


def test_a_backup_that_is_not_there_is_said(make: Make, tmp_path: Path) -> None:
    refused(tmp_path / "none.tar", make(), r"none\.tar cannot be read: No such file or directory\. Give the path")


def test_a_tar_of_something_else_is_no_backup(make: Make, tmp_path: Path) -> None:
    path = packed(tmp_path / "other.tar", {"photos/cat.png": b"cat"}, manifest=False)
    refused(path, make(), r"it holds 'photos/cat\.png', which no backup has")
    path = packed(tmp_path / "other.tar", {"library.db": b"x"}, manifest=False)
    refused(path, make(), r"it has no manifest\.json")


def test_a_backup_that_was_cut_short_anywhere_is_refused(make: Make, tar: Path, tmp_path: Path) -> None:
    whole, library = tar.read_bytes(), make()
    cut = tmp_path / "cut.tar"
    for size_bytes in (*range(0, len(whole) - 1024, len(whole) // 37), len(whole) - 1500):
        cut.write_bytes(whole[:size_bytes])
        with pytest.raises(UnreadableFile):
            put_back(cut, library)
    assert library.files() == {} and not any(library.rows().values())


def test_a_byte_that_was_changed_anywhere_is_noticed(make: Make, tar: Path, tmp_path: Path) -> None:
    whole, library = tar.read_bytes(), make()
    with tarfile.open(tar) as opened:
        places = [info.offset_data + info.size // 2 for info in opened] + [info.offset + 3 for info in opened]
    for place in places:
        (tmp_path / "bad.tar").write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(UnreadableFile):
            put_back(tmp_path / "bad.tar", library)
    assert library.files() == {} and not any(library.rows().values())


@pytest.mark.parametrize(
    "more",
    [
        info("../escaped"),
        info("/tmp/escaped"),
        info("files/../../escaped"),
        info("files/" + "a" * 63 + "/"),
        info("files/" + "A" * 64),
        info("files/" + "a" * 64, tarfile.SYMTYPE, "/etc/passwd"),
        info("files/" + "a" * 64, tarfile.LNKTYPE, "library.db"),
        info("files/" + "a" * 64, tarfile.DIRTYPE),
        info("files/" + "a" * 64, tarfile.CHRTYPE),
        info("files/" + "a" * 64, tarfile.FIFOTYPE),
        info("files/" + "a" * 64, tarfile.GNUTYPE_SPARSE),
        info("library.db"),
        info("files", tarfile.DIRTYPE),
    ],
    ids=lambda one: f"{one.name[:20]} {one.type!r}",
)
def test_whatever_does_not_belong_there_is_refused(
    more: tarfile.TarInfo, make: Make, tar: Path, tmp_path: Path
) -> None:
    refused(packed(tmp_path / "strange.tar", members(tar), more), make(), "it holds .*, which no backup has|damaged")
    assert not (tmp_path / "escaped").exists() and not (tmp_path.parent / "escaped").exists()


def test_members_that_the_manifest_does_not_name_or_that_are_not_there_are_refused(
    make: Make, tar: Path, tmp_path: Path
) -> None:
    content = members(tar)
    extra = hashlib.sha256(b"extra").hexdigest()
    path = packed(tmp_path / "more.tar", {**content, f"files/{extra}": b"extra"}, manifest=False)
    refused(path, make(), f"'files/{extra}' is not as its manifest.json says")
    less = {name: one for name, one in content.items() if name != max(set(content) - {"manifest.json"})}
    refused(packed(tmp_path / "less.tar", less, manifest=False), make(), r"is not as its manifest\.json says")
    wrong = {**content, min(name for name in content if name.startswith("files/")): b"other"}
    refused(packed(tmp_path / "wrong.tar", wrong), make(), r"is not as its manifest\.json says")
    unknown = {**content, f"files/{extra}": b"extra"}
    refused(packed(tmp_path / "unknown.tar", unknown), make(), "its database and its files do not belong together")
    without = {name: one for name, one in content.items() if name != "library.db"}
    refused(packed(tmp_path / "without.tar", without), make(), r"it holds no library\.db")


@pytest.mark.parametrize(
    ("manifest", "match"),
    [
        (b"[]", "its manifest.json names no format"),
        (b"{", "is no backup, or is damaged"),
        (b"[" * 100_000, "is no backup, or is damaged"),
        (b'{"format": "yozora-backup/9"}', r"has the format 'yozora-backup/9'; this version reads 'yozora-backup/1'"),
        (b'{"format": "yozora-backup/1"}', r"manifest\.json is damaged \(KeyError\('members'\)\)"),
        (b'{"format": "yozora-backup/1", "members": [1]}', r"manifest\.json is damaged"),
        (b'{"format": "yozora-backup/1", "members": {"library.db": 5}}', r"manifest\.json is damaged"),
    ],
)
def test_a_manifest_that_is_none_is_refused(manifest: bytes, match: str, make: Make, tar: Path, tmp_path: Path) -> None:
    path = packed(tmp_path / "bad.tar", {**members(tar), "manifest.json": manifest}, manifest=False)
    refused(path, make(), match)


@pytest.mark.parametrize(
    ("line", "match"),
    [
        (
            "CREATE TRIGGER t AFTER INSERT ON clips BEGIN DELETE FROM people; END",
            "its database has 't', which no backup",
        ),
        ("CREATE VIEW v AS SELECT 1", "its database has 'v', which no backup has"),
        ("DELETE FROM files", "is damaged: a row of .* refers to one of files that is gone"),
        ("DROP TABLE clips", "is damaged|cannot be used"),
    ],
)
def test_a_database_with_anything_strange_in_it_is_refused(
    line: str, match: str, make: Make, tar: Path, tmp_path: Path
) -> None:
    content = members(tar)
    content["library.db"] = changed(content["library.db"], tmp_path, line)
    refused(packed(tmp_path / "strange.tar", content), make(), match)


def test_a_backup_of_a_newer_program_is_refused(make: Make, tar: Path, tmp_path: Path) -> None:
    content = members(tar)
    content["library.db"] = changed(content["library.db"], tmp_path, "UPDATE alembic_version SET version_num = '9999'")
    path = packed(tmp_path / "newer.tar", content)
    refused(path, make(), "was made by a newer version of this program", error=InvalidRequest)


def test_rows_that_postgres_cannot_hold_change_nothing(make: Make, full: Library, tmp_path: Path) -> None:
    with full.database.writing() as session:
        session.execute(sa.text("UPDATE clips SET prompt = 'a' || char(0) || 'fox'"))
    path = back_up(full.database, full.blobs, tmp_path / "nul.tar").path
    library = make("postgres")
    library.person("Old")
    before = library.rows()
    library.database.close()
    with pytest.raises(UnreadableFile, match=r"its rows do not go into this database: .*was not changed"):
        put_back(path, library, force=True)
    assert library.rows() == before
