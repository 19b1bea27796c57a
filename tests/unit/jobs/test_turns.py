"""Whose turn it is: nobody waits behind all that another person wants, and nobody waits for ever."""

import re
import threading
from collections import Counter
from contextlib import closing
from typing import Any

import pytest
from chaos.desk import LEASE_S, Desk
from chaos.orders import a_result, add_person
from sqlalchemy import Connection, event, func, insert, select

from yozora.jobs.queue import PRIORITY, RELAXED, Queue
from yozora.jobs.turns import AGED_S, MOST_PRIORITY_STARTS, RETRY_S
from yozora.library.database import Database
from yozora.library.tables import Clip, Job, Person

CLIP = {
    **{"prompt": "", "title": "", "operation": "create", "model": "sketch", "status": "completed", "size": "64x64"},
    **{"fps": "24", "frames": 24, "seed": 0, "asked": {}, "notes": {}, "created_at": 0.0},
}
JOB = {
    "lane": 0,
    "position": 0.0,
    "cost": 5.0,
    "most_at_once": 9,
    "state": "done",
    "created_at": 0.0,
    "finished_at": 1.0,
}


def owners(desk: Desk, starts: int) -> list[str]:
    """Whose jobs are done next, by name, one after the other."""
    names = {person_id: name for name, person_id in desk.people.items()}
    done: list[str] = []
    for _ in range(starts):
        claim = desk.claim()
        assert desk.done(claim)
        done.append(names[claim.person_id])
    return done


def work(desk: Desk, starts: int) -> Counter[str]:
    """Seconds of video that are made for each person in so many starts."""
    names = {person_id: name for name, person_id in desk.people.items()}
    seconds = Counter[str]()
    for _ in range(starts):
        claim = desk.claim()
        seconds[names[claim.person_id]] += int(desk.job(claim.clip_id).cost)
        assert desk.done(claim)
    return seconds


@pytest.mark.parametrize("before", [0, 1, 7])
@pytest.mark.parametrize("cost", [1.0, 5.0, 60.0])
def test_somebodys_first_job_is_next_whatever_another_person_has_waiting(desk: Desk, before: int, cost: float) -> None:
    desk.orders(200, "Ada")
    owners(desk, before)
    desk.now += 1
    desk.order("Ben", cost=cost)
    assert owners(desk, 2)[before == 0] == "Ben"


def test_who_comes_back_is_next_however_much_they_had_made_when_nobody_else_wanted_anything(desk: Desk) -> None:
    desk.orders(50, "Ada", cost=100.0)
    owners(desk, 50)
    desk.orders(100, "Ben")
    assert owners(desk, 10) == ["Ben"] * 10
    desk.now += 1
    desk.order("Ada")
    assert "Ada" in owners(desk, 2)


def test_somebody_who_was_away_has_saved_nothing_up(desk: Desk) -> None:
    desk.order("Cleo")
    owners(desk, 1)
    desk.orders(120, "Ada")
    owners(desk, 60)
    desk.now += 1
    desk.orders(60, "Cleo")
    shares = Counter(owners(desk, 40))
    assert abs(shares["Ada"] - shares["Cleo"]) <= 1


def test_somebody_held_back_by_their_own_limit_saves_nothing_up(desk: Desk) -> None:
    desk.orders(30, "Ada", most_at_once=1)
    held = desk.claim()
    desk.orders(60, "Ben")
    assert owners(desk, 40) == ["Ben"] * 40
    assert desk.done(held)
    shares = Counter(owners(desk, 20))
    assert abs(shares["Ada"] - shares["Ben"]) <= 2


@pytest.mark.parametrize("lane", [PRIORITY, RELAXED])
def test_busy_people_share_a_lane_by_what_their_clips_cost(desk: Desk, lane: int) -> None:
    for who, cost in {"Ada": 5.0, "Ben": 20.0, "Cleo": 10.0}.items():
        desk.orders(60, who, cost=cost, lane=lane)
    seconds = work(desk, 60)
    assert max(seconds.values()) - min(seconds.values()) <= 20


def test_priority_goes_first(desk: Desk) -> None:
    desk.order("Ada", lane=RELAXED)
    desk.now += 1
    desk.order("Ben")
    assert owners(desk, 2) == ["Ben", "Ada"]


def test_new_people_who_keep_coming_do_not_hold_up_the_relaxed_lane(desk: Desk) -> None:
    desk.orders(5, "Ada", lane=RELAXED)
    lanes: list[int] = []
    for number in range(25):
        desk.now += 1
        desk.order(f"new {number}")
        desk.order(f"newer {number}")
        claim = desk.claim()
        lanes.append(desk.job(claim.clip_id).lane)
        desk.done(claim)
    assert lanes == ([PRIORITY] * MOST_PRIORITY_STARTS + [RELAXED]) * 5


def test_new_people_who_keep_coming_do_not_hold_up_those_who_were_there(desk: Desk) -> None:
    desk.orders(3, "Ada")
    owners(desk, 1)
    waits: list[str] = []
    for number in range(80):
        desk.now += 1
        desk.order(f"new {number}")
        desk.order(f"newer {number}")
        waits += owners(desk, 1)
    assert waits.count("Ada") == 2
    assert waits.index("Ada") <= 40


def test_new_people_who_keep_coming_do_not_hold_up_those_who_were_in_the_relaxed_lane(desk: Desk) -> None:
    desk.orders(3, "Ada", lane=RELAXED)
    owners(desk, 1)
    waits: list[str] = []
    for number in range(80):
        desk.now += 1
        desk.order(f"new {number}", lane=RELAXED)
        desk.order(f"newer {number}", lane=RELAXED)
        waits += owners(desk, 1)
    assert waits.count("Ada") == 2


def test_relaxed_work_that_has_waited_an_hour_counts_as_priority(desk: Desk) -> None:
    desk.orders(10, "Ada", lane=RELAXED)
    desk.now += AGED_S + 1
    desk.orders(10, "Ben")
    shares = Counter(owners(desk, 10))
    assert shares == {"Ada": 5, "Ben": 5}


def test_relaxed_work_that_has_waited_long_does_not_hold_up_somebodys_first_job(desk: Desk) -> None:
    desk.orders(50, "Ben", cost=100.0)
    owners(desk, 50)
    desk.orders(200, "Ada", lane=RELAXED)
    desk.now += AGED_S + 1
    desk.order("Ben")
    assert "Ben" in owners(desk, 3)  # one start is the relaxed lane's own, one because Ada has waited longer


def test_a_relaxed_job_that_is_tried_again_has_waited_since_then(desk: Desk) -> None:
    clip_id = desk.order("Ada", lane=RELAXED)
    desk.cancel(clip_id)
    desk.now += AGED_S + 1
    desk.retry(clip_id)
    desk.now += 1
    desk.order("Ben")
    assert owners(desk, 2) == ["Ben", "Ada"]


@pytest.mark.parametrize("broken_off", ["given back", "lost"])
def test_work_that_broke_off_goes_on_before_anything_new(desk: Desk, broken_off: str) -> None:
    first = desk.order("Ada")
    for _ in range(5):
        desk.order("Ada")
        desk.order("Ben")
    claim = desk.claim()
    if broken_off == "given back":
        desk.queue.give_back(claim)
    desk.now += LEASE_S + 0.1
    assert desk.claim().clip_id == first


def test_work_that_failed_waits_its_turn_like_any_other(desk: Desk) -> None:
    first = desk.order("Ada")
    desk.order("Ada")
    desk.queue.fail(desk.claim(), code="full", message="The disk is full.", again=True)
    desk.now += RETRY_S + 1
    bens = desk.order("Ben")
    assert [desk.start(), desk.start()] == [bens, first]


@pytest.mark.parametrize("again", ["give back", "fail", "lost"])
def test_work_done_in_several_tries_counts_once(desk: Desk, again: str) -> None:
    for _ in range(4):
        desk.order("Ada")
        desk.order("Ben")
    claim = desk.claim()
    for _ in range(3):
        if again == "give back":
            desk.queue.give_back(claim)
        elif again == "fail":
            desk.queue.fail(claim, code="full", message="The disk is full.", again=True)
        desk.now += 1000
        claim = next(one for one in iter(desk.claim, None) if one.clip_id == claim.clip_id)
    with desk.database.reading() as session:
        assert session.get_one(Person, desk.people["Ada"]).priority_time == 5.0


def test_nobody_has_more_running_at_once_than_they_may(desk: Desk) -> None:
    desk.orders(5, "Ada", most_at_once=2)
    first = desk.claim()
    desk.claim()
    assert desk.queue.claim("w3") is None
    desk.order("Ben", most_at_once=1)
    assert desk.claim().person_id == desk.people["Ben"]
    assert desk.queue.claim("w4") is None
    desk.done(first)
    assert desk.claim().person_id == desk.people["Ada"]
    assert desk.queue.claim("w5") is None


def test_a_lost_job_is_taken_over_by_somebody_who_is_at_their_limit(desk: Desk) -> None:
    clip_id = desk.order("Ada", most_at_once=1)
    desk.claim("w1")
    desk.now += LEASE_S + 0.1
    assert desk.claim("w2").clip_id == clip_id


def test_workers_that_claim_at_the_same_time_never_pass_a_limit_nor_share_a_job(desk: Desk) -> None:
    url = desk.database.url.render_as_string(hide_password=False)
    for number in range(40):
        desk.order("Ada", most_at_once=2)
        desk.order(f"other {number % 3}", most_at_once=1)
    claims: list[tuple[str, int]] = []
    most = Counter[str]()
    wrong: list[object] = []

    def counted(look: Database) -> None:
        running = select(Job.person_id, func.count()).where(Job.state == "running").group_by(Job.person_id)
        with look.reading() as session:
            for person_id, count in session.execute(running):
                most[person_id] = max(most[person_id], count)

    def claim_and_finish() -> None:
        try:
            with closing(Database(url)) as own:
                queue = Queue(own, lease_s=600.0)
                idle = 0
                while idle < 20:
                    claim = queue.claim(threading.current_thread().name)
                    counted(own)
                    if claim is None:
                        idle += 1
                        continue
                    idle = 0
                    claims.append((claim.clip_id, claim.token))
                    wrong.extend([] if queue.finish(claim, a_result(claim)) else [claim])
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=claim_and_finish, name=f"w{number}") for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not wrong
    assert len(claims) == len(set(claims)) == 80
    assert most.pop(desk.people["Ada"]) <= 2
    assert set(most.values()) == {1}


def test_claiming_does_not_look_at_what_is_over(desk: Desk) -> None:
    """By the plans of the statements, for want of a clock that can be relied on."""
    plans: list[str] = []

    def explained(connection: Connection, cursor: Any, statement: str, values: Any, *_: object) -> None:
        if statement.startswith("SELECT") and "FROM jobs" in statement:
            how = "EXPLAIN QUERY PLAN " if desk.database.is_sqlite else "EXPLAIN "
            with closing(connection.connection.cursor()) as other:
                other.execute(how + statement, values)
                plans.extend(str(tuple(row)) for row in other.fetchall())

    with desk.database.writing() as session:
        desk.people["Ada"] = add_person(session, "Ada")
        rows = [{"id": f"video_{number}", "person_id": desk.people["Ada"]} for number in range(3000)]
        session.execute(insert(Clip), [{**CLIP, **row} for row in rows])
        session.execute(insert(Job), [{**JOB, **row} for row in rows])
        session.connection().exec_driver_sql("ANALYZE")
    desk.orders(MOST_PRIORITY_STARTS + 2, most_at_once=9)
    listening = (desk.database.engine, "before_cursor_execute", explained)
    event.listen(*listening)
    for _ in range(MOST_PRIORITY_STARTS + 2):
        assert desk.queue.claim("w1") is not None
    desk.queue.sweep()
    event.remove(*listening)
    assert len(plans) > 10
    assert not [
        line for line in plans if re.search(r"SCAN jobs(?! USING INDEX ix_jobs_active)|Seq Scan on jobs", line)
    ], "\n".join(plans)
