"""Styles by name: those that come with the program, and people's own files."""

from pathlib import Path

from yozora.cli.home import home, read_small
from yozora.core.errors import InvalidRequest
from yozora.core.presets import StylePreset
from yozora.director import PRESETS

ENDINGS = (".yaml", ".yml", ".json")


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
    return StylePreset.from_json(read_small(path, what="style"))


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("_", " ").replace("-", " ").split())
