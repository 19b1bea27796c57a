"""Issuers: what can be configured, and whose account it is."""

import threading
from dataclasses import replace
from typing import Any

import pytest
from chaos import databases

from yozora.core.errors import InvalidRequest
from yozora.library.database import Database
from yozora.service.accounts import issuers, logins, people
from yozora.service.accounts.issuers import Issuer, Subject
from yozora.service.accounts.logins import SignInRefused
from yozora.service.accounts.people import Role

NOW = 1_795_000_000.0
URL = "https://login.example.org"


def issuer(**changes: Any) -> Issuer:
    return Issuer(
        **{"url": URL, "client_id": "yozora", "client_secret": "secret", "domains": ("example.org",)} | changes
    )


def subject(name: str = "Ann", number: int = 1) -> Subject:
    return Subject(issuer=URL, subject=str(number), name=name, email="ann@example.org", verified=True, groups=("film",))


@pytest.mark.parametrize(
    "url", [URL, f"{URL}/realms/film", "http://localhost:9000", "http://127.0.0.1", "http://[::1]:9000"]
)
def test_an_issuer_is_reached_by_https_or_on_this_machine(url: str) -> None:
    assert issuer(url=url).url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://login.example.org",
        "http://192.0.2.1",
        "http://localhost.evil.test",
        "login.example.org",
        "ftp://localhost",
        "",
        "https://",
        "http://[",
        f"{URL}?x=1",
        f"{URL}#x",
        "file:///etc/passwd",
        "http://2130706433",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(InvalidRequest, match="cannot be trusted with passwords; expected an address such as https"):
        issuer(url=url)


@pytest.mark.parametrize("missing", ["client_id", "client_secret"])
def test_a_client_has_an_id_and_a_secret(missing: str) -> None:
    with pytest.raises(InvalidRequest, match=r"^client_id or client_secret is empty\."):
        issuer(**{missing: ""})


def test_an_issuer_that_would_let_in_nobody_is_refused() -> None:
    with pytest.raises(InvalidRequest, match=r"^domains and groups are both empty, so nobody could sign in\. Name one"):
        issuer(domains=())


def test_whoever_comes_first_gets_an_account_and_later_the_same_one(database: Database) -> None:
    with database.writing() as session:
        first = issuers.person_for(session, subject(), issuer(), now=NOW)
    with database.writing() as session:
        again = issuers.person_for(session, subject("Ann Lee-Smith"), issuer(role=Role.VIEWER), now=NOW)
        assert logins.sign_in(session, logins.Recognised(person=again), now=NOW)
    assert (again.id, again.name, again.role, again.plan) == (first.id, "Ann", "member", "plus")
    assert first.password is None and first.login_subject == f"{URL}#1"


@pytest.mark.parametrize("kind", databases.KINDS)
def test_somebody_who_comes_by_two_browsers_at_once_gets_one_account(kind: str) -> None:
    database = databases.fresh(kind)
    came: list[str] = []

    def come() -> None:
        with database.writing() as session:
            came.append(issuers.person_for(session, subject(), issuer(), now=NOW).id)

    with database.writing() as session:
        other = threading.Thread(target=come)
        came.append(issuers.person_for(session, subject(), issuer(), now=NOW).id)
        other.start()
        other.join(0.5)
        assert len(came) == 1, "the other one waits"
    other.join(10)
    assert len(came) == 2 and came[0] == came[1]


def test_new_people_get_the_role_and_the_plan_that_are_configured(database: Database) -> None:
    with database.writing() as session:
        ann = issuers.person_for(session, subject(), issuer(role=Role.VIEWER, plan="pro"), now=NOW)
    assert (ann.role, ann.plan) == ("viewer", "pro")


def test_an_account_with_the_same_name_is_never_taken_over(database: Database) -> None:
    with database.writing() as session:
        admin = people.add_person(session, "admin", role=Role.ADMINISTRATOR, plan="open", now=NOW)
        names = [issuers.person_for(session, subject("Admin", number), issuer(), now=NOW).name for number in (1, 2, 3)]
    assert names == ["Admin 2", "Admin 3", "Admin 4"]
    assert admin.login_subject is None


def test_the_same_id_at_another_issuer_is_somebody_else(database: Database) -> None:
    elsewhere = replace(subject(), issuer="https://login.example.com")
    with database.writing() as session:
        first = issuers.person_for(session, subject(), issuer(), now=NOW)
        second = issuers.person_for(session, elsewhere, issuer(url="https://login.example.com"), now=NOW)
    assert first.id != second.id


def test_somebody_who_is_disabled_is_not_let_in(database: Database) -> None:
    with database.writing() as session:
        people.disable(session, issuers.person_for(session, subject(), issuer(), now=NOW).id, now=NOW)
        with pytest.raises(
            SignInRefused, match=r"^The account 'Ann' is disabled\. Ask an administrator to enable it\."
        ):
            issuers.person_for(session, subject(), issuer(), now=NOW)


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": "Ann Lee", "preferred_username": "ann"}, "Ann Lee"),
        ({"preferred_username": "ann", "email": "a@example.org"}, "ann"),
        ({"email": "a@example.org"}, "a"),
        ({"name": "  ", "email": "@"}, "somebody"),
        ({"name": 7, "preferred_username": ["ann"]}, "somebody"),
        ({"name": "A\u202en\x00n"}, "Ann"),
        ({"name": "x" * 1000}, "x" * 52),
        ({"name": "\ufdfa" * 60}, None),
    ],
)
def test_any_name_becomes_one_that_an_account_can_have(database: Database, claims: dict[str, Any], name: str) -> None:
    known = issuers.subject_of(issuer(), {"sub": "1", **claims})
    with database.writing() as session:
        made = [
            issuers.person_for(session, replace(known, subject=str(number)), issuer(), now=NOW).name
            for number in range(3)
        ]
    assert made[0] == (name or made[0]) and made[1:] == [f"{made[0]} 2", f"{made[0]} 3"]


@pytest.mark.parametrize("sub", ["x" * 256, "\x00", "é", "a\nb"])
def test_an_id_that_no_issuer_should_give_is_refused(sub: str) -> None:
    with pytest.raises(SignInRefused, match="expected at most 255 ASCII characters"):
        issuers.subject_of(issuer(), {"sub": sub})
