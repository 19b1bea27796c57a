"""What a look at words or pictures finds: categories and scores. What follows from them is the policy's."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Category(StrEnum):
    """What a policy has rules for."""

    VIOLENCE = "violence"
    SEXUAL = "sexual"
    MINORS = "minors"
    HATE = "hate"
    SELF_HARM = "self_harm"
    LIKENESS = "likeness"
    CHARACTERS = "characters"
    PRIVACY = "privacy"
    WRONGDOING = "wrongdoing"
    BLOCKED = "blocked"


NAMES: Mapping[Category, str] = {
    Category.VIOLENCE: "violence",
    Category.SEXUAL: "sexual content",
    Category.MINORS: "sexual content with minors",
    Category.HATE: "hate",
    Category.SELF_HARM: "self-harm",
    Category.LIKENESS: "the likeness of a real person",
    Category.CHARACTERS: "characters or works that belong to others",
    Category.PRIVACY: "private matters of a real person",
    Category.WRONGDOING: "crime or deception",
    Category.BLOCKED: "a picture on this server's list",
}
"""How a refusal calls them."""


class Stage(StrEnum):
    """What was looked at: the words of a request, a file that somebody brings, or the frames of a clip."""

    PROMPT = "prompt"
    UPLOAD = "upload"
    FRAMES = "frames"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """How sure it is, 0 to 1, that something is of a category; `words` are what in a text says so, as it was written,
    and `frame` is the picture of a clip, from 0."""

    category: Category
    score: float
    words: tuple[str, ...] = ()
    frame: int | None = None
