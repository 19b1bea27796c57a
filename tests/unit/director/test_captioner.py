"""A clip turned back into words by the captioner that ships."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import yozora
from yozora import media
from yozora.core.geometry import FrameSize
from yozora.director.captioner import Captioner, load_eyes
from yozora.worlds.lessons import FIRST, lesson
from yozora.worlds.renderer import render
from yozora.worlds.scene import Scene

SIZE = FrameSize(width_px=128, height_px=128)


@pytest.fixture(scope="module")
def eyes() -> Captioner:
    """The captioner."""
    return load_eyes()


def clip(path: Path, *scenes: Scene, size: FrameSize = SIZE) -> Path:
    frames = [frame for scene in scenes for frame in render(scene, size=size, frames=24, fps=12)]
    with media.open_writer(path, size=size, fps=Fraction(12), frames=len(frames), recipe_json="") as writer:
        for frame in frames:
            writer.write(frame)
    return path


def held_out(number: int) -> Scene:
    return lesson(FIRST, 95_000_000 + number, seconds=2.0)


def test_most_of_what_a_true_render_shows_is_named(eyes: Captioner, tmp_path: Path) -> None:
    right: list[bool] = []
    for number in range(12):
        scene = held_out(number)
        (seen,) = eyes.look(media.clip_source(clip(tmp_path / f"{number}.mp4", scene)))
        right += [seen.scene.place is scene.place, seen.scene.time is scene.time]
        right += [bool(seen.scene.actors) and seen.scene.actors[0].subject == scene.actors[0].subject]
    assert np.mean(right) >= 0.85


def test_a_cut_begins_a_shot_of_its_own(eyes: Captioner, tmp_path: Path) -> None:
    one, other = (
        yozora.plan(text, seconds=2, seed=1) for text in ("a dog in the desert by day", "a cat in the city at night")
    )
    first, second = eyes.look(media.clip_source(clip(tmp_path / "a.mp4", one, other)))
    assert first.end_s == second.start_s == pytest.approx(2, abs=0.13)
    assert first.scene.place is one.place and second.scene.place is other.place


def test_an_answer_that_is_not_sure_is_left_out(eyes: Captioner, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (12, 128, 128, 3), np.uint8)
    with media.open_writer(tmp_path / "n.mp4", size=SIZE, fps=Fraction(12), frames=12, recipe_json="") as writer:
        for frame in noise:
            writer.write(frame)
    for seen in eyes.look(media.clip_source(tmp_path / "n.mp4")):
        assert bool(seen.scene.actors) == (seen.sure["subject"] >= 0.5)


@pytest.mark.parametrize("size", ["64x160", "160x64", "320x200"])
def test_clips_of_any_shape_and_length_can_be_looked_at(eyes: Captioner, size: str, tmp_path: Path) -> None:
    shape = FrameSize.parse(size)
    path = tmp_path / "a.mp4"
    with media.open_writer(path, size=shape, fps=Fraction(24), frames=1, recipe_json="") as writer:
        writer.write(np.full((shape.height_px, shape.width_px, 3), 90, np.uint8))
    assert len(eyes.look(media.clip_source(path))) == 1


def test_a_clip_that_was_made_here_is_described_by_its_recipe(tmp_path: Path) -> None:
    made = yozora.create("a fox runs", out=tmp_path / "a.mp4", seconds=1, size="128x128", fps=8, seed=1)
    found = yozora.describe(made.path)
    assert found.recipe == made.recipe and found.saw == () and found.timeline == made.recipe.timeline
