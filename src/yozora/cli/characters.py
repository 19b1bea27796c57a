"""A person's own characters, each a small file in the folder `characters` of `home`."""

from dataclasses import asdict, replace
from pathlib import Path

import yaml

from yozora import media
from yozora.cli import drafts
from yozora.cli.home import home, read_small
from yozora.core.characters import Character, cast_in
from yozora.core.errors import InvalidRequest, UnwritableOutput
from yozora.core.source import Source
from yozora.core.timeline import Timeline
from yozora.director.captioner import load_eyes
from yozora.worlds.captions import noun_of
from yozora.worlds.scene import Scene


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


def taken(name: str, file: str | Path, *, words: str = "") -> Character:
    """The one in a picture or a clip: as its recipe says, or as the captioner sees it, unless `words` are given.

    Raises UnreadableFile, and InvalidRequest when nobody is seen.
    """
    if media.is_picture(file):
        digest = media.picture_digest(file)
        scene = None if words else load_eyes().look_at(media.read_picture(file)).scene
    else:
        source = drafts.source_of(file)
        digest, scene = source.sha256, None if words else _scene_in(source)
    return Character(name=name, words=words.strip() or _words(name, file, scene), sha256=digest)


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


def named_in(timeline: Timeline) -> Timeline:
    """The timeline with the kept characters that its texts name and that it does not bring itself."""
    own = {one.name for one in timeline.characters}
    text = "\n".join(card.text for card in timeline.texts)
    found = tuple(one for one in cast_in(text, known()) if one.name not in own)
    return replace(timeline, characters=timeline.characters + found)


def _scene_in(source: Source) -> Scene:
    plans = [card.plan for card in source.recipe.timeline.texts if card.plan is not None] if source.recipe else []
    return Scene.from_plan(plans[0]) if plans else load_eyes().look(source)[0].scene


def _words(name: str, file: str | Path, scene: Scene | None) -> str:
    if scene is None or not scene.actors:
        raise InvalidRequest(f"Nobody is seen in {file}. Say who {name} is: --words TEXT, such as: an orange dog.")
    return noun_of(scene.actors[0])
