"""A queue on both databases, with a clock that moves when it is told to."""

import pytest
from chaos import databases
from chaos.desk import Desk

from yozora.library.database import Database


@pytest.fixture(params=databases.KINDS)
def database(request: pytest.FixtureRequest) -> Database:
    """A database with its tables and nothing in them."""
    return databases.fresh(request.param)


@pytest.fixture
def desk(database: Database) -> Desk:
    """A desk with nobody at it yet."""
    return Desk(database=database)
