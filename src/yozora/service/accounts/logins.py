"""Browsers that are signed in, by a cookie; and a brake on guessing passwords."""

import ipaddress
import threading
from collections import OrderedDict, deque
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from yozora.core.errors import YozoraError
from yozora.library.tables import Login, Person
from yozora.service.accounts.passwords import Passwords
from yozora.service.accounts.people import folded, person_called
from yozora.service.accounts.tokens import digest_of, new_token

LOGIN_S = 30 * 24 * 3600.0
RENEWED_EVERY_S = 24 * 3600.0
MOST_TRIES = 10
TRIES_WINDOW_S = 15 * 60.0
MOST_COUNTED = 20_000
IPV6_HOUSE_BITS = 64  # whoever has one address of IPv6 has all that begin so


class SignInRefused(YozoraError):
    """Whoever wants to sign in is not let in. `why` is a word for pages that say it in a language of their own."""

    def __init__(self, message: str, *, why: str = "refused") -> None:
        super().__init__(message)
        self.why = why


class TooManyTries(YozoraError):
    """Passwords were guessed too often; the next try counts after `retry_after_s` seconds."""

    def __init__(self, message: str, *, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """Somebody who gave the right password. `new_hash` replaces what is kept of it, where that was made with less work
    than today's."""

    person: Person
    new_hash: str | None = None


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """Who sits at a browser, and whether the cookie should be renewed."""

    person: Person
    wants_renewal: bool


class Tries:
    """Wrong passwords of the last 15 minutes, by name and by address: ten of each at most.

    In this process only: several processes let in several times ten, which is far too few to guess a password, and a
    table would let whoever guesses make the database write."""

    def __init__(self, *, most: int = MOST_TRIES, most_counted: int = MOST_COUNTED) -> None:
        self._most, self._most_counted = most, most_counted
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, name: str, address: str, *, now: float) -> None:
        """Count a try as wrong before its password is looked at, so that many at once count as well.

        Raises TooManyTries.
        """
        with self._lock:
            for what, key in (("name", _by_name(name)), ("address", _by_address(address))):
                self._check(what, key, now)
            for key in (_by_name(name), _by_address(address)):
                self._wrong.setdefault(key, deque(maxlen=self._most)).append(now)
                self._wrong.move_to_end(key)
            while len(self._wrong) > self._most_counted:
                self._wrong.popitem(last=False)

    def right(self, name: str, address: str, *, now: float) -> None:
        """Take back the try that began at `now`: its password was right. Earlier ones count on for the address, or an
        account of one's own would pay for guesses at others."""
        with self._lock:
            self._wrong.pop(_by_name(name), None)
            counted = self._wrong.get(_by_address(address))
            if counted and now in counted:
                counted.remove(now)

    @property
    def counted(self) -> int:
        """How many names and addresses are counted."""
        return len(self._wrong)

    def _check(self, what: str, key: str, now: float) -> None:
        wrong = self._wrong.get(key, deque[float]())
        while wrong and wrong[0] <= now - TRIES_WINDOW_S:
            wrong.popleft()
        if len(wrong) < self._most:
            return
        retry_after_s = wrong[0] + TRIES_WINDOW_S - now
        raise TooManyTries(
            f"There were {self._most} wrong passwords for this {what} within {TRIES_WINDOW_S / 60:g} minutes. "
            f"Try again in {_spoken(retry_after_s)}.",
            retry_after_s=retry_after_s,
        )


def recognise(
    session: Session, name: str, password: str, *, address: str, tries: Tries, passwords: Passwords, now: float
) -> Recognised:
    """Who has this name and this password; then call `sign_in`. Only reads: a hash takes a while, and no writer should
    wait for it. `address` is where the request comes from. Raises SignInRefused and TooManyTries."""
    tries.begin(name, address, now=now)
    person = person_called(session, name)
    known = passwords.is_password(password, None if person is None else person.password)
    if person is None or person.password is None or not known:
        raise SignInRefused(
            "The name or the password is not right. Type both again, or ask an administrator for a link."
        )
    tries.right(name, address, now=now)
    _check_enabled(person)
    renewed = passwords.needs_new_hash(person.password)
    return Recognised(person=person, new_hash=passwords.hash_password(password) if renewed else None)


def sign_in(session: Session, recognised: Recognised, *, now: float) -> str:
    """The token of a cookie for somebody who was recognised. Raises SignInRefused where they were disabled, or got
    another password, since then."""
    person = session.get(Person, recognised.person.id, populate_existing=True, with_for_update=True)
    if person is None or person.password != recognised.person.password:
        raise SignInRefused("The account was changed just now. Sign in again.")
    _check_enabled(person)
    if recognised.new_hash is not None:
        person.password = recognised.new_hash
    token = new_token()
    session.execute(delete(Login).where(Login.person_id == person.id, Login.expires_at <= now))
    session.add(Login(digest=digest_of(token), person_id=person.id, created_at=now, expires_at=now + LOGIN_S))
    session.flush()
    return token


def login_of(session: Session, token: str, *, now: float) -> SignedIn | None:
    """Who is signed in by a cookie; None where it is none, has ended, or its owner is disabled. Only reads."""
    found = session.execute(
        select(Login.expires_at, Person)
        .join(Person, Person.id == Login.person_id)
        .where(Login.digest == digest_of(token), Login.expires_at > now, Person.disabled_at.is_(None))
    ).one_or_none()
    if found is None:
        return None
    expires_at, person = found
    return SignedIn(person=person, wants_renewal=expires_at <= now + LOGIN_S - RENEWED_EVERY_S)


def renew(session: Session, token: str, *, now: float) -> None:
    """Let a cookie that still works last 30 days from now; send it again as well."""
    works = (Login.digest == digest_of(token), Login.expires_at > now)
    session.execute(update(Login).where(*works).values(expires_at=now + LOGIN_S))


def sign_out(session: Session, token: str) -> None:
    """End a cookie."""
    session.execute(delete(Login).where(Login.digest == digest_of(token)))


def sign_out_everywhere(session: Session, person_id: str) -> None:
    """End all cookies of somebody."""
    session.execute(delete(Login).where(Login.person_id == person_id))


def _check_enabled(person: Person) -> None:
    if person.disabled_at is not None:
        raise SignInRefused(
            f"The account {person.name!r} is disabled. Ask an administrator to enable it.", why="disabled"
        )


def _by_name(name: str) -> str:
    return f"name {folded(name)}"


def _by_address(address: str) -> str:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return f"address {address}"
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return f"address {ip.ipv4_mapped}"
        return f"address {ipaddress.ip_network((int(ip), IPV6_HOUSE_BITS), strict=False)}"
    return f"address {ip}"


def _spoken(seconds: float) -> str:
    minutes = int(-(-seconds // 60))
    return "one minute" if minutes <= 1 else f"{minutes} minutes"
