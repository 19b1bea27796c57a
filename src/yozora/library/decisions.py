"""What was refused to whom, and why; what they say to it, and what an administrator answers."""

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from yozora.core.errors import InvalidRequest
from yozora.library import events
from yozora.library.tables import Decision, new_id
from yozora.safety.refusals import Refused

DAY_S = 24 * 3600.0
LONGEST_TEXT = 20_000


class AppealRefused(InvalidRequest):
    """A decision that cannot be appealed, or has been."""


def subject_of(texts: Iterable[str]) -> str:
    """What makes words the same as others that were judged: all that was said, in any order."""
    return hashlib.sha256("\0".join(sorted(set(texts))).encode()).hexdigest()


def record(
    session: Session,
    refused: Refused,
    *,
    person_id: str,
    subject: str,
    text: str = "",
    clip_id: str | None = None,
    now: float,
) -> Decision:
    """Keep a refusal: whose request it was, and what was looked at. The same again is the decision of before, as long
    as the policy is the same and nobody has answered it."""
    finding = refused.surest
    same = (Decision.person_id == person_id, Decision.subject == subject, Decision.policy == refused.policy.name)
    if (before := session.scalar(select(Decision).where(*same, Decision.answered_at.is_(None)))) is not None:
        return before
    decision = Decision(
        id=new_id("decision"),
        person_id=person_id,
        clip_id=clip_id,
        stage=refused.stage.value,
        subject=subject,
        text=text[:LONGEST_TEXT],
        category=finding.category.value,
        score=finding.score,
        words=list(finding.words),
        frame=finding.frame,
        policy=refused.policy.name,
        created_at=now,
    )
    session.add(decision)
    return decision


def is_granted(session: Session, person_id: str, subject: str) -> bool:
    """Whether an administrator has let somebody have what was refused."""
    granted = (Decision.person_id == person_id, Decision.subject == subject, Decision.granted.is_(True))
    return bool(session.scalar(select(exists().where(*granted))))


def own(session: Session, person_id: str, *, limit: int) -> Sequence[Decision]:
    """What was refused to somebody, the newest first."""
    wanted = select(Decision).where(Decision.person_id == person_id).order_by(Decision.id.desc()).limit(limit)
    return session.scalars(wanted).all()


def appeals(session: Session, *, answered: bool, limit: int) -> Sequence[Decision]:
    """Appeals of everybody that wait for an answer, the oldest first; or those that have one, the newest first."""
    if answered:
        wanted = select(Decision).where(Decision.answered_at.is_not(None)).order_by(Decision.answered_at.desc())
    else:
        waiting = (Decision.appealed_at.is_not(None), Decision.answered_at.is_(None))
        wanted = select(Decision).where(*waiting).order_by(Decision.appealed_at)
    return session.scalars(wanted.limit(limit)).all()


def appeal(decision: Decision, words: str, *, now: float) -> None:
    """Say why a decision is wrong. Raises AppealRefused where that was said before."""
    if decision.appealed_at is not None:
        raise AppealRefused("You have appealed this decision. It is answered only once.")
    decision.appeal, decision.appealed_at = words, now


def answer(session: Session, decision: Decision, *, granted: bool, words: str, by: str, now: float) -> None:
    """Answer an appeal, and tell whoever made it. Raises AppealRefused where there is none."""
    if decision.appealed_at is None:
        raise AppealRefused("Nobody has appealed this decision.")
    decision.granted, decision.answer, decision.answered_at, decision.answered_by = granted, words, now, by
    events.tell(session, decision.person_id, "decision.answered", decision.id, {"granted": granted}, now=now)


def forget(session: Session, *, keep_days: int, now: float) -> None:
    """Let go of what is older than that, unless it waits for an answer or was granted."""
    waits = Decision.appealed_at.is_not(None) & Decision.answered_at.is_(None)
    over = (Decision.created_at < now - keep_days * DAY_S, Decision.granted.is_not(True), ~waits)
    session.execute(delete(Decision).where(*over))
