"""How long work will wait and take: estimates, from the pace of each engine and from whose turn is next.

The order is that of `jobs.turns`, as it would be if nothing new came and everything could be started when its turn is.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush, heapreplace
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from yozora.jobs.load import Load
from yozora.jobs.queue import is_paused
from yozora.jobs.turns import AGED_S, MOST_PRIORITY_STARTS, TURNS, Turns
from yozora.library.ledger import ACTIVE, PRIORITY, RELAXED
from yozora.library.tables import Clip, Job, Person, Setting
from yozora.service.studio.pace import Pace

MOST_FORESEEN = 500
"""Jobs before whose turn there are more than this get no estimate."""

WORKERS_SEEN_S = 600.0
LEAST_PROGRESS = 5
"""Percent from which on the work itself says how fast it goes."""

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Work:
    """A job that is not over, and of its person what decides whose turn it is; what `is_new` is
    only thought of."""

    id: str
    person_id: str
    lane: int
    position: float
    cost: float
    most_at_once: int
    created_at: float
    priority_time: float
    relaxed_time: float
    is_running: bool = False
    started_at: float | None = None
    not_before: float = 0.0
    progress: int = 0
    load: Load | None = None
    is_new: bool = False


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """How many jobs are likely to start before one that waits; seconds until it starts, of work that is left then, and
    until it is finished."""

    ahead: int = 0
    wait_s: float | None = None
    work_s: float | None = None
    left_s: float | None = None


def foreseen(session: Session, wanted: Collection[str], *, new: Sequence[Work] = (), now: float) -> dict[str, Foreseen]:
    """What can be said of jobs by their ids, also of `new` ones, as if they were put into the queue now. Only reads."""
    if not wanted:
        return {}
    work = [*_active(session), *new]
    line = in_turn([one for one in work if not one.is_running], _turns(session), now=now)
    looked_at = [*(one for one in work if one.is_running), *_until_last(line, wanted)[:MOST_FORESEEN]]
    takes_s = _durations(Pace.of(session), looked_at, now=now)
    idle = _idle(work, workers=_workers(session, now=now))
    starts_s = {} if is_paused(session) else _starts(looked_at, takes_s, idle=idle)
    places = {one.id: place for place, one in enumerate(line)}
    found: dict[str, Foreseen] = {}
    for one in work:
        if one.id in wanted:
            wait_s = 0.0 if one.is_running else starts_s.get(one.id, math.inf)
            work_s = takes_s.get(one.id, math.inf)
            found[one.id] = Foreseen(
                ahead=places.get(one.id, 0),
                wait_s=_known(wait_s),
                work_s=_known(work_s),
                left_s=_known(wait_s + work_s),
            )
    return found


def in_turn(waiting: Iterable[Work], turns: Turns, *, now: float) -> list[Work]:
    """What waits, in the order in which it is likely to be started."""
    begun: list[Work] = []
    lanes: dict[int, list[tuple[float, float, str, Work]]] = {PRIORITY: [], RELAXED: []}
    reached: dict[tuple[str, int], float] = {}
    for one in sorted(waiting, key=lambda one: (one.position, one.id)):
        if one.started_at is not None and not one.not_before:
            begun.append(one)
            continue
        lane = PRIORITY if one.created_at < now - AGED_S else one.lane
        clock, own = (turns.priority, one.priority_time) if lane == PRIORITY else (turns.relaxed, one.relaxed_time)
        at = reached.get((one.person_id, lane), max(clock, own))
        reached[one.person_id, lane] = at + one.cost
        lanes[lane].append((at, one.position, one.id, one))
    priority, relaxed = ([entry[-1] for entry in sorted(lanes[lane])] for lane in (PRIORITY, RELAXED))
    return begun + _woven(priority, relaxed, since_relaxed=turns.since_relaxed)


def _woven(priority: list[T], relaxed: list[T], *, since_relaxed: int) -> list[T]:
    """Both lanes as one: after so many of the first, one of the second."""
    woven: list[T] = []
    first, second = priority[::-1], relaxed[::-1]
    while first or second:
        is_relaxed = not first or (bool(second) and since_relaxed >= MOST_PRIORITY_STARTS)
        woven.append((second if is_relaxed else first).pop())
        since_relaxed = 0 if is_relaxed else since_relaxed + 1
    return woven


def _starts(work: Sequence[Work], takes_s: Mapping[str, float], *, idle: int) -> dict[str, float]:
    """When each job that waits is likely to start, in seconds from now. `work` is what runs, and then what waits, in
    its order."""
    own = defaultdict[str, list[float]](list)
    for one in work:
        if one.is_running:
            heappush(own[one.person_id], takes_s[one.id])
    free = [end_s for ends_s in own.values() for end_s in ends_s]
    free += [0.0] * max(idle, 0 if free else 1)
    heapify(free)
    starts: dict[str, float] = {}
    for one in work:
        if one.is_running:
            continue
        ends_s = own[one.person_id]
        limit_s = heappop(ends_s) if len(ends_s) >= one.most_at_once else 0.0
        starts[one.id] = max(free[0], limit_s)
        heappush(ends_s, starts[one.id] + takes_s[one.id])
        heapreplace(free, starts[one.id] + takes_s[one.id])
    return starts


def _idle(work: Sequence[Work], *, workers: int) -> int:
    """How many workers have nothing to do. One that does nothing although something could be started is gone."""
    running = Counter(one.person_id for one in work if one.is_running)
    waits = any(running[one.person_id] < one.most_at_once for one in work if not (one.is_running or one.is_new))
    return 0 if waits else max(0, workers - running.total())


def _durations(pace: Pace, work: Iterable[Work], *, now: float) -> dict[str, float]:
    """Seconds of work that are left of each job; infinite where that is not known."""
    found: dict[str, float] = {}
    for one in work:
        whole_s = None if one.load is None else pace.work_s(one.load)
        found[one.id] = math.inf if whole_s is None else whole_s
        if one.is_running and one.started_at is not None:
            elapsed_s = max(0.0, now - one.started_at)
            if one.progress >= LEAST_PROGRESS:
                found[one.id] = elapsed_s * (100 - one.progress) / one.progress
            elif whole_s is not None:
                found[one.id] = max(0.0, whole_s - elapsed_s)
    return found


def _active(session: Session) -> list[Work]:
    rows = select(Job, Clip.progress, Person.priority_time, Person.relaxed_time)
    rows = rows.join(Clip, Clip.id == Job.id).join(Person, Person.id == Job.person_id)
    same = ("id", "person_id", "lane", "position", "cost", "most_at_once", "created_at", "started_at", "not_before")
    return [
        Work(
            **{name: getattr(job, name) for name in same},
            load=None if job.work is None else Load.from_json(job.work),
            priority_time=priority_time,
            relaxed_time=relaxed_time,
            is_running=job.state == "running",
            progress=progress,
        )
        for job, progress, priority_time, relaxed_time in session.execute(
            rows.where(Job.finished_at.is_(None), Job.state.in_(ACTIVE))
        )
    ]


def _turns(session: Session) -> Turns:
    return Turns.of(session.scalars(select(Setting).where(Setting.name == TURNS)))


def _workers(session: Session, *, now: float) -> int:
    """How many workers there seem to be."""
    seen = Job.finished_at.is_(None) | (Job.finished_at > now - WORKERS_SEEN_S)
    return session.scalar(select(func.count(Job.worker.distinct())).where(seen)) or 0


def _until_last(line: list[Work], wanted: Collection[str]) -> list[Work]:
    """The line as far as the last that somebody wants to know of."""
    last = max((place for place, one in enumerate(line) if one.id in wanted), default=-1)
    return line[: last + 1]


def _known(seconds: float) -> float | None:
    return None if math.isinf(seconds) else round(seconds, 1)
