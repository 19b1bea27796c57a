"""Whether a database file is whole."""

import sqlite3

from yozora.core.errors import UnreadableFile


def damage_of(connection: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong with a database, at most 20 things; nothing where it is whole."""
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
    except sqlite3.DatabaseError as error:  # too damaged to be looked through
        return [str(error)]
    return [] if found == ["ok"] else found


def check_whole(connection: sqlite3.Connection, name: str) -> None:
    """Raise UnreadableFile where a database is damaged or has rows that refer to none; `name` is what it is called."""
    what = "; ".join(damage_of(connection)[:3])
    if not what and (stray := connection.execute("PRAGMA foreign_key_check").fetchone()) is not None:
        what = f"a row of {stray[0]} refers to one of {stray[2]} that is gone"
    if what:
        raise UnreadableFile(f"The database {name} is damaged: {what}. `yozora doctor` says what can be done.")
