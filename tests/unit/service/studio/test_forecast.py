"""How long work will take, guessed from what was made lately; on both databases, at a time that is moved by hand."""

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from chaos import databases
from chaos.desk import Desk
from chaos.orders import a_recipe, a_result

from yozora.jobs.load import Load
from yozora.jobs.queue import Claim, set_paused
from yozora.library.ledger import PRIORITY, RELAXED
from yozora.service.studio.forecast import Foreseen, Work, foreseen

SECOND = 24
"""Frames of a clip of one second, which takes ten."""


@pytest.fixture(params=databases.KINDS)
def desk(request: pytest.FixtureRequest) -> Desk:
    return Desk(database=databases.fresh(request.param))


def order(desk: Desk, who: str = "Ada", *, frames: int = SECOND, engine: str = "fake", **how: Any) -> str:
    recipe = replace(a_recipe(frames=frames), engine=engine)
    return desk.order(who, recipe=recipe, cost=frames / SECOND, **how)


def finish(desk: Desk, claim: Claim, *, after_s: float) -> None:
    desk.now += after_s
    recipe = desk.clip(claim.clip_id).recipe
    assert recipe is not None and desk.queue.finish(claim, replace(a_result(claim), recipe=recipe))


def made(desk: Desk, *, took_s: float, worker: str = "w1", **how: Any) -> None:
    """A clip that was made."""
    order(desk, "somebody", **how)
    finish(desk, desk.claim(worker), after_s=took_s)


def seen(desk: Desk, *clips: str, new: Sequence[Work] = ()) -> list[Foreseen]:
    with desk.database.reading() as session:
        found = foreseen(session, set(clips), new=new, now=desk.now)
    return [found[clip_id] for clip_id in clips]


def thought_of(desk: Desk, who: str, *, engine: str = "fake") -> Work:
    """A clip of one second that somebody thinks of."""
    return Work(
        id="new",
        person_id=desk.people.get(who, who),
        lane=PRIORITY,
        position=desk.now,
        cost=1.0,
        most_at_once=4,
        created_at=desk.now,
        priority_time=0.0,
        relaxed_time=0.0,
        load=Load.of(replace(a_recipe(frames=SECOND), engine=engine)),
        is_new=True,
    )


def test_a_clip_takes_as_long_as_those_before_it_did_for_a_pixel(desk: Desk) -> None:
    for took_s in (9, 10, 100):
        made(desk, took_s=took_s)
    assert seen(desk, order(desk, frames=2 * SECOND)) == [Foreseen(ahead=0, wait_s=0.0, work_s=20.0, left_s=20.0)]


def test_clips_of_like_size_say_more_than_others(desk: Desk) -> None:
    for _ in range(15):
        made(desk, took_s=2, frames=1)
        made(desk, took_s=10)
    assert seen(desk, order(desk))[0].work_s == 10.0


def test_what_no_engine_has_made_lately_is_not_guessed(desk: Desk) -> None:
    made(desk, took_s=10)
    known, unknown = order(desk), order(desk, engine="another")
    assert [one.work_s for one in seen(desk, known, unknown)] == [10.0, None]
    assert seen(desk, unknown)[0].ahead == 1 and seen(desk, unknown)[0].left_s is None


def test_work_that_was_begun_more_than_once_says_nothing_of_the_pace(desk: Desk) -> None:
    order(desk)
    desk.claim()
    desk.now += 1000
    finish(desk, desk.claim(), after_s=1)
    assert seen(desk, order(desk))[0].work_s is None


def test_what_waits_begins_when_what_runs_is_finished(desk: Desk) -> None:
    made(desk, took_s=10)
    running, waiting, last = (order(desk, who) for who in ("Ada", "Ben", "Cleo"))
    claim = desk.claim()
    assert claim.clip_id == running
    desk.now += 4
    assert [one.left_s for one in seen(desk, running, waiting, last)] == [6.0, 16.0, 26.0]
    assert [one.ahead for one in seen(desk, running, waiting, last)] == [0, 0, 1]
    desk.queue.beat(claim, progress=80)
    assert [one.left_s for one in seen(desk, running, waiting, last)] == [1.0, 11.0, 21.0]


def test_work_that_takes_longer_than_others_is_about_to_be_finished(desk: Desk) -> None:
    made(desk, took_s=10)
    running = order(desk)
    desk.claim()
    desk.now += 25
    assert seen(desk, running)[0].left_s == 0.0


def test_work_that_was_handed_back_goes_on_first(desk: Desk) -> None:
    made(desk, took_s=10)
    order(desk, "Ben")
    claim = desk.claim()
    desk.now += 1
    first = order(desk, "Ada")
    desk.queue.give_back(claim)
    assert [one.ahead for one in seen(desk, claim.clip_id, first)] == [0, 1]


def test_several_workers_share_what_waits(desk: Desk) -> None:
    made(desk, took_s=10)
    clips = [order(desk, who) for who in ("Ada", "Ben", "Cleo", "Dan")]
    for number in (1, 2):
        desk.claim(f"w{number}")
    assert [one.left_s for one in seen(desk, *clips)] == [10.0, 10.0, 20.0, 20.0]


def test_somebody_at_their_limit_waits_for_their_own_work(desk: Desk) -> None:
    made(desk, took_s=10)
    for _ in range(2):
        order(desk, "Ben", frames=SECOND // 2)
    clips = [order(desk, "Ada", most_at_once=1) for _ in range(3)]
    for number in (1, 2, 3):
        desk.claim(f"w{number}")
    desk.queue.claim("w4")
    assert [one.wait_s for one in seen(desk, *clips)] == [0.0, 10.0, 20.0]


def test_a_worker_with_nothing_to_do_begins_at_once(desk: Desk) -> None:
    made(desk, took_s=10, worker="w1")
    made(desk, took_s=10, worker="w2")
    order(desk)
    desk.claim("w1")
    assert seen(desk, "new", new=[thought_of(desk, "Ben")]) == [Foreseen(wait_s=0.0, work_s=10.0, left_s=10.0)]
    desk.now += 700
    assert seen(desk, "new", new=[thought_of(desk, "Ben")])[0].wait_s == 0.0


def test_workers_that_leave_something_waiting_are_not_counted_on(desk: Desk) -> None:
    made(desk, took_s=10, worker="w1")
    made(desk, took_s=10, worker="w2")
    order(desk)
    order(desk, "Ben")
    desk.claim("w1")
    desk.now += 1
    assert seen(desk, "new", new=[thought_of(desk, "Cleo")]) == [
        Foreseen(ahead=1, wait_s=19.0, work_s=10.0, left_s=29.0)
    ]


def test_in_a_paused_queue_only_what_runs_has_an_end(desk: Desk) -> None:
    made(desk, took_s=10)
    running, waiting = order(desk), order(desk)
    desk.claim()
    with desk.database.writing() as session:
        set_paused(session, True)
    assert [one.left_s for one in seen(desk, running, waiting)] == [10.0, None]


def test_a_first_clip_is_foreseen_before_all_that_another_person_has_waiting(desk: Desk) -> None:
    made(desk, took_s=10)
    for _ in range(30):
        order(desk, "Ada")
    desk.claim()
    assert seen(desk, "new", new=[thought_of(desk, "Ben")])[0].ahead <= 1


def test_the_order_that_is_foreseen_is_the_one_that_comes(desk: Desk) -> None:
    made(desk, took_s=1)
    chance = random.Random(7)
    clips: list[str] = []
    for _ in range(40):
        who, lane = chance.choice(("Ada", "Ada", "Ada", "Ben", "Cleo")), chance.choice((PRIORITY, PRIORITY, RELAXED))
        clips.append(order(desk, who, frames=SECOND * chance.choice((1, 1, 5)), lane=lane))
        desk.now += 1
    places = {clip_id: one.ahead for clip_id, one in zip(clips, seen(desk, *clips), strict=True)}
    came = [desk.start() for _ in clips]
    assert sorted(places.values()) == list(range(40))
    assert max(abs(places[clip_id] - number) for number, clip_id in enumerate(came)) <= 4
