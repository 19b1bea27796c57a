"""People: the first start, links that work once, names, roles, and the last administrator."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from yozora.core.errors import InvalidRequest, YozoraError
from yozora.library.database import Database
from yozora.library.tables import Login, Person, Ticket
from yozora.service.accounts import keys, logins, people
from yozora.service.accounts.passwords import Passwords
from yozora.service.accounts.people import (
    LastAdministrator,
    NameTaken,
    NoSuchPerson,
    Role,
    TicketRefused,
    WrongPassword,
)

NOW = 1_795_000_000.0
DAY_S = 24 * 3600.0
PASSWORD = "a fox in the snow"


def add(database: Database, name: str = "Ann", role: Role = Role.MEMBER) -> str:
    with database.writing() as session:
        return people.add_person(session, name, role=role, plan="plus", now=NOW).id


def person(database: Database, person_id: str) -> Person:
    with database.reading() as session:
        return people.person_with(session, person_id)


def first_start(database: Database, now: float = NOW) -> str | None:
    with database.writing() as session:
        return people.first_start(session, now=now)


def use(database: Database, passwords: Passwords, token: str, password: str = PASSWORD, now: float = NOW) -> Person:
    with database.writing() as session:
        return people.use_ticket(session, token, password, passwords=passwords, now=now)


def test_the_first_start_makes_an_administrator_and_a_link_for_the_password(
    database: Database, passwords: Passwords
) -> None:
    token = first_start(database)
    assert token is not None and len(token) == 43
    admin = use(database, passwords, token)
    assert (admin.name, admin.role, admin.plan) == ("admin", "administrator", "open")
    assert passwords.is_password(PASSWORD, admin.password)


def test_as_long_as_nobody_used_the_link_the_next_start_gives_one_that_works(
    database: Database, passwords: Passwords
) -> None:
    first_start(database)
    token = first_start(database, now=NOW + 400 * DAY_S)
    assert token is not None
    assert use(database, passwords, token, now=NOW + 400 * DAY_S).name == "admin"
    with database.reading() as session:
        assert len(people.people(session)) == 1


def test_two_processes_that_start_together_both_print_a_link_that_works(
    database: Database, passwords: Passwords
) -> None:
    first, second = first_start(database), first_start(database)
    assert first is not None and second is not None
    use(database, passwords, first)
    with pytest.raises(TicketRefused):
        use(database, passwords, second)


def test_once_an_administrator_can_sign_in_a_start_gives_no_link(database: Database, passwords: Passwords) -> None:
    use(database, passwords, first_start(database) or "")
    assert first_start(database) is None


def test_an_administrator_who_signs_in_elsewhere_counts_as_well(database: Database) -> None:
    first_start(database)
    with database.writing() as session:
        people.add_person(
            session, "Ann", role=Role.ADMINISTRATOR, plan="open", now=NOW, login_subject="https://login.example.org#1"
        )
    assert first_start(database) is None


def test_a_link_works_once(database: Database, passwords: Passwords) -> None:
    token = first_start(database) or ""
    use(database, passwords, token)
    with pytest.raises(
        TicketRefused, match=r"^This link does not work any more: it was used, or is older than a day\."
    ):
        use(database, passwords, token, password="another password")


def test_a_link_works_for_a_day(database: Database, passwords: Passwords) -> None:
    token = first_start(database) or ""
    with pytest.raises(TicketRefused):
        use(database, passwords, token, now=NOW + DAY_S)
    assert use(database, passwords, token, now=NOW + DAY_S - 1)


@pytest.mark.parametrize("token", ["", "x" * 43, "\x00", "\ud83e"])
def test_what_is_no_link_is_refused(database: Database, passwords: Passwords, token: str) -> None:
    first_start(database)
    with pytest.raises(TicketRefused):
        use(database, passwords, token)


def test_without_a_link_nothing_is_hashed(database: Database) -> None:
    class Counting(PasswordHasher):
        hashed = 0

        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            self.hashed += 1
            return super().hash(password, salt=salt)

    hasher = Counting(time_cost=1, memory_cost=8, parallelism=1)
    passwords = Passwords(hasher)
    before = hasher.hashed
    with pytest.raises(TicketRefused):
        use(database, passwords, "x" * 43)
    assert hasher.hashed == before


def test_a_password_that_is_refused_does_not_use_the_link_up(database: Database, passwords: Passwords) -> None:
    token = first_start(database) or ""
    with pytest.raises(InvalidRequest, match="at least 10"):
        use(database, passwords, token, password="short")
    assert use(database, passwords, token)


def test_an_invitation_replaces_earlier_ones(database: Database, passwords: Passwords) -> None:
    ann = add(database)
    with database.writing() as session:
        first, second = (people.invite(session, ann, now=NOW) for _ in range(2))
    with pytest.raises(TicketRefused):
        use(database, passwords, first)
    assert use(database, passwords, second).id == ann


def test_a_new_password_by_link_signs_out_whoever_was_signed_in(database: Database, passwords: Passwords) -> None:
    ann = add(database)
    with database.writing() as session:
        cookie = logins.sign_in(session, logins.Recognised(person=people.person_with(session, ann)), now=NOW)
        token = people.invite(session, ann, now=NOW)
    use(database, passwords, token)
    with database.reading() as session:
        assert logins.login_of(session, cookie, now=NOW) is None


def test_nobody_who_is_disabled_is_invited(database: Database) -> None:
    ann = add(database)
    with database.writing() as session:
        people.disable(session, ann, now=NOW)
        with pytest.raises(InvalidRequest, match=r"^'Ann' is disabled, so a link would open nothing\. Enable"):
            people.invite(session, ann, now=NOW)


def test_links_of_somebody_who_is_disabled_end(database: Database, passwords: Passwords) -> None:
    ann = add(database)
    with database.writing() as session:
        token = people.invite(session, ann, now=NOW)
        people.disable(session, ann, now=NOW)
    with pytest.raises(TicketRefused):
        use(database, passwords, token)


def test_old_links_are_cleared_away(database: Database) -> None:
    first_start(database)
    first_start(database, now=NOW + 2 * DAY_S)
    with database.reading() as session:
        assert len(session.scalars(select(Ticket)).all()) == 1


def test_a_stolen_database_gives_no_secret_back(database: Database, passwords: Passwords, tmp_path: Path) -> None:
    secrets = [first_start(database) or ""]
    with database.writing() as session:
        admin = session.scalars(select(Person)).one()
        admin.password = passwords.hash_password(PASSWORD)
        secrets.append(logins.sign_in(session, logins.Recognised(person=admin), now=NOW))
        secrets.append(keys.create_key(session, admin.id, "mine", now=NOW)[1])
        secrets.append(people.invite(session, admin.id, now=NOW))
    database.close()
    stolen = b"".join(path.read_bytes() for path in tmp_path.glob("accounts.sqlite*"))
    assert b"$argon2id$" in stolen
    for secret in (*secrets, PASSWORD):
        assert secret.encode() not in stolen


@pytest.mark.parametrize("same", ["Ann Lee", " ann  lee ", "ANN LEE", "Ａｎｎ　Ｌｅｅ"])
def test_names_that_read_the_same_are_one_name(database: Database, same: str) -> None:
    ann = add(database, "Ann Lee")
    with pytest.raises(NameTaken, match=r"is taken, or reads the same as one that is\. Choose another one\.$"):
        add(database, same)
    with database.reading() as session:
        found = people.person_called(session, same)
        assert found is not None and found.id == ann


def test_folding_goes_beyond_english(database: Database) -> None:
    add(database, "STRASSE")
    with pytest.raises(NameTaken):
        add(database, "Straße")


@pytest.mark.parametrize("name", ["a", "x" * 60, "夜空", "José", "jose\u0301", "O'Neill-9"])
def test_people_have_all_kinds_of_names(database: Database, name: str) -> None:
    assert person(database, add(database, name)).name == people.clean_name(name)


def test_a_name_is_trimmed_and_written_one_way(database: Database) -> None:
    assert person(database, add(database, "  jose\u0301 ")).name == "jos\u00e9"


@pytest.mark.parametrize(("name", "length"), [("", 0), ("   ", 0), ("x" * 61, 61), ("x" * 1_000_000, 1_000_000)])
def test_names_have_1_to_60_characters(database: Database, name: str, length: int) -> None:
    with pytest.raises(InvalidRequest, match=rf"^name has {length} characters; expected 1 to 60\.$"):
        add(database, name)


@pytest.mark.parametrize("character", ["\x00", "\n", "\x1b", "\u200b", "\u202e", "\u2028", "\ud83e"])
def test_names_have_no_invisible_characters(database: Database, character: str) -> None:
    with pytest.raises(InvalidRequest, match=rf"^name has the invisible character U\+{ord(character):04X} in it\."):
        add(database, f"an{character}n")


def test_nobody_gets_a_plan_that_is_not_there(database: Database) -> None:
    with database.writing() as session, pytest.raises(InvalidRequest, match=r"^plan='gold' is not known; expected one"):
        people.add_person(session, "Ann", role=Role.MEMBER, plan="gold", now=NOW)


def test_people_are_listed_by_the_age_of_their_accounts(database: Database) -> None:
    with database.writing() as session:
        for name, later_s in (("Ann", 2), ("Mia", 3), ("Zoe", 1)):
            people.add_person(session, name, role=Role.MEMBER, plan="plus", now=NOW + later_s)
    with database.reading() as session:
        assert [person.name for person in people.people(session)] == ["Zoe", "Ann", "Mia"]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
def test_the_last_administrator_cannot_be_lowered(database: Database, role: Role) -> None:
    ann = add(database, role=Role.ADMINISTRATOR)
    with database.writing() as session, pytest.raises(LastAdministrator, match=r"^'Ann' is the last administrator who"):
        people.change_role(session, ann, role)
    assert person(database, ann).role == "administrator"


def test_the_last_administrator_cannot_be_disabled(database: Database) -> None:
    ann = add(database, role=Role.ADMINISTRATOR)
    with database.writing() as session, pytest.raises(LastAdministrator, match="Make somebody else one first"):
        people.disable(session, ann, now=NOW)
    assert person(database, ann).disabled_at is None


def test_an_administrator_who_is_disabled_does_not_count(database: Database) -> None:
    ann, bea = add(database, "Ann", Role.ADMINISTRATOR), add(database, "Bea", Role.ADMINISTRATOR)
    with database.writing() as session:
        people.disable(session, bea, now=NOW)
        people.disable(session, bea, now=NOW + 1)
    assert person(database, bea).disabled_at == NOW
    with database.writing() as session, pytest.raises(LastAdministrator):
        people.change_role(session, ann, Role.MEMBER)


def test_with_two_administrators_one_may_be_lowered(database: Database) -> None:
    ann, bea = add(database, "Ann", Role.ADMINISTRATOR), add(database, "Bea", Role.ADMINISTRATOR)
    with database.writing() as session:
        people.change_role(session, ann, Role.MEMBER)
    with database.writing() as session, pytest.raises(LastAdministrator):
        people.disable(session, bea, now=NOW)


def test_the_last_administrator_may_stay_one(database: Database) -> None:
    ann = add(database, role=Role.ADMINISTRATOR)
    with database.writing() as session:
        assert people.change_role(session, ann, Role.ADMINISTRATOR).role == "administrator"


def test_others_may_be_raised_lowered_and_disabled(database: Database) -> None:
    ann = add(database)
    add(database, "Bea", Role.ADMINISTRATOR)
    with database.writing() as session:
        people.change_role(session, ann, Role.ADMINISTRATOR)
        people.change_role(session, ann, Role.VIEWER)
        people.disable(session, ann, now=NOW)
    assert (person(database, ann).role, person(database, ann).disabled_at) == ("viewer", NOW)
    with database.writing() as session:
        people.enable(session, ann)
    assert person(database, ann).disabled_at is None


def test_a_password_is_changed_with_the_present_one(database: Database, passwords: Passwords) -> None:
    ann = add(database)
    with database.writing() as session:
        use_it = people.invite(session, ann, now=NOW)
        people.use_ticket(session, use_it, PASSWORD, passwords=passwords, now=NOW)
        here, there = (
            logins.sign_in(session, logins.Recognised(person=people.person_with(session, ann)), now=NOW)
            for _ in range(2)
        )
    with database.writing() as session:
        people.change_password(session, ann, present=PASSWORD, new="rain on the roof", passwords=passwords, keep=here)
    assert passwords.is_password("rain on the roof", person(database, ann).password)
    with database.reading() as session:
        assert logins.login_of(session, here, now=NOW) is not None
        assert logins.login_of(session, there, now=NOW) is None


def test_a_password_is_not_changed_with_a_wrong_one(database: Database, passwords: Passwords) -> None:
    ann = add(database)
    with database.writing() as session, pytest.raises(WrongPassword, match=r"^The present password is not right"):
        people.change_password(session, ann, present="", new="rain on the roof", passwords=passwords)
    assert person(database, ann).password is None


def test_without_a_browser_to_keep_a_new_password_signs_out_everywhere(
    database: Database, passwords: Passwords
) -> None:
    ann = add(database)
    with database.writing() as session:
        known = people.use_ticket(session, people.invite(session, ann, now=NOW), PASSWORD, passwords=passwords, now=NOW)
        logins.sign_in(session, logins.Recognised(person=known), now=NOW)
        people.change_password(session, ann, present=PASSWORD, new="rain on the roof", passwords=passwords)
        assert session.scalars(select(Login)).all() == []


def test_an_unknown_id_is_nobody(database: Database) -> None:
    with database.reading() as session, pytest.raises(NoSuchPerson, match=r"^There is nobody with this id"):
        people.person_with(session, "person_1")


def at_once(task: Callable[[], object], times: int = 4) -> list[str]:
    """What became of the same task in several threads: the names of errors, or `done`."""
    ended: list[str] = []

    def run() -> None:
        try:
            task()
        except YozoraError as error:
            ended.append(type(error).__name__)
        else:
            ended.append("done")

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ended)


def test_of_four_people_with_one_link_one_gets_in(database: Database, passwords: Passwords) -> None:
    token = first_start(database) or ""
    assert at_once(lambda: use(database, passwords, token)) == ["TicketRefused"] * 3 + ["done"]


def test_of_four_people_who_want_one_name_one_gets_it(database: Database) -> None:
    assert at_once(lambda: add(database)) == ["NameTaken"] * 3 + ["done"]


def test_four_processes_that_start_at_once_make_one_administrator(database: Database) -> None:
    assert at_once(lambda: first_start(database)) == ["done"] * 4
    with database.reading() as session:
        assert [person.name for person in people.people(session)] == ["admin"]
