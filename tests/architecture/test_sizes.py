"""Small pieces: modules under 600 lines, functions under 80, and no drawers for odds and ends."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_MODULE_LINES = 600
MOST_FUNCTION_LINES = 80
MODULES = sorted(
    path for folder in ("src", "scripts", "benchmarks", "examples") for path in (ROOT / folder).rglob("*.py")
)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES + TESTS, ids=name)
def test_no_module_is_longer_than_600_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MOST_MODULE_LINES


WRITTEN = [path for path in MODULES if path.parent.name != "versions"]  # alembic writes migrations, one function each


@pytest.mark.parametrize("path", WRITTEN, ids=name)
def test_no_function_is_longer_than_80_lines(path: Path) -> None:
    functions = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, FUNCTIONS)]
    long = {node.name: lines for node in functions if (lines := _lines(node)) > MOST_FUNCTION_LINES}
    assert not long


def test_nothing_is_put_into_a_drawer_for_odds_and_ends() -> None:
    drawers = {"utils", "util", "common", "helpers", "misc"}
    assert not [name(path) for path in MODULES + TESTS if drawers & {path.stem, path.parent.name}]


def test_tests_use_fakes_and_no_mocks() -> None:
    banned = ".".join(("unittest", "mock"))
    assert not [name(path) for path in TESTS if banned in path.read_text("utf-8")]


def _lines(node: ast.AST) -> int:
    assert isinstance(node, FUNCTIONS) and node.end_lineno is not None
    return node.end_lineno - node.lineno + 1
