"""The chain that signs everything that leaves: in the folder of a person's own things, made when it is first needed."""

from pathlib import Path

from yozora.cli import guarding
from yozora.cli.home import home, private
from yozora.core.errors import InvalidRequest
from yozora.generate import Gate
from yozora.provenance import Signer, has_chain, replace_chain, signer_in
from yozora.provenance.keeping import CURRENT
from yozora.safety.findings import Stage
from yozora.service.config import Config


def folder() -> Path:
    """Where the chain lies."""
    return home() / "credentials"


def signer() -> Signer:
    """Who signs. Raises UnreadableFile, UnwritableOutput."""
    private(home())
    return signer_in(folder())


def gate() -> Gate:
    """What every clip goes through on its way out. Raises UnreadableFile, UnwritableOutput."""
    return Gate(review=guarding.guard().reviewer(Stage.FRAMES), sign=signer().seal_for)


def check_shared(config: Config) -> None:
    """Raise InvalidRequest where a worker of a library elsewhere would sign by a chain that nobody else has."""
    own = f"sqlite:///{config.home / 'library.db'}"
    if config.database_url != own and not has_chain(folder()):
        raise InvalidRequest(
            f"There is no signing key in {folder() / CURRENT}, and this worker's library is elsewhere: its clips would "
            f"be signed by somebody whom the server does not know. Copy the server's {folder().name} folder here."
        )


def initialize(*, new_key: bool) -> None:
    """Make the chain where there is none, or a new one, and say where it is."""
    there = has_chain(folder())
    private(home())
    if new_key:
        replace_chain(folder())
    signer_in(folder())
    what = "New signing key" if new_key else "Signing key" if there else "Made a signing key"
    print(f"{what:<20}{folder() / CURRENT / 'key.pem'}")
    print(f"{'Certificates':<20}{folder() / CURRENT / 'certificates.pem'}  (its own first, then those above it)")
    print(f"{'Root to trust':<20}{folder() / CURRENT / 'root.pem'}  (give this one to others)")
    if new_key and there:
        print("Files that were signed before are trusted as well. To end that, delete the before-... folder there.")
    print("For a certificate of your own put your three files in their places: docs/howto/provenance.md")
