"""Rows of whole databases: read all at one moment, copied from one kind of database to another."""

import json
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    LargeBinary,
    String,
    Text,
    bindparam,
    cast,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy import Table as Rows

from yozora.core.events import Listener, Progress, silent
from yozora.library.database import Database
from yozora.library.tables import File, Released, Table

AT_ONCE = 500

_DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


def tables() -> tuple[Rows, ...]:
    """Every table, those that others refer to first."""
    return tuple(Table.metadata.sorted_tables)


@contextmanager
def at_one_moment(database: Database) -> Generator[Connection]:
    """A connection that sees the database as it is now, whatever is written meanwhile. Raises DatabaseAway."""
    with database.reading() as session:
        if database.is_sqlite:
            yield session.connection()
        else:
            held = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            yield session.connection(execution_options=held)


def count(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables()}


def copy(source: Connection, target: Connection, *, progress: Listener = silent) -> None:
    """Add every row of a database to another one that has none; both are of the newest version."""
    for number, table in enumerate(tables(), 1):
        _copy_table(table, source, target)
        progress(Progress(stage="database", done=number, total=len(tables())))
    if target.dialect.name == "postgresql":
        _count_on(target)


def clear(connection: Connection) -> None:
    """Remove every row of every table."""
    for table in reversed(tables()):
        connection.execute(delete(table))


def mentioned(connection: Connection) -> set[str]:
    """Every SHA-256 that stands anywhere in a row: in recipes, boards, requests and whatever else refers to files.
    The table of files itself does not count, nor that of files which may go."""
    found: set[str] = set()
    for table in tables():
        columns = [cast(column, Text) for column in table.columns if isinstance(column.type, (String, JSON))]
        if table in (File.__table__, Released.__table__) or not columns:
            continue
        for row in connection.execute(select(*columns).execution_options(yield_per=AT_ONCE)):
            for value in row:
                found.update(_DIGEST.findall(value or ""))
    return found


def mentioned_by(row: Table) -> set[str]:
    """Every SHA-256 that stands in a row."""
    entries = [getattr(row, column.key) for column in inspect(type(row)).column_attrs]
    return set(_DIGEST.findall(json.dumps(entries, default=str)))


def _copy_table(table: Rows, source: Connection, target: Connection) -> None:
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    later: list[dict[str, Any]] = []
    for part in _parts(table, source):
        later += [row for row in part if any(row[name] is not None for name in own)]
        target.execute(insert(table), [{**row, **dict.fromkeys(own)} for row in part])
    if later:
        _refer(table, own, later, target)


def _refer(table: Rows, own: Sequence[str], rows: Sequence[Mapping[str, Any]], target: Connection) -> None:
    """Let rows refer to others of the same table, now that all of them are there."""
    names = [column.name for column in table.primary_key]
    change = update(table).values({name: bindparam(f"new_{name}") for name in own})
    for name in names:
        change = change.where(table.columns[name] == bindparam(f"old_{name}"))
    target.execute(
        change,
        [{f"old_{name}": row[name] for name in names} | {f"new_{name}": row[name] for name in own} for row in rows],
    )


def _parts(table: Rows, source: Connection) -> Iterator[list[dict[str, Any]]]:
    """What an engine remembers of one job may fill the memory, so such rows come one by one."""
    heavy = any(isinstance(column.type, LargeBinary) for column in table.columns)
    asked = select(table).order_by(*table.primary_key.columns)
    rows = source.execute(asked.execution_options(yield_per=1 if heavy else AT_ONCE))
    for part in rows.mappings().partitions():
        yield [dict(row) for row in part]


def _count_on(connection: Connection) -> None:
    """Postgres hands out numbers from a counter of its own, which knows nothing of rows that came with theirs."""
    for table in tables():
        column = table.autoincrement_column
        if column is None:
            continue
        asked = text(
            f"SELECT setval(pg_get_serial_sequence(:name, :column), (SELECT max({column.name}) FROM {table.name}))"
        )
        connection.execute(asked, {"name": table.name, "column": column.name})
