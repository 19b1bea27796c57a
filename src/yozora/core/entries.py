"""Entries of files that people and programs write, read with errors that name the entry."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar, cast

from yozora.core.errors import InvalidRequest

LONGEST_ECHO = 60  # characters
LARGEST = 1e12
Word = TypeVar("Word", bound=StrEnum)


def mapping(value: Any, known: Sequence[str] | None, where: str) -> Mapping[str, Any]:
    """Entries by name, all of them `known` (None: any). Raises InvalidRequest, as everything here does."""
    if not isinstance(value, Mapping):
        such = "" if known is None else f" such as {', '.join(known)}"
        raise InvalidRequest(f"{where} is {_echo(value)}; expected entries{such}.")
    entries = cast(Mapping[str, Any], value)
    if known is None:
        return entries
    if strange := [str(name) for name in entries if name not in known]:
        raise InvalidRequest(f"{where} has an unknown entry {strange[0]!r}; known: {', '.join(known)}.")
    return entries


def listed(value: Any, where: str) -> list[Any]:
    """A list."""
    if not isinstance(value, list):
        raise InvalidRequest(f"{where} is {_echo(value)}; expected a list.")
    return cast(list[Any], value)


def text(value: Any, where: str) -> str:
    """Text."""
    if not isinstance(value, str):
        raise InvalidRequest(f"{where} is {_echo(value)}; expected text.")
    return value


def number(value: Any, where: str) -> float:
    """A number that is one."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
        raise InvalidRequest(f"{where} is {_echo(value)}; expected a number.")
    if abs(value) > LARGEST and value not in (float("inf"), float("-inf")):
        raise InvalidRequest(f"{where} is {_echo(value)}; expected a number of at most {LARGEST:g}.")
    return float(value)


def whole(value: Any, where: str) -> int:
    """A whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidRequest(f"{where} is {_echo(value)}; expected a whole number.")
    return value


def truth(value: Any, where: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise InvalidRequest(f"{where} is {_echo(value)}; expected true or false.")
    return value


def word(value: Any, kind: type[Word], where: str) -> Word:
    """One of a few words."""
    if value not in tuple(kind):
        raise InvalidRequest(f"{where} is {_echo(value)}; expected one of {', '.join(kind)}.")
    return kind(value)


def _echo(value: Any) -> str:
    return repr(value)[:LONGEST_ECHO]
