"""Pictures that move: GIF, APNG and animated WebP, their pictures and how long each stands."""

import struct
import warnings
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import partial
from itertools import chain, repeat
from pathlib import Path
from typing import BinaryIO

from PIL import Image
from PIL.TiffImagePlugin import TiffImageFile

from yozora.core.errors import UnreadableFile
from yozora.core.ports import Frame
from yozora.media.kinds import GIF, MOST_PICTURE_PX, PNG, WEBP, Kind, check_picture_size
from yozora.media.looks import upright

NO_HURRY_MS = 10
USUAL_MS = 100
"""Every browser shows a picture for a tenth of a second that says it stands for 10 ms or less."""

TILE_WIDTH, TILE_LENGTH = 322, 323  # TIFF 6.0, section 15
_GIF_IMAGE, _GIF_EXTENSION, _GIF_END = 0x2C, 0x21, 0x3B
_GIF_CONTROL = 0xF9


def opened_picture(path: Path, formats: tuple[str, ...]) -> Image.Image:
    """The file at its first picture, not yet read. Raises UnreadableFile when its pictures are too large."""
    with _without_warnings():
        picture = Image.open(path, formats=formats)
    try:
        check_picture_size(path, width_px=picture.width, height_px=picture.height)
        check_picture_size(path, width_px=_tag(picture, TILE_WIDTH), height_px=_tag(picture, TILE_LENGTH))
    except UnreadableFile:
        picture.close()
        raise
    return picture


def durations_ms(path: Path, kind: Kind) -> Iterator[Fraction]:
    """How long each picture stands, in thousandths of a second, without reading the pictures.

    One picture, or none, means that nothing moves. Raises EOFError and ValueError where the file is damaged.
    """
    readers: dict[Kind, Callable[[BinaryIO], Iterator[Fraction]]] = {GIF: _of_gif, PNG: _of_apng, WEBP: _of_webp}
    if kind not in readers:
        return
    with path.open("rb") as file:
        for said_ms in readers[kind](file):
            yield said_ms if said_ms > NO_HURRY_MS else Fraction(USUAL_MS)


def timed_pictures(path: Path, kind: Kind) -> Iterator[tuple[float, Callable[[], Frame]]]:
    """The pictures in their order and when each appears, in seconds. A picture that does not move appears at 0."""
    stands_ms = chain(list(durations_ms(path, kind)), repeat(Fraction(0)))
    time_ms = Fraction(0)
    with opened_picture(path, (kind.name,)) as picture:
        size = picture.size
        first = 1 if picture.info.get("default_image") else 0  # what programs show that know no APNG is not part of it
        for number in range(first, getattr(picture, "n_frames", 1)):
            with _without_warnings():
                picture.seek(number)
                picture.load()
                frame = upright(picture if picture.size == size else picture.crop((0, 0, *size)))
            yield float(time_ms / 1000), partial(_same, frame)
            time_ms += next(stands_ms)


@contextmanager
def _without_warnings() -> Generator[None]:
    """What Pillow warns of is either checked here or raised by it later."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _tag(picture: Image.Image, number: int) -> int:
    """How large the tiles of a TIFF are, which may be more than its picture; 1 where there are none."""
    return int(picture.tag_v2.get(number, 1)) if isinstance(picture, TiffImageFile) else 1


def _same(frame: Frame) -> Frame:
    return frame


def _of_gif(file: BinaryIO) -> Iterator[Fraction]:
    """GIF89a, sections 18 to 23."""
    header = _exactly(file, 13)
    _skip_palette(file, header[10])
    stands = 0
    while block := file.read(1):
        if block[0] == _GIF_END:
            return
        if block[0] == _GIF_EXTENSION:
            label, size = _exactly(file, 2)
            content = _exactly(file, size)
            if label == _GIF_CONTROL and size >= 3:
                stands = int.from_bytes(content[1:3], "little")
            if size:
                _skip_sub_blocks(file)
        elif block[0] == _GIF_IMAGE:
            left, top, width, height, flags = struct.unpack("<4HB", _exactly(file, 9))
            if (left + width) * (top + height) > MOST_PICTURE_PX:
                raise ValueError(f"a picture of {width}x{height} px is in it")
            _skip_palette(file, flags)
            _exactly(file, 1)
            _skip_sub_blocks(file)
            yield Fraction(10 * stands)
            stands = 0
        else:
            raise ValueError(f"block {block[0]:#x} is none of a GIF")


def _skip_palette(file: BinaryIO, flags: int) -> None:
    if flags & 0x80:
        _exactly(file, 3 * 2 ** ((flags & 7) + 1))


def _skip_sub_blocks(file: BinaryIO) -> None:
    while size := _exactly(file, 1)[0]:
        _exactly(file, size)


def _of_apng(file: BinaryIO) -> Iterator[Fraction]:
    """PNG, third edition, section 11.3.6: the frame control chunks."""
    _exactly(file, 8)
    while len(start := file.read(8)) == 8:
        length, name = struct.unpack(">I4s", start)
        if name == b"IEND":
            return
        if name == b"fcTL":
            numerator, denominator = struct.unpack(">20x2H2x", _exactly(file, 26))
            yield Fraction(1000 * numerator, denominator or 100)
            length -= 26
        file.seek(length + 4, 1)
    raise EOFError("the end is missing")


def _of_webp(file: BinaryIO) -> Iterator[Fraction]:
    """WebP container specification, animation: the ANMF chunks."""
    _exactly(file, 12)
    while len(start := file.read(8)) == 8:
        name, length = struct.unpack("<4sI", start)
        used = 0
        if name == b"ANMF":
            used = 16
            yield Fraction(int.from_bytes(_exactly(file, used)[12:15], "little"))
        file.seek(length - used + length % 2, 1)


def _exactly(file: BinaryIO, count: int) -> bytes:
    content = file.read(count)
    if len(content) != count:
        raise EOFError("it ends within a picture")
    return content
