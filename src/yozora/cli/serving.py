"""The wiring of a server: database, files, queue, engines, and the processes that run."""

import gc
import os
import signal
import socket
import webbrowser
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from yozora.cli import guarding, signing
from yozora.cli.children import Child, Children, end_with_input
from yozora.cli.home import home, private
from yozora.cli.working import engines_of, set_up_log
from yozora.core.errors import InvalidRequest
from yozora.jobs.queue import Queue
from yozora.library.blobs import open_blobs
from yozora.library.database import Database
from yozora.service.accounts import keys, people
from yozora.service.accounts.issuers import Issuer
from yozora.service.accounts.keys import KeyRing
from yozora.service.accounts.oidc import OpenIdConnect
from yozora.service.app import create_app
from yozora.service.config import Config, read_config
from yozora.service.house import House
from yozora.service.studio.stream import Listeners
from yozora.service.webhooks.sending import Sender

LOOPBACK = ("127.0.0.1", "localhost", "::1")
ANSWERS_S = 6
"""So long answers and uploads under way may go on when the server is to end: Docker kills what takes more than 10."""

GARBAGE = 50_000
"""Objects that are made before garbage is looked for. Measured: 700, the usual, doubled the time of an answer."""

LINE = "YOZORA_LINE"
"""The number of the socket that several processes of a server listen on."""

METERS = "PROMETHEUS_MULTIPROC_DIR"
"""The folder in which several processes count together; its name is prometheus_client's."""


def opened(config: Config, *, alone: bool, meters: Path | None = None) -> House:
    """The parts of a server, with its tables up to date. Several processes count their answers in a folder `meters`."""
    private(config.home)
    database = Database(config.database_url)
    database.upgrade()
    return House(
        database=database,
        blobs=open_blobs(config.files_url, cache=config.home / "cache"),
        queue=Queue(database, lease_s=config.lease_s),
        engines=engines_of(config),
        signer=signing.signer(),
        folder=config.scratch,
        keys=KeyRing(database),
        guard=guarding.guard(),
        alone=alone,
        meters=meters,
        public_url=config.public_url,
        sender=Sender(private=config.allow_private_hooks),
        sign_in_service=_sign_in_service(config),
    )


def _sign_in_service(config: Config) -> OpenIdConnect | None:
    if not config.oidc_issuer:
        return None
    issuer = Issuer(
        url=config.oidc_issuer,
        client_id=config.oidc_client_id,
        client_secret=config.oidc_client_secret,
        domains=config.oidc_domains,
        groups=config.oidc_groups,
    )
    return OpenIdConnect(issuer, httpx.Client(trust_env=False))


def serve(*, alone: bool, open_it: bool = False, **said: Any) -> None:
    """Run a server until it is stopped; `open_it` shows its pages in a browser."""
    config = read_config(home(), **said)
    if alone and config.host not in LOOPBACK:
        raise InvalidRequest(
            f"host={config.host}: yozora studio has no accounts, so it listens on this machine only. Use yozora serve."
        )
    set_up_log(config)
    house = opened(config, alone=alone)
    line = socket.create_server((config.host, config.port), reuse_port=False)
    # asyncio does this only where it has made the socket itself; without it each answer takes 40 ms longer.
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    port = line.getsockname()[1]
    if not alone:
        _greet(house, config.public_url or f"http://{config.host}:{port}")
    print(f"Listening on http://{config.host}:{port}", flush=True)
    if open_it:  # the socket listens already, so a browser that is quick waits a moment and no more
        webbrowser.open(f"http://{config.host}:{port}")
    workers = [Child(verb="worker", environment=_said(config))] * config.workers
    if config.processes == 1 or alone:
        _answer(house, line, Children(wanted=workers))
        return
    house.database.close()
    with TemporaryDirectory(prefix="yozora-meters-") as meters:
        several = {**_said(config), LINE: str(line.fileno()), METERS: meters}
        answering = Child(verb="answer", environment=several, files=(line.fileno(),))
        _watch_over(Children(wanted=[answering] * config.processes + workers))


def answer() -> None:
    """Be one of several processes of a server: answer what comes in by a socket that is open already."""
    config = read_config(home())
    set_up_log(config)
    house = opened(config, alone=False, meters=Path(os.environ[METERS]))
    _answer(house, socket.socket(fileno=int(os.environ[LINE])), Children(wanted=()))


def _answer(house: House, line: socket.socket, children: Children) -> None:
    app = create_app(house)
    # h11 reads headers up to a limit; httptools, which would be taken where it is installed, has none.
    set_up = uvicorn.Config(app, http="h11", log_config=None, access_log=False, timeout_graceful_shutdown=ANSWERS_S)
    server = _Server(set_up, children, app)
    end_with_input(server.end)
    _leave_alone_what_stays()
    try:
        children.start()
        server.run(sockets=[line])
    finally:
        children.stop()
        house.database.close()


def _watch_over(children: Children) -> None:
    """Wait for a signal while others do the work, and end by it when they have ended."""
    told: SimpleQueue[int] = SimpleQueue()
    before = {one: signal.signal(one, lambda number, _: told.put(number)) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        children.start()
        number = told.get()
    finally:
        children.stop()
    for one, usual in before.items():
        signal.signal(one, usual)
    signal.raise_signal(number)


def _said(config: Config) -> dict[str, str]:
    """What the other processes of this server are told; the rest they read from the same file and environment."""
    return {
        "YOZORA_HOME": str(config.home),
        "YOZORA_DATABASE": config.database_url,
        "YOZORA_FILES": config.files_url,
        "YOZORA_LEASE_S": str(config.lease_s),
        "YOZORA_ENGINE": config.engine,
        "YOZORA_LOG": config.log,
    }


def _leave_alone_what_stays() -> None:
    """What is loaded by now stays; looking through all of it again and again for garbage held up every answer."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE, 20, 50)


def create_key(name: str, *, person: str) -> str:
    """A new key of a person; the first administrator is made where there is nobody yet."""
    config = read_config(home())
    house = opened(config, alone=False)
    now = house.clock()
    with house.database.writing() as session:
        people.first_start(session, now=now)
        found = people.person_called(session, person)
        if found is None:
            raise InvalidRequest(f"There is nobody called {person!r}.")
        _, secret = keys.create_key(session, found.id, name, now=now)
    return secret


def _greet(house: House, where: str) -> None:
    with house.database.writing() as session:
        ticket = people.first_start(session, now=house.clock())
    if ticket is not None:
        print(f"Nobody has signed in yet. Choose the administrator's password: {where}/welcome#{ticket}", flush=True)


class _Server(uvicorn.Server):
    """Other processes and streams hear at once that the program is to end, while requests are still being answered."""

    def __init__(self, config: uvicorn.Config, children: Children, app: FastAPI) -> None:
        super().__init__(config)
        self._children, self._app = children, app

    def end(self) -> None:
        """As soon as what is under way has been answered."""
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        listeners: Listeners = self._app.state.listeners
        listeners.send_everybody_back()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._children.warn()
        super().handle_exit(sig, frame)
