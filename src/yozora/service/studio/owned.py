"""Rows of the library that belong to whoever asks; anybody else's might as well not be there."""

from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from yozora.service.callers import Caller
from yozora.service.refusals import Refusal


class Owned(Protocol):
    """A row of somebody's."""

    id: Any
    person_id: Any


Row = TypeVar("Row", bound=Owned)


def own(session: Session, kind: type[Row], row_id: str, caller: Caller, *, what: str) -> Row:
    """The caller's row of an id. Raises Refusal with status 404."""
    row = session.get(kind, row_id)
    if row is None or row.person_id != caller.person_id:
        raise Refusal(f"There is no {what} {row_id[:60]!r}.", status=404, code=f"{what}_not_found", param="id")
    return row
