"""What waits, what runs and what has ended."""

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.orm import Session

from yozora.core.geometry import FrameSize
from yozora.jobs.queue import is_paused
from yozora.library.ledger import ACTIVE, PRIORITY, RELAXED
from yozora.library.tables import Clip, Job, Person
from yozora.service.accounts.plans import check_clip, plan_named
from yozora.service.accounts.usage import check_storage, lanes_for
from yozora.service.callers import Creator, Reader, TheHouse
from yozora.service.house import House
from yozora.service.refusals import Refusal
from yozora.service.studio.forecast import Foreseen, foreseen
from yozora.service.studio.owned import own
from yozora.service.studio.shapes import Activity, JobShape, Move, job_shape

MOST_ENDED = 50

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
        seen = foreseen(session, {job.id for job, _ in active}, now=house.clock())
        shown = [_shown(job, clip, seen.get(job.id, Foreseen())) for job, clip in active]
        return Activity(jobs=shown + [job_shape(job, clip) for job, clip in ended], paused=is_paused(session))


@router.post("/{clip_id}/cancel")
def cancel(house: TheHouse, caller: Creator, clip_id: str) -> JobShape:
    """Stop work: at once where it waits, else at its next step."""
    with house.database.writing() as session:
        clip = own(session, Clip, clip_id, caller, what="clip")
        if not house.queue.cancel(session, clip_id):
            raise Refusal("It is over already.", status=409, code="cannot_cancel")
        return _changed(session, clip)


@router.post("/{clip_id}/retry")
def retry(house: TheHouse, caller: Creator, clip_id: str) -> JobShape:
    """Try work that failed or was cancelled again, as far as one's plan allows it now."""
    with house.database.writing() as session:
        clip = own(session, Clip, clip_id, caller, what="clip")
        if clip.trashed_at is not None:
            raise Refusal("It is in the trash. Take it out first.", status=409, code="cannot_retry")
        lane = _lane_again(session, house, clip)
        if not house.queue.retry(session, clip_id):
            raise Refusal("It has neither failed nor been cancelled.", status=409, code="cannot_retry")
        session.get_one(Job, clip_id).lane = lane
        return _changed(session, clip)


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


def _shown(job: Job, clip: Clip, seen: Foreseen) -> JobShape:
    return job_shape(job, clip, ahead=seen.ahead, left_s=seen.left_s)


def _lane_again(session: Session, house: House, clip: Clip) -> int:
    """The lane in which a clip that is over would be tried again: it counts like a new one. Raises PlanLimit and
    PlanExhausted."""
    job = session.get(Job, clip.id)
    if job is None or job.state not in ("failed", "cancelled"):
        return PRIORITY  # it is not tried again
    plan = plan_named(session, session.get_one(Person, clip.person_id).plan)
    check_clip(plan, size=FrameSize.parse(clip.size), seconds=job.cost)
    check_storage(session, clip.person_id, plan, more_bytes=0)
    relaxed = job.lane == RELAXED and plan.relaxed
    return RELAXED if relaxed else lanes_for(session, clip.person_id, plan, 1, now=house.clock())[0]


def _changed(session: Session, clip: Clip) -> JobShape:
    session.flush()
    session.refresh(clip)
    return job_shape(session.get_one(Job, clip.id), clip)
