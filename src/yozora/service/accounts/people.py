"""People with an account: who they are, what they may do, and how they first come in."""

import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from enum import StrEnum

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yozora.core.errors import InvalidRequest, YozoraError
from yozora.library.tables import Login, Person, Ticket, new_id
from yozora.service.accounts.passwords import Passwords
from yozora.service.accounts.plans import OPEN, plan_named
from yozora.service.accounts.tokens import digest_of, new_token

MOST_NAME_CHARACTERS = 60
MOST_TYPED_CHARACTERS = 4 * MOST_NAME_CHARACTERS  # before accents and their letters become one character
INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Unicode's categories of control and format characters, halves of characters, and ends of lines."""
TICKET_S = 24 * 3600.0
FIRST_NAME = "admin"


class Role(StrEnum):
    """What somebody may do: everything, make clips of their own, or only look."""

    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    VIEWER = "viewer"


class NoSuchPerson(YozoraError):
    """There is nobody with this id."""


class NameTaken(YozoraError):
    """Somebody else has this name, or one that reads the same."""


class LastAdministrator(YozoraError):
    """Nobody would be left who can change settings and let people in."""


class TicketRefused(YozoraError):
    """A link was used before, is too old, or never was one."""


class WrongPassword(YozoraError):
    """The password given with a change is not the present one."""


def clean_name(name: str, where: str = "name") -> str:
    """A name as it is kept: trimmed, in one of the ways Unicode writes it. Raises InvalidRequest, saying `where`."""
    if len(name) > MOST_TYPED_CHARACTERS:
        raise InvalidRequest(f"{where} has {len(name)} characters; expected 1 to {MOST_NAME_CHARACTERS}.")
    for character in name.strip():
        if unicodedata.category(character) in INVISIBLE:
            raise InvalidRequest(
                f"{where} has the invisible character U+{ord(character):04X} in it. Leave it out: expected letters, "
                "digits, signs and spaces."
            )
    kept = " ".join(unicodedata.normalize("NFKC", name).split())
    if not 1 <= len(kept) <= MOST_NAME_CHARACTERS:
        raise InvalidRequest(f"{where} has {len(kept)} characters; expected 1 to {MOST_NAME_CHARACTERS}.")
    return kept


def folded(name: str) -> str:
    """What names are compared by: `Ann Lee`, `ANN  LEE` and full-width `Ａｎｎ Ｌｅｅ` are one."""
    typed = unicodedata.normalize("NFKC", name[:MOST_TYPED_CHARACTERS])
    return " ".join(unicodedata.normalize("NFKC", typed.casefold()).split())


def people(session: Session) -> Sequence[Person]:
    """Everybody, the oldest account first; those who are disabled as well. Only reads."""
    return session.scalars(select(Person).order_by(Person.created_at, Person.id)).all()


def person_with(session: Session, person_id: str) -> Person:
    """Somebody by id. Only reads. Raises NoSuchPerson."""
    person = session.get(Person, person_id)
    if person is None:
        raise NoSuchPerson("There is nobody with this id. The list of people has everybody.")
    return person


def person_called(session: Session, name: str) -> Person | None:
    """Somebody by name, however it is written. Only reads."""
    wanted = folded(name)
    # The database cannot fold names as Unicode does, and the people of one house are few.
    for person_id, known in session.execute(select(Person.id, Person.name)):
        if folded(known) == wanted:
            return session.get(Person, person_id)
    return None


def add_person(
    session: Session, name: str, *, role: Role, plan: str, now: float, login_subject: str | None = None
) -> Person:
    """Somebody new, without a password: `invite` gives them a link to set one. `login_subject` names who they are
    elsewhere. Raises InvalidRequest and NameTaken."""
    kept = clean_name(name)
    plan_named(session, plan)
    taken = NameTaken(f"name={kept!r} is taken, or reads the same as one that is. Choose another one.")
    if person_called(session, kept) is not None:
        raise taken
    person = Person(
        id=new_id("person"), name=kept, login_subject=login_subject, role=role.value, plan=plan, created_at=now
    )
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError as error:  # added by another process since the names were read
        raise taken from error
    return person


def first_start(session: Session, *, now: float) -> str | None:
    """The token of a link that sets the administrator's first password, as long as no administrator can sign in; None
    from then on. Where there is nobody, the administrator is made.

    An earlier link works on until it is a day old: two processes may start together, and each prints its own.
    """
    if session.scalar(select(Person.id).limit(1)) is None:
        with suppress(NameTaken):  # by another process that starts at the same moment
            add_person(session, FIRST_NAME, role=Role.ADMINISTRATOR, plan=OPEN.name, now=now)
    administrators = select(Person).where(Person.role == Role.ADMINISTRATOR.value, Person.disabled_at.is_(None))
    can_sign_in = or_(Person.password.is_not(None), Person.login_subject.is_not(None))
    if session.scalar(administrators.where(can_sign_in).limit(1)) is not None:
        return None
    waiting = session.scalar(administrators.order_by(Person.id).limit(1))
    return None if waiting is None else _new_ticket(session, waiting, now)


def invite(session: Session, person_id: str, *, now: float) -> str:
    """The token of a link with which somebody sets a password, once and within a day; earlier links of theirs end.

    Raises NoSuchPerson, and InvalidRequest where the person is disabled.
    """
    person = person_with(session, person_id)
    if person.disabled_at is not None:
        raise InvalidRequest(f"{person.name!r} is disabled, so a link would open nothing. Enable the account first.")
    session.execute(delete(Ticket).where(Ticket.person_id == person_id))
    return _new_ticket(session, person, now)


def use_ticket(session: Session, token: str, password: str, *, passwords: Passwords, now: float) -> Person:
    """Set a password with a link, which then works no more; whoever was signed in as this person is signed out.

    Raises InvalidRequest (the password) and TicketRefused.
    """
    works = (Ticket.digest == digest_of(token), Ticket.expires_at > now)
    # Asked first, as a hash takes a while: whoever has no link must not keep the database's writer waiting.
    if session.scalar(select(Ticket.person_id).where(*works)) is None:
        raise _refused_ticket()
    hashed = passwords.hash_password(password)
    # One statement, so that of two people with the same link only one gets in.
    person_id = session.scalar(delete(Ticket).where(*works).returning(Ticket.person_id))
    person = None if person_id is None else session.get(Person, person_id)
    if person is None or person.disabled_at is not None:
        raise _refused_ticket()
    person.password = hashed
    _end_all_ways_in(session, person.id)
    return person


def change_password(
    session: Session, person_id: str, *, present: str, new: str, passwords: Passwords, keep: str | None = None
) -> None:
    """Give somebody another password; all their browsers are signed out, but for the one with the cookie `keep`.

    Raises InvalidRequest (the new one), WrongPassword and NoSuchPerson.
    """
    person = person_with(session, person_id)
    if not passwords.is_password(present, person.password):
        raise WrongPassword("The present password is not right. Type it again, or ask an administrator for a link.")
    person.password = passwords.hash_password(new)
    _end_all_ways_in(session, person_id, keep=keep)


def change_role(session: Session, person_id: str, role: Role) -> Person:
    """Raise or lower what somebody may do; their keys do no more than the role allows.

    Raises LastAdministrator and NoSuchPerson.
    """
    person = person_with(session, person_id)
    if role is not Role.ADMINISTRATOR:
        _check_not_the_last(session, person)
    person.role = role.value
    return person


def disable(session: Session, person_id: str, *, now: float) -> Person:
    """Keep somebody out: signed out everywhere, links and keys refused. What they made stays.

    Raises LastAdministrator and NoSuchPerson.
    """
    person = person_with(session, person_id)
    _check_not_the_last(session, person)
    if person.disabled_at is None:
        person.disabled_at = now
    _end_all_ways_in(session, person_id)
    return person


def enable(session: Session, person_id: str) -> Person:
    """Let somebody in again, with the password and the keys they had. Raises NoSuchPerson."""
    person = person_with(session, person_id)
    person.disabled_at = None
    return person


def _new_ticket(session: Session, person: Person, now: float) -> str:
    token = new_token()
    session.execute(delete(Ticket).where(Ticket.expires_at <= now))
    session.add(Ticket(digest=digest_of(token), person_id=person.id, expires_at=now + TICKET_S))
    session.flush()
    return token


def _refused_ticket() -> TicketRefused:
    return TicketRefused(
        "This link does not work any more: it was used, or is older than a day. Ask an administrator for a new one; "
        "where nobody has signed in yet, starting the server again prints one."
    )


def _end_all_ways_in(session: Session, person_id: str, *, keep: str | None = None) -> None:
    session.execute(delete(Ticket).where(Ticket.person_id == person_id))
    kept = "" if keep is None else digest_of(keep)
    session.execute(delete(Login).where(Login.person_id == person_id, Login.digest != kept))


def _check_not_the_last(session: Session, person: Person) -> None:
    # Locked, where the database has more than one writer: two administrators may disable each other at once.
    enabled = select(Person.id).where(Person.role == Role.ADMINISTRATOR.value, Person.disabled_at.is_(None))
    if session.scalars(enabled.order_by(Person.id).with_for_update()).all() == [person.id]:
        raise LastAdministrator(
            f"{person.name!r} is the last administrator who is not disabled. Make somebody else one first."
        )
