"""Files of what was deleted for good: removed soon, unless something else refers to them.

Whoever refers to a file stores it, or reads a row that refers to it, some time before writing a row of their own. So
what was released or stored lately stays for now. Killed at any time, this leaves rows without a use, or files without a
row, that the next time or the doctor removes; never a reference to a file that is gone.
"""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from yozora.library import rows
from yozora.library.blobs import Blobs
from yozora.library.checks.files import guarded_files, hold_files
from yozora.library.database import Database, add_unless_there
from yozora.library.tables import Clip, File, Released, Upload

SETTLED_S = 600.0
"""By then whoever has stored a file, or looked at what refers to it, has written down that it is used."""

STAMPED_S = 3600.0
"""A bucket's file that is stored once more may be taken to be as old as this; see `Blobs.add`."""


def release(session: Session, *deleted: Clip | Upload, now: float) -> None:
    """Note the files of rows that are being deleted."""
    found = {sha256 for row in deleted for sha256 in rows.mentioned_by(row)}
    session.execute(delete(Released).where(Released.sha256.in_(found)))
    add_unless_there(session, *(Released(sha256=sha256, released_at=now) for sha256 in sorted(found)))


def remove(database: Database, blobs: Blobs, *, now: float) -> int:
    """Remove files that were released and that nothing refers to; returns how many. Those that were released or stored
    lately stay for another time."""
    with database.reading() as session:
        due = select(Released.sha256).where(Released.released_at < now - SETTLED_S)
        if session.scalar(due.limit(1)) is None:
            return 0
    with database.writing() as session:
        hold_files(session)
        found = set(session.scalars(due))
        used = found & rows.mentioned(session.connection())
        session.execute(delete(Released).where(Released.sha256.in_(used)))
        session.execute(delete(File).where(File.sha256.in_(found - used)))
    guarded = guarded_files(database)
    return 0 if guarded is None else _remove(database, blobs, found - used - guarded, now=now)


def _remove(database: Database, blobs: Blobs, wanted: set[str], *, now: float) -> int:
    """Remove those that are old enough; then, and where one is not there at all, its being released is forgotten."""
    removed, young = 0, set[str]()
    for one in blobs.all() if wanted else ():
        if one.sha256 not in wanted:
            continue
        with database.writing() as session:
            hold_files(session)
            if one.changed_at >= now - STAMPED_S - SETTLED_S or session.get(File, one.sha256) is not None:
                young.add(one.sha256)
            else:
                blobs.remove(one.sha256)
                removed += 1
    with database.writing() as session:
        session.execute(delete(Released).where(Released.sha256.in_(wanted - young)))
    return removed
