"""The pages of operations say what is true: every command on them runs, and every mistake is answered as they say."""

import inspect
import re
import shlex
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import yozora
from yozora.cli.app import app
from yozora.core import operations

ROOT = Path(__file__).parents[2]
INDEX = ROOT / "docs/howto/operations.md"
GALLERY = ROOT / "docs/gallery.md"
PAGES = sorted((ROOT / "docs/howto/operations").glob("*.md"))
PICTURES = ROOT / "docs/pictures/operations"
MOST_PICTURE_BYTES = 150_000

HELPERS = {"at_last", "screen_of"}
"""Functions of `operations` that build no timeline."""

BEGINNINGS = {"create", "still", "animate", "storyboard"}
"""Commands that choose a screen; the others take that of the clip they are given."""

WORDS_ALONE = {"create", "still"}
"""Commands that the sketch answers unless storybook is asked for."""

READ_ONLY = {"inspect", "rerun", "styles"}

TINY, FEW = ("--size", "128x128", "--fps", "4"), ("--steps", "1")


@pytest.fixture
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The working folder of somebody who has just installed the package."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("YOZORA_HOME", str(tmp_path / "home"))
    before = signal.getsignal(signal.SIGTERM)
    yield tmp_path
    signal.signal(signal.SIGTERM, before)


def _blocks(page: Path) -> list[tuple[str, str]]:
    return re.findall(r"^```(\w+)\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def _run(words: list[str]) -> Result:
    return CliRunner().invoke(app, words, prog_name="yozora")


def _quick(words: list[str]) -> list[str]:
    """The command at a small size and with one step, where it has these options; the last of two options counts."""
    verb = words[0]
    if verb in READ_ONLY:
        return words
    painted = "storybook" in words or (verb not in WORDS_ALONE and "sketch" not in words)
    return [*words, *(TINY if verb in BEGINNINGS else ()), *(FEW if painted else ())]


def _check_made(out: str, verb: str, first: str) -> None:
    """The file is there and says how it was made; what is made again is made as before."""
    operation = yozora.inspect(first).operation if verb == "rerun" else verb
    assert yozora.inspect(out).operation == operation


def _type(line: str) -> None:
    """A command as a person types it."""
    words = shlex.split(line.removeprefix("$ yozora "))
    done = _run(_quick(words))
    assert done.exit_code == 0, f"{line}\n{done.output}\n{done.exception!r}"
    if "--out" in words:
        _check_made(words[words.index("--out") + 1], words[0], words[1])


def _answered(text: str) -> None:
    """A command, and below it all that it answers."""
    line, *sentences = text.splitlines()
    done = _run(shlex.split(line.removeprefix("$ yozora ")))
    assert done.exit_code == 2, f"{line}\n{done.output}"
    assert done.output.splitlines() == sentences


def _execute(code: str, name: str) -> None:
    """A program, with one step where it paints."""
    exec(compile(code.replace("options={", 'options={"steps": 1, '), name, "exec"), {})
    for verb, first, out in re.findall(r'made = yozora\.(\w+)\(\s*"?([^",]*).*?out="([^"]+)"', code, re.DOTALL):
        _check_made(out, verb, first)


@pytest.mark.parametrize("page", [INDEX, GALLERY, *PAGES], ids=lambda page: page.stem)
def test_a_page_can_be_followed_from_beginning_to_end_in_an_empty_folder(page: Path, empty_folder: Path) -> None:
    for language, text in _blocks(page):
        first = text.splitlines()[0]
        match language:
            case "yaml":
                (empty_folder / first.removeprefix("# ")).write_text(text, "utf-8")
            case "console":
                for line in text.splitlines():
                    _type(line)
            case "python":
                _execute(text, page.name)
            case _ if first.startswith("$ "):
                _answered(text)
            case _:
                assert language == "text", "a sketch of a timeline, or what a command prints"


def test_every_operation_has_a_page_and_a_line_in_the_index() -> None:
    functions = {
        name
        for name, function in inspect.getmembers(operations, inspect.isfunction)
        if function.__module__ == operations.__name__ and not name.startswith("_")
    }
    wanted = {*(functions - HELPERS), "still", "storyboard", "rerun"}
    assert {page.stem for page in PAGES} == wanted
    assert set(re.findall(r"\(operations/(\w+)\.md\)", INDEX.read_text("utf-8"))) == wanted


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_page_has_commands_and_code_and_a_picture_that_is_quick_to_load(page: Path) -> None:
    assert {"console", "python", "text"} <= {language for language, _ in _blocks(page)}
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", page.read_text("utf-8"))
    assert [(page.parent / picture).resolve() for picture in pictures] == [PICTURES / f"{page.stem}.webp"]
    assert (PICTURES / f"{page.stem}.webp").stat().st_size <= MOST_PICTURE_BYTES
