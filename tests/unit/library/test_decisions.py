"""What was refused is kept, can be appealed once, and is answered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from chaos.databases import KINDS, new_url
from sqlalchemy import select

from yozora.library import decisions
from yozora.library.database import Database
from yozora.library.decisions import AppealRefused, subject_of
from yozora.library.tables import Decision, Event, Person
from yozora.safety.findings import Category, Finding, Stage
from yozora.safety.policy import Policy, usual_policy
from yozora.safety.refusals import Refused

DAY_S = 24 * 3600.0
USUAL = usual_policy()
SUBJECT = subject_of(["a fight", "with much blood"])


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    database = Database(new_url(request.param, tmp_path))
    with database.writing() as session:
        for name in ("nana", "rui", "boss"):
            session.add(Person(id=name, name=name, role="member", plan="open", created_at=0.0))
    try:
        yield database
    finally:
        database.close()


def refuse(database: Database, *, subject: str = SUBJECT, policy: Policy = USUAL, now: float = 0.0) -> str:
    finding = Finding(category=Category.VIOLENCE, score=0.9, words=("much blood",))
    with database.writing() as session:
        refused = Refused(Stage.PROMPT, (finding,), policy)
        kept = decisions.record(session, refused, person_id="nana", subject=subject, text="a fight", now=now)
        return kept.id


def appeal(database: Database, decision: str) -> None:
    with database.writing() as session:
        decisions.appeal(session.get_one(Decision, decision), "It is a film about a war.", now=1.0)


def answer(database: Database, decision: str, *, granted: bool) -> None:
    with database.writing() as session:
        found = session.get_one(Decision, decision)
        decisions.answer(session, found, granted=granted, words="Fine.", by="boss", now=2.0)


def granted(database: Database, person: str = "nana", subject: str = SUBJECT) -> bool:
    with database.reading() as session:
        return decisions.is_granted(session, person, subject)


def test_a_granted_appeal_counts_for_the_same_words_of_the_same_person(database: Database) -> None:
    decision = refuse(database)
    appeal(database, decision)
    assert not granted(database)
    answer(database, decision, granted=True)
    assert granted(database)
    assert granted(database, subject=subject_of(["with much blood", "a fight"]))
    assert not granted(database, subject=subject_of(["a fight", "with more blood"]))
    assert not granted(database, person="rui")
    with database.reading() as session:
        told = session.scalars(select(Event)).one()
    assert (told.person_id, told.kind, told.subject, told.data) == (
        "nana",
        "decision.answered",
        decision,
        {"granted": True},
    )


def test_an_appeal_that_is_denied_changes_nothing_and_waits_no_longer(database: Database) -> None:
    decision = refuse(database)
    appeal(database, decision)
    answer(database, decision, granted=False)
    assert not granted(database)
    with database.reading() as session:
        assert not decisions.appeals(session, answered=False, limit=9)
        assert [one.id for one in decisions.appeals(session, answered=True, limit=9)] == [decision]


def test_a_decision_is_appealed_once_and_answered_only_then(database: Database) -> None:
    decision = refuse(database)
    with pytest.raises(AppealRefused, match="Nobody has appealed"):
        answer(database, decision, granted=True)
    appeal(database, decision)
    with pytest.raises(AppealRefused, match="answered only once"):
        appeal(database, decision)


def test_the_same_refusal_again_is_the_decision_of_before_until_it_is_answered(database: Database) -> None:
    first = refuse(database)
    assert refuse(database) == first
    other = usual_policy().model_copy(update={"keep_days": 30})
    assert refuse(database, policy=other) != first
    appeal(database, first)
    answer(database, first, granted=False)
    assert refuse(database, now=3.0) != first


def test_decisions_are_forgotten_in_time_but_none_that_waits_or_was_granted(database: Database) -> None:
    old, waiting, good = (refuse(database, subject=subject) for subject in ("one", "two", "three"))
    for decision in (waiting, good):
        appeal(database, decision)
    answer(database, good, granted=True)
    fresh = refuse(database, subject="four", now=20 * DAY_S)
    with database.writing() as session:
        decisions.forget(session, keep_days=30, now=31 * DAY_S)
    with database.reading() as session:
        kept = {one.id for one in decisions.own(session, "nana", limit=9)}
    assert kept == {waiting, good, fresh}
    assert old not in kept
