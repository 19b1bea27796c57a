"""Where actors stand and go, said as the viewer sees it."""

from typing import Any

import numpy as np
import pytest

from yozora.core.geometry import FrameSize
from yozora.worlds.cast.roster import roster
from yozora.worlds.scene import Actor, Beat, Camera, Relation, Scene
from yozora.worlds.staging import Staged, StagedActor, stage
from yozora.worlds.truth import Truth, truth
from yozora.worlds.vocabulary import (
    Action,
    Angle,
    Direction,
    Gait,
    Move,
    Place,
    RelationKind,
    Shot,
    Speed,
)

SIZE = FrameSize(width_px=640, height_px=360)
SECONDS = 4.0
TIMES = np.arange(0, SECONDS, 1 / 12)
ON_FOOT = (Gait.WALK, Gait.CRAWL, Gait.WHEELS, Gait.SLIDE, Gait.RUN)
JUMPY = 0.035  # heights; how far the feet of a runner leave the ground between steps
WALKERS = [name for name, one in roster().items() if one.gait in ON_FOOT]


def scene(*actors: Actor, relations: tuple[Relation, ...] = (), camera: Camera | None = None, **rest: Any) -> Scene:
    return Scene(seconds=SECONDS, actors=actors, relations=relations, camera=camera or Camera(), **rest)


def does(action: Action, direction: Direction = Direction.STAY, **rest: Any) -> tuple[Beat, ...]:
    return (Beat(action=action, direction=direction, **rest),)


def staged(what: Scene) -> Staged:
    return stage(what, aspect=SIZE.aspect, times=TIMES)


def seen(what: Scene) -> Truth:
    return truth(staged(what), SIZE)


def entry(what: Scene, name: str) -> StagedActor:
    return next(one for one in staged(what).actors if one.actor.id == name)


def middles(boxes: np.ndarray) -> np.ndarray:
    return (boxes[..., 0] + boxes[..., 2]) / 2


@pytest.mark.parametrize(("direction", "sign"), [(Direction.RIGHT, 1), (Direction.LEFT, -1)])
@pytest.mark.parametrize("action", [Action.WALK, Action.RUN, Action.SNEAK, Action.HOP])
def test_who_is_told_to_go_to_a_side_goes_there(action: Action, direction: Direction, sign: int) -> None:
    dog = Actor(id="a", subject="dog", x=-0.4 * sign, beats=does(action, direction))
    way = sign * np.diff(middles(seen(scene(dog)).boxes)[:, 0])
    assert way.min() > -3 and way.sum() > 0.05 * SIZE.width_px


def test_who_climbs_goes_up_and_who_climbs_down_comes_down() -> None:
    up = entry(scene(Actor(id="a", subject="cat", beats=does(Action.CLIMB))), "a").track.y
    down = entry(scene(Actor(id="a", subject="cat", height=0.6, beats=does(Action.CLIMB, Direction.DOWN))), "a").track.y
    assert up[0] < 0.05 < 0.2 < up[-1]
    assert down[0] > down[-1] >= 0


@pytest.mark.parametrize("subject", ["whale", "eagle", "taxi", "sailboat", "soccer_ball"])
def test_everything_goes_its_own_way_to_the_right(subject: str) -> None:
    one = roster()[subject]
    own = {
        Gait.SWIM: (Action.SWIM, Place.SEABED),
        Gait.FLY: (Action.FLY, Place.SKY),
        Gait.WHEELS: (Action.DRIVE, Place.CITY),
        Gait.SAIL: (Action.SAIL, Place.SEA),
        Gait.ROLL: (Action.ROLL, Place.BEACH),
    }
    action, place = own[one.gait]
    boxes = seen(scene(Actor(id="a", subject=subject, x=-0.5, beats=does(action, Direction.RIGHT)), place=place)).boxes
    assert middles(boxes)[-1, 0] > middles(boxes)[0, 0] + 0.04 * SIZE.width_px


def test_who_comes_toward_the_camera_gets_larger_and_who_goes_away_smaller() -> None:
    for direction, sign in ((Direction.TOWARD, 1), (Direction.AWAY, -1)):
        dog = Actor(id="a", subject="dog", depth=0.5, beats=does(Action.WALK, direction))
        what = seen(scene(dog))
        heights = what.boxes[:, 0, 3] - what.boxes[:, 0, 1]
        assert sign * (heights[-1] - heights[0]) > 0.05 * heights[0]
        assert sign * (what.depth[-1, 0] - what.depth[0, 0]) < 0


def test_a_fast_runner_goes_farther_than_a_slow_one() -> None:
    ways = []
    for speed in (Speed.SLOW, Speed.NORMAL, Speed.FAST):
        camera = Camera(move=Move.FOLLOW)
        dog = Actor(id="a", subject="dog", beats=does(Action.RUN, Direction.RIGHT, speed=speed))
        track = entry(scene(dog, camera=camera), "a").track
        ways.append(track.x[-1] - track.x[0])
    assert ways[0] < 0.7 * ways[1] < ways[1] < 0.8 * ways[2]


@pytest.mark.parametrize("subject", WALKERS)
@pytest.mark.parametrize("action", [Action.STAND, Action.WALK, Action.RUN])
def test_feet_stay_on_the_ground(subject: str, action: Action) -> None:
    what = staged(scene(Actor(id="a", subject=subject, beats=does(action, Direction.RIGHT))))
    boxes = truth(what, SIZE).boxes
    one = what.actors[0]
    for frame in range(len(TIMES)):
        _, ground, scale = what.camera.at(frame).project(0.0, 0.0, float(one.track.z[frame]), SIZE)
        off = ground - boxes[frame, 0, 3]
        assert -0.5 <= off <= JUMPY * one.height * scale + 0.5


def test_a_jump_leaves_the_ground_and_comes_back() -> None:
    y = entry(scene(Actor(id="a", subject="dog", beats=does(Action.JUMP))), "a").track.y
    height = entry(scene(Actor(id="a", subject="dog")), "a").height
    assert y.max() > 0.3 * height and y.min() >= 0
    assert (y < 0.01).sum() >= 6


def test_a_ball_that_falls_comes_from_above_and_ends_on_the_ground() -> None:
    y = entry(scene(Actor(id="a", subject="soccer_ball", beats=does(Action.FALL))), "a").track.y
    assert y[0] > 0.8 and y[-1] < 0.1 and y.min() >= 0


def test_a_whale_is_taller_than_a_cat_in_the_same_scene() -> None:
    what = seen(scene(Actor(id="w", subject="whale", x=-0.4), Actor(id="c", subject="cat", x=0.5), place=Place.SEABED))
    heights = what.boxes[0, :, 3] - what.boxes[0, :, 1]
    assert heights[0] > 3 * heights[1]


def test_a_big_dog_is_as_much_taller_as_its_scale_says() -> None:
    what = seen(scene(Actor(id="a", subject="dog", x=-0.5), Actor(id="b", subject="dog", x=0.5, scale=1.4)))
    heights = what.boxes[0, :, 3] - what.boxes[0, :, 1]
    assert abs(heights[1] / heights[0] - 1.4) < 0.06


def test_left_of_and_right_of_hold_on_screen_in_the_first_frame() -> None:
    for kind, x, sign in ((RelationKind.LEFT_OF, -0.4, 1), (RelationKind.RIGHT_OF, 0.4, -1)):
        actors = Actor(id="a", subject="dog", x=x), Actor(id="b", subject="horse", x=-x)
        relation = Relation(subject="a", kind=kind, object="b")
        middle = middles(seen(scene(*actors, relations=(relation,))).boxes)[0]
        assert sign * (middle[1] - middle[0]) > 0


def test_who_is_on_something_stands_on_top_of_it() -> None:
    car, cat = Actor(id="t", subject="automobile"), Actor(id="c", subject="cat", x=0.6)
    on = seen(scene(car, cat, relations=(Relation(subject="c", kind=RelationKind.ON, object="t"),))).boxes[0]
    assert abs(middles(on)[0] - middles(on)[1]) < 2
    assert on[0, 1] - 2 < on[1, 3] < on[0, 1] + 0.15 * (on[0, 3] - on[0, 1])


def test_a_rider_sits_in_the_middle_of_his_horse_and_goes_where_it_goes() -> None:
    horse = Actor(id="h", subject="horse", x=-0.5, beats=does(Action.RUN, Direction.RIGHT))
    rider = Actor(id="r", subject="boy")
    boxes = seen(scene(horse, rider, relations=(Relation(subject="r", kind=RelationKind.ON, object="h"),))).boxes
    seat = (boxes[:, 1, 3] - boxes[:, 0, 1]) / (boxes[:, 0, 3] - boxes[:, 0, 1])
    assert np.all((seat > 0.35) & (seat < 0.65))
    apart = np.abs(middles(boxes)[:, 1] - middles(boxes)[:, 0])
    assert apart.max() < 0.1 * (boxes[:, 0, 2] - boxes[:, 0, 0]).min(), "apart from the lean of a run"
    assert middles(boxes)[-1, 1] > middles(boxes)[0, 1]
    assert boxes[:, 1, 1].min() > 0, "the rider's head is in the frame"


def test_actors_in_one_row_do_not_hide_each_other() -> None:
    what = seen(scene(*(Actor(id=str(n), subject="cow") for n in range(3))))
    assert what.visible[0].min() > 0.8


def test_a_chaser_stays_behind_its_prey() -> None:
    for direction, sign in ((Direction.RIGHT, 1), (Direction.LEFT, -1)):
        prey = Actor(id="p", subject="cat", x=0.1 * sign, beats=does(Action.RUN, direction))
        dog = Actor(id="d", subject="dog", x=-0.5 * sign, beats=does(Action.CHASE, target="p"))
        middle = middles(seen(scene(dog, prey)).boxes)
        assert (sign * (middle[:, 1] - middle[:, 0]) > 0).all()
        assert sign * (middle[-1, 0] - middle[0, 0]) > 0


def test_who_approaches_ends_beside_the_target() -> None:
    dog = Actor(id="d", subject="dog", x=-0.7, beats=does(Action.APPROACH, target="c"))
    boxes = seen(scene(dog, Actor(id="c", subject="cat", x=0.4))).boxes
    assert boxes[0, 1, 0] - boxes[0, 0, 2] > 50
    assert -20 < boxes[-1, 1, 0] - boxes[-1, 0, 2] < 20


def test_a_collision_moves_the_target() -> None:
    ball = Actor(id="b", subject="soccer_ball", x=-0.7, beats=does(Action.COLLIDE, target="o"))
    middle = middles(seen(scene(ball, Actor(id="o", subject="basketball", x=0.3))).boxes)
    assert abs(middle[3, 1] - middle[0, 1]) < 1
    assert middle[-1, 1] - middle[0, 1] > 10


@pytest.mark.parametrize(("action", "larger"), [(Action.GROW, True), (Action.SHRINK, False)])
def test_growing_makes_larger_and_shrinking_smaller(action: Action, larger: bool) -> None:
    boxes = seen(scene(Actor(id="a", subject="mushroom", beats=does(action)))).boxes
    heights = boxes[:, 0, 3] - boxes[:, 0, 1]
    assert heights[-1] > 1.5 * heights[0] if larger else heights[-1] < 0.7 * heights[0]


def test_who_appears_later_is_not_there_before_and_who_vanishes_is_gone_after() -> None:
    appears = seen(scene(Actor(id="a", subject="dog", beats=does(Action.APPEAR, start_s=2)))).visible[:, 0]
    vanishes = seen(scene(Actor(id="a", subject="dog", beats=does(Action.VANISH, end_s=2)))).visible[:, 0]
    assert appears[TIMES < 1.9].max() == 0 and appears[-1] > 0.9
    assert vanishes[0] > 0.9 and vanishes[TIMES > 2.1].max() == 0


def test_who_enters_comes_from_outside_and_who_leaves_goes_out() -> None:
    enters = seen(scene(Actor(id="a", subject="dog", beats=does(Action.ENTER, Direction.RIGHT))))
    assert enters.visible[0, 0] == 0 and enters.visible[-1, 0] > 0.9
    assert enters.boxes[0, 0, 2] <= 0
    leaves = seen(scene(Actor(id="a", subject="dog", x=0.6, beats=does(Action.LEAVE, Direction.RIGHT))))
    assert leaves.visible[0, 0] > 0.9 and leaves.visible[-1, 0] < 0.2


@pytest.mark.parametrize("action", [Action.WALK, Action.RUN, Action.DRIVE, Action.FLY])
@pytest.mark.parametrize("shot", [Shot.WIDE, Shot.MEDIUM, Shot.CLOSE])
@pytest.mark.parametrize("direction", [Direction.LEFT, Direction.RIGHT])
def test_a_following_camera_keeps_the_hero_inside_the_frame(action: Action, shot: Shot, direction: Direction) -> None:
    subject = {Action.DRIVE: "taxi", Action.FLY: "eagle"}.get(action, "dog")
    camera = Camera(shot=shot, move=Move.FOLLOW)
    hero = Actor(id="a", subject=subject, beats=does(action, direction, speed=Speed.FAST))
    what = seen(scene(hero, camera=camera))
    assert what.visible.min() > 0.9


@pytest.mark.parametrize(
    ("move", "sign"),
    [
        (Move.PAN_LEFT, 1),
        (Move.PAN_RIGHT, -1),
        (Move.TRUCK_LEFT, 1),
        (Move.TRUCK_RIGHT, -1),
    ],
)
def test_what_stands_goes_against_the_camera(move: Move, sign: int) -> None:
    middle = middles(seen(scene(Actor(id="a", subject="dog"), camera=Camera(move=move))).boxes)[:, 0]
    assert sign * (middle[-1] - middle[0]) > 0.05 * SIZE.width_px


@pytest.mark.parametrize(("move", "sign"), [(Move.TILT_UP, 1), (Move.TILT_DOWN, -1)])
def test_what_stands_sinks_when_the_camera_looks_up(move: Move, sign: int) -> None:
    boxes = seen(scene(Actor(id="a", subject="dog"), camera=Camera(move=move))).boxes
    assert sign * (boxes[-1, 0, 3] - boxes[0, 0, 3]) > 0.05 * SIZE.height_px


@pytest.mark.parametrize(
    ("move", "sign"),
    [(Move.ZOOM_IN, 1), (Move.DOLLY_IN, 1), (Move.ZOOM_OUT, -1), (Move.DOLLY_OUT, -1)],
)
def test_what_stands_grows_when_the_camera_comes_closer(move: Move, sign: int) -> None:
    boxes = seen(scene(Actor(id="a", subject="tree"), camera=Camera(move=move))).boxes
    heights = boxes[:, 0, 3] - boxes[:, 0, 1]
    assert sign * (heights[-1] - heights[0]) > 0.1 * heights[0]


def test_a_closer_shot_shows_the_subject_larger() -> None:
    heights = []
    for shot in Shot:
        box = seen(scene(Actor(id="a", subject="dog"), camera=Camera(shot=shot))).boxes[0, 0]
        heights.append(box[3] - box[1])
    assert heights == sorted(heights) and heights[-1] > 3 * heights[0]


def test_the_higher_the_camera_the_higher_the_horizon() -> None:
    rows = [staged(scene(camera=Camera(angle=angle))).camera.horizon[0] for angle in (Angle.LOW, Angle.EYE, Angle.HIGH)]
    assert rows == sorted(rows, reverse=True)
