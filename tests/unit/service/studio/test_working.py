"""Boards, styles, activity and events over HTTP."""

import json
import threading
from typing import Any

import httpx
from houses import Server

TIMELINE: dict[str, Any] = {
    "format": "yozora-timeline/1",
    "size": "64x64",
    "fps": "8",
    "frames": 16,
    "seed": 1,
    "cards": [{"kind": "text", "text": "a fox"}],
}
SMALL = {"size": "64x64", "seconds": "1", "fps": 8}


def test_a_board_is_kept_and_not_overwritten_by_an_old_copy(member: httpx.Client) -> None:
    board = member.post("/api/boards", json={"name": "Fox", "timeline": TIMELINE}).json()
    later = {**TIMELINE, "frames": 24}
    path = f"/api/boards/{board['id']}"
    assert member.patch(path, json={"timeline": later, "revision": 1}).json()["revision"] == 2
    clash = member.patch(path, json={"timeline": TIMELINE, "revision": 1})
    assert clash.status_code == 409 and clash.json()["error"]["code"] == "board_changed"
    assert member.get(path).json()["timeline"]["frames"] == 24
    wrong = member.patch(path, json={"timeline": {**TIMELINE, "frames": 0}, "revision": 2})
    assert wrong.status_code == 400 and "frames=0" in wrong.json()["error"]["message"]
    assert member.delete(path).status_code == 204 and member.get(path).status_code == 404


def test_a_board_is_put_into_a_project_and_taken_out_again(member: httpx.Client) -> None:
    board = member.post("/api/boards", json={"name": "Fox", "timeline": TIMELINE}).json()
    project = member.post("/api/projects", json={"name": "Winter"}).json()["id"]
    path = f"/api/boards/{board['id']}"
    assert member.patch(path, json={"project_id": project, "revision": 1}).json()["project_id"] == project
    assert member.patch(path, json={"name": "Wolf", "revision": 2}).json()["project_id"] == project
    assert member.patch(path, json={"project_id": None, "revision": 3}).json()["project_id"] is None
    assert member.patch(path, json={"project_id": "project_none", "revision": 4}).status_code == 404


def test_clips_are_found_by_the_board_they_were_made_of(member: httpx.Client) -> None:
    wish = {**SMALL, "prompt": "Fox", "storyboard": [{"text": "a fox"}]}
    made = member.post("/v1/videos", json={**wish, "metadata": {"board": "board_1", "revision": "3"}}).json()["id"]
    for other in ({"board": "board_2"}, {"job": "board_1"}, {}):
        member.post("/v1/videos", json={**wish, "metadata": other}).raise_for_status()
    found = member.get("/api/clips?board=board_1").json()["clips"]
    assert [clip["id"] for clip in found] == [made]
    assert len(member.get("/api/clips").json()["clips"]) == 4


def test_words_are_understood_before_anything_is_made(member: httpx.Client) -> None:
    found = member.post("/api/understand", json={"prompt": "a fox runs through the glorp"}).json()
    heard = {one["text"]: one["status"] for one in found["understanding"]["heard"]}
    assert heard["fox"] == "known" and heard["glorp"] == "unknown"
    assert found["plan"]["actors"][0]["subject"] == "fox"


def test_styles_are_kept_shared_and_cloned(server: Server, member: httpx.Client, administrator: httpx.Client) -> None:
    said = {"name": "Snow", "entries": {"colour": "pale blue"}, "shared": True}
    own = member.post("/api/presets", json=said).json()
    assert member.post("/api/presets", json=said).status_code == 409
    seen = {one["id"]: one for one in administrator.get("/api/presets").json()}
    assert own["id"] in seen and not seen[own["id"]]["own"] and "film noir" in seen
    clone = administrator.post(f"/api/presets/{own['id']}/clone").json()
    assert clone["own"] and clone["cloned_from"] == own["id"] and clone["entries"] == said["entries"]
    assert administrator.delete(f"/api/presets/{own['id']}").status_code == 404, "it is somebody else's"
    bad = member.post("/api/presets", json={"name": "X", "entries": {"smell": "roses"}})
    assert bad.status_code == 400 and "smell" in bad.json()["error"]["message"]


def test_work_is_seen_moved_cancelled_and_tried_again(server: Server, member: httpx.Client) -> None:
    first, second, third = (
        member.post("/v1/videos", json={"prompt": f"fox {n}", **SMALL}).json()["id"] for n in range(3)
    )
    assert member.post(f"/api/activity/{third}/move", json={"before": first}).status_code == 200
    shown = member.get("/api/activity").json()
    assert [job["clip"]["id"] for job in shown["jobs"]] == [third, first, second] and not shown["paused"]
    assert [job["ahead"] for job in shown["jobs"]] == [0, 1, 2]
    cancelled = member.post(f"/api/activity/{first}/cancel").json()
    assert cancelled["state"] == "cancelled" and cancelled["clip"]["error"]["code"] == "cancelled"
    assert member.post(f"/api/activity/{first}/cancel").status_code == 409
    assert member.post(f"/api/activity/{first}/retry").json()["state"] == "queued"
    server.work()
    states = {job["clip"]["id"]: job["state"] for job in member.get("/api/activity").json()["jobs"]}
    assert states == {first: "done", second: "done", third: "done"}


def test_a_clip_in_the_trash_is_not_tried_again_until_it_is_taken_out(member: httpx.Client) -> None:
    clip = member.post("/v1/videos", json={"prompt": "a fox", **SMALL}).json()["id"]
    member.delete(f"/v1/videos/{clip}")
    refused = member.post(f"/api/activity/{clip}/retry")
    assert refused.status_code == 409 and "Take it out first." in refused.json()["error"]["message"]
    member.post("/api/clips/restore", json={"ids": [clip]})
    assert member.post(f"/api/activity/{clip}/retry").json()["state"] == "queued"


def heard(
    client: httpx.Client, wanted: str, *, after: int | None = None, here: threading.Event | None = None
) -> list[dict[str, Any]]:
    """Events up to the first of the wanted kind; `here` is set when the stream has begun."""
    headers = {} if after is None else {"last-event-id": str(after)}
    found: list[dict[str, Any]] = []
    with client.stream("GET", "/api/events", headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        for line in answer.iter_lines():
            if here is not None:
                here.set()
            if line.startswith("data: "):
                found.append(json.loads(line[6:]))
                if found[-1]["kind"] == wanted:
                    return found
    raise AssertionError("the stream ended")


def test_a_page_hears_of_its_clips_and_of_what_it_missed(server: Server, member: httpx.Client) -> None:
    found: list[dict[str, Any]] = []
    here = threading.Event()
    listener = threading.Thread(target=lambda: found.extend(heard(member, "clip.completed", here=here)))
    listener.start()
    assert here.wait(10)
    clip = member.post("/v1/videos", json={"prompt": "a fox", **SMALL}).json()["id"]
    server.work()
    listener.join(20)
    kinds = [event["kind"] for event in found]
    assert kinds[0] == "clip.queued" and "clip.in_progress" in kinds and kinds[-1] == "clip.completed"
    assert {event["subject"] for event in found} == {clip}
    missed = heard(member, "clip.completed", after=found[0]["id"])
    assert [event["id"] for event in missed] == [event["id"] for event in found[1:]]
