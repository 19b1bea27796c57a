"""What is said before a clip is made against how long it takes: the first clips of an installation and those after it.

Run `python benchmarks/estimates.py`; the result goes to `benchmarks/results/estimates.json`. Server and worker are the
processes of `yozora serve` with their real engines. Each wish is estimated over HTTP, then sent, then waited for.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import record

from yozora.jobs.queue import MACHINE
from yozora.library.database import Database
from yozora.library.tables import Job, Setting
from yozora.service.accounts import keys, people
from yozora.service.accounts.people import Role

FOX, DOG = "a fox runs through the snow at night", "a dog sleeps in a meadow"
LARGE, MIDDLE, SMALL = "1280x720", "640x360", "256x256"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A request, to be compared with its estimate; `of` and `other` are numbers of earlier wishes whose clips it
    changes."""

    name: str
    path: str = ""
    of: int | None = None
    other: int | None = None
    said: dict[str, Any] = field(default_factory=dict[str, Any])


def create(name: str, model: str, size: str, seconds: float, **more: Any) -> Wish:
    """A clip of words."""
    return Wish(name=name, said={"prompt": FOX, "model": model, "size": size, "seconds": seconds, "fps": 24, **more})


def change(operation: str, of: int, *, other: int | None = None, **more: Any) -> Wish:
    """Any change of a clip."""
    return Wish(name=operation, path="/changes", of=of, other=other, said={"operation": operation, **more})


WISHES = (
    create("sketch, 5 s, large", "sketch", LARGE, 5),
    create("storybook, 5 s, small", "storybook", SMALL, 5),
    create("sketch, 2 s, small", "sketch", SMALL, 2),
    create("storybook, 3 s, large", "storybook", LARGE, 3),
    create("sketch, 10 s, middle", "sketch", MIDDLE, 10),
    Wish(name="remix", path="/edits", of=3, said={"prompt": "a wolf runs through the snow"}),
    Wish(name="extend by 2 s", path="/extensions", of=1, said={"seconds": 2}),
    change("loop", 1),
    change("blend", 2, other=1),
    change("connect", 0, other=3, gap=1),
    change("recut", 4, parts=["0-3", "5-8"]),
    change("upscale", 1, size="512x512"),
    create("storybook, 2 s, middle, 40 steps", "storybook", MIDDLE, 2, num_inference_steps=40),
    create("storybook, 10 s, small", "storybook", SMALL, 10),
    create("sketch, 20 s, large", "sketch", LARGE, 20),
)


@contextmanager
def served(home: Path) -> Generator[str]:
    """The address of a server that runs."""
    words = [sys.executable, "-m", "yozora", "serve", "--port", "0"]
    with (home / "log").open("w") as log:
        environment = {**os.environ, "YOZORA_HOME": str(home)}
        server = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
        assert server.stdout is not None
        try:
            line = next(line for line in server.stdout if line.startswith("Listening on "))
            yield line.removeprefix("Listening on ").strip()
        finally:
            server.terminate()
            server.wait(30)


def compared(client: httpx.Client, wishes: Sequence[Wish]) -> list[dict[str, Any]]:
    """For each wish the id of its clip and what was said of it before."""
    clips, found = list[str](), list[dict[str, Any]]()
    for wish in wishes:
        body = dict(wish.said)
        for name, number in (("video", wish.of), ("other", wish.other)):
            if number is not None:
                body[name] = {"id": clips[number]}
        estimate = client.post(f"/api/estimate{wish.path}", json=body)
        answer = client.post(f"/v1/videos{wish.path}", json=body)
        assert estimate.is_success and answer.is_success, f"{wish.name}: {estimate.text} {answer.text}"
        clips.append(answer.json()["id"])
        while (state := client.get(f"/v1/videos/{clips[-1]}").json()["status"]) not in ("completed", "failed"):
            time.sleep(0.2)
        assert state == "completed", f"{wish.name}: {state}"
        found.append({"name": wish.name, "clip": clips[-1], "said_s": estimate.json()["work_s"]})
        print(found[-1], flush=True)
    return found


def settled(home: Path) -> str:
    """The key of somebody in a new installation."""
    with closing(Database(f"sqlite:///{home / 'library.db'}")) as database:
        database.upgrade()
        with database.writing() as session:
            person = people.add_person(session, "p", role=Role.MEMBER, plan="open", now=time.time())
            return keys.create_key(session, person.id, "load", now=time.time())[1]


def measure(wishes: Sequence[Wish]) -> dict[str, Any]:
    """What was said and what it took, how far apart they are, and what the work was."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        headers = {"authorization": f"Bearer {settled(home)}"}
        with served(home) as url, httpx.Client(base_url=url, headers=headers, timeout=120) as client:
            found = compared(client, wishes)
        with closing(Database(f"sqlite:///{home / 'library.db'}")) as database, database.reading() as session:
            machine = session.get_one(Setting, MACHINE).value
            for one in found:
                job = session.get_one(Job, one.pop("clip"))
                assert job.started_at is not None and job.finished_at is not None
                one |= {"took_s": round(job.finished_at - job.started_at, 1), "work": job.work}
    off = [max(one["said_s"] / one["took_s"], one["took_s"] / one["said_s"]) for one in found]
    return {
        "machine": machine,
        "load_average": [round(one, 1) for one in os.getloadavg()],
        "clips": found,
        "times_off": {
            "first": round(off[0], 2),
            "median": round(statistics.median(off), 2),
            "most": round(max(off), 2),
            "share_within_2": round(sum(one <= 2 for one in off) / len(off), 2),
        },
    }


def main() -> None:
    """Measure and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=len(WISHES), help="how many of the wishes, from the first")
    parser.add_argument("--dry", action="store_true", help="do not store")
    said = parser.parse_args()
    figures = measure(WISHES[: said.clips])
    print(json.dumps(figures, indent=1))
    if not said.dry:
        print(record.store("estimates", figures))


if __name__ == "__main__":
    main()
