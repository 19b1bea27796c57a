"""The dictionary forms an English word may stand for, by rule and by a short list of exceptions."""

from enum import StrEnum
from functools import cache
from importlib.resources import files

_VOWELS = "aeiou"


class Form(StrEnum):
    """How a word was bent away from its dictionary form."""

    SAME = "same"
    S = "s"
    ING = "ing"
    ED = "ed"
    IRREGULAR = "irregular"


@cache
def _irregular() -> dict[str, str]:
    text = files("yozora.director").joinpath("words/irregular.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {bent: base for line in lines for bent, base in (pair.split() for pair in line.split(";"))}


def _without_ending(stem: str) -> list[str]:
    bases = [stem, stem + "e"]
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in _VOWELS:
        bases.append(stem[:-1])
    return bases


def _without_s(word: str) -> list[str]:
    bases: list[str] = []
    if word.endswith("ies") and len(word) > 4:
        bases.append(word[:-3] + "y")
    if word.endswith("ves"):
        bases += [word[:-3] + "f", word[:-3] + "fe"]
    if word.endswith("es"):
        bases.append(word[:-2])
    if not word.endswith("ss"):
        bases.append(word[:-1])
    return bases


@cache
def forms(word: str) -> tuple[tuple[str, Form], ...]:
    """Every dictionary form the word may have, the word itself first."""
    found: dict[str, Form] = {word: Form.SAME}
    if base := _irregular().get(word):
        found.setdefault(base, Form.S if word in ("flies", "lies") else Form.IRREGULAR)
    if len(word) > 3 and word.endswith("s"):
        for base in _without_s(word):
            found.setdefault(base, Form.S)
    if len(word) > 4 and word.endswith("ing"):
        for base in _without_ending(word[:-3]):
            found.setdefault(base, Form.ING)
    if len(word) > 3 and word.endswith("ed"):
        for base in [*_without_ending(word[:-2]), *([word[:-3] + "y"] if word.endswith("ied") else [])]:
            found.setdefault(base, Form.ED)
    return tuple(found.items())
