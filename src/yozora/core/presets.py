"""Styles that people choose by name: words that go with every card of a timeline."""

from dataclasses import dataclass, fields
from typing import Any

from yozora.core import entries as read
from yozora.core.errors import InvalidRequest

LONGEST_ENTRY_CHARACTERS = 500


@dataclass(frozen=True, kw_only=True)
class StylePreset:
    """A look: what it is called, and words for each side of it; empty ones are left open."""

    name: str
    theme: str = ""
    colour: str = ""
    camera: str = ""
    film_stock: str = ""
    lighting: str = ""
    content: str = ""
    mood: str = ""

    @property
    def words(self) -> str:
        """What is added to a prompt."""
        entries = (getattr(self, entry.name).strip() for entry in fields(self) if entry.name != "name")
        return ", ".join(entry for entry in entries if entry)

    @classmethod
    def from_json(cls, entries: Any) -> "StylePreset":
        """Read entries of a file or a recipe. Raises InvalidRequest, naming the entry."""
        given = read.mapping(entries, [entry.name for entry in fields(cls)], "The style")
        if "name" not in given:
            raise InvalidRequest("The style has no name. Give it one, such as name: my style.")
        for name, value in given.items():
            if len(read.text(value, f"{name} of the style")) > LONGEST_ENTRY_CHARACTERS:
                raise InvalidRequest(
                    f"style={str(given['name'])[:40]!r}: {name} is longer than {LONGEST_ENTRY_CHARACTERS} characters."
                )
        return cls(**given)
