"""Passwords are kept as argon2id hashes, and checked in the same time whether or not there is such a person."""

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from yozora.core.errors import InvalidRequest
from yozora.service.accounts.tokens import new_token

FEWEST_CHARACTERS = 10
MOST_CHARACTERS = 1024


class Passwords:
    """Hashes and checks passwords. `hasher` says how much work a hash is (64 MiB and three passes unless told); at most
    `at_once` are computed together, so that many tries do not take all memory."""

    def __init__(self, hasher: PasswordHasher | None = None, *, at_once: int = 2) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = threading.BoundedSemaphore(at_once)
        self._nobody = self._hasher.hash(new_token())

    def hash_password(self, password: str) -> str:
        """What is kept of a new password. Raises InvalidRequest where it is too short or too long."""
        typed = _as_typed(password)
        if len(typed) < FEWEST_CHARACTERS:
            raise InvalidRequest(
                f"password=*** has {len(typed)} characters; expected at least {FEWEST_CHARACTERS}. "
                "A few words in a row are easy to remember and hard to guess."
            )
        with self._turns:
            return self._hasher.hash(typed)

    def is_password(self, password: str, stored: str | None) -> bool:
        """Whether a password is the one that was `stored`; None stands for nobody, and takes as long."""
        try:
            typed = _as_typed(password)
        except InvalidRequest:
            typed, stored = "", None
        with self._turns:
            try:
                self._hasher.verify(self._nobody if stored is None else stored, typed)
            except (VerificationError, InvalidHashError):
                return False
        return stored is not None

    def needs_new_hash(self, stored: str) -> bool:
        """Whether a hash was made with less work than is asked for today."""
        return self._hasher.check_needs_rehash(stored)


def _as_typed(password: str) -> str:
    """The same characters from every keyboard: some send an accent apart from its letter."""
    if len(password) > MOST_CHARACTERS:
        raise InvalidRequest(f"password=*** has {len(password)} characters; expected at most {MOST_CHARACTERS}.")
    if any(unicodedata.category(character) == "Cs" for character in password):
        raise InvalidRequest("password=*** has half a character in it. Type it again.")
    return unicodedata.normalize("NFKC", password)
