"""What no file may say: names of places outside the repository."""

import subprocess
from pathlib import Path

OUTSIDE = tuple("".join(parts) for parts in (("/wo", "rk/"), ("../sha", "red")))


def test_no_file_names_a_place_outside_the_repository(root: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True).stdout
    files = [root / name for name in listed.decode().split("\0") if name]
    assert files
    found = {str(path) for path in files if path.is_file() and any(p.encode() in path.read_bytes() for p in OUTSIDE)}
    assert not found
