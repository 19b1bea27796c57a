"""What a check is given, and what it finds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from yozora.core.events import Listener, silent
from yozora.library.blobs import Blobs
from yozora.library.database import Database
from yozora.library.pictures import SealFrom

DAY_S = 24 * 3600.0
"""What is younger may belong to work in progress."""

EXAMPLES = 5


@dataclass(frozen=True, kw_only=True)
class Patient:
    """A library and what is around it. `now` is in seconds since 1970; with `deep` every file is read.

    `seal_from` signs pictures of clips that are drawn again.
    `folders` are those with files of the library (database, store, cache), `scratch` is for what is being made, and
    `weights` are models by name with the function that loads one, which raises CorruptWeights.
    """

    home: Path
    database: Database
    blobs: Blobs
    now: float
    scratch: Path
    seal_from: SealFrom
    folders: tuple[Path, ...] = ()
    deep: bool = False
    weights: Mapping[str, Callable[[], object]] = field(default_factory=dict[str, Callable[[], object]])
    least_free_bytes: float = 1e9
    progress: Listener = silent


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something wrong: the check's name, what it is, how often it occurs and some examples, and what `repair` does, or
    what can be done where there is none. A repair looks again before it changes anything, and returns how many are
    still as they were."""

    check: str
    what: str
    count: int
    cure: str
    examples: tuple[str, ...] = ()
    repair: Callable[[], int] | None = None


def shown(names: Iterable[str]) -> tuple[str, ...]:
    """The first few of them, in order."""
    return tuple(sorted(names)[:EXAMPLES])
