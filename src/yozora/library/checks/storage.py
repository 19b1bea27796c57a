"""The database itself: whether it is whole, of the right version, and its rows belong together."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial

from sqlalchemy import Connection, TextClause, delete, text, update

from yozora.library import versions
from yozora.library.checks.finding import Finding, Patient, shown
from yozora.library.integrity import damage_of
from yozora.library.tables import Board, Clip, Figure, Folder, Person, Preset, Project, Table, Upload

MADE = {one.__tablename__ for one in (Person, Project, Folder, Clip, Upload, Board, Preset, Figure)}
"""Tables with what people made, of which no row is removed because something else is gone."""

RESTORE = "Stop the server and put a backup in its place: yozora restore FILE.tar --force."


def integrity(patient: Patient) -> Iterator[Finding]:
    """Every page of the file can be read and is as it should be. Postgres looks after itself."""
    file = versions.file_of(patient.database)
    if file is None or not file.exists():
        return
    with closing(sqlite3.connect(file)) as connection:
        found = damage_of(connection)
    if found:
        yield Finding(
            check="integrity",
            what=f"The database {file} is damaged.",
            count=len(found),
            examples=shown(found),
            cure=RESTORE,
        )


def version(patient: Patient) -> Iterator[Finding]:
    """The tables are those that this program works with."""
    with patient.database.reading() as session:
        found = versions.version_of(session.connection())
    if found == versions.newest():
        return
    newer = found is not None and not versions.is_known(found)
    yield Finding(
        check="version",
        what=f"The database is of version {found}; this program works with {versions.newest()}.",
        count=1,
        cure="Install the version of yozora that made it." if newer else "brings its tables up to date",
        repair=None if newer else partial(_upgraded, patient),
    )


def strays(patient: Patient) -> Iterator[Finding]:
    """Rows that refer to rows that are gone, which only happens where another program changed the database."""
    if not patient.database.is_sqlite:
        return
    with patient.database.reading() as session:
        found = _strays(session.connection())
    if found:
        yield Finding(
            check="strays",
            what="Rows refer to other rows that are gone.",
            count=len(found),
            examples=shown({f"{table} refers to {parent}" for table, _, parent, _ in found}),
            cure="lets them refer to none, or removes them; what people made is kept as it is",
            repair=partial(_let_go, patient),
        )


def _upgraded(patient: Patient) -> int:
    patient.database.upgrade()
    return 0


def _strays(connection: Connection) -> list[tuple[str, int, str, int]]:
    """Table, number of the row, the table it refers to, and the number of the reference."""
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(text("PRAGMA foreign_key_check"))]


def _let_go(patient: Patient) -> int:
    with patient.database.writing() as session:
        connection = session.connection()
        for name, row, _, reference in _strays(connection):
            keys = connection.execute(text(f"PRAGMA foreign_key_list({name})"))
            column = next(str(key[3]) for key in keys if key[0] == reference)
            table = Table.metadata.tables[name]
            if table.columns[column].nullable:
                connection.execute(update(table).where(_is(row)).values({column: None}))
            elif name not in MADE:
                connection.execute(delete(table).where(_is(row)))
        return len(_strays(connection))


def _is(row: int) -> TextClause:
    return text("rowid = :row").bindparams(row=row)
