"""Characters: taken from pictures and clips, and found again by their names."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from yozora import media
from yozora.core.characters import Character, cast_in
from yozora.core.errors import InvalidRequest
from yozora.core.source import Source
from yozora.core.timeline import Timeline
from yozora.director.captioner import load_eyes
from yozora.generate.drafts import source_of
from yozora.worlds.captions import noun_of
from yozora.worlds.scene import Scene


def taken(name: str, file: str | Path, *, words: str = "") -> Character:
    """The one in a picture or a clip: as its recipe says, or as the captioner sees it, unless `words` are given.

    Raises UnreadableFile, and InvalidRequest when nobody is seen.
    """
    if media.is_picture(file):
        digest = media.picture_digest(file)
        scene = None if words else load_eyes().look_at(media.read_picture(file)).scene
    else:
        source = source_of(file)
        digest, scene = source.sha256, None if words else _scene_in(source)
    return Character(name=name, words=words.strip() or _words(name, file, scene), sha256=digest)


def named_in(timeline: Timeline, known: Sequence[Character]) -> Timeline:
    """The timeline with those of the `known` that its texts name and that it does not bring itself."""
    own = {one.name for one in timeline.characters}
    text = "\n".join(card.text for card in timeline.texts)
    found = tuple(one for one in cast_in(text, known) if one.name not in own)
    return replace(timeline, characters=timeline.characters + found)


def _scene_in(source: Source) -> Scene:
    plans = [card.plan for card in source.recipe.timeline.texts if card.plan is not None] if source.recipe else []
    return Scene.from_plan(plans[0]) if plans else load_eyes().look(source)[0].scene


def _words(name: str, file: str | Path, scene: Scene | None) -> str:
    if scene is None or not scene.actors:
        raise InvalidRequest(f"Nobody is seen in {file}. Say who {name} is: --words TEXT, such as: an orange dog.")
    return noun_of(scene.actors[0])
