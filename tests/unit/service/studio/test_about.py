"""What pages are told besides clips: the program, what files take, and small pictures."""

import io
from typing import Any

import httpx
import numpy as np
from houses import Server
from PIL import Image

from yozora import __version__

SMALL = {"prompt": "a fox", "size": "64x64", "seconds": "1", "fps": 8}


def png(shade: int) -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.full((64, 96, 3), shade, np.uint8)).save(file, "PNG")
    return file.getvalue()


def storage(client: httpx.Client) -> dict[str, Any]:
    return client.get("/api/storage").json()


def test_the_program_says_which_version_it_is(member: httpx.Client) -> None:
    assert member.get("/api/about").json() == {"version": __version__, "licence": "Apache-2.0"}


def test_storage_is_told_by_what_takes_it_and_moves_to_the_trash_and_out_of_it(
    server: Server, member: httpx.Client, administrator: httpx.Client
) -> None:
    clip = member.post("/v1/videos", json=SMALL).json()["id"]
    server.work()
    upload = member.post("/api/uploads", files={"file": ("a.png", png(90))}).json()
    before = storage(member)
    assert before["clips"]["count"] == 1 and before["clips"]["bytes"] > 1000
    assert before["uploads"] == {"count": 1, "bytes": upload["size_bytes"]}
    whole = before["clips"]["bytes"] + before["uploads"]["bytes"]
    assert whole == member.get("/api/me").json()["storage_bytes"], "the plan counts the same"
    member.post("/api/clips/trash", json={"ids": [clip]})
    member.post(f"/api/uploads/{upload['id']}/trash")
    trashed = storage(member)
    assert trashed["trashed_clips"] == before["clips"] and trashed["trashed_uploads"] == before["uploads"]
    assert trashed["clips"] == trashed["uploads"] == {"count": 0, "bytes": 0}
    member.post("/api/clips/purge", json={"ids": [clip]})
    assert storage(member)["trashed_clips"] == {"count": 0, "bytes": 0}
    assert storage(member)["free_bytes"] is None, "the disk is the administrators' business"
    assert storage(administrator)["clips"] == {"count": 0, "bytes": 0}


def test_administrators_see_what_the_disk_has_left(server: Server, administrator: httpx.Client) -> None:
    server.house.folder.mkdir(exist_ok=True)
    assert storage(administrator)["free_bytes"] > 0


def test_a_style_is_shown_by_one_scene_that_is_drawn_in_it(member: httpx.Client) -> None:
    plain, noir = (member.get("/api/presets/picture", params={"words": words}) for words in ("", "film noir style"))
    for answer in (plain, noir):
        assert answer.headers["content-type"] == "image/webp" and "max-age" in answer.headers["cache-control"]
    spread = [np.ptp(np.asarray(Image.open(io.BytesIO(one.content))).astype(int), axis=2) for one in (plain, noir)]
    assert spread[0].mean() > 40 and spread[1].mean() < 10, "the one has colours, the other none"
    assert member.get("/api/presets/picture", params={"words": "x" * 4001}).status_code == 400


def test_a_character_is_seen_by_its_owner_only(member: httpx.Client, administrator: httpx.Client) -> None:
    named, file = {"name": "Pip", "words": "an orange fox"}, {"video": ("a.png", png(120))}
    pip = member.post("/v1/videos/characters", data=named, files=file).json()["id"]
    shown = member.get(f"/api/characters/{pip}/content")
    assert shown.content == png(120) and shown.headers["content-type"] == "image/png"
    assert administrator.get(f"/api/characters/{pip}/content").status_code == 404


def test_a_style_that_somebody_shares_is_for_everybody_and_ones_own_goes_before(
    member: httpx.Client, administrator: httpx.Client
) -> None:
    style: dict[str, Any] = {"name": "Winter", "entries": {"colour": "white and blue"}}
    kept = administrator.post("/api/presets", json=style).json()["id"]
    wish = {**SMALL, "style": "winter"}
    assert member.post("/v1/videos", json=wish).json()["error"]["param"] == "style"
    administrator.put(f"/api/presets/{kept}", json={**style, "shared": True})

    def look() -> str:
        return member.post("/v1/videos", json=wish).json()["recipe"]["timeline"]["style"]["colour"]

    assert look() == "white and blue"
    member.post("/api/presets", json={**style, "entries": {"colour": "grey"}})
    assert look() == "grey"
