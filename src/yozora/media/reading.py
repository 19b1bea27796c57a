"""Recipes read back out of files, and pictures that people give."""

import hashlib
from functools import lru_cache
from itertools import islice
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from yozora.core.errors import UnreadableFile
from yozora.core.ports import Frame
from yozora.media.animations import durations_ms, opened_picture
from yozora.media.embedding import RECIPE_KEY, recipe_in_gif_comment, recipe_in_jpeg_comments, recipe_in_xmp
from yozora.media.kinds import JPEG, Kind, damage, in_turn, kind_of, stamp
from yozora.media.looks import upright
from yozora.media.videos import opened_video

STILL_KINDS = ("PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP")


def read_recipe(path: Path | str) -> str | None:
    """The recipe inside a clip or a picture, or None where a good file carries none. Raises UnreadableFile."""
    path = Path(path)
    kind = kind_of(path)
    with damage(path):
        if kind.demuxer:
            with opened_video(path, kind) as video:
                return video.container.metadata.get(RECIPE_KEY)
        return in_turn(_noted, path, kind)


def read_picture(path: Path | str) -> Frame:
    """One picture, upright, `uint8 [H, W, 3]` RGB; what is transparent becomes white. Raises UnreadableFile."""
    return in_turn(_read, Path(path))


def _read(path: Path) -> Frame:
    with damage(path), _opened_picture(path) as picture:
        return upright(picture)


def is_picture(path: Path | str) -> bool:
    """Whether the file is one picture and not a clip. Raises UnreadableFile where it is neither."""
    path = Path(path)
    try:
        with damage(path), _opened_picture(path) as picture:
            return len(list(islice(durations_ms(path, Kind(name=picture.format or "")), 2))) < 2
    except UnreadableFile:
        if not kind_of(path).demuxer:
            raise
        return False


def picture_digest(path: Path | str) -> str:
    """SHA-256 of a picture file that can be read. Raises UnreadableFile."""
    path = Path(path)
    with damage(path), _opened_picture(path):  # says what is wrong where there is none
        return _digest(path, stamp(path))


@lru_cache
def _digest(path: Path, _: tuple[int, ...]) -> str:
    read_picture(path)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _opened_picture(path: Path) -> Image.Image:
    """The picture, opened but not read. Raises UnreadableFile when it is none, or too large to be read safely."""
    kinds = "Give a picture: PNG, JPEG, WebP, GIF, TIFF or BMP."
    if not path.is_file():
        raise UnreadableFile(f"{path} {'is a folder' if path.is_dir() else 'does not exist'}. {kinds}")
    try:
        return opened_picture(path, STILL_KINDS)
    except UnidentifiedImageError as error:
        raise UnreadableFile(f"{path} is no picture. {kinds}") from error


def _noted(path: Path, kind: Kind) -> str | None:
    with opened_picture(path, (kind.name,)) as picture:
        picture.load()
    if RECIPE_KEY in picture.info:
        return str(picture.info[RECIPE_KEY])
    if picture.format == JPEG.name:
        segments: list[tuple[str, bytes]] = getattr(picture, "applist", [])
        return recipe_in_jpeg_comments([content for name, content in segments if name == "COM"])
    if (comment := picture.info.get("comment")) is not None:
        return recipe_in_gif_comment(comment)
    if (packet := picture.info.get("xmp")) is not None:
        return recipe_in_xmp(packet)
    return None
