"""What is used of a plan: lanes, months, bytes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from yozora.library.database import Database
from yozora.library.ledger import PRIORITY, RELAXED, month_of
from yozora.library.tables import Charge, Clip, File, Job, Upload
from yozora.service.accounts import people, usage
from yozora.service.accounts.people import Role
from yozora.service.accounts.plans import OPEN, PLUS, PRO, Plan, PlanLimit
from yozora.service.accounts.usage import PlanExhausted

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()
SMALL = replace(PLUS, priority_clips_a_month=2)
SMALL_PRO = replace(PRO, priority_clips_a_month=2)


def add(database: Database, name: str = "Ann") -> str:
    with database.writing() as session:
        return people.add_person(session, name, role=Role.MEMBER, plan="plus", now=NOW).id


def charge(database: Database, person_id: str, *, month: str = "2026-11", lane: int = PRIORITY, count: int = 1) -> None:
    with database.writing() as session:
        for number in range(count):
            session.add(
                Charge(
                    job_id=f"{person_id} {month} {lane} {number}",
                    person_id=person_id,
                    month=month,
                    lane=lane,
                    seconds=5.0,
                    created_at=NOW,
                )
            )


def clip(person_id: str, number: int, *, size_bytes: int = 0, trashed_at: float | None = None) -> Clip:
    return Clip(
        id=f"{person_id} {number}",
        person_id=person_id,
        prompt="a fox",
        operation="create",
        model="fake",
        status="queued",
        size="128x72",
        fps="24",
        frames=24,
        seed=7,
        asked={},
        created_at=NOW,
        size_bytes=size_bytes,
        trashed_at=trashed_at,
    )


def enqueue(database: Database, person_id: str, number: int, *, state: str = "queued", lane: int = PRIORITY) -> None:
    with database.writing() as session:
        session.add(clip(person_id, number))
        session.flush()
        session.add(
            Job(
                id=f"{person_id} {number}",
                person_id=person_id,
                lane=lane,
                position=NOW,
                cost=5.0,
                most_at_once=2,
                state=state,
                created_at=NOW,
            )
        )


def lane(database: Database, person_id: str, plan: Plan = SMALL, now: float = NOW) -> int:
    with database.writing() as session:
        return usage.lanes_for(session, person_id, plan, 1, now=now)[0]


def test_clips_go_first_while_the_month_has_some_left(database: Database) -> None:
    ann = add(database)
    charge(database, ann)
    assert lane(database, ann) == PRIORITY


def test_when_they_are_used_up_the_plan_says_when_there_are_new_ones(database: Database) -> None:
    ann = add(database)
    charge(database, ann, count=2)
    with pytest.raises(PlanExhausted) as refused:
        lane(database, ann)
    assert str(refused.value) == (
        "All 2 clips a month of the plan 'plus' are used or waiting to be made. There are new ones on 2026-12-01; an "
        "administrator can change your plan."
    )
    assert refused.value.renews_at == datetime(2026, 12, 1, tzinfo=UTC).timestamp()
    assert lane(database, ann, now=refused.value.renews_at) == PRIORITY


def test_for_several_clips_the_plan_says_how_many_are_left(database: Database) -> None:
    ann = add(database)
    charge(database, ann)
    with database.writing() as session:
        assert usage.priority_left(session, ann, SMALL, now=NOW) == 1
        assert usage.lanes_for(session, ann, SMALL_PRO, 3, now=NOW) == [PRIORITY, RELAXED, RELAXED]
        with pytest.raises(PlanExhausted) as refused:
            usage.lanes_for(session, ann, SMALL, 2, now=NOW)
    assert str(refused.value) == (
        "n=2 is more than is left: 1 of the 2 clips a month of the plan 'plus'. Ask for 1. There are new ones on "
        "2026-12-01; an administrator can change your plan."
    )


def test_in_december_there_are_new_ones_in_january(database: Database) -> None:
    ann = add(database)
    charge(database, ann, month="2026-12", count=2)
    with pytest.raises(PlanExhausted, match="on 2027-01-01"):
        lane(database, ann, now=datetime(2026, 12, 31, 23, 59, tzinfo=UTC).timestamp())


def test_a_plan_with_a_relaxed_lane_goes_on_there(database: Database) -> None:
    ann = add(database)
    charge(database, ann, count=2)
    charge(database, ann, lane=RELAXED, count=1000)
    assert lane(database, ann, SMALL_PRO) == RELAXED


def test_relaxed_clips_use_up_nothing(database: Database) -> None:
    ann = add(database)
    charge(database, ann, lane=RELAXED, count=5)
    enqueue(database, ann, 1, lane=RELAXED)
    assert lane(database, ann) == PRIORITY


@pytest.mark.parametrize(("state", "counts"), [("queued", True), ("running", True), ("failed", False), ("done", False)])
def test_clips_that_wait_or_are_being_made_count_and_failed_ones_do_not(
    database: Database, state: str, counts: bool
) -> None:
    ann = add(database)
    charge(database, ann)
    enqueue(database, ann, 1, state=state)
    if counts:
        with pytest.raises(PlanExhausted):
            lane(database, ann)
    else:
        assert lane(database, ann) == PRIORITY


def test_other_months_and_other_people_do_not_count(database: Database) -> None:
    ann, bea = add(database, "Ann"), add(database, "Bea")
    charge(database, ann, month="2026-10", count=50)
    charge(database, bea, count=50)
    enqueue(database, bea, 1)
    assert lane(database, ann) == PRIORITY


def test_a_plan_without_a_limit_is_never_used_up(database: Database) -> None:
    ann = add(database)
    charge(database, ann, count=1000)
    assert lane(database, ann, OPEN) == PRIORITY


def test_the_lanes_of_several_clips_are_those_of_one_after_the_other(database: Database) -> None:
    ann = add(database)
    lanes: list[int] = []
    for number in range(4):
        lanes.append(lane(database, ann, SMALL_PRO))
        enqueue(database, ann, number, lane=lanes[-1])
    assert lanes == [PRIORITY, PRIORITY, RELAXED, RELAXED]


def test_months_begin_at_midnight_in_utc() -> None:
    assert month_of(datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC).timestamp()) == "2026-10"
    assert month_of(datetime(2026, 11, 1, tzinfo=UTC).timestamp()) == "2026-11"


def fill(database: Database, person_id: str) -> None:
    """100 bytes of a clip, 20 of one in the trash, 3 of an upload."""
    with database.writing() as session:
        session.add(File(sha256="0" * 64, size_bytes=3, media_type="image/png", created_at=NOW))
        session.add(clip(person_id, 1, size_bytes=100))
        session.add(clip(person_id, 2, size_bytes=20, trashed_at=NOW))
        session.flush()
        session.add(
            Upload(
                id=f"upload {person_id}",
                person_id=person_id,
                name="fox.png",
                purpose="reference",
                kind="image",
                sha256="0" * 64,
                size_bytes=3,
                size="128x72",
                frames=1,
                created_at=NOW,
            )
        )


def test_what_somebody_used_is_summed_up(database: Database) -> None:
    ann, _ = add(database, "Ann"), add(database, "Bea")
    fill(database, ann)
    charge(database, ann, count=3)
    charge(database, ann, lane=RELAXED, count=2)
    charge(database, ann, month="2026-10", count=9)
    enqueue(database, ann, 7)
    with database.reading() as session:
        assert usage.used_this_month(session, ann, now=NOW) == usage.Used(
            month="2026-11",
            priority_clips=3,
            relaxed_clips=2,
            waiting_priority_clips=1,
            seconds=25.0,
            storage_bytes=123,
        )


def test_who_made_nothing_used_nothing(database: Database) -> None:
    ann, bea = add(database, "Ann"), add(database, "Bea")
    fill(database, ann)
    with database.reading() as session:
        used = usage.used_this_month(session, bea, now=NOW)
    assert (used.priority_clips, used.seconds, used.storage_bytes) == (0, 0, 0)


def test_a_plan_keeps_so_many_bytes(database: Database) -> None:
    ann = add(database)
    fill(database, ann)
    plan = replace(PLUS, storage_bytes=200)
    with database.reading() as session:
        usage.check_storage(session, ann, plan, more_bytes=77)
        with pytest.raises(PlanLimit, match=r"^123 bytes are kept and 78 would be added; the plan 'plus' keeps 200\."):
            usage.check_storage(session, ann, plan, more_bytes=78)
        usage.check_storage(session, ann, PLUS, more_bytes=10**15)
