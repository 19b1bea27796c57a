"""What `--help` prints, word by word. After a wanted change: yozora VERB --help > tests/unit/cli/help/VERB.txt"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

VERBS = (
    *("create", "still", "animate", "storyboard", "extend", "connect", "loop", "blend", "remix"),
    *("restyle", "recut", "upscale", "describe", "styles", "plan", "understand", "inspect", "rerun", "worlds"),
)
HELP = Path(__file__).parent / "help"


@pytest.mark.parametrize("verb", VERBS)
def test_the_help_of_every_verb_is_as_written(
    verb: str, yozora: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    done = yozora(verb, "--help")
    assert done.returncode == 0
    assert done.stdout == (HELP / f"{verb}.txt").read_text("utf-8")


def test_the_help_names_every_verb(yozora: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    shown = yozora("--help").stdout
    assert "Write a scene, watch it move, keep directing it." in shown
    for verb in VERBS:
        assert f"\n  {verb} " in shown


def test_without_words_the_help_is_shown(yozora: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    assert "Usage: yozora" in "".join((yozora().stdout, yozora().stderr))


def test_the_version_is_the_version_of_the_package(yozora: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    from yozora import __version__

    assert yozora("--version").stdout == f"yozora {__version__}\n"


def test_the_engine_for_tests_is_not_in_the_menu(yozora: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    assert "fake" not in yozora("create", "--help").stdout


def test_help_comes_quickly() -> None:
    command = [sys.executable, "-m", "yozora", "--help"]
    taken_s = []
    for _ in range(3):
        began_s = time.perf_counter()
        subprocess.run(command, env={**os.environ}, stdout=subprocess.DEVNULL, check=True)
        taken_s.append(time.perf_counter() - began_s)
    assert min(taken_s) < 0.3
