"""What long work says while it runs. The library emits these; only the command line prints them."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Progress:
    """`done` of `total` units of `stage` are finished (units: frames, files, bytes, as the stage says)."""

    stage: str
    done: int
    total: int


Listener = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """Listen to nothing."""
