"""Both databases: what is written stays or is undone as a whole, and one that is away says so."""

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from chaos import databases
from chaos.orders import add_person
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from yozora.core.errors import InvalidRequest, UnwritableOutput
from yozora.library import database as databases_of_the_library
from yozora.library import events
from yozora.library.database import Database, DatabaseAway, add_unless_there
from yozora.library.tables import Event, File, Person, Table

UPGRADE = "import sys; from yozora.library.database import Database; Database(sys.argv[1]).upgrade()"


@pytest.fixture(params=databases.KINDS)
def database(request: pytest.FixtureRequest) -> Database:
    """With its tables and no rows."""
    return databases.fresh(request.param)


@pytest.fixture
def server() -> Database:
    """The same, only of the Postgres."""
    return databases.fresh("postgres")


@pytest.fixture
def guest(server: Database) -> Generator[Database]:
    """Another program's view of it."""
    with closing(Database(address(server))) as opened:
        yield opened


@pytest.fixture
def other(database: Database) -> Generator[Database]:
    """Another program's view of it."""
    with closing(Database(address(database))) as opened:
        yield opened


def address(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def people(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Person)) or 0


def test_what_is_written_is_there_for_others(database: Database, other: Database) -> None:
    with database.writing() as session:
        add_person(session, "Ada")
        assert people(other) == 0
    assert people(other) == 1


def test_an_error_undoes_everything(database: Database) -> None:
    with pytest.raises(RuntimeError), database.writing() as session:
        add_person(session, "Ada")
        raise RuntimeError
    assert people(database) == 0


def test_what_is_written_while_only_reading_is_undone(database: Database) -> None:
    with database.reading() as session:
        add_person(session, "Ada")
    assert people(database) == 0


def test_writers_of_a_file_wait_for_each_other(tmp_path: Path) -> None:
    url = databases.new_url("sqlite", tmp_path)
    wrong: list[BaseException] = []

    def add(name: str) -> None:
        try:
            with closing(Database(url)) as own:
                for number in range(40):
                    with own.writing() as session:
                        before = session.scalar(select(func.count()).select_from(Person))
                        add_person(session, f"{name} {number}")
                        time.sleep(0.0005)
                        assert session.scalar(select(func.count()).select_from(Person)) == (before or 0) + 1
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=add, args=(name,)) for name in ("Ada", "Ben", "Cleo")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not wrong
    with closing(Database(url)) as database:
        assert people(database) == 120


def test_readers_of_a_file_see_one_moment_and_do_not_wait(tmp_path: Path) -> None:
    url = databases.new_url("sqlite", tmp_path)
    with closing(Database(url)) as one, closing(Database(url)) as two:
        with one.reading() as reader:
            assert reader.scalar(select(func.count()).select_from(Person)) == 0
            with two.writing() as writer:
                add_person(writer, "Ada")
            assert reader.scalar(select(func.count()).select_from(Person)) == 0
        assert people(one) == 1


def test_a_file_that_is_locked_for_too_long_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases_of_the_library, "BUSY_MS", 100)
    url = databases.new_url("sqlite", tmp_path)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as holder:
        holder.execute("PRAGMA journal_mode=WAL")
        holder.execute("BEGIN EXCLUSIVE")
        with closing(Database(url)) as database:
            assert people(database) == 0
            with pytest.raises(
                DatabaseAway, match=r"does not answer: database is locked\. Is it running, and its disk"
            ):
                with database.writing() as session:
                    add_person(session, "Ada")
            holder.execute("COMMIT")
            with database.writing() as session:
                add_person(session, "Ada")
            assert people(database) == 1


@pytest.mark.parametrize("kind", databases.KINDS)
def test_a_connection_in_use_goes_when_it_is_given_back_to_a_closed_database(kind: str, tmp_path: Path) -> None:
    database = Database(databases.new_url(kind, tmp_path))
    with database.reading() as session:
        connection = session.connection().connection.driver_connection
        database.close()
        assert people(database) == 0  # a thread that comes late
    assert connection is not None
    with pytest.raises((sqlite3.ProgrammingError, psycopg.OperationalError), match="closed"):
        connection.execute("SELECT 1")


def test_a_file_that_cannot_be_opened_is_away(tmp_path: Path) -> None:
    (tmp_path / "library.db").mkdir()
    with closing(Database(f"sqlite:///{tmp_path / 'library.db'}")) as database:
        with pytest.raises(DatabaseAway, match="unable to open database file"):
            people(database)


def test_a_server_that_does_not_run_is_away() -> None:
    with closing(Database("postgresql://nobody@127.0.0.1:1/nothing")) as database:
        with pytest.raises(DatabaseAway, match=r"does not answer: .*\. Is it running"):
            people(database)


def test_a_server_that_was_restarted_is_there_again(guest: Database) -> None:
    with guest.writing() as session:
        add_person(session, "Ada")
    with pytest.raises(DatabaseAway), guest.writing() as session:
        add_person(session, "Ben")
        databases.postgres().restart()
        add_person(session, "Cleo")
    assert people(guest) == 1


def test_a_program_that_stops_in_the_middle_holds_up_a_server_not_for_long(
    monkeypatch: pytest.MonkeyPatch, server: Database
) -> None:
    monkeypatch.setattr(databases_of_the_library, "STALLED_S", 1)
    with closing(Database(address(server))) as stalled:
        with pytest.raises(DatabaseAway), stalled.writing() as session:
            add_person(session, "Ada")
            began_s = time.monotonic()
            with server.writing() as free:  # waits for the name
                add_person(free, "Ada")
            assert 0.5 < time.monotonic() - began_s < 10
            add_person(session, "Ben")
    assert people(server) == 1


def test_mistakes_in_a_statement_are_not_taken_for_a_database_that_is_away(database: Database) -> None:
    with pytest.raises((OperationalError, ProgrammingError)), database.reading() as session:
        session.execute(text("SELECT nothing FROM nowhere"))
    with pytest.raises(IntegrityError), database.writing() as session:
        add_person(session, "Ada")
        add_person(session, "Ada")


def test_more_readers_than_connections_are_told_to_come_again(tmp_path: Path) -> None:
    with closing(Database(databases.new_url("sqlite", tmp_path))) as database:
        database.engine.pool._timeout = 0.1  # pyright: ignore
        held = [database.engine.connect() for _ in range(2 * databases_of_the_library.CONNECTIONS)]
        with pytest.raises(DatabaseAway, match="All 40 connections to the database have been in use"):
            people(database)
        for one in held:
            one.close()
        assert people(database) == 0


@pytest.mark.parametrize("kind", databases.KINDS)
def test_programs_that_start_together_make_the_tables_once(kind: str, tmp_path: Path) -> None:
    url = (
        f"sqlite:///{tmp_path}/new/library.db" if kind == "sqlite" else databases.postgres().create("started_together")
    )
    programs = [
        subprocess.Popen([sys.executable, "-c", UPGRADE, url], stderr=subprocess.PIPE, text=True) for _ in range(3)
    ]
    said = [program.communicate(timeout=60)[1] for program in programs]
    assert [program.returncode for program in programs] == [0, 0, 0], said
    with closing(Database(url)) as database:
        assert {*Table.metadata.tables, "alembic_version"} == {*inspect(database.engine).get_table_names()}
        database.upgrade()


@pytest.mark.parametrize("kind", databases.KINDS)
def test_the_migrations_make_the_tables_that_the_program_knows(kind: str, tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with closing(Database(databases.new_url(kind, tmp_path))) as database, database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Table.metadata) == []


def test_a_library_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    with closing(Database(databases.new_url("sqlite", tmp_path))) as database:
        with database.writing() as session:
            session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(InvalidRequest, match=r"made by a newer version of this program: .*9999"):
            database.upgrade()


def test_what_is_there_is_left_as_it_is(database: Database) -> None:
    def file(kind: str) -> File:
        return File(sha256="a" * 64, size_bytes=3, media_type=kind, created_at=1.0)

    with database.writing() as session:
        add_unless_there(session, file("video/mp4"), file("image/jpeg"))
    with database.writing() as session:
        add_unless_there(session, file("image/webp"))
        assert [one.media_type for one in session.scalars(select(File))] == ["video/mp4"]


def test_two_programs_may_add_the_same_at_one_moment(server: Database, guest: Database) -> None:
    done: list[str] = []

    def add() -> None:
        with guest.writing() as session:
            add_unless_there(session, File(sha256="a" * 64, size_bytes=3, media_type="video/mp4", created_at=1.0))
        done.append("guest")

    with server.writing() as session:
        add_unless_there(session, File(sha256="a" * 64, size_bytes=3, media_type="video/mp4", created_at=1.0))
        thread = threading.Thread(target=add)
        thread.start()
        thread.join(0.3)
        assert not done
    thread.join(10)
    assert done == ["guest"]


def test_time_is_the_same_for_all(database: Database) -> None:
    with database.writing() as session:
        first = database.now(session)
        time.sleep(0.05)
        assert 0.04 < database.now(session) - first < 5  # it goes on in a transaction
    assert abs(first - time.time()) < 5


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("library", "is no URL. Use sqlite:///FILE or postgresql://HOST/NAME."),
        ("mysql://host/name", "database=mysql is not known. Use sqlite:///FILE or postgresql://HOST/NAME."),
        ("sqlite://", "names no file, and other programs share it. Use sqlite:///FILE."),
        ("sqlite:///:memory:", "names no file, and other programs share it. Use sqlite:///FILE."),
    ],
)
def test_what_is_no_database_is_refused(url: str, message: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        Database(url)
    assert message in str(refused.value)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(UnwritableOutput, match="where the library is to be, cannot be made"):
        Database(f"sqlite:///{tmp_path}/file/library.db")


def tell(database: Database, person_id: str, kind: str, *, now: float) -> None:
    with database.writing() as session:
        events.tell(session, person_id, kind, "clip", {}, now=now)


def heard(database: Database, number: int, *, now: float) -> list[str]:
    with database.reading() as session:
        return [event.kind for event in events.after(session, number, now=now)]


def test_events_are_heard_in_order_after_a_number(database: Database) -> None:
    with database.writing() as session:
        ada = add_person(session, "Ada")
        before = events.newest(session)
    for kind in ("one", "two", "three"):
        tell(database, ada, kind, now=100.0)
    with database.reading() as session:
        first, *_ = events.after(session, before, now=1000.0)
        assert events.newest(session) == first.id + 2
        assert [event.kind for event in events.after(session, before, most=2, now=1000.0)] == ["one", "two"]
    assert heard(database, first.id, now=100.0) == ["two", "three"]


def test_an_event_that_is_seen_late_is_not_missed(server: Database, guest: Database) -> None:
    with server.writing() as session:
        ada = add_person(session, "Ada")
    tell(server, ada, "first", now=100.0)
    with server.reading() as session:
        number = events.newest(session) - 1
    with guest.writing() as slow:
        events.tell(slow, ada, "slow", "clip", {}, now=100.0)
        slow.flush()
        tell(server, ada, "quick", now=100.1)
        assert heard(server, number, now=100.2) == ["first"]
    assert heard(server, number, now=100.3) == ["first", "slow", "quick"]


def test_a_number_that_was_given_to_a_failure_holds_nothing_up_for_long(database: Database) -> None:
    with database.writing() as session:
        ada = add_person(session, "Ada")
    tell(database, ada, "first", now=100.0)
    with database.reading() as session:
        number = events.newest(session) - 1
    with pytest.raises(RuntimeError), database.writing() as session:
        events.tell(session, ada, "undone", "clip", {}, now=100.0)
        session.flush()
        raise RuntimeError
    tell(database, ada, "second", now=100.0)
    assert heard(database, number, now=100.0 + events.GAP_S + 0.1) == ["first", "second"]


def test_no_number_is_given_twice_also_after_everything_was_forgotten(database: Database) -> None:
    with database.writing() as session:
        ada = add_person(session, "Ada")
    tell(database, ada, "old", now=100.0)
    with database.writing() as session:
        last = events.newest(session)
        events.forget(session, now=100.0 + events.KEPT_S + 1)
        assert session.scalar(select(func.count()).select_from(Event)) == 0
    tell(database, ada, "new", now=100.0)
    assert heard(database, last, now=1000.0) == ["new"]
