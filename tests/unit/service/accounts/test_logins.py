"""Signing in and out, and the brake on guessing."""

import threading

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from yozora.library.database import Database
from yozora.library.tables import Login, Person
from yozora.service.accounts import logins, people
from yozora.service.accounts.logins import Recognised, SignedIn, SignInRefused, TooManyTries, Tries
from yozora.service.accounts.passwords import Passwords
from yozora.service.accounts.people import Role
from yozora.service.accounts.tokens import digest_of

NOW = 1_795_000_000.0
DAY_S = 24 * 3600.0
PASSWORD = "a fox in the snow"
HOME = "192.0.2.1"
WRONG = r"^The name or the password is not right\. Type both again, or ask an administrator for a link\.$"


def add(database: Database, passwords: Passwords | None = None, name: str = "Ann") -> str:
    """Somebody new, with the password where there is somebody to hash it."""
    with database.writing() as session:
        person = people.add_person(session, name, role=Role.MEMBER, plan="plus", now=NOW)
        person.password = None if passwords is None else passwords.hash_password(PASSWORD)
        return person.id


def recognise(
    database: Database,
    passwords: Passwords,
    name: str = "Ann",
    password: str = PASSWORD,
    *,
    tries: Tries | None = None,
    address: str = HOME,
    now: float = NOW,
) -> Recognised:
    with database.reading() as session:
        return logins.recognise(
            session, name, password, address=address, tries=tries or Tries(), passwords=passwords, now=now
        )


def sign_in(database: Database, person_id: str, now: float = NOW) -> str:
    with database.writing() as session:
        return logins.sign_in(session, Recognised(person=people.person_with(session, person_id)), now=now)


def signed_in(database: Database, token: str, now: float = NOW) -> SignedIn | None:
    with database.reading() as session:
        return logins.login_of(session, token, now=now)


def guess(tries: Tries, times: int, name: str = "Ann", address: str = HOME, now: float = NOW) -> None:
    for _ in range(times):
        tries.begin(name, address, now=now)


def test_a_name_and_a_password_give_a_cookie(database: Database, passwords: Passwords) -> None:
    ann = add(database, passwords)
    known = recognise(database, passwords)
    with database.writing() as session:
        token = logins.sign_in(session, known, now=NOW)
    assert len(token) == 43
    browser = signed_in(database, token)
    assert browser is not None and browser.person.id == ann
    with database.reading() as session:
        login = session.scalars(select(Login)).one()
        assert (login.digest, login.expires_at) == (digest_of(token), NOW + 30 * DAY_S)


@pytest.mark.parametrize("name", ["ANN", " ann ", "Ａｎｎ"])
def test_the_name_may_be_written_in_any_way(database: Database, passwords: Passwords, name: str) -> None:
    ann = add(database, passwords)
    assert recognise(database, passwords, name).person.id == ann


@pytest.mark.parametrize(("name", "password"), [("Ann", "another password"), ("Ann", ""), ("Bea", PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_read_the_same(
    database: Database, passwords: Passwords, name: str, password: str
) -> None:
    add(database, passwords)
    with pytest.raises(SignInRefused, match=WRONG):
        recognise(database, passwords, name, password)


def test_strange_names_are_only_wrong(database: Database, passwords: Passwords) -> None:
    add(database, passwords)
    for name in ("\x00", "\ud83e", "x" * 1_000_000):
        with pytest.raises(SignInRefused, match=WRONG):
            recognise(database, passwords, name)


def test_an_account_without_a_password_opens_to_none(database: Database, passwords: Passwords) -> None:
    add(database)
    for password in ("", PASSWORD):
        with pytest.raises(SignInRefused, match=WRONG):
            recognise(database, passwords, password=password)


def test_only_who_knows_the_password_hears_that_an_account_is_disabled(
    database: Database, passwords: Passwords
) -> None:
    ann = add(database, passwords)
    with database.writing() as session:
        people.disable(session, ann, now=NOW)
    with pytest.raises(SignInRefused, match=r"^The account 'Ann' is disabled\. Ask an administrator to enable it\.$"):
        recognise(database, passwords)
    with pytest.raises(SignInRefused, match=WRONG):
        recognise(database, passwords, password="another password")


def test_recognising_somebody_writes_nothing(database: Database, passwords: Passwords) -> None:
    add(database, passwords)
    recognise(database, passwords)
    with database.reading() as session:
        assert session.scalars(select(Login)).all() == []


def test_somebody_disabled_after_the_password_was_checked_does_not_get_in(
    database: Database, passwords: Passwords
) -> None:
    ann = add(database, passwords)
    known = recognise(database, passwords)
    with database.writing() as session:
        people.disable(session, ann, now=NOW)
    with database.writing() as session, pytest.raises(SignInRefused, match="is disabled"):
        logins.sign_in(session, known, now=NOW)


def test_a_password_changed_after_it_was_checked_lets_nobody_in(database: Database, passwords: Passwords) -> None:
    ann = add(database, passwords)
    known = recognise(database, passwords)
    with database.writing() as session:
        people.change_password(session, ann, present=PASSWORD, new="rain on the roof", passwords=passwords)
    with database.writing() as session, pytest.raises(SignInRefused, match=r"^The account was changed just now\."):
        logins.sign_in(session, known, now=NOW)


def test_signing_in_makes_an_old_hash_stronger(database: Database, passwords: Passwords) -> None:
    ann = add(database, passwords)
    more = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    assert recognise(database, passwords).new_hash is None
    known = recognise(database, more)
    with database.writing() as session:
        logins.sign_in(session, known, now=NOW)
    with database.reading() as session:
        stored = session.get_one(Person, ann).password
    assert stored is not None and more.is_password(PASSWORD, stored) and not more.needs_new_hash(stored)


def test_a_cookie_lasts_30_days(database: Database) -> None:
    token = sign_in(database, add(database))
    assert signed_in(database, token, now=NOW + 30 * DAY_S - 1) is not None
    assert signed_in(database, token, now=NOW + 30 * DAY_S) is None


def test_a_cookie_is_renewed_at_most_once_a_day(database: Database) -> None:
    token = sign_in(database, add(database))
    early, late = (signed_in(database, token, now=NOW + passed_s) for passed_s in (DAY_S - 1, DAY_S))
    assert early is not None and not early.wants_renewal
    assert late is not None and late.wants_renewal
    with database.writing() as session:
        logins.renew(session, token, now=NOW + DAY_S)
    renewed = signed_in(database, token, now=NOW + DAY_S)
    assert renewed is not None and not renewed.wants_renewal
    assert signed_in(database, token, now=NOW + 31 * DAY_S - 1) is not None


def test_a_cookie_that_has_ended_is_not_renewed(database: Database) -> None:
    token = sign_in(database, add(database))
    with database.writing() as session:
        logins.renew(session, token, now=NOW + 30 * DAY_S)
    assert signed_in(database, token, now=NOW + 30 * DAY_S) is None


@pytest.mark.parametrize("token", ["", "x" * 43, "\x00", "\ud83e"])
def test_what_is_no_cookie_is_nobody(database: Database, token: str) -> None:
    sign_in(database, add(database))
    assert signed_in(database, token) is None


def test_somebody_who_is_disabled_is_signed_out(database: Database) -> None:
    ann = add(database)
    token = sign_in(database, ann)
    with database.writing() as session:
        people.disable(session, ann, now=NOW)
    assert signed_in(database, token) is None
    with database.writing() as session:
        people.enable(session, ann)
    assert signed_in(database, token) is None


def test_a_cookie_given_out_while_an_account_was_being_disabled_opens_nothing(database: Database) -> None:
    ann = add(database)
    with database.writing() as session:
        people.disable(session, ann, now=NOW)
        session.add(Login(digest=digest_of("late"), person_id=ann, created_at=NOW, expires_at=NOW + DAY_S))
    assert signed_in(database, "late") is None


def test_signing_out_ends_one_cookie(database: Database) -> None:
    ann = add(database)
    here, there = sign_in(database, ann), sign_in(database, ann)
    with database.writing() as session:
        logins.sign_out(session, here)
    assert signed_in(database, here) is None
    assert signed_in(database, there) is not None


def test_signing_out_everywhere_ends_all_of_ones_own(database: Database) -> None:
    ann, bea = add(database, name="Ann"), add(database, name="Bea")
    here, there, other = sign_in(database, ann), sign_in(database, ann), sign_in(database, bea)
    with database.writing() as session:
        logins.sign_out_everywhere(session, ann)
    assert [signed_in(database, token) is None for token in (here, there, other)] == [True, True, False]


def test_ended_cookies_are_cleared_away_at_the_next_sign_in(database: Database) -> None:
    ann = add(database)
    sign_in(database, ann)
    sign_in(database, ann, now=NOW + 31 * DAY_S)
    with database.reading() as session:
        assert len(session.scalars(select(Login)).all()) == 1


def test_the_eleventh_wrong_password_for_a_name_is_not_looked_at(database: Database, passwords: Passwords) -> None:
    add(database, passwords)
    tries = Tries()
    for turn in range(10):
        with pytest.raises(SignInRefused):
            recognise(database, passwords, password="wrong", tries=tries, address=f"192.0.2.{turn}", now=NOW + turn)
    with pytest.raises(
        TooManyTries,
        match=r"^There were 10 wrong passwords for this name within 15 minutes\. Try again in 15 minutes\.$",
    ) as refused:
        recognise(database, passwords, tries=tries, address="192.0.2.99", now=NOW + 10)
    assert refused.value.retry_after_s == 890


def test_a_name_nobody_has_is_braked_as_well(database: Database, passwords: Passwords) -> None:
    tries = Tries()
    guess(tries, 10, name="nobody")
    with pytest.raises(TooManyTries):
        recognise(database, passwords, name="nobody", tries=tries)


def test_one_address_has_ten_wrong_passwords_for_all_names_together() -> None:
    tries = Tries()
    for turn in range(10):
        guess(tries, 1, name=f"name {turn}")
    with pytest.raises(TooManyTries, match="for this address"):
        guess(tries, 1, name="another one")
    guess(tries, 1, name="another one", address="192.0.2.2")


@pytest.mark.parametrize("name", ["ANN", " ann", "Ａｎｎ"])
def test_writing_a_name_in_another_way_gives_no_more_tries(name: str) -> None:
    tries = Tries()
    guess(tries, 10)
    with pytest.raises(TooManyTries):
        guess(tries, 1, name=name, address="192.0.2.2")


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("a socket", "a socket", True),
    ],
)
def test_an_address_of_ipv6_stands_for_its_house(first: str, second: str, same: bool) -> None:
    tries = Tries()
    for turn in range(10):
        guess(tries, 1, name=f"name {turn}", address=first)
    if same:
        with pytest.raises(TooManyTries):
            guess(tries, 1, name="another one", address=second)
    else:
        guess(tries, 1, name="another one", address=second)


def test_after_fifteen_minutes_there_are_new_tries() -> None:
    tries = Tries()
    guess(tries, 10)
    with pytest.raises(TooManyTries, match="Try again in one minute"):
        guess(tries, 1, now=NOW + 899)
    guess(tries, 10, now=NOW + 900)


def test_asking_again_too_early_does_not_make_it_longer() -> None:
    tries = Tries()
    guess(tries, 10)
    for passed_s in range(0, 900, 10):
        with pytest.raises(TooManyTries):
            guess(tries, 1, now=NOW + passed_s)
    guess(tries, 1, now=NOW + 900)


def test_the_right_password_clears_the_name(database: Database, passwords: Passwords) -> None:
    add(database, passwords)
    tries = Tries()
    guess(tries, 9, address="192.0.2.2")
    recognise(database, passwords, tries=tries)
    guess(tries, 10, address="192.0.2.3")


def test_an_account_of_ones_own_gives_an_address_no_more_tries(database: Database, passwords: Passwords) -> None:
    add(database, passwords, "Mallory")
    tries = Tries()
    for turn in range(10):
        guess(tries, 1, name=f"name {turn}")
        if turn < 9:
            recognise(database, passwords, "Mallory", tries=tries)
    with pytest.raises(TooManyTries, match="for this address"):
        guess(tries, 1, name="another one")


def test_signing_in_often_with_the_right_password_is_never_braked(database: Database, passwords: Passwords) -> None:
    add(database, passwords)
    tries = Tries()
    for _ in range(30):
        recognise(database, passwords, tries=tries)


def test_many_tries_at_once_all_count() -> None:
    tries, allowed, lock = Tries(), 0, threading.Lock()
    gate = threading.Barrier(40)

    def attack() -> None:
        nonlocal allowed
        gate.wait()
        try:
            tries.begin("Ann", HOME, now=NOW)
        except TooManyTries:
            return
        with lock:
            allowed += 1

    threads = [threading.Thread(target=attack) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert allowed == 10


def test_names_and_addresses_without_end_take_no_memory_without_end() -> None:
    tries = Tries(most_counted=10)
    for turn in range(1000):
        guess(tries, 1, name=f"name {turn}", address=f"2001:db8:0:{turn:x}::1")
    assert tries.counted == 10
