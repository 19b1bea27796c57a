"""One picture can be a JPEG or a WebP that does not move, with its recipe inside."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from yozora import media
from yozora.core.errors import UnreadableFile
from yozora.core.geometry import FrameSize

STILLS = [".jpg", ".jpeg", ".webp", ".png"]
AWKWARD = json.dumps({"prompt": 'a "fox" & <b>狐</b> ]]> -->\n\x00\u2028 夜空 \U0001f98a'}, ensure_ascii=False)
PICTURE = np.kron(np.arange(0, 240, 10, dtype=np.uint8).reshape(4, 6, 1), np.full((16, 16, 3), 1, dtype=np.uint8))


def write(path: Path, recipe_json: str = "{}") -> Path:
    """A still picture with this recipe."""
    size = FrameSize(width_px=96, height_px=64)
    with media.open_writer(path, size=size, fps=Fraction(24), frames=1, recipe_json=recipe_json, title="狐") as writer:
        writer.write(PICTURE)
    return path


@pytest.mark.parametrize("ending", STILLS)
def test_it_is_one_picture_that_does_not_move(ending: str, tmp_path: Path) -> None:
    path = write(tmp_path / f"fox{ending}")
    assert [file.name for file in tmp_path.iterdir()] == [f"fox{ending}"]
    with Image.open(path) as picture:
        assert picture.size == (96, 64) and getattr(picture, "n_frames", 1) == 1
    for read in (media.read_picture(path), *media.read_frames(path)):
        assert np.abs(read.astype(int) - PICTURE).mean() < 2
    with pytest.raises(UnreadableFile, match="is a picture, not a clip"):
        media.clip_source(path)


@pytest.mark.parametrize("ending", STILLS)
@pytest.mark.parametrize("recipe_json", ["{}", AWKWARD, json.dumps({"prompt": "夜" * 330_000}, ensure_ascii=False)])
def test_its_recipe_comes_back_exactly_up_to_a_megabyte(ending: str, recipe_json: str, tmp_path: Path) -> None:
    path = write(tmp_path / f"fox{ending}", recipe_json).rename(tmp_path / "fox.txt")
    assert media.read_recipe(path) == recipe_json
    assert media.read_picture(path).shape == (64, 96, 3)


def test_a_jpeg_keeps_the_colour_of_every_pixel(tmp_path: Path) -> None:
    with Image.open(write(tmp_path / "fox.jpg")) as picture:
        assert {(across, down) for _, across, down, _ in picture.layer} == {(1, 1)}


def test_a_jpeg_begins_as_programs_expect(tmp_path: Path) -> None:
    content = write(tmp_path / "fox.jpg", AWKWARD).read_bytes()
    assert content[:4] == b"\xff\xd8\xff\xe0" and content[6:10] == b"JFIF"


def test_comments_of_others_in_a_jpeg_are_no_recipe(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.jpg", comment=b"yozora_recipes are good")
    assert media.read_recipe(tmp_path / "a.jpg") is None


def test_a_jpeg_that_lost_a_part_of_its_recipe_is_called_damaged(tmp_path: Path) -> None:
    path = write(tmp_path / "fox.jpg", json.dumps({"prompt": "x" * 200_000}))
    content = path.read_bytes()
    second = content.index(b"yozora_recipe 2/") - 4
    length = int.from_bytes(content[second + 2 : second + 4], "big")
    path.write_bytes(content[:second] + content[second + 2 + length :])
    with pytest.raises(UnreadableFile, match=r"the recipe has 4 parts, but the parts \[1, 3, 4\] are there"):
        media.read_recipe(path)


@pytest.mark.parametrize("ending", STILLS)
def test_equal_pictures_give_equal_bytes(ending: str, tmp_path: Path) -> None:
    assert write(tmp_path / f"a{ending}").read_bytes() == write(tmp_path / f"b{ending}").read_bytes()
