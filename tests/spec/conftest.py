"""One real server for all tests that talk to one, with colour bars for clips."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conformance.harness import Control, Served, controlling, serving
from PIL import Image


@dataclass(frozen=True, kw_only=True)
class Place:
    """A server that runs, what upsets it, where that is, and a folder with `picture.png`."""

    served: Served
    control: Control
    control_url: str
    folder: Path


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The server; it must end within seconds when it is told to."""
    folder = tmp_path_factory.mktemp("served")
    Image.new("RGB", (100, 60), "#c63").save(folder / "picture.png")
    with serving(folder / "home", engine="fake") as served:
        with controlling(served) as (control, url):
            yield Place(served=served, control=control, control_url=url, folder=folder)
        served.stop()
