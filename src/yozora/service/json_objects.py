"""The object in a JSON body, safe to keep and to write down again."""

import json
import math
from typing import Any, cast

from yozora.service.brackets import BadBody, shown

DEEPEST_JSON = 32

_DEEP = f"more than {DEEPEST_JSON} lists and objects within each other. Make it flatter."


def read_object(body: bytes, *, most_values: int) -> dict[str, Any]:
    """The JSON object in `body`, UTF-8 with at most `most_values` commas and opening brackets. Raises BadBody.

    Of a key that is there twice the last value counts.
    """
    if sum(body.count(mark) for mark in (b",", b"[", b"{")) > most_values:
        raise BadBody(f"The JSON body has more than {most_values} values. Send fewer.", status=413)
    values = _loaded(body)
    if not isinstance(values, dict):
        raise BadBody(f'The JSON body is {_named(values)}. Expected an object such as {{"prompt": "a cat"}}: send one.')
    found = cast(dict[str, Any], values)
    for name, value in found.items():
        _check_text(name, name)
        _check(value, name)
    return found


def _loaded(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise BadBody("The JSON body is not UTF-8. Encode it so.") from error
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
    """Every number can be written down again, every text is Unicode, and nothing lies too deep."""
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
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadBody(
            f"{shown(name)} has half a character, \\u{ord(text[error.start]):04x}. Expected whole ones: write both "
            "halves, or leave it out.",
            param=shown(name),
        ) from error
