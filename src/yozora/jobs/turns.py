"""Whose turn it is.

Each lane has a clock that counts seconds of video, and each person a time on it: how far the work done for them has
come. Whoever is least far is next, and then as much further as the work costs; so busy people share a lane by what
their clips cost. The clock of a lane stands where the last start stood. Nobody counts as less far than the clock, so
somebody who was away has saved nothing up, and somebody new is level with whoever is next, not behind all that waits
(start-time fair queueing; Goyal, Vin and Cheng 1996). Where nobody waits any more, the clock moves on to whoever is
furthest: what somebody had made while nobody else wanted anything does not count against them. With every start it also
moves on by a small part of the cost, so that somebody waiting is not held up for ever by new people who come one after
the other.

Work that was begun and broke off goes on before anything new. A relaxed job is started after four priority jobs at the
latest, where one waits; one that has waited an hour counts as priority.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Float, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from yozora.library.ledger import PRIORITY, RELAXED
from yozora.library.tables import Job, Person, Setting

MOST_PRIORITY_STARTS = 4
"""So many in a row while a relaxed job waits."""

AGED_S = 3600.0
DRIFT = 1 / 32
"""Part of a cost by which the clock of a lane moves on with every start."""

MOST_ATTEMPTS = 5
RETRY_S = 5.0
LONGEST_RETRY_S = RETRY_S * 4 ** (MOST_ATTEMPTS - 2)
LONGEST_LEASES = 10
"""A lease that ends later than so many leases from now was given before the clock was put back: it is over."""

UNFINISHED = Job.finished_at.is_(None)
"""Said of all jobs that are looked for, so that there is an index of these alone, however many are over."""

TURNS = "turns"
"""The setting that keeps them."""

NOW, LEASE_S = bindparam("now", type_=Float), bindparam("lease_s", type_=Float)

SILENT = and_(
    Job.state == "running",
    or_(Job.lease_until < NOW, Job.lease_until > NOW + LONGEST_LEASES * LEASE_S),
)
"""Jobs whose worker has not said for a lease that it goes on."""

WAITING = and_(Job.state == "queued", or_(Job.not_before <= NOW, Job.not_before > NOW + LONGEST_RETRY_S))
"""Jobs that may be started: the pause after a failure is over, or is one from before the clock was put back."""

HANDED_BACK = and_(Job.state == "queued", Job.started_at.is_not(None), Job.not_before == 0.0)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """When somebody asks whose turn it is, in seconds since 1970; how long a lease is; whether also jobs whose worker
    has fallen silent are given, and whether also what is new, or only what was begun."""

    now: float
    lease_s: float
    lost_too: bool = True
    new_too: bool = True


@dataclass(frozen=True, kw_only=True)
class Turns:
    """The clocks of both lanes, and how many priority jobs were started since the last relaxed one."""

    since_relaxed: int = 0
    priority: float = 0.0
    relaxed: float = 0.0

    @classmethod
    def of(cls, settings: Iterable[Setting]) -> "Turns":
        """As they were left."""
        return next((cls(**setting.value) for setting in settings if setting.name == TURNS), cls())

    def write(self, session: Session) -> None:
        """Leave them for the next claim."""
        session.merge(Setting(name=TURNS, value=asdict(self)))

    def next(self, session: Session, moment: Moment) -> tuple[Job, int] | None:
        """The job whose turn it is, locked, and the lane it counts for; None where nothing can be started."""
        aged_at = moment.now - AGED_S
        values = {**asdict(moment), "aged_at": aged_at, "priority": self.priority, "relaxed": self.relaxed}
        if self.since_relaxed >= MOST_PRIORITY_STARTS:
            job = session.scalar(_first(relaxed_only=True), values)
            if job is not None:
                return job, RELAXED
        job = session.scalar(_first(relaxed_only=False), values)
        return None if job is None else (job, PRIORITY if job.created_at < aged_at else job.lane)

    def after(self, session: Session, job: Job, lane: int) -> "Turns":
        """The clocks after a job was started for the first time, which the time of its person counts as well."""
        person = session.get_one(Person, job.person_id)
        waits = select(Job.id).where(UNFINISHED, Job.state == "queued", Job.lane == lane, Job.id != job.id).limit(1)
        idle = session.scalar(waits) is None
        if lane == PRIORITY:
            at = max(self.priority, person.priority_time)
            person.priority_time = at + job.cost
            furthest = session.scalar(select(func.max(Person.priority_time))) if idle else None
            return replace(self, priority=max(at, self.priority + DRIFT * job.cost, furthest or 0.0))
        at = max(self.relaxed, person.relaxed_time)
        person.relaxed_time = at + job.cost
        furthest = session.scalar(select(func.max(Person.relaxed_time))) if idle else None
        return replace(self, relaxed=max(at, self.relaxed + DRIFT * job.cost, furthest or 0.0))

    def counted(self, job: Job) -> "Turns":
        """With one more start of either lane."""
        return replace(self, since_relaxed=0 if job.lane == RELAXED else self.since_relaxed + 1)


@cache
def _first(*, relaxed_only: bool) -> Any:
    """The statement that finds the first of those that can be started."""
    busy = select(Job.person_id, func.count().label("jobs")).where(UNFINISHED, Job.state == "running")
    running = busy.group_by(Job.person_id).subquery()
    others = func.coalesce(running.c.jobs, 0) - case((Job.state == "running", 1), else_=0)
    begun = or_(HANDED_BACK, and_(SILENT, bindparam("lost_too", type_=Boolean)))
    urgent = or_(Job.lane == PRIORITY, Job.created_at < bindparam("aged_at", type_=Float))
    relaxed = _level("relaxed", Person.relaxed_time)
    order = [
        case((urgent, PRIORITY), else_=RELAXED),
        case((urgent, _level("priority", Person.priority_time)), else_=relaxed),
    ]
    statement = (
        select(Job)
        .outerjoin(Person, Person.id == Job.person_id)  # an inner join SQLite might begin with the people
        .outerjoin(running, running.c.person_id == Job.person_id)
        .where(UNFINISHED, or_(begun, and_(WAITING, bindparam("new_too", type_=Boolean))))
        .where(Job.wants_cancel.is_(False), Job.attempts < MOST_ATTEMPTS, others < Job.most_at_once)
        .order_by(case((begun, 0), else_=1), *([relaxed] if relaxed_only else order), Job.position, Job.id)
        .limit(1)
        .with_for_update(of=Job)
    )
    return statement.where(Job.lane == RELAXED) if relaxed_only else statement


def _level(clock: str, time: Any) -> ColumnElement[float]:
    """Where somebody stands: nobody less far than the clock."""
    at = bindparam(clock, type_=Float)
    return case((time > at, time), else_=at)
