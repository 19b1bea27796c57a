"""Files of the store and rows of the table of files, which should be the same ones."""

import hashlib
import mimetypes
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from functools import partial

from sqlalchemy import Connection, delete, select, text, update
from sqlalchemy import Table as Rows
from sqlalchemy.orm import Session

from yozora.core.events import Progress
from yozora.library import rows, versions
from yozora.library.blobs import MissingBlob, Stored, saying_why
from yozora.library.checks import clips
from yozora.library.checks.finding import DAY_S, Finding, Patient, shown
from yozora.library.database import Database
from yozora.library.tables import Clip, File, Table

MISSING, DAMAGED = "missing", "damaged"
ELSEWHERE = (
    "More than half of the library's files are not there, so nothing is changed. Is the right folder or bucket given "
    "(YOZORA_FILES), and its disk there? Otherwise bring the files back: yozora restore FILE.tar --force."
)


def lost(patient: Patient) -> Iterator[Finding]:
    """Files that the database knows and the store does not have, or not as they were."""
    known = _known(patient)
    wrong = _wrong(patient, known)
    for state in (MISSING, DAMAGED):
        found = [sha256 for sha256, one in wrong.items() if one == state]
        if found:
            yield Finding(
                check=f"{state}_files",
                what=f"Files of the library are {state}.",
                count=len(found),
                examples=shown(found),
                cure=ELSEWHERE
                if _is_elsewhere(known, wrong)
                else "marks clips as failed whose video it is, to be made again, makes thumbnails again, and forgets "
                f"uploads; what is damaged is kept in {patient.home / DAMAGED}",
                repair=None if _is_elsewhere(known, wrong) else partial(_give_up, patient, found),
            )
    resized = [sha256 for sha256, one in wrong.items() if isinstance(one, int)]
    if resized:
        yield Finding(
            check="sizes",
            what="Files are whole, but the database says that they have another size.",
            count=len(resized),
            examples=shown(resized),
            cure="corrects the database",
            repair=partial(_resize, patient, resized),
        )


def unused(patient: Patient) -> Iterator[Finding]:
    """Files that nothing in the database mentions any more."""
    with rows.at_one_moment(patient.database) as connection:
        found = _unused(connection, patient)
    if found:
        yield Finding(
            check="unused_files",
            what="The database knows files that nothing refers to.",
            count=len(found),
            examples=shown(found),
            cure="forgets them, and then removes them as below",
            repair=partial(_forget, patient),
        )


def orphans(patient: Patient) -> Iterator[Finding]:
    """Files of the store that the database does not know, as far as they are older than a day."""
    listed = {one.sha256: one for one in patient.blobs.all()}
    known = _known(patient)
    found = [one for one in listed.values() if _is_old(one, patient) and one.sha256 not in known]
    # It looks through every recipe, so only where there is a need.
    guarded = guarded_files(patient.database) if found else set[str]()
    if guarded is not None and not (found := [one for one in found if one.sha256 not in guarded]):
        return
    elsewhere = 2 * sum(sha256 not in listed for sha256 in known) > len(known)
    unsure = guarded is None or elsewhere
    yield Finding(
        check="orphans",
        what=f"Files in the store ({sum(one.size_bytes for one in found) / 1e6:.1f} MB) are unknown to the database.",
        count=len(found),
        examples=shown(one.sha256 for one in found),
        cure=(ELSEWHERE if elsewhere else UNREADABLE_ASIDE) if unsure else "removes them",
        repair=None if unsure else partial(_remove, patient),
    )


UNREADABLE_ASIDE = (
    "A database that `yozora restore` moved aside cannot be read, and may know them. Remove it once it is not needed."
)


def _known(patient: Patient) -> dict[str, int]:
    with patient.database.reading() as session:
        return {sha256: size_bytes for sha256, size_bytes in session.execute(select(File.sha256, File.size_bytes))}


def _wrong(patient: Patient, known: Mapping[str, int]) -> dict[str, str | int]:
    """What is wrong with files: missing, damaged, or their true size in bytes where only the row is wrong."""
    stored = {one.sha256: one.size_bytes for one in patient.blobs.all()}
    suspects = [sha256 for sha256, size in known.items() if patient.deep or stored.get(sha256) != size]
    wrong: dict[str, str | int] = {}
    for number, sha256 in enumerate(suspects, 1):
        state = _state(patient, sha256, known[sha256])
        if state is not None:
            wrong[sha256] = state
        patient.progress(Progress(stage="files", done=number, total=len(suspects)))
    still = _known(patient) if wrong else known  # the server may have removed some meanwhile
    return {sha256: state for sha256, state in wrong.items() if sha256 in still}


def _state(patient: Patient, sha256: str, size_bytes: int) -> str | int | None:
    digest, read_bytes = hashlib.sha256(), 0
    try:
        for chunk in patient.blobs.read(sha256):
            digest.update(chunk)
            read_bytes += len(chunk)
    except MissingBlob:
        return MISSING
    except OSError:
        return DAMAGED
    if digest.hexdigest() != sha256:
        return DAMAGED
    return None if read_bytes == size_bytes else read_bytes


def _is_elsewhere(known: Mapping[str, int], wrong: Mapping[str, str | int]) -> bool:
    return 2 * sum(one == MISSING for one in wrong.values()) > len(known)


def _give_up(patient: Patient, found: Sequence[str]) -> int:
    for sha256 in found:
        with patient.database.reading() as session:
            row = session.get(File, sha256)
        state = None if row is None else _state(patient, sha256, row.size_bytes)
        if row is None or state not in (MISSING, DAMAGED):
            continue
        if state == DAMAGED:
            _keep_damaged(patient, row)
        with patient.database.writing() as session:
            _let_go(session, sha256, now=patient.now)
        if state == DAMAGED:  # else the same content, added again, would be taken for what is there
            patient.blobs.remove(sha256)
    return 0


def _keep_damaged(patient: Patient, row: File) -> None:
    """Most of a damaged clip can often still be played."""
    folder = patient.home / DAMAGED
    with saying_why(folder, size_bytes=row.size_bytes):
        folder.mkdir(mode=0o700, exist_ok=True)
        copy = folder / f"{row.sha256}{mimetypes.guess_extension(row.media_type) or ''}"
        with copy.open("wb") as file, suppress(MissingBlob):
            for chunk in patient.blobs.read(row.sha256):
                file.write(chunk)


def _let_go(session: Session, sha256: str, *, now: float) -> None:
    """Nothing refers to the file any more: what can do without it does, and what cannot goes."""
    for clip in session.scalars(select(Clip).where(Clip.video == sha256)):
        message = clips.LOST if clip.recipe else clips.GONE
        clips.fail(session, clip, code="file_lost", message=message, now=now)
    session.flush()
    connection = session.connection()
    for table, column in _references():
        own = table.columns[column] == sha256
        change = update(table).values({column: None}) if table.columns[column].nullable else delete(table)
        connection.execute(change.where(own))
    session.execute(delete(File).where(File.sha256 == sha256))


def _references() -> Iterator[tuple[Rows, str]]:
    for table in Table.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is File.__table__:
                yield table, key.parent.name


def _resize(patient: Patient, found: Sequence[str]) -> int:
    for sha256 in found:
        size_bytes = patient.blobs.size(sha256)
        with patient.database.writing() as session:
            session.execute(update(File).where(File.sha256 == sha256).values(size_bytes=size_bytes))
    return 0


def _unused(connection: Connection, patient: Patient) -> list[str]:
    old = connection.scalars(select(File.sha256).where(File.created_at < patient.now - DAY_S)).all()
    return sorted(set(old) - rows.mentioned(connection)) if old else []


def hold_files(session: Session) -> None:
    """Whoever refers to a file adds its row first, and has to wait until this transaction is over."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(text("LOCK TABLE files IN SHARE ROW EXCLUSIVE MODE"))


def _forget(patient: Patient) -> int:
    with patient.database.writing() as session:
        hold_files(session)
        for sha256 in _unused(session.connection(), patient):
            session.execute(delete(File).where(File.sha256 == sha256))
    return 0


def guarded_files(database: Database) -> set[str] | None:
    """Files that are not orphans; None where that cannot be said for certain."""
    with rows.at_one_moment(database) as connection:
        guarded = rows.mentioned(connection) | set(connection.scalars(select(File.sha256)))
        if not database.is_sqlite:
            return guarded | _known_to_schemas(connection)
    file = versions.file_of(database)
    assert file is not None, "it is a file"
    for one in versions.set_aside(file):
        try:
            with closing(sqlite3.connect(one)) as aside:
                guarded.update(str(row[0]) for row in aside.execute("SELECT sha256 FROM files"))
        except sqlite3.Error:
            return None
    return guarded


def _known_to_schemas(connection: Connection) -> set[str]:
    like = f"{versions.ASIDE.replace('-', '_')}_%"
    asked = text("SELECT table_schema FROM information_schema.tables WHERE table_name='files' AND table_schema LIKE :a")
    schemas = connection.scalars(asked, {"a": like}).all()
    return {sha256 for one in schemas for sha256 in connection.scalars(text(f'SELECT sha256 FROM "{one}".files'))}


def _remove(patient: Patient) -> int:
    guarded = guarded_files(patient.database)
    if guarded is None:
        known = _known(patient)
        return sum(_is_old(one, patient) and one.sha256 not in known for one in patient.blobs.all())
    for one in patient.blobs.all():
        if _is_old(one, patient) and one.sha256 not in guarded and not _is_known(patient, one.sha256):
            patient.blobs.remove(one.sha256)
    return 0


def _is_old(one: Stored, patient: Patient) -> bool:
    return one.changed_at < patient.now - DAY_S


def _is_known(patient: Patient, sha256: str) -> bool:
    with patient.database.reading() as session:
        return session.get(File, sha256) is not None
