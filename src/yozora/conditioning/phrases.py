"""A scene as phrases: one word of the vocabulary for each slot, the same in training and when a clip is made.

One pooled vector of a sentence loses who does what ("dog left of cat" against the swap: cosine 0.986 with a good
sentence encoder), so the model is told slot by slot. What a scene does not state is absent.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Int

from yozora.worlds.scene import Scene
from yozora.worlds.vocabulary import SHELTERED, Move, RelationKind, Weather

SLOTS = (
    *("subject", "colour", "action", "direction", "then", "second", "relation", "count"),
    *("place", "time", "weather", "shot", "camera", "style"),
)
INVERSE = {
    RelationKind.LEFT_OF: RelationKind.RIGHT_OF,
    RelationKind.RIGHT_OF: RelationKind.LEFT_OF,
    RelationKind.BEHIND: RelationKind.IN_FRONT_OF,
    RelationKind.IN_FRONT_OF: RelationKind.BEHIND,
    RelationKind.ON: RelationKind.UNDER,
    RelationKind.UNDER: RelationKind.ON,
    RelationKind.NEAR: RelationKind.NEAR,
    RelationKind.FAR_FROM: RelationKind.FAR_FROM,
}

LASTING = (Move.STATIC, Move.FOLLOW, Move.HANDHELD)
MOVE_S = 1.5
"""A clip of a minute zooms no further than one of 5 s: told of it again window after window, the model goes on and on.
So from this moment on the camera rests."""

SIDES = {"left": "right", "right": "left"}
MIRROR_SLOTS = ("direction", "camera", "relation")

Phrases = dict[str, str]
"""Slot to word; absent slots are left out."""


def phrases_of(scene: Scene, *, at_s: float = 0.0) -> Phrases:
    """What the scene says from a moment on, slot by slot."""
    move = scene.camera.move
    said: Phrases = {
        "place": scene.place.value,
        "time": scene.time.value,
        "weather": (Weather.CLEAR if scene.place in SHELTERED else scene.weather).value,
        "shot": scene.camera.shot.value,
        "camera": move.value if at_s < MOVE_S or move in LASTING else Move.STATIC.value,
        "style": scene.style.value,
    }
    if scene.actors:
        said |= _lead(scene, at_s)
    return said


def mirrored(phrases: Phrases) -> Phrases:
    """What the scene says when left and right change places."""
    turned = dict(phrases)
    for slot in MIRROR_SLOTS:
        if slot in turned:
            turned[slot] = "_".join(SIDES.get(part, part) for part in turned[slot].split("_"))
    return turned


def _lead(scene: Scene, at_s: float) -> Phrases:
    lead = scene.actors[0]
    said = {"subject": lead.subject}
    if lead.colour is not None:
        said["colour"] = lead.colour.value
    beats = [beat for beat in lead.beats if beat.end_s is None or beat.end_s > at_s] or list(lead.beats[-1:])
    if beats:
        said["action"] = beats[0].action.value
        said["direction"] = beats[0].direction.value
    if len(beats) > 1:
        said["then"] = beats[1].action.value
    same = [actor for actor in scene.actors if actor.subject == lead.subject]
    others = [actor for actor in scene.actors if actor.subject != lead.subject]
    said["count"] = str(len(same))
    if others:
        said["second"] = others[0].subject
        for relation in scene.relations:
            if (relation.subject, relation.object) == (lead.id, others[0].id):
                said["relation"] = relation.kind.value
            elif (relation.subject, relation.object) == (others[0].id, lead.id):
                said["relation"] = INVERSE[relation.kind].value
    return said


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """The words a model knows in each slot; a word's number is its place, from 1 on, and 0 is absent."""

    words: dict[str, tuple[str, ...]]

    @classmethod
    def read(cls, path: Path) -> "Vocabulary":
        """From a JSON file {"words": {slot: [word, ...]}}."""
        found = json.loads(path.read_text(encoding="utf-8"))["words"]
        return cls(words={slot: tuple(found[slot]) for slot in SLOTS})

    @property
    def sizes(self) -> tuple[int, ...]:
        """Numbers a slot may take, in the order of `SLOTS`."""
        return tuple(1 + len(self.words[slot]) for slot in SLOTS)

    def numbers(self, phrases: Phrases) -> Int[np.ndarray, " slots"]:
        """The phrases as numbers; a word that is not known counts as absent."""
        return np.array([self._number(slot, phrases.get(slot)) for slot in SLOTS])

    def unknown(self, phrases: Phrases) -> Phrases:
        """What the model has no word for."""
        return {slot: word for slot, word in phrases.items() if word not in self.words[slot]}

    def _number(self, slot: str, word: str | None) -> int:
        return 1 + self.words[slot].index(word) if word in self.words[slot] else 0
