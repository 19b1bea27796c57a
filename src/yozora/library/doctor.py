"""A look at everything that can be wrong with a library, in the order in which it is repaired."""

from collections.abc import Callable, Iterator

from yozora.library import versions
from yozora.library.checks import Finding, Patient, clips, files, storage, surroundings

Check = Callable[[Patient], Iterator[Finding]]

AROUND: tuple[Check, ...] = (
    surroundings.permissions,
    surroundings.disks,
    surroundings.models,
    surroundings.leftovers,
)
INSIDE: tuple[Check, ...] = (
    storage.strays,
    files.lost,
    clips.without_file,
    clips.without_pictures,
    clips.stuck,
    clips.without_job,
    files.unused,
    files.orphans,
)


def examine(patient: Patient) -> Iterator[Finding]:
    """Everything that is wrong. Each check looks when it is asked for, so a finding that is repaired before the next is
    asked for makes none that follow from it.

    Where the database is damaged or of another version, what is inside is not looked at. Raises DatabaseAway,
    UnreachableBucket.
    """
    for check in AROUND:
        yield from check(patient)
    broken = list(storage.integrity(patient))
    yield from broken
    if broken or not versions.is_there(patient.database):
        return
    yield from storage.version(patient)
    if list(storage.version(patient)):
        return
    for check in INSIDE:
        yield from check(patient)
