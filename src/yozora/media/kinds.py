"""What a media file is, told by its content and never by its name, and what is said of files that cannot be used."""

import math
import struct
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

import av.error
from PIL import Image, UnidentifiedImageError

from yozora.core.errors import UnreadableFile
from yozora.core.geometry import LONGEST_FRAMES

MOST_PICTURE_PX = 64_000_000
LONGEST_S = 3600
MOST_INDEXED = 4_000_000
"""Entries in the index of an MP4: 24 bytes of memory each. An hour of video and sound has 400,000."""
LONGEST_TABLE_BYTES = 2**20
DEEPEST_BOX = 10

HEAD_BYTES = 2048
_READER = ThreadPoolExecutor(1, "pictures")
T = TypeVar("T")
_SYNCS = b"\x47" * 5
_PACKET_BYTES = (188, 192, 204)  # from one sync byte of MPEG-TS to the next, also of discs and of old receivers

_MOV_ATOMS = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_MOV_FOLDERS = (
    *(
        b"moov",
        b"moof",
        b"trak",
        b"traf",
        b"mdia",
        b"minf",
        b"stbl",
        b"edts",
        b"udta",
        b"dinf",
        b"mvex",
        b"clip",
        b"tref",
    ),
    *(b"free", b"hoov"),  # an index may lie in a box that says it is free
)
_MOV_TABLES = (b"hdlr", b"elst", b"stts", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"trun")
_SOUND, _PICTURES = int.from_bytes(b"soun"), int.from_bytes(b"vide")
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

CODECS = frozenset(
    "h264 hevc av1 vp8 vp9 mpeg1video mpeg2video mpeg4 prores dnxhd ffv1 mjpeg rawvideo theora dvvideo qtrle png cfhd "
    "flv1 vp6f vp6a vp6 h263 h263p msmpeg4v1 msmpeg4v2 msmpeg4v3 wmv1 wmv2 wmv3 vc1 huffyuv ffvhuff utvideo hap "
    "jpeg2000 v210 svq3 cinepak magicyuv vvc gif webp bmp tiff".split()
)
"""What cameras, programs and the web write, by FFmpeg's names. A decoder that nobody needs is a door that nobody
minds."""

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


def check_index(path: Path) -> None:
    """Raise UnreadableFile where the index of an MP4 says that there is more in it than can be read safely.

    FFmpeg makes room for each entry before it looks for it, so a file of 2 kB could take all memory. ISO/IEC 14496-12.
    """
    if kind_of(path) is not MOV:
        return
    with damage(path), path.open("rb") as file:
        entries = sum(_entries(part) for part in _parts(file, 0, path.stat().st_size))
    if entries > MOST_INDEXED:
        raise UnreadableFile(
            f"{path} says that it holds {entries} pictures and pieces of sound; at most {MOST_INDEXED} are read. Cut a "
            "part out, or convert it."
        )


_Part = dict[bytes, list[tuple[int, ...]]]
"""The boxes of a track or a fragment, by their names: the numbers that each begins with."""


def _parts(file: BinaryIO, begin: int, end: int, *, depth: int = 0) -> Iterator[_Part]:
    """Each track and each fragment, with all that lies in it; what lies elsewhere counts as a part, too."""
    if depth > DEEPEST_BOX:
        raise ValueError("boxes lie too deep in it")
    here: _Part = {}
    for name, start, stop in _boxes(file, begin, end):
        if name == b"cmov":
            raise ValueError("its index is compressed, which is not read here")
        if name in _MOV_FOLDERS:
            inner = list(_parts(file, start, stop, depth=depth + 1))
            yield from inner if name in (b"moov", b"moof") else [_joined(inner)]
        else:
            _note(file, name, start, stop, here)
    yield here


def _joined(parts: list[_Part]) -> _Part:
    return {name: [one for part in parts for one in part.get(name, [])] for name in set().union(*parts)}


def _note(file: BinaryIO, name: bytes, start: int, stop: int, part: _Part) -> None:
    if name in _MOV_TABLES:
        file.seek(start)
        head = file.read(min(stop - start, LONGEST_TABLE_BYTES if name == b"stsc" else 16) // 4 * 4)
        numbers = tuple(number for (number,) in struct.iter_unpack(">I", head))
        part.setdefault(name, []).append(numbers + (0,) * (4 - len(numbers)))


def _boxes(file: BinaryIO, begin: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Each box from `begin` to `end`: its name, and from where to where its content lies."""
    while begin + 8 <= end:
        file.seek(begin)
        size, name = struct.unpack(">I4s", file.read(8))
        start = begin + 8
        if size == 1:
            (size,), start = struct.unpack(">Q", file.read(8)), start + 8
        stop = min(begin + size, end) if size else end
        if stop < start:
            return
        yield name, start, stop
        begin = stop


def _entries(part: _Part) -> int:
    samples = sum(sizes[2] for sizes in part.get(b"stsz", []) + part.get(b"stz2", []))
    edits = max([1, *(edit[1] for edit in part.get(b"elst", []))])  # each may show all of it once more
    if _is_plain_sound(part):
        samples = _pieces(part[b"stsc"][0], chunks=sum(one[1] for one in part.get(b"stco", []) + part.get(b"co64", [])))
    return (samples + sum(run[1] for run in part.get(b"trun", []))) * edits


def _is_plain_sound(part: _Part) -> bool:
    """Whether a track is sound that is not coded: FFmpeg takes 1024 of its samples as one entry."""
    handlers = {numbers[2] for numbers in part.get(b"hdlr", [])}
    single = all(len(part.get(name, [])) == 1 for name in (b"stsz", b"stts", b"stsc"))
    return (
        single
        and _SOUND in handlers
        and _PICTURES not in handlers
        and (part[b"stts"][0][1], part[b"stts"][0][3]) == (1, 1)
        and 4 * len(part[b"stsc"][0]) < LONGEST_TABLE_BYTES
    )


def _pieces(runs: tuple[int, ...], *, chunks: int) -> int:
    first, samples = runs[2::3], runs[3::3]
    until = [*first[1 : len(samples)], chunks + 1]
    return sum(
        max(0, end - begin) * (many // 1024 + 1) for begin, end, many in zip(first, until, samples, strict=False)
    )


def in_turn(work: Callable[..., T], *given: object) -> T:
    """What `work` gives, one after the other and in one thread: a picture of 64 megapixels takes a gigabyte while it is
    read, many may come at once, and each thread keeps some of the memory that it had."""
    return _READER.submit(work, *given).result()


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
