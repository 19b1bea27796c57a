"""A desk where orders come in and workers ask for work, at a time that stands still until it is moved."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chaos.orders import a_result, add_person, order
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from yozora.jobs.queue import Claim, Queue
from yozora.library.database import Database
from yozora.library.tables import Clip, Event, Job, Table

LEASE_S = 30.0


@dataclass(kw_only=True)
class Desk:
    """Orders by people with names; claims, and how things stand."""

    database: Database
    now: float = 1_000_000.0
    people: dict[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        self.queue = Queue(self.database, lease_s=LEASE_S, clock=lambda: self.now)

    def order(self, who: str = "Ada", **how: Any) -> str:
        """Somebody wants a clip; returns its id."""
        return self.orders(1, who, **how)[0]

    def orders(self, count: int, who: str = "Ada", **how: Any) -> list[str]:
        """Somebody wants several clips at once; returns their ids."""
        with self.database.writing() as session:
            if who not in self.people:
                self.people[who] = add_person(session, who)
            return [order(session, self.queue, self.people[who], **how) for _ in range(count)]

    def claim(self, worker: str = "w1") -> Claim:
        """The next job, which there must be."""
        claim = self.queue.claim(worker)
        assert claim is not None
        return claim

    def done(self, claim: Claim) -> bool:
        """Finish it."""
        return self.queue.finish(claim, a_result(claim))

    def start(self) -> str:
        """Claim and finish the next job; returns its id."""
        claim = self.claim()
        assert self.done(claim)
        return claim.clip_id

    def change(self, call: Callable[[Session], bool]) -> bool:
        """In one transaction."""
        with self.database.writing() as session:
            return call(session)

    def cancel(self, clip_id: str) -> bool:
        """As its person wishes."""
        return self.change(lambda session: self.queue.cancel(session, clip_id))

    def retry(self, clip_id: str) -> bool:
        """As its person wishes."""
        return self.change(lambda session: self.queue.retry(session, clip_id))

    def move(self, clip_id: str, *, before: str | None) -> bool:
        """As its person wishes."""
        return self.change(lambda session: self.queue.move(session, clip_id, before=before))

    def job(self, clip_id: str) -> Job:
        """As it stands."""
        with self.database.reading() as session:
            return session.get_one(Job, clip_id)

    def clip(self, clip_id: str) -> Clip:
        """As it stands."""
        with self.database.reading() as session:
            return session.get_one(Clip, clip_id)

    def count(self, table: type[Table]) -> int:
        """Rows of a table."""
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def told(self, clip_id: str) -> list[str]:
        """Kinds of the events about a clip, in order."""
        with self.database.reading() as session:
            return list(session.scalars(select(Event.kind).where(Event.subject == clip_id).order_by(Event.id)))
