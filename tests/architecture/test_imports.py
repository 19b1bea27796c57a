"""Who imports whom, and what stays unloaded until it is needed."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("numpy", "torch", "openvino", "skia", "av", "PIL", "yaml")
LISTED = f"print([name for name in {HEAVY} if name in sys.modules])"


def run(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.splitlines()[-1]


def test_imports_point_down_only(root: Path) -> None:
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("module", ["yozora", "yozora.cli", "yozora.cli.app"])
def test_importing_the_package_or_the_command_line_loads_nothing_heavy(module: str) -> None:
    assert run(f"import sys, {module}; {LISTED}") == "[]"


@pytest.mark.parametrize("words", [["--help"], ["create", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    program = f"""
import sys
sys.argv = ["yozora", *{words}]
from yozora.cli import main
try:
    main()
except SystemExit as ended:
    assert not ended.code
{LISTED}
"""
    assert run(program) == "[]"
