"""What a director understood of a prompt, word by word, so that nothing is dropped in silence."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Slot(StrEnum):
    """What a word says something about."""

    SUBJECT = "subject"
    COUNT = "count"
    COLOUR = "colour"
    ACTION = "action"
    DIRECTION = "direction"
    RELATION = "relation"
    PLACE = "place"
    TIME = "time"
    WEATHER = "weather"
    CAMERA = "camera"
    STYLE = "style"
    ORDER = "order"
    OTHER = "other"


class Status(StrEnum):
    """Known: drawn as said. Replaced: something close is drawn. Unknown: not drawn."""

    KNOWN = "known"
    REPLACED = "replaced"
    UNKNOWN = "unknown"


LEFT_OUT = "left out"  # what a prompt said not to draw became this
_MOST_SENTENCES = 30
_MOST_PHRASES = 15


def _listed(phrases: list[str]) -> str:
    distinct = list(dict.fromkeys(phrases))
    more = len(distinct) - _MOST_PHRASES
    return ", ".join(distinct[:_MOST_PHRASES]) + (f" and {more} more" if more > 0 else "")


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One word or phrase as written in the prompt; `drew` is what it became, empty when unknown."""

    text: str
    slot: Slot
    status: Status
    drew: str = ""

    def sentence(self) -> str:
        """The entry as a person reads it: `salt flat: drew desert`."""
        if self.status is Status.UNKNOWN:
            return f"{self.text}: not known"
        if self.drew == LEFT_OUT:
            return f"{self.text}: {LEFT_OUT}"
        return f"{self.text}: known" if self.status is Status.KNOWN else f"{self.text}: drew {self.drew}"


@dataclass(frozen=True, kw_only=True)
class Understanding:
    """`language` is `en`, `zh` or `other`; `heard` is in the order of the prompt."""

    language: str
    heard: tuple[Heard, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, as a recipe carries them."""
        entries = [{"text": h.text, "slot": h.slot.value, "status": h.status.value, "drew": h.drew} for h in self.heard]
        return {"language": self.language, "heard": entries}

    def with_status(self, status: Status) -> tuple[Heard, ...]:
        """The entries of that status."""
        return tuple(heard for heard in self.heard if heard.status is status)

    def _grouped(self) -> list[str]:
        """A long report by status, each with its first phrases and the number of the others."""
        left_out = [heard.text for heard in self.heard if heard.drew == LEFT_OUT]
        known = [heard.text for heard in self.with_status(Status.KNOWN) if heard.drew != LEFT_OUT]
        close = [heard for heard in self.with_status(Status.REPLACED) if heard.drew != LEFT_OUT]
        replaced = [f"{heard.text} as {heard.drew}" for heard in close]
        unknown = [heard.text for heard in self.with_status(Status.UNKNOWN)]
        groups = (
            ("known", known),
            ("drawn by something close", replaced),
            ("left out", left_out),
            ("not known", unknown),
        )
        return [f"{title}: {_listed(phrases)}" for title, phrases in groups if phrases]

    def summary(self) -> str:
        """One line for a person: `mammoth: known; salt flat: drew desert; motorcycle helmet: not known`."""
        sentences = list(dict.fromkeys(heard.sentence() for heard in self.heard))
        if len(sentences) > _MOST_SENTENCES:
            sentences = self._grouped()
        if all(heard.status is Status.UNKNOWN for heard in self.heard):
            sentences.append("nothing else was understood, so a quiet place without a subject is drawn")
        return "; ".join(sentences)
