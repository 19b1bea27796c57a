"""Passwords: what is kept of them, and who finds out what."""

import threading
import time
from statistics import median

import pytest
from argon2 import PasswordHasher

from yozora.core.errors import InvalidRequest
from yozora.service.accounts.passwords import Passwords

PASSWORD = "a fox in the snow"


def test_a_password_is_known_again_and_another_is_not(passwords: Passwords) -> None:
    stored = passwords.hash_password(PASSWORD)
    assert passwords.is_password(PASSWORD, stored)
    assert not passwords.is_password(PASSWORD + " ", stored)


def test_what_is_kept_is_argon2id_and_differs_each_time(passwords: Passwords) -> None:
    first, second = passwords.hash_password(PASSWORD), passwords.hash_password(PASSWORD)
    assert first != second
    assert first.startswith("$argon2id$") and PASSWORD not in first


def test_unless_told_a_hash_takes_64_mib_and_three_passes() -> None:
    assert "$m=65536,t=3," in Passwords().hash_password(PASSWORD)


def test_an_accent_is_the_same_from_every_keyboard(passwords: Passwords) -> None:
    assert passwords.is_password("cafe\u0301 au lait", passwords.hash_password("caf\u00e9 au lait"))


@pytest.mark.parametrize("length", [10, 1024])
def test_the_shortest_and_the_longest_password_work(passwords: Passwords, length: int) -> None:
    assert passwords.is_password("x" * length, passwords.hash_password("x" * length))


def test_a_short_password_is_refused(passwords: Passwords) -> None:
    with pytest.raises(InvalidRequest, match=r"^password=\*\*\* has 9 characters; expected at least 10\. A few words"):
        passwords.hash_password("x" * 9)


def test_a_long_password_is_refused(passwords: Passwords) -> None:
    with pytest.raises(InvalidRequest, match=r"^password=\*\*\* has 1025 characters; expected at most 1024\.$"):
        passwords.hash_password("x" * 1025)


def test_half_a_character_is_refused_and_never_right(passwords: Passwords) -> None:
    with pytest.raises(InvalidRequest, match="half a character"):
        passwords.hash_password("a fox in \ud83e")
    assert not passwords.is_password("a fox in \ud83e", passwords.hash_password(PASSWORD))


def test_a_password_that_is_too_long_is_never_right(passwords: Passwords) -> None:
    assert not passwords.is_password("x" * 10_000_000, passwords.hash_password(PASSWORD))


@pytest.mark.parametrize("stored", [None, "", "plain", "$argon2id$v=19$m=8,t=1,p=1$damaged"])
def test_nobody_and_a_damaged_hash_have_no_password(passwords: Passwords, stored: str | None) -> None:
    assert not passwords.is_password(PASSWORD, stored)
    assert not passwords.is_password("", stored)


def test_nobody_takes_as_long_as_somebody() -> None:
    passwords = Passwords(PasswordHasher(time_cost=2, memory_cost=8192, parallelism=1))
    stored = passwords.hash_password(PASSWORD)

    def took_s(whose: str | None) -> float:
        before_s = time.thread_time()
        passwords.is_password("a wrong password", whose)
        return time.thread_time() - before_s

    nobody_s, somebody_s = (median(took_s(whose) for _ in range(9)) for whose in (None, stored))
    assert nobody_s > somebody_s / 3


def test_a_hash_made_with_less_work_is_to_be_made_again(passwords: Passwords) -> None:
    more = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    stored = passwords.hash_password(PASSWORD)
    assert more.is_password(PASSWORD, stored)
    assert more.needs_new_hash(stored)
    assert not passwords.needs_new_hash(stored)


def test_only_so_many_hashes_are_computed_at_once() -> None:
    seen: list[int] = []
    lock, running = threading.Lock(), 0

    class Counting(PasswordHasher):
        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            nonlocal running
            with lock:
                running += 1
                seen.append(running)
            time.sleep(0.01)
            made = super().hash(password, salt=salt)
            with lock:
                running -= 1
            return made

    passwords = Passwords(Counting(time_cost=1, memory_cost=8, parallelism=1), at_once=2)
    threads = [threading.Thread(target=passwords.hash_password, args=(PASSWORD,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 9 and max(seen) == 2
