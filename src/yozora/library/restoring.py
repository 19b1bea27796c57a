"""A library from its backup, put back into a database of either kind and any store."""

import hashlib
import os
import sqlite3
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, inspect, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from yozora.core.errors import InvalidRequest, UnreadableFile
from yozora.core.events import Listener, Progress, silent
from yozora.library import archive, rows, versions
from yozora.library.archive import DATABASE, FILES, Archive, Label
from yozora.library.blobs import Blobs, MissingBlob, saying_why
from yozora.library.database import Database, migrate
from yozora.library.integrity import check_whole
from yozora.library.tables import Clip, File, Job, Person

MOST_IN_MEMORY_BYTES = 8 * 2**20


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What was put back; `aside` is where the database went that was there before."""

    label: Label
    files: int
    aside: str | None


def restore(
    path: Path, database: Database, blobs: Blobs, *, scratch: Path, force: bool = False, progress: Listener = silent
) -> Restored:
    """Put a backup into a library without people and clips; with `force` into any, whose database is moved aside.

    The whole file is checked before anything is changed. Then files are added, and after them the database changes at
    once; nothing of what was there is removed. What was running is queued again. `scratch` is a folder for what is
    being read, unless the database is a file: then it is read beside that. Stages: `checking`, `files`, `database`.
    Raises UnreadableFile (the backup), InvalidRequest (there is something in the library, or it is in use),
    UnwritableOutput, DatabaseAway.
    """
    with archive.opened(path) as backup:
        replaces = _check_target(database, force=force)
        backup.check(progress)
        with _folder(database, scratch) as folder:
            source = Database(f"sqlite:///{_extracted(backup, DATABASE, folder)}")
            try:
                _prepare(source, backup)
                _store(backup, blobs, folder, progress)
                with _fitting(path):
                    aside = _replace(database, source, folder, progress) if replaces else None
                    if not replaces:
                        _fill(database, source, progress)
            finally:
                source.close()
    return Restored(label=backup.label, files=len(backup.digests), aside=aside)


def is_empty(database: Database) -> bool:
    """Whether a library has neither people nor clips, or is not there at all. Raises UnreadableFile, DatabaseAway."""
    if not versions.is_there(database):
        return True
    with database.reading() as session:
        return _has_nothing(session)


def check_unused(database: Database) -> None:
    """Raise InvalidRequest while another program has the database open. On SQLite its log is merged into it."""
    if database.is_sqlite:
        others = _users_of_file(database)
    else:
        with database.reading() as session:
            others = _users_of_server(session.connection())
    _refuse_users(database, others)


def _refuse_users(database: Database, others: str) -> None:
    if others:
        raise InvalidRequest(
            f"{database.url.render_as_string()} is in use by {others}. Stop `yozora serve` and all workers first, and "
            "start them again afterwards."
        )


def _check_target(database: Database, *, force: bool) -> bool:
    """Whether there is something to move aside. Raises InvalidRequest where that is not allowed, or not now."""
    try:
        if is_empty(database):
            return False
    except UnreadableFile:  # a damaged library is what backups are for
        if not force:
            raise
    if not force:
        raise _not_empty(database)
    check_unused(database)
    return True


def _has_nothing(session: Session) -> bool:
    return all(session.scalar(select(column).limit(1)) is None for column in (Person.id, Clip.id))


def _not_empty(database: Database) -> InvalidRequest:
    return InvalidRequest(
        f"The library {database.url.render_as_string()} has people or clips already. Restore into another YOZORA_HOME, "
        "or move its database aside by --force."
    )


def _users_of_file(database: Database) -> str:
    """Whoever has it open holds a lock in its log, without which SQLite does not let go of the log."""
    database.close()
    file = versions.file_of(database)
    assert file is not None, "it is a file"
    try:
        with closing(sqlite3.connect(file, timeout=0)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        return "another program" if (error.sqlite_errorcode & 0xFF) == sqlite3.SQLITE_BUSY else ""
    return ""


def _users_of_server(connection: Connection) -> str:
    others = connection.scalar(
        text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    )
    return f"{others} other connections" if others else ""


@contextmanager
def _folder(database: Database, scratch: Path) -> Generator[Path]:
    """A folder that goes at the end; on the same disk as the database where that is a file."""
    file = versions.file_of(database)
    place = scratch if file is None else file.parent
    with saying_why(place, size_bytes=0):
        place.mkdir(parents=True, exist_ok=True)
        folder = TemporaryDirectory(prefix=".yozora-", dir=place)
    with folder as name:
        yield Path(name)


def _extracted(backup: Archive, name: str, folder: Path) -> Path:
    """A member as a file, whose name is none of the archive's."""
    copy = folder / "member"
    with saying_why(folder, size_bytes=backup.members[name].size_bytes), copy.open("xb") as file:
        for chunk in backup.chunks(name):
            file.write(chunk)
    return copy if name != DATABASE else copy.rename(folder / "source.db")


def _prepare(source: Database, backup: Archive) -> None:
    """Bring the backup's own database up to date, and let what was running begin again. Raises UnreadableFile."""
    file = versions.file_of(source)
    assert file is not None, "it has just been extracted"
    try:
        with closing(sqlite3.connect(file)) as connection:
            strange = "SELECT name FROM sqlite_master WHERE type NOT IN ('table', 'index') OR rootpage = 0"
            if (found := connection.execute(strange).fetchone()) is not None:
                raise UnreadableFile(f"{backup.path}: its database has {found[0]!r}, which no backup has.")
            check_whole(connection, f"in {backup.path}")
        source.upgrade()
        with source.writing() as session:
            _check_files(session, backup)
            _begin_again(session)
    except (sqlite3.Error, DatabaseError) as error:
        raise UnreadableFile(
            f"{backup.path}: its database cannot be used: {error}. Take another copy of it."
        ) from error


def _check_files(session: Session, backup: Archive) -> None:
    known = set(session.scalars(select(File.sha256)))
    if wrong := (known - backup.digests - set(backup.label.missing)) | (backup.digests - known):
        raise UnreadableFile(
            f"{backup.path}: its database and its files do not belong together, such as {min(wrong)}. Take another "
            "copy of the backup."
        )


def _begin_again(session: Session) -> None:
    """Whoever worked on it when the copy was made does not work on this copy; that was no attempt."""
    running = select(Job.id).where(Job.state == "running")
    session.execute(update(Clip).where(Clip.id.in_(running)).values(status="queued"))
    session.execute(update(Job).where(Job.state == "running", Job.attempts > 0).values(attempts=Job.attempts - 1))
    session.execute(update(Job).where(Job.state == "running").values(state="queued", worker=None, lease_until=None))


def _store(backup: Archive, blobs: Blobs, folder: Path, progress: Listener) -> None:
    for number, sha256 in enumerate(sorted(backup.digests), 1):
        if not _is_whole(blobs, sha256):
            blobs.remove(sha256)
            _put(backup, sha256, blobs, folder)
        progress(Progress(stage="files", done=number, total=len(backup.digests)))


def _is_whole(blobs: Blobs, sha256: str) -> bool:
    digest = hashlib.sha256()
    try:
        for chunk in blobs.read(sha256):
            digest.update(chunk)
    except (MissingBlob, OSError):
        return False
    return digest.hexdigest() == sha256


def _put(backup: Archive, sha256: str, blobs: Blobs, folder: Path) -> None:
    name = FILES + sha256
    if backup.members[name].size_bytes <= MOST_IN_MEMORY_BYTES:
        blob = blobs.add_bytes(b"".join(backup.chunks(name)))
    else:
        copy = _extracted(backup, name, folder)
        blob = blobs.add(copy)
        copy.unlink()
    if blob.sha256 != sha256:
        raise UnreadableFile(
            f"{backup.path} changed while it was read. Wait until it is written, and restore it again."
        )


@contextmanager
def _fitting(path: Path) -> Generator[None]:
    try:
        yield
    except DatabaseError as error:
        raise UnreadableFile(
            f"{path}: its rows do not go into this database: {error.orig}. The database was not changed."
        ) from error


def _fill(database: Database, source: Database, progress: Listener) -> None:
    """Put all rows into a library that has neither people nor clips, at once: it may be in use."""
    versions.make_private(database)
    database.upgrade()
    with source.reading() as old, database.writing() as new:
        if not database.is_sqlite:
            new.execute(text("LOCK TABLE people, clips IN EXCLUSIVE MODE"))
        if not _has_nothing(new):
            raise _not_empty(database)
        rows.clear(new.connection())
        rows.copy(old.connection(), new.connection(), progress=progress)


def _replace(database: Database, source: Database, folder: Path, progress: Listener) -> str:
    """Move the database aside and put another one in its place; returns where it went."""
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime())
    if database.is_sqlite:
        return _replace_file(database, source, folder, progress, stamp=stamp)
    return _replace_schema(database, source, progress, stamp=stamp)


def _replace_file(database: Database, source: Database, folder: Path, progress: Listener, *, stamp: str) -> str:
    file = versions.file_of(database)
    assert file is not None, "it is a file"
    fresh = Database(f"sqlite:///{folder / 'fresh.db'}")
    _fill(fresh, source, progress)
    check_unused(fresh)  # merges its log
    check_unused(database)
    aside = file.with_name(f"{file.name}.{versions.ASIDE}-{stamp}")
    for ending in ("", "-wal", "-shm"):
        if (part := Path(f"{file}{ending}")).exists():
            part.rename(f"{aside}{ending}")
    os.replace(folder / "fresh.db", file)
    return str(aside)


def _replace_schema(database: Database, source: Database, progress: Listener, *, stamp: str) -> str:
    aside = f"{versions.ASIDE.replace('-', '_')}_{stamp.lower()}"
    with source.reading() as old, database.writing() as new:
        connection = new.connection()
        _refuse_users(database, _users_of_server(connection))
        _move_tables(connection, aside)
        migrate(connection)
        rows.copy(old.connection(), connection, progress=progress)
    return f"schema {aside}"


def _move_tables(connection: Connection, aside: str) -> None:
    ours = {table.name for table in rows.tables()} | {"alembic_version"}
    connection.execute(text(f"CREATE SCHEMA {aside}"))
    for name in sorted(ours & set(inspect(connection).get_table_names())):
        connection.execute(text(f"ALTER TABLE {name} SET SCHEMA {aside}"))
