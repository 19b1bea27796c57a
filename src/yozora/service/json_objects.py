"""The object in a JSON body, safe to keep and to write down again."""

import json
import math
from typing import Any, cast

from yozora.service.brackets import BadBody, shown

DEEPEST_JSON = 32
MOST_VALUES = 200_000  # commas and opening brackets: small values take forty times their text in memory

_DEEP = f"more than {DEEPEST_JSON} lists and objects within each other. Make it flatter."


def read_object(body: bytes, *, most_values: int) -> dict[str, Any]:
    """The JSON object in `body`, UTF-8 with at most `most_values` commas and opening brackets. Raises BadBody.

    Of a key that is there twice the last value counts.
    """
    text = _decoded(body)
    _count(text, most_values)
    values = _loaded(text)
    if not isinstance(values, dict):
        raise BadBody(f'The JSON body is {_named(values)}. Expected an object such as {{"prompt": "a cat"}}: send one.')
    return checked(cast(dict[str, Any], values))


def read_text(text: str, *, most_values: int = MOST_VALUES) -> Any:
    """The JSON in a text of a form, checked as `read_object` checks a body. Raises BadBody."""
    _count(text, most_values)
    return checked({"value": _loaded(text)})["value"]


def checked(values: dict[str, Any]) -> dict[str, Any]:
    """The values, if they can be kept: every number can be written down again, every text is one that a database takes,
    and nothing lies too deep. Raises BadBody, naming the entry."""
    for name, value in values.items():
        _check_text(name, name)
        _check(value, name)
    return values


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadBody("The JSON body is not UTF-8. Encode it so.") from error


def _count(text: str, most_values: int) -> None:
    if sum(text.count(mark) for mark in ",[{") > most_values:
        raise BadBody(f"The JSON body has more than {most_values} values. Send fewer.", status=413)


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise BadBody(f"The JSON body has {_DEEP}") from error
    except json.JSONDecodeError as error:
        raise BadBody(
            f"The body is no JSON: {error.msg} in line {error.lineno}, column {error.colno}. Expected an object such "
            'as {"prompt": "a cat"}: send one.'
        ) from error
    except ValueError as error:  # a number of thousands of digits
        raise BadBody("The JSON body has a number that is too long. Write it shorter.") from error


def _named(value: object) -> str:
    if value is None or isinstance(value, bool):
        return "null, true or false"
    return "a list" if isinstance(value, list) else "a text" if isinstance(value, str) else "a number"


def _refuse_constant(name: str) -> float:
    raise BadBody(f"The JSON body has {name}, which is not JSON. Expected a number or null: leave the field out.")


def _check(value: Any, name: str) -> None:
    left: list[tuple[Any, int]] = [(value, 2)]
    while left:
        part, depth = left.pop()
        if isinstance(part, str):
            _check_text(part, name)
        elif isinstance(part, float) and not math.isfinite(part):
            raise BadBody(f"{shown(name)} has a number that is too large. Write a smaller one.", param=shown(name))
        elif isinstance(part, (dict, list)):
            if depth > DEEPEST_JSON:
                raise BadBody(f"{shown(name)} has {_DEEP}", param=shown(name))
            left += [(inner, depth + 1) for inner in _members(part)]


def _members(part: Any) -> list[Any]:
    return [*part, *part.values()] if isinstance(part, dict) else part


def _check_text(text: str, name: str) -> None:
    if "\0" in text:
        raise BadBody(f"{shown(name)} has the character NUL, which no text has. Leave it out.", param=shown(name))
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadBody(
            f"{shown(name)} has half a character, \\u{ord(text[error.start]):04x}. Expected whole ones: write both "
            "halves, or leave it out.",
            param=shown(name),
        ) from error
