"""The policy, what it refused, appeals, and what administrators answer."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from sqlalchemy.orm import Session

from yozora.library import decisions
from yozora.library.tables import Decision, Person
from yozora.safety.findings import Category, Stage
from yozora.service.callers import Account, Administrator, Reader, TheHouse
from yozora.service.refusals import Refusal
from yozora.service.studio.owned import own
from yozora.service.studio.shapes import Shape

MOST_LISTED = 200
Words = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]
Limit = Annotated[int, Query(ge=1, le=MOST_LISTED)]

router = APIRouter(prefix="/api", tags=["Safety"])


class Appeal(Shape):
    """Why a decision is wrong."""

    words: Words


class Answer(Shape):
    """What is answered to an appeal. What is granted is not refused to this person again."""

    granted: bool
    words: Annotated[str, Field(max_length=2000)] = ""


class DecisionShape(Shape):
    """Something that was refused: at which stage, of which category, how sure it was (0 to 1), and the words or the
    frame that say so. `text` is all that was looked at, or the name of a file. `by` is whose it was."""

    id: str
    by: str
    clip_id: str | None
    stage: Stage
    category: Category
    score: float
    words: list[str]
    frame: int | None
    text: str
    policy: str
    created_at: float
    appeal: str | None
    appealed_at: float | None
    granted: bool | None
    answer: str | None
    answered_at: float | None


class RuleShape(Shape):
    """From which score on a category is refused at each stage, for whoever asks; over 1, never."""

    category: Category
    prompt: float
    upload: float
    frames: float


class PolicyShape(Shape):
    """What is refused here. `appeal` is what an administrator has to say to whoever does not agree."""

    version: str
    digest: str
    keep_days: int
    appeal: str
    rules: list[RuleShape]


@router.get("/policy")
def policy(house: TheHouse, caller: Reader) -> PolicyShape:
    """What is refused here."""
    now = house.guard.policy()
    rules = now.rules(caller.role)
    return PolicyShape(
        version=now.version,
        digest=now.digest,
        keep_days=now.keep_days,
        appeal=now.appeal,
        rules=[RuleShape(category=one, **rules[one].model_dump()) for one in Category],
    )


@router.get("/decisions")
def own_decisions(house: TheHouse, caller: Reader, limit: Limit = 50) -> list[DecisionShape]:
    """What was refused to whoever asks, the newest first."""
    with house.database.reading() as session:
        return [_shape(session, one) for one in decisions.own(session, caller.person_id, limit=limit)]


@router.get("/decisions/{decision_id}")
def decision(house: TheHouse, caller: Reader, decision_id: str) -> DecisionShape:
    """One decision, with what was answered to an appeal."""
    with house.database.reading() as session:
        return _shape(session, own(session, Decision, decision_id, caller, what="decision"))


@router.post("/decisions/{decision_id}/appeal")
def appeal(house: TheHouse, caller: Account, decision_id: str, said: Appeal) -> DecisionShape:
    """Say why a decision is wrong, once. Administrators then see what was refused."""
    with house.database.writing() as session:
        found = own(session, Decision, decision_id, caller, what="decision")
        decisions.appeal(found, said.words, now=house.clock())
        return _shape(session, found)


@router.get("/admin/appeals")
def appeals(
    house: TheHouse, caller: Administrator, state: Literal["waiting", "answered"] = "waiting", limit: Limit = 50
) -> list[DecisionShape]:
    """Appeals of everybody that wait, the oldest first; or those that were answered, the newest first."""
    with house.database.reading() as session:
        return [_shape(session, one) for one in decisions.appeals(session, answered=state == "answered", limit=limit)]


@router.post("/admin/appeals/{decision_id}/answer")
def answer(house: TheHouse, caller: Administrator, decision_id: str, said: Answer) -> DecisionShape:
    """Grant an appeal, or not; another answer takes the place of the one before."""
    with house.database.writing() as session:
        found = session.get(Decision, decision_id)
        if found is None or found.appealed_at is None:
            raise Refusal(f"There is no appeal {decision_id[:60]!r}.", status=404, code="appeal_not_found", param="id")
        decisions.answer(session, found, granted=said.granted, words=said.words, by=caller.person_id, now=house.clock())
        return _shape(session, found)


def _shape(session: Session, one: Decision) -> DecisionShape:
    return DecisionShape(
        id=one.id,
        by=session.get_one(Person, one.person_id).name,
        clip_id=one.clip_id,
        stage=Stage(one.stage),
        category=Category(one.category),
        score=round(one.score, 4),
        words=[str(word) for word in one.words],
        frame=one.frame,
        text=one.text,
        policy=one.policy,
        created_at=one.created_at,
        appeal=one.appeal,
        appealed_at=one.appealed_at,
        granted=one.granted,
        answer=one.answer,
        answered_at=one.answered_at,
    )
