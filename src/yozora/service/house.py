"""Everything a request may need, put together once when the server starts."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from anyio import CapacityLimiter

from yozora.jobs.queue import Queue
from yozora.jobs.worker import Engines
from yozora.library.blobs import Blobs
from yozora.library.database import Database
from yozora.provenance import Signer
from yozora.safety.guard import Guard
from yozora.service.accounts.keys import KeyRing
from yozora.service.accounts.logins import Tries
from yozora.service.accounts.oidc import OpenIdConnect
from yozora.service.accounts.passwords import Passwords
from yozora.service.fetching import Fetcher
from yozora.service.webhooks.sending import Sender

SLOW = 12
"""So many requests at once may do what takes long: fetch, read files, draw plans."""


@dataclass(frozen=True, kw_only=True)
class House:
    """The parts of one server. With `alone` there are no accounts: whoever asks is the only person there is.
    `meters` is the folder in which several processes of a server count their answers together."""

    database: Database
    blobs: Blobs
    queue: Queue
    engines: Engines
    signer: Signer
    folder: Path
    keys: KeyRing
    guard: Guard
    alone: bool = False
    meters: Path | None = None
    public_url: str = ""
    fetcher: Fetcher = field(default_factory=Fetcher)
    sign_in_service: OpenIdConnect | None = None
    sender: Sender = field(default_factory=Sender)
    tries: Tries = field(default_factory=Tries)
    passwords: Passwords = field(default_factory=Passwords)
    clock: Callable[[], float] = time.time
    slow: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(SLOW))
