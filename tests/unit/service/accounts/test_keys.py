"""Keys: what they may do, who they stop working for, and how soon."""

import threading
from contextlib import suppress

import pytest
from sqlalchemy import event, select

from yozora.core.errors import InvalidRequest
from yozora.library.database import Database
from yozora.library.tables import ApiKey
from yozora.service.accounts import keys, people
from yozora.service.accounts.keys import KeyRing, NoSuchKey, Scope
from yozora.service.accounts.people import Role
from yozora.service.accounts.tokens import digest_of

NOW = 1_795_000_000.0


class Clock:
    """Seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ring(database: Database, clock: Clock) -> KeyRing:
    return KeyRing(database, clock=clock)


def add(database: Database, name: str = "Ann", role: Role = Role.MEMBER) -> str:
    with database.writing() as session:
        return people.add_person(session, name, role=role, plan="plus", now=NOW).id


def create(database: Database, person_id: str, *scopes: str) -> tuple[str, str]:
    with database.writing() as session:
        key, secret = keys.create_key(session, person_id, "laptop", now=NOW, scopes=scopes or None)
        return key.id, secret


def scopes_of(database: Database, secret: str) -> frozenset[Scope] | None:
    with database.reading() as session:
        holder = keys.key_of(session, secret)
        return None if holder is None else holder.scopes


def used_at(database: Database) -> float | None:
    with database.reading() as session:
        return session.scalars(select(ApiKey.used_at)).one()


def count_reads(database: Database) -> list[str]:
    """What is asked of the database from now on."""
    seen: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def _(*call: object) -> None:
        if str(call[2]).startswith("SELECT"):
            seen.append(str(call[2]))

    return seen


def test_a_key_is_256_random_bits_and_only_its_digest_is_kept(database: Database) -> None:
    key_id, secret = create(database, add(database))
    assert secret.startswith("yz_") and len(secret) == 46
    with database.reading() as session:
        key = session.get_one(ApiKey, key_id)
        assert (key.start, key.digest) == (secret[:8], digest_of(secret))
        assert key.name == "laptop" and key.used_at is None


def test_a_key_opens_its_owners_account(database: Database) -> None:
    ann = add(database)
    key_id, secret = create(database, ann)
    with database.reading() as session:
        holder = keys.key_of(session, secret)
    assert holder is not None
    assert (holder.person.id, holder.person.name, holder.key_id) == (ann, "Ann", key_id)


@pytest.mark.parametrize(
    "secret", ["", "yz_", "yz_" + "A" * 43, "sk-" + "A" * 43, "x" * 1_000_000, "yz_" + "\ud83e" * 43]
)
def test_what_is_no_key_opens_nothing(database: Database, ring: KeyRing, secret: str) -> None:
    create(database, add(database))
    assert scopes_of(database, secret) is None
    assert ring.holder_of(secret, now=NOW) is None


@pytest.mark.parametrize(
    ("role", "scopes"),
    [
        (Role.ADMINISTRATOR, set(Scope)),
        (Role.MEMBER, set(Scope) - {Scope.ADMIN}),
        (Role.VIEWER, {Scope.READ, Scope.ACCOUNT}),
    ],
)
def test_a_key_can_do_what_its_owners_role_allows(database: Database, role: Role, scopes: set[Scope]) -> None:
    assert scopes_of(database, create(database, add(database, role=role))[1]) == scopes


def test_a_key_can_do_less(database: Database) -> None:
    assert scopes_of(database, create(database, add(database), "read", "create")[1]) == {Scope.READ, Scope.CREATE}


def test_a_key_cannot_do_more_than_its_owners_role_allows(database: Database) -> None:
    with pytest.raises(
        InvalidRequest, match=r"^scope='admin' cannot be given to a key of 'Ann'; expected one of read, create, library"
    ):
        create(database, add(database), "read", "admin")


@pytest.mark.parametrize("scope", ["everything", "READ", ""])
def test_an_unknown_scope_is_refused(database: Database, scope: str) -> None:
    with pytest.raises(InvalidRequest, match=f"^scope='{scope}' cannot be given"):
        create(database, add(database, role=Role.ADMINISTRATOR), scope)


def test_a_key_that_could_do_nothing_is_refused(database: Database) -> None:
    ann = add(database)
    with database.writing() as session, pytest.raises(InvalidRequest, match=r"^scopes is empty"):
        keys.create_key(session, ann, "laptop", now=NOW, scopes=[])


def test_a_key_makes_no_key_that_can_do_more_than_it_can(database: Database) -> None:
    ann = add(database, role=Role.ADMINISTRATOR)
    within = {Scope.READ, Scope.ACCOUNT}
    with database.writing() as session:
        _, secret = keys.create_key(session, ann, "laptop", now=NOW, within=within)
        with pytest.raises(InvalidRequest, match="expected one of read, account"):
            keys.create_key(session, ann, "laptop", now=NOW, scopes=["admin"], within=within)
    assert scopes_of(database, secret) == within


def test_an_administrators_key_loses_its_powers_with_the_role(database: Database) -> None:
    ann, _ = add(database, role=Role.ADMINISTRATOR), add(database, "Bea", Role.ADMINISTRATOR)
    secret = create(database, ann)[1]
    with database.writing() as session:
        people.change_role(session, ann, Role.VIEWER)
    assert scopes_of(database, secret) == {Scope.READ, Scope.ACCOUNT}


def test_a_members_key_gains_none_with_the_role(database: Database) -> None:
    ann = add(database)
    secret = create(database, ann)[1]
    with database.writing() as session:
        people.change_role(session, ann, Role.ADMINISTRATOR)
    assert Scope.ADMIN not in (scopes_of(database, secret) or set())


def test_a_revoked_key_opens_nothing_and_stays_in_the_list(database: Database) -> None:
    ann = add(database)
    key_id, secret = create(database, ann)
    with database.writing() as session:
        keys.revoke_key(session, ann, key_id, now=NOW + 1)
        keys.revoke_key(session, ann, key_id, now=NOW + 2)
    assert scopes_of(database, secret) is None
    with database.reading() as session:
        assert [key.revoked_at for key in keys.keys_of(session, ann)] == [NOW + 1]


@pytest.mark.parametrize("key_id", ["", "key_1", "\x00"])
def test_an_unknown_key_cannot_be_revoked(database: Database, key_id: str) -> None:
    ann = add(database)
    with database.writing() as session, pytest.raises(NoSuchKey, match=r"^There is no key with this id"):
        keys.revoke_key(session, ann, key_id, now=NOW)


def test_somebody_elses_key_cannot_be_revoked_or_seen(database: Database) -> None:
    ann, bea = add(database, "Ann"), add(database, "Bea")
    key_id, secret = create(database, ann)
    with database.writing() as session, pytest.raises(NoSuchKey):
        keys.revoke_key(session, bea, key_id, now=NOW)
    assert scopes_of(database, secret) is not None
    with database.reading() as session:
        assert keys.keys_of(session, bea) == []


def test_keys_of_somebody_who_is_disabled_stop_working_until_they_are_enabled(database: Database) -> None:
    ann = add(database)
    secret = create(database, ann)[1]
    with database.writing() as session:
        people.disable(session, ann, now=NOW)
    assert scopes_of(database, secret) is None
    with database.writing() as session, pytest.raises(InvalidRequest, match=r"^'Ann' is disabled, so a key would open"):
        keys.create_key(session, ann, "laptop", now=NOW)
    with database.writing() as session:
        people.enable(session, ann)
    assert scopes_of(database, secret) is not None


def test_keys_are_listed_newest_first(database: Database) -> None:
    ann = add(database)
    with database.writing() as session:
        for name, later_s in (("second", 2), ("first", 1), ("third", 3)):
            keys.create_key(session, ann, name, now=NOW + later_s)
    with database.reading() as session:
        assert [key.name for key in keys.keys_of(session, ann)] == ["third", "second", "first"]


def test_a_key_has_a_name(database: Database) -> None:
    ann = add(database)
    with database.writing() as session, pytest.raises(InvalidRequest, match=r"^name of the key has 0 characters"):
        keys.create_key(session, ann, " ", now=NOW)


def test_nobody_has_more_than_100_keys_that_work(database: Database) -> None:
    ann = add(database)
    with database.writing() as session:
        made = [keys.create_key(session, ann, "laptop", now=NOW)[0].id for _ in range(100)]
        with pytest.raises(InvalidRequest, match=r"^'Ann' has 100 keys, the most there can be"):
            keys.create_key(session, ann, "laptop", now=NOW)
        keys.revoke_key(session, ann, made[0], now=NOW)
        keys.create_key(session, ann, "laptop", now=NOW)


def test_reading_who_holds_a_key_writes_nothing(database: Database) -> None:
    secret = create(database, add(database))[1]
    scopes_of(database, secret)
    assert used_at(database) is None


def test_the_use_of_a_key_is_noted_once_a_minute(database: Database, ring: KeyRing, clock: Clock) -> None:
    secret = create(database, add(database))[1]
    for passed_s, noted in ((0.0, NOW), (55.0, NOW), (60.0, NOW + 60), (70.0, NOW + 60), (200.0, NOW + 200)):
        clock.now_s = 100 + passed_s
        assert ring.holder_of(secret, now=NOW + passed_s) is not None
        assert used_at(database) == noted


def test_noting_the_use_twice_at_once_keeps_the_first(database: Database) -> None:
    key_id, _ = create(database, add(database))
    with database.writing() as session:
        keys.note_use(session, key_id, now=NOW)
        keys.note_use(session, key_id, now=NOW + 1)
    assert used_at(database) == NOW


def test_a_key_that_was_seen_a_moment_ago_does_not_read_the_database(
    database: Database, ring: KeyRing, clock: Clock
) -> None:
    secret = create(database, add(database))[1]
    ring.holder_of(secret, now=NOW)
    reads = count_reads(database)
    clock.now_s += 4.9
    for _ in range(300):
        assert ring.holder_of(secret, now=NOW) is not None
    assert reads == []
    clock.now_s += 0.1
    ring.holder_of(secret, now=NOW + 5)
    assert len(reads) == 1


def test_what_is_no_key_is_not_remembered(database: Database, ring: KeyRing) -> None:
    secret = "yz_" + "A" * 43
    assert ring.holder_of(secret, now=NOW) is None
    reads = count_reads(database)
    assert ring.holder_of(secret, now=NOW) is None
    assert len(reads) == 1


def test_a_key_revoked_in_this_process_is_forgotten_at_once(database: Database, ring: KeyRing) -> None:
    ann, bea = add(database, "Ann"), add(database, "Bea")
    (key_id, secret), (_, other) = create(database, ann), create(database, bea)
    assert ring.holder_of(secret, now=NOW) and ring.holder_of(other, now=NOW)
    with database.writing() as session:
        keys.revoke_key(session, ann, key_id, now=NOW)
        ring.forget(session, ann)
        assert ring.holder_of(other, now=NOW) is not None
    reads = count_reads(database)
    assert ring.holder_of(other, now=NOW) is not None
    assert reads == [], "another person's key is still remembered"
    assert ring.holder_of(secret, now=NOW) is None


def test_somebody_disabled_in_this_process_is_forgotten_at_once(database: Database, ring: KeyRing) -> None:
    ann = add(database)
    secret = create(database, ann)[1]
    assert ring.holder_of(secret, now=NOW) is not None
    with database.writing() as session:
        people.disable(session, ann, now=NOW)
        ring.forget(session, ann)
    assert ring.holder_of(secret, now=NOW) is None


def test_a_change_that_was_rolled_back_forgets_nothing(database: Database, ring: KeyRing) -> None:
    ann = add(database)
    key_id, secret = create(database, ann)
    ring.holder_of(secret, now=NOW)
    with suppress(RuntimeError), database.writing() as session:
        keys.revoke_key(session, ann, key_id, now=NOW)
        ring.forget(session, ann)
        raise RuntimeError("the request went wrong")
    reads = count_reads(database)
    assert ring.holder_of(secret, now=NOW) is not None
    assert reads == []


def test_another_process_hears_of_a_revoked_key_within_five_seconds(database: Database, clock: Clock) -> None:
    ann = add(database)
    key_id, secret = create(database, ann)
    elsewhere = KeyRing(database, clock=clock)
    assert elsewhere.holder_of(secret, now=NOW) is not None
    with database.writing() as session:
        keys.revoke_key(session, ann, key_id, now=NOW)
    clock.now_s += 5
    assert elsewhere.holder_of(secret, now=NOW + 5) is None


def test_what_was_read_before_a_key_was_revoked_is_not_remembered_after(database: Database, ring: KeyRing) -> None:
    ann = add(database)
    key_id, secret = create(database, ann)
    revoked = False

    @event.listens_for(database.engine, "after_cursor_execute")
    def _(*call: object) -> None:
        nonlocal revoked
        if not revoked and str(call[2]).startswith("SELECT") and "JOIN people" in str(call[2]):
            revoked = True
            with database.writing() as session:
                keys.revoke_key(session, ann, key_id, now=NOW)
                ring.forget(session, ann)

    ring.holder_of(secret, now=NOW)
    assert revoked
    assert ring.holder_of(secret, now=NOW) is None


def test_a_key_ring_remembers_only_so_many(database: Database, clock: Clock) -> None:
    ann = add(database)
    ring = KeyRing(database, clock=clock, most_kept=2)
    secrets = [create(database, ann)[1] for _ in range(3)]
    for secret in secrets:
        ring.holder_of(secret, now=NOW)
    reads = count_reads(database)
    ring.holder_of(secrets[2], now=NOW)
    ring.holder_of(secrets[1], now=NOW)
    assert reads == []
    ring.holder_of(secrets[0], now=NOW)
    assert len(reads) == 1


def test_a_database_that_cannot_be_written_still_lets_people_read(database: Database, ring: KeyRing) -> None:
    secret = create(database, add(database))[1]
    with database.reading() as session:
        session.connection().exec_driver_sql("PRAGMA query_only=ON")
    assert ring.holder_of(secret, now=NOW) is not None
    assert used_at(database) is None


def test_many_threads_share_a_key_ring(database: Database) -> None:
    ann = add(database)
    ring = KeyRing(database)
    made = [create(database, ann) for _ in range(4)]
    wrong: list[str] = []

    def ask() -> None:
        for turn in range(100):
            if ring.holder_of(made[turn % 3][1], now=NOW) is None:
                wrong.append("a key that works was refused")

    def change() -> None:
        for _ in range(10):
            with database.writing() as session:
                ring.forget(session, ann)

    threads = [threading.Thread(target=task) for task in (ask, ask, ask, ask, change)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
