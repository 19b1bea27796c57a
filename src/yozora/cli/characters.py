"""A person's own characters, each a small file in the folder `characters` of `home`."""

from dataclasses import asdict
from pathlib import Path

import yaml

from yozora.cli.home import home, read_small
from yozora.core.characters import Character
from yozora.core.errors import InvalidRequest, UnwritableOutput


def folder() -> Path:
    """Where characters are kept."""
    return home() / "characters"


def known() -> tuple[Character, ...]:
    """All characters, by name. Raises UnreadableFile and InvalidRequest."""
    return tuple(map(read, _files()))


def _files() -> list[Path]:
    return sorted(folder().glob("*.yaml")) if folder().is_dir() else []


def read(path: Path) -> Character:
    """A character's file: name, words, sha256. Raises UnreadableFile and InvalidRequest."""
    return Character.from_json(read_small(path, what="character"))


def keep(character: Character, *, overwrite: bool) -> Path:
    """Write a character's file. Raises UnwritableOutput."""
    path = folder() / f"{character.name}.yaml"
    if "/" in character.name or "\\" in character.name or character.name.startswith("."):
        raise InvalidRequest(f"name={character.name!r} cannot be the name of a file. Use letters, digits and blanks.")
    if path.exists() and not overwrite:
        raise UnwritableOutput(f"There is a character {character.name} already. Choose another name, or add --force.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(asdict(character), allow_unicode=True, sort_keys=False), encoding="utf-8")
    except OSError as error:
        raise UnwritableOutput(f"{path} cannot be written: {error.strerror}.") from error
    return path


def forget(name: str) -> Path:
    """Take a character's file away. Raises InvalidRequest when there is none."""
    path = next((file for file in _files() if read(file).name == name), None)
    if path is None:
        raise InvalidRequest(f"There is no character {name!r}. See: yozora characters list.")
    try:
        path.unlink()
    except OSError as error:
        raise UnwritableOutput(f"{path} cannot be removed: {error.strerror}.") from error
    return path
