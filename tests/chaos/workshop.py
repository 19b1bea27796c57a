"""A place where a worker can be watched: its queue, its files, and an engine that says what it makes."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chaos.orders import a_recipe, add_person, order
from signing import guard, signer
from sqlalchemy.orm import Session

from yozora.core.ports import Engine
from yozora.core.recipe import Recipe
from yozora.engines.fake import WINDOW_FRAMES, FakeEngine
from yozora.jobs.queue import Queue
from yozora.jobs.worker import Worker
from yozora.library.blobs import Blobs, FolderBlobs
from yozora.library.database import Database
from yozora.library.tables import Clip, Job

LEASE_S = 1.5


@dataclass(kw_only=True)
class Workshop:
    """Workers of one library, in threads."""

    database: Database
    folder: Path
    pace_s: float = 0.0
    blobs: Blobs = field(init=False)
    queue: Queue = field(init=False)
    person_id: str = field(init=False)

    def __post_init__(self) -> None:
        self.blobs = FolderBlobs(self.folder / "files")
        self.queue = Queue(self.database, lease_s=LEASE_S)
        with self.database.writing() as session:
            self.person_id = add_person(session, "Ada")

    @property
    def trace(self) -> Path:
        """What the engine has made: seeds and windows."""
        return self.folder / "trace"

    @property
    def windows(self) -> Counter[str]:
        """How often each window was made."""
        return Counter(self.trace.read_text().splitlines()) if self.trace.exists() else Counter()

    def engine(self, name: str, options: Mapping[str, Any]) -> Engine:
        """Colour bars, whatever is wanted."""
        return FakeEngine(pace_s=self.pace_s, trace=self.trace)

    def worker(self, name: str = "w1", **parts: Any) -> Worker:
        """A worker of this library."""
        usual: dict[str, Any] = {"queue": self.queue, "blobs": self.blobs, "engines": self.engine}
        usual |= {"guard": guard(), "sign": signer().seal_for}
        return Worker(name=name, folder=self.folder / "scratch" / name, **{**usual, **parts})

    @contextmanager
    def working(self, worker: Worker | None = None) -> Generator[threading.Event]:
        """Somebody works meanwhile; gives what stops them. In the end they must have stopped by themselves."""
        stop = threading.Event()
        worker = worker or self.worker()
        thread = threading.Thread(target=worker.run, args=(stop,), kwargs={"idle_s": 0.05}, name=worker.name)
        thread.start()
        try:
            yield stop
        finally:
            stop.set()
            thread.join(30)
            assert not thread.is_alive()

    def order(self, *, windows: int = 3, seed: int = 0, recipe: Recipe | None = None, **how: Any) -> str:
        """Want a clip of so many windows; returns its id."""
        recipe = recipe or a_recipe(frames=windows * WINDOW_FRAMES, seed=seed)
        with self.database.writing() as session:
            return order(session, self.queue, self.person_id, recipe=recipe, **how)

    def change(self, call: Callable[[Session], bool]) -> bool:
        """In one transaction."""
        with self.database.writing() as session:
            return call(session)

    def cancel(self, clip_id: str) -> bool:
        """As its person wishes."""
        return self.change(lambda session: self.queue.cancel(session, clip_id))

    def job(self, clip_id: str) -> Job:
        """As it stands."""
        with self.database.reading() as session:
            return session.get_one(Job, clip_id)

    def clip(self, clip_id: str) -> Clip:
        """As it stands."""
        with self.database.reading() as session:
            return session.get_one(Clip, clip_id)

    def wait(self, clip_id: str, state: str) -> Job:
        """Until the job has this state."""
        until(lambda: self.job(clip_id).state == state, what=f"the job to be {state}")
        return self.job(clip_id)


def until(true: Callable[[], object], *, what: str, seconds: float = 30.0) -> None:
    """Wait for something that must come."""
    last_s = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < last_s, f"waited {seconds} s for {what}"
        time.sleep(0.02)
