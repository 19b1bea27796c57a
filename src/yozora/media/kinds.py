"""What a media file is, told by its content and never by its name, and what is said of files that cannot be used."""

import math
import struct
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import av.error
from PIL import Image, UnidentifiedImageError

from yozora.core.errors import UnreadableFile
from yozora.core.geometry import LONGEST_FRAMES

MOST_PICTURE_PX = 64_000_000
LONGEST_S = 3600

HEAD_BYTES = 2048
_SYNCS = b"\x47" * 5
_PACKET_BYTES = (188, 192, 204)  # from one sync byte of MPEG-TS to the next, also of discs and of old receivers

_MOV_ATOMS = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_STILL_BRANDS = (b"avif", b"heic", b"heix", b"heim", b"heis", b"mif1")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of file. `demuxer` is FFmpeg's name of what reads it; empty where Pillow does.

    `cut_anywhere`: pieces of a broadcast are such files too, so some pictures of a good one cannot be decoded.
    `counted`: few of its pictures have a time of their own, so the time of each is the sum of those before it.
    """

    name: str
    demuxer: str = ""
    cut_anywhere: bool = False
    counted: bool = False


MOV = Kind(name="MP4", demuxer="mov")
MATROSKA = Kind(name="Matroska", demuxer="matroska")
AVI = Kind(name="AVI", demuxer="avi")
FLV = Kind(name="FLV", demuxer="flv")
OGG = Kind(name="OGG", demuxer="ogg")
MPEG_TS = Kind(name="MPEG-TS", demuxer="mpegts", cut_anywhere=True)
MPEG_PS = Kind(name="MPEG-PS", demuxer="mpeg", cut_anywhere=True, counted=True)
PNG = Kind(name="PNG")
JPEG = Kind(name="JPEG")
GIF = Kind(name="GIF")
WEBP = Kind(name="WEBP")

_BEGINNINGS = {
    b"\x1aE\xdf\xa3": MATROSKA,
    b"FLV\x01": FLV,
    b"OggS": OGG,
    b"\x00\x00\x01\xba": MPEG_PS,
    b"\x89PNG": PNG,
    b"\xff\xd8\xff": JPEG,
    b"GIF8": GIF,
}


def kind_of(path: Path) -> Kind:
    """The kind of the clip or picture at `path`. Raises UnreadableFile when it is missing or none that is read here."""
    head = _head(path)
    if head[4:8] == b"ftyp" and head[8:12] in _STILL_BRANDS:
        raise UnreadableFile(f"{path} is a HEIF or AVIF picture, which is not read here. Save it as PNG or JPEG.")
    if head[4:8] in _MOV_ATOMS:
        return MOV
    if head[:4] == b"RIFF" and head[8:12] in (b"AVI ", b"WEBP"):
        return AVI if head[8:12] == b"AVI " else WEBP
    for beginning, kind in _BEGINNINGS.items():
        if head.startswith(beginning):
            return kind
    if any(head[first::step].startswith(_SYNCS) for step in _PACKET_BYTES for first in range(step)):
        return MPEG_TS
    raise UnreadableFile(
        f"{path} is not a clip: it is no MP4, MOV, MKV, WebM, AVI, MPEG, FLV, OGG, GIF, WebP or PNG file inside, "
        "whatever its name says. Give one of these; lists of other files are not followed."
    )


@contextmanager
def damage(path: Path) -> Generator[None]:
    """Whatever a reader stumbles over becomes UnreadableFile."""
    broken = (av.error.FFmpegError, UnidentifiedImageError, Image.DecompressionBombError, struct.error)
    try:
        yield
    except (*broken, OSError, EOFError, SyntaxError, ValueError) as error:
        raise UnreadableFile(f"{path} is damaged or cut short ({error}). Take another copy of it.") from error


def check_picture_size(path: Path, *, width_px: int, height_px: int) -> None:
    """Raise UnreadableFile when a picture of this size is too large to be read safely, or empty."""
    if width_px * height_px > MOST_PICTURE_PX:
        got = f"{width_px}x{height_px}"
        raise UnreadableFile(f"{path} is {got} px; at most {MOST_PICTURE_PX / 1e6:.0f} megapixels. Make it smaller.")
    if width_px < 1 or height_px < 1:
        raise UnreadableFile(
            f"{path} holds pictures of no size, or of more than {MOST_PICTURE_PX / 1e6:.0f} megapixels. Make them "
            "smaller, or take another copy."
        )


def check_length(path: Path, *, frames: int, seconds: float) -> None:
    """Raise UnreadableFile when a clip has more pictures than LONGEST_FRAMES or lasts longer than LONGEST_S."""
    if seconds > LONGEST_S:
        raise UnreadableFile(
            f"{path} lasts {math.ceil(seconds)} s or more; at most {LONGEST_S} s are read. Cut a part out."
        )
    if frames > LONGEST_FRAMES:
        raise UnreadableFile(
            f"{path} has {frames} frames or more; at most {LONGEST_FRAMES} are read. Cut a part out, or give it fewer "
            "frames a second."
        )


def stamp(path: Path) -> tuple[int, ...]:
    """What changes when a file is written anew: what is found out about a file is remembered together with this."""
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _head(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise UnreadableFile(f"{path} is a device or a pipe, not a file. Give the path of a clip.")
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except FileNotFoundError as error:
        raise UnreadableFile(f"{path} does not exist. Check the name.") from error
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}. Give the path of a clip.") from error
