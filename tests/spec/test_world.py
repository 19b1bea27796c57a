"""What the product promises about the storybook world."""

from importlib.resources import files

import numpy as np
import pytest

from yozora.core.geometry import FrameSize
from yozora.worlds.captions import captions
from yozora.worlds.cast.roster import roster
from yozora.worlds.renderer import render
from yozora.worlds.sampling import sample
from yozora.worlds.scene import Scene
from yozora.worlds.staging import stage
from yozora.worlds.truth import truth
from yozora.worlds.vocabulary import Action, Move, Place, Style, TimeOfDay, Weather

SIZE = FrameSize(width_px=128, height_px=72)


def test_the_cast_has_at_least_150_subjects_and_200_pictures() -> None:
    atlas = files("yozora.worlds.cast").joinpath("atlas")
    assert len(roster()) >= 150
    assert len([entry for entry in atlas.iterdir() if entry.name.endswith(".avif")]) >= 200


@pytest.mark.parametrize(
    ("words", "least"),
    [(Place, 10), (TimeOfDay, 4), (Weather, 5), (Action, 15), (Move, 8), (Style, 6)],
)
def test_the_world_is_as_wide_as_promised(words: type, least: int) -> None:
    assert len(list(words)) >= least


@pytest.mark.parametrize("seed", range(8))
def test_a_scene_and_its_seed_decide_every_pixel(seed: int) -> None:
    scene = sample(seed, seconds=1)
    again = Scene.from_plan(scene.to_plan())
    first = [frame.copy() for frame in render(scene, size=SIZE, frames=4, fps=4)]
    second = [frame.copy() for frame in render(again, size=SIZE, frames=4, fps=4)]
    assert np.array_equal(first, second)


def test_no_two_seeds_give_the_same_clip() -> None:
    pictures = [next(render(sample(seed, seconds=1), size=SIZE, frames=1, fps=1)).tobytes() for seed in range(40)]
    assert len(set(pictures)) == 40


def test_random_scenes_are_about_all_kinds_of_things() -> None:
    scenes = [sample(seed, seconds=3) for seed in range(600)]
    assert len({scene.actors[0].subject for scene in scenes}) > 140
    assert {scene.place for scene in scenes} == set(Place)
    assert {scene.style for scene in scenes} == set(Style)


@pytest.mark.parametrize("size", ["128x72", "72x128", "96x96", "172x72"])
def test_the_same_scene_is_composed_for_every_aspect_ratio(size: str) -> None:
    shape = FrameSize.parse(size)
    shown = 0
    for seed in range(30):
        scene = sample(seed, seconds=2)
        told = truth(stage(scene, aspect=shape.aspect, times=np.array([1.0])), shape)
        shown += told.visible[0].max() > 0.6
    assert shown >= 28


def test_every_random_scene_can_be_told_in_both_languages() -> None:
    told = [captions(sample(seed, seconds=3), seed=seed) for seed in range(300)]
    assert len({one.short_en for one in told}) > 280 and len({one.long_zh for one in told}) > 280
