"""The boxes of the actors are where the pictures are."""

from dataclasses import replace

import numpy as np
import pytest

from yozora.core.geometry import FrameSize
from yozora.worlds.renderer import Renderer
from yozora.worlds.scene import Actor, Beat, Camera, Scene
from yozora.worlds.staging import stage
from yozora.worlds.truth import truth
from yozora.worlds.vocabulary import Action, Direction, Move, Place, TimeOfDay

SIZE = FrameSize(width_px=192, height_px=108)
TIMES = np.array([0.0, 0.8, 1.6])
CHANGED = 40  # of 255, in any colour

CASES = [
    ("dog", Action.RUN, Place.MEADOW),
    ("giraffe", Action.WALK, Place.DESERT),
    ("woman", Action.WALK, Place.ROOM),
    ("fox", Action.DANCE, Place.SNOWFIELD),
    ("taxi", Action.DRIVE, Place.CITY),
    ("soccer_ball", Action.ROLL, Place.BEACH),
    ("eagle", Action.FLY, Place.MOUNTAINS),
    ("whale", Action.SWIM, Place.SEABED),
    ("sailboat", Action.SAIL, Place.SEA),
    ("swan", Action.SAIL, Place.SEA),
    ("rabbit", Action.JUMP, Place.GARDEN),
    ("rocket", Action.FLY, Place.MOON),
    ("house", Action.SHAKE, Place.VILLAGE),
    ("castle", Action.GROW, Place.MEADOW),
]
CAMERAS = [Move.STATIC, Move.FOLLOW, Move.ORBIT, Move.HANDHELD, Move.ZOOM_IN]


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    """Intersection over union of two boxes."""
    low, high = np.maximum(one[:2], other[:2]), np.minimum(one[2:], other[2:])
    shared = np.prod(np.clip(high - low, 0, None))
    return float(shared / (np.prod(one[2:] - one[:2]) + np.prod(other[2:] - other[:2]) - shared))


def drawn_box(with_actor: np.ndarray, without: np.ndarray, feet: float) -> np.ndarray:
    """Around the pixels that the actor changes; below the feet are shadows and reflections."""
    changed = np.abs(with_actor.astype(int) - without).max(-1) > CHANGED
    changed[int(np.clip(np.ceil(feet), 0, len(changed))) :] = False
    rows, columns = np.nonzero(changed)
    return np.array([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1], float)


@pytest.mark.parametrize("move", CAMERAS)
@pytest.mark.parametrize(("subject", "action", "place"), CASES)
def test_a_box_lies_around_what_is_drawn(subject: str, action: Action, place: Place, move: Move) -> None:
    actor = Actor(id="a", subject=subject, x=-0.3, beats=(Beat(action=action, direction=Direction.RIGHT),))
    scene = Scene(seconds=2, place=place, camera=Camera(move=move), actors=(actor,))
    staged = stage(scene, aspect=SIZE.aspect, times=TIMES)
    full, empty = Renderer(staged, SIZE), Renderer(replace(staged, actors=()), SIZE)
    told = truth(staged, SIZE)
    for frame in range(len(TIMES)):
        box = np.clip(told.boxes[frame, 0], 0, [SIZE.width_px, SIZE.height_px] * 2)
        drawn = drawn_box(full.frame(frame).copy(), empty.frame(frame), box[3])
        assert overlap(box, drawn) > 0.5


def test_who_stands_behind_somebody_is_seen_less() -> None:
    front = Actor(id="f", subject="elephant", depth=-0.1)
    behind = Actor(id="b", subject="dog", depth=0.9)
    scene = Scene(seconds=1, actors=(front, behind))
    told = truth(stage(scene, aspect=SIZE.aspect, times=TIMES), SIZE)
    assert told.ids == ("f", "b")
    assert told.visible[0, 0] > 0.9 and told.visible[0, 1] < 0.3
    assert told.depth[0, 0] < told.depth[0, 1]


def test_who_is_outside_the_frame_is_not_seen_and_at_its_edge_in_part() -> None:
    what = stage(Scene(seconds=1, actors=(Actor(id="a", subject="dog"),)), aspect=SIZE.aspect, times=TIMES)
    edge = SIZE.aspect / 2
    (dog,) = what.actors
    moved = replace(dog, track=replace(dog.track, x=np.array([0.0, edge, edge + dog.width])))
    told = truth(replace(what, actors=(moved,)), SIZE)
    assert told.visible[:, 0] == pytest.approx([1.0, 0.5, 0.0], abs=0.05)


def test_what_has_burst_is_not_seen() -> None:
    bomb = Actor(id="a", subject="bomb", beats=(Beat(action=Action.EXPLODE),))
    told = truth(stage(Scene(seconds=2, actors=(bomb,)), aspect=SIZE.aspect, times=TIMES), SIZE)
    assert told.visible[0, 0] == pytest.approx(1.0) and told.visible[-1, 0] == 0.0


def test_the_moon_hangs_behind_everything() -> None:
    scene = Scene(
        seconds=1,
        time=TimeOfDay.NIGHT,
        actors=(Actor(id="m", subject="moon"), Actor(id="o", subject="owl", depth=6)),
    )
    told = truth(stage(scene, aspect=SIZE.aspect, times=TIMES), SIZE)
    assert told.visible[0, 1] == pytest.approx(1.0)


def test_truth_has_one_row_a_frame_and_one_column_an_actor() -> None:
    scene = Scene(seconds=1, actors=tuple(Actor(id=str(n), subject="cat") for n in range(4)))
    told = truth(stage(scene, aspect=SIZE.aspect, times=TIMES), SIZE)
    assert told.boxes.shape == (3, 4, 4) and told.visible.shape == told.depth.shape == (3, 4)
    empty = truth(stage(Scene(seconds=1), aspect=SIZE.aspect, times=TIMES), SIZE)
    assert empty.boxes.shape == (3, 0, 4) and empty.visible.shape == (3, 0)
