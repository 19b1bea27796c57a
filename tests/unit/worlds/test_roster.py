"""The cast and its pictures."""

from importlib.resources import files

import numpy as np
import pytest

from yozora.core.geometry import FrameSize
from yozora.worlds.cast import sprites
from yozora.worlds.cast.roster import roster
from yozora.worlds.renderer import render
from yozora.worlds.scene import Actor, Scene
from yozora.worlds.vocabulary import Colour, Gait, Kind

ATLAS = files("yozora.worlds.cast").joinpath("atlas")
MOST_ATLAS_BYTES = 30_000_000


def test_every_member_of_the_cast_has_its_pictures_and_no_picture_is_left_over() -> None:
    pictures = {entry.name.removesuffix(".avif") for entry in ATLAS.iterdir() if entry.name.endswith(".avif")}
    assert pictures == set(roster())


def test_the_atlas_stays_small_enough_to_ship() -> None:
    assert sum(len(ATLAS.joinpath(f"{name}.avif").read_bytes()) for name in roster()) <= MOST_ATLAS_BYTES


def test_every_member_has_a_name_in_both_languages_and_a_size() -> None:
    for one in roster().values():
        assert one.english and one.chinese
        assert 0.3 <= one.height_m <= 10
        assert 0 <= one.water_share < 0.5


def test_the_cast_holds_every_kind_and_every_gait() -> None:
    assert {one.kind for one in roster().values()} == set(Kind)
    assert {one.gait for one in roster().values()} == set(Gait)


def frame(*subjects: str) -> np.ndarray:
    actors = tuple(Actor(id=subject, subject=subject) for subject in subjects)
    scene = Scene(seconds=1, seed=5, actors=actors)
    return next(render(scene, size=FrameSize(width_px=96, height_px=54), frames=1, fps=1)).astype(int)


@pytest.fixture(scope="module")
def nobody() -> np.ndarray:
    """The meadow with nobody in it."""
    return frame()


@pytest.mark.parametrize("subject", roster())
def test_every_member_has_solid_pictures_and_can_be_drawn(subject: str, nobody: np.ndarray) -> None:
    pictures = sprites.loop(subject, 32)
    assert len({picture.shape for picture in pictures}) == 1
    for picture in pictures:
        assert picture.dtype == "uint8" and picture.shape[2] == 4
        assert (picture[..., 3] > 200).mean() > 0.05
        assert (picture[..., :3] <= picture[..., 3:]).mean() > 0.98  # premultiplied
    seen = (np.abs(frame(subject) - nobody).max(-1) > 20).mean()
    assert seen > (0 if roster()[subject].gait is Gait.SKY else 0.02)


@pytest.mark.parametrize("colour", Colour)
def test_paint_keeps_the_outline(colour: Colour) -> None:
    plain = sprites.loop("taxi", 64)[0]
    painted = sprites.painted(plain, colour)
    assert (painted[..., 3] == plain[..., 3]).all()
    assert (painted[..., :3] != plain[..., :3]).any()
