"""The queue loses nothing and finishes nothing twice, on both databases."""

from collections.abc import Callable

import pytest
from chaos.desk import LEASE_S, Desk
from chaos.orders import a_result
from sqlalchemy import delete

from yozora.jobs.queue import Claim, Queue, Standing, is_paused, set_paused
from yozora.jobs.turns import MOST_ATTEMPTS, RETRY_S
from yozora.library.tables import Charge, Checkpoint, Clip, File, Preview

END: dict[str, Callable[[Queue, Claim], object]] = {
    "finish": lambda queue, claim: queue.finish(claim, a_result(claim)),
    "fail": lambda queue, claim: queue.fail(claim, code="x", message="No.", again=False),
    "fail, to be tried again": lambda queue, claim: queue.fail(claim, code="x", message="No.", again=True),
    "give back": lambda queue, claim: queue.give_back(claim),
    "cancelled": lambda queue, claim: queue.cancelled(claim),
}
SAY: dict[str, Callable[[Queue, Claim], object]] = {
    "beat": lambda queue, claim: queue.beat(claim, progress=50, preview=(3, b"picture")) is Standing.MINE,
    "remember": lambda queue, claim: queue.remember(claim, 1, b"mine") is Standing.MINE,
}


def test_a_job_is_claimed_worked_on_and_finished(desk: Desk) -> None:
    clip_id = desk.order(cost=4.0)
    claim = desk.claim("w7")
    assert (claim.clip_id, claim.attempts) == (clip_id, 1)
    assert (desk.job(clip_id).state, desk.job(clip_id).worker) == ("running", "w7")
    assert desk.clip(clip_id).status == "in_progress"
    assert desk.queue.beat(claim, progress=40, preview=(12, b"picture")) is Standing.MINE
    assert (desk.clip(clip_id).progress, desk.count(Preview)) == (40, 1)
    assert desk.done(claim)
    clip, job = desk.clip(clip_id), desk.job(clip_id)
    assert (clip.status, clip.progress, clip.size_bytes, clip.error) == ("completed", 100, 15, None)
    assert (clip.video, clip.thumbnail, clip.notes) == (
        a_result(claim).video.sha256,
        "c" * 64,
        {"engine": ["It was made."]},
    )
    assert (job.state, job.lease_until, job.finished_at, desk.count(Preview)) == ("done", None, desk.now, 0)


def test_nothing_can_be_claimed_where_nothing_waits(desk: Desk) -> None:
    assert desk.queue.claim("w1") is None
    desk.order()
    desk.start()
    assert desk.queue.claim("w1") is None


def test_a_worker_that_says_that_it_goes_on_keeps_its_job(desk: Desk) -> None:
    desk.order()
    claim = desk.claim("w1")
    for _ in range(10):
        desk.now += LEASE_S - 1
        assert desk.queue.beat(claim) is Standing.MINE
        assert desk.queue.claim("w2") is None
    desk.now += LEASE_S - 1
    assert desk.queue.remember(claim, 1, b"one") is Standing.MINE
    desk.now += LEASE_S - 1
    assert desk.queue.claim("w2") is None


@pytest.mark.parametrize("say", SAY.values(), ids=SAY)
@pytest.mark.parametrize("end", END.values(), ids=END)
def test_a_silent_worker_loses_its_job_and_is_not_heard_any_more(
    desk: Desk, say: Callable[[Queue, Claim], object], end: Callable[[Queue, Claim], object]
) -> None:
    clip_id = desk.order()
    lost = desk.claim("w1")
    desk.now += LEASE_S + 0.1
    found = desk.claim("w2")
    assert (found.clip_id, found.attempts) == (clip_id, 2)
    assert not say(desk.queue, lost)
    assert not end(desk.queue, lost)
    assert (desk.job(clip_id).state, desk.job(clip_id).worker) == ("running", "w2")
    assert (desk.count(Checkpoint), desk.count(Preview), desk.count(Charge), desk.count(File)) == (0, 0, 0, 0)
    assert desk.done(found)


@pytest.mark.parametrize("end", END.values(), ids=END)
def test_nothing_is_heard_of_a_worker_after_its_end(desk: Desk, end: Callable[[Queue, Claim], object]) -> None:
    clip_id = desk.order()
    claim = desk.claim()
    assert end(desk.queue, claim)
    state = desk.job(clip_id).state
    for say in SAY.values():
        assert not say(desk.queue, claim)
    for name, other in END.items():
        assert bool(other(desk.queue, claim)) == (state == "done" and name == "finish"), name
    assert desk.job(clip_id).state == state


def test_a_worker_that_was_slow_and_has_lost_nothing_may_go_on(desk: Desk) -> None:
    desk.order()
    claim = desk.claim()
    desk.now += 10 * LEASE_S
    assert desk.queue.beat(claim) is Standing.MINE
    assert desk.done(claim)


def test_a_finish_said_twice_is_charged_once(desk: Desk) -> None:
    clip_id = desk.order(cost=4.0, lane=1)
    claim = desk.claim()
    assert desk.done(claim)
    told = desk.told(clip_id)
    desk.now += 1
    assert desk.done(claim)  # the answer to the first time may not have arrived
    assert (desk.told(clip_id), desk.clip(clip_id).completed_at) == (told, desk.now - 1)
    with desk.database.reading() as session:
        charge = session.get_one(Charge, clip_id)
    assert desk.count(Charge) == 1
    assert (charge.person_id, charge.lane, charge.seconds, charge.month) == (desk.people["Ada"], 1, 4.0, "1970-01")


def test_clips_with_the_same_pictures_share_their_files(desk: Desk) -> None:
    desk.order()
    desk.order()
    desk.start()
    desk.start()
    assert (desk.count(File), desk.count(Charge)) == (5, 2)


def test_what_is_remembered_is_recalled_by_the_next_claim_and_gone_in_the_end(desk: Desk) -> None:
    desk.order()
    first = desk.claim()
    assert desk.queue.recall(first) is None
    desk.queue.remember(first, 1, b"one")
    desk.queue.remember(first, 2, b"two")
    desk.now += LEASE_S + 0.1
    second = desk.claim()
    assert desk.queue.recall(second) == b"two"
    assert desk.done(second)
    assert desk.count(Checkpoint) == 0


@pytest.mark.parametrize("end", ["fail", "cancelled"])
def test_what_was_remembered_is_gone_after_a_bad_end(desk: Desk, end: str) -> None:
    desk.order()
    claim = desk.claim()
    desk.queue.remember(claim, 1, b"one")
    desk.queue.beat(claim, preview=(1, b"picture"))
    END[end](desk.queue, claim)
    assert (desk.count(Checkpoint), desk.count(Preview)) == (0, 0)


@pytest.mark.parametrize("end", ["give back", "fail, to be tried again"])
def test_what_was_remembered_is_kept_for_another_try(desk: Desk, end: str) -> None:
    desk.order()
    claim = desk.claim()
    desk.queue.remember(claim, 1, b"one")
    END[end](desk.queue, claim)
    desk.now += RETRY_S
    assert desk.queue.recall(desk.claim()) == b"one"


def test_a_waiting_job_is_cancelled_at_once(desk: Desk) -> None:
    clip_id = desk.order()
    assert desk.cancel(clip_id)
    clip, job = desk.clip(clip_id), desk.job(clip_id)
    assert (job.state, clip.status, clip.completed_at) == ("cancelled", "failed", desk.now)
    assert clip.error == {"code": "cancelled", "message": "The clip was cancelled."}
    assert not desk.cancel(clip_id)
    assert desk.queue.claim("w1") is None


def test_a_running_job_is_cancelled_when_its_worker_says_so(desk: Desk) -> None:
    clip_id = desk.order()
    claim = desk.claim()
    assert desk.cancel(clip_id)
    assert desk.job(clip_id).state == "running"
    assert desk.queue.beat(claim, progress=70) is Standing.CANCELLED
    assert desk.clip(clip_id).progress == 0
    assert desk.queue.cancelled(claim)
    assert (desk.job(clip_id).state, desk.clip(clip_id).status) == ("cancelled", "failed")


@pytest.mark.parametrize("end", END.values(), ids=END)
def test_a_cancelled_job_stays_cancelled_however_its_worker_ends(
    desk: Desk, end: Callable[[Queue, Claim], object]
) -> None:
    clip_id = desk.order()
    claim = desk.claim()
    assert desk.cancel(clip_id)
    end(desk.queue, claim)
    assert (desk.job(clip_id).state, desk.count(Charge), desk.count(File)) == ("cancelled", 0, 0)


def test_a_finish_that_comes_after_a_cancel_is_refused(desk: Desk) -> None:
    clip_id = desk.order()
    claim = desk.claim()
    desk.cancel(clip_id)
    assert not desk.done(claim)


def test_a_job_of_a_dead_worker_is_cancelled_at_once(desk: Desk) -> None:
    clip_id = desk.order()
    claim = desk.claim()
    desk.now += LEASE_S + 0.1
    assert desk.cancel(clip_id)
    assert desk.job(clip_id).state == "cancelled"
    assert desk.queue.beat(claim) is Standing.LOST


def test_a_cancelled_job_whose_worker_dies_is_swept(desk: Desk) -> None:
    clip_id = desk.order()
    desk.claim()
    desk.cancel(clip_id)
    assert desk.queue.sweep() == 0
    desk.now += LEASE_S + 0.1
    assert desk.queue.claim("w2") is None
    assert desk.queue.sweep() == 1
    assert desk.job(clip_id).state == "cancelled"


def test_a_failure_is_told(desk: Desk) -> None:
    clip_id = desk.order()
    assert desk.queue.fail(desk.claim(), code="bad_picture", message="The picture is damaged.", again=False)
    job, clip = desk.job(clip_id), desk.clip(clip_id)
    assert (job.state, job.reason, clip.status) == ("failed", "The picture is damaged.", "failed")
    assert clip.error == {"code": "bad_picture", "message": "The picture is damaged."}
    assert desk.count(Charge) == 0


def test_work_that_may_do_better_is_tried_again_after_longer_and_longer_pauses(desk: Desk) -> None:
    clip_id = desk.order()
    pauses = [5, 20, 80, 320]
    for attempt, pause_s in enumerate(pauses, start=1):
        claim = desk.claim()
        assert claim.attempts == attempt
        assert desk.queue.fail(claim, code="full", message="The disk is full.", again=True)
        job, clip = desk.job(clip_id), desk.clip(clip_id)
        assert (job.state, job.reason, clip.status, clip.error) == ("queued", "The disk is full.", "queued", None)
        assert clip.notes["waiting"] == "The disk is full."
        desk.now += pause_s - 0.1
        assert desk.queue.claim("w1") is None
        desk.now += 0.2
    claim = desk.claim()
    assert claim.attempts == MOST_ATTEMPTS and "waiting" not in desk.clip(clip_id).notes
    assert desk.queue.fail(claim, code="full", message="The disk is full.", again=True)
    assert (desk.job(clip_id).state, desk.clip(clip_id).error) == (
        "failed",
        {"code": "full", "message": "The disk is full."},
    )


def test_a_failure_that_was_overcome_is_forgotten(desk: Desk) -> None:
    clip_id = desk.order()
    desk.queue.fail(desk.claim(), code="full", message="The disk is full.", again=True)
    desk.now += RETRY_S
    desk.start()
    assert (desk.job(clip_id).state, desk.job(clip_id).reason, desk.clip(clip_id).error) == ("done", None, None)
    assert "waiting" not in desk.clip(clip_id).notes


def test_a_job_that_kills_its_workers_is_given_up(desk: Desk) -> None:
    clip_id = desk.order()
    for attempt in range(MOST_ATTEMPTS):
        assert desk.queue.sweep() == 0
        assert desk.claim().attempts == attempt + 1
        desk.now += LEASE_S + 0.1
    assert desk.queue.claim("w1") is None
    assert desk.queue.sweep() == 1
    error = desk.clip(clip_id).error
    assert error is not None and error["code"] == "worker_lost"
    assert error["message"] == "The work was begun 5 times and never came to an end. Try it again later."


def test_giving_back_does_not_count_as_an_attempt(desk: Desk) -> None:
    clip_id = desk.order()
    for _ in range(3 * MOST_ATTEMPTS):
        claim = desk.claim()
        assert claim.attempts == 1
        assert desk.queue.give_back(claim)
        assert (desk.job(clip_id).state, desk.clip(clip_id).status) == ("queued", "queued")
    desk.start()
    assert desk.count(Charge) == 1


def test_giving_back_is_at_once_also_after_a_failure(desk: Desk) -> None:
    desk.order()
    desk.queue.fail(desk.claim(), code="full", message="The disk is full.", again=True)
    desk.now += RETRY_S
    desk.queue.give_back(desk.claim())
    assert desk.claim().attempts == 2


@pytest.mark.parametrize("end", ["fail", "cancelled"])
def test_what_has_failed_can_be_tried_again_from_the_beginning(desk: Desk, end: str) -> None:
    clip_id = desk.order()
    claim = desk.claim()
    desk.queue.beat(claim, progress=80)
    END[end](desk.queue, claim)
    later = desk.order()
    desk.now += 10
    assert desk.retry(clip_id)
    clip, job = desk.clip(clip_id), desk.job(clip_id)
    assert (clip.status, clip.progress, clip.error, clip.completed_at) == ("queued", 0, None, None)
    assert (job.state, job.attempts, job.reason, job.wants_cancel) == ("queued", 0, None, False)
    assert [desk.start(), desk.start()] == [later, clip_id]


def test_only_what_has_failed_can_be_tried_again(desk: Desk) -> None:
    clip_id = desk.order()
    assert not desk.retry(clip_id)
    claim = desk.claim()
    assert not desk.retry(clip_id)
    desk.done(claim)
    assert not desk.retry(clip_id)
    assert not desk.retry("video_unknown")


def test_the_worker_of_before_is_not_heard_after_a_new_try(desk: Desk) -> None:
    clip_id = desk.order()
    before = desk.claim("w1")
    desk.now += LEASE_S + 0.1
    desk.cancel(clip_id)
    desk.retry(clip_id)
    assert not desk.done(before)
    claim = desk.claim("w2")
    assert not desk.done(before)
    assert desk.done(claim)


def test_jobs_put_at_one_moment_are_done_in_their_order(desk: Desk) -> None:
    ids = [desk.order() for _ in range(20)]
    assert [desk.start() for _ in ids] == ids


def test_a_waiting_job_can_be_moved(desk: Desk) -> None:
    one, two, three, four = (desk.order() for _ in range(4))
    assert desk.move(four, before=two)
    assert desk.move(one, before=None)
    assert [desk.start() for _ in range(4)] == [four, two, three, one]


def test_a_job_can_be_moved_where_all_have_one_place(desk: Desk) -> None:
    ids = [desk.order() for _ in range(3)]
    with desk.database.writing() as session:
        for clip_id in ids:
            desk.queue.move(session, clip_id, before=None)
    for clip_id in reversed(ids):
        desk.move(clip_id, before=None)
    assert [desk.start() for _ in ids] == ids[::-1]


def test_only_what_waits_is_moved_and_only_before_what_waits(desk: Desk) -> None:
    one, two, other = desk.order(), desk.order(), desk.order("Ben")
    assert not desk.move(one, before=other)
    assert not desk.move(one, before=one)
    assert not desk.move(one, before="video_unknown")
    assert not desk.move("video_unknown", before=one)
    assert desk.claim().clip_id == one
    assert not desk.move(one, before=two)
    assert not desk.move(two, before=one)


def test_while_the_queue_is_paused_nothing_new_is_started(desk: Desk) -> None:
    desk.order()
    desk.order()
    claim = desk.claim()
    desk.change(lambda session: set_paused(session, True) or True)
    assert desk.queue.claim("w2") is None
    assert desk.done(claim)
    desk.change(lambda session: is_paused(session))
    desk.change(lambda session: set_paused(session, False) or True)
    assert desk.queue.claim("w2") is not None


@pytest.mark.parametrize("broken_off", ["given back", "lost"])
def test_while_the_queue_is_paused_what_was_begun_goes_on(desk: Desk, broken_off: str) -> None:
    clip_id = desk.order()
    desk.order()
    claim = desk.claim()
    desk.change(lambda session: set_paused(session, True) or True)
    if broken_off == "given back":
        desk.queue.give_back(claim)
    desk.now += LEASE_S + 0.1
    assert desk.start() == clip_id
    assert desk.queue.claim("w1") is None


def test_everything_that_happens_is_told(desk: Desk) -> None:
    clip_id = desk.order()
    claim = desk.claim()
    desk.queue.beat(claim)
    desk.queue.beat(claim, progress=10)
    desk.queue.beat(claim, preview=(3, b"picture"))
    desk.queue.fail(claim, code="full", message="The disk is full.", again=True)
    desk.now += RETRY_S
    desk.queue.give_back(desk.claim())
    desk.start()
    assert desk.told(clip_id) == [
        *("clip.in_progress", "clip.progress", "clip.progress", "clip.queued"),
        *("clip.in_progress", "clip.queued", "clip.in_progress", "clip.completed"),
    ]
    other = desk.order()
    desk.cancel(other)
    desk.retry(other)
    assert desk.told(other) == ["clip.failed", "clip.queued"]


def test_a_job_whose_clip_is_gone_is_lost_to_its_worker(desk: Desk) -> None:
    clip_id = desk.order()
    claim = desk.claim()
    desk.queue.remember(claim, 1, b"one")
    with desk.database.writing() as session:
        session.execute(delete(Clip).where(Clip.id == clip_id))
    assert desk.queue.beat(claim) is Standing.LOST
    assert not desk.done(claim)
    assert desk.count(Checkpoint) == 0


def test_a_clock_that_is_put_back_an_hour_holds_nothing_up(desk: Desk) -> None:
    lost, paused, running = desk.order(), desk.order(), desk.order()
    claims = {claim.clip_id: claim for claim in (desk.claim() for _ in range(3))}
    desk.queue.fail(claims[paused], code="full", message="The disk is full.", again=True)
    desk.now -= 3600
    assert desk.queue.beat(claims[running]) is Standing.MINE
    later = desk.order()
    assert [desk.claim().clip_id for _ in range(3)] == [lost, paused, later]
    assert desk.queue.beat(claims[running]) is Standing.MINE
    assert desk.queue.claim("w1") is None


def test_a_worker_that_was_held_up_by_the_database_takes_over_nothing(desk: Desk) -> None:
    lost = desk.order()
    desk.claim("w1")
    desk.now += LEASE_S + 0.1
    assert desk.queue.claim("w2", lost_too=False) is None
    assert desk.claim("w2").clip_id == lost
