"""What somebody has used of a plan: clips of a calendar month, which decide the lane of the next one, and bytes."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from yozora.core.errors import YozoraError
from yozora.library.ledger import ACTIVE, PRIORITY, RELAXED, month_of, next_month
from yozora.library.tables import Charge, Clip, Job, Person, Upload
from yozora.service.accounts.plans import Plan, PlanLimit


class PlanExhausted(YozoraError):
    """The clips of this month are used up; there are new ones at `renews_at`."""

    def __init__(self, message: str, *, renews_at: float) -> None:
        super().__init__(message)
        self.renews_at = renews_at


@dataclass(frozen=True, kw_only=True)
class Used:
    """What somebody has used: clips of a month such as 2026-11, those still `waiting`, seconds made, and bytes kept."""

    month: str
    priority_clips: int
    relaxed_clips: int
    waiting_priority_clips: int
    seconds: float
    storage_bytes: int


def lanes_for(session: Session, person_id: str, plan: Plan, count: int, *, now: float) -> list[int]:
    """The lanes of the next clips: 0, priority, while the month has some left, then 1, relaxed, where the plan has
    that. Clips that wait or are being made count already. Raises PlanExhausted."""
    if plan.priority_clips_a_month is not None:
        # Locked, where the database has more than one writer: two requests may want the last clip at once.
        session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    left = priority_left(session, person_id, plan, now=now)
    if left is None or left >= count:
        return [PRIORITY] * count
    if plan.relaxed:
        return [PRIORITY] * left + [RELAXED] * (count - left)
    raise _exhausted(plan, left=left, count=count, renews_at=next_month(now))


def priority_left(session: Session, person_id: str, plan: Plan, *, now: float) -> int | None:
    """How many priority clips of this month somebody may still ask for; None where there is no limit. Only reads."""
    if plan.priority_clips_a_month is None:
        return None
    charged = _charged(session, person_id, month_of(now)).get(PRIORITY, (0, 0.0))[0]
    return max(0, plan.priority_clips_a_month - charged - _waiting(session, person_id))


def check_storage(session: Session, person_id: str, plan: Plan, *, more_bytes: int) -> None:
    """Raise PlanLimit where somebody's files and `more_bytes` are more than a plan keeps. Only reads."""
    if plan.storage_bytes is None:
        return
    used_bytes = storage_used(session, person_id)
    if used_bytes + more_bytes > plan.storage_bytes:
        raise PlanLimit(
            f"{used_bytes} bytes are kept and {more_bytes} would be added; the plan {plan.name!r} keeps "
            f"{plan.storage_bytes}. Delete clips or uploads for good first."
        )


def storage_used(session: Session, person_id: str) -> int:
    """Bytes of somebody's clips and uploads, those in the trash as well. Only reads."""
    clips = session.scalar(select(func.sum(Clip.size_bytes)).where(Clip.person_id == person_id)) or 0
    uploads = session.scalar(select(func.sum(Upload.size_bytes)).where(Upload.person_id == person_id)) or 0
    return int(clips) + int(uploads)


def used_this_month(session: Session, person_id: str, *, now: float) -> Used:
    """What somebody has used of their plan. Only reads."""
    month = month_of(now)
    charged = _charged(session, person_id, month)
    return Used(
        month=month,
        priority_clips=charged.get(PRIORITY, (0, 0.0))[0],
        relaxed_clips=charged.get(RELAXED, (0, 0.0))[0],
        waiting_priority_clips=_waiting(session, person_id),
        seconds=sum(seconds for _, seconds in charged.values()),
        storage_bytes=storage_used(session, person_id),
    )


def _exhausted(plan: Plan, *, left: int, count: int, renews_at: float) -> PlanExhausted:
    whose = f"clips a month of the plan {plan.name!r}"
    return PlanExhausted(
        (
            f"n={count} is more than is left: {left} of the {plan.priority_clips_a_month} {whose}. Ask for {left}. "
            if left
            else f"All {plan.priority_clips_a_month} {whose} are used or waiting to be made. "
        )
        + f"There are new ones on {datetime.fromtimestamp(renews_at, UTC):%Y-%m-%d}; an administrator can change your "
        "plan.",
        renews_at=renews_at,
    )


def _charged(session: Session, person_id: str, month: str) -> dict[int, tuple[int, float]]:
    """Clips and their seconds, by lane."""
    sums = (
        select(Charge.lane, func.count(), func.sum(Charge.seconds))
        .where(Charge.person_id == person_id, Charge.month == month)
        .group_by(Charge.lane)
    )
    return {lane: (clips, float(seconds)) for lane, clips, seconds in session.execute(sums)}


def _waiting(session: Session, person_id: str) -> int:
    jobs = select(func.count()).where(Job.person_id == person_id, Job.lane == PRIORITY, Job.state.in_(ACTIVE))
    return session.scalar(jobs) or 0
