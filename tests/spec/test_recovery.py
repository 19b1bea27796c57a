"""A full disk, weights that are gone, a database or a store that is away, a server that is stopped or killed: whoever
asks hears why, the server stays up, nothing is lost, and work goes on by itself."""

import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from chaos import databases
from chaos.orders import a_recipe, add_person, order
from chaos.workshop import until
from houses import house_in, serving
from moto.server import ThreadedMotoServer
from PIL import Image

from yozora.cli.children import ENDS_WITH_INPUT
from yozora.jobs.queue import Queue
from yozora.library.database import Database
from yozora.library.tables import Job
from yozora.service.accounts import keys, people
from yozora.service.accounts.people import Role

LEASE_S = 2.0
STOP_S = 15
MANY = 60
"""People at once: more than the server has threads to answer them."""

PROCESSES = Path("/proc")
YOZORA = (sys.executable, "-m", "yozora")
ROOT = Path(__file__).parents[2]
UNINTERRUPTED = """
from yozora.cli import children, working
children.GRACE_S = 0.5
working.work()
"""
HOLD = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
"""


def as_at_a_terminal() -> None:
    """Ctrl-C stops the program, also where the tests run in the background and ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@dataclass(kw_only=True)
class Station:
    """`yozora serve` in a process of its own, which can be started again and again. `logs` is a folder outside of its
    home, and `more` goes into its environment."""

    home: Path
    logs: Path
    url: str = ""
    more: dict[str, str] = field(default_factory=dict[str, str])
    address: str = ""
    secret: str = ""
    started: int = 0
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list["subprocess.Popen[bytes]"])

    def start(self, *words: str) -> "Station":
        """Until it listens."""
        self.started += 1
        said = {"YOZORA_HOME": str(self.home), "YOZORA_ENGINE": "fake", "YOZORA_LEASE_S": str(LEASE_S)}
        said |= {"YOZORA_DATABASE": self.url, "YOZORA_FAKE_TRACE": str(self.logs / "trace")}
        usual = {name: value for name, value in os.environ.items() if not name.startswith(("YOZORA_", "AWS_"))}
        told = self.logs / f"said-{self.started}"
        with told.open("wb") as out, (self.logs / "log").open("ab") as log:
            env = {**usual, **said, "YOZORA_ALLOW_PRIVATE_HOOKS": "true", **self.more}
            process = subprocess.Popen(
                [*YOZORA, "serve", "--port", "0", *words], env=env, stdout=out, stderr=log, preexec_fn=as_at_a_terminal
            )
        self.running.append(process)
        until(lambda: process.poll() is not None or "Listening on " in told.read_text("utf-8"), what="a server")
        assert process.poll() is None, f"the server has ended, see {self.logs}/log"
        self.address = told.read_text("utf-8").partition("Listening on ")[2].splitlines()[0]
        self.secret = self.secret or self._key()
        return self

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        """The server itself."""
        return self.running[-1]

    @property
    def workers(self) -> list[str]:
        """The processes that the server has started, from whichever of its threads."""
        threads = (PROCESSES / f"{self.process.pid}/task").glob("*/children")
        return " ".join(children.read_text("utf-8") for children in threads).split()

    def end(self, how: signal.Signals) -> int:
        """Stop it, and wait for it and its workers; its exit code."""
        workers = self.workers
        self.process.send_signal(how)
        code = self.process.wait(STOP_S)
        try:
            until(lambda: not any(map(is_alive, workers)), what="the workers to end", seconds=STOP_S)
        finally:
            for pid in filter(is_alive, workers):
                os.kill(int(pid), signal.SIGKILL)
        return code

    def client(self) -> httpx.Client:
        """Somebody with a key."""
        headers = {"authorization": f"Bearer {self.secret}"}
        return httpx.Client(base_url=self.address, headers=headers, timeout=60, verify=False, trust_env=False)

    def ask(self, method: str, path: str, **what: Any) -> httpx.Response:
        """A request over a connection of its own."""
        with self.client() as client:
            return client.request(method, path, **what)

    def order(self, **more: Any) -> str:
        """Want a clip of two seconds; its id."""
        answer = self.ask("POST", "/v1/videos", json={"prompt": "a fox", "seconds": "2", "size": "128x72", **more})
        assert answer.status_code == 200, answer.text
        return answer.json()["id"]

    def job(self, clip_id: str) -> dict[str, Any]:
        """As the list of activity shows it."""
        jobs = self.ask("GET", "/api/activity").json()["jobs"]
        return next(job for job in jobs if job["clip"]["id"] == clip_id)

    def wait(self, clip_id: str, state: str = "done") -> dict[str, Any]:
        """Until the job has this state."""
        what = f"the job to be {state}, see {self.logs}/log"
        until(lambda: self.job(clip_id)["state"] == state, what=what, seconds=90)
        return self.job(clip_id)

    def trace(self) -> Counter[str]:
        """How often each window of each clip was made."""
        lines = self.logs / "trace"
        return Counter(lines.read_text().splitlines()) if lines.exists() else Counter()

    def parts(self) -> dict[str, str]:
        """What is not ready, and why."""
        answer = self.ask("GET", "/readyz")
        parts = {name: said for name, said in answer.json()["parts"].items() if said != "ok"}
        assert answer.status_code == (503 if parts else 200)
        return parts

    def _key(self) -> str:
        with closing(Database(self.url or f"sqlite:///{self.home / 'library.db'}")) as database:
            with database.writing() as session:
                person = people.add_person(session, "Ada", role=Role.ADMINISTRATOR, plan="open", now=time.time())
                return keys.create_key(session, person.id, "test", now=time.time())[1]


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Callable[..., Station]]:
    """A server of these parts; none of its processes is left in the end."""
    made: list[Station] = []

    def build(**parts: Any) -> Station:
        made.append(Station(**{"home": tmp_path / "home", "logs": tmp_path, **parts}))
        return made[-1]

    yield build
    for process in (one for station in made for one in station.running):
        process.kill()
        process.wait()


def is_alive(pid: str) -> bool:
    """Whether it still runs; a process that nobody has asked how it ended does not."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return (PROCESSES / pid / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def a_picture(side_px: int = 300) -> bytes:
    """Noise, which takes as much room as it can."""
    pixels = np.random.default_rng(7).integers(0, 255, (side_px, side_px, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def error_of(answer: httpx.Response) -> dict[str, Any]:
    """What an answer says went wrong: always the same entries, and never a look into the program."""
    assert "Traceback" not in answer.text and ".py" not in answer.text
    error = answer.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    return error


@pytest.mark.parametrize("processes", ["1", "2"])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["killed", "Ctrl-C"])
def test_workers_end_with_their_server_and_hand_back_what_they_had(
    station: Callable[..., Station], how: signal.Signals, processes: str
) -> None:
    one = station(more={"YOZORA_FAKE_PACE_S": "0.3"}).start("--workers", "2", "--processes", processes)
    clip_id = one.order()
    until(one.trace, what="the work to begin")
    assert one.end(how) == {signal.SIGKILL: -signal.SIGKILL, signal.SIGINT: 130}[how]
    with closing(Database(f"sqlite:///{one.home / 'library.db'}")) as database, database.reading() as session:
        job = session.get_one(Job, clip_id)
    assert (job.state, job.attempts) == ("queued", 0)
    assert not list((one.home / "scratch").iterdir())


def test_where_several_processes_answer_one_may_crash_and_their_counts_are_counts_of_the_server(
    station: Callable[..., Station],
) -> None:
    one = station().start("--processes", "2", "--workers", "0")
    before, answered = one.workers, 0
    os.kill(int(before[0]), signal.SIGKILL)
    until(lambda: len(one.workers) == 2 and before[0] not in one.workers, what="another process", seconds=STOP_S)
    for _ in range(40):
        assert one.ask("GET", "/healthz").status_code == 200
        answered += 1
    for _ in range(10):  # whichever of them is asked
        counted = one.ask("GET", "/metrics").text
        assert f'yozora_requests_total{{method="GET",route="/healthz",status="200"}} {answered}.0' in counted
    pages = [one.ask("GET", "/api/me") for _ in range(10)]
    assert {page.status_code for page in pages} == {200}


def test_a_server_told_to_end_does_so_in_time_and_the_next_one_finishes_what_it_had(
    station: Callable[..., Station],
) -> None:
    one = station(more={"YOZORA_FAKE_PACE_S": "0.4"}).start()
    clip_id = one.order(seconds="5")
    until(one.trace, what="the work")
    with listening(one) as heard:
        with half_an_upload(one):
            assert one.end(signal.SIGTERM) == 128 + signal.SIGTERM
        assert sum(one.trace().values()) < 10
        assert not list((one.home / "scratch").iterdir())
        one.more = {}
        one.start()
        assert one.wait(clip_id)["attempts"] == 1
        until(lambda: ("clip.completed", clip_id) in heard, what="the page to hear of it")
        assert one.end(signal.SIGTERM) == 128 + signal.SIGTERM
    assert sorted(one.trace().values()) == [1] * 10
    assert heard.count(("clip.completed", clip_id)) == 1


def test_a_worker_started_by_hand_needs_no_input_and_keeps_its_folder_whatever_its_age(
    station: Callable[..., Station],
) -> None:
    one = station(more={"YOZORA_FAKE_PACE_S": "0.3"})
    database, queue = library_of(one)
    env = {**os.environ, "YOZORA_HOME": str(one.home), "YOZORA_ENGINE": "fake"}
    with closing(database), working(env, [*YOZORA, "worker"], stdin=subprocess.DEVNULL) as worker:
        lock = one.home / "scratch" / f"{socket.gethostname()}-{worker.pid}" / ".lock"
        until(lock.exists, what="the worker's folder")
        for path in (lock, lock.parent):
            os.utime(path, (1, 1))
        subprocess.run([*YOZORA, "doctor", "--repair"], env=env, check=True, capture_output=True)
        assert lock.exists() and worker.poll() is None
        with database.writing() as session:
            clip_id = order(session, queue, add_person(session, "Ada"), recipe=a_recipe(frames=12))
        until(lambda: state_of(database, clip_id) == "done", what="the work to be done")
        worker.terminate()
        assert worker.wait(STOP_S) == 0
    assert not list((one.home / "scratch").iterdir())


def test_work_that_cannot_be_interrupted_does_not_outlive_the_server_either(station: Callable[..., Station]) -> None:
    one = station()
    database, queue = library_of(one)
    said = {"YOZORA_HOME": str(one.home), "YOZORA_ENGINE": "fake", "YOZORA_FAKE_TRACE": str(one.logs / "trace")}
    env = {**os.environ, **said, "YOZORA_FAKE_PACE_S": "600", ENDS_WITH_INPUT: "1"}
    with closing(database), database.writing() as session:
        order(session, queue, add_person(session, "Ada"), recipe=a_recipe(frames=12))
    with working(env, [sys.executable, "-c", UNINTERRUPTED], stdin=subprocess.PIPE) as worker:
        until(one.trace, what="the work to begin")
        assert worker.stdin is not None and worker.poll() is None
        worker.stdin.close()
        assert worker.wait(STOP_S) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="a small disk is made of memory")
def test_a_full_disk_is_said_and_all_is_well_once_there_is_room(
    station: Callable[..., Station], tmp_path: Path
) -> None:
    with disk(tmp_path / "small") as small, disk(tmp_path / "other") as other:
        one = station(home=small / "home", url=f"sqlite:///{other / 'library.db'}").start()
        with filled(small):
            for path in ("/api/uploads", "/v1/files"):
                answer = one.ask("POST", path, files={"file": ("a.png", a_picture())})
                said = error_of(answer)
                assert (answer.status_code, said["code"], said["type"]) == (507, "no_space", "server_error")
                assert "No space left" in said["message"] and "make room" in said["message"].lower()
                assert answer.headers["x-should-retry"] == "false" and str(small) not in said["message"]
            assert "MiB are free" in one.parts()["disk"]
            clip_id = one.order()
            until(lambda: one.job(clip_id)["reason"], what="a reason")
            waiting = one.job(clip_id)
            assert (waiting["state"], waiting["clip"]["status"], waiting["attempts"]) == ("queued", "queued", 1)
            assert str(small) not in waiting["reason"] and "isk" in waiting["reason"]
        with filled(other):
            answer = one.ask("POST", "/v1/videos", json={"prompt": "a fox"})
            assert (answer.status_code, error_of(answer)["code"]) == (503, "database_away")
            assert "disk is full" in error_of(answer)["message"] and int(answer.headers["retry-after"]) > 0
            assert one.ask("GET", f"/v1/videos/{clip_id}").status_code == 200
            assert one.ask("GET", "/healthz").status_code == 200
        assert one.wait(clip_id)["reason"] is None
        assert one.ask("POST", "/api/uploads", files={"file": ("a.png", a_picture())}).status_code == 201
        assert one.end(signal.SIGTERM) == 128 + signal.SIGTERM


def test_a_folder_of_work_that_cannot_be_used_is_said_as_well(tmp_path: Path) -> None:
    house = house_in(tmp_path)
    house.folder.write_text("no folder")
    with serving(house) as server, server.client(None) as client:
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
    assert answer.json()["parts"]["disk"] == "the folder of what is being made cannot be used: File exists"


def test_weights_that_are_gone_stop_nobody_else_and_work_goes_on_when_they_are_back(
    station: Callable[..., Station], tmp_path: Path
) -> None:
    decoder = copied_package(tmp_path / "package") / "weights" / "storybook" / "decoder.bin"
    whole = decoder.read_bytes()
    one = station(more={"YOZORA_ENGINE": "", "PYTHONPATH": str(tmp_path / "package")}).start()
    one.ask("PUT", "/api/admin/queue", json={"paused": True})
    painted = {"model": "storybook", "seconds": "1", "fps": 4, "size": "128x128", "num_inference_steps": 1}
    first_id = one.order(**painted)
    decoder.write_bytes(bytes(len(whole)))
    one.ask("PUT", "/api/admin/queue", json={"paused": False})
    until(lambda: one.job(first_id)["reason"], what="a reason")
    assert "decoder.bin has the SHA-256" in one.job(first_id)["reason"]
    decoder.unlink()
    second_id = one.order(**painted)
    until(lambda: one.job(second_id)["reason"], what="a reason")
    assert "decoder.bin is missing" in one.job(second_id)["reason"]
    answer = one.ask("POST", "/v1/videos", json={**painted, "prompt": "a fox", "num_inference_steps": 2})
    assert (answer.status_code, error_of(answer)["code"]) == (503, "model_missing")
    assert answer.headers["x-should-retry"] == "false" and "Install the package again" in error_of(answer)["message"]
    decoder.write_bytes(whole)
    assert one.job(first_id)["clip"]["status"] == one.job(second_id)["clip"]["status"] == "queued"
    assert not one.parts() and one.wait(one.order(model="sketch"))["attempts"] == 1
    one.wait(first_id)
    one.wait(second_id)
    assert one.end(signal.SIGTERM) == 128 + signal.SIGTERM


def test_postgres_goes_away_and_comes_back(station: Callable[..., Station], tmp_path: Path) -> None:
    one = station(url=databases.new_url("postgres", tmp_path), more={"YOZORA_FAKE_PACE_S": "0.4"}).start()
    with hook() as (address, told), listening(one) as heard:
        assert one.ask("POST", "/v1/webhooks", json={"url": address}).status_code == 200
        clip_id = one.order()
        until(one.trace, what="the work to begin")
        databases.postgres().stop()
        try:
            for method, path in (("GET", "/v1/videos"), ("POST", "/v1/videos"), ("GET", "/api/activity")):
                answer = one.ask(method, path, json={"prompt": "a fox"} if method == "POST" else None)
                assert (answer.status_code, error_of(answer)["code"]) == (503, "database_away")
                assert int(answer.headers["retry-after"]) > 0
            assert one.ask("GET", "/healthz").status_code == 200
            assert set(one.parts()) == {"database"}
        finally:
            databases.postgres().start()
        assert one.wait(clip_id)["attempts"] == 1
        assert sorted(one.trace().values()) == [1] * 4
        until(lambda: ("clip.completed", clip_id) in heard, what="the page to hear of it")
        until(lambda: told, what="the webhook", seconds=20)
        assert one.end(signal.SIGTERM) == 128 + signal.SIGTERM
    assert [(one["type"], one["data"]["id"]) for one in told] == [("video.completed", clip_id)]
    assert heard.count(("clip.completed", clip_id)) == 1


def test_a_database_file_that_somebody_else_holds_is_waited_for(station: Callable[..., Station]) -> None:
    one = station(more={"YOZORA_FAKE_PACE_S": "0.3"}).start()
    clip_id = one.order()
    until(one.trace, what="the work to begin")
    with one.client() as client, ThreadPoolExecutor(MANY) as people_waiting:
        with held(one.home / "library.db", seconds=LEASE_S + 1) as holder:
            sent = [{"name": f"folder {number}"} for number in range(MANY)]
            answers = [people_waiting.submit(client.post, "/api/folders", json=folder) for folder in sent]
            time.sleep(1)
            assert one.ask("GET", "/healthz").status_code == 200
            assert holder.poll() is None and not any(answer.done() for answer in answers)
        assert {answer.result().status_code for answer in answers} == {201}
    other_id = one.order()
    assert one.wait(clip_id)["attempts"] == one.wait(other_id)["attempts"] == 1
    assert sorted(one.trace().values()) == [1] * 8
    assert one.end(signal.SIGTERM) == 128 + signal.SIGTERM


def test_a_store_that_is_away_is_said_and_work_goes_on_when_it_is_back(
    station: Callable[..., Station],
) -> None:
    with bucket() as (more, store):
        one = station(more={**more, "YOZORA_FAKE_PACE_S": "0.2"}).start()
        first_id = one.order()
        one.wait(first_id)
        clip_id = one.order(seconds="4")
        until(lambda: one.job(clip_id)["state"] == "running", what="the work to begin")
        store.stop()
        answer = one.ask("GET", f"/v1/videos/{first_id}/content")
        assert (answer.status_code, error_of(answer)["code"]) == (503, "store_away")
        assert int(answer.headers["retry-after"]) > 0
        assert one.ask("GET", "/healthz").status_code == 200
        assert set(one.parts()) == {"files"}
        until(lambda: one.job(clip_id)["reason"], what="a reason")
        store.start()
        one.wait(clip_id)
        assert sorted(one.trace().values()) == [1] * 12
        assert one.ask("GET", f"/v1/videos/{clip_id}/content").status_code == 200
        assert one.end(signal.SIGTERM) == 128 + signal.SIGTERM


@contextmanager
def listening(one: Station) -> Generator[list[tuple[str, str]]]:
    """Somebody hears of events as a page does, also after the connection broke: kinds and subjects. Ends when the
    server has ended."""
    heard: list[tuple[str, str]] = []
    ended, begun = threading.Event(), threading.Event()

    def listen() -> None:
        last: dict[str, str] = {}
        while not ended.is_set():
            with suppress(httpx.HTTPError), one.client() as client:
                with client.stream("GET", "/api/events", headers=last, timeout=20) as answer:
                    begun.set()
                    for line in answer.iter_lines():
                        if line.startswith("id: "):
                            last = {"last-event-id": line.removeprefix("id: ")}
                        elif line.startswith("data: "):
                            event = json.loads(line.removeprefix("data: "))
                            heard.append((event["kind"], event["subject"]))
            ended.wait(0.2)

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    assert begun.wait(20)
    try:
        yield heard
    finally:
        ended.set()
        thread.join(10)


@contextmanager
def half_an_upload(one: Station) -> Generator[socket.socket]:
    """Somebody sends a file and does not get on with it."""
    host, port = one.address.removeprefix("http://").split(":")
    head = f"POST /api/uploads HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {one.secret}\r\n"
    kind = "Content-Length: 999999\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n"
    part = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    with socket.create_connection((host, int(port))) as line:
        line.sendall((head + kind + part).encode() + bytes(100_000))
        until(lambda: list((one.home / "scratch").glob("yozora-body-*/*")), what="the upload to begin")
        yield line


def library_of(one: Station) -> tuple[Database, Queue]:
    """The library of a server that has not been started, with its tables."""
    one.home.mkdir()
    database = Database(f"sqlite:///{one.home / 'library.db'}")
    database.upgrade()
    return database, Queue(database)


@contextmanager
def working(env: dict[str, str], words: Sequence[str], *, stdin: int) -> "Generator[subprocess.Popen[bytes]]":
    """A worker that no server has started."""
    with subprocess.Popen(words, env=env, stdin=stdin, stderr=subprocess.DEVNULL) as worker:
        try:
            yield worker
        finally:
            worker.kill()


def state_of(database: Database, clip_id: str) -> str:
    """Of a job."""
    with database.reading() as session:
        return session.get_one(Job, clip_id).state


@contextmanager
def disk(place: Path) -> Generator[Path]:
    """A disk of 80 MB, which only those can make who may mount something."""
    place.mkdir()
    may = [] if os.geteuid() == 0 else ["sudo", "-n"]
    subprocess.run([*may, "mount", "-t", "tmpfs", "-o", f"size=80m,uid={os.geteuid()}", "none", place], check=True)
    try:
        yield place
    finally:
        subprocess.run([*may, "umount", "--lazy", place], check=True)


@contextmanager
def filled(place: Path) -> Generator[None]:
    """Not one byte of a disk is free."""
    with (place / "fill").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(2**16))
    with (place / "fill").open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1))
    try:
        yield
    finally:
        (place / "fill").unlink()


def copied_package(place: Path) -> Path:
    """The program with weights of its own."""
    package = place / "yozora"
    package.mkdir(parents=True)
    for path in (ROOT / "src" / "yozora").iterdir():
        if path.name == "weights":
            shutil.copytree(path, package / path.name)
        else:
            (package / path.name).symlink_to(path)
    return package


@contextmanager
def held(file: Path, *, seconds: float) -> "Generator[subprocess.Popen[bytes]]":
    """Another program keeps a database to itself for a while."""
    words = [sys.executable, "-c", HOLD, str(file), str(seconds)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        yield holder


@contextmanager
def hook() -> Generator[tuple[str, list[dict[str, Any]]]]:
    """An address that keeps the webhooks it is told."""
    told: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/hook", told
        server.shutdown()
        thread.join()


@contextmanager
def bucket() -> Generator[tuple[dict[str, str], ThreadedMotoServer]]:
    """A bucket, as a server's environment names it, and the store it is in, which keeps it while it is stopped."""
    with socket.create_server(("127.0.0.1", 0)) as line:
        port = line.getsockname()[1]
    store = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    store.start()
    address = f"http://127.0.0.1:{port}"
    with urllib.request.urlopen(urllib.request.Request(f"{address}/recovery-films", method="PUT")):
        pass
    env = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1"}
    try:
        yield {**env, "AWS_ENDPOINT_URL": address, "YOZORA_FILES": "s3://recovery-films/a"}, store
    finally:
        store.stop()
