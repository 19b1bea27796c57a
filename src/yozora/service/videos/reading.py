"""A request, read as one of the kinds that there are, and what is said of one that is none."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar, cast

from fastapi import Request
from pydantic import ValidationError

from yozora.service.forms import SentFile, read_body
from yozora.service.house import House
from yozora.service.refusals import Refusal
from yozora.service.videos.requests import Wish

LONGEST_KEPT = 40_000
LONGEST_SHOWN = 60

_OPTIONS = ("str", "int", "float", "bool")
WishT = TypeVar("WishT", bound=Wish)


@asynccontextmanager
async def wished(
    request: Request, house: House, kind: type[WishT], **said: Any
) -> AsyncGenerator[tuple[WishT, dict[str, Any]]]:
    """What a request says, read as `kind`, and as it was sent (files by their names, and no entries that are not
    known); `said` counts as said by it.

    Raises Refusal and BadBody.
    """
    house.folder.mkdir(parents=True, exist_ok=True)
    async with read_body(request, temporary=house.folder) as body:
        values = {**body.values, **said}
        known = {name: value for name, value in values.items() if name in kind.model_fields}
        yield checked(kind, values), cast(dict[str, Any], kept(known))


def checked(kind: type[WishT], values: Mapping[str, Any]) -> WishT:
    """Values as a request of some kind. Raises Refusal, which names the first entry that is wrong."""
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        first = _first(error.errors(include_url=False, include_context=False))
        path = [str(part) for part in first["loc"] if _is_entry(part)]
        name = path[0] if path else None
        where = ".".join(path) or "the request"
        text = str(first["msg"]).removeprefix("Value error, ")
        got = "it is missing" if first["type"] == "missing" else f"got {_shown(first['input'])}"
        expected = None if name is None else _expected(kind, name)
        raise Refusal(
            f"{where}: {text}; {got}.{'' if expected is None else f' Expected: {expected}'}", param=name
        ) from error


def kept(value: Any) -> Any:
    """A request as it can be kept: files by their names, and long texts by their beginnings."""
    if isinstance(value, SentFile):
        return {"file": value.filename, "size_bytes": value.size_bytes}
    if isinstance(value, dict):
        return {str(name): kept(one) for name, one in cast(dict[str, Any], value).items()}
    if isinstance(value, list):
        return [kept(one) for one in cast(list[Any], value)]
    return f"{value[:1000]}…" if isinstance(value, str) and len(value) > LONGEST_KEPT else value


def _first(errors: Sequence[Any]) -> Any:
    """The error to tell: that something is no file is said of whatever could have been one."""
    return next((one for one in errors if one["type"] != "is_instance_of"), errors[0])


def _is_entry(part: int | str) -> bool:
    """Whether this part of a path is an entry or a number, and not one of the kinds that an entry may be of."""
    return isinstance(part, int) or not ("[" in part or part in _OPTIONS or part[:1].isupper())


def _expected(kind: type[Wish], name: str) -> str | None:
    field = kind.model_fields.get(name)
    return None if field is None else field.description


def _shown(value: Any) -> str:
    if isinstance(value, SentFile):
        return "a file"
    if isinstance(value, (dict, list)):
        return "a list" if isinstance(value, list) else "an object"
    return repr(str(value)[:LONGEST_SHOWN])
