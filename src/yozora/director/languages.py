"""Which of the two languages a prompt is written in."""

from yozora.director.matching import marks_of
from yozora.director.tokens import counts, writes_kana

_FEW_WORDS = 3
_LEAST_KNOWN_SHARE = 0.25
_LETTERS_OF_A_HAN_CHARACTER = 4


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
