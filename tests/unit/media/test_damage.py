"""Whatever happened to a file, a person reads one sentence, and no other error comes out."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from yozora import media
from yozora.core.errors import UnreadableFile

Film = Callable[..., Path]

FILMS = {
    "MP4": ("mp4", "libx264"),
    "Matroska": ("matroska", "libx264"),
    "WebM": ("webm", "libvpx-vp9"),
    "AVI": ("avi", "mpeg4"),
    "MPEG-TS": ("mpegts", "mpeg2video"),
    "MPEG-PS": ("mpeg", "mpeg2video"),
    "FLV": ("flv", "flv"),
    "OGG": ("ogg", "libvpx"),
}


@pytest.mark.parametrize("kind", [*FILMS, "GIF", "PNG", "WEBP"])
def test_a_file_that_was_scratched_is_read_or_refused(kind: str, film: Film, tmp_path: Path) -> None:
    if kind in FILMS:
        content = film(*FILMS[kind], pictures=12).read_bytes()
    else:
        pictures = [Image.new("RGB", (24, 16), (shade, 0, 99)) for shade in (0, 60, 120, 180)]
        pictures[0].save(tmp_path / "a", kind, save_all=True, append_images=pictures[1:], duration=100)
        content = (tmp_path / "a").read_bytes()
    path = tmp_path / "scratched"
    chance = random.Random(kind)
    outcomes = set[bool]()
    for _ in range(60):
        scratched = bytearray(content)
        for _ in range(chance.choice((1, 4, 30))):
            scratched[chance.randrange(12, len(scratched))] = chance.randrange(256)
        path.write_bytes(scratched[: chance.choice((len(scratched), chance.randrange(12, len(scratched))))])
        try:
            media.clip_source(path)
            assert list(media.read_at(path, [0.0, 0.1, 0.3]))
            list(media.read_frames(path))
            media.read_recipe(path)
            outcomes.add(True)
        except UnreadableFile:
            outcomes.add(False)
    assert False in outcomes


@pytest.mark.parametrize("container", ["mp4", "mov"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_an_mp4_cut_short_is_refused_before_any_work(container: str, share: float, film: Film) -> None:
    path = film(container, pictures=60, muxing={"movflags": "+faststart"})
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    for read in (media.clip_source, lambda path: next(media.read_at(path, [0.0]))):
        with pytest.raises(UnreadableFile, match=r"is damaged or cut short .*Take another copy of it\."):
            read(path)


@pytest.mark.parametrize("container", ["matroska", "avi", "mpegts", "flv", "ogg"])
def test_of_other_kinds_cut_short_what_is_left_is_a_clip(container: str, film: Film) -> None:
    codec = {"avi": "mpeg4", "ogg": "libvpx"}.get(container, "libx264")
    path = film(container, codec, pictures=100)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    found = media.clip_source(path)
    assert 5 < found.frames < 80
    assert len(list(media.read_at(path, [0.0, found.seconds]))) == 2


def test_a_film_without_one_good_picture_is_damaged(film: Film) -> None:
    path = film("mov", "mjpeg")
    content = path.read_bytes()
    begins, ends = content.index(b"mdat") + 4, content.index(b"moov") - 4
    path.write_bytes(content[:begins] + bytes(ends - begins) + content[ends:])
    with pytest.raises(UnreadableFile, match="is damaged or cut short"):
        media.clip_source(path)


def test_a_coding_that_nobody_knows_is_said_to_be_one(film: Film) -> None:
    path = film()
    path.write_bytes(path.read_bytes().replace(b"avc1", b"zzzz"))
    with pytest.raises(UnreadableFile, match=r"coded in a way that is not known here: then convert it to H\.264"):
        media.clip_source(path)
