"""Styles by name: those that come with the program, and people's own files."""

import os
from pathlib import Path
from typing import Any

import yaml

from yozora.core.errors import InvalidRequest, UnreadableFile
from yozora.core.presets import StylePreset
from yozora.director import PRESETS

LARGEST_STYLE_BYTES = 2**16
ENDINGS = (".yaml", ".yml", ".json")


def home() -> Path:
    """The folder of a person's own things: YOZORA_HOME, or .yozora in the home folder."""
    return Path(os.environ.get("YOZORA_HOME") or Path.home() / ".yozora")


def own_folder() -> Path:
    """Where people's own styles lie."""
    return home() / "styles"


def own() -> dict[str, StylePreset]:
    """Styles in files of the folder `styles` of `home`. Raises UnreadableFile and InvalidRequest."""
    folder = own_folder()
    files = sorted(file for file in folder.glob("*") if file.suffix in ENDINGS) if folder.is_dir() else []
    return {preset.name: preset for preset in map(read, files)}


def named(name: str) -> StylePreset:
    """A style by its name or by the path of its file. Raises InvalidRequest and UnreadableFile."""
    if name.endswith(ENDINGS):
        return read(Path(name))
    choices = {_plain(known): preset for known, preset in {**PRESETS, **own()}.items()}
    if _plain(name) not in choices:
        listed = ", ".join(preset.name for preset in choices.values())
        raise InvalidRequest(f"style={name!r} is not known. Use one of {listed}, or a file with entries of a style.")
    return choices[_plain(name)]


def read(path: Path) -> StylePreset:
    """A style file: name, theme, colour, camera, film_stock, lighting, content, mood. Raises UnreadableFile."""
    try:
        raw = path.read_bytes()[: LARGEST_STYLE_BYTES + 1]
        entries: Any = yaml.safe_load(raw) if len(raw) <= LARGEST_STYLE_BYTES else None
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        raise UnreadableFile(f"{path} cannot be read as a style: {error}. Give a short YAML file.") from error
    if entries is None:
        raise UnreadableFile(f"{path} is empty or has more than {LARGEST_STYLE_BYTES} bytes; a style is a short file.")
    return StylePreset.from_json(entries)


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("_", " ").replace("-", " ").split())
