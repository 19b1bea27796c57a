"""A chain that tests sign with, made once, and what is read of signed files."""

from datetime import timedelta
from functools import cache
from pathlib import Path

from yozora.provenance import Chain, Credentials, Signer, make_chain, read_credentials


@cache
def chain() -> Chain:
    """The chain of the tests."""
    return make_chain("Tests")


@cache
def signer() -> Signer:
    """Who signs in the tests."""
    return Signer(chain())


@cache
def stranger() -> Signer:
    """Somebody whom the tests do not know."""
    return Signer(make_chain("Strangers"))


def said_by(path: Path) -> Credentials:
    """What a file says of itself, to those who trust the chain of the tests."""
    return read_credentials(path, signer().roots)


def short_lived() -> Signer:
    """Somebody whose certificate ends in two seconds."""
    return Signer(make_chain("Mayfly", lasts=timedelta(seconds=2)))
