"""The library over HTTP: finding, marking, moving, the trash, lineage, uploads, sharing."""

import io
from typing import Any

import httpx
import numpy as np
import pytest
from houses import Server
from PIL import Image
from sqlalchemy import select

from yozora.library.tables import File, Released

SMALL = {"size": "64x64", "seconds": "1", "fps": 8}


def made(client: httpx.Client, prompt: str, **more: Any) -> dict[str, Any]:
    answer = client.post("/v1/videos", json={"prompt": prompt, **SMALL, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [clip["id"] for clip in answer.json()["clips"]]


def test_clips_are_found_by_all_their_words_and_a_page_at_a_time(member: httpx.Client) -> None:
    fox, dog, both = (made(member, words)["id"] for words in ("a red fox", "a dog", "A fox and a DOG 100%"))
    assert ids(member.get("/api/clips")) == [both, dog, fox]
    assert ids(member.get("/api/clips", params={"search": "dog fox"})) == [both]
    assert ids(member.get("/api/clips", params={"search": "100%"})) == [both]
    assert ids(member.get("/api/clips", params={"search": "%"})) == [both], "a sign of the database is a letter here"
    first = member.get("/api/clips", params={"limit": 2, "order": "oldest"}).json()
    assert [clip["id"] for clip in first["clips"]] == [fox, dog] and first["next"] == dog
    assert ids(member.get("/api/clips", params={"order": "oldest", "after": first["next"]})) == [both]


@pytest.mark.parametrize(
    ("prompt", "found", "other"),
    [
        ("a tiger sleeps", ("tigers", "tiger", "Tigers sleeping", "tig"), ("lions", "tigers lions")),
        ("two tigers sleep", ("tiger", "tigers", "sleeps"), ("tigress",)),
        ("puppies are dancing", ("puppy", "dance", "danced", "puppies"), ("pup dog",)),
        ("a puppy dances", ("puppies", "dancing"), ("this", "bring")),
        ("wolves running in a box", ("wolf", "run", "boxes", "runs"), ("fox",)),
        ("two mice and bread", ("mice",), ("bring", "brings", "bus")),
        ("一只老虎在雪地里睡觉", ("老虎", "虎", "老虎 雪"), ("老鼠",)),
    ],
)
def test_a_word_is_found_however_it_is_bent_and_inside_of_others(
    member: httpx.Client, prompt: str, found: tuple[str, ...], other: tuple[str, ...]
) -> None:
    clip = made(member, prompt)["id"]
    for words in found:
        assert ids(member.get("/api/clips", params={"search": words})) == [clip], words
    for words in other:
        assert ids(member.get("/api/clips", params={"search": words})) == [], words


def test_a_clip_of_two_clips_is_called_by_both(server: Server, member: httpx.Client) -> None:
    fox, dog = (made(member, words)["id"] for words in ("a fox runs", "a dog sleeps"))
    server.work()
    member.patch(f"/api/clips/{dog}", json={"title": "Rex"})
    two = {"video": {"id": fox}, "other": {"id": dog}}
    for operation in ("blend", "connect"):
        plain = member.post("/v1/videos/changes", json={"operation": operation, **two}).json()
        assert (plain["title"], plain["prompt"]) == ("a fox runs → Rex", plain["prompt"])
        assert "→" not in plain["prompt"]
    said = {"operation": "connect", **two}
    assert member.post("/v1/videos/changes", json={**said, "title": "Both"}).json()["title"] == "Both"
    assert member.post("/v1/videos/changes", json={**said, "prompt": "it falls asleep"}).json()["title"] is None
    assert member.post("/v1/videos/changes", json={"operation": "loop", "video": {"id": fox}}).json()["title"] is None
    member.patch(f"/api/clips/{fox}", json={"title": "x" * 200})
    long = member.post("/v1/videos/changes", json=said).json()["title"]
    assert long.endswith("x… → Rex") and len(long) <= 200


def test_a_clip_of_a_storyboard_is_called_by_its_first_and_last_words(member: httpx.Client) -> None:
    cards = [{"at": 0.75, "text": "a dog sleeps"}, {"at": 0, "text": "a fox runs"}, {"at": 0.25, "text": "it snows"}]
    clip = made(member, "Winter", storyboard=cards)
    assert (clip["title"], clip["prompt"]) == ("a fox runs → a dog sleeps", "a fox runs\nit snows\na dog sleeps")
    assert made(member, "Winter", storyboard=cards, title="My board")["title"] == "My board"
    assert made(member, "Winter", storyboard=cards[:1])["title"] is None


def test_a_clip_is_named_marked_and_moved(member: httpx.Client) -> None:
    clip = made(member, "a fox")["id"]
    outer = member.post("/api/folders", json={"name": "Films"}).json()["id"]
    inner = member.post("/api/folders", json={"name": "Foxes", "parent_id": outer}).json()["id"]
    change = {"title": "Red", "favourite": True, "folder_id": inner}
    assert member.patch(f"/api/clips/{clip}", json=change).json()["title"] == "Red"
    assert ids(member.get("/api/clips", params={"folder": inner, "favourite": True, "search": "red"})) == [clip]
    assert ids(member.get("/api/clips", params={"folder": "none"})) == []
    assert member.patch(f"/api/clips/{clip}", json={"folder_id": None}).json()["folder_id"] is None
    moved = member.put(f"/api/folders/{outer}", json={"name": "Films", "parent_id": inner})
    assert moved.status_code == 400 and "inside itself" in moved.json()["error"]["message"]
    assert member.delete(f"/api/folders/{outer}").status_code == 204
    assert member.get("/api/folders").json() == []


def test_what_is_in_the_trash_can_come_back_until_it_is_purged(server: Server, member: httpx.Client) -> None:
    clip = made(member, "a fox")["id"]
    server.work()
    assert member.post("/api/clips/purge", json={"ids": [clip]}).json() == {"changed": 0}, "not in the trash yet"
    assert member.post("/api/clips/trash", json={"ids": [clip, "video_of_nobody"]}).json() == {"changed": 1}
    assert member.get(f"/v1/videos/{clip}").status_code == 404
    assert ids(member.get("/api/clips")) == [] and ids(member.get("/api/clips", params={"trashed": True})) == [clip]
    member.post("/api/clips/restore", json={"ids": [clip]})
    assert ids(member.get("/api/clips")) == [clip]
    member.post("/api/clips/trash", json={"ids": [clip]})
    with server.house.database.reading() as session:
        files = {one.sha256 for one in session.scalars(select(File))}
    assert len(files) == 3
    assert member.post("/api/clips/purge", json={"ids": [clip]}).json() == {"changed": 1}
    with server.house.database.reading() as session:
        assert {one.sha256 for one in session.scalars(select(Released))} == files
    assert member.get(f"/api/clips/{clip}").status_code == 404


def test_the_family_of_a_clip_is_everything_before_and_after_it(server: Server, member: httpx.Client) -> None:
    first = made(member, "a fox runs")["id"]
    server.work()
    remix = member.post(f"/v1/videos/{first}/remix", json={"prompt": "a wolf runs"}).json()["id"]
    server.work()
    longer = member.post("/v1/videos/extensions", json={"video": {"id": remix}, "seconds": 1}).json()["id"]
    other = made(member, "a fish")["id"]
    family = member.get(f"/api/clips/{remix}/family").json()
    assert [clip["id"] for clip in family] == [first, remix, longer] and other not in str(family)
    assert family[1]["parents"] == [first] and family[1]["children"] == [longer]
    assert family[1]["recipe"]["operation"] == "remix"


def test_uploads_are_told_by_their_content_and_can_be_used(member: httpx.Client) -> None:
    file = io.BytesIO()
    Image.fromarray(np.full((64, 96, 3), 90, np.uint8)).save(file, "PNG")
    sent = member.post("/api/uploads", files={"file": ("holiday.exe", file.getvalue(), "text/plain")})
    assert sent.status_code == 201, sent.text
    upload = sent.json()
    assert (upload["kind"], upload["size"], upload["name"]) == ("image", "96x64", "holiday.exe")
    content = member.get(upload["content"])
    assert content.content == file.getvalue() and content.headers["content-type"] == "image/png"
    assert "attachment" in content.headers["content-disposition"]
    clip = made(member, "it moves", input_reference={"file_id": upload["id"]})
    assert clip["operation"] == "create" and clip["status"] == "queued"
    refused = member.post("/api/uploads", files={"file": ("a.png", b"<svg onload=alert(1)>", "image/png")})
    assert refused.status_code == 400 and refused.json()["error"]["code"] == "unreadable_file"


def test_a_link_shows_one_clip_to_everybody_until_it_is_revoked(server: Server, member: httpx.Client) -> None:
    clip = made(member, "a fox")["id"]
    server.work()
    link = member.post(f"/api/clips/{clip}/shares").json()["token"]
    with server.client(None) as nobody:
        assert nobody.get(f"/api/shared/{link}").json()["prompt"] == "a fox"
        assert nobody.get(f"/api/shared/{link}/content").content[4:8] == b"ftyp"
        assert nobody.get(f"/v1/videos/{clip}").status_code == 401
        assert member.delete(f"/api/shares/{link}").status_code == 204
        assert nobody.get(f"/api/shared/{link}").status_code == 404


def test_a_preview_shows_the_newest_picture_of_what_is_being_made(server: Server, member: httpx.Client) -> None:
    clip = made(member, "a fox")["id"]
    assert member.get(f"/api/clips/{clip}/preview").status_code == 404
    claim = server.house.queue.claim("somebody")
    assert claim is not None
    server.house.queue.beat(claim, progress=40, preview=(3, b"\xff\xd8\xff"))
    assert member.get(f"/api/clips/{clip}/preview").content == b"\xff\xd8\xff"
    assert member.get(f"/api/clips/{clip}").json()["progress"] == 40
