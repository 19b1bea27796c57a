"""Scenes to learn from: one subject in full view, every subject, place, time of day, action and camera as often.

A model learns what it sees evenly and large. So a lesson shows one actor that fills much of the frame, and leaves out
what a curriculum does not name.
"""

from dataclasses import dataclass

from yozora.worlds.cast.roster import member
from yozora.worlds.sampling import ACTIONS, SIDES, TRAVELLING, Dice
from yozora.worlds.scene import Actor, Beat, Camera, Scene
from yozora.worlds.vocabulary import Action, Direction, Move, Place, Shot, TimeOfDay

LEAN = 0.3  # how far behind the middle a traveller starts, in half frames


@dataclass(frozen=True, kw_only=True)
class Curriculum:
    """What lessons are about: ids of the cast and words of the vocabulary."""

    name: str
    subjects: tuple[str, ...]
    places: tuple[Place, ...]
    times: tuple[TimeOfDay, ...]
    actions: tuple[Action, ...]
    moves: tuple[Move, ...]
    shots: tuple[Shot, ...]


FIRST = Curriculum(
    name="first",
    subjects=(
        *("mammoth", "elephant", "giraffe", "zebra", "horse", "camel", "cow", "sheep", "pig", "tiger", "dog", "cat"),
        *("rabbit", "kangaroo", "hedgehog", "monkey", "sauropod", "t_rex", "turtle", "snail", "rooster", "flamingo"),
        *("penguin", "gorilla", "rhinoceros", "deer", "peacock", "crab", "goat", "snake", "panda", "woman"),
        *("racing_car", "bus", "train", "tractor"),
    ),
    places=(Place.MEADOW, Place.FOREST, Place.DESERT, Place.SNOWFIELD, Place.BEACH, Place.CITY),
    times=tuple(TimeOfDay),
    actions=(Action.STAND, Action.WALK, Action.RUN, Action.HOP, Action.JUMP, Action.DRIVE),
    moves=(Move.STATIC, Move.FOLLOW, Move.ZOOM_IN, Move.ZOOM_OUT),
    shots=(Shot.MEDIUM, Shot.CLOSE),
)
"""36 subjects, 6 places, 4 times of day: what two cores can learn in hours."""


def lesson(curriculum: Curriculum, seed: int, *, seconds: float) -> Scene:
    """A random lesson; the same seed gives the same scene. Subjects come round evenly, in the order of the seeds."""
    dice = Dice(seed)
    one = member(curriculum.subjects[seed % len(curriculum.subjects)])
    able = tuple(action for action in dict.fromkeys(ACTIONS[one.gait]) if action in curriculum.actions)
    action = dice.one_of(able)
    side = dice.one_of(SIDES)
    travels = action in TRAVELLING
    behind = -LEAN if side is Direction.RIGHT else LEAN
    place = dice.one_of(curriculum.places)
    time = dice.one_of(curriculum.times)
    follows = travels and Move.FOLLOW in curriculum.moves and dice.chance(0.6)
    others = tuple(
        move for move in curriculum.moves if move is not Move.FOLLOW and not (travels and move is not Move.STATIC)
    )
    return Scene(
        seconds=seconds,
        seed=seed,
        place=place,
        time=time,
        camera=Camera(shot=dice.one_of(curriculum.shots), move=Move.FOLLOW if follows else dice.one_of(others)),
        actors=(
            Actor(
                id="a",
                subject=one.id,
                x=round((behind if travels else 0.0) + float(dice.rng.uniform(-0.15, 0.15)), 2),
                facing=side,
                beats=(Beat(action=action, direction=side if travels else Direction.STAY),),
            ),
        ),
    )
