"""What happened becomes messages, and messages are sent until somebody has taken them.

All of it is in the database: `Setting` "hooks" says up to which event messages were written, a `Delivery` is one
message for one address. Nothing is lost when a server stops, and several servers share the work without sending
anything twice: they write and claim one after the other, and what is claimed is left to whoever claimed it for a while.
A server that dies between sending a message and noting that down is the one case in which it is sent again, with the
same `webhook-id`.
"""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, delete, func, literal, select, text, update
from sqlalchemy.orm import Session

from yozora.library.database import Database
from yozora.library.tables import Delivery, Event, Hook, Person, Setting, new_id

SETTING = "hooks"
KINDS = {"clip.completed": "video.completed", "clip.failed": "video.failed"}
PAUSES_S = (5.0, 30.0, 120.0, 600.0, 3600.0, 6 * 3600.0, 24 * 3600.0)
CLAIMED_S = 60.0
SETTLED_S = 60.0
"""On Postgres an event can appear after one with a greater number, when its transaction took longer. So this many
seconds are looked at again; a message that was written already is not written twice."""
KEPT_S = 7 * 24 * 3600.0
MOST_WRITTEN, MOST_CLAIMED = 500, 8
LOCK = 0x596F6873  # any number that nothing else locks
WAITING, DELIVERED, GIVEN_UP, GONE, UNWANTED = "waiting", "delivered", "given up", "gone", "unwanted"


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A message that is to be sent now: `attempts` counts this one."""

    id: str
    hook_id: str
    url: str
    secret: str
    body: bytes
    attempts: int


def write(database: Database, *, now: float) -> int:
    """Messages of what has happened; how many are new. Raises DatabaseAway."""
    with database.reading() as session:
        if session.scalar(select(Hook.id).where(Hook.disabled_at.is_(None)).limit(1)) is None:
            return 0
        after = _after(session)
        if session.execute(_unwritten(after).limit(1)).first() is None and _settled(session, now) <= after:
            return 0
    with database.writing() as session:
        _take_turns(database, session)
        after = _after(session)
        found = session.execute(_unwritten(after).limit(MOST_WRITTEN)).all()
        session.add_all(_delivery(event, hook, now=now) for event, hook in found)
        if len(found) < MOST_WRITTEN:
            session.merge(Setting(name=SETTING, value={"after": max(after, _settled(session, now))}))
        session.execute(delete(Delivery).where(Delivery.status != WAITING, Delivery.next_at < now - KEPT_S))
        return len(found)


def claim(database: Database, *, now: float, most: int = MOST_CLAIMED) -> list[Parcel]:
    """Messages to send now, at most one for each address, so that a dead one holds up nobody else. Raises
    DatabaseAway."""
    with database.reading() as session:
        if session.scalar(_due(now).limit(1)) is None:
            return []
    with database.writing() as session:
        _take_turns(database, session)
        due = select(Delivery, Hook).join(Hook).where(Delivery.id.in_(_due(now))).order_by(Delivery.next_at).limit(most)
        found = session.execute(due).all()
        for delivery, _ in found:
            delivery.attempts, delivery.next_at = delivery.attempts + 1, now + CLAIMED_S
        return [_parcel(delivery, hook) for delivery, hook in found]


def note(database: Database, parcel: Parcel, status: int | None, answer: str, *, now: float) -> None:
    """Note what became of a message: an HTTP status, or None and why nobody took it. Raises DatabaseAway."""
    with database.writing() as session:
        delivery = session.get(Delivery, parcel.id)
        if delivery is None or delivery.attempts != parcel.attempts or delivery.status != WAITING:
            return
        delivery.answer = answer
        if status is not None and 200 <= status < 300:
            delivery.status, delivery.next_at = DELIVERED, now
        elif status == 410:
            _disable(session, parcel.hook_id, now=now)
        elif delivery.attempts > len(PAUSES_S):
            delivery.status, delivery.next_at = GIVEN_UP, now
        else:
            delivery.next_at = now + PAUSES_S[delivery.attempts - 1]


def message(kind: str, video_id: str, *, now: float) -> dict[str, Any]:
    """The body of a message."""
    return {
        "id": new_id("evt"),
        "object": "event",
        "created_at": int(now),
        "type": kind,
        "data": {"id": video_id},
    }


def written(body: dict[str, Any]) -> bytes:
    """A body as it is sent and signed."""
    return json.dumps(body, separators=(",", ":")).encode()


def last_answer(session: Session, hook_id: str) -> str | None:
    """What came back the last time that a message was sent to an address."""
    told = select(Delivery.answer).where(Delivery.hook_id == hook_id, Delivery.answer.is_not(None))
    return session.scalar(told.order_by(Delivery.next_at.desc()).limit(1))


def _take_turns(database: Database, session: Session) -> None:
    if not database.is_sqlite:  # SQLite has one writer at a time anyway
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def _after(session: Session) -> int:
    setting = session.get(Setting, SETTING)
    return 0 if setting is None else int(setting.value["after"])


def _settled(session: Session, now: float) -> int:
    """The number of the last event before which nothing will appear any more."""
    return session.scalar(select(func.max(Event.id)).where(Event.created_at < now - SETTLED_S)) or 0


def _unwritten(after: int) -> "Select[Event, Hook]":
    """Events and the addresses that are to hear of them and have not."""
    id_: ColumnElement[str] = literal("msg_") + cast(Event.id, Text) + literal("_") + Hook.id
    return (
        select(Event, Hook)
        .join(Hook, Hook.person_id == Event.person_id)
        .join(Person, Person.id == Hook.person_id)
        .where(
            Event.id > after,
            Event.kind.in_(KINDS),
            Event.created_at >= Hook.created_at,
            Hook.disabled_at.is_(None),
            Person.disabled_at.is_(None),
            ~select(Delivery.id).where(Delivery.id == id_).exists(),
        )
        .order_by(Event.id)
    )


def _due(now: float) -> "Select[str]":
    """The ids of messages to send, the oldest of each address."""
    place = func.row_number().over(partition_by=Delivery.hook_id, order_by=(Delivery.next_at, Delivery.id))
    ready = select(Delivery.id, place.label("place")).join(Hook)
    waits = ready.where(Delivery.status == WAITING, Delivery.next_at <= now, Hook.disabled_at.is_(None)).subquery()
    return select(waits.c.id).where(waits.c.place == 1)


def _delivery(event: Event, hook: Hook, *, now: float) -> Delivery:
    kind = KINDS[event.kind]
    wanted = kind in hook.events
    return Delivery(
        id=f"msg_{event.id}_{hook.id}",
        hook_id=hook.id,
        body=message(kind, event.subject, now=event.created_at),
        attempts=0,
        next_at=now,
        status=WAITING if wanted else UNWANTED,
        answer=None,
    )


def _parcel(delivery: Delivery, hook: Hook) -> Parcel:
    return Parcel(
        id=delivery.id,
        hook_id=hook.id,
        url=hook.url,
        secret=hook.secret,
        body=written(delivery.body),
        attempts=delivery.attempts,
    )


def _disable(session: Session, hook_id: str, *, now: float) -> None:
    """The address wants no more messages."""
    session.execute(update(Hook).where(Hook.id == hook_id).values(disabled_at=now))
    waiting = update(Delivery).where(Delivery.hook_id == hook_id, Delivery.status == WAITING)
    session.execute(waiting.values(status=GONE, next_at=now))
