"""A person's own things: a folder with one small YAML file for each."""

import os
from pathlib import Path
from typing import Any

import yaml

from yozora.core.errors import UnreadableFile, UnwritableOutput

LARGEST_FILE_BYTES = 2**16


def home() -> Path:
    """The folder of a person's own things: YOZORA_HOME, or .yozora in the home folder."""
    return Path(os.environ.get("YOZORA_HOME") or Path.home() / ".yozora")


def private(folder: Path) -> Path:
    """The folder, for its owner's eyes where there was none. Raises UnwritableOutput."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableOutput(
            f"{folder} cannot be made: {error.strerror}. Set YOZORA_HOME to a folder of yours."
        ) from error
    return folder


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
