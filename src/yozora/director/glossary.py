"""What can be drawn, by what it says something about: a few names of each in both languages, to choose from."""

from dataclasses import dataclass
from functools import cache

from yozora.director.lexicon import named_exactly
from yozora.director.report import Slot

SLOTS = (Slot.SUBJECT, Slot.ACTION, Slot.PLACE, Slot.TIME, Slot.WEATHER, Slot.COLOUR, Slot.CAMERA, Slot.STYLE)
MOST_NAMES = 4


@dataclass(frozen=True, kw_only=True)
class Known:
    """Something that is drawn as it is said. `value` is what a report says was drawn."""

    slot: Slot
    value: str
    english: tuple[str, ...]
    chinese: tuple[str, ...]


@cache
def glossary() -> tuple[Known, ...]:
    """Everything of these slots that has a name in both languages."""
    names: dict[tuple[Slot, str], tuple[list[str], list[str]]] = {}
    for slot, value, english, chinese in named_exactly():
        if slot in SLOTS and (drawn := _drawn(slot, value)):
            found = names.setdefault((Slot(slot), drawn), ([], []))
            found[0].extend(english)
            found[1].extend(chinese)
    return tuple(
        Known(slot=slot, value=value, english=_first(english), chinese=_first(chinese))
        for (slot, value), (english, chinese) in names.items()
        if english and chinese
    )


def _drawn(slot: str, value: str) -> str:
    """ "shot wide" is drawn as wide; "drive fast" is a way of driving, and none of its own."""
    drawn = value.split()[-1] if slot == Slot.CAMERA else "" if " " in value else value
    return drawn.replace("_", " ")


def _first(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))[:MOST_NAMES]
