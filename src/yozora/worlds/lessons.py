"""Scenes to learn from: subjects in full view, every subject as often, and every place, time of day, action and
camera often enough.

A model learns what it sees evenly and large. So most lessons show one actor that fills much of the frame, and none has
what its curriculum does not name.
"""

from dataclasses import dataclass, replace

import numpy as np

from yozora.worlds.cast.roster import member, roster
from yozora.worlds.sampling import ACTIONS, PAINTABLE, SIDES, TRAVELLING, Dice, homes, leads
from yozora.worlds.scene import Actor, Beat, Camera, Relation, Scene
from yozora.worlds.vocabulary import (
    SHELTERED,
    Action,
    Colour,
    Direction,
    Gait,
    Kind,
    Move,
    Place,
    RelationKind,
    Shot,
    TimeOfDay,
    Weather,
)

LEAN = 0.3  # how far behind the middle a traveller starts, in half frames
PAINTED, WEATHERED, SEVERAL, PAIRED, TURNED = 0.35, 0.35, 0.2, 0.22, 0.25
"""Shares of the lessons with a colour, with weather, with more than one of a kind, with two kinds, and of those of one
who goes somewhere with something that follows."""
APART = (0.42, 0.6)  # from the middle, in half frames: where the two of a pair stand
NARROWING = (Move.ZOOM_IN, Move.PAN_LEFT, Move.PAN_RIGHT)
ROW = 0.62  # from the middle to the outermost of several, in half frames
ALIKE = 2.5  # how many times as tall one of a pair may be: who is much smaller is hardly seen
NEVER = {
    Weather.RAIN: (Place.DESERT, Place.SNOWFIELD),
    Weather.STORM: (Place.DESERT, Place.SNOWFIELD),
    Weather.SNOW: (Place.DESERT, Place.BEACH, Place.JUNGLE),
}
"""Places of the curricula in which a weather does not happen."""
ASTRAY = 0.12  # share of the lessons of those who belong somewhere in which they are anywhere: a whale in the city
OFF_LAND = (Place.SEA, Place.SEABED, Place.SKY)


@dataclass(frozen=True, kw_only=True)
class Curriculum:
    """What lessons are about: ids of the cast and words of the vocabulary. `most` is how many of a kind there may be,
    `pairs` whether two kinds stand side by side, `afters` what may follow a way that somebody goes, `usual` whether
    actions are as frequent as in random scenes, and not all alike."""

    name: str
    subjects: tuple[str, ...]
    places: tuple[Place, ...]
    times: tuple[TimeOfDay, ...]
    actions: tuple[Action, ...]
    moves: tuple[Move, ...]
    shots: tuple[Shot, ...]
    colours: tuple[Colour, ...] = ()
    weathers: tuple[Weather, ...] = (Weather.CLEAR,)
    most: int = 1
    pairs: bool = False
    afters: tuple[Action, ...] = ()
    usual: bool = False

    def homes(self, subject: str) -> tuple[Place, ...]:
        """Where it is seen when all is as it should be: in water or in the air, or anywhere on land."""
        found = homes(member(subject))
        if set(found) & set(OFF_LAND):
            return tuple(place for place in self.places if place in found)
        return tuple(place for place in self.places if place not in OFF_LAND)


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

SECOND = replace(
    FIRST,
    name="second",
    colours=(Colour.RED, Colour.YELLOW, Colour.GREEN, Colour.BLUE, Colour.PURPLE, Colour.PINK),
    weathers=(Weather.CLEAR, Weather.CLOUDY, Weather.RAIN, Weather.SNOW, Weather.FOG),
    most=3,
    pairs=True,
    afters=(Action.JUMP, Action.STAND),
)
"""The same subjects in colours, in company, in weather, and doing one thing after the other."""

THIRD = replace(
    SECOND,
    name="third",
    subjects=tuple(
        one.id
        for one in roster().values()
        if one.gait in (Gait.WALK, Gait.RUN, Gait.HOP, Gait.CRAWL, Gait.WHEELS)
        or (one.gait is Gait.STILL and one.kind not in (Kind.BUILDING, Kind.PLANT, Kind.NATURE))
    ),
)
"""Everybody who stands on the ground or goes over it, and things that stand: 192 subjects, for a model that is shown
them."""

FOURTH = replace(
    THIRD,
    name="fourth",
    subjects=tuple(one.id for one in leads()),
    places=tuple(Place),
    actions=(
        *THIRD.actions,
        *(Action.FLY, Action.SWIM, Action.SAIL, Action.FLOAT, Action.ROLL, Action.BOUNCE, Action.SPIN, Action.DANCE),
    ),
    moves=(*THIRD.moves, Move.PAN_LEFT, Move.PAN_RIGHT),
    colours=tuple(Colour),
    weathers=(*THIRD.weathers, Weather.STORM),
    afters=(*THIRD.afters, Action.FLOAT),
    usual=True,
)
"""Everybody whom a random scene may be about, in the water and in the air too, in every place and every colour."""

CURRICULA = {one.name: one for one in (FIRST, SECOND, THIRD, FOURTH)}


def lesson(curriculum: Curriculum, seed: int, *, seconds: float) -> Scene:
    """A random lesson; the same seed gives the same scene. Subjects come round evenly, in the order of the seeds."""
    scene = _alone(curriculum, seed, seconds)
    dice = Dice(seed, stream=43)
    painted, weathered, throw = dice.chance(PAINTED), dice.chance(WEATHERED), float(dice.rng.random())
    if weathered:
        scene = replace(scene, weather=dice.one_of(_weathers(curriculum, scene.place)))
    if painted and curriculum.colours and member(scene.actors[0].subject).kind in PAINTABLE:
        scene = replace(scene, actors=(replace(scene.actors[0], colour=dice.one_of(curriculum.colours)),))
    if throw < SEVERAL and curriculum.most > 1:
        return _several(scene, int(dice.rng.integers(2, curriculum.most + 1)), dice)
    if SEVERAL <= throw < SEVERAL + PAIRED and curriculum.pairs:
        return _paired(scene, curriculum, dice)
    if curriculum.afters and scene.actors[0].beats[0].action in TRAVELLING and dice.chance(TURNED):
        return _turned(scene, curriculum, dice)
    return scene


def _weathers(curriculum: Curriculum, place: Place) -> tuple[Weather, ...]:
    if place in SHELTERED:
        return (Weather.CLEAR,)
    return tuple(weather for weather in curriculum.weathers if place not in NEVER.get(weather, ()))


def _several(scene: Scene, count: int, dice: Dice) -> Scene:
    """More of the same, side by side, at about one depth."""
    first = scene.actors[0]
    places = np.linspace(-ROW, ROW, count) + dice.rng.uniform(-0.06, 0.06, count)
    depths = dice.rng.uniform(0.0, 0.15, count)
    actors = tuple(
        replace(first, id=f"a{number}" if number else "a", x=round(float(x), 2), depth=round(float(depth), 2))
        for number, (x, depth) in enumerate(zip(places, depths, strict=True))
    )
    return replace(scene, actors=actors, camera=_wider(scene.camera))


def _paired(scene: Scene, curriculum: Curriculum, dice: Dice) -> Scene:
    """Somebody else of about its size beside the first one. Both jump or both stand: whoever goes somewhere overtakes
    whoever is slower, and left is right."""
    lead = scene.actors[0]
    partners = _partners(curriculum, lead.subject)
    if not partners:
        return scene
    guest = member(dice.one_of(partners))
    side = dice.one_of((-1, 1))
    first, second = (round(sign * side * float(dice.rng.uniform(*APART)), 2) for sign in (1, -1))
    mine = yours = lead.beats[0]
    if mine.action in TRAVELLING or mine.action not in ACTIONS[guest.gait]:
        mine, yours = (Beat(action=_rest(one.gait)) for one in (member(lead.subject), guest))
    colour = dice.one_of(curriculum.colours) if lead.colour and guest.kind in PAINTABLE else None
    actors = (
        replace(lead, x=first, beats=(mine,)),
        Actor(id="b", subject=guest.id, x=second, facing=dice.one_of(SIDES), beats=(yours,), colour=colour),
    )
    kind = RelationKind.RIGHT_OF if first > second else RelationKind.LEFT_OF
    relation = Relation(subject="a", kind=kind, object="b")
    return replace(scene, actors=actors, relations=(relation,), camera=_wider(scene.camera, follows=False))


def _partners(curriculum: Curriculum, lead: str) -> tuple[str, ...]:
    """Who is about as tall and belongs into the same places."""
    tall, places = member(lead).height_m, curriculum.homes(lead)
    return tuple(
        name
        for name in curriculum.subjects
        if name != lead and tall / ALIKE < member(name).height_m < tall * ALIKE and curriculum.homes(name) == places
    )


def _rest(gait: Gait) -> Action:
    """What is done by who goes nowhere."""
    return Action.FLOAT if Action.FLOAT in ACTIONS[gait] else Action.STAND


def _wider(camera: Camera, *, follows: bool = True) -> Camera:
    """Room for more than one, to the end; what nobody goes to is not followed."""
    still = camera.move in NARROWING or (camera.move is Move.FOLLOW and not follows)
    return replace(camera, shot=Shot.MEDIUM, move=Move.STATIC if still else camera.move)


def _turned(scene: Scene, curriculum: Curriculum, dice: Dice) -> Scene:
    """Half way it stops and does something else."""
    lead, half = scene.actors[0], round(scene.seconds / 2, 2)
    gait = member(lead.subject).gait
    able = tuple(after for after in curriculum.afters if after is _rest(gait) or after in ACTIONS[gait])
    then = Beat(action=dice.one_of(able), start_s=half)
    return replace(scene, actors=(replace(lead, beats=(replace(lead.beats[0], end_s=half), then)),))


def _alone(curriculum: Curriculum, seed: int, seconds: float) -> Scene:
    dice = Dice(seed)
    one = member(curriculum.subjects[seed % len(curriculum.subjects)])
    usual = ACTIONS[one.gait] if curriculum.usual else dict.fromkeys(ACTIONS[one.gait])
    able = tuple(action for action in usual if action in curriculum.actions)
    action = dice.one_of(able)
    side = dice.one_of(SIDES)
    travels = action in TRAVELLING
    behind = -LEAN if side is Direction.RIGHT else LEAN
    astray = Dice(seed, stream=47).chance(ASTRAY)
    place = dice.one_of(curriculum.places if astray else curriculum.homes(one.id))
    time = dice.one_of(curriculum.times)
    if place is Place.MOON and time is not TimeOfDay.NIGHT:
        time = TimeOfDay.DAY
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
