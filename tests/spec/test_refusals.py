"""What the policy refuses: before anything is spent, in whatever part of a request it stands, with the reason."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import yaml
from houses import Server, house_in, serving
from PIL import Image
from sqlalchemy import func, select

from yozora.core.events import Listener
from yozora.core.ports import FORGETFUL, Frame, Memory
from yozora.core.timeline import Timeline
from yozora.engines.fake import FakeEngine
from yozora.library.tables import Clip, Decision, Figure, Preset, Upload
from yozora.safety.policy import usual_policy
from yozora.service.accounts.people import Role

GORE = "a man is tortured and dismembered in graphic gory detail"
GORE_ZH = "一个男人被残忍折磨并肢解，血腥画面"
BLOBS = Path(__file__).parents[1] / "fixtures/pictures/blobs.png"
SMALL = {"size": "128x72", "seconds": "1", "fps": 12}
_NUMBERS = itertools.count()
FOX = {"prompt": "a fox runs through the snow", **SMALL}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(house_in(tmp_path_factory.mktemp("house"))) as server:
        yield server


@pytest.fixture
def nana(server: Server) -> Iterator[httpx.Client]:
    """Somebody new."""
    with server.client(server.key_of(f"nana {next(_NUMBERS)}", Role.MEMBER)) as client:
        yield client


@pytest.fixture
def boss(server: Server) -> Iterator[httpx.Client]:
    with server.client(server.key_of(f"boss {next(_NUMBERS)}", Role.ADMINISTRATOR)) as client:
        yield client


def refusal(answer: httpx.Response) -> dict[str, Any]:
    """The error of a request that was refused."""
    assert answer.status_code == 400, answer.text
    error = answer.json()["error"]
    assert error["code"] == "moderation_blocked", error
    assert error["type"] == "invalid_request_error"
    return error


def rows(server: Server, kind: type) -> int:
    with server.house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


@pytest.mark.parametrize("prompt", [GORE, GORE_ZH])
def test_a_refusal_names_stage_category_and_words(nana: httpx.Client, server: Server, prompt: str) -> None:
    before = rows(server, Clip)
    error = refusal(nana.post("/v1/videos", json={**FOX, "prompt": prompt}))
    assert error["param"] == "prompt"
    assert (error["refusal"]["stage"], error["refusal"]["category"]) == ("prompt", "violence")
    assert error["refusal"]["words"]
    assert all(word in prompt for word in error["refusal"]["words"])
    assert error["message"].startswith(f"The words were refused: violence ({error['refusal']['words'][0]}")
    assert rows(server, Clip) == before


def upload(client: httpx.Client, path: Path, name: str) -> httpx.Response:
    return client.post("/api/uploads", files={"file": (name, path.read_bytes(), "image/png")})


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/videos", {**FOX, "storyboard": [{"at": 0, "text": "a fox runs"}, {"at": 0.5, "text": GORE}]}),
        ("/v1/videos", {**FOX, "negative_prompt": GORE}),
        ("/v1/videos", {**FOX, "style": {"name": "mine", "theme": GORE}}),
        ("/v1/videos", {**FOX, "metadata": {"note": GORE}}),
        ("/v1/videos", {**FOX, "metadata": {"model": GORE}}),
        ("/v1/images/generations", {"prompt": GORE, "size": "128x128"}),
        ("/api/presets", {"name": "mine", "entries": {"theme": GORE}}),
        ("/api/presets", {"name": GORE[:60], "entries": {"theme": "oil"}}),
    ],
)
def test_every_text_of_a_request_is_looked_at(nana: httpx.Client, server: Server, path: str, body: Any) -> None:
    before = [rows(server, kind) for kind in (Clip, Preset)]
    refusal(nana.post(path, json=body))
    assert [rows(server, kind) for kind in (Clip, Preset)] == before


def test_words_that_are_spread_over_cards_are_looked_at_together(nana: httpx.Client) -> None:
    cards = [{"at": at / 10, "text": text} for at, text in enumerate(("a man is tortured and", "dismembered, gore"))]
    refusal(nana.post("/v1/videos", json={**FOX, "storyboard": cards}))


def test_names_of_files_and_characters_are_looked_at(nana: httpx.Client, server: Server, tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    Image.new("RGB", (64, 64), "#c63").save(picture)
    before = [rows(server, kind) for kind in (Upload, Figure)]
    refusal(upload(nana, picture, f"{GORE}.png"))
    files = {"video": ("a.png", picture.read_bytes(), "image/png")}
    refusal(nana.post("/v1/videos/characters", data={"name": "Rui", "words": GORE}, files=files))
    refusal(
        nana.post(
            "/v1/videos",
            data={"prompt": "a fox", **SMALL},
            files={"input_reference": (f"{GORE}.png", picture.read_bytes(), "image/png")},
        )
    )
    assert [rows(server, kind) for kind in (Upload, Figure)] == before
    assert upload(nana, picture, "picture.png").status_code == 201


def test_a_title_is_looked_at(nana: httpx.Client, server: Server) -> None:
    clip = nana.post("/v1/videos", json=FOX).json()["id"]
    refusal(nana.patch(f"/api/clips/{clip}", json={"title": GORE}))
    assert nana.get(f"/api/clips/{clip}").json()["title"] != GORE


def test_a_decision_is_kept_appealed_and_granted(nana: httpx.Client, boss: httpx.Client) -> None:
    wish = {**FOX, "prompt": f"{GORE}, on a stage"}
    told = refusal(nana.post("/v1/videos", json=wish))["refusal"]["decision"]
    kept = nana.get("/api/decisions").json()
    assert [(one["id"], one["stage"], one["category"]) for one in kept] == [(told, "prompt", "violence")]
    assert kept[0]["policy"].startswith(f"{usual_policy().version} (")
    assert told not in [one["id"] for one in boss.get("/api/admin/appeals").json()]
    assert boss.get(f"/api/decisions/{told}").status_code == 404

    said = {"words": "It is a play by Seneca."}
    assert nana.post(f"/api/decisions/{told}/appeal", json=said).json()["appeal"] == said["words"]
    again = nana.post(f"/api/decisions/{told}/appeal", json=said)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "appeal_refused")
    waiting = next(one for one in boss.get("/api/admin/appeals").json() if one["id"] == told)
    assert wish["prompt"] in waiting["text"]

    answer = {"granted": True, "words": "A classic."}
    assert nana.post(f"/api/admin/appeals/{told}/answer", json=answer).status_code == 403
    assert boss.post(f"/api/admin/appeals/{told}/answer", json=answer).status_code == 200
    assert nana.get(f"/api/decisions/{told}").json()["answer"] == "A classic."
    assert nana.post("/v1/videos", json=wish).status_code == 200
    refusal(nana.post("/v1/videos", json={**wish, "prompt": GORE}))
    refusal(boss.post("/v1/videos", json=wish))


def test_nobody_else_can_see_or_appeal_a_decision(nana: httpx.Client, server: Server) -> None:
    told = refusal(nana.post("/v1/videos", json={**FOX, "prompt": GORE}))["refusal"]["decision"]
    with server.client(server.key_of("somebody else entirely", Role.MEMBER)) as other:
        assert other.get(f"/api/decisions/{told}").status_code == 404
        assert other.post(f"/api/decisions/{told}/appeal", json={"words": "x"}).status_code == 404
        assert other.get("/api/decisions").json() == []


def test_a_policy_that_is_edited_counts_at_once_and_a_broken_one_does_not(nana: httpx.Client, server: Server) -> None:
    file = server.house.folder.parent / "policy.yaml"
    rules = usual_policy().model_dump(mode="json")
    rules["categories"]["violence"] = {"prompt": 2, "upload": 2, "frames": 2}
    try:
        file.write_text(yaml.safe_dump({**rules, "version": "theatre"}), encoding="utf-8")
        assert nana.get("/api/policy").json()["version"] == "theatre"
        assert nana.post("/v1/videos", json={**FOX, "prompt": GORE}).status_code == 200
        file.write_text("version: [", encoding="utf-8")
        assert nana.get("/api/policy").json()["version"] == "theatre"
    finally:
        file.unlink()
    refusal(nana.post("/v1/videos", json={**FOX, "prompt": GORE}))
    assert rows(server, Decision)


class Blobs(FakeEngine):
    """Draws colour bars, and from the fourth frame on a picture that both detectors take for what it is not."""

    def render(self, timeline: Timeline, *, progress: Listener, memory: Memory = FORGETFUL) -> Iterator[Frame]:
        size = (timeline.size.width_px, timeline.size.height_px)
        with Image.open(BLOBS) as picture:
            seen = np.asarray(picture.convert("RGB").resize(size))
        for number, frame in enumerate(super().render(timeline, progress=progress, memory=memory)):
            yield frame if number < 3 else seen


def test_a_clip_is_refused_at_its_first_frame_that_is_and_none_of_it_is_kept(tmp_path: Path) -> None:
    house = replace(house_in(tmp_path / "house"), engines=lambda name, options: Blobs())
    with (
        serving(house) as server,
        server.client(server.key_of("Nana", Role.MEMBER)) as nana,
        server.client(server.key_of("Boss", Role.ADMINISTRATOR)) as boss,
    ):
        clip = nana.post("/v1/videos", json={**FOX, "size": "256x256"}).json()["id"]
        before = sum(1 for _ in house.blobs.all())
        server.work()
        video = nana.get(f"/v1/videos/{clip}").json()
        assert (video["status"], video["error"]["code"]) == ("failed", "moderation_blocked")
        told = video["error"]["refusal"]
        assert (told["stage"], told["category"], told["frame"]) == ("frames", "sexual", 3)
        assert video["error"]["message"].startswith("The clip was refused while it was made: sexual content (frame 4)")
        assert sum(1 for _ in house.blobs.all()) == before
        for path in (f"/v1/videos/{clip}/content", f"/v1/videos/{clip}/content?variant=thumbnail"):
            assert nana.get(path).status_code == 409
        assert nana.get(f"/api/clips/{clip}/preview").status_code == 404

        retry = f"/api/activity/{clip}/retry"
        assert nana.post(f"/api/decisions/{told['decision']}/appeal", json={"words": "Ovals."}).status_code == 200
        granted = {"granted": True, "words": "They are."}
        assert boss.post(f"/api/admin/appeals/{told['decision']}/answer", json=granted).status_code == 200
        assert nana.post(retry).is_success
        server.work()
        assert nana.get(f"/v1/videos/{clip}").json()["status"] == "completed"


def test_a_picture_that_is_brought_is_looked_at(nana: httpx.Client, server: Server) -> None:
    before = sum(1 for _ in server.house.blobs.all())
    told = refusal(upload(nana, BLOBS, "blobs.png"))["refusal"]
    assert (told["stage"], told["category"]) == ("upload", "sexual")
    files = {"input_reference": ("blobs.png", BLOBS.read_bytes(), "image/png")}
    refusal(nana.post("/v1/videos", data={"prompt": "a fox", **SMALL}, files=files))
    assert sum(1 for _ in server.house.blobs.all()) == before
