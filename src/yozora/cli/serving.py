"""The wiring of a server: database, files, queue, engines, and the processes that run."""

import gc
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from types import FrameType
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from yozora.cli.home import home, private
from yozora.cli.working import ENDS_WITH_INPUT, GRACE_S, engines_of, set_up_log
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

log = logging.getLogger(__name__)


def opened(config: Config, *, alone: bool) -> House:
    """The parts of a server, with its tables up to date."""
    private(config.home)
    database = Database(config.database_url)
    database.upgrade()
    return House(
        database=database,
        blobs=open_blobs(config.files_url, cache=config.home / "cache"),
        queue=Queue(database, lease_s=config.lease_s),
        engines=engines_of(config),
        folder=config.scratch,
        keys=KeyRing(database),
        alone=alone,
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


def serve(*, alone: bool, **said: Any) -> None:
    """Run a server until it is stopped."""
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
    workers = _Workers(config)
    app = create_app(house)
    # h11 reads headers up to a limit; httptools, which would be taken where it is installed, has none.
    set_up = uvicorn.Config(app, http="h11", log_config=None, access_log=False, timeout_graceful_shutdown=ANSWERS_S)
    server = _Server(set_up, workers, app)
    _leave_alone_what_stays()
    try:
        workers.start()
        server.run(sockets=[line])
    finally:
        workers.stop()
        house.database.close()


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


class _Workers:
    """Workers in processes of their own: their work never holds up an answer, and a crash takes nothing along.

    The input of each is a pipe that ends with this process, however it ends, and they end with it.
    """

    def __init__(self, config: Config) -> None:
        self._count, self._home = config.workers, config.home
        self._said = {"YOZORA_DATABASE": config.database_url, "YOZORA_FILES": config.files_url}
        self._said |= {"YOZORA_LEASE_S": str(config.lease_s), "YOZORA_ENGINE": config.engine}
        self._said |= {"YOZORA_HOME": str(config.home), "YOZORA_LOG": config.log, ENDS_WITH_INPUT: "1"}
        self._running: list[subprocess.Popen[bytes]] = []
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="workers", daemon=True)

    def start(self) -> None:
        for _ in range(self._count):
            self._running.append(self._one())
        self._watcher.start()

    def warn(self) -> None:
        """They are to hand back what they have in hand, and end; does not wait for them."""
        self._ended.set()
        for one in self._running:
            one.terminate()

    def stop(self) -> None:
        self._ended.set()
        if self._watcher.ident is not None:
            self._watcher.join()  # it may have started one more at this moment
        self.warn()
        last_s = time.monotonic() + GRACE_S
        for one in self._running:
            try:
                one.wait(max(0.0, last_s - time.monotonic()))
            except subprocess.TimeoutExpired:
                one.kill()
                one.wait()

    def _watch(self) -> None:
        while not self._ended.wait(1.0):
            for number, one in enumerate(self._running):
                if (code := one.poll()) is not None and not self._ended.is_set():
                    log.warning("a worker has ended, and another one is started", extra={"code": code})
                    self._running[number] = self._one()

    def _one(self) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", "yozora", "worker"]
        return subprocess.Popen(words, env={**os.environ, **self._said}, stdin=subprocess.PIPE)


class _Server(uvicorn.Server):
    """Workers and streams hear at once that the program is to end, while requests are still being answered."""

    def __init__(self, config: uvicorn.Config, workers: _Workers, app: FastAPI) -> None:
        super().__init__(config)
        self._workers, self._app = workers, app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        listeners: Listeners = self._app.state.listeners
        listeners.send_everybody_back()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._workers.warn()
        super().handle_exit(sig, frame)
