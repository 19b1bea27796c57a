"""Pictures people give: upright, in colour, of eight bits, or a sentence that says why not."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from yozora.core.errors import UnreadableFile
from yozora.media import picture_digest, read_picture


def test_grey_of_sixteen_bits_keeps_its_shade(tmp_path: Path) -> None:
    path = tmp_path / "deep.png"
    Image.fromarray(np.full((8, 8), 125 * 257, np.uint16)).save(path)
    assert np.abs(read_picture(path).astype(int) - 125).max() <= 1


def test_what_is_transparent_becomes_white(tmp_path: Path) -> None:
    path = tmp_path / "clear.png"
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(path)
    assert read_picture(path).min() == 255


def test_a_picture_that_lies_on_its_side_is_turned_upright(tmp_path: Path) -> None:
    path = tmp_path / "side.jpg"
    picture = Image.new("RGB", (40, 20), "black")
    exif = picture.getexif()
    exif[0x0112] = 6
    picture.save(path, exif=exif)
    assert read_picture(path).shape == (40, 20, 3)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("words.png", b"no picture", "is no picture"),
        ("page.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "is no picture"),
    ],
)
def test_what_is_no_picture_is_said_to_be_none(name: str, content: bytes, sentence: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFile, match=sentence):
        picture_digest(tmp_path / name)


def test_a_picture_cut_short_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "half.png"
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)).save(path)
    path.write_bytes(path.read_bytes()[:4000])
    with pytest.raises(UnreadableFile, match="damaged or cut short"):
        read_picture(path)


def test_a_picture_of_a_hundred_megapixels_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    Image.new("1", (12_000, 10_000)).save(path)
    with pytest.raises(UnreadableFile, match=r"12000x10000 px; at most 64 megapixels\. Make it smaller"):
        read_picture(path)
