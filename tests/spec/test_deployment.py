"""What `deploy/` says works: server, workers, Postgres and object store of `compose.yaml`, here as plain processes with
exactly its environment, make clips while one of the workers is killed; and all files name what exists."""

import configparser
import hashlib
import os
import re
import shlex
import socket
import subprocess
import sys
import tarfile
import urllib.request
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from chaos import databases
from chaos.workshop import until
from houses import house_in, serving
from moto.server import ThreadedMotoServer
from sqlalchemy import func, select
from typer.main import get_command

from yozora.cli.app import app
from yozora.jobs.turns import MOST_ATTEMPTS, RETRY_S
from yozora.library.blobs import CACHE_BYTES
from yozora.library.database import CONNECTIONS, Database
from yozora.library.tables import Charge, Job
from yozora.service.accounts.keys import KEPT_S
from yozora.service.config import PREFIX, Config
from yozora.service.forms import LIMITS
from yozora.service.operations import LEAST_FREE_BYTES, Meters

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
CLIPS, PACE_S, LEASE_S = 4, 0.1, 1.5
TERMINATED = 143
FILLED_IN = {"POSTGRES_PASSWORD": "pass", "AWS_SECRET_ACCESS_KEY": "secret", "YOZORA_LEASE_S": str(LEASE_S)}
FOR_TRYING = {"FAKE_PACE_S", "FAKE_TRACE"}
"""Variables that are no entries of the configuration: they belong to the engine of tests."""


def read_env(path: Path) -> dict[str, str]:
    """The entries of an `.env` file."""
    lines = [line.partition("=") for line in path.read_text("utf-8").splitlines() if re.match(r"\w+=", line)]
    return {name: value for name, _, value in lines}


def compose(said: Mapping[str, str]) -> dict[str, Any]:
    """`compose.yaml` with its variables filled in, as docker does it."""

    def value(found: re.Match[str]) -> str:
        name, how, otherwise = found.groups()
        assert said.get(name) or how == ":-", f"{name} must be filled in"
        return said.get(name) or otherwise

    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    return yaml.safe_load(re.sub(r"\$\{(\w+)(?:(:[-?])([^}]*))?\}", value, text))


@contextmanager
def store(bucket: str) -> Generator[str]:
    """The address of an object store with an empty bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    with urllib.request.urlopen(urllib.request.Request(f"{address}/{bucket}", method="PUT")):
        pass
    yield address
    server.stop()


@dataclass(kw_only=True)
class Machines:
    """The services of `compose.yaml` as processes; `stand_ins` are addresses to use in place of those it names."""

    folder: Path
    services: Mapping[str, Any]
    stand_ins: Mapping[str, str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict[str, "subprocess.Popen[bytes]"])

    def environment(self, service: str) -> dict[str, str]:
        """As the service has it, and what the image sets."""
        usual = {name: value for name, value in os.environ.items() if not name.startswith(("YOZORA_", "AWS_"))}
        said = {name: str(value) for name, value in self.services[service]["environment"].items()}
        for theirs, ours in self.stand_ins.items():
            said = {name: ours if value.startswith(theirs) else value for name, value in said.items()}
        own = {"YOZORA_HOME": str(self.home(service)), "YOZORA_HOST": "127.0.0.1", "YOZORA_PORT": "0"}
        return {**usual, **said, **own, "YOZORA_FAKE_PACE_S": str(PACE_S), "NO_PROXY": "127.0.0.1"}

    def home(self, service: str) -> Path:
        """The folder of a service, with the volumes that it has."""
        places = {place: volume for volume, place, *_ in (one.split(":") for one in self.services[service]["volumes"])}
        home = self.folder / places.pop("/var/lib/yozora")
        for place, volume in places.items():
            (self.folder / volume).mkdir(exist_ok=True)
            home.mkdir(exist_ok=True)
            if not (home / Path(place).name).exists():
                (home / Path(place).name).symlink_to(self.folder / volume)
        return home

    def start(self, service: str, number: int = 1) -> None:
        """Run what the service runs."""
        name = f"{service}-{number}"
        words = [sys.executable, "-m", "yozora", *self.services[service]["command"]]
        with (self.folder / f"{name}.said").open("wb") as said, (self.folder / f"{name}.log").open("wb") as log:
            self.running[name] = subprocess.Popen(words, env=self.environment(service), stdout=said, stderr=log)

    def run(self, *words: str) -> str:
        """A verb beside the server, as `docker compose exec server yozora ...` runs it; returns what it prints."""
        command = [sys.executable, "-m", "yozora", *words]
        done = subprocess.run(
            command, env=self.environment("server"), cwd=self.folder, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def address(self) -> str:
        """Where the server is, as soon as it says so."""
        said = self.folder / "server-1.said"
        until(lambda: "Listening on " in said.read_text("utf-8") or self.running["server-1"].poll(), what="the server")
        return said.read_text("utf-8").split("Listening on ")[1].strip()

    def end(self) -> dict[str, int]:
        """Stop everything that runs, as docker does; returns how each ended."""
        for process in self.running.values():
            process.terminate()
        try:
            return {name: process.wait(20) for name, process in self.running.items()}
        finally:
            for process in self.running.values():
                process.kill()
                process.wait()


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    """The server and its workers, running."""
    services = compose({**read_env(DEPLOY / ".env.example"), **FILLED_IN, "YOZORA_ENGINE": "fake"})["services"]
    bucket = services["server"]["environment"]["YOZORA_FILES"].split("/")[2]
    database = databases.postgres().create(f"deployed_{tmp_path.name.replace('-', '_')}")
    with store(bucket) as address:
        stand_ins = {"postgresql://yozora:pass@postgres:5432/": database, "http://store:8333": address}
        one = Machines(folder=tmp_path, services=services, stand_ins=stand_ins)
        try:
            one.start("server")
            one.address()  # workers depend on it
            for number in range(services["worker"]["deploy"]["replicas"]):
                one.start("worker", number + 1)
            yield one
        finally:
            one.end()


def wait_for(client: httpx.Client, ids: list[str]) -> list[dict[str, Any]]:
    """The clips when all are completed."""

    def shown() -> list[dict[str, Any]]:
        return [client.get(f"/v1/videos/{one}").json() for one in ids]

    until(lambda: {one["status"] for one in shown()} <= {"completed", "failed"}, what="all clips", seconds=40)
    return shown()


def kill_one_at_work(machines: Machines, database: Database) -> None:
    """A worker that has a job in hand, at this very moment."""
    workers = {f"{socket.gethostname()}-{one.pid}": name for name, one in machines.running.items()}

    def busy() -> list[str]:
        with database.reading() as session:
            return [workers[name] for name in session.scalars(select(Job.worker).where(Job.state == "running")) if name]

    until(busy, what="a worker to begin")
    victim = machines.running.pop(busy()[0])
    victim.kill()
    victim.wait()


def test_the_compose_file_makes_clips_while_a_worker_is_killed(machines: Machines, tmp_path: Path) -> None:
    url, key = machines.address(), machines.run("keys", "create", "--name", "test")
    asked = {"prompt": "a fox", "size": "64x64", "seconds": "4", "fps": 24}
    database = Database(machines.environment("server")["YOZORA_DATABASE"])
    with closing(database), httpx.Client(base_url=url, headers={"authorization": f"Bearer {key}"}, timeout=30) as api:
        assert api.get("/readyz").json() == {"ready": True, "parts": dict.fromkeys(("database", "files", "disk"), "ok")}
        ids = [api.post("/v1/videos", json={**asked, "seed": seed}).json()["id"] for seed in range(CLIPS)]
        kill_one_at_work(machines, database)
        assert [one["status"] for one in wait_for(api, ids)] == ["completed"] * CLIPS
        with database.reading() as session:
            attempts = session.scalars(select(Job.attempts)).all()
            assert session.scalar(select(func.count()).select_from(Charge)) == CLIPS
        assert sorted(attempts) == [1] * (CLIPS - 1) + [2]
        got = api.get(f"/v1/videos/{ids[0]}/content")
        assert got.content[4:8] == b"ftyp"
        assert got.headers["etag"].strip('"') == hashlib.sha256(got.content).hexdigest()
    everything_is_in_a_backup(machines, hashlib.sha256(got.content).hexdigest())
    assert not list((tmp_path / "server").glob("files/*")), "files are in the store"
    assert machines.end() == {"server-1": TERMINATED} | {name: 0 for name in machines.running if name != "server-1"}


def everything_is_in_a_backup(machines: Machines, sha256: str) -> None:
    assert f"({CLIPS} clips" in machines.run("backup", "library.tar")
    with tarfile.open(machines.folder / "library.tar") as backup:
        assert f"files/{sha256}" in backup.getnames()


def test_the_bucket_that_is_made_is_the_one_that_is_used() -> None:
    services = compose({**read_env(DEPLOY / ".env.example"), **FILLED_IN})["services"]
    script = services["bucket"]["command"][0]
    made = re.search(r"s3\.bucket\.create -name (\S+)'", script)
    assert made is not None
    assert services["server"]["environment"]["YOZORA_FILES"].split("/")[2] == made[1]
    assert f"'^ *{made[1]}[[:space:]]'" in script


def test_server_and_workers_share_one_library() -> None:
    services = compose({**read_env(DEPLOY / ".env.example"), **FILLED_IN})["services"]
    shared = ("YOZORA_DATABASE", "YOZORA_FILES", "YOZORA_LEASE_S", "YOZORA_ENGINE", "AWS_ENDPOINT_URL")
    server, worker = (services[name]["environment"] for name in ("server", "worker"))
    assert {name: server[name] for name in shared} == {name: worker[name] for name in shared}
    assert server["YOZORA_WORKERS"] == "0"


def test_secrets_have_no_usual_values() -> None:
    assert read_env(DEPLOY / ".env.example")["POSTGRES_PASSWORD"] == ""
    with pytest.raises(AssertionError, match="POSTGRES_PASSWORD must be filled in"):
        compose(read_env(DEPLOY / ".env.example"))


def test_only_the_server_and_the_proxy_can_be_reached_from_outside() -> None:
    services = compose({**read_env(DEPLOY / ".env.example"), **FILLED_IN})["services"]
    doors = {name: one["ports"] for name, one in services.items() if "ports" in one}
    assert set(doors) == {"server", "proxy"}
    assert doors["server"] == ["127.0.0.1:8000:8000"]


NAMING = sorted(path for path in [*DEPLOY.iterdir(), *ROOT.glob("docs/**/*.md"), ROOT / "README.md"] if path.is_file())


@pytest.mark.parametrize("path", NAMING, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_variable_that_is_named_is_known(path: Path) -> None:
    named = set(re.findall(rf"\b{PREFIX}([A-Z][A-Z0-9_]*)", path.read_text("utf-8")))
    assert named - FOR_TRYING <= {name.upper() for name in Config.model_fields}


def unit(path: Path) -> configparser.RawConfigParser:
    """A unit of systemd; of an entry that is there several times, all values."""
    found = configparser.RawConfigParser(strict=False, dict_type=_Repeated, comment_prefixes=("#",), delimiters=("=",))
    found.optionxform = str  # pyright: ignore[reportAttributeAccessIssue]
    found.read(path, "utf-8")
    return found


class _Repeated(dict[str, Any]):
    """Values of a key that comes again are put together, as lines."""

    def __setitem__(self, key: str, value: Any) -> None:
        if isinstance(value, list) and key in self:
            self[key].extend(value)
        else:
            super().__setitem__(key, value)


VERBS: set[str] = set(get_command(app).commands)  # type: ignore[attr-defined]
UNITS = sorted(DEPLOY.glob("*.service"))


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_run_verbs_that_exist_and_may_write_only_their_own_folders(path: Path) -> None:
    service = unit(path)["Service"]
    commands = [line for line in service["ExecStart"].splitlines() if line]
    assert commands
    for line in commands:
        words = shlex.split(line)
        inner = shlex.split(words[2])[1:] if words[0] == "/bin/sh" else words
        assert inner[0] == "/opt/yozora/bin/yozora"
        assert inner[1] in VERBS
    assert (service["User"], service["ProtectSystem"], service["NoNewPrivileges"]) == ("yozora", "strict", "yes")
    assert "yozora" in service["StateDirectory"].split()


def test_the_server_has_time_to_end_and_its_end_is_no_failure() -> None:
    server, worker = (unit(DEPLOY / name)["Service"] for name in ("yozora.service", "yozora-worker@.service"))
    assert server["SuccessExitStatus"] == str(TERMINATED)
    assert int(server["TimeoutStopSec"]) > 20 and int(worker["TimeoutStopSec"]) > 20
    services = compose({**read_env(DEPLOY / ".env.example"), **FILLED_IN})["services"]
    assert {name: services[name]["stop_grace_period"] for name in ("server", "worker")} == {
        "server": "30s",
        "worker": "60s",
    }


def test_the_image_is_built_of_files_that_exist_and_are_sent_to_the_builder() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    names = [name for line in copied for name in line.split()]
    sent = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert {"pyproject.toml", "src"} <= set(names)
    for name in names:
        assert (ROOT / name).exists()
        assert f"!{Path(name)}" in sent


def test_the_proxy_lets_everything_through_that_the_server_reads() -> None:
    found = re.search(r"max_size (\d+)MiB", (DEPLOY / "Caddyfile").read_text("utf-8"))
    assert found is not None and int(found[1]) * 2**20 > LIMITS.most_form_bytes


def test_the_image_says_that_it_is_healthy_only_while_the_server_answers(tmp_path: Path) -> None:
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    found = re.search(r'HEALTHCHECK .*CMD \["python", "-c", \\\n    "(.+)"\]', text)
    assert found is not None
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        assert _healthy(found[1], nobody.getsockname()[1]) is False
    with _served(tmp_path) as port:
        assert _healthy(found[1], port) is True


def _healthy(program: str, port: int) -> bool:
    environment = {**os.environ, "YOZORA_PORT": str(port)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, timeout=30)
    return done.returncode == 0


@contextmanager
def _served(folder: Path) -> Generator[int]:
    with serving(house_in(folder)) as server:
        yield int(server.url.rpartition(":")[2])


PAGE = ROOT / "docs/howto/deploy.md"


def test_the_metrics_of_the_page_are_those_that_there_are(tmp_path: Path) -> None:
    house = house_in(tmp_path)
    with closing(house.database):
        kinds = (kind for kind in Meters(house).registry.collect())
        told = {name for kind in kinds for name in (kind.name, f"{kind.name}_total")}
    named = set(re.findall(r"^\| `(yozora_\w+)", PAGE.read_text("utf-8"), re.MULTILINE))
    assert len(named) >= 6
    assert named <= told


def test_the_verbs_and_files_of_the_page_exist() -> None:
    text = PAGE.read_text("utf-8")
    verbs = set(re.findall(r"(?:^\$ |`|bin/|server |any )yozora ([a-z]+)", text, re.MULTILINE))
    assert {"backup", "doctor", "keys", "serve", "studio", "worker"} <= verbs
    assert verbs <= set(VERBS)
    files = set(re.findall(r"deploy/([\w.@-]*\w)\b(?!\*)", text))
    assert {"compose.yaml", "Caddyfile", ".env.example"} <= files
    assert all((DEPLOY / name).exists() for name in files - {".env"})


def test_the_numbers_of_the_page_are_those_of_the_code() -> None:
    text = " ".join(PAGE.read_text("utf-8").split())
    pauses = [f"{RETRY_S * 4**number:g}" for number in range(MOST_ATTEMPTS - 1)]
    lease_s = Config.model_fields["lease_s"].default
    for said in (
        f"tried again after {', '.join(pauses[:-1])} and {pauses[-1]} s",
        f"`YOZORA_LEASE_S`, {lease_s:g} seconds unless set",
        f"up to {2 * CONNECTIONS} to Postgres",
        f"up to {CACHE_BYTES / 1e9:g} GB on each machine",
        f"up to {LIMITS.most_form_bytes // 2**20} MiB a request",
        f"Below {LEAST_FREE_BYTES // 2**20} MiB",
        f"given up after {dict(enumerate(('', 'one', 'two', 'three', 'four', 'five')))[MOST_ATTEMPTS]} attempts",
        f"within {KEPT_S:g} seconds".replace("5", "five"),
    ):
        assert said in text
