"""The service under load: answers while 300 pages listen, and a library of 10,000 clips, listed and searched.

Run `python benchmarks/service.py`; the result goes to `benchmarks/results/service.json`. Server and worker are the
processes of `yozora serve` with the engine `fake`; whoever asks runs on the same machine. Requests begin when their
time has come, whatever became of those before (an open loop), and their time counts from then on.
"""

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import record

from yozora.library.database import Database
from yozora.library.tables import Clip, new_id
from yozora.service.accounts import keys, people
from yozora.service.accounts.people import Role

CLIPS = 10_000
PEOPLE = 300
PROCESSES = 2
RATE_HZ = 300
SECONDS = 60
SHARES = {"retrieve": 0.82, "list": 0.15, "create": 0.03}
WISH = {"model": "sketch", "size": "64x64", "seconds": "0.5", "fps": 12}
WHO = "fox owl bear penguin mammoth cat dog whale robot astronaut dancer sailor knight dragon turtle crane".split()
DOES = "runs walks dances sleeps jumps swims flies waits sings turns falls climbs".split()
WHERE = "snow desert forest city sea kitchen stage meadow harbour cave garden street".split()
LOOKS = ("film noir", "papercraft", "archival", "at night", "in the rain", "at sunset", "close-up", "wide shot")
ASKED = 200
SEARCHES = {
    "newest": {},
    "deep": {"after": "the 9,000th"},
    "rare words": {"search": "mammoth papercraft"},
    "common word": {"search": "fox"},
    "no match": {"search": "zeppelin"},
    "favourites": {"favourite": "true"},
}


def prompt(draw: random.Random) -> str:
    """Words such as people write."""
    return f"a {draw.choice(WHO)} {draw.choice(DOES)} through the {draw.choice(WHERE)}, {draw.choice(LOOKS)}"


def settled(database: Database) -> list[str]:
    """Keys of people; the first one has a library of clips."""
    draw, now = random.Random(7), time.time()
    recipe = json.dumps({"format": "as large as a recipe is", "cards": ["x" * 60] * 40})
    with database.writing() as session:
        persons = [people.add_person(session, f"p{n}", role=Role.MEMBER, plan="open", now=now) for n in range(PEOPLE)]
        found = [keys.create_key(session, person.id, "load", now=now)[1] for person in persons]
        for number in range(CLIPS):
            words = prompt(draw)
            session.add(_clip(persons[0].id, words, recipe, at=now - (CLIPS - number) * 60, marked=number % 50 == 0))
    return found


def _clip(person_id: str, words: str, recipe: str, *, at: float, marked: bool) -> Clip:
    return Clip(
        id=new_id("video"),
        person_id=person_id,
        prompt=words,
        operation="create",
        model="sora-2",
        status="completed",
        progress=100,
        size="1280x720",
        fps="24",
        frames=97,
        seed=1,
        asked={"prompt": words},
        recipe=recipe,
        created_at=at,
        completed_at=at + 5,
        favourite=marked,
    )


@asynccontextmanager
async def served(home: Path) -> AsyncGenerator[tuple[str, subprocess.Popen[str]]]:
    """The address of a server that runs."""
    words = [sys.executable, "-m", "yozora", "serve", "--port", "0", "--processes", str(PROCESSES)]
    said = {"YOZORA_HOME": str(home), "YOZORA_ENGINE": "fake"}
    with (home / "log").open("w") as log:
        server = subprocess.Popen(words, env={**os.environ, **said}, stdout=subprocess.PIPE, stderr=log, text=True)
        assert server.stdout is not None
        try:
            line = next(line for line in server.stdout if line.startswith("Listening on "))
            yield line.removeprefix("Listening on ").strip(), server
        finally:
            server.terminate()
            server.wait(30)


@dataclass(kw_only=True)
class Load:
    """What was asked and what came of it. `heard` counts what each page was told of finished clips, `told` how many of
    its clips were finished."""

    client: aiohttp.ClientSession
    keys: Sequence[str]
    draw: random.Random = field(default_factory=lambda: random.Random(8))
    clips: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    took_ms: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in SHARES})
    wrong: Counter[str] = field(default_factory=Counter[str])
    heard: Counter[str] = field(default_factory=Counter[str])
    late_ms: list[float] = field(default_factory=list[float])
    listening: int = 0

    def headers(self, key: str) -> dict[str, str]:
        """Of a request of somebody."""
        return {"authorization": f"Bearer {key}"}

    async def listen(self, key: str) -> None:
        """Be the page of somebody: count what is heard, and how late."""
        with suppress(asyncio.CancelledError):
            async with self.client.get(
                "/api/events", headers=self.headers(key), timeout=aiohttp.ClientTimeout(sock_read=60)
            ) as answer:
                answer.raise_for_status()
                self.listening += 1
                kind = ""
                async for line in answer.content:
                    if line.startswith(b"event: "):
                        kind = line[7:].decode().strip()
                    elif line.startswith(b"data: "):
                        self.late_ms.append(1000 * (time.time() - json.loads(line[6:])["created_at"]))
                        self.heard[kind] += 1

    async def one(self, name: str, key: str, due_s: float) -> None:
        """A request whose time has come."""
        try:
            await getattr(self, name)(key)
        except (aiohttp.ClientError, TimeoutError) as error:
            status = f" {error.status}" if isinstance(error, aiohttp.ClientResponseError) else ""
            self.wrong[f"{name} {type(error).__name__}{status}"] += 1
        self.took_ms[name].append(1000 * (time.perf_counter() - due_s))

    async def create(self, key: str) -> None:
        """Ask for a clip."""
        wish = {**WISH, "prompt": prompt(self.draw)}
        async with self.client.post("/v1/videos", json=wish, headers=self.headers(key)) as answer:
            answer.raise_for_status()
            self.clips.setdefault(key, []).append((await answer.json())["id"])

    async def retrieve(self, key: str) -> None:
        """Look how far a clip is."""
        clip = self.draw.choice(self.clips[key][-5:])
        async with self.client.get(f"/v1/videos/{clip}", headers=self.headers(key)) as answer:
            answer.raise_for_status()
            await answer.read()

    async def list(self, key: str) -> None:
        """The newest clips; of the large library as often as of all others together."""
        key = self.draw.choice((key, self.keys[0]))
        async with self.client.get("/v1/videos", headers=self.headers(key)) as answer:
            answer.raise_for_status()
            await answer.read()

    async def run(self, *, rate_hz: float, seconds: float) -> None:
        """All of it."""
        pages = [asyncio.create_task(self.listen(key)) for key in self.keys]
        while self.listening < len(pages):
            await asyncio.sleep(0.1)
        for key in self.keys:
            await self.create(key)
        await self.ended()
        began_s, asked = time.perf_counter(), set[asyncio.Task[None]]()
        for number in range(int(rate_hz * seconds)):
            due_s = began_s + number / rate_hz
            await asyncio.sleep(due_s - time.perf_counter())
            name = self.draw.choices(list(SHARES), list(SHARES.values()))[0]
            asked.add(asyncio.create_task(self.one(name, self.draw.choice(self.keys), due_s)))
        await asyncio.gather(*asked)
        await self.ended()
        for page in pages:
            page.cancel()
        await asyncio.gather(*pages)

    async def ended(self) -> None:
        """Wait until every clip is made and every page has heard of it."""
        wanted, until_s = sum(map(len, self.clips.values())), time.monotonic() + 120
        while self.heard["clip.completed"] < wanted and time.monotonic() < until_s:
            await asyncio.sleep(0.2)


def session(url: str, *, connections: int = 0) -> aiohttp.ClientSession:
    """Somebody who asks; with at most so many connections, or (0) as many as are wanted."""
    return aiohttp.ClientSession(url, connector=aiohttp.TCPConnector(limit=connections))


async def loaded(url: str, found: Sequence[str], *, rate_hz: float, seconds: float) -> dict[str, Any]:
    """What the load came to."""
    async with session(url) as client:
        load = Load(client=client, keys=found)
        await load.run(rate_hz=rate_hz, seconds=seconds)
    every = [one for took in load.took_ms.values() for one in took]
    wanted = sum(map(len, load.clips.values()))
    return {
        "requests_per_second": rate_hz,
        "seconds": seconds,
        "shares": SHARES,
        "wish": WISH,
        "answers": len(every),
        "errors": dict(load.wrong),
        "took_ms": {name: _figures(took) for name, took in {"all": every, **load.took_ms}.items()},
        "listeners": len(found),
        "clips_made": wanted,
        "clips_heard_of": load.heard["clip.completed"],
        "events_heard": sum(load.heard.values()),
        "event_late_ms": _figures(load.late_ms),
    }


def _figures(values: Sequence[float]) -> dict[str, float]:
    cut = statistics.quantiles(values, n=1000, method="inclusive")
    names = {"p50": 499, "p95": 949, "p99": 989, "p99.9": 998}
    return {**{name: round(cut[place], 1) for name, place in names.items()}, "most": round(max(values), 1)}


async def searched(url: str, key: str) -> dict[str, Any]:
    """The library with nobody else there, one request after the other."""
    async with session(url, connections=1) as client:
        client.headers["authorization"] = f"Bearer {key}"
        deep = await _after(client, 9000)
        figures: dict[str, Any] = {}
        for name, said in SEARCHES.items():
            wanted = {**said, "after": deep} if "after" in said else said
            took, clips = list[float](), []
            for _ in range(ASKED):
                began_s = time.perf_counter()
                clips = (await _page(client, wanted))["clips"]
                took.append(1000 * (time.perf_counter() - began_s))
            figures[name] = {**_figures(took), "found_on_page": len(clips)}
    return figures


async def _after(client: aiohttp.ClientSession, number: int) -> str:
    after = ""
    for _ in range(number // 200):
        after = (await _page(client, {"limit": "200"} | ({"after": after} if after else {})))["next"]
    return after


async def _page(client: aiohttp.ClientSession, wanted: Mapping[str, str]) -> dict[str, Any]:
    async with client.get("/api/clips", params=wanted) as answer:
        answer.raise_for_status()
        return await answer.json()


async def measure(*, rate_hz: float, seconds: float) -> dict[str, Any]:
    """Both, with one server."""
    with tempfile.TemporaryDirectory() as name:
        database = Database(f"sqlite:///{Path(name) / 'library.db'}")
        database.upgrade()
        found = settled(database)
        database.close()
        async with served(Path(name)) as (url, _):
            library = await searched(url, found[0])
            load = await loaded(url, found, rate_hz=rate_hz, seconds=seconds)
    return {"library": {"clips": CLIPS, "asked": ASKED, "took_ms": library}, "load": load}


def main() -> None:
    """Measure and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=RATE_HZ, help="requests a second")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--dry", action="store_true", help="do not store")
    said = parser.parse_args()
    figures = asyncio.run(measure(rate_hz=said.rate, seconds=said.seconds))
    print(json.dumps(figures, indent=1))
    if not said.dry:
        print(record.store("service", figures))


if __name__ == "__main__":
    main()
