"""The keys of a form, such as `characters[][id]`, become objects and lists."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, TypeAlias

from yozora.core.errors import YozoraError

DEEPEST_KEY = 8  # names in one key: `a[b][c]` has three
SHOWN_CHARACTERS = 80

_KEY = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_INNER = re.compile(r"\[([^\[\]]*)\]")


class BadBody(YozoraError):
    """The body of a request cannot be read. `param` is the field at fault; `status` is the HTTP status to answer."""

    def __init__(self, text: str, *, param: str | None = None, status: int = 400) -> None:
        super().__init__(text)
        self.param = param
        self.status = status


@dataclass(frozen=True, kw_only=True)
class _Given:
    """A value, where it goes below the present place, and the whole key it came with."""

    path: tuple[str, ...]
    key: str
    value: Any


@dataclass(frozen=True)
class _Leaf:
    value: Any


@dataclass(frozen=True, kw_only=True)
class _Elements:
    """What came with `[]` at one place; which element each value belongs to is known when all are there."""

    given: list[_Given] = field(default_factory=list[_Given])


_Part: TypeAlias = "dict[str, _Part] | _Leaf | _Elements"


def nested(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The objects and lists that these keys describe, with the values as they are.

    `a[b]` is a member of an object and `a[0]` an element of a list; `a[]` is the next element. In `a[][b]` a new
    element begins where a key repeats. Keys that stand together, `a[][b]` twice and then `a[][c]` twice, are two
    elements as well: so the Python client writes them.

    Raises BadBody, naming the key, where a key cannot be read, is deeper than DEEPEST_KEY, contradicts another one, or
    leaves open which element is meant.
    """
    built = _object([_Given(path=_path(key), key=key, value=value) for key, value in pairs])
    return {name: _finished(part, name) for name, part in built.items()}


def shown(key: str) -> str:
    """A key as an error may repeat it: short and printable."""
    text = "".join(character if character.isprintable() else "?" for character in key[: SHOWN_CHARACTERS + 1])
    return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "..."


def _path(key: str) -> tuple[str, ...]:
    match = _KEY.fullmatch(key)
    if match is None:
        raise _bad(key, "is no name with pairs of brackets after it. Write it like a[b] or a[0][b].")
    path = (match[1], *_INNER.findall(match[2]))
    if len(path) > DEEPEST_KEY:
        raise _bad(key, f"is {len(path)} names deep; at most {DEEPEST_KEY}. Leave inner ones out.")
    if path.count("") > 1:
        raise _bad(key, "has [] twice, so nobody can tell which list is meant. Number the outer one: a[0][].")
    return path


def _object(entries: Iterable[_Given]) -> dict[str, _Part]:
    """Objects within objects; what was given lies in them as _Leaf and _Elements."""
    top: dict[str, _Part] = {}
    for given in entries:
        end = given.path.index("") if "" in given.path else len(given.path)
        place = top
        for name in given.path[: end - 1]:
            inner = place.setdefault(name, {})
            if not isinstance(inner, dict):
                raise _conflict(given.key)
            place = inner
        _set(place, given.path[end - 1], given, inner=given.path[end + 1 :])
    return top


def _set(place: dict[str, _Part], name: str, given: _Given, *, inner: tuple[str, ...]) -> None:
    if "" in given.path:
        elements = place.setdefault(name, _Elements())
        if not isinstance(elements, _Elements):
            raise _conflict(given.key)
        elements.given.append(_Given(path=inner, key=given.key, value=given.value))
    elif name not in place:
        place[name] = _Leaf(given.value)
    elif isinstance(place[name], _Leaf):
        raise _bad(given.key, "is given twice. Give it once; a list has [] after its name.")
    else:
        raise _conflict(given.key)


def _finished(part: _Part, key: str) -> Any:
    if isinstance(part, _Leaf):
        return part.value
    if isinstance(part, _Elements):
        return [_element(row, f"{key}[]") for row in _rows(part.given)]
    members = {name: _finished(inner, f"{key}[{name}]") for name, inner in part.items()}
    # Not by int(): a name of five thousand digits is no number to it.
    if not all(name.isascii() and name.isdecimal() for name in members):
        return members
    numbers = [str(number) for number in range(len(members))]
    if set(members) != set(numbers):
        raise _bad(
            f"{key}[{next(name for name in numbers if name not in members)}]",
            "is missing: elements are numbered from 0 without gaps. Number them so; an object that has numbers for "
            "names can be sent as JSON.",
        )
    return [members[number] for number in numbers]


def _element(row: list[_Given], key: str) -> Any:
    if not row[0].path:
        return row[0].value
    return _finished(_object(row), key)


def _rows(given: list[_Given]) -> list[list[_Given]]:
    """What belongs to one element each."""
    times = Counter(one.path for one in given)
    if () in times and len(times) > 1:
        raise _conflict(given[-1].key)
    together = [list(run) for _, run in groupby(given, key=lambda one: one.path)]
    if len(together) > len(times):
        return _from_row_to_row(given)
    if len(set(times.values())) > 1:
        fewest = min(together, key=len)[0]
        raise _bad(
            fewest.key,
            "comes fewer times than its neighbours, so nobody can tell which elements it belongs to. Number "
            "the elements from 0 instead of [], or send JSON.",
        )
    return [list(row) for row in zip(*together, strict=True)]


def _from_row_to_row(given: list[_Given]) -> list[list[_Given]]:
    rows: list[list[_Given]] = [[]]
    for one in given:
        if any(one.path == other.path for other in rows[-1]):
            rows.append([])
        rows[-1].append(one)
    return rows


def _conflict(key: str) -> BadBody:
    return _bad(key, "contradicts another field: one name cannot be a value, an object and a list at once. Keep one.")


def _bad(key: str, what: str) -> BadBody:
    return BadBody(f"{shown(key)} {what}", param=shown(key))
