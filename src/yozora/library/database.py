"""The database: SQLite in a file, or Postgres by its URL; its tables are brought up to date when it is opened."""

import sqlite3
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, func, inspect, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from yozora.core.errors import InvalidRequest, UnwritableOutput, YozoraError
from yozora.library.tables import Table

BUSY_MS = 30_000
CONNECTIONS = 20
STALLED_S = 60
"""A program that stops or is cut off in the middle of a transaction on Postgres holds its locks no longer than this."""

MIGRATING = 0x596F7A70  # any number that nothing else locks: one program at a time changes tables on Postgres
NETWORK = {
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""How soon psycopg notices that the other side is gone, which takes hours otherwise; the URL may say something else."""


class DatabaseAway(YozoraError):
    """The database does not answer. What was asked for can be asked again."""


class Database:
    """Sessions on one database. Reading and writing are one transaction each, and nothing is kept between them."""

    def __init__(self, url: str) -> None:
        try:
            self.url = make_url(url)
        except ArgumentError as error:
            raise InvalidRequest(
                f"database={url!r} is no URL. Use sqlite:///FILE or postgresql://HOST/NAME."
            ) from error
        kind = self.url.get_backend_name()
        if kind not in ("sqlite", "postgresql"):
            raise InvalidRequest(f"database={kind} is not known. Use sqlite:///FILE or postgresql://HOST/NAME.")
        if kind == "sqlite" and self.url.database in (None, "", ":memory:"):
            raise InvalidRequest(f"database={url!r} names no file, and other programs share it. Use sqlite:///FILE.")
        self.url = self.url.set(drivername="sqlite" if kind == "sqlite" else "postgresql+psycopg")
        self.engine = _sqlite(self.url) if kind == "sqlite" else _postgres(self.url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file with one writer at a time."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Generator[Session]:
        """A session that changes nothing. On SQLite all that it reads is of one moment. Raises DatabaseAway."""
        with _answers(), self._sessions() as session:
            if self.is_sqlite:
                session.connection().exec_driver_sql("BEGIN")
            yield session

    @contextmanager
    def writing(self) -> Generator[Session]:
        """A session that is committed at its end, or rolled back by an error. Raises DatabaseAway.

        On SQLite it takes the writer's lock at its beginning, so that what it reads first still holds when it writes.
        Where the commit itself gets no answer, it may have happened all the same.
        """
        with _answers(), self._sessions.begin() as session:
            if self.is_sqlite:
                session.connection().exec_driver_sql("BEGIN IMMEDIATE")
            yield session

    def now(self, session: Session) -> float:
        """Seconds since 1970: this machine's for a file, and those of the server that all machines share."""
        if self.is_sqlite:
            return time.time()
        return float(session.scalar(select(func.extract("epoch", func.clock_timestamp()))) or 0.0)

    def upgrade(self) -> None:
        """Bring the tables up to date; a database that is new gets them. Programs that start together do it one after
        the other. Raises DatabaseAway, and InvalidRequest where a newer program made the tables."""
        with _answers(), self.engine.begin() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATING})
            migrate(connection)

    def close(self) -> None:
        """Let go of all connections: also those in use, and later ones, as soon as they are given back."""
        event.listen(self.engine, "checkin", _close)
        self.engine.dispose()


def add_unless_there(session: Session, *rows: Table) -> None:
    """Add rows, but leave what has the same key as it is: also what another program adds at this moment."""
    for row in rows:
        columns = inspect(type(row)).column_attrs
        values = {column.key: getattr(row, column.key) for column in columns}
        insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        session.execute(insert(type(row)).values(values).on_conflict_do_nothing())


def migrate(connection: Connection) -> None:
    """Give a database its tables, within a transaction of the caller's. Raises InvalidRequest where a newer program
    made them."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise InvalidRequest(
            f"The library was made by a newer version of this program: {error}. Install that version, or use another "
            "library."
        ) from error


def _sqlite(url: URL) -> Engine:
    folder = Path(url.database or "").parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableOutput(
            f"{folder}, where the library is to be, cannot be made: {error.strerror}. Choose another folder."
        ) from error
    engine = create_engine(url, pool_size=CONNECTIONS, max_overflow=CONNECTIONS)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _postgres(url: URL) -> Engine:
    network = {name: value for name, value in NETWORK.items() if name not in url.query}
    try:
        engine = create_engine(
            url, pool_size=CONNECTIONS, max_overflow=CONNECTIONS, pool_pre_ping=True, connect_args=network
        )
    except ModuleNotFoundError as error:
        raise InvalidRequest(
            "Postgres needs psycopg, which is not installed: pip install 'yozora[cluster]'."
        ) from error
    event.listen(engine, "connect", _prepare_postgres)
    return engine


def _prepare_sqlite(connection: Any, _: Any) -> None:
    """A log beside the file, so that readers and the writer do not wait for each other, and safe on power loss."""
    connection.isolation_level = None  # transactions begin where this module says so
    for line in (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {line}")


def _prepare_postgres(connection: Any, _: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET idle_in_transaction_session_timeout = '{STALLED_S}s'")
    connection.commit()


def _close(connection: Any, record: Any) -> None:
    if connection is not None:
        record.invalidate()


@contextmanager
def _answers() -> Generator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseAway(
            f"All {2 * CONNECTIONS} connections to the database have been in use for a while. Try again."
        ) from error
    except DBAPIError as error:
        if not _is_away(error):
            raise
        reason = str(error.orig).partition("\n")[0].rstrip(".")
        raise DatabaseAway(f"The database does not answer: {reason}. Is it running, and its disk not full?") from error


def _is_away(error: DBAPIError) -> bool:
    """Whether it may be better the next time. SQLite calls mistakes in a statement operational, too."""
    mistaken = getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
    return error.connection_invalidated or (isinstance(error, OperationalError) and not mistaken)
