"""Frames: their shape, that they repeat, and that every word of the vocabulary can be drawn."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from yozora.core.geometry import FrameSize
from yozora.worlds.renderer import render
from yozora.worlds.sampling import sample
from yozora.worlds.scene import Actor, Beat, Camera, Scene
from yozora.worlds.vocabulary import (
    Action,
    Angle,
    Colour,
    Direction,
    Move,
    Place,
    Shot,
    Style,
    TimeOfDay,
    Weather,
)

SMALL = FrameSize(width_px=96, height_px=54)
HERO = Actor(id="a", subject="dog", beats=(Beat(action=Action.WALK, direction=Direction.RIGHT),))
PREY = Actor(id="b", subject="cat", x=0.5)
MEADOW = Scene(seconds=2, seed=5, actors=(HERO,))


def frames(scene: Scene, *, size: FrameSize = SMALL, count: int = 2, fps: float = 2) -> list[np.ndarray]:
    return [frame.copy() for frame in render(scene, size=size, frames=count, fps=fps)]


def drawn(scene: Scene) -> list[np.ndarray]:
    """Two frames, that are pictures and not one flat colour."""
    pictures = frames(scene)
    for picture in pictures:
        assert picture.dtype == np.uint8 and picture.shape == (54, 96, 3)
        assert picture.std() > 3
    return pictures


def change(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(int) - other).mean())


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize(
    ("width", "height"),
    [(64, 64), (426, 240), (240, 426), (512, 214), (16, 16), (16, 128), (128, 16), (640, 480)],
)
def test_frames_fill_every_size_and_aspect_from_one_frame_up(width: int, height: int, count: int) -> None:
    pictures = frames(sample(3, seconds=1), size=FrameSize(width_px=width, height_px=height), count=count)
    assert len(pictures) == count
    for picture in pictures:
        assert picture.dtype == np.uint8 and picture.shape == (height, width, 3)


@pytest.mark.parametrize("seed", range(6))
def test_the_same_scene_gives_the_same_frames_every_time(seed: int) -> None:
    scene = sample(seed, seconds=2)
    for one, other in zip(frames(scene, count=3), frames(scene, count=3), strict=True):
        assert (one == other).all()


@pytest.mark.parametrize("place", Place)
def test_another_seed_gives_another_picture_of_the_same_words(place: Place) -> None:
    scene = replace(MEADOW, place=place, weather=Weather.CLOUDY)
    assert change(frames(scene)[0], frames(replace(scene, seed=6))[0]) > 0.1


def test_a_frame_does_not_depend_on_how_many_are_drawn() -> None:
    assert (frames(MEADOW, count=5)[1] == frames(MEADOW, count=2)[1]).all()


def test_a_scene_plays_the_same_at_every_frame_rate() -> None:
    slow, fast = frames(MEADOW, count=2, fps=2), frames(MEADOW, count=5, fps=8)
    assert change(slow[1], fast[4]) < 1


def test_something_moves_between_two_frames() -> None:
    first, second = frames(MEADOW)
    assert change(first, second) > 0.5


@pytest.mark.parametrize("time", TimeOfDay)
@pytest.mark.parametrize("place", Place)
def test_every_place_is_drawn_at_every_time_of_day(place: Place, time: TimeOfDay) -> None:
    drawn(replace(MEADOW, place=place, time=time))


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("weather", Weather)
def test_every_weather_is_drawn_everywhere(weather: Weather, place: Place) -> None:
    drawn(replace(MEADOW, weather=weather, place=place))


@pytest.mark.parametrize("weather", [weather for weather in Weather if weather is not Weather.CLEAR])
def test_every_weather_shows(weather: Weather) -> None:
    assert change(drawn(MEADOW)[0], drawn(replace(MEADOW, weather=weather))[0]) > 0.5


@pytest.mark.parametrize("style", [style for style in Style if style not in (Style.STORYBOOK, Style.STOP_MOTION)])
def test_every_style_shows(style: Style) -> None:
    assert change(drawn(MEADOW)[0], drawn(replace(MEADOW, style=style))[0]) > 0.3


@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("shot", Shot)
def test_every_camera_move_is_drawn_in_every_shot(shot: Shot, move: Move) -> None:
    drawn(replace(MEADOW, camera=Camera(shot=shot, move=move)))


@pytest.mark.parametrize("angle", Angle)
def test_every_angle_is_drawn_and_with_nobody_there(angle: Angle) -> None:
    drawn(Scene(seconds=2, camera=Camera(angle=angle)))


@pytest.mark.parametrize("subject", ["dog", "taxi", "soccer_ball", "eagle", "whale", "house", "moon"])
@pytest.mark.parametrize("action", Action)
def test_everything_can_be_told_to_do_every_action(action: Action, subject: str) -> None:
    hero = Actor(id="a", subject=subject, x=-0.4, beats=(Beat(action=action, target="b"),))
    drawn(replace(MEADOW, actors=(hero, PREY)))


def test_a_red_taxi_is_redder_than_an_unpainted_one_and_a_blue_one_bluer() -> None:
    def middle(colour: Colour | None) -> np.ndarray:
        taxi = Actor(id="a", subject="taxi", colour=colour)
        picture = frames(replace(MEADOW, actors=(taxi,)), count=1)[0][20:44, 36:60].astype(float)
        return picture.mean((0, 1)) / picture.mean()

    plain, red, blue = middle(None), middle(Colour.RED), middle(Colour.BLUE)
    assert red[0] - red[1] > plain[0] - plain[1] + 0.2
    assert blue[2] - blue[0] > plain[2] - plain[0] + 0.4


def test_night_is_darker_than_day_and_noir_has_no_colour() -> None:
    day, night = (frames(replace(MEADOW, time=time))[0] for time in (TimeOfDay.DAY, TimeOfDay.NIGHT))
    assert night.mean() < 0.7 * day.mean()
    noir = frames(replace(MEADOW, style=Style.NOIR))[0].astype(int)
    assert np.ptp(noir, axis=2).max() == 0


def test_stop_motion_holds_its_pictures() -> None:
    pictures = frames(replace(MEADOW, style=Style.STOP_MOTION), count=24, fps=24)
    moves = [change(one, other) > 0 for one, other in pairwise(pictures)]
    assert 5 <= sum(moves) <= 8


def test_random_scenes_are_drawn() -> None:
    for seed in range(40):
        drawn(sample(seed, seconds=2))


def test_a_random_scene_keeps_the_subject_and_style_it_is_asked_for() -> None:
    for seed in range(20):
        scene = sample(seed, seconds=2, subject="snail", style=Style.PIXEL)
        assert scene.actors[0].subject == "snail" and scene.style is Style.PIXEL
    assert sample(1, seconds=2) == sample(1, seconds=2) != sample(2, seconds=2)
