"""The part of a server that sends messages, in a thread beside the answers."""

import logging
import threading
import time
from collections.abc import Callable

from yozora.library import decisions, events
from yozora.library.database import Database, DatabaseAway
from yozora.safety.policy import Policy, usual_policy
from yozora.service.webhooks import deliveries
from yozora.service.webhooks.deliveries import Parcel
from yozora.service.webhooks.sending import TIMEOUT_S, FailedSending, RefusedHook, Sender
from yozora.service.webhooks.signing import signed

LOOKED_EVERY_S = 1.0
AWAY_S = 5.0
LONGEST_SENDING_S = TIMEOUT_S + 5
PATIENCE_S = 3.0
FORGETS_EVERY_S = 3600.0

log = logging.getLogger(__name__)


class Courier:
    """Writes and sends messages until it is stopped; see `deliveries`. Once an hour, old events are let go
    of, and decisions that the `policy` does not keep."""

    def __init__(
        self,
        database: Database,
        sender: Sender,
        *,
        policy: Callable[[], Policy] = usual_policy,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database, self._sender, self._policy, self._clock = database, sender, policy, clock
        self._forgot_at = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End within a few seconds. What is being sent then is sent again later unless somebody takes it in time."""
        self._ended.set()
        self._thread.join(PATIENCE_S)

    def work(self) -> int:
        """Send what is to be sent now; how many messages that were. Raises DatabaseAway."""
        if not deliveries.write(self._database, now=self._clock()):
            self._forget()  # every message of what happened has been written
        parcels = deliveries.claim(self._database, now=self._clock())
        threads = [threading.Thread(target=self._deliver, args=(parcel,), daemon=True) for parcel in parcels]
        for thread in threads:
            thread.start()
        until_s = time.monotonic() + LONGEST_SENDING_S
        for thread in threads:
            while thread.is_alive() and time.monotonic() < until_s and not self._ended.is_set():
                thread.join(0.1)
        return len(parcels)

    def _forget(self) -> None:
        now = self._clock()
        if now - self._forgot_at < FORGETS_EVERY_S:
            return
        with self._database.writing() as session:
            events.forget(session, now=now)
            decisions.forget(session, keep_days=self._policy().keep_days, now=now)
        self._forgot_at = now

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                if not self.work():
                    self._ended.wait(LOOKED_EVERY_S)
            except DatabaseAway:
                self._ended.wait(AWAY_S)
            except Exception:
                log.exception("webhooks failed by a mistake of the program")
                self._ended.wait(AWAY_S)

    def _deliver(self, parcel: Parcel) -> None:
        status, answer = self._sent(parcel)
        log.info("webhook", extra={"status": status, "reason": f"{parcel.id}: {answer}", "attempt": parcel.attempts})
        try:
            deliveries.note(self._database, parcel, status, answer, now=self._clock())
        except DatabaseAway:
            log.warning("webhook was sent and could not be noted", extra={"reason": parcel.id})

    def _sent(self, parcel: Parcel) -> tuple[int | None, str]:
        headers = signed(parcel.secret, parcel.id, parcel.body, now=self._clock())
        try:
            status = self._sender.send(parcel.url, parcel.body, headers)
        except (RefusedHook, FailedSending) as error:
            return None, str(error)
        return status, str(status)
