"""What long work says while it runs. The library emits these; only the command line prints them."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import UInt8

Glimpse = tuple[int, UInt8[np.ndarray, "H W 3"]]
"""A frame by its number as it looks so far, of any size."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """`done` of `total` units of `stage` are finished (units: frames, files, bytes, as the stage says). `glimpse` shows
    how a clip looks so far, where no frame of it is finished yet; it takes some milliseconds."""

    stage: str
    done: int
    total: int
    glimpse: Callable[[], Glimpse] | None = field(default=None, compare=False)


Listener = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """Listen to nothing."""
