"""A studio with things in it: what the screenshots show and the benchmark scrolls through. Clips are made by the
sketch engine, as anybody's would be; for a large library their rows are repeated, never their files."""

import io
import os
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import httpx
from PIL import Image, ImageDraw
from sqlalchemy import select

from yozora.library.database import Database
from yozora.library.tables import Clip, new_id
from yozora.service.accounts import people
from yozora.service.accounts.passwords import Passwords
from yozora.service.accounts.people import Role

WISHES: tuple[dict[str, Any], ...] = (
    {"prompt": "a woolly mammoth walks through the desert at sunset, wide shot", "seconds": "5"},
    {"prompt": "a penguin waddles across the snow", "seconds": "3", "n": 4},
    {"prompt": "一艘帆船驶过日落时的海面", "seconds": "8", "size": "480x480"},
    {"prompt": "a crab walks on a wide beach", "seconds": "4"},
    {"prompt": "at night a whale swims in the sea", "seconds": "5"},
    {"prompt": "a red car drives along the beach", "seconds": "3", "loop": True},
    {"prompt": "a horse runs at dusk, the camera follows", "seconds": "6"},
    {"prompt": "a fox runs through a moonlit forest", "seconds": "4"},
    {"prompt": "an astronaut waves on the moon, close-up", "seconds": "4", "size": "360x640"},
    {"prompt": "水墨画：一只熊猫走过竹林", "seconds": "5"},
    {"prompt": "a cat sleeps in the kitchen, papercraft", "seconds": "4", "style": "papercraft"},
    {"prompt": "a robot dances in the city at night in the rain", "seconds": "5"},
)
USUAL = {"model": "sketch", "size": "640x360", "fps": 24}
FOLDERS = {"Night train": (4, 7, 11), "The mammoth": (0,), "水墨练习": (2, 9)}
FAVOURITES, BOOKMARKS = (0, 4, 9), (6,)
ADMINISTRATOR = {"name": "Ada", "password": "a long night sky"}
READY_S = 300


@dataclass(kw_only=True)
class Showroom:
    """A server that runs, and what is in it. `clips` are ids in the order of `WISHES`, the first of each wish."""

    url: str
    home: Path
    accounts: bool = False
    clips: list[str] = field(default_factory=list[str])
    folders: list[str] = field(default_factory=list[str])
    boards: list[str] = field(default_factory=list[str])
    takes: list[str] = field(default_factory=list[str])
    """The clips of the wish that asked for several."""

    @contextmanager
    def api(self) -> Generator[httpx.Client]:
        """The person whose studio it is, or with accounts its administrator."""
        with httpx.Client(base_url=self.url, timeout=60, trust_env=False) as client:
            if self.accounts:
                _ok(client.post("/api/sign-in", json=ADMINISTRATOR))
            else:
                client.headers["authorization"] = "Bearer any"
            yield client

    def found(self) -> None:
        """Let the administrator in."""
        with self._database() as database, database.writing() as session:
            one = people.add_person(
                session, ADMINISTRATOR["name"], role=Role.ADMINISTRATOR, plan="pro", now=time.time()
            )
            one.password = Passwords().hash_password(ADMINISTRATOR["password"])

    def furnish(self) -> None:
        """Make clips, folders, marks, a picture that was sent, and a board."""
        with self.api() as api:
            for wish in WISHES:
                self.clips.append(_ok(api.post("/v1/videos", json={**USUAL, **wish}))["id"])
            self._wait(api)
            family = _ok(api.get("/api/clips", params={"limit": 60}))["clips"]
            several = next(one["batch_id"] for one in family if one["id"] == self.clips[1])
            self.takes += [one["id"] for one in family if one["batch_id"] == several]
            for name, places in FOLDERS.items():
                folder = _ok(api.post("/api/folders", json={"name": name}))["id"]
                self.folders.append(folder)
                chosen = {"ids": [self.clips[place] for place in places]}
                _ok(api.post("/api/clips/move", params={"folder": folder}, json=chosen))
            for places, mark in ((FAVOURITES, "favourite"), (BOOKMARKS, "bookmarked")):
                for place in places:
                    _ok(api.patch(f"/api/clips/{self.clips[place]}", json={mark: True}))
            _ok(api.post("/api/uploads", files={"file": ("moon.png", _moon())}))
            remix = {"prompt": "a woolly mammoth walks through the snow at night", "remix_strength": "strong"}
            _ok(api.post(f"/v1/videos/{self.clips[0]}/remix", json={**remix, "model": "storybook"}))
            self.boards.append(_ok(api.post("/api/boards", json=self._board()))["id"])
            self._wait(api)

    def _database(self) -> "closing[Database]":
        return closing(Database(f"sqlite:///{self.home / 'library.db'}"))

    def _board(self) -> dict[str, Any]:
        clip = {"kind": "clip", "sha256": "", "file": self.clips[2], "start_s": 0, "end_s": 2}
        whale = {"kind": "clip", "sha256": "", "file": self.clips[4], "start_s": 1, "end_s": 3, "at_s": 6}
        words = "The sailboat turns toward the island. Clouds close over the sun; it is night."
        cards = [clip, {"kind": "text", "text": words, "at_s": 3, "until_s": 6}, whale]
        timeline = {"format": "yozora-timeline/1", "size": "854x480", "fps": "24", "frames": 240, "seed": 1204}
        return {"name": "Opening scene", "timeline": {**timeline, "cards": cards}}

    def made(self, api: httpx.Client, wish: dict[str, Any]) -> str:
        """The id of one more clip."""
        clip = _ok(api.post("/v1/videos", json={**USUAL, **wish}))["id"]
        self._wait(api)
        return clip

    def _wait(self, api: httpx.Client) -> None:
        until_s = time.monotonic() + READY_S
        while any(clip["status"] in ("queued", "in_progress") for clip in _ok(api.get("/api/clips"))["clips"]):
            assert time.monotonic() < until_s, "the clips are not made in time"
            time.sleep(0.3)

    def multiply(self, count: int) -> None:
        """As many clips as wanted, by repeating those that are there."""
        with self._database() as database, database.writing() as session:
            made = session.scalars(select(Clip).where(Clip.status == "completed")).all()
            for number, clip in enumerate(islice(cycle(made), count - len(made))):
                entries = {column.name: getattr(clip, column.name) for column in Clip.__table__.columns}
                entries |= {"id": new_id("video"), "batch_id": None, "created_at": clip.created_at - 60 * number}
                session.add(Clip(**entries))


@contextmanager
def showroom(home: Path, *, accounts: bool = False) -> Generator[Showroom]:
    """`yozora studio`, or with accounts `yozora serve`, with its files in a folder, for as long as it is wanted; empty
    but for an administrator."""
    said = {"YOZORA_HOME": str(home)}
    command = [sys.executable, "-m", "yozora", "serve" if accounts else "studio", "--port", "0"]
    with (home.parent / "showroom.log").open("w") as log:
        server = subprocess.Popen(command, env={**os.environ, **said}, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            room = Showroom(url=_address(server), home=home, accounts=accounts)
            if accounts:
                room.found()
            yield room
        finally:
            server.terminate()
            server.wait(30)


def _address(server: "subprocess.Popen[str]") -> str:
    assert server.stdout is not None
    lines: Iterator[str] = iter(server.stdout)
    return next(line for line in lines if line.startswith("Listening on ")).removeprefix("Listening on ").strip()


def _ok(answer: httpx.Response) -> Any:
    assert answer.is_success, f"{answer.request.url}: {answer.text}"
    return answer.json()


def _moon() -> bytes:
    picture = Image.new("RGB", (640, 360), (11, 13, 23))
    ImageDraw.Draw(picture).ellipse((250, 110, 390, 250), fill=(255, 217, 138))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
