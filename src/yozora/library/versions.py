"""Which tables a database has: the version it is of, and the one this program knows."""

from glob import escape
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from yozora.core.errors import UnreadableFile
from yozora.library.database import Database

ASIDE = "before-restore"
MIGRATIONS = Path(__file__).parent / "migrations"


def newest() -> str:
    """The version that this program works with."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    assert head is not None, "there is a first migration"
    return head


def version_of(connection: Connection) -> str | None:
    """The version of a database; None where it has no tables of ours."""
    return MigrationContext.configure(connection).get_current_revision()


def is_there(database: Database) -> bool:
    """Whether there is a library in a database; an SQLite file that is missing is not created.

    Raises UnreadableFile where the file is no database, and DatabaseAway.
    """
    if (file := file_of(database)) is not None and not file.exists():
        return False
    try:
        with database.reading() as session:
            return version_of(session.connection()) is not None
    except DatabaseError as error:
        raise UnreadableFile(
            f"{database.url.render_as_string()} is no database, or is damaged: {error.orig}. `yozora doctor` says "
            "more; `yozora restore --force` puts a backup in its place."
        ) from error


def file_of(database: Database) -> Path | None:
    """The file of a database; None where it is a server."""
    return Path(database.url.database) if database.is_sqlite and database.url.database else None


def make_private(database: Database) -> None:
    """A database that is not there yet is going to be readable by its owner only, where it is a file."""
    if (file := file_of(database)) is not None:
        file.touch(mode=0o600)


def set_aside(file: Path) -> list[Path]:
    """Databases that `restore` moved out of the way of this one."""
    found = file.parent.glob(f"{escape(file.name)}.{ASIDE}-*")
    return sorted(one for one in found if not one.name.endswith(("-wal", "-shm")))


def is_known(version: str) -> bool:
    """Whether this program can bring a database of this version up to date."""
    return version in {one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
