"""Where a file comes from, as far as this server can tell; and clips of its library that it may be."""

from dataclasses import dataclass
from pathlib import Path

from yozora import media
from yozora.library import traces
from yozora.library.database import Database
from yozora.library.tables import Clip
from yozora.media.fingerprints import Prints
from yozora.provenance.verifying import Likeness, Origin, Verdict, verify
from yozora.safety.blocked import SAME_BITS
from yozora.service.house import House

LEAST_SHARE = 0.5
"""Of the pictures of a file that must be in one clip."""


@dataclass(frozen=True, kw_only=True)
class LibraryFinder:
    """Looks in a whole library, whoever asks: what is found says nothing but what the clip's own manifest says."""

    database: Database

    def marked(self, mark: int) -> Origin | None:
        """The oldest clip with a mark."""
        with self.database.reading() as session:
            found = traces.marked(session, mark)
            return _origin(found[0]) if found else None

    def alike(self, prints: Prints) -> Likeness | None:
        """The clip that has most of these pictures."""
        with self.database.reading() as session:
            found = traces.alike(session, prints, nearest=SAME_BITS, share=LEAST_SHARE)
            if found is None:
                return None
            return Likeness(origin=_origin(session.get_one(Clip, found.clip_id)), share=found.share)


def verified(house: House, path: Path) -> Verdict:
    """Look at a file that somebody sent. Raises UnreadableFile where it is neither picture nor clip, or may do harm."""
    media.examine(path, "either")
    return verify(path, roots=house.signer.roots, finder=LibraryFinder(database=house.database))


def _origin(clip: Clip) -> Origin:
    return Origin(clip_id=clip.id, model=clip.model, operation=clip.operation, created_at=clip.created_at)
