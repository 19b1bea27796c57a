"""Video and picture files in and out, and contact sheets."""

from yozora.media.outputs import check_output, sheet_beside
from yozora.media.reading import picture_digest, read_frames, read_picture, read_recipe
from yozora.media.sheets import contact_sheet, evenly_spaced, thumbnail, write_png
from yozora.media.writing import Writer, open_writer

__all__ = [
    "Writer",
    "check_output",
    "contact_sheet",
    "evenly_spaced",
    "open_writer",
    "picture_digest",
    "read_frames",
    "read_picture",
    "read_recipe",
    "sheet_beside",
    "thumbnail",
    "write_png",
]
