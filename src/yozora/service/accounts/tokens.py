"""Secrets that open an account: 256 random bits, of which the database keeps only the SHA-256."""

import hashlib
import secrets

BYTES = 32


def new_token() -> str:
    """43 characters that are safe in a link, a cookie and a header."""
    return secrets.token_urlsafe(BYTES)


def digest_of(token: str) -> str:
    """What is kept of a secret. No salt and no slow hash: nobody guesses 256 bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
