"""A scene that goes on is one shot with the scene that was played."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from yozora.core.errors import InvalidPlan
from yozora.core.geometry import FrameSize
from yozora.worlds.continued import staged_on
from yozora.worlds.earlier import led_up
from yozora.worlds.renderer import renderer_of
from yozora.worlds.scene import MOST_KEPT, Actor, Beat, Camera, Kept, Scene
from yozora.worlds.vocabulary import Action, Direction, Move, Place, Style, Weather

SIZE = FrameSize(width_px=128, height_px=72)
FPS = 12
WALK = Beat(action=Action.WALK, direction=Direction.RIGHT)
DOG = Actor(id="dog", subject="dog", x=-0.3, beats=(WALK,))


def played(move: Move = Move.STATIC, **more) -> Scene:
    return Scene(seconds=2, seed=3, place=Place.FOREST, actors=(DOG,), camera=Camera(move=move), **more)


def later(scene: Scene) -> Scene:
    return replace(scene, seconds=4, kept=Kept(scene=scene))


def earlier(scene: Scene) -> Scene:
    return replace(led_up(scene, 2, aspect=SIZE.aspect), kept=Kept(scene=scene, at_s=2))


def drawn(scene: Scene, *, begin_s: float, end_s: float) -> list[np.ndarray]:
    moments = np.arange(round(begin_s * FPS), round(end_s * FPS)) / FPS
    picture = renderer_of(scene, size=SIZE, times_s=list(moments))
    return [picture.frame(number).astype(float) for number in range(len(moments))]


def steps(frames: list[np.ndarray]) -> np.ndarray:
    return np.array([np.abs(one - other).mean() for one, other in pairwise(frames)])


@pytest.mark.parametrize("move", list(Move))
def test_no_camera_jumps_where_a_scene_goes_on(move: Move) -> None:
    scene = played(move)
    for whole, join in ((later(scene), 2 * FPS), (earlier(scene), 2 * FPS)):
        changes = steps(drawn(whole, begin_s=0, end_s=4))
        assert changes[join - 1] < 2 * max(np.median(changes), 0.5)


@pytest.mark.parametrize("look", [{"style": style} for style in Style] + [{"weather": one} for one in Weather])
def test_what_was_played_is_drawn_as_it_was(look: dict) -> None:
    scene = played(Move.FOLLOW, **look)
    alone = drawn(scene, begin_s=0, end_s=2)
    for whole, begin_s in ((later(scene), 0.0), (earlier(scene), 2.0)):
        again = drawn(whole, begin_s=begin_s, end_s=begin_s + 2)
        assert max(np.abs(one - other).mean() for one, other in zip(alone, again, strict=True)) < 1.5


def test_what_went_on_twice_goes_on_again() -> None:
    once = later(played(Move.FOLLOW))
    twice = replace(once, seconds=6, kept=Kept(scene=once))
    times = np.linspace(0, 3.9, 40)
    one, other = (staged_on(scene, aspect=SIZE.aspect, times=times) for scene in (once, twice))
    assert np.allclose(one.actors[0].track.x, other.actors[0].track.x)
    assert np.allclose(one.camera.x, other.camera.x)


def test_nobody_leaves_the_picture_because_the_scene_goes_on() -> None:
    runner = replace(DOG, beats=(replace(WALK, action=Action.RUN),))
    staged = staged_on(later(replace(played(), actors=(runner,))), aspect=SIZE.aspect, times=np.array([0.0, 3.9]))
    assert staged.actors[0].track.x[-1] < SIZE.aspect / 2


def test_a_part_of_a_scene_that_goes_on_is_staged_as_in_the_whole() -> None:
    scene = replace(played(), seconds=2)
    whole = replace(scene, seconds=10, kept=Kept(scene=scene))
    times = np.arange(0, 10, 0.25)
    alone, late = (staged_on(whole, aspect=SIZE.aspect, times=some) for some in (times, times[8:]))
    assert np.allclose(alone.actors[0].track.x[8:], late.actors[0].track.x)
    assert late.actors[0].track.x[-1] > late.actors[0].track.x[0] + 0.1


def test_a_plan_keeps_what_was_played_and_not_too_much() -> None:
    scene = later(played())
    assert Scene.from_plan(scene.to_plan()) == scene
    for _ in range(MOST_KEPT):
        scene = replace(scene, kept=Kept(scene=scene))
    with pytest.raises(InvalidPlan, match=f"keeps more than {MOST_KEPT} scenes"):
        Scene.from_plan(scene.to_plan())
    with pytest.raises(InvalidPlan, match=r"kept\.at_s is 5; the scene lasts from 0 to 2 s"):
        replace(played(), kept=Kept(scene=played(), at_s=5))
