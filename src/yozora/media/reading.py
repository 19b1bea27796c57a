"""Clips read back: their recipe and their frames. The kind is told by the content, never by the name."""

import hashlib
import warnings
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import av
import av.error
import numpy as np
from av.container import InputContainer
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from PIL import Image, ImageOps, UnidentifiedImageError

from yozora.core.errors import UnreadableFile
from yozora.core.ports import Frame
from yozora.media.embedding import RECIPE_KEY, recipe_in_gif_comment, recipe_in_xmp

STILL_KINDS = ("PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP")
MOST_PICTURE_PX = 64_000_000

_PICTURES = {b"\x89PNG": "PNG", b"GIF8": "GIF", b"RIFF": "WEBP"}


def read_recipe(path: Path | str) -> str | None:
    """The recipe inside a clip, or None where a good file carries none. Raises UnreadableFile."""
    path = Path(path)
    kind = _kind(path)
    with _damage(path):
        if kind == "MP4":
            with _opened(path) as container:
                return container.metadata.get(RECIPE_KEY)
        with Image.open(path, formats=(kind,)) as picture:
            return _noted(picture)


def read_frames(path: Path | str) -> Iterator[Frame]:
    """Every picture of a clip in order, `uint8 [H, W, 3]` RGB. Raises UnreadableFile."""
    path = Path(path)
    kind = _kind(path)
    with _damage(path):
        yield from _video_frames(path) if kind == "MP4" else _pictures(path, kind)


def read_picture(path: Path | str) -> Frame:
    """One picture, upright, `uint8 [H, W, 3]` RGB; what is transparent becomes white. Raises UnreadableFile."""
    path = Path(path)
    with _damage(path), _opened_picture(path) as picture:
        upright = _eight_bits(ImageOps.exif_transpose(picture)).convert("RGBA")
        white = Image.new("RGBA", upright.size, "white")
        return np.asarray(Image.alpha_composite(white, upright).convert("RGB"))


def picture_digest(path: Path | str) -> str:
    """SHA-256 of a picture file that can be read. Raises UnreadableFile."""
    path = Path(path)
    read_picture(path)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _opened_picture(path: Path) -> Image.Image:
    """The picture, opened but not read. Raises UnreadableFile when it is none, or too large to be read safely."""
    kinds = "Give a picture: PNG, JPEG, WebP, GIF, TIFF or BMP."
    if not path.is_file():
        raise UnreadableFile(f"{path} {'is a folder' if path.is_dir() else 'does not exist'}. {kinds}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(path, formats=STILL_KINDS)
    except UnidentifiedImageError as error:
        raise UnreadableFile(f"{path} is no picture. {kinds}") from error
    if picture.width * picture.height > MOST_PICTURE_PX:
        got = f"{picture.width}x{picture.height}"
        picture.close()
        raise UnreadableFile(f"{path} is {got} px; at most {MOST_PICTURE_PX / 1e6:.0f} megapixels. Make it smaller.")
    return picture


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Grey of sixteen bits, which Pillow would clip, brought to eight."""
    if picture.mode in ("I", "I;16", "I;16B", "I;16L"):
        return Image.fromarray((np.asarray(picture, np.int64) >> 8).clip(0, 255).astype(np.uint8))
    return picture


def _kind(path: Path) -> str:
    try:
        with path.open("rb") as file:
            head = file.read(12)
    except FileNotFoundError as error:
        raise UnreadableFile(f"{path} does not exist. Check the name.") from error
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}. Give the path of a clip.") from error
    if head[4:8] == b"ftyp":
        return "MP4"
    if head[:4] in _PICTURES:
        return _PICTURES[head[:4]]
    raise UnreadableFile(f"{path} is not a clip: it is no MP4, GIF, WebP or PNG file inside. Give one of these.")


@contextmanager
def _damage(path: Path) -> Generator[None]:
    broken = (av.error.FFmpegError, UnidentifiedImageError, Image.DecompressionBombError)
    try:
        yield
    except (*broken, OSError, EOFError, SyntaxError, ValueError) as error:
        raise UnreadableFile(f"{path} is damaged or cut short ({error}). Take another copy of it.") from error


def _noted(picture: Image.Image) -> str | None:
    picture.load()
    if RECIPE_KEY in picture.info:
        return str(picture.info[RECIPE_KEY])
    if (comment := picture.info.get("comment")) is not None:
        return recipe_in_gif_comment(comment)
    if (packet := picture.info.get("xmp")) is not None:
        return recipe_in_xmp(packet)
    return None


def _opened(path: Path) -> InputContainer:
    """The container, read as MP4 and as nothing else: a playlist could name other files."""
    container = av.open(str(path), "r", format="mp4")
    if not container.streams.video:
        container.close()
        raise ValueError("there is no picture in it")
    return container


def _video_frames(path: Path) -> Iterator[Frame]:
    converter = VideoReformatter()
    with _opened(path) as container:
        for frame in container.decode(video=0):
            picture = converter.reformat(
                frame, format="rgb24", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.JPEG
            )
            yield cast(Frame, picture.to_ndarray())


def _pictures(path: Path, kind: str) -> Iterator[Frame]:
    with Image.open(path, formats=(kind,)) as picture:
        for number in range(getattr(picture, "n_frames", 1)):
            picture.seek(number)
            yield np.asarray(picture.convert("RGB"))
