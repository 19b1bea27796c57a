"""A folder with the chain that signs: made where there is none, and replaced without forgetting what was signed."""

import secrets
import shutil
from pathlib import Path

from yozora.core.errors import UnwritableOutput
from yozora.provenance.chain import KEY, ROOT, Chain, make_chain
from yozora.provenance.manifests import Signer

CURRENT = "current"
_BEFORE = "before-"


def has_chain(folder: Path) -> bool:
    """Whether there is a key in the folder."""
    return (folder / CURRENT / KEY).exists()


def signer_in(folder: Path) -> Signer:
    """Who signs with the chain in a folder, which is made where there is none. Files signed by chains before it are
    known as well. Raises UnreadableFile, UnwritableOutput."""
    if not has_chain(folder):
        _place(folder)
    return Signer(Chain.read(folder / CURRENT), trusted=_roots_before(folder))


def replace_chain(folder: Path) -> None:
    """A new chain in place of the one in a folder, which stays there under another name. Raises UnwritableOutput."""
    if has_chain(folder):
        try:
            (folder / CURRENT).rename(folder / f"{_BEFORE}{secrets.token_hex(4)}")
        except OSError as error:
            raise UnwritableOutput(f"{folder / CURRENT} cannot be moved: {error.strerror}.") from error
    _place(folder)


def _place(folder: Path) -> None:
    """Write a new chain, in one move, unless another process was quicker."""
    fresh = folder / f".{CURRENT}-{secrets.token_hex(4)}"
    make_chain().write(fresh)
    try:
        fresh.rename(folder / CURRENT)
    except OSError as error:
        shutil.rmtree(fresh)
        if not has_chain(folder):
            raise UnwritableOutput(f"{folder / CURRENT} cannot be made: {error.strerror}.") from error


def _roots_before(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob(f"{_BEFORE}*/{ROOT}")))
