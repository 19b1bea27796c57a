"""A server in the same process, with real files, a real database and a worker: what tests of the service talk to."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn
from argon2 import PasswordHasher
from chaos import databases
from signing import guard, signer

from yozora.engines.fake import FakeEngine
from yozora.jobs.queue import Queue
from yozora.jobs.worker import Worker
from yozora.library.blobs import FolderBlobs
from yozora.library.database import Database
from yozora.service.accounts import keys, people
from yozora.service.accounts.keys import KeyRing
from yozora.service.accounts.passwords import Passwords
from yozora.service.accounts.people import Role
from yozora.service.app import create_app
from yozora.service.house import House

QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def house_in(folder: Path, *, alone: bool = False) -> House:
    """The parts of a server that makes colour bars."""
    library = folder / "library.db"
    if not library.exists():
        folder.mkdir(parents=True, exist_ok=True)
        library.write_bytes(databases.template())
    database = Database(f"sqlite:///{library}")
    return House(
        database=database,
        blobs=FolderBlobs(folder / "files"),
        queue=Queue(database),
        engines=lambda name, options: FakeEngine(),
        signer=signer(),
        guard=guard(folder),
        folder=folder / "scratch",
        keys=KeyRing(database),
        passwords=QUICK,
        alone=alone,
    )


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server that runs, and how to talk to it."""

    house: House
    url: str

    def client(self, key: str | None) -> httpx.Client:
        """Somebody with a key, or nobody."""
        headers = {} if key is None else {"authorization": f"Bearer {key}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=30, verify=False)  # certificates take 40 ms

    def key_of(self, name: str, role: Role, *, plan: str = "open") -> str:
        """A key of somebody new."""
        now = self.house.clock()
        with self.house.database.writing() as session:
            person = people.add_person(session, name, role=role, plan=plan, now=now)
            return keys.create_key(session, person.id, "test", now=now)[1]

    def work(self) -> None:
        """Do everything that waits."""
        worker = worker_of(self.house)
        while worker.work():
            pass


def worker_of(house: House) -> Worker:
    """Somebody who works for a house."""
    return Worker(
        queue=house.queue,
        blobs=house.blobs,
        engines=house.engines,
        guard=house.guard,
        sign=house.signer.seal_for,
        name="worker",
        folder=house.folder,
    )


@contextmanager
def working(house: House) -> Generator[None]:
    """A worker that works all the while."""
    stop = threading.Event()
    thread = threading.Thread(target=lambda: worker_of(house).run(stop, idle_s=0.02), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(10)


@contextmanager
def serving(house: House, *, port: int = 0) -> Generator[Server]:
    """The server of a house, on a free port where none is named."""
    set_up = uvicorn.Config(
        create_app(house), http="h11", port=port, log_config=None, access_log=False, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(set_up)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        threading.Event().wait(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Server(house=house, url=f"http://127.0.0.1:{port}")
    finally:
        server.should_exit = True
        thread.join(10)
        house.database.close()
