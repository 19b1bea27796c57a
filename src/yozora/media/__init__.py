"""Video and picture files in and out, and contact sheets."""

from yozora.media.clips import clip_source, read_at, read_frames
from yozora.media.examining import examine
from yozora.media.fitting import fitted
from yozora.media.outputs import check_output, sheet_beside
from yozora.media.reading import is_picture, picture_digest, read_picture, read_recipe
from yozora.media.sheets import contact_sheet, encoded, evenly_spaced, spritesheet, thumbnail, write_png
from yozora.media.writing import Writer, open_writer

__all__ = [
    "Writer",
    "check_output",
    "clip_source",
    "contact_sheet",
    "encoded",
    "evenly_spaced",
    "examine",
    "fitted",
    "is_picture",
    "open_writer",
    "picture_digest",
    "read_at",
    "read_frames",
    "read_picture",
    "read_recipe",
    "sheet_beside",
    "spritesheet",
    "thumbnail",
    "write_png",
]
