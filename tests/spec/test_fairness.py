"""Whose clip is next, seen through a server that runs: nobody waits behind all that another person wants."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from houses import Server, house_in, serving, worker_of

from yozora.jobs.turns import AGED_S, MOST_PRIORITY_STARTS
from yozora.jobs.worker import Worker
from yozora.library.tables import Job
from yozora.service.accounts.people import Role

SMALL = {"prompt": "a fox", "size": "16x16", "seconds": "1", "fps": 1}
MANY = 200


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    with serving(house_in(tmp_path_factory.mktemp("house"))) as server:
        yield server


@pytest.fixture
def quiet(tmp_path: Path) -> Generator[Server]:
    """A server where nobody wants anything yet."""
    with serving(house_in(tmp_path)) as server:
        yield server


@pytest.fixture
def worker(server: Server) -> Worker:
    """Somebody who does one thing after the other, when told to."""
    return worker_of(server.house)


@contextmanager
def somebody(server: Server, name: str) -> Generator[httpx.Client]:
    with server.client(server.key_of(name, Role.MEMBER)) as client:
        yield client


@pytest.fixture(scope="module")
def busy(server: Server) -> Iterator[httpx.Client]:
    """Somebody who wants many clips, more than are made here."""
    with somebody(server, "Busy") as client:
        for _ in range(MANY // 4):
            want(client, n=4)
        yield client


def want(client: httpx.Client, **said: Any) -> str:
    answer = client.post("/v1/videos", json={**SMALL, **said})
    assert answer.status_code == 200, answer.text
    return answer.json()["id"]


def status(client: httpx.Client, clip: str) -> str:
    return client.get(f"/v1/videos/{clip}").json()["status"]


def active(client: httpx.Client) -> list[dict[str, Any]]:
    return [job for job in client.get("/api/activity").json()["jobs"] if job["state"] in ("queued", "running")]


def test_a_first_clip_starts_next_whatever_another_person_has_waiting(
    server: Server, busy: httpx.Client, worker: Worker
) -> None:
    worker.work()
    waiting = len(active(busy))
    assert waiting > MANY - 50
    with somebody(server, "New") as new:
        said = new.post("/api/estimate", json=SMALL).json()
        clip = want(new)
        (job,) = active(new)
        assert said["queue_ahead"] == job["ahead"] == 0
        worker.work()
        assert status(new, clip) == "completed"
    assert len(active(busy)) == waiting


def test_people_with_much_to_do_take_turns(server: Server, busy: httpx.Client, worker: Worker) -> None:
    waiting = len(active(busy))
    with somebody(server, "Other") as other:
        for _ in range(5):
            want(other, n=4)
        for _ in range(20):
            worker.work()
        made = 20 - len(active(other)), waiting - len(active(busy))
    assert sum(made) == 20 and abs(made[0] - made[1]) <= 1, made


def test_what_is_foreseen_is_what_comes(server: Server, busy: httpx.Client, worker: Worker) -> None:
    with somebody(server, "Another") as other:
        clips = [want(other) for _ in range(3)]
        ahead = {job["clip"]["id"]: job["ahead"] for job in active(other)}
        starts = 0
        came: list[int] = []
        while len(came) < 3:
            worker.work()
            if status(other, clips[len(came)]) == "completed":
                came.append(starts)
            starts += 1
    assert all(abs(ahead[clip] - place) <= 1 for clip, place in zip(clips, came, strict=True)), (ahead, came)


def test_the_relaxed_lane_moves_on_while_new_priority_clips_keep_coming(quiet: Server) -> None:
    worker = worker_of(quiet.house)
    with somebody(quiet, "Patient") as patient, somebody(quiet, "Eager") as eager:
        waiting = [want(patient, priority="relaxed") for _ in range(4)]
        done: list[int] = []
        for starts in range(1, 4 * (MOST_PRIORITY_STARTS + 1) + 1):
            want(eager)
            want(eager)
            worker.work()
            done += [starts] * (sum(status(patient, clip) == "completed" for clip in waiting) - len(done))
    assert len(done) == 4 and done[0] <= MOST_PRIORITY_STARTS + 1
    assert all(later - before <= MOST_PRIORITY_STARTS + 1 for before, later in pairwise(done)), done


def test_a_relaxed_clip_that_has_waited_an_hour_is_as_good_as_any(quiet: Server) -> None:
    worker = worker_of(quiet.house)
    with somebody(quiet, "Patient") as patient, somebody(quiet, "Eager") as eager:
        old, young = (want(patient, priority="relaxed") for _ in range(2))
        with quiet.house.database.writing() as session:
            session.get_one(Job, old).created_at -= AGED_S + 60
        for _ in range(3):
            want(eager, n=4)
        ahead = {job["clip"]["id"]: job["ahead"] for job in active(patient)}
        assert ahead[old] == 0 and ahead[young] >= 2
        worker.work()
        assert (status(patient, old), status(patient, young)) == ("completed", "queued")


def test_cancelled_clips_make_room_and_cost_nothing(quiet: Server) -> None:
    with somebody(quiet, "Busy") as busy:
        for _ in range(5):
            want(busy, n=4)
        for job in active(busy)[:10]:
            assert busy.post(f"/api/activity/{job['clip']['id']}/cancel").status_code == 200
        left = active(busy)
        assert [job["ahead"] for job in left] == list(range(10))
        worker_of(quiet.house).work()
        assert status(busy, left[0]["clip"]["id"]) == "completed"
        assert busy.get("/api/me").json()["priority_clips"] == 1
