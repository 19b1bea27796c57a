"""Clips as files: archives, and what is shown of the trash."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import httpx
from houses import Server

from yozora.service.studio.downloads import distinct

SMALL = {"size": "64x64", "seconds": "1", "fps": 8}


def made(client: httpx.Client, prompt: str, **more: Any) -> str:
    return client.post("/v1/videos", json={"prompt": prompt, **SMALL, **more}).raise_for_status().json()["id"]


def test_several_clips_come_as_one_archive_by_their_names(server: Server, member: httpx.Client) -> None:
    clips = [made(member, "a fox"), made(member, "a fox"), made(member, "一只/狐狸: ../x", title="狐狸")]
    server.work()
    waiting = made(member, "not yet")
    answer = member.get("/api/clips/download", params={"ids": ",".join([*clips, waiting])})
    assert answer.headers["content-type"] == "application/zip"
    assert "attachment" in answer.headers["content-disposition"]
    assert int(answer.headers["content-length"]) == len(answer.content)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == sorted(["a fox.mp4", "a fox (2).mp4", "狐狸.mp4"])
        assert all(one.compress_type == zipfile.ZIP_STORED for one in archive.infolist())
        kept = member.get(f"/v1/videos/{clips[2]}/content").content
        assert archive.read("狐狸.mp4") == kept


def test_names_cannot_leave_the_folder_that_an_archive_is_opened_in(server: Server, member: httpx.Client) -> None:
    clip = made(member, "../../etc/passwd\\..\\x")
    server.work()
    answer = member.get("/api/clips/download", params={"ids": clip})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        (name,) = archive.namelist()
    assert "/" not in name and "\\" not in name and not name.startswith(".")


def test_clips_of_others_are_not_in_an_archive(server: Server, member: httpx.Client, other: httpx.Client) -> None:
    own, foreign = made(member, "mine"), made(other, "theirs")
    server.work()
    answer = member.get("/api/clips/download", params={"ids": f"{own},{foreign}"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["mine.mp4"]
    refused = member.get("/api/clips/download", params={"ids": foreign})
    assert refused.status_code == 404 and refused.json()["error"]["code"] == "no_clips"


def test_an_archive_is_written_while_it_is_sent(server: Server, member: httpx.Client) -> None:
    clips = [made(member, f"clip {number}") for number in range(3)]
    server.work()
    opened, read = list[str](), server.house.blobs.read

    def counted(sha256: str, *, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        opened.append(sha256)
        return read(sha256, start=start, end=end)

    object.__setattr__(server.house.blobs, "read", counted)
    with member.stream("GET", "/api/clips/download", params={"ids": ",".join(clips)}) as answer:
        assert answer.status_code == 200
        size = sum(len(part) for part in answer.iter_bytes())
    assert len(opened) <= len(clips) and size == int(answer.headers["content-length"])


def test_a_clip_in_the_trash_can_still_be_seen_by_its_owner(
    server: Server, member: httpx.Client, other: httpx.Client
) -> None:
    clip = made(member, "a fox")
    server.work()
    member.post("/api/clips/trash", json={"ids": [clip]})
    (shown,) = member.get("/api/clips", params={"trashed": True}).json()["clips"]
    picture = member.get(shown["thumbnail"])
    assert picture.status_code == 200 and picture.headers["content-type"] == "image/webp"
    assert member.get(shown["video"]).content[4:8] == b"ftyp"
    assert other.get(shown["video"]).status_code == 404
    assert member.get(f"/v1/videos/{clip}/content").status_code == 404


def test_names_that_come_again_get_a_number_whatever_their_case() -> None:
    assert distinct(["a.mp4", "A.mp4", "a (2).mp4", "b.mp4"]) == ["a.mp4", "A (2).mp4", "a (2) (2).mp4", "b.mp4"]


def test_clips_are_found_by_model_and_style(member: httpx.Client) -> None:
    drawn = made(member, "a fox", style="papercraft", model="sketch")
    made(member, "a dog")
    for said in ({"style": "papercraft"}, {"model": "sketch"}, {"style": "papercraft", "model": "sketch"}):
        assert [clip["id"] for clip in member.get("/api/clips", params=said).json()["clips"]] == [drawn], said
    assert member.get("/api/clips", params={"style": "film_noir"}).json()["clips"] == []


def test_several_clips_are_marked_at_once(member: httpx.Client, other: httpx.Client) -> None:
    one, two, foreign = made(member, "a fox"), made(member, "a dog"), made(other, "theirs")
    chosen = {"ids": [one, two, foreign]}
    assert member.post("/api/clips/mark", params={"bookmarked": True}, json=chosen).json() == {"changed": 2}
    found = member.get("/api/clips", params={"bookmarked": True}).json()["clips"]
    assert {clip["id"] for clip in found} == {one, two}
    assert other.get(f"/api/clips/{foreign}").json()["bookmarked"] is False
    assert member.post("/api/clips/mark", json=chosen).status_code == 400
