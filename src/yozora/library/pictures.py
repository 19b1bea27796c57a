"""What pages show of a clip: its thumbnail and its sprite sheet, as files of the library."""

from collections.abc import Callable, Iterable
from pathlib import Path

from yozora import media
from yozora.core.geometry import LONGEST_SIDE_PX
from yozora.core.ports import Seal
from yozora.library.blobs import Blobs
from yozora.library.tables import File
from yozora.media.samples import sampled

PICTURES = {"thumbnail": "WEBP", "spritesheet": "JPEG"}
"""Columns of clips, and what each is encoded as."""

SealFrom = Callable[[Path, str], Seal | None]
"""The seal of pictures that are taken out of a file, which has a name; None where nobody may vouch for them."""


def add_pictures(
    blobs: Blobs, path: Path, *, name: str, now: float, seal_from: SealFrom, wanted: Iterable[str] = PICTURES
) -> dict[str, File]:
    """Store those pictures that are `wanted` of a clip or a still, which is known by a `name`, and return their rows.

    Raises UnreadableFile, and UnwritableOutput where there is no room.
    """
    samples, seal = sampled(path), seal_from(path, name)
    large = max(samples.middle.shape[:2]) > LONGEST_SIDE_PX
    frames = {
        "thumbnail": media.thumbnail(samples.middle) if large else samples.middle,
        "spritesheet": samples.sheet,
    }
    rows: dict[str, File] = {}
    for one in wanted:
        kind = PICTURES[one]
        blob = blobs.add_bytes(media.encoded(frames[one], kind, seal=seal))
        rows[one] = File(
            sha256=blob.sha256, size_bytes=blob.size_bytes, media_type=f"image/{kind.lower()}", created_at=now
        )
    return rows
