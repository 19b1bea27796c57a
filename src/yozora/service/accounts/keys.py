"""Keys of programs: what each may do, whose it is, and a short memory so that not every request reads the database.

A key is shown once, when it is made; only its SHA-256 is kept. It can never do more than its owner's role allows.
"""

import secrets
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import event, func, or_, select, update
from sqlalchemy.orm import Session

from yozora.core.errors import InvalidRequest, YozoraError
from yozora.library.database import Database, DatabaseAway
from yozora.library.tables import ApiKey, Person, new_id
from yozora.service.accounts.people import Role, clean_name, person_with
from yozora.service.accounts.tokens import BYTES, digest_of

PREFIX = "yz_"
SECRET_CHARACTERS = len(PREFIX) + len(secrets.token_urlsafe(BYTES))
SHOWN_CHARACTERS = 8
MOST_KEYS = 100
NOTED_EVERY_S = 60.0
KEPT_S = 5.0
MOST_KEPT = 10_000


class Scope(StrEnum):
    """What a key may do: look, make clips, arrange the library, change its owner's account, administer."""

    READ = "read"
    CREATE = "create"
    LIBRARY = "library"
    ACCOUNT = "account"
    ADMIN = "admin"


SCOPES_OF = {
    Role.ADMINISTRATOR: frozenset(Scope),
    Role.MEMBER: frozenset({Scope.READ, Scope.CREATE, Scope.LIBRARY, Scope.ACCOUNT}),
    Role.VIEWER: frozenset({Scope.READ, Scope.ACCOUNT}),
}
"""The most that each role can do, with a key or in a browser."""


class NoSuchKey(YozoraError):
    """This person has no key with this id."""


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Whose key it is and what it may do. `person` belongs to no session: change somebody by their id."""

    person: Person
    scopes: frozenset[Scope]
    key_id: str
    used_at: float | None


def create_key(
    session: Session,
    person_id: str,
    name: str,
    *,
    now: float,
    scopes: Iterable[str] | None = None,
    within: Iterable[Scope] = frozenset(Scope),
) -> tuple[ApiKey, str]:
    """A new key and its secret, which cannot be had again. `scopes` are those the owner's role allows unless told;
    `within` is what whoever asks may do themselves: a key makes no key that can do more than it can.

    Raises InvalidRequest and NoSuchPerson.
    """
    person = person_with(session, person_id)
    if person.disabled_at is not None:
        raise InvalidRequest(f"{person.name!r} is disabled, so a key would open nothing. Enable the account first.")
    granted = _granted(person, scopes, within)
    active = select(func.count()).where(ApiKey.person_id == person_id, ApiKey.revoked_at.is_(None))
    if (session.scalar(active) or 0) >= MOST_KEYS:
        raise InvalidRequest(f"{person.name!r} has {MOST_KEYS} keys, the most there can be. Revoke some first.")
    secret = PREFIX + secrets.token_urlsafe(BYTES)
    key = ApiKey(
        id=new_id("key"),
        person_id=person_id,
        name=clean_name(name, "name of the key"),
        start=secret[:SHOWN_CHARACTERS],
        digest=digest_of(secret),
        scopes=[scope.value for scope in Scope if scope in granted],
        created_at=now,
    )
    session.add(key)
    session.flush()
    return key, secret


def keys_of(session: Session, person_id: str) -> Sequence[ApiKey]:
    """Somebody's keys, the newest first; revoked ones as well. Only reads."""
    newest = (ApiKey.created_at.desc(), ApiKey.id.desc())
    return session.scalars(select(ApiKey).where(ApiKey.person_id == person_id).order_by(*newest)).all()


def revoke_key(session: Session, person_id: str, key_id: str, *, now: float) -> ApiKey:
    """End a key of this person for good; see `KeyRing.forget`. Raises NoSuchKey."""
    key = next((key for key in keys_of(session, person_id) if key.id == key_id), None)
    if key is None:
        raise NoSuchKey("There is no key with this id. The list of keys has them all.")
    if key.revoked_at is None:
        key.revoked_at = now
    return key


def key_of(session: Session, secret: str) -> Holder | None:
    """Who holds a key; None where it is no key, was revoked, or its owner is disabled. Only reads."""
    if len(secret) != SECRET_CHARACTERS or not secret.startswith(PREFIX):
        return None
    found = session.execute(
        select(ApiKey, Person)
        .join(Person, Person.id == ApiKey.person_id)
        .where(ApiKey.digest == digest_of(secret), ApiKey.revoked_at.is_(None), Person.disabled_at.is_(None))
    ).one_or_none()
    if found is None:
        return None
    key, person = found
    allowed = SCOPES_OF[Role(person.role)]
    scopes = frozenset(scope for scope in allowed if scope.value in key.scopes)
    return Holder(person=person, scopes=scopes, key_id=key.id, used_at=key.used_at)


def note_use(session: Session, key_id: str, *, now: float) -> None:
    """Remember when a key was last used, to the minute."""
    old = or_(ApiKey.used_at.is_(None), ApiKey.used_at <= now - NOTED_EVERY_S)
    session.execute(update(ApiKey).where(ApiKey.id == key_id, old).values(used_at=now))


class KeyRing:
    """Holders of keys, remembered for five seconds, so that 300 requests a second do not read the database each.

    Call `forget` in every session that changes a person or a key. This process then hears of it as the session is
    committed; other processes hear of it within five seconds. `clock` runs in seconds and never back.
    """

    def __init__(
        self, database: Database, *, clock: Callable[[], float] = time.monotonic, most_kept: int = MOST_KEPT
    ) -> None:
        self._database, self._clock, self._most_kept = database, clock, most_kept
        self._kept: dict[str, tuple[float, Holder]] = {}
        self._changes = 0
        self._lock = threading.Lock()

    def remembered(self, secret: str) -> Holder | None:
        """The holder of a key that was used within the last five seconds. Reads no database."""
        digest, now = digest_of(secret), self._clock()
        with self._lock:
            until, holder = self._kept.get(digest, (now, None))
        return holder if now < until else None

    def holder_of(self, secret: str, *, now: float) -> Holder | None:
        """As `key_of`; notes when the key is used, once a minute. Raises DatabaseAway."""
        if (kept := self.remembered(secret)) is not None:
            return kept
        since = self._clock()
        with self._lock:
            changes = self._changes
        with self._database.reading() as session:
            holder = key_of(session, secret)
        if holder is not None:
            self._note(holder, now)
        self._keep(digest_of(secret), holder, until=since + KEPT_S, changes=changes)
        return holder

    def forget(self, session: Session, person_id: str) -> None:
        """Forget somebody's keys when the session is committed: not before, or another request would read and remember
        what still holds until then."""

        def forget_now(_: Session) -> None:
            with self._lock:
                self._changes += 1
                self._kept = {digest: kept for digest, kept in self._kept.items() if kept[1].person.id != person_id}

        event.listen(session, "after_commit", forget_now)

    def _note(self, holder: Holder, now: float) -> None:
        if holder.used_at is not None and holder.used_at > now - NOTED_EVERY_S:
            return
        # A full disk or a busy writer is no reason to turn away somebody who only reads.
        with suppress(DatabaseAway), self._database.writing() as session:
            note_use(session, holder.key_id, now=now)

    def _keep(self, digest: str, holder: Holder | None, *, until: float, changes: int) -> None:
        with self._lock:
            self._kept.pop(digest, None)
            # What was read before somebody's key was revoked may say that it still holds.
            if holder is None or changes != self._changes:
                return
            self._kept[digest] = (until, holder)
            while len(self._kept) > self._most_kept:
                del self._kept[next(iter(self._kept))]


def _granted(person: Person, scopes: Iterable[str] | None, within: Iterable[Scope]) -> frozenset[Scope]:
    allowed = SCOPES_OF[Role(person.role)] & frozenset(within)
    if scopes is None:
        return allowed
    asked = list(scopes)
    for scope in asked:
        if scope not in list(allowed):
            raise InvalidRequest(
                f"scope={scope!r} cannot be given to a key of {person.name!r}; expected one of "
                f"{', '.join(one for one in Scope if one in allowed) or 'none'}."
            )
    if not asked:
        raise InvalidRequest("scopes is empty, so the key could do nothing. Name at least one, such as read.")
    return frozenset(Scope(scope) for scope in asked)
