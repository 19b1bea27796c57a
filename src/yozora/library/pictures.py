"""What pages show of a clip: its thumbnail and its sprite sheet, as files of the library."""

from collections.abc import Iterable
from pathlib import Path

from yozora import media
from yozora.core.geometry import LONGEST_SIDE_PX
from yozora.library.blobs import Blobs
from yozora.library.tables import File
from yozora.media.samples import sampled

PICTURES = {"thumbnail": "WEBP", "spritesheet": "JPEG"}
"""Columns of clips, and what each is encoded as."""


def add_pictures(blobs: Blobs, path: Path, *, now: float, wanted: Iterable[str] = PICTURES) -> dict[str, File]:
    """Store those pictures of a clip or a still that are `wanted`, and return their rows.

    Raises UnreadableFile, and UnwritableOutput where there is no room.
    """
    samples = sampled(path)
    large = max(samples.middle.shape[:2]) > LONGEST_SIDE_PX
    frames = {
        "thumbnail": media.thumbnail(samples.middle) if large else samples.middle,
        "spritesheet": samples.sheet,
    }
    rows: dict[str, File] = {}
    for name in wanted:
        kind = PICTURES[name]
        blob = blobs.add_bytes(media.encoded(frames[name], kind))
        rows[name] = File(
            sha256=blob.sha256, size_bytes=blob.size_bytes, media_type=f"image/{kind.lower()}", created_at=now
        )
    return rows
