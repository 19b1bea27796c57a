"""A disk that fills up while a clip is written ends the work with a plain sentence and no half-written file."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
from yozora.cli import main
main()
"""


@pytest.mark.parametrize("ending", ["mp4", "gif", "webp", "png"])
def test_a_full_disk_leaves_nothing_behind(ending: str, tmp_path: Path) -> None:
    words = ["create", "a fox", "--engine", "fake", "--size", "640x360", "--seconds", "4", "--out", f"clip.{ending}"]
    done = subprocess.run([sys.executable, "-c", PROGRAM, *words], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert "could not be written: File too large. Is the disk full?" in done.stderr
    assert not list(tmp_path.iterdir())
