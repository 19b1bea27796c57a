"""Processes that belong to a server: workers, and others that answer beside it. A crash takes nothing along, and none
of them outlives the server, however it ends: the input of each is a pipe that ends with it."""

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

GRACE_S = 10
"""So long somebody who is to end may go on with what cannot be interrupted."""

ENDS_WITH_INPUT = "YOZORA_ENDS_WITH_INPUT"
"""Set for the processes of a server. Whoever starts a worker by hand may give it no input at all."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Child:
    """A verb of the command line that runs in a process of its own, with open files that it is given."""

    verb: str
    environment: Mapping[str, str]
    files: tuple[int, ...] = ()

    def start(self) -> "subprocess.Popen[bytes]":
        """One that runs."""
        return subprocess.Popen(
            [sys.executable, "-m", "yozora", self.verb],
            env={**os.environ, **self.environment, ENDS_WITH_INPUT: "1"},
            stdin=subprocess.PIPE,
            pass_fds=self.files,
        )


@dataclass(kw_only=True)
class Children:
    """Several of them. One that ends is started again."""

    wanted: Sequence[Child]
    _running: list["subprocess.Popen[bytes]"] = field(default_factory=list["subprocess.Popen[bytes]"])
    _ended: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._watcher = threading.Thread(target=self._watch, name="children", daemon=True)

    def start(self) -> None:
        """Start all."""
        self._running.extend(child.start() for child in self.wanted)
        self._watcher.start()

    def warn(self) -> None:
        """They are to hand back what they have in hand, and end; does not wait for them."""
        self._ended.set()
        for one in self._running:
            one.terminate()

    def stop(self) -> None:
        """End all; those that do not hear are killed after a while."""
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
                    child = self.wanted[number]
                    log.warning(
                        "a process has ended, and another one is started", extra={"code": code, "verb": child.verb}
                    )
                    self._running[number] = child.start()


def end_with_input(stop: Callable[[], None]) -> None:
    """In a process of a server: call `stop` when the server has ended, also where it was killed; what cannot be
    interrupted is cut off after a while. Does nothing in a process that somebody has started by hand."""
    if not os.environ.get(ENDS_WITH_INPUT):
        return

    def wait() -> None:
        while os.read(0, 1):
            pass
        stop()
        time.sleep(GRACE_S)
        os._exit(1)

    threading.Thread(target=wait, name="input", daemon=True).start()
