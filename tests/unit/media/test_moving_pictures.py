"""GIF, APNG and animated WebP are clips: every picture stands as long as the file says."""

import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from yozora import media
from yozora.core.errors import UnreadableFile
from yozora.core.geometry import FrameSize

KINDS = ["GIF", "PNG", "WEBP"]
SHADES = [0, 60, 120, 180, 240]


def moving(path: Path, kind: str, stands_ms: Sequence[int], *, shades: Sequence[int] = SHADES) -> Path:
    """Plain pictures of these shades, each for so long."""
    pictures = [Image.new("RGB", (24, 16), (shade, shade, shade)) for shade in shades]
    wishes = {"lossless": True} if kind == "WEBP" else {}
    pictures[0].save(path, kind, save_all=True, append_images=pictures[1:], duration=list(stands_ms), loop=0, **wishes)
    return path


def shades(frames: Sequence[np.ndarray]) -> list[int]:
    """The nearest shade of each."""
    return [min(SHADES, key=lambda shade: abs(shade - frame.mean())) for frame in frames]


@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_stands_as_long_as_the_file_says(kind: str, tmp_path: Path) -> None:
    path = moving(tmp_path / "clip.mp4", kind, [100, 300, 50, 1000, 50])
    found = media.clip_source(path)
    assert (found.frames, found.fps, found.width_px, found.height_px) == (5, Fraction(5000, 1500), 24, 16)
    assert shades(list(media.read_frames(path))) == SHADES
    times_s = [0, 0.0994, 0.0996, 0.39, 0.4, 0.45, 1.44, 1.45, 99]
    assert shades(list(media.read_at(path, times_s))) == [0, 0, 60, 60, 120, 180, 180, 240, 240]


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_in_a_hurry_stands_a_tenth_of_a_second_as_in_every_browser(kind: str, tmp_path: Path) -> None:
    found = media.clip_source(moving(tmp_path / "clip", kind, [0, 10, 20, 0, 10]))
    assert found.seconds == pytest.approx(0.42)


@pytest.mark.parametrize("ending", [".gif", ".webp"])
def test_what_was_written_here_is_a_clip_of_its_own_length(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"clip{ending}"
    size = FrameSize(width_px=24, height_px=16)
    with media.open_writer(path, size=size, fps=Fraction(25), frames=5, recipe_json="{}") as writer:
        for shade in SHADES:
            writer.write(np.full((16, 24, 3), shade, dtype=np.uint8))
    found = media.clip_source(path)
    assert (found.frames, found.fps) == (5, 25)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_transparent_becomes_white(kind: str, tmp_path: Path) -> None:
    pictures = [Image.new("RGBA", (24, 16), (200, 0, 0, 0)) for _ in range(2)]
    pictures[1].paste((0, 0, 200, 255), (0, 0, 12, 16))
    pictures[0].save(tmp_path / "clip", kind, save_all=True, append_images=pictures[1:], duration=100, disposal=2)
    first, second = media.read_frames(tmp_path / "clip")
    assert first.min() >= 250
    assert tuple(map(int, second[8, 2])) == pytest.approx((0, 0, 200), abs=9) and second[8, 20].min() >= 250


def test_what_an_apng_shows_to_programs_that_know_none_is_no_part_of_it(tmp_path: Path) -> None:
    pictures = [Image.new("RGB", (24, 16), (shade, shade, shade)) for shade in SHADES]
    cover = Image.new("RGB", (24, 16), "red")
    cover.save(tmp_path / "a", "PNG", save_all=True, append_images=pictures, duration=200, default_image=True)
    assert media.clip_source(tmp_path / "a").frames == 5
    assert shades(list(media.read_frames(tmp_path / "a"))) == SHADES
    assert shades(list(media.read_at(tmp_path / "a", [0.0, 0.2]))) == [0, 60]


@pytest.mark.parametrize("kind", KINDS)
def test_one_hour_of_pictures_is_too_much(kind: str, tmp_path: Path) -> None:
    path = moving(tmp_path / "clip", kind, [600_000] * 8, shades=[0, 60] * 4)
    with pytest.raises(UnreadableFile, match=r"lasts 4200 s or more; at most 3600 s are read\. Cut a part out\."):
        media.clip_source(path)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.3, 0.7])
def test_one_cut_short_is_called_damaged(kind: str, share: float, tmp_path: Path) -> None:
    path = moving(tmp_path / "clip", kind, [100] * 5)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(UnreadableFile, match=r"damaged or cut short|is a picture, not a clip"):
        media.clip_source(path)


def test_a_gif_whose_pictures_reach_far_outside_it_is_not_decoded(tmp_path: Path) -> None:
    path = moving(tmp_path / "clip", "GIF", [100] * 5)
    content = bytearray(path.read_bytes())
    last = content.rindex(b"\x2c\x00\x00\x00\x00\x18\x00\x10\x00")
    content[last + 5 : last + 9] = struct.pack("<2H", 60_000, 60_000)
    path.write_bytes(bytes(content))
    for read in (media.clip_source, lambda path: list(media.read_frames(path))):
        with pytest.raises(UnreadableFile, match="a picture of 60000x60000 px is in it"):
            read(path)


def test_a_gif_picture_that_reaches_over_its_edge_is_cut_there(tmp_path: Path) -> None:
    path = moving(tmp_path / "clip", "GIF", [100] * 5)
    content = bytearray(path.read_bytes())
    last = content.rindex(b"\x2c\x00\x00\x00\x00\x18\x00\x10\x00")
    content[last + 1] = 6
    path.write_bytes(bytes(content))
    assert {frame.shape for frame in media.read_frames(path)} == {(16, 24, 3)}


def test_an_apng_that_contradicts_itself_is_read_or_refused_without_a_warning(tmp_path: Path) -> None:
    path = moving(tmp_path / "clip", "PNG", [100] * 5)
    content = path.read_bytes()
    count = content.index(b"acTL") + 4
    path.write_bytes(content[:count] + b"\x00" * 4 + content[count + 4 :])
    with pytest.raises(UnreadableFile, match="damaged or cut short"):
        media.clip_source(path)


def test_a_moving_picture_of_a_hundred_megapixels_is_refused(tmp_path: Path) -> None:
    path = moving(tmp_path / "clip", "GIF", [100] * 5)
    content = bytearray(path.read_bytes())
    content[6:10] = struct.pack("<2H", 12_000, 10_000)
    path.write_bytes(bytes(content))
    with pytest.raises(UnreadableFile, match=r"12000x10000 px; at most 64 megapixels\. Make it smaller"):
        media.clip_source(path)
