"""The recipe comes back out of every kind of file, and files that carry none are told from broken ones."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from signing import gate

from yozora import media
from yozora.core.errors import UnreadableFile
from yozora.core.geometry import FrameSize
from yozora.core.recipe import Recipe
from yozora.engines.fake import FakeEngine
from yozora.generate import create

ENDINGS = [".mp4", ".gif", ".webp", ".png"]
AWKWARD = 'a "fox" & <b>狐</b> = 夜空; \\ # 100 % \U0001f98a\n[next]'


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("prompt", [AWKWARD, "word " * 6000], ids=["awkward", "long"])
def test_the_recipe_comes_back_exactly(ending: str, prompt: str, tmp_path: Path, recipe: Callable[..., Recipe]) -> None:
    made = create(recipe(prompt=prompt, seconds=0.1), engine=FakeEngine(), gate=gate(), out=tmp_path / f"clip{ending}")
    for path in made.paths:
        text = media.read_recipe(path)
        assert text == made.recipe.to_json()
        assert Recipe.from_json(text) == made.recipe


@pytest.mark.parametrize("ending", ENDINGS)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(prompt=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_every_prompt_survives(ending: str, prompt: str, tmp_path: Path, recipe: Callable[..., Recipe]) -> None:
    wanted = replace(recipe(seconds=0.01, size="16x16"), prompt=prompt)
    made = create(wanted, engine=FakeEngine(), gate=gate(), out=tmp_path / f"clip{ending}", overwrite=True)
    assert Recipe.from_json(media.read_recipe(made.path) or "") == made.recipe


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_name_of_a_file_does_not_matter(ending: str, tmp_path: Path, recipe: Callable[..., Recipe]) -> None:
    made = create(recipe(seconds=0.01), engine=FakeEngine(), gate=gate(), out=tmp_path / f"clip{ending}")
    renamed = made.path.rename(tmp_path / "clip.txt")
    assert media.read_recipe(renamed) == made.recipe.to_json()


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "JPEG"])
def test_a_good_picture_without_a_recipe_is_not_an_error(kind: str, tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "foreign", format=kind, comment=b"by another program")
    assert media.read_recipe(tmp_path / "foreign") is None


def test_a_missing_file_is_named() -> None:
    with pytest.raises(UnreadableFile, match=r"nowhere\.mp4 does not exist\. Check the name\."):
        media.read_recipe("nowhere.mp4")


def test_a_folder_is_no_clip(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"cannot be read: Is a directory\. Give the path of a clip\."):
        media.read_recipe(tmp_path)


@pytest.mark.parametrize("content", [b"", b"hello", b"#EXTM3U\nfile:///etc/hostname\n", b"ffconcat version 1.0\n"])
def test_a_foreign_file_is_refused_by_its_content(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=r"is not a clip: it is no MP4, MOV, .* or PNG file inside"):
        media.read_recipe(path)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("share", [0.02, 0.1, 0.5])
def test_a_file_cut_short_is_called_damaged(
    ending: str, share: float, tmp_path: Path, recipe: Callable[..., Recipe]
) -> None:
    path = create(recipe(seconds=0.5), engine=FakeEngine(), gate=gate(), out=tmp_path / f"clip{ending}").paths[0]
    content = path.read_bytes()
    path.write_bytes(content[: max(12, int(len(content) * share))])
    with pytest.raises(UnreadableFile, match=r"is damaged or cut short .*Take another copy of it\."):
        media.read_recipe(path)
        list(media.read_frames(path))


def test_a_frame_of_another_size_is_refused(tmp_path: Path) -> None:
    size = FrameSize.parse("32x16")
    with (
        pytest.raises(ValueError, match=r"uint8 \(32, 16, 3\); expected uint8 \(16, 32, 3\)"),
        media.open_writer(tmp_path / "a.mp4", size=size, fps=Fraction(24), frames=1, recipe_json="{}") as writer,
    ):
        writer.write(np.zeros((32, 16, 3), dtype=np.uint8))
    assert not list(tmp_path.iterdir())
