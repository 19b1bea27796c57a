"""Waiting for a database that is away: work that is done is not thrown away, and nobody is thought dead meanwhile."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from yozora.library.database import DatabaseAway

AGAIN_S = 0.5
LAST_S = 3.0
"""So long somebody who is to end still waits for the database."""

Answer = TypeVar("Answer")
log = logging.getLogger(__name__)


class Patience:
    """Asks a database again and again until it answers; somebody who is told to `stop` gives up after 3 seconds.

    Where a database was away, or very slow, for a lease, everybody's signs of life are missing. So it is `calm` only
    when it has answered promptly for a lease: before that, nobody's work should be taken over.
    """

    def __init__(self, stop: threading.Event, *, lease_s: float) -> None:
        self._stop, self._lease_s = stop, lease_s
        self._trouble_s = float("-inf")

    @property
    def calm(self) -> bool:
        """Whether others have had the time to say that they go on."""
        return time.monotonic() - self._trouble_s > self._lease_s

    def once(self, call: Callable[[], Answer]) -> Answer:
        """Ask once. Raises DatabaseAway."""
        began_s = time.monotonic()
        try:
            return call()
        except DatabaseAway:
            began_s = float("-inf")
            raise
        finally:
            if time.monotonic() - began_s > self._lease_s / 4:
                self._trouble_s = time.monotonic()

    def insist(self, call: Callable[[], Answer]) -> Answer:
        """Ask until there is an answer. Raises DatabaseAway where there is none in the time left before the end."""
        last_s: float | None = None
        while True:
            try:
                return self.once(call)
            except DatabaseAway as error:
                if self._stop.is_set():
                    last_s = last_s or time.monotonic() + LAST_S
                    if time.monotonic() > last_s:
                        raise
                log.warning("waiting for the database", extra={"reason": str(error)})
            time.sleep(AGAIN_S)
