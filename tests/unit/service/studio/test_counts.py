"""The numbers beside the places of the library."""

import io
import time
from typing import Any

import httpx
import numpy as np
from houses import Server
from PIL import Image
from sqlalchemy import insert

from yozora.library.tables import Clip, new_id

SMALL = {"size": "64x64", "seconds": "1", "fps": 8}
MANY = 10_000
QUICK_S = 0.25


def made(client: httpx.Client, prompt: str) -> str:
    return client.post("/v1/videos", json={"prompt": prompt, **SMALL}).raise_for_status().json()["id"]


def counts(client: httpx.Client) -> dict[str, Any]:
    return client.get("/api/counts").raise_for_status().json()


def test_each_place_counts_what_is_in_it(member: httpx.Client) -> None:
    outer = member.post("/api/folders", json={"name": "Films"}).json()["id"]
    inner = member.post("/api/folders", json={"name": "Foxes", "parent_id": outer}).json()["id"]
    one, two, gone = (made(member, words) for words in ("a fox", "a dog", "a cat"))
    member.patch(f"/api/clips/{one}", json={"favourite": True, "folder_id": inner})
    member.post("/api/clips/mark", params={"favourite": True, "bookmarked": True}, json={"ids": [two, gone]})
    member.post("/api/clips/trash", json={"ids": [gone]})
    file = io.BytesIO()
    Image.fromarray(np.full((64, 64, 3), 90, np.uint8)).save(file, "PNG")
    member.post("/api/uploads", files={"file": ("a.png", file.getvalue())}).raise_for_status()
    said = {"all": 2, "favourites": 2, "bookmarks": 1, "uploads": 1, "trash": 1, "folders": {inner: 1}}
    assert counts(member) == said


def test_what_others_have_is_not_counted(member: httpx.Client, other: httpx.Client) -> None:
    made(other, "a fox")
    assert counts(member) == {"all": 0, "favourites": 0, "bookmarks": 0, "uploads": 0, "trash": 0, "folders": {}}


def test_ten_thousand_clips_are_counted_at_once(server: Server, member: httpx.Client) -> None:
    first = made(member, "a fox")
    with server.house.database.writing() as session:
        row = {column.key: getattr(session.get_one(Clip, first), column.key) for column in Clip.__table__.columns}
        row["recipe"] = "{}" + " " * 6000  # as long as those of storyboards are
        rows = [{**row, "id": new_id("video"), "favourite": number % 10 == 0} for number in range(MANY)]
        session.execute(insert(Clip), rows)
    counts(member)
    began = time.perf_counter()
    said = counts(member)
    took_s = time.perf_counter() - began
    assert (said["all"], said["favourites"]) == (MANY + 1, MANY // 10)
    assert took_s < QUICK_S, f"{took_s:.3f} s"
