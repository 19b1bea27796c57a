"""A folder with the chain that signs: made where there is none, and replaced without forgetting what was signed."""

import os
import secrets
import shutil
from pathlib import Path

from yozora.core.errors import UnwritableOutput
from yozora.provenance.chain import KEY, ROOT, Chain, make_chain
from yozora.provenance.manifests import Signer

_BEFORE = "before-"


def has_chain(folder: Path) -> bool:
    """Whether there is a key in the folder."""
    return (folder / KEY).exists()


def signer_in(folder: Path) -> Signer:
    """Who signs with the chain in a folder, which is made where there is none. Files signed by chains before it are
    known as well. Raises UnreadableFile, UnwritableOutput."""
    return Signer(_chain_in(folder), trusted=_roots_before(folder))


def replace_chain(folder: Path) -> Chain:
    """A new chain in place of the one in a folder, which moves into a folder in it. Raises UnwritableOutput."""
    fresh = _written_beside(folder)
    try:
        if folder.exists():
            for older in folder.glob(f"{_BEFORE}*"):
                older.rename(fresh / older.name)
            folder.rename(fresh / f"{_BEFORE}{secrets.token_hex(4)}")
        fresh.rename(folder)
    except OSError as error:
        raise UnwritableOutput(f"{folder} cannot be replaced: {error.strerror}.") from error
    return Chain.read(folder)


def _chain_in(folder: Path) -> Chain:
    if not has_chain(folder):
        fresh = _written_beside(folder)
        try:
            os.rename(fresh, folder)
        except OSError as error:
            shutil.rmtree(fresh)
            if not has_chain(folder):  # another process was quicker where there is one now
                raise UnwritableOutput(f"{folder} cannot be made: {error.strerror}.") from error
    return Chain.read(folder)


def _written_beside(folder: Path) -> Path:
    fresh = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    make_chain().write(fresh)
    return fresh


def _roots_before(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob(f"{_BEFORE}*/{ROOT}")))
