"""What both languages must make of timelines is what Python makes of them."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
PROGRAM = ROOT / "scripts" / "write_timeline_fixtures.py"


def test_what_the_studio_is_held_to_is_what_python_says() -> None:
    found = subprocess.run([sys.executable, PROGRAM, "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
