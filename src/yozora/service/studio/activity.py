"""What waits, what runs and what has ended."""

from collections.abc import Sequence

from fastapi import APIRouter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from yozora.jobs.queue import ACTIVE, is_paused
from yozora.library.tables import Clip, Job
from yozora.service.callers import Caller, Creator, Reader, TheHouse
from yozora.service.house import House
from yozora.service.refusals import Refusal
from yozora.service.studio.owned import own
from yozora.service.studio.shapes import Activity, JobShape, Move, job_shape

MOST_ENDED = 50
MEASURED = 200
"""So many of the latest jobs say how long a second of video takes."""

router = APIRouter(prefix="/api/activity", tags=["Activity"])


@router.get("")
def activity(house: TheHouse, caller: Reader) -> Activity:
    """Work that waits or runs, in the order it will be done, and what ended last."""
    own_jobs = select(Job, Clip).join(Clip, Clip.id == Job.id).where(Job.person_id == caller.person_id)
    own_jobs = own_jobs.where(Clip.trashed_at.is_(None))
    with house.database.reading() as session:
        active = session.execute(own_jobs.where(Job.state.in_(ACTIVE)).order_by(Job.state.desc(), Job.position)).all()
        ended = session.execute(
            own_jobs.where(Job.state.not_in(ACTIVE)).order_by(Job.finished_at.desc()).limit(MOST_ENDED)
        ).all()
        pace = pace_of(session)
        shown = [_shown(session, house, job, clip, pace) for job, clip in active]
        return Activity(jobs=shown + [job_shape(job, clip) for job, clip in ended], paused=is_paused(session))


@router.post("/{clip_id}/cancel")
def cancel(house: TheHouse, caller: Creator, clip_id: str) -> JobShape:
    """Stop work: at once where it waits, else at its next step."""
    return _done(house, caller, clip_id, "cancel", "It is over already.")


@router.post("/{clip_id}/retry")
def retry(house: TheHouse, caller: Creator, clip_id: str) -> JobShape:
    """Try work that failed or was cancelled again."""
    return _done(house, caller, clip_id, "retry", "It has neither failed nor been cancelled.")


@router.post("/{clip_id}/move")
def move(house: TheHouse, caller: Creator, clip_id: str, said: Move) -> JobShape:
    """Do it before another clip of one's own that waits, or last."""
    with house.database.writing() as session:
        clip = own(session, Clip, clip_id, caller, what="clip")
        if said.before is not None:
            own(session, Clip, said.before, caller, what="clip")
        if not house.queue.move(session, clip_id, before=said.before):
            raise Refusal(
                "Only what waits can be moved, and before something that waits.", status=409, code="not_waiting"
            )
        return job_shape(session.get_one(Job, clip_id), clip)


def pace_of(session: Session) -> float | None:
    """Seconds of work for a second of video, by the latest jobs; None where there are none."""
    latest = (
        select(Job.finished_at - Job.started_at, Job.cost)
        .where(Job.state == "done", Job.cost > 0)
        .order_by(Job.finished_at.desc())
        .limit(MEASURED)
    )
    rows: Sequence[tuple[float, float]] = [(took, cost) for took, cost in session.execute(latest)]
    return sum(took for took, _ in rows) / sum(cost for _, cost in rows) if rows else None


def _shown(session: Session, house: House, job: Job, clip: Clip, pace: float | None) -> JobShape:
    ahead, left_s = 0, None
    if job.state == "queued":
        before = select(func.count(), func.sum(Job.cost)).where(
            Job.state.in_(ACTIVE), Job.lane <= job.lane, Job.position < job.position
        )
        count, cost = session.execute(before).one()
        ahead = int(count)
        left_s = None if pace is None else pace * (float(cost or 0) + job.cost)
    elif pace is not None and job.started_at is not None:
        left_s = max(0.0, pace * job.cost - (house.clock() - job.started_at))
    return job_shape(job, clip, ahead=ahead, left_s=left_s)


def _done(house: House, caller: Caller, clip_id: str, what: str, otherwise: str) -> JobShape:
    with house.database.writing() as session:
        clip = own(session, Clip, clip_id, caller, what="clip")
        change = house.queue.cancel if what == "cancel" else house.queue.retry
        if not change(session, clip_id):
            raise Refusal(otherwise, status=409, code=f"cannot_{what}")
        session.flush()
        session.refresh(clip)
        return job_shape(session.get_one(Job, clip_id), clip)
