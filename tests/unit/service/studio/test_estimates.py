"""What a request would cost and take, over HTTP."""

import io
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from houses import Server
from PIL import Image
from sqlalchemy import func, select

from yozora.library.tables import Charge, Clip, Event, File, Job, Table, Upload
from yozora.service.accounts.people import Role

SMALL = {"prompt": "a fox", "size": "64x64", "seconds": "1", "fps": 8}


def estimated(client: httpx.Client, **said: Any) -> dict[str, Any]:
    answer = client.post("/api/estimate", json={**SMALL, **said})
    assert answer.status_code == 200, answer.text
    return answer.json()


def rows(server: Server) -> list[int]:
    tables: tuple[type[Table], ...] = (Clip, Job, File, Upload, Event, Charge)
    with server.house.database.reading() as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


@pytest.fixture
def pat(server: Server) -> Iterator[httpx.Client]:
    """Somebody with the plan Plus."""
    with server.client(server.key_of("Pat", Role.MEMBER, plan="plus")) as client:
        yield client


def test_what_a_request_would_cost_is_said_before_it_is_sent(pat: httpx.Client) -> None:
    said = estimated(pat, n=2)
    assert said.pop("limits")["most_seconds"] == 5.0
    assert said == {
        "clips": 2,
        "size": "64x64",
        "seconds_each": 1.0,
        "plan": "plus",
        "lane": "priority",
        "priority_left": 50,
        "queue_ahead": 0,
        "wait_s": 0.0,
        "work_s": None,
        "done_s": None,
        "notes": [],
        "refusal": None,
    }


def test_nothing_is_stored_or_queued_by_asking(server: Server, member: httpx.Client) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (64, 64), "#c63").save(picture, "PNG")
    before = rows(server)
    answer = member.post("/api/estimate", data=SMALL, files={"input_reference": ("fox.png", picture.getvalue())})
    assert answer.status_code == 200 and answer.json()["clips"] == 1, answer.text
    assert rows(server) == before
    assert not list(server.house.blobs.all())
    assert not [one for one in server.house.folder.rglob("*") if one.is_file()]


def test_a_picture_that_was_uploaded_is_read_as_for_a_clip(member: httpx.Client) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (64, 64), "#c63").save(picture, "PNG")
    upload = member.post("/api/uploads", files={"file": ("fox.png", picture.getvalue())}).json()["id"]
    assert estimated(member, input_reference={"file_id": upload})["refusal"] is None
    missing = member.post("/api/estimate", json={**SMALL, "input_reference": {"file_id": "file_none"}})
    assert missing.status_code == 404 and missing.json()["error"]["code"] == "file_not_found"


def test_what_was_made_lately_says_how_long_a_clip_takes(server: Server, member: httpx.Client) -> None:
    for _ in range(3):
        member.post("/v1/videos", json=SMALL)
    server.work()
    with server.house.database.writing() as session:
        for job in session.scalars(select(Job)):
            assert job.started_at is not None
            job.finished_at = job.started_at + 4
    said = estimated(member, seconds="2", n=2)
    assert (said["wait_s"], said["work_s"], said["done_s"], said["queue_ahead"]) == (0.0, 8.0, 16.0, 0)
    member.post("/v1/videos", json=SMALL)
    later = estimated(member)
    assert (later["wait_s"], later["work_s"], later["done_s"], later["queue_ahead"]) == (4.0, 4.0, 8.0, 1)


def test_the_activity_says_when_each_clip_will_be_there(server: Server, member: httpx.Client) -> None:
    member.post("/v1/videos", json=SMALL)
    server.work()
    with server.house.database.writing() as session:
        job = session.scalars(select(Job)).one()
        assert job.started_at is not None
        job.finished_at = job.started_at + 4
    for _ in range(3):
        member.post("/v1/videos", json=SMALL)
    running = server.house.queue.claim("w1")
    assert running is not None
    jobs = member.get("/api/activity").json()["jobs"]
    assert [job["state"] for job in jobs] == ["running", "queued", "queued", "done"]
    assert [job["ahead"] for job in jobs] == [0, 0, 1, None]
    first_s, second_s, third_s = (job["left_s"] for job in jobs[:3])
    assert 0 <= first_s <= 4 and (second_s - first_s, third_s - second_s) == pytest.approx((4, 4), abs=0.2)
    assert jobs[3]["left_s"] is None


def test_a_paused_queue_is_said_to_be(server: Server, administrator: httpx.Client) -> None:
    administrator.put("/api/admin/queue", json={"paused": True})
    said = estimated(administrator)
    assert said["wait_s"] is None and "paused" in said["notes"][0]


@pytest.mark.parametrize(
    ("said", "param", "advice"),
    [
        ({"size": "1920x1080"}, "size", "Try 1280x720."),
        ({"seconds": 9}, "seconds", "Try 5 or less."),
        ({"n": 3}, "n", "Ask for 2 at a time."),
    ],
)
def test_what_the_plan_would_refuse_is_said_with_what_to_do(
    pat: httpx.Client, said: dict[str, Any], param: str, advice: str
) -> None:
    found = estimated(pat, **said)
    refused = pat.post("/v1/videos", json={**SMALL, **said})
    assert refused.status_code == 403 and found["refusal"] == {**refused.json()["error"], "refusal": None}
    assert found["refusal"]["param"] == param and advice in found["refusal"]["message"]
    assert found["lane"] is None and found["wait_s"] is None and found["priority_left"] == 50


def test_the_lanes_are_those_of_the_clips_that_are_left(server: Server, administrator: httpx.Client) -> None:
    plans = administrator.get("/api/admin/plans").json()["plans"]
    plans["pro"]["priority_clips_a_month"] = 1
    plans["plus"]["priority_clips_a_month"] = 1
    administrator.put("/api/admin/plans", json={"plans": plans})
    with server.client(server.key_of("Pro", Role.MEMBER, plan="pro")) as pro:
        assert estimated(pro, priority="relaxed")["lane"] == "relaxed"
        assert [estimated(pro, n=n)["lane"] for n in (1, 2)] == ["priority", "both"]
        pro.post("/v1/videos", json=SMALL)
        later = estimated(pro)
        assert (later["lane"], later["priority_left"]) == ("relaxed", 0)
    with server.client(server.key_of("Plus", Role.MEMBER, plan="plus")) as plus:
        plus.post("/v1/videos", json=SMALL)
        refusal = estimated(plus)["refusal"]
        assert refusal["code"] == "insufficient_quota" and "There are new ones on" in refusal["message"]


def test_what_is_wrong_with_a_request_is_an_error_as_it_would_be(server: Server, member: httpx.Client) -> None:
    for body in ({}, {**SMALL, "size": "7x7"}, {**SMALL, "model": "gpt-9"}):
        asked, sent = (member.post(path, json=body) for path in ("/api/estimate", "/v1/videos"))
        assert asked.status_code == sent.status_code == 400
        assert asked.json() == sent.json()
    with server.client(server.key_of("Vic", Role.VIEWER)) as viewer:
        assert viewer.post("/api/estimate", json=SMALL).status_code == 403


def test_the_document_says_what_an_estimate_is(server: Server) -> None:
    document = httpx.get(f"{server.url}/openapi.json").json()
    described = document["paths"]["/api/estimate"]["post"]
    assert "application/json" in described["requestBody"]["content"]
    assert described["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].endswith("/EstimateShape")
    assert document["components"]["schemas"]["EstimateShape"]["example"]["lane"] == "priority"


@pytest.mark.parametrize(
    ("path", "said", "seconds"),
    [
        ("edits", {"prompt": "a wolf"}, 1.0),
        ("extensions", {"seconds": 2}, 3.0),
        ("changes", {"operation": "loop", "seam": "short"}, 2.0),
        ("changes", {"operation": "recut", "parts": ["0-0.5"]}, 0.5),
    ],
)
def test_what_a_change_of_a_clip_would_cost_is_said_as_well(
    server: Server, member: httpx.Client, path: str, said: dict[str, Any], seconds: float
) -> None:
    clip = member.post("/v1/videos", json=SMALL).json()["id"]
    server.work()
    before = rows(server)
    answer = member.post(f"/api/estimate/{path}", json={"video": {"id": clip}, "n": 2, **said})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["clips"], answer.json()["seconds_each"]) == (2, seconds)
    assert rows(server) == before


def test_an_estimate_of_what_cannot_be_made_says_why(server: Server, member: httpx.Client) -> None:
    clip = member.post("/v1/videos", json=SMALL).json()["id"]
    server.work()
    answer = member.post("/api/estimate/changes", json={"video": {"id": clip}, "operation": "upscale", "size": "32x32"})
    assert answer.status_code == 400 and answer.json()["error"]["code"] == "invalid_value", answer.text
