"""What happened, for pages and programs that listen: rows read by their numbers, so that nothing is missed."""

import time
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from yozora.library.tables import Event

KEPT_S = 24 * 3600.0
GAP_S = 3.0
"""On Postgres an event gets its number before it can be seen, and one with a greater number may be seen first. Where a
number is missing, what follows is held back this long; after that, it was the number of a transaction that failed."""


def tell(session: Session, person_id: str, kind: str, subject: str, data: dict[str, Any], *, now: float) -> None:
    """Note an event of one person: its kind, such as `clip.completed`, and the id of what it is about."""
    session.add(Event(person_id=person_id, kind=kind, subject=subject, data=data, created_at=now))


def newest(session: Session) -> int:
    """The number of the last event of all."""
    return session.scalar(select(func.max(Event.id))) or 0


def after(session: Session, number: int, *, most: int = 1000, now: float | None = None) -> Sequence[Event]:
    """Events of everybody after a number, in order; none comes later with a number that was passed. `now` is in seconds
    since 1970 (None: by this machine's clock)."""
    found = session.scalars(select(Event).where(Event.id > number).order_by(Event.id).limit(most)).all()
    if session.get_bind().dialect.name == "sqlite":  # one writer at a time, so they are seen in order
        return found
    settled_at = (time.time() if now is None else now) - GAP_S
    expected = max(number, 0) + 1
    for place, event in enumerate(found):
        if event.id != expected and event.created_at > settled_at:
            return found[:place]
        expected = event.id + 1
    return found


def forget(session: Session, *, now: float) -> None:
    """Let go of what is older than a day."""
    session.execute(delete(Event).where(Event.created_at < now - KEPT_S))
