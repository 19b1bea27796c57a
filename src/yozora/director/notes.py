"""The report while it grows: notes with their place in the prompt, sorted, merged and made short at the end."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from yozora.director.report import Heard, Slot, Status

LONGEST_REPORT = 120
_BETWEEN = re.compile(r"[\s\-‐‑]*")


@dataclass
class Note:
    """One entry of the report that may still change."""

    start: int
    end: int
    slot: Slot
    status: Status
    drew: str
    said: str = ""
    dropped: bool = False

    @classmethod
    def silent(cls, span: tuple[int, int]) -> "Note":
        """A note that is not part of the report."""
        return cls(start=span[0], end=span[1], slot=Slot.OTHER, status=Status.KNOWN, drew="")

    def forget(self) -> None:
        """Say that the words could not be drawn after all."""
        self.status, self.drew = Status.UNKNOWN, ""

    def replace(self, drew: str) -> None:
        """Say that something else is drawn."""
        self.status, self.drew = Status.REPLACED, drew


class Notes:
    """Collects what was heard of one prompt."""

    def __init__(self, prompt: str) -> None:
        self._prompt = prompt
        self._notes: list[Note] = []

    def add(self, span: tuple[int, int], slot: Slot, *, drew: str, exact: bool = True) -> Note:
        """Note words that are drawn, as said or by a stand-in."""
        status = Status.KNOWN if exact else Status.REPLACED
        note = Note(
            start=span[0],
            end=span[1],
            slot=slot,
            status=status,
            drew=drew,
            said=self._prompt[span[0] : span[1]].lower(),
        )
        self._notes.append(note)
        return note

    def unknown(self, span: tuple[int, int], slot: Slot = Slot.OTHER) -> Note:
        """Note words that are not drawn; neighbours of one slot become one phrase."""
        last = self._notes[-1] if self._notes else None
        if (
            last is not None
            and not last.dropped
            and (last.status, last.slot) == (Status.UNKNOWN, slot)
            and _BETWEEN.fullmatch(self._prompt, last.end, span[0])
        ):
            last.end = span[1]
            return last
        note = Note(start=span[0], end=span[1], slot=slot, status=Status.UNKNOWN, drew="")
        self._notes.append(note)
        return note

    def unknown_until(self, end: int) -> Slot | None:
        """The slot of the unknown words that end there, if any do."""
        last = self._notes[-1] if self._notes else None
        ends = last is not None and not last.dropped and last.status is Status.UNKNOWN and last.end == end
        return last.slot if ends and last is not None else None

    def drop(self, notes: Iterable[Note]) -> None:
        """Take notes back, because their words became part of a longer phrase."""
        for note in notes:
            note.dropped = True

    def heard(self) -> tuple[Heard, ...]:
        """The report in the order of the prompt, each thing once, no longer than a person reads."""
        entries = dict[tuple[str, Slot, Status, str], Heard]()
        for note in sorted(self._notes, key=lambda note: note.start):
            text = self._prompt[note.start : note.end]
            if note.dropped or (note.status is Status.UNKNOWN and _says_nothing(text)):
                continue
            heard = Heard(text=text, slot=note.slot, status=note.status, drew=note.drew)
            entries.setdefault((text.lower(), heard.slot, heard.status, heard.drew), heard)
        return _shortened(list(entries.values()))


def _says_nothing(text: str) -> bool:
    return not any(character.isalnum() or ord(character) > 0x2000 for character in text) or (
        len(text) == 1 and text.isascii()
    )


def _shortened(entries: list[Heard]) -> tuple[Heard, ...]:
    unknown = [heard for heard in entries if heard.status is Status.UNKNOWN]
    if len(entries) <= LONGEST_REPORT:
        return tuple(entries)
    room = max(20, LONGEST_REPORT - (len(entries) - len(unknown)))
    left_out = {id(heard) for heard in unknown[room:]}
    more = Heard(text=f"… and {len(left_out)} more phrases", slot=Slot.OTHER, status=Status.UNKNOWN)
    kept = [heard for heard in entries if id(heard) not in left_out]
    return (*kept, more) if left_out else tuple(kept)
