"""Fixtures for every test: the command line as a real process, and small timelines."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import settings
from signing import chain
from typechecker import checked

from yozora.core import operations
from yozora.core.geometry import FrameSize, Screen
from yozora.core.recipe import Recipe
from yozora.provenance.keeping import CURRENT

ROOT = Path(__file__).parents[1]
assert checked, "shapes and types are checked: the import above must stay before the package's"

# The same examples on every run, and no stop-watch: a busy machine is not a defect.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session", autouse=True)
def person(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a person's own things, with the chain of the tests in it; never that of whoever runs the tests."""
    home = tmp_path_factory.mktemp("person")
    chain().write(home / "credentials" / CURRENT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YOZORA_HOME", str(home))
        yield home


@pytest.fixture
def yozora(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `yozora` with these arguments in an empty folder, as a person would."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "yozora", *arguments],
            cwd=tmp_path,
            env={**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
        )

    return run


@pytest.fixture
def recipe() -> Callable[..., Recipe]:
    """A recipe of a short, small clip; lengths and sizes as asked."""

    def make(*, prompt: str = "a fox 狐", seconds: float = 1, fps: str = "24", size: str = "128x72") -> Recipe:
        screen = Screen(size=FrameSize.parse(size), fps=Fraction(fps))
        timeline = replace(operations.create(prompt, seconds=seconds, screen=screen), seed=7)
        return Recipe(prompt=prompt, timeline=timeline, understanding={"language": "en", "heard": []})

    return make
