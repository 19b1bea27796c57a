"""A whole copy of a library in one file, made while the library is in use."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from yozora import __version__
from yozora.core.errors import InvalidRequest, UnwritableOutput
from yozora.core.events import Listener, Progress, silent
from yozora.library import rows, versions
from yozora.library.archive import DATABASE, FILES, ArchiveWriter, Label
from yozora.library.blobs import Blobs, MissingBlob, chunks_of, saying_why
from yozora.library.database import Database
from yozora.library.integrity import check_whole
from yozora.media.outputs import Target, landing

COPY = ".library.db"
PAGES_AT_ONCE = 1000
SPARE_BYTES = 16 * 2**20


@dataclass(frozen=True, kw_only=True)
class BackedUp:
    """A backup that was written, and what is in it; `missing` are files that were not in the store, or damaged."""

    path: Path
    size_bytes: int
    label: Label
    files: int

    @property
    def missing(self) -> tuple[str, ...]:
        """The SHA-256 of each file that is not in it."""
        return self.label.missing


def back_up(
    database: Database, blobs: Blobs, out: Path, *, overwrite: bool = False, progress: Listener = silent
) -> BackedUp:
    """Write the database as it is now, and every file that it knows, into `out`; stages are `database` and `files`.

    The file appears when it is whole, readable by its owner only; a listener that raises leaves nothing behind.
    Raises InvalidRequest, UnreadableFile when the database is damaged, UnwritableOutput, DatabaseAway.
    """
    if out.is_dir():
        raise UnwritableOutput(f"{out} is a folder; the name of a file is expected. Try {out / 'library.tar'}.")
    if out.exists() and not overwrite:
        raise UnwritableOutput(f"{out} exists already. Choose another name, or allow it to be replaced by --force.")
    if not versions.is_there(database):
        raise InvalidRequest(
            f"There is no library at {database.url.render_as_string()}, so there is nothing to back up. Check "
            "YOZORA_HOME and YOZORA_DATABASE."
        )
    with landing(Target(folder=out.parent, names=(out.name,), ending=out.suffix)) as folder:
        copy = snapshot(database, folder / COPY, progress=progress)
        return _written(folder / out.name, copy, blobs, progress, out=out)


def snapshot(database: Database, copy: Path, *, progress: Listener = silent) -> Path:
    """A copy of the database in one SQLite file, of one moment. Raises UnreadableFile when it is damaged."""
    if database.is_sqlite:
        _copy_pages(database, copy, progress)
    else:
        export(database, copy, progress=progress)
    with _asking(copy) as connection:
        check_whole(connection, database.url.render_as_string())
        connection.execute("PRAGMA journal_mode=DELETE")  # else the copy would need a second file beside it
    return copy


def export(database: Database, copy: Path, *, progress: Listener = silent) -> None:
    """Copy a database of any kind row by row into a new SQLite file. Raises InvalidRequest unless it is up to date."""
    here = Database(f"sqlite:///{copy}")
    try:
        with rows.at_one_moment(database) as source:
            if (found := versions.version_of(source)) != versions.newest():
                raise InvalidRequest(
                    f"The database is of version {found}, and this program works with {versions.newest()}. Start the "
                    "server once to bring it up to date, or back it up with pg_dump."
                )
            here.upgrade()
            with here.writing() as session:
                rows.copy(source, session.connection(), progress=progress)
    finally:
        here.close()


def _copy_pages(database: Database, copy: Path, progress: Listener) -> None:
    """Within one transaction, so that what is written meanwhile does not make it begin again and again."""

    def told(_: int, remaining: int, total: int) -> None:
        progress(Progress(stage="database", done=total - remaining, total=total))

    pooled = database.engine.raw_connection()
    try:
        source = cast(sqlite3.Connection, pooled.driver_connection)
        with closing(sqlite3.connect(copy)) as target:
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(target, pages=PAGES_AT_ONCE, progress=told)
    except sqlite3.Error as error:
        raise UnwritableOutput(
            f"The database could not be copied into {copy.parent.parent}: {error}. Is the disk full? `yozora doctor` "
            "says whether the database is whole."
        ) from error
    finally:
        pooled.close()


def _written(fresh: Path, copy: Path, blobs: Blobs, progress: Listener, *, out: Path) -> BackedUp:
    known, counts, version = _known(copy)
    needed_bytes = copy.stat().st_size + sum(known.values())
    _check_room(out, size_bytes=needed_bytes)
    with saying_why(out.parent, size_bytes=needed_bytes), fresh.open("xb") as file:
        fresh.chmod(0o600)
        archive = ArchiveWriter(file)
        archive.add(DATABASE, chunks_of(copy), size_bytes=copy.stat().st_size)
        missing: list[str] = []
        for number, sha256 in enumerate(known, 1):
            if not _added(archive, blobs, sha256):
                missing.append(sha256)
            progress(Progress(stage="files", done=number, total=len(known)))
        made_at = datetime.now(UTC).isoformat(timespec="seconds")
        label = Label(program=__version__, made_at=made_at, database=version, counts=counts, missing=tuple(missing))
        archive.close(label)
        file.flush()
        os.fsync(file.fileno())
        return BackedUp(path=out, size_bytes=file.tell(), label=label, files=len(known) - len(missing))


def _known(copy: Path) -> tuple[dict[str, int], dict[str, int], str]:
    """The files that a snapshot knows and their sizes in bytes, its tables and how many rows they have, its version."""
    with _asking(copy) as connection:
        files = dict[str, int](connection.execute("SELECT sha256, size_bytes FROM files ORDER BY sha256"))
        names = [str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        counts = {name: _count(connection, name) for name in sorted(names) if name != "alembic_version"}
        (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return files, counts, str(version)


def _added(archive: ArchiveWriter, blobs: Blobs, sha256: str) -> bool:
    """Whether a file of the store went into the archive: it may be missing, damaged, or removed just now."""
    begin = archive.tell()
    try:
        size_bytes = blobs.size(sha256)
        return archive.add(FILES + sha256, _read(blobs, sha256), size_bytes=size_bytes, sha256=sha256)
    except MissingBlob:
        archive.cut(begin)
        return False


def _read(blobs: Blobs, sha256: str) -> Iterator[bytes]:
    """An error of the disk that is read must not look like one of the disk that is written to."""
    try:
        yield from blobs.read(sha256)
    except OSError as error:
        raise MissingBlob(f"Blob {sha256} cannot be read: {error.strerror}.") from error


def _check_room(out: Path, *, size_bytes: int) -> None:
    free_bytes = shutil.disk_usage(out.absolute().parent).free
    if free_bytes < size_bytes + SPARE_BYTES:
        raise UnwritableOutput(
            f"{out} needs {size_bytes / 1e6:.0f} MB, but only {free_bytes / 1e6:.0f} MB are free there. Make room, or "
            "choose another disk."
        )


def _asking(copy: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(copy, isolation_level=None))


def _count(connection: sqlite3.Connection, name: str) -> int:
    (found,) = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()
    return int(found)
