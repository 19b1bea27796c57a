"""Characters: names that people give to somebody, and the words that stand for them in every clip."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from yozora.core import entries as read
from yozora.core.errors import InvalidRequest

LONGEST_NAME, LONGEST_WORDS = 80, 200  # characters
MOST_CHARACTERS = 50
ENTRIES = ("name", "words", "sha256")


@dataclass(frozen=True, kw_only=True)
class Character:
    """`name` in a prompt means `words`, such as "an orange dog". `sha256` is of the picture or clip it was taken from,
    empty where there is none. Raises InvalidRequest."""

    name: str
    words: str
    sha256: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.name) > LONGEST_NAME or not any(map(str.isalpha, self.name)):
            raise InvalidRequest(
                f"name={self.name!r} cannot be used: give 1 to {LONGEST_NAME} characters, with a letter."
            )
        if not self.words.strip() or len(self.words) > LONGEST_WORDS:
            got = f"words of {self.name} have {len(self.words)} characters"
            raise InvalidRequest(f"{got}; expected 1 to {LONGEST_WORDS}, such as: an orange dog.")

    @classmethod
    def from_json(cls, value: Any) -> "Character":
        """Read entries of a file or a timeline. Raises InvalidRequest, naming the entry."""
        given = read.mapping(value, ENTRIES, "The character")
        if missing := [name for name in ENTRIES[:2] if name not in given]:
            raise InvalidRequest(f"The character has no {missing[0]}; it needs a name and words.")
        return cls(**{name: read.text(entry, f"{name} of the character") for name, entry in given.items()})


def cast_in(text: str, characters: Sequence[Character]) -> tuple[Character, ...]:
    """The characters that a text names."""
    return tuple(one for one in characters if _pattern(one).search(text))


def spelt_out(text: str, characters: Sequence[Character]) -> str:
    """The text with the words of each character for its name; longer names first, so that Rusty Junior is not Rusty."""
    ordered = sorted(characters, key=lambda one: -len(one.name))
    if not ordered:
        return text
    anybody = re.compile("|".join(f"({_pattern(one).pattern})" for one in ordered))
    return anybody.sub(lambda found: ordered[(found.lastindex or 1) - 1].words, text)


def _pattern(one: Character) -> re.Pattern[str]:
    """The name, alone or after an @; beside Chinese characters there are no blanks around words. Without groups."""
    plain = one.name.isascii()
    before, after = (r"(?<![A-Za-z0-9_])", r"(?![A-Za-z0-9_])") if plain else ("", "")
    return re.compile(f"@?{before}{re.escape(one.name)}{after}")
