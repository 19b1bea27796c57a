"""What a dropped file was made from, and the words that can be drawn."""

import io
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from houses import Server
from PIL import Image

from yozora.media import examining

SMALL = {"size": "64x64", "num_frames": 8, "fps": 8}


def a_picture() -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.full((64, 64, 3), 90, np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


def made(server: Server, client: httpx.Client, **wish: Any) -> tuple[str, bytes]:
    """A clip that is made: its id and its file."""
    answer = client.post("/v1/videos", json={"prompt": "a fox runs through the snow", **SMALL, **wish})
    assert answer.status_code == 200, answer.text
    server.work()
    clip = answer.json()["id"]
    return clip, client.get(f"/v1/videos/{clip}/content").content


def read(client: httpx.Client, content: bytes, name: str = "clip.mp4") -> httpx.Response:
    return client.post("/api/recipes/read", files={"file": (name, content)})


def test_a_file_made_here_says_how_it_is_made_again(server: Server, member: httpx.Client) -> None:
    clip, content = made(server, member, seed=7, style="film noir", loop=True)
    answer = read(member, content).json()
    found = answer["recipe"]
    assert (answer["clip_id"], found["seed"], found["style"], found["loop"]) == (clip, 7, "film noir", True)
    assert found["missing"] == [] and found["timeline"]["format"] == "yozora-timeline/1"
    again = member.post("/v1/videos", json=found["wish"]).json()["id"]
    server.work()
    before, after = (member.get(f"/api/clips/{one}").json()["recipe"] for one in (clip, again))
    assert after["timeline"] == before["timeline"], "the same recipe, so the same frames"


def test_nothing_of_the_file_is_kept(server: Server, member: httpx.Client, other: httpx.Client) -> None:
    _, content = made(server, member)
    answer = read(other, content).json()
    assert answer["clip_id"] is None, "that others have it is nobody's business"
    assert other.get("/api/uploads").json() == [] and not list(server.house.folder.glob("yozora-body-*"))


def test_what_is_missing_here_is_named_until_it_is_sent(
    server: Server, member: httpx.Client, other: httpx.Client
) -> None:
    picture = {"file": ("sea.png", a_picture())}
    given = member.post("/api/uploads", files=picture).json()["id"]
    _, content = made(server, member, storyboard=[{"image": {"file_id": given}}, {"text": "a fox", "at": 0.5}])
    assert [card.get("file") for card in read(member, content).json()["recipe"]["timeline"]["cards"]] == [given, None]
    found = read(other, content).json()["recipe"]
    assert (found["missing"], found["wish"]) == ([{"kind": "picture", "name": "sea.png"}], None)
    other.post("/api/uploads", files=picture)
    found = read(other, content).json()["recipe"]
    assert found["missing"] == [] and other.post("/v1/videos", json=found["wish"]).status_code == 200


def test_a_file_of_others_carries_no_recipe(member: httpx.Client) -> None:
    assert read(member, a_picture(), "cat.png").json() == {
        "name": "cat.png",
        "size_bytes": len(a_picture()),
        "clip_id": None,
        "recipe": None,
    }


@pytest.mark.parametrize("content", [b"no picture at all", b"", b"\x89PNG\r\n\x1a\n broken"])
def test_a_file_that_cannot_be_read_says_why(member: httpx.Client, content: bytes) -> None:
    answer = read(member, content, "notes.txt")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unreadable_file"), answer.text
    assert "/" not in answer.json()["error"]["message"], "where files lie here is nobody's business"


def test_a_recipe_that_is_too_long_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: Server, member: httpx.Client
) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(made(server, member)[1])
    assert examining.examine_recipe(path)
    monkeypatch.setattr(examining, "LONGEST_RECIPE_BYTES", 10)
    with pytest.raises(examining.UnreadableFile):
        examining.examine_recipe(path)


def test_the_words_that_can_be_drawn_are_understood_as_such(member: httpx.Client) -> None:
    known = member.get("/api/vocabulary").json()
    assert {one["slot"] for one in known} >= {"subject", "action", "place", "time", "camera", "style"}
    subjects = [one for one in known if one["slot"] == "subject"]
    for one in subjects[::40]:
        for name in (one["en"][0], one["zh"][0]):
            heard = member.post("/api/understand", json={"prompt": name}).json()["understanding"]["heard"]
            assert [(word["status"], word["drew"]) for word in heard] == [("known", one["value"])], name
