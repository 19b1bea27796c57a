"""A prompt read word by word into wishes and a report: a small grammar of English and Chinese."""

from collections.abc import Sequence
from textwrap import shorten

from yozora.director import linking, sentence, settings, things
from yozora.director.draft import Draft
from yozora.director.matching import marks_of
from yozora.director.notes import Notes
from yozora.director.reading import Reading
from yozora.director.report import Heard, Slot, Status
from yozora.director.senses import Word, choose
from yozora.director.tokens import counts, writes_kana
from yozora.director.wishes import Party, Wishes

_HEARERS = {
    "subject": things.subject,
    "unknown": things.unknown,
    "heads": things.unknown,
    "count": things.adjective,
    "colour": things.adjective,
    "size": things.adjective,
    "action": sentence.action,
    "relation": sentence.relation,
    "direction": sentence.adverb,
    "speed": sentence.adverb,
    "place": settings.setting,
    "time": settings.setting,
    "weather": settings.setting,
    "style": settings.setting,
    "camera": settings.setting,
    "filler": settings.undrawn,
}
_NO_PAUSE = '、"“”'
_NEXT_MARKS = 6
_LAST_WORDS = 12
_FEW_WORDS = 3
_LONGEST_ECHO = 60  # characters
_LEAST_KNOWN_SHARE = 0.25
_LETTERS_OF_A_HAN_CHARACTER = 4


def understand(prompt: str, *, among: Sequence[Party] = ()) -> tuple[Wishes, tuple[Heard, ...]]:
    """What the prompt asks for, and the report of every word. `among` whom it is said, the main one first: they are the
    first parties of the wishes, and pronouns may mean them."""
    reading = Reading(notes=Notes(prompt), draft=Draft.among(among))
    reading.clause.latest = list(range(len(among)))[:3]
    reading.clause.subjects, reading.clause.anew = reading.clause.latest[:1], bool(among)
    marks = marks_of(prompt)
    for at, mark in enumerate(marks):
        reading.after = marks[at + 1 : at + 1 + _NEXT_MARKS]
        word = choose(reading.before, mark, reading.after[0] if reading.after else None)
        reading.now = mark.text
        _hear(reading, word)
        reading.before = [*reading.before[-_LAST_WORDS:], word]
    things.predicate(reading)
    sentence.stop(reading)
    wishes = reading.draft.wishes()
    return wishes, reading.notes.heard() or (_nothing(prompt),)


def _nothing(prompt: str) -> Heard:
    """The entry of a prompt that says nothing at all that could be drawn."""
    return Heard(text=shorten(prompt, _LONGEST_ECHO, placeholder=" …"), slot=Slot.OTHER, status=Status.UNKNOWN)


def _hear(reading: Reading, word: Word) -> None:
    match word.slot:
        case "stop":
            things.predicate(reading)
            sentence.stop(reading)
        case "comma":
            if word.mark.text[0] not in _NO_PAUSE and not things.describes_a_thing(reading):
                things.predicate(reading)
            sentence.pause(reading, word)
        case "order":
            things.predicate(reading)
            sentence.order(reading, word)
        case "glue":
            linking.glue(reading, word)
        case _:
            if hearer := _HEARERS.get(word.slot):
                hearer(reading, word)


def language_of(prompt: str) -> str:
    """`zh`, `en` or `other`; an English prompt is one of whose Latin words enough are known."""
    han, letters = counts(prompt)
    if writes_kana(prompt):
        return "other"
    if han * _LETTERS_OF_A_HAN_CHARACTER > letters:
        return "zh"
    strange = sum(character.isalpha() and not character.isascii() for character in prompt) - han
    if not letters or strange > letters:
        return "other"
    words = [mark for mark in marks_of(prompt[:2000]) if mark.kind == "word"]
    known = sum(bool(mark.senses) for mark in words)
    if len(words) <= _FEW_WORDS and prompt.isascii():
        return "en"
    return "en" if known >= _LEAST_KNOWN_SHARE * len(words) else "other"
