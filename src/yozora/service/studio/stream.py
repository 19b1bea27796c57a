"""One stream of events for a page: progress, previews, changes; a page that comes back hears what it missed."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import APIRouter, Header, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from yozora.library import events
from yozora.library.database import DatabaseAway
from yozora.library.tables import Event
from yozora.service.callers import Reader, TheHouse
from yozora.service.house import House
from yozora.service.studio.shapes import event_shape

LOOK_S = 0.25
STILL_HERE_S = 15.0
MOST_WAITING = 1000
LATE_EVENTS = 200
"""Events get their numbers before they can be seen, so one may come after a greater one: these are looked at again."""

router = APIRouter(prefix="/api", tags=["Events"])


class Listeners:
    """Everybody who listens to this process. One task reads new events of the database and hands them out."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._queues: dict[asyncio.Queue[Event | None], str] = {}
        self._task: asyncio.Task[None] | None = None

    def join(self, person_id: str) -> "asyncio.Queue[Event | None]":
        """A queue that gets the events of somebody from now on; None says that some were lost."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue(MOST_WAITING)
        self._queues[queue] = person_id
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._read())
        return queue

    def leave(self, queue: "asyncio.Queue[Event | None]") -> None:
        """Hear no more."""
        self._queues.pop(queue, None)

    async def _read(self) -> None:
        newest = await run_in_threadpool(self._newest)
        seen = set(range(newest - LATE_EVENTS, newest + 1))
        while self._queues:
            await asyncio.sleep(LOOK_S)
            try:
                found = await run_in_threadpool(self._after, max(seen) - LATE_EVENTS)
            except DatabaseAway:
                continue
            for event in found:
                if event.id not in seen:
                    seen.add(event.id)
                    self._hand_out(event)
            seen = {number for number in seen if number >= max(seen) - LATE_EVENTS}

    def _hand_out(self, event: Event) -> None:
        for queue, person_id in self._queues.items():
            if person_id == event.person_id and not queue.full():
                queue.put_nowait(event)

    def _newest(self) -> int:
        with self._house.database.reading() as session:
            return events.newest(session)

    def _after(self, number: int) -> list[Event]:
        with self._house.database.reading() as session:
            return list(events.after(session, number))


@router.get("/events", response_class=StreamingResponse)
async def listen(
    request: Request,
    house: TheHouse,
    caller: Reader,
    last_event_id: Annotated[int | None, Header(ge=0)] = None,
) -> StreamingResponse:
    """Server-sent events: `id` is a number, `event` the kind, `data` JSON with `subject`, `data` and `created_at`."""
    listeners: Listeners = request.app.state.listeners
    stream = _stream(listeners, house, caller.person_id, last_event_id)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"cache-control": "no-store"})


async def _stream(listeners: Listeners, house: House, person_id: str, last: int | None) -> AsyncGenerator[str]:
    queue = listeners.join(person_id)
    try:
        yield ": here\nretry: 1000\n\n"
        told = set[int]()
        if last is not None:
            for event in await run_in_threadpool(_missed, house, person_id, last):
                told.add(event.id)
                yield _written(event)
        while True:
            try:
                event = await asyncio.wait_for(queue.get(), STILL_HERE_S)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if event is not None and event.id not in told:
                yield _written(event)
    finally:
        listeners.leave(queue)


def _missed(house: House, person_id: str, last: int) -> list[Event]:
    with house.database.reading() as session:
        return [event for event in events.after(session, last, most=10_000) if event.person_id == person_id]


def _written(event: Event) -> str:
    shown = event_shape(event).model_dump()
    return f"id: {event.id}\nevent: {event.kind}\ndata: {json.dumps(shown, ensure_ascii=False)}\n\n"
