"""Words to look for in a library: as they stand, also inside of others (as Chinese needs), and English ones bent."""

from sqlalchemy import ColumnElement, or_

from yozora.director.inflection import Form, forms
from yozora.library.tables import Clip

SHORTEST = 3
VOWELS = frozenset("aeiouy")


def says(words: str) -> list[ColumnElement[bool]]:
    """Of clips whose titles or prompts have all of these words."""
    return [or_(*(_has(one) for one in spellings(word))) for word in words.split()]


def spellings(word: str) -> list[str]:
    """What one of which is in a text that says the word: tigers is found where there is tiger, and puppy in puppies."""
    if not (word.isascii() and word.isalpha()):
        return [word]
    lower = word.lower()
    bases = [base for base, form in forms(lower) if form is Form.SAME or _is_word(base, form)]
    found = dict.fromkeys([*bases, *(bent for base in bases for bent in _bent(base))])
    return [one for one in found if not any(other in one for other in found if other != one)]


def _has(text: str) -> ColumnElement[bool]:
    return or_(Clip.title.icontains(text, autoescape=True), Clip.prompt.icontains(text, autoescape=True))


def _is_word(base: str, form: Form) -> bool:
    """Not what is left of bring, or of this."""
    begin = base[:-1] if form in (Form.ING, Form.ED) else base
    return len(base) >= SHORTEST and not VOWELS.isdisjoint(begin)


def _bent(base: str) -> list[str]:
    """Forms of a word that do not begin with it."""
    if len(base) <= SHORTEST:
        return []
    if base.endswith("y") and base[-2] not in VOWELS:
        return [f"{base[:-1]}ie"]
    if base.endswith("e"):
        return [f"{base[:-1]}ing"]
    if base.endswith("f"):
        return [f"{base[:-1]}ves"]
    return []
