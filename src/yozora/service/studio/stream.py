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

router = APIRouter(prefix="/api", tags=["Events"])


class Listeners:
    """Everybody who listens to this process. One task reads new events of the database and hands them out."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._queues: dict[str, set[asyncio.Queue[Event | None]]] = {}
        self._task: asyncio.Task[None] | None = None
        self._starts = asyncio.Lock()
        self._last = 0

    async def join(self, person_id: str) -> "tuple[asyncio.Queue[Event | None], int]":
        """A queue that gets the events of somebody after a number. None in it says that its listener is too slow: it
        gets no more, and should come back. Raises DatabaseAway."""
        async with self._starts:
            if self._task is None or self._task.done():
                self._last = await run_in_threadpool(self._newest)
                self._task = asyncio.get_running_loop().create_task(self._read())
            queue: asyncio.Queue[Event | None] = asyncio.Queue()
            self._queues.setdefault(person_id, set()).add(queue)
            return queue, self._last

    @property
    def awake(self) -> bool:
        """Whether the database is being read; a moment after the last one has left, it is not."""
        return self._task is not None

    def listening(self, person_id: str) -> int:
        """How many pages of somebody listen."""
        return len(self._queues.get(person_id, ()))

    def leave(self, person_id: str, queue: "asyncio.Queue[Event | None]") -> None:
        """Hear no more."""
        queues = self._queues.get(person_id, set())
        queues.discard(queue)
        if not queues:
            self._queues.pop(person_id, None)

    def send_everybody_back(self) -> None:
        """This server ends; the next one tells them what they have missed."""
        for person_id, queues in list(self._queues.items()):
            for queue in list(queues):
                queue.put_nowait(None)
                self.leave(person_id, queue)

    async def _read(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            async with self._starts:
                if not self._queues:
                    self._task = None
                    return
            try:
                found = await run_in_threadpool(self._after, self._last)
            except DatabaseAway:
                continue
            for event in found:
                self._last = event.id
                self._hand_out(event)

    def _hand_out(self, event: Event) -> None:
        for queue in list(self._queues.get(event.person_id, ())):
            if queue.qsize() < MOST_WAITING:
                queue.put_nowait(event)
            else:
                queue.put_nowait(None)
                self.leave(event.person_id, queue)

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
    last_event_id: Annotated[int | None, Header(ge=0, lt=2**63)] = None,
) -> StreamingResponse:
    """Server-sent events: `id` is a number, `event` the kind, `data` JSON with `subject`, `data` and `created_at`."""
    listeners: Listeners = request.app.state.listeners
    stream = told(listeners, house, caller.person_id, last_event_id)
    await anext(stream)  # what goes wrong is answered as such, and a stream that was begun leaves in any case
    return StreamingResponse(stream, media_type="text/event-stream", headers={"cache-control": "no-store"})


async def told(listeners: Listeners, house: House, person_id: str, heard: int | None) -> AsyncGenerator[str]:
    """What somebody is told who has heard everything up to a number (None: who has just come). First comes an empty
    text: from then on, whoever lets go of the generator has left. Raises DatabaseAway before that."""
    queue, number = await listeners.join(person_id)
    last = number if heard is None else heard
    try:
        yield ""
        yield f"retry: 1000\nid: {last}\n\n"
        for event in await run_in_threadpool(_missed, house, person_id, last):
            last = event.id
            yield _written(event)
        while True:
            try:
                event = await asyncio.wait_for(queue.get(), STILL_HERE_S)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if event is None:
                return
            if event.id > last:
                yield _written(event)
    finally:
        listeners.leave(person_id, queue)


def _missed(house: House, person_id: str, last: int) -> list[Event]:
    with house.database.reading() as session:
        return [event for event in events.after(session, last, most=10_000) if event.person_id == person_id]


def _written(event: Event) -> str:
    shown = event_shape(event).model_dump()
    return f"id: {event.id}\nevent: {event.kind}\ndata: {json.dumps(shown, ensure_ascii=False)}\n\n"
