"""A queue in the database: whoever claims a job has it for a while (a lease), and must say again and again that the
work goes on. A worker that falls silent loses the job to another one; the number of its claim (a fencing token) then
counts no longer, so nothing is finished twice. Who is next, `turns` says.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import delete, func, or_, select, text, update
from sqlalchemy.orm import Session

from yozora.jobs.load import Load
from yozora.jobs.turns import MOST_ATTEMPTS, RETRY_S, SILENT, TURNS, UNFINISHED, Moment, Turns
from yozora.library import decisions, events, traces
from yozora.library.database import Database, add_unless_there
from yozora.library.ledger import ACTIVE, PRIORITY, RELAXED, month_of
from yozora.library.tables import Charge, Checkpoint, Clip, File, Job, Preview, Setting
from yozora.media.fingerprints import Prints
from yozora.safety.refusals import CODE, Refused

__all__ = ["ACTIVE", "PRIORITY", "RELAXED", "Claim", "Queue", "Result", "Standing", "is_paused", "set_paused"]

PAUSE = "queue"
MACHINE = "machine"
"""The setting that says how fast the machine is, by the worker that was started last."""

WAITING = "waiting"
"""Of the notes of a clip: why it waits to be tried again."""

CLAIM_LOCK = 0x596F7A6F  # any number that nothing else locks: claims on Postgres come one after the other
STEP_S = 1e-4
"""Between jobs of one person that are put at the same moment, so that they stay in order."""


class Standing(Enum):
    """What a worker learns when it says that it goes on."""

    MINE = "mine"
    LOST = "lost"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A job in a worker's hands."""

    clip_id: str
    person_id: str
    token: int
    attempts: int
    visible_mark: bool = False


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came of a job: the files of the clip, as rows, and its recipe as it was made."""

    recipe: str
    video: File
    thumbnail: File
    spritesheet: File
    mark: int
    prints: Prints
    notes: tuple[str, ...] = ()


class Queue:
    """Jobs of a database; each call is one transaction, unless it is given the caller's session.

    `lease_s` should be the same for all workers. Time is the database's, which all machines share, unless a `clock`
    gives the seconds since 1970.
    """

    def __init__(self, database: Database, *, lease_s: float = 30.0, clock: Callable[[], float] | None = None) -> None:
        self.database, self.lease_s, self._clock = database, lease_s, clock

    def put(
        self,
        session: Session,
        clip: Clip,
        *,
        lane: int,
        cost: float,
        most_at_once: int,
        load: Load | None = None,
        visible_mark: bool = False,
    ) -> None:
        """Add the job of a clip, as the last one of its person."""
        session.flush()
        now = self._now(session)
        session.add(
            Job(
                id=clip.id,
                person_id=clip.person_id,
                lane=lane,
                position=_last(session, clip.person_id, now),
                cost=cost,
                most_at_once=most_at_once,
                state="queued",
                created_at=now,
                work=None if load is None else load.to_json(),
                visible_mark=visible_mark,
            )
        )

    def claim(self, worker: str, *, lost_too: bool = True) -> Claim | None:
        """The next job for a worker, or None where nothing can be started.

        Jobs of silent workers only with `lost_too`, and not where the database itself held up this call: it may have
        held up their signs of life as well.
        """
        asked_s = time.monotonic()
        with self.database.writing() as session:
            if not self.database.is_sqlite:
                session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CLAIM_LOCK})
            prompt = time.monotonic() - asked_s < self.lease_s / 4
            kept = session.scalars(select(Setting).where(Setting.name.in_((PAUSE, TURNS)))).all()  # read at one go
            now = self._now(session)
            moment = Moment(now=now, lease_s=self.lease_s, lost_too=lost_too and prompt, new_too=not is_paused(session))
            turns = Turns.of(kept)
            found = turns.next(session, moment)
            if found is None:
                return None
            job, lane = found
            if job.started_at is None:
                turns = turns.after(session, job, lane)
                job.started_at = now
            job.state, job.worker, job.lease_until = "running", worker, now + self.lease_s
            job.token, job.attempts = job.token + 1, job.attempts + 1
            turns.counted(job).write(session)
            _show(session, job, status="in_progress", now=now)
            return Claim(
                clip_id=job.id,
                person_id=job.person_id,
                token=job.token,
                attempts=job.attempts,
                visible_mark=job.visible_mark,
            )

    def beat(self, claim: Claim, *, progress: int | None = None, preview: tuple[int, bytes] | None = None) -> Standing:
        """Say that the work goes on, and how far it is: percent, and the newest picture (its number and a JPEG)."""
        with self.database.writing() as session:
            job = _held(session, claim)
            if job is None:
                return Standing.LOST
            now = self._now(session)
            job.lease_until = now + self.lease_s
            if job.wants_cancel:
                return Standing.CANCELLED
            if preview is not None:
                session.merge(Preview(clip_id=job.id, frame=preview[0], jpeg=preview[1]))
            if progress is not None:
                session.execute(update(Clip).where(Clip.id == job.id).values(progress=progress))
            if progress is not None or preview is not None:
                told = {"progress": progress, "preview": None if preview is None else preview[0]}
                events.tell(session, job.person_id, "clip.progress", job.id, told, now=now)
            return Standing.MINE

    def remember(self, claim: Claim, done: int, data: bytes) -> Standing:
        """Keep what is finished of the work, in place of what was kept before."""
        with self.database.writing() as session:
            job = _held(session, claim)
            if job is None:
                return Standing.LOST
            job.lease_until = self._now(session) + self.lease_s
            session.merge(Checkpoint(job_id=job.id, done=done, data=data))
            return Standing.MINE

    def recall(self, claim: Claim) -> bytes | None:
        """What an earlier worker had finished of it."""
        with self.database.reading() as session:
            return session.scalar(select(Checkpoint.data).where(Checkpoint.job_id == claim.clip_id))

    def finish(self, claim: Claim, result: Result) -> bool:
        """The clip is made. False where the job is another worker's by now, or was cancelled; then there is no clip and
        no charge. Saying it again changes nothing."""
        with self.database.writing() as session:
            job = session.get(Job, claim.clip_id, with_for_update=True)
            if job is None or job.token != claim.token or job.state != "running":
                return job is not None and job.token == claim.token and job.state == "done"
            now = self._now(session)
            if job.wants_cancel:
                _cancel(session, job, now=now)
                return False
            job.state, job.finished_at, job.lease_until, job.reason = "done", now, None, None
            _complete(session, session.get_one(Clip, job.id), result, now=now)
            traces.leave(session, job.id, mark=result.mark, prints=result.prints)
            session.add(_charge(job, now=now))
            _tidy(session, job.id)
            events.tell(session, job.person_id, "clip.completed", job.id, {}, now=now)
            return True

    def fail(self, claim: Claim, *, code: str, message: str, again: bool) -> bool:
        """The work could not be done; it is tried `again` where that may help, after 5 seconds and four times as long
        after each further failure. False where the job is another's."""
        with self.database.writing() as session:
            job = _held(session, claim)
            if job is None:
                return False
            now = self._now(session)
            if job.wants_cancel:
                _cancel(session, job, now=now)
            elif again and job.attempts < MOST_ATTEMPTS:
                job.not_before, job.reason = now + RETRY_S * 4 ** (job.attempts - 1), message
                _requeue(session, job, now=now)
            else:
                _end(session, job, state="failed", code=code, message=message, now=now)
            return True

    def refuse(self, claim: Claim, refused: Refused) -> bool:
        """The policy refuses what was being made: that is kept as a decision, and no picture of it. False where the job
        is another's."""
        with self.database.writing() as session:
            job = _held(session, claim)
            if job is None:
                return False
            now = self._now(session)
            text = session.get_one(Clip, job.id).prompt
            kept = decisions.record(
                session, refused, person_id=job.person_id, subject=job.id, text=text, clip_id=job.id, now=now
            )
            session.flush()
            _end(session, job, state="failed", code=CODE, message=str(refused), now=now)
            clip = session.get_one(Clip, job.id)
            clip.error = {**(clip.error or {}), "refusal": {**refused.to_json(), "decision": kept.id}}
            return True

    def give_back(self, claim: Claim) -> bool:
        """Somebody else shall go on, at once; this does not count as an attempt. False where the job is another's."""
        with self.database.writing() as session:
            job = _held(session, claim)
            if job is None:
                return False
            if job.wants_cancel:
                _cancel(session, job, now=self._now(session))
            else:
                job.attempts, job.not_before = job.attempts - 1, 0.0
                _requeue(session, job, now=self._now(session))
            return True

    def cancelled(self, claim: Claim) -> bool:
        """The worker has stopped, as was wished. False where the job is another's."""
        with self.database.writing() as session:
            job = _held(session, claim)
            if job is None:
                return False
            _cancel(session, job, now=self._now(session))
            return True

    def cancel(self, session: Session, clip_id: str) -> bool:
        """Stop a job: at once where it waits or its worker has fallen silent, else at the next step of whoever works on
        it. False where it is over."""
        job = session.get(Job, clip_id, with_for_update=True)
        if job is None or job.state not in ACTIVE:
            return False
        job.wants_cancel, now = True, self._now(session)
        if job.state == "queued" or (job.lease_until or 0.0) < now:
            _cancel(session, job, now=now)
        return True

    def retry(self, session: Session, clip_id: str) -> bool:
        """Try a job that failed or was cancelled once more, from the beginning, after whatever else its person has
        waiting. False where it is neither."""
        job = session.get(Job, clip_id, with_for_update=True)
        if job is None or job.state not in ("failed", "cancelled"):
            return False
        now = self._now(session)
        job.attempts, job.wants_cancel, job.not_before = 0, False, 0.0
        job.reason, job.started_at, job.finished_at = None, None, None
        job.created_at, job.position = now, _last(session, job.person_id, now)
        clip = session.get_one(Clip, clip_id)
        clip.error, clip.completed_at, clip.progress = None, None, 0
        _requeue(session, job, now=now)
        return True

    def move(self, session: Session, clip_id: str, *, before: str | None) -> bool:
        """Put a waiting job before another of the same person, or last. False where either does not wait."""
        found = session.get(Job, clip_id)
        if found is None:
            return False
        # Locked in the order of their ids, so that two moves of one person come one after the other.
        own = select(Job).where(Job.person_id == found.person_id, Job.state == "queued").order_by(Job.id)
        locked = session.scalars(own.with_for_update().execution_options(populate_existing=True))
        waiting = sorted(locked, key=lambda one: (one.position, one.id))
        places = [one.position for one in waiting]
        ids = [one.id for one in waiting if one.id != clip_id]
        if len(ids) == len(waiting) or (before is not None and before not in ids):
            return False
        ids.insert(len(ids) if before is None else ids.index(before), clip_id)
        for number, place in enumerate(places[1:], start=1):
            places[number] = max(place, places[number - 1] + STEP_S)
        for one in waiting:
            one.position = places[ids.index(one.id)]
        return True

    def note_machine(self, took_s: float) -> None:
        """Keep how long a worker's machine takes for a fixed piece of reckoning."""
        with self.database.writing() as session:
            add_unless_there(session, Setting(name=MACHINE, value={}))
            session.get_one(Setting, MACHINE).value = {"took_s": took_s}

    def sweep(self) -> int:
        """Give up jobs that have been lost too often, and those that were cancelled while nobody worked on them;
        returns how many."""
        with self.database.writing() as session:
            now = self._now(session)
            hopeless = or_(Job.wants_cancel, Job.attempts >= MOST_ATTEMPTS)
            lost = select(Job).where(UNFINISHED, SILENT, hopeless).order_by(Job.lane, Job.position).with_for_update()
            gone = session.scalars(lost, {"now": now, "lease_s": self.lease_s}).all()
            for job in gone:
                if job.wants_cancel:
                    _cancel(session, job, now=now)
                else:
                    message = f"The work was begun {job.attempts} times and never came to an end. Try it again later."
                    _end(session, job, state="failed", code="worker_lost", message=message, now=now)
            return len(gone)

    def _now(self, session: Session) -> float:
        return self.database.now(session) if self._clock is None else self._clock()


def is_paused(session: Session) -> bool:
    """Whether nothing new is started."""
    found = session.get(Setting, PAUSE)
    return found is not None and bool(found.value.get("paused"))


def set_paused(session: Session, paused: bool) -> None:
    """Start nothing new, or go on. What was begun is finished, also by another worker."""
    session.merge(Setting(name=PAUSE, value={"paused": paused}))


def _held(session: Session, claim: Claim) -> Job | None:
    """The job of a claim, locked, if it is still this claim's."""
    job = session.get(Job, claim.clip_id, with_for_update=True)
    return job if job is not None and job.token == claim.token and job.state == "running" else None


def _last(session: Session, person_id: str, now: float) -> float:
    """The place after all that somebody has waiting, also where the clock has not moved on, or was put back."""
    waiting = select(func.max(Job.position)).where(Job.person_id == person_id, Job.state == "queued")
    return max(now, (session.scalar(waiting) or 0.0) + STEP_S)


def _complete(session: Session, clip: Clip, result: Result, *, now: float) -> None:
    files = (result.video, result.thumbnail, result.spritesheet)
    # In one order, so that two workers with the same pictures do not wait for each other.
    add_unless_there(session, *sorted(files, key=lambda file: file.sha256))
    clip.recipe, clip.notes = result.recipe, {**clip.notes, "engine": list(result.notes)}
    clip.video, clip.thumbnail, clip.spritesheet = (file.sha256 for file in files)
    clip.size_bytes = sum(file.size_bytes for file in files)
    clip.status, clip.progress, clip.completed_at, clip.error = "completed", 100, now, None


def _charge(job: Job, *, now: float) -> Charge:
    booked = {"month": month_of(now), "lane": job.lane, "seconds": job.cost, "created_at": now}
    return Charge(job_id=job.id, person_id=job.person_id, **booked)


def _tidy(session: Session, clip_id: str) -> None:
    session.execute(delete(Checkpoint).where(Checkpoint.job_id == clip_id))
    session.execute(delete(Preview).where(Preview.clip_id == clip_id))


def _show(session: Session, job: Job, *, status: str, now: float) -> None:
    clip = session.get_one(Clip, job.id)
    clip.status, clip.notes = status, _noted(clip, waiting=job.reason if status == "queued" else None)
    events.tell(session, job.person_id, f"clip.{status}", job.id, {}, now=now)


def _noted(clip: Clip, *, waiting: str | None) -> dict[str, Any]:
    """The notes of a clip, with the reason why it waits to be tried again."""
    notes = {name: note for name, note in clip.notes.items() if name != WAITING}
    return notes if waiting is None else {**notes, WAITING: waiting}


def _requeue(session: Session, job: Job, *, now: float) -> None:
    job.state, job.worker, job.lease_until = "queued", None, None
    _show(session, job, status="queued", now=now)


def _cancel(session: Session, job: Job, *, now: float) -> None:
    _end(session, job, state="cancelled", code="cancelled", message="The clip was cancelled.", now=now)


def _end(session: Session, job: Job, *, state: str, code: str, message: str, now: float) -> None:
    job.state, job.finished_at, job.lease_until, job.reason = state, now, None, message
    clip = session.get_one(Clip, job.id)
    clip.status, clip.completed_at, clip.error = "failed", now, {"code": code, "message": message}
    clip.notes = _noted(clip, waiting=None)
    _tidy(session, job.id)
    events.tell(session, job.person_id, "clip.failed", job.id, {"code": code, "message": message}, now=now)
