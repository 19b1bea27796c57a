"""A person's own things: a folder with one small YAML file for each."""

import os
from pathlib import Path
from typing import Any

import yaml

from yozora.core.errors import UnreadableFile

LARGEST_FILE_BYTES = 2**16


def home() -> Path:
    """The folder of a person's own things: YOZORA_HOME, or .yozora in the home folder."""
    return Path(os.environ.get("YOZORA_HOME") or Path.home() / ".yozora")


def read_small(path: Path, *, what: str) -> Any:
    """What a file of some lines says, which should be a `what`, such as a style. Raises UnreadableFile."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE_BYTES + 1)
        entries: Any = yaml.safe_load(raw) if len(raw) <= LARGEST_FILE_BYTES else None
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        raise UnreadableFile(f"{path} cannot be read as a {what}: {error}. Give a short YAML file.") from error
    if entries is None:
        raise UnreadableFile(f"{path} is empty or has more than {LARGEST_FILE_BYTES} bytes; a {what} is a short file.")
    return entries
