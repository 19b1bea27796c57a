"""Who listens to events, without the wire."""

import asyncio
from pathlib import Path

import pytest
from houses import Server, house_in

from yozora.library import events
from yozora.library.tables import Event, Person
from yozora.service.accounts.people import Role
from yozora.service.house import House
from yozora.service.studio import stream
from yozora.service.studio.stream import Listeners


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = house_in(tmp_path)
    with house.database.writing() as session:
        for name in ("mia", "ben"):
            session.add(Person(id=name, name=name, role="member", plan="open", created_at=0.0))
    return house


def tell(house: House, person_id: str, *subjects: str) -> None:
    with house.database.writing() as session:
        for subject in subjects:
            events.tell(session, person_id, "clip.queued", subject, {}, now=1.0)


async def next_of(queue: asyncio.Queue[Event | None]) -> str | None:
    event = await asyncio.wait_for(queue.get(), 5)
    return None if event is None else event.subject


def number_of(line: str) -> str:
    return line.partition("\n")[0].removeprefix("id: ")


def test_somebody_hears_of_their_own_events_after_they_came(house: House) -> None:
    async def listen() -> None:
        listeners = Listeners(house)
        tell(house, "mia", "before")
        queue, number = await listeners.join("mia")
        other, _ = await listeners.join("ben")
        assert number == 1
        tell(house, "ben", "another's")
        tell(house, "mia", "after")
        assert await next_of(queue) == "after"
        assert await next_of(other) == "another's"
        assert queue.empty() and other.empty()

    asyncio.run(listen())


def test_who_comes_when_nobody_listened_for_a_while_hears_nothing_old(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "LOOK_S", 0.01)

    async def listen() -> None:
        listeners = Listeners(house)
        queue, _ = await listeners.join("mia")
        listeners.leave("mia", queue)
        while listeners.awake:
            await asyncio.sleep(0.01)
        tell(house, "mia", "while nobody listened")
        queue, number = await listeners.join("mia")
        assert number == 1
        tell(house, "mia", "now")
        assert await next_of(queue) == "now"

    asyncio.run(listen())


def test_who_does_not_keep_up_is_told_to_come_back_and_loses_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "MOST_WAITING", 3)

    async def listen() -> list[str]:
        listeners = Listeners(house)
        slow = stream.told(listeners, house, "mia", None)
        begun = [await anext(slow) for _ in range(2)]
        tell(house, "mia", "1")
        lines = [await anext(slow)]
        tell(house, "mia", *(str(number) for number in range(2, 9)))
        while listeners.listening("mia"):
            await asyncio.sleep(0.01)
        lines += [line async for line in slow]
        assert begun[1].endswith("id: 0\n\n") and len(lines) == 3
        again = stream.told(listeners, house, "mia", int(number_of(lines[-1])))
        assert [await anext(again) for _ in range(2)]
        lines += [await asyncio.wait_for(anext(again), 5) for _ in range(5)]
        await again.aclose()
        return lines

    assert [number_of(line) for line in asyncio.run(listen())] == list("12345678")


def test_a_page_that_comes_back_before_anything_happened_misses_nothing(server: Server) -> None:
    with server.client(server.key_of("Zoe", Role.MEMBER)) as client:
        with client.stream("GET", "/api/events") as answer:
            said = next(line for line in answer.iter_lines() if line.startswith("id: "))
        clip = client.post("/v1/videos", json={"prompt": "a fox", "size": "64x64", "seconds": "1"}).json()["id"]
        with client.stream("GET", "/api/events", headers={"last-event-id": said[4:]}) as answer:
            heard = next(line for line in answer.iter_lines() if line.startswith("data: "))
    assert clip in heard
