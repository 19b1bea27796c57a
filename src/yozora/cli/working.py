"""The wiring of a worker: queue, files and engines, without the server, which it can do without."""

import json
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Any

from yozora.cli import guarding, signing
from yozora.cli.children import ENDS_WITH_INPUT, end_with_input
from yozora.cli.home import home, private
from yozora.core.errors import InvalidRequest
from yozora.core.ports import Engine
from yozora.jobs.patience import Patience
from yozora.jobs.queue import Queue
from yozora.jobs.worker import Engines, Worker
from yozora.library.blobs import open_blobs
from yozora.library.database import Database
from yozora.service.config import Config, read_config

MOST_LOADED = 8
LOG_ENTRIES = (
    "request",
    "method",
    "path",
    "status",
    "took_ms",
    "clip",
    "attempt",
    "accepted",
    "code",
    "reason",
    "verb",
)


def work(**said: Any) -> None:
    """Run one worker until it is stopped; the job in hand is handed back. A database that is away is waited for."""
    config = read_config(home(), **said)
    set_up_log(config)
    stop = threading.Event()

    def stopped(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, stopped)
    signal.signal(signal.SIGINT, stopped)
    if os.environ.get(ENDS_WITH_INPUT):
        _let_others_go_first()
    end_with_input(stop.set)
    private(config.home)
    signing.check_shared(config)
    guard, sign = guarding.guard(), signing.signer().seal_for
    database = Database(config.database_url)
    try:
        Patience(stop, lease_s=config.lease_s).insist(database.upgrade)
        name = f"{socket.gethostname()}-{os.getpid()}"
        Worker(
            queue=Queue(database, lease_s=config.lease_s),
            blobs=open_blobs(config.files_url, cache=config.home / "cache"),
            engines=engines_of(config),
            guard=guard,
            sign=sign,
            name=name,
            folder=config.scratch / name,
        ).run(stop)
    finally:
        database.close()


def _let_others_go_first() -> None:
    """The server on the same machine answers at once, however much there is to make."""
    if sys.platform != "win32":
        os.nice(10)


def engines_of(config: Config) -> Engines:
    """Engines by their names; loaded once, since a model takes seconds to load."""
    loaded: dict[str, Engine] = {}
    lock = threading.Lock()

    def engine(name: str, options: Mapping[str, Any]) -> Engine:
        name, options = ("fake", {}) if config.engine == "fake" else (name, options)
        key = json.dumps([name, options], sort_keys=True, default=str)
        with lock:
            if key not in loaded:
                if len(loaded) >= MOST_LOADED:
                    loaded.clear()
                loaded[key] = _fake() if name == "fake" else _engine(name, options)
            return loaded[key]

    return engine


def set_up_log(config: Config) -> None:
    """Write the log to standard error, as lines of text or of JSON."""
    handler = logging.StreamHandler(sys.stderr)
    if config.log == "json":
        handler.setFormatter(_Lines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for noisy in ("alembic", "httpx", "sqlalchemy"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _engine(name: str, options: Mapping[str, Any]) -> Engine:
    from yozora.cli.workflow import engine_named  # takes a second to load, which a worker of another engine is spared

    return engine_named(name, options)


def _fake() -> Engine:
    """Colour bars. For trying out what a server does with slow work, YOZORA_FAKE_PACE_S makes each window of 12 frames
    take so many seconds, and YOZORA_FAKE_TRACE names a file that gets a line for each. Raises InvalidRequest."""
    from yozora.engines.fake import FakeEngine

    said, trace = os.environ.get("YOZORA_FAKE_PACE_S") or "0", os.environ.get("YOZORA_FAKE_TRACE")
    try:
        pace_s = float(said)
    except ValueError:
        pace_s = -1.0
    if not 0 <= pace_s <= 3600:
        raise InvalidRequest(f"YOZORA_FAKE_PACE_S={said!r}; expected seconds from 0 to 3600, such as 0.5.")
    return FakeEngine(pace_s=pace_s, trace=Path(trace) if trace else None)


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entries: dict[str, Any] = {
            "at": self.formatTime(record),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage(),
        }
        entries |= {name: value for name in LOG_ENTRIES if (value := getattr(record, name, None)) is not None}
        if record.exc_info:
            entries["trace"] = self.formatException(record.exc_info)
        return json.dumps(entries, ensure_ascii=False)
