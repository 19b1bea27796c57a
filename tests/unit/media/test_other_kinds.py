"""GIF, WebP and PNG: previews that loop, and pictures without loss."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from signing import gate

from yozora import media
from yozora.core.geometry import FrameSize
from yozora.core.recipe import Recipe
from yozora.engines.fake import FakeEngine
from yozora.generate import create
from yozora.provenance import marker_for


def drawn(made: Recipe) -> list[np.ndarray]:
    return list(FakeEngine().render(made.timeline, progress=lambda _: None))


@pytest.mark.parametrize("ending", [".gif", ".webp"])
def test_a_preview_shows_every_frame_in_order(ending: str, tmp_path: Path, recipe: Callable[..., Recipe]) -> None:
    wanted = recipe(seconds=0.5, size="640x360")
    path = create(wanted, engine=FakeEngine(), gate=gate(), out=tmp_path / f"clip{ending}").path
    expected, found = drawn(wanted), list(media.read_frames(path))
    assert len(found) == len(expected)
    for number, frame in enumerate(found):
        differences = [np.abs(frame.astype(int) - other).mean() for other in expected]
        assert np.argmin(differences) == number and differences[number] < 4


@pytest.mark.parametrize("ending", [".gif", ".webp"])
def test_a_preview_loops_for_ever_and_lasts_as_long_as_the_clip(
    ending: str, tmp_path: Path, recipe: Callable[..., Recipe]
) -> None:
    path = create(recipe(seconds=2), engine=FakeEngine(), gate=gate(), out=tmp_path / f"clip{ending}").path
    lengths_ms = []
    with Image.open(path) as picture:
        assert picture.info["loop"] == 0
        for number in range(48):
            picture.seek(number)
            picture.load()
            lengths_ms.append(picture.info["duration"])
    assert sum(lengths_ms) == pytest.approx(2000, abs=15)
    assert max(lengths_ms) - min(lengths_ms) <= 10


def test_a_webp_keeps_its_colours(tmp_path: Path) -> None:
    size = FrameSize.parse("32x32")
    paint = np.full((32, 32, 3), (200, 30, 90), dtype=np.uint8)
    with media.open_writer(tmp_path / "p.webp", size=size, fps=Fraction(24), frames=2, recipe_json="{}") as writer:
        writer.write(paint)
        writer.write(paint)
    for frame in media.read_frames(tmp_path / "p.webp"):
        assert frame.reshape(-1, 3).mean(axis=0) == pytest.approx((200, 30, 90), abs=5)


def test_one_frame_as_png_is_one_file(tmp_path: Path, recipe: Callable[..., Recipe]) -> None:
    made = create(recipe(seconds=0.01), engine=FakeEngine(), gate=gate(), out=tmp_path / "still.png")
    assert made.paths == (tmp_path / "still.png",)
    assert [path.name for path in tmp_path.iterdir()] == ["still.png"]


def test_more_frames_as_png_are_numbered_pictures_without_loss(tmp_path: Path, recipe: Callable[..., Recipe]) -> None:
    made = create(recipe(), engine=FakeEngine(), gate=gate(), out=tmp_path / "clip.png")
    assert [path.name for path in made.paths] == [f"clip_{number:04d}.png" for number in range(1, 25)]
    assert sorted(tmp_path.iterdir()) == list(made.paths)
    mark = marker_for(made.recipe)
    for number, (path, frame) in enumerate(zip(made.paths, drawn(recipe()), strict=True)):
        assert np.array_equal(next(media.read_frames(path)), mark(number, frame))


def test_every_numbered_picture_carries_the_recipe(tmp_path: Path, recipe: Callable[..., Recipe]) -> None:
    made = create(recipe(seconds=0.2), engine=FakeEngine(), gate=gate(), out=tmp_path / "clip.png")
    assert len(made.paths) == 5
    assert {media.read_recipe(path) for path in made.paths} == {made.recipe.to_json()}
