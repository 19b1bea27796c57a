"""A sign-in service elsewhere: whom it lets in, and which account is theirs."""

import ipaddress
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from yozora.core.errors import InvalidRequest
from yozora.library.tables import Person
from yozora.service.accounts.logins import SignInRefused
from yozora.service.accounts.people import INVISIBLE, MOST_NAME_CHARACTERS, NameTaken, Role, add_person, person_called
from yozora.service.accounts.plans import PLUS

EVERYBODY = "*"
LONGEST_SUBJECT = 255
LONGEST_SAID = 60
ROOM_FOR_NUMBER = 8  # characters after a name that somebody has already

Claims = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Somebody whom a sign-in service knows. `subject` is their id there; `verified` says whether they were shown to
    have the e-mail address."""

    issuer: str
    subject: str
    name: str
    email: str | None
    verified: bool
    groups: tuple[str, ...]

    @property
    def login_subject(self) -> str:
        """What the account is found by: names and addresses change hands, this does not."""
        return f"{self.issuer}#{self.subject}"


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """A sign-in service, and whom it lets in: people with a verified e-mail address in one of `domains`, and those in
    one of `groups`. The domain `*` lets in everybody whom the service knows. New people get `role` and `plan`.

    Raises InvalidRequest.
    """

    url: str
    client_id: str
    client_secret: str = field(repr=False)
    domains: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    role: Role = Role.MEMBER
    plan: str = PLUS.name

    def __post_init__(self) -> None:
        if not is_safe(self.url) or urlsplit(self.url).query or urlsplit(self.url).fragment:
            raise InvalidRequest(
                f"issuer={self.url!r} cannot be trusted with passwords; expected an address such as "
                "https://login.example.org. Plain http works on this machine only."
            )
        if not self.client_id or not self.client_secret:
            raise InvalidRequest("client_id or client_secret is empty. The sign-in service gives both to a client.")
        if not self.domains and not self.groups:
            raise InvalidRequest(
                "domains and groups are both empty, so nobody could sign in. Name one, or set domains to * to let in "
                f"everybody whom {self.url} knows."
            )

    def check_lets_in(self, subject: Subject) -> None:
        """Raise SignInRefused for somebody who is not among those to be let in."""
        domain = (subject.email or "").rpartition("@")[2].casefold()
        domains = {allowed.casefold() for allowed in self.domains}
        if EVERYBODY in domains or set(self.groups) & set(subject.groups):
            return
        if domain and domain in domains and subject.verified:
            return
        raise SignInRefused(
            f"{said(subject.email or subject.name)} is known to {self.url} but not let in here: expected a verified "
            "e-mail address of a domain, or a group, that an administrator has named. Ask one.",
            why="not_known_here",
        )


def person_for(session: Session, subject: Subject, issuer: Issuer, *, now: float) -> Person:
    """The account of somebody whom the issuer let in, made where there is none yet.

    Never one that only has the same name or address: whoever runs the issuer could take it over. Raises SignInRefused
    where the account is disabled; then call `logins.sign_in`.
    """
    person = _known(session, subject) or _added(session, subject, issuer, now=now)
    if person.disabled_at is not None:
        raise SignInRefused(
            f"The account {person.name!r} is disabled. Ask an administrator to enable it.", why="disabled"
        )
    return person


def is_safe(address: str, *, plain: bool = True) -> bool:
    """Whether it is https, or stays on this machine where `plain` http is allowed."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(host)
    return plain and parts.scheme == "http" and _is_here(host)


def subject_of(issuer: Issuer, claims: Claims) -> Subject:
    """Who it is, from what the issuer says. Raises SignInRefused."""
    subject, email, groups = claims["sub"], claims.get("email"), claims.get("groups")
    if len(subject) > LONGEST_SUBJECT or not subject.isascii() or not subject.isprintable():
        raise SignInRefused(
            f"The id that {issuer.url} has for this person is {said(subject)}; expected at most {LONGEST_SUBJECT} "
            "ASCII characters. Ask an administrator."
        )
    address = email if isinstance(email, str) else None
    names = (claims.get("name"), claims.get("preferred_username"), (address or "").partition("@")[0])
    listed = cast(list[Any], groups) if isinstance(groups, list) else []
    return Subject(
        issuer=issuer.url,
        subject=subject,
        name=next((name for name in map(_readable, names) if name), "somebody"),
        email=address,
        verified=claims.get("email_verified") is True,
        groups=tuple(group for group in listed if isinstance(group, str)),
    )


def said(value: Any) -> str:
    """What a service said, short enough for a message."""
    return "nothing" if value is None else repr(str(value))[:LONGEST_SAID]


def _known(session: Session, subject: Subject) -> Person | None:
    return session.scalar(select(Person).where(Person.login_subject == subject.login_subject))


def _added(session: Session, subject: Subject, issuer: Issuer, *, now: float) -> Person:
    name, whose = _free_name(session, subject.name), subject.login_subject
    try:
        return add_person(session, name, role=issuer.role, plan=issuer.plan, now=now, login_subject=whose)
    except NameTaken:
        person = _known(session, subject)
        if person is None:
            raise
        return person  # they came by two browsers at once


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _readable(name: Any) -> str:
    """A name that an account can have; empty where there is none in it."""
    if not isinstance(name, str):
        return ""
    seen = "".join(character for character in name if unicodedata.category(character) not in INVISIBLE)
    kept = " ".join(unicodedata.normalize("NFKC", seen[:MOST_NAME_CHARACTERS]).split())
    return kept[: MOST_NAME_CHARACTERS - ROOM_FOR_NUMBER].strip()


def _free_name(session: Session, name: str) -> str:
    free, count = name, 1
    while person_called(session, free) is not None:
        count += 1
        free = f"{name} {count}"
    return free
