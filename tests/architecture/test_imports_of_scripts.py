"""What benchmarks, recipes and scripts take from the package is there: some of them run once a year, and types are not
checked in them."""

import ast
import importlib
import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted(path for folder in ("benchmarks", "recipes", "scripts") for path in (ROOT / folder).glob("*.py"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_name_that_is_imported_is_there(path: Path) -> None:
    taken = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)]
    for node in taken:
        if node.module is None or node.module.split(".")[0] != "yozora":
            continue
        module = importlib.import_module(node.module)
        for name in (alias.name for alias in node.names):
            there = hasattr(module, name) or importlib.util.find_spec(f"{node.module}.{name}") is not None
            assert there, f"{path.name} imports {name} from {node.module}, which has none"
