"""Worker processes as people run them, and what may happen to them."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from signing import chain

from yozora.provenance.keeping import CURRENT


@dataclass(kw_only=True)
class Fleet:
    """Workers of one library; those that are killed are followed by new ones."""

    url: str
    home: Path
    lease_s: float
    pace_s: float
    running: list[subprocess.Popen[bytes]] = field(default_factory=list[subprocess.Popen[bytes]])
    started: int = 0
    asleep: list[tuple[float, subprocess.Popen[bytes]]] = field(
        default_factory=list[tuple[float, subprocess.Popen[bytes]]]
    )

    def __post_init__(self) -> None:
        chain().write(self.home / "credentials" / CURRENT)

    def start(self) -> None:
        """One more worker."""
        self.started += 1
        usual = {name: value for name, value in os.environ.items() if not name.startswith("YOZORA_")}
        own = {
            "YOZORA_HOME": str(self.home),
            "YOZORA_DATABASE": self.url,
            "YOZORA_FILES": str(self.home / "files"),
            "YOZORA_ENGINE": "fake",
            "YOZORA_LEASE_S": str(self.lease_s),
            "YOZORA_FAKE_PACE_S": str(self.pace_s),
            "YOZORA_FAKE_TRACE": str(self.home / "trace"),
        }
        with (self.home / f"log-{self.started}").open("wb") as log:
            words = [sys.executable, "-m", "yozora", "worker"]
            self.running.append(subprocess.Popen(words, env={**usual, **own}, stdout=log, stderr=log))

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """At this very moment; another one is started."""
        worker.kill()
        worker.wait()
        self.running.remove(worker)
        self.asleep = [(until_s, one) for until_s, one in self.asleep if one is not worker]
        self.start()

    def put_to_sleep(self, worker: subprocess.Popen[bytes], seconds: float) -> None:
        """It does nothing at all for a while, and knows nothing of it."""
        worker.send_signal(signal.SIGSTOP)
        self.asleep.append((time.monotonic() + seconds, worker))

    def wake(self) -> None:
        """Those whose time has come."""
        for until_s, worker in list(self.asleep):
            if time.monotonic() > until_s:
                worker.send_signal(signal.SIGCONT)
                self.asleep.remove((until_s, worker))

    def end(self) -> list[int]:
        """Ask all to end; returns how they did."""
        for worker in self.running:
            worker.send_signal(signal.SIGCONT)
            worker.terminate()
        try:
            return [worker.wait(20) for worker in self.running]
        finally:
            for worker in self.running:
                worker.kill()
                worker.wait()

    def said(self) -> list[dict[str, Any]]:
        """The lines of all logs; that of a killed worker may end in the middle of one."""
        lines = [line for log in sorted(self.home.glob("log-*")) for line in log.read_text().splitlines()]
        return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]

    @staticmethod
    def name(worker: subprocess.Popen[bytes]) -> str:
        """As the queue knows it."""
        return f"{socket.gethostname()}-{worker.pid}"
