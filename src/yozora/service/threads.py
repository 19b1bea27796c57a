"""Threads that wait: few for what only reads or writes the database, since more would wait for each other, and others
for what may take long, so that a slow address or a large file holds up nobody else."""

import sys
from collections.abc import Callable
from typing import TypeVar

from anyio import to_thread

from yozora.service.house import House

QUICK = 6
"""Measured on two cores: with 40, a burst of requests was never caught up with again."""

TURN_S = 0.001
"""How long a thread keeps the interpreter while others wait; 5 ms, the usual, adds up where several do."""

Answer = TypeVar("Answer")


def let_few_wait() -> None:
    """From now on so many of the requests that are functions of a thread run at once, in this event loop, which gets
    its turn again soon after each."""
    sys.setswitchinterval(TURN_S)
    to_thread.current_default_thread_limiter().total_tokens = QUICK


async def slowly(house: House, call: Callable[[], Answer]) -> Answer:
    """What a call in a thread returns that may take long."""
    return await to_thread.run_sync(call, limiter=house.slow)
