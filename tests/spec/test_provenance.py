"""Whatever leaves says how and from what it was made, and is signed: files of verbs, and all that a server sends."""

import base64
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from houses import Server, house_in, serving, working
from signing import said_by

from yozora.core.events import Progress
from yozora.engines.fake import FakeEngine
from yozora.jobs.worker import Worker
from yozora.provenance import Ingredient, State, read_credentials
from yozora.service.accounts.people import Role

Run = Callable[..., subprocess.CompletedProcess[str]]
SMALL = ("--size", "64x64", "--seconds", "0.25", "--seed", "1")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of colour bars."""
    with serving(house_in(tmp_path / "house")) as server:
        yield server


@pytest.fixture
def ann(server: Server) -> Iterator[httpx.Client]:
    """Somebody with a key."""
    with server.client(server.key_of("Ann", Role.MEMBER)) as client:
        yield client


def state(content: bytes, folder: Path) -> State:
    """What a file with this content is worth."""
    (folder / "sent").write_bytes(content)
    return said_by(folder / "sent").state


@pytest.mark.parametrize("name", ["fox.mp4", "fox.gif", "fox.webp", "fox.png"])
def test_every_file_of_a_clip_is_signed(name: str, yozora: Run, tmp_path: Path) -> None:
    done = yozora("create", "a fox", *SMALL, "--engine", "fake", "--out", name, "--sheet")
    assert done.returncode == 0, done.stderr
    files = sorted(tmp_path.iterdir())
    assert len(files) == (7 if name == "fox.png" else 2)
    assert {said_by(file).state for file in files} == {State.TRUSTED}


def test_sheets_of_the_world_are_signed(yozora: Run, tmp_path: Path) -> None:
    assert yozora("worlds", "sheet", "--count", "2", "--out", "sheet.png").returncode == 0
    assert said_by(tmp_path / "sheet.png").state is State.TRUSTED


def test_a_clip_names_what_it_was_made_from(yozora: Run, tmp_path: Path) -> None:
    assert yozora("create", "a fox", *SMALL, "--engine", "fake", "--out", "fox.mp4").returncode == 0
    assert yozora("extend", "fox.mp4", "--after", "0.25", "--engine", "fake", "--out", "more.mp4").returncode == 0
    said = said_by(tmp_path / "more.mp4")
    assert (said.state, said.operation) == (State.TRUSTED, "extend")
    assert said.ingredients == (Ingredient(title="fox.mp4", state=State.TRUSTED),)


def test_a_clip_that_was_changed_is_refused_before_anything_is_made(yozora: Run, tmp_path: Path) -> None:
    assert yozora("create", "a fox", *SMALL, "--engine", "fake", "--out", "fox.mp4").returncode == 0
    content = bytearray((tmp_path / "fox.mp4").read_bytes())
    content[-20] ^= 1
    (tmp_path / "fox.mp4").write_bytes(content)
    done = yozora("extend", "fox.mp4", "--after", "0.25", "--engine", "fake", "--out", "more.mp4")
    assert done.returncode != 0 and "fox.mp4 was changed after it was signed" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fox.mp4"]


def test_the_key_is_made_when_the_first_clip_is(yozora: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOZORA_HOME", str(tmp_path / "home"))
    assert yozora("create", "a fox", *SMALL, "--engine", "fake", "--out", "fox.mp4").returncode == 0
    current = tmp_path / "home" / "credentials" / "current"
    old = (current / "root.pem").read_bytes()
    assert read_credentials(tmp_path / "fox.mp4", old).state is State.TRUSTED
    assert said_by(tmp_path / "fox.mp4").state is State.VALID
    said = yozora("init").stdout
    assert f"Signing key         {current / 'key.pem'}\n" in said
    assert (current / "root.pem").read_bytes() == old
    assert "New signing key" in yozora("init", "--new-key").stdout
    assert (current / "root.pem").read_bytes() != old
    assert yozora("extend", "fox.mp4", "--after", "0.25", "--engine", "fake", "--out", "more.mp4").returncode == 0
    said_of_it = read_credentials(tmp_path / "more.mp4", (current / "root.pem").read_bytes() + old)
    assert said_of_it.ingredients == (Ingredient(title="fox.mp4", state=State.TRUSTED),)


def test_a_worker_of_a_library_elsewhere_makes_no_key_of_its_own(
    yozora: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOZORA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("YOZORA_DATABASE", f"sqlite:///{tmp_path / 'elsewhere.db'}")
    done = yozora("worker")
    assert done.returncode != 0
    assert "There is no signing key in" in done.stderr and "Copy the server's credentials folder here" in done.stderr
    assert not (tmp_path / "home" / "credentials").exists() and not (tmp_path / "elsewhere.db").exists()


def test_everything_that_a_server_sends_of_a_clip_is_signed(server: Server, ann: httpx.Client, tmp_path: Path) -> None:
    clip = ann.post("/v1/videos", json={"prompt": "a fox", "size": "64x64", "seconds": 1}).json()["id"]
    server.work()
    for variant in ("video", "thumbnail", "spritesheet"):
        content = ann.get(f"/v1/videos/{clip}/content", params={"variant": variant}).content
        assert state(content, tmp_path) is State.TRUSTED, variant
    style = ann.get("/api/presets/picture", params={"words": "film noir"}).content
    assert state(style, tmp_path) is State.TRUSTED


def test_a_server_refuses_a_clip_that_was_changed_before_anything_is_queued(
    server: Server, ann: httpx.Client, tmp_path: Path
) -> None:
    clip = ann.post("/v1/videos", json={"prompt": "a fox", "size": "64x64", "seconds": 1}).json()["id"]
    server.work()
    content = ann.get(f"/v1/videos/{clip}/content").content
    files = {"video": ("fox.mp4", content.replace(b"a fox", b"a cat"))}
    refused = ann.post("/v1/videos/extensions", data={"seconds": "1"}, files=files)
    assert refused.status_code == 400, refused.text
    assert refused.json()["error"]["message"].startswith("fox.mp4 was changed after it was signed")
    assert ann.post("/v1/videos/extensions", data={"seconds": "1"}, files={"video": ("fox.mp4", content)}).is_success
    assert len(ann.get("/v1/videos").json()["data"]) == 2


def test_a_preview_is_signed(server: Server, ann: httpx.Client, tmp_path: Path) -> None:
    clip = ann.post("/v1/videos", json={"prompt": "a fox", "size": "64x64", "seconds": 4}).json()["id"]
    shown: list[bytes] = []

    class Watched(FakeEngine):
        def render(self, timeline, *, progress, memory):
            for number, frame in enumerate(super().render(timeline, progress=progress, memory=memory)):
                if number == 1:
                    progress(Progress(stage="frames", done=1, total=timeline.frames))
                    while not shown:
                        answer = ann.get(f"/api/clips/{clip}/preview")
                        shown.extend([answer.content] * (answer.status_code == 200))
                yield frame

    Worker(
        queue=server.house.queue,
        blobs=server.house.blobs,
        engines=lambda *_: Watched(),
        guard=server.house.guard,
        sign=server.house.signer.seal_for,
        name="w",
        folder=tmp_path / "w",
    ).work()
    assert state(shown[0], tmp_path) is State.TRUSTED


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_single_pictures_are_signed(kind: str, server: Server, ann: httpx.Client, tmp_path: Path) -> None:
    with working(server.house):
        wish = {"prompt": "a fox", "size": "64x64", "output_format": kind}
        answer = ann.post("/v1/images/generations", json=wish).json()
    content = base64.b64decode(answer["data"][0]["b64_json"])
    assert state(content, tmp_path) is State.TRUSTED


def test_thumbnails_of_clips_of_others_name_them(yozora: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert yozora("create", "a fox", *SMALL, "--engine", "fake", "--out", "downloads/fox.mp4").returncode == 0
    home = tmp_path / "home"
    shutil.copytree(Path(os.environ["YOZORA_HOME"]) / "credentials", home / "credentials")
    monkeypatch.setenv("YOZORA_HOME", str(home))
    assert yozora("import", "downloads").returncode == 0
    said = [said_by(path) for path in home.glob("files/*/*") if path.is_file()]
    assert len(said) == 3 and {one.state for one in said} == {State.TRUSTED}
    assert sorted(len(one.ingredients) for one in said) == [0, 1, 1]
