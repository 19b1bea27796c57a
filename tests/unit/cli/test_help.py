"""What `--help` prints, word by word. After a wanted change: yozora VERB --help > tests/unit/cli/help/VERB.txt"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

VERBS = (
    *("create", "still", "animate", "storyboard", "extend", "connect", "loop", "blend", "remix"),
    *(
        "restyle",
        "recut",
        "upscale",
        "describe",
        "styles",
        "plan",
        "understand",
        "inspect",
        "rerun",
        "characters",
        "worlds",
        "init",
        "verify",
        "policy",
        "serve",
        "worker",
        "keys",
        "studio",
        "config",
        "backup",
        "restore",
        "doctor",
        "import",
    ),
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


def test_help_loads_nothing_that_takes_long() -> None:
    heavy = ("numpy", "av", "PIL", "skia", "openvino", "torch", "yozora.worlds")
    asked = f"""
import sys
from yozora.cli import main
sys.argv = ["yozora", "create", "--help"]
try:
    main()
except SystemExit:
    print([name for name in {heavy!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
