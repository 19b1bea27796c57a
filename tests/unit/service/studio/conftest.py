from collections.abc import Generator
from pathlib import Path

import httpx
import pytest
from houses import Server, house_in, serving

from yozora.service.accounts.people import Role


@pytest.fixture
def server(tmp_path: Path) -> Generator[Server]:
    with serving(house_in(tmp_path)) as server:
        yield server


@pytest.fixture
def member(server: Server) -> Generator[httpx.Client]:
    with server.client(server.key_of("Mia", Role.MEMBER)) as client:
        yield client


@pytest.fixture
def administrator(server: Server) -> Generator[httpx.Client]:
    with server.client(server.key_of("Ada", Role.ADMINISTRATOR)) as client:
        yield client


@pytest.fixture
def other(server: Server) -> Generator[httpx.Client]:
    """Somebody else, whose things are nobody's business."""
    with server.client(server.key_of("Oto", Role.MEMBER)) as client:
        yield client
