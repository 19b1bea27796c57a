"""A folder with the chain that signs: made where there is none, and replaced without forgetting what was signed."""

import secrets
import shutil
from pathlib import Path

from cryptography import x509

from yozora.core.errors import UnreadableFile, UnwritableOutput
from yozora.provenance.chain import KEY, ROOT, Chain, make_chain
from yozora.provenance.manifests import Signer

CURRENT = "current"
STAMPS, STAMPS_ROOT = "timestamps.txt", "timestamps.pem"
_BEFORE = "before-"


def has_chain(folder: Path) -> bool:
    """Whether there is a key in the folder."""
    return (folder / CURRENT / KEY).exists()


def signer_in(folder: Path) -> Signer:
    """Who signs with the chain in a folder, which is made where there is none. Files signed by chains before it are
    known as well. Where the folder names an authority for time-stamps, files get one of its. Raises UnreadableFile,
    UnwritableOutput."""
    if not has_chain(folder):
        _place(folder)
    address, authority = _stamped_by(folder)
    trusted = _roots_before(folder) + authority
    return Signer(Chain.read(folder / CURRENT), trusted=trusted, stamped_by=address)


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


def _stamped_by(folder: Path) -> tuple[str | None, bytes]:
    """The address of an authority for time-stamps, and its root (PEM), which is trusted as long as it is there."""
    try:
        root = (folder / STAMPS_ROOT).read_bytes() if (folder / STAMPS_ROOT).exists() else b""
        address = (folder / STAMPS).read_text("utf-8").strip() if (folder / STAMPS).exists() else None
        if root:
            x509.load_pem_x509_certificates(root)
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"{folder / STAMPS_ROOT} or {folder / STAMPS} cannot be read: {error}.") from error
    if address is not None and not (root and address.startswith(("http://", "https://"))):
        raise UnreadableFile(
            f"{folder / STAMPS} has to be one line, the http address of a time-stamp authority, and {STAMPS_ROOT} "
            "beside it the root of its certificates (PEM). Without both, delete them."
        )
    return address, root
