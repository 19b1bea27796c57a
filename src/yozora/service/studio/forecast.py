"""How long work will wait and take: estimates, from how fast each engine was lately and from whose turn is next.

The order is that of `jobs.turns`, as it would be if nothing new came and everything could be started when its turn is.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush, heapreplace
from statistics import median
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, cast, func, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from yozora.core.geometry import FrameSize
from yozora.jobs.queue import is_paused
from yozora.jobs.turns import AGED_S, MOST_PRIORITY_STARTS, TURNS, Turns
from yozora.library.ledger import ACTIVE, PRIORITY, RELAXED
from yozora.library.tables import Clip, Job, Person, Setting

MEASURED = 200
"""So many of the latest jobs say how fast engines are."""

NEAREST = 15
"""So many of them, those whose clips are nearest in size, say how long one clip takes: a small one takes more time for
a pixel."""

MOST_FORESEEN = 500
"""Jobs before whose turn there are more than this get no estimate."""

WORKERS_SEEN_S = 600.0
LEAST_PROGRESS = 5
"""Percent from which on the work itself says how fast it goes."""

EngineKey = tuple[str, str]
"""The name of an engine, and the steps it takes, which decide its pace; empty where it has none."""

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Work:
    """A job that is not over, and of its person what decides whose turn it is. `volume` is in pixels of all frames;
    what `is_new` is only thought of."""

    id: str
    person_id: str
    lane: int
    position: float
    cost: float
    most_at_once: int
    created_at: float
    volume: float
    priority_time: float
    relaxed_time: float
    is_running: bool = False
    started_at: float | None = None
    not_before: float = 0.0
    progress: int = 0
    engine: EngineKey | None = None
    is_new: bool = False


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """How many jobs are likely to start before one that waits; seconds until it starts, of work that is left then, and
    until it is finished."""

    ahead: int = 0
    wait_s: float | None = None
    work_s: float | None = None
    left_s: float | None = None


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How fast engines were: for each, the volume of clips and the seconds that these took."""

    measured: Mapping[EngineKey, Sequence[tuple[float, float]]]

    @classmethod
    def of(cls, session: Session) -> "Pace":
        """As the latest jobs say, of those that were made at the first attempt. Only reads."""
        latest = (
            select(Job.id, (Job.finished_at - Job.started_at).label("took_s"))
            .where(Job.state == "done", Job.attempts == 1)
            .order_by(Job.finished_at.desc())
            .limit(MEASURED)
            .subquery()
        )
        rows = select(latest.c.took_s, Clip.size, Clip.frames, *_engine(session)).join(latest, latest.c.id == Clip.id)
        found = defaultdict[EngineKey, list[tuple[float, float]]](list)
        for took_s, size, frames, name, steps in session.execute(rows):
            if took_s > 0 and frames > 0:
                found[_key(name, steps)].append((volume_of(size, frames), took_s))
        return cls(measured=found)

    def work_s(self, engine: EngineKey | None, volume: float) -> float | None:
        """Seconds that an engine needs for a clip; None where it has made none lately."""
        known: Sequence[tuple[float, float]] = () if engine is None else self.measured.get(engine, ())
        nearest = sorted(known, key=lambda one: abs(math.log(one[0] / volume)))[:NEAREST]
        return volume / median(made / took_s for made, took_s in nearest) if nearest else None


def volume_of(size: str, frames: int) -> float:
    """Pixels of all frames of a clip."""
    parsed = FrameSize.parse(size)
    return float(parsed.width_px * parsed.height_px * max(frames, 1))


def engine_key(name: str, options: Mapping[str, Any]) -> EngineKey:
    """What the pace of an engine with these options is looked up by."""
    return _key(name, options.get("steps"))


def foreseen(session: Session, wanted: Collection[str], *, new: Sequence[Work] = (), now: float) -> dict[str, Foreseen]:
    """What can be said of jobs by their ids, also of `new` ones, as if they were put into the queue now. Only reads."""
    if not wanted:
        return {}
    work = [*_active(session), *new]
    line = in_turn([one for one in work if not one.is_running], _turns(session), now=now)
    looked_at = [*(one for one in work if one.is_running), *_until_last(line, wanted)[:MOST_FORESEEN]]
    known = _with_engines(session, looked_at)
    takes_s = _durations(Pace.of(session), known, now=now)
    idle = _idle(work, workers=_workers(session, now=now))
    starts_s = {} if is_paused(session) else _starts(known, takes_s, idle=idle)
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
        whole_s = pace.work_s(one.engine, one.volume)
        found[one.id] = math.inf if whole_s is None else whole_s
        if one.is_running and one.started_at is not None:
            elapsed_s = max(0.0, now - one.started_at)
            if one.progress >= LEAST_PROGRESS:
                found[one.id] = elapsed_s * (100 - one.progress) / one.progress
            elif whole_s is not None:
                found[one.id] = max(0.0, whole_s - elapsed_s)
    return found


def _active(session: Session) -> list[Work]:
    rows = select(Job, Clip.size, Clip.frames, Clip.progress, Person.priority_time, Person.relaxed_time)
    rows = rows.join(Clip, Clip.id == Job.id).join(Person, Person.id == Job.person_id)
    same = ("id", "person_id", "lane", "position", "cost", "most_at_once", "created_at", "started_at", "not_before")
    return [
        Work(
            **{name: getattr(job, name) for name in same},
            volume=volume_of(size, frames),
            priority_time=priority_time,
            relaxed_time=relaxed_time,
            is_running=job.state == "running",
            progress=progress,
        )
        for job, size, frames, progress, priority_time, relaxed_time in session.execute(
            rows.where(Job.finished_at.is_(None), Job.state.in_(ACTIVE))
        )
    ]


def _with_engines(session: Session, work: Sequence[Work]) -> list[Work]:
    rows = select(Clip.id, *_engine(session)).where(Clip.id.in_([one.id for one in work if one.engine is None]))
    engines = {clip_id: _key(name, steps) for clip_id, name, steps in session.execute(rows)}
    return [replace(one, engine=one.engine or engines.get(one.id)) for one in work]


def _engine(session: Session) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Of the recipe of a clip: the name of the engine, and its steps."""
    if session.get_bind().dialect.name == "sqlite":
        return func.json_extract(Clip.recipe, "$.engine.name"), func.json_extract(Clip.recipe, "$.engine.options.steps")
    engine = cast(Clip.recipe, postgresql.JSON)["engine"]
    return engine["name"].astext, engine["options"]["steps"].astext


def _key(name: str | None, steps: Any) -> EngineKey:
    return name or "", "" if steps is None else str(steps)


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
