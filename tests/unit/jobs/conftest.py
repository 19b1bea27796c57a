"""A queue on both databases, with a clock that moves when it is told to."""

from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import pytest
from chaos import databases
from chaos.desk import Desk

from yozora.library.database import Database


@pytest.fixture(params=databases.KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with its tables and nothing in them."""
    return databases.fresh_url(request.param, tmp_path)


@pytest.fixture
def database(url: str) -> Generator[Database]:
    """The same, open."""
    with closing(Database(url)) as opened:
        yield opened


@pytest.fixture
def desk(database: Database) -> Desk:
    """A desk with nobody at it yet."""
    return Desk(database=database)
