"""What comes before a scene leads up to it."""

from dataclasses import replace

import numpy as np
import pytest

from yozora.worlds.earlier import led_up
from yozora.worlds.scene import Actor, Beat, Camera, Scene
from yozora.worlds.staging import stage
from yozora.worlds.vocabulary import Action, Direction, Move

ASPECT = 16 / 9
WALK = Beat(action=Action.WALK, direction=Direction.RIGHT)


def column(scene: Scene, time_s: float) -> float:
    return float(stage(scene, aspect=ASPECT, times=np.array([time_s])).actors[0].track.x[0])


@pytest.mark.parametrize("move", [Move.STATIC, Move.FOLLOW])
@pytest.mark.parametrize("lead_s", [1.0, 2.5])
def test_a_walker_comes_from_behind_and_arrives_where_the_scene_begins(lead_s: float, move: Move) -> None:
    dog = Actor(id="a", subject="dog", x=-0.2, beats=(WALK,))
    scene = Scene(seconds=4, actors=(dog,), camera=Camera(move=move))
    before = led_up(scene, lead_s, aspect=ASPECT)
    assert before.seconds == 4 + lead_s
    assert column(before, 0.0) < column(scene, 0.0) - 0.1 * lead_s
    assert column(before, lead_s) == pytest.approx(column(scene, 0.0), abs=0.03)


def test_what_happens_later_happens_that_much_later() -> None:
    jump = Beat(action=Action.JUMP, start_s=2, end_s=3)
    dog = Actor(id="a", subject="dog", beats=(replace(WALK, end_s=2), jump))
    walked, jumped = led_up(Scene(seconds=4, actors=(dog,)), 1.5, aspect=ASPECT).actors[0].beats
    assert (walked.start_s, walked.end_s) == (0, 3.5)
    assert (jumped.start_s, jumped.end_s) == (3.5, 4.5)


def test_who_stands_still_stood_there_before() -> None:
    scene = Scene(seconds=4, actors=(Actor(id="a", subject="dog", x=0.3),))
    assert led_up(scene, 2, aspect=ASPECT).actors == scene.actors
