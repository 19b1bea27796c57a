"""Random scenes that make sense: what the world shows when nobody directs it, and what models are trained on.

Subjects are drawn evenly, then a place they belong to, then the rest, so that rare members of the cast are as common
as dogs.
"""

from dataclasses import replace
from typing import TypeVar

import numpy as np

from yozora.worlds.cast.roster import Member, roster
from yozora.worlds.scene import Actor, Beat, Camera, Relation, Scene
from yozora.worlds.vocabulary import (
    SHELTERED,
    Action,
    Angle,
    Colour,
    Direction,
    Gait,
    Kind,
    Move,
    Place,
    RelationKind,
    Shot,
    Speed,
    Style,
    TimeOfDay,
    Weather,
)

LAND = (
    Place.MEADOW,
    Place.FOREST,
    Place.DESERT,
    Place.SNOWFIELD,
    Place.MOUNTAINS,
    Place.BEACH,
    Place.GARDEN,
    Place.JUNGLE,
    Place.VILLAGE,
)
HOMES = {
    Kind.PERSON: (*LAND, Place.CITY, Place.ROOM, Place.STAGE),
    Kind.CREATURE: (*LAND, Place.CITY, Place.STAGE, Place.MOON),
    Kind.OBJECT: (Place.ROOM, Place.MEADOW, Place.BEACH, Place.GARDEN, Place.STAGE, Place.VILLAGE),
    Kind.FOOD: (Place.ROOM, Place.GARDEN, Place.BEACH, Place.MEADOW),
    Kind.VEHICLE: (Place.CITY, Place.VILLAGE, Place.DESERT, Place.MEADOW, Place.MOUNTAINS, Place.SNOWFIELD),
    Kind.ANIMAL: LAND,
}
WET = {Gait.SWIM: (Place.SEABED, Place.SEABED, Place.SEA), Gait.SAIL: (Place.SEA,)}
AIRBORNE = (Place.SKY, Place.MOUNTAINS, Place.SEA, Place.MEADOW, Place.CITY, Place.DESERT)
SPACEFARING = {"astronaut", "rocket", "flying_saucer", "satellite", "alien", "robot"}
IN_PLACE = (
    Action.STAND,
    Action.JUMP,
    Action.DANCE,
    Action.SPIN,
    Action.LOOK_AROUND,
    Action.NOD,
    Action.SLEEP,
    Action.SHAKE,
)
ACTIONS = {
    Gait.WALK: (Action.WALK, Action.WALK, Action.RUN, Action.RUN, Action.SNEAK, Action.CIRCLE, *IN_PLACE),
    Gait.RUN: (Action.RUN,),
    Gait.HOP: (Action.HOP, Action.HOP, Action.JUMP, Action.LOOK_AROUND, Action.SPIN, Action.STAND),
    Gait.CRAWL: (Action.WALK, Action.WALK, Action.SNEAK, Action.LOOK_AROUND, Action.STAND, Action.JUMP),
    Gait.SLIDE: (Action.DRIVE,),
    Gait.WHEELS: (Action.DRIVE, Action.DRIVE, Action.CIRCLE, Action.STAND),
    Gait.ROLL: (Action.ROLL, Action.ROLL, Action.BOUNCE, Action.BOUNCE, Action.FALL, Action.SPIN),
    Gait.FLY: (Action.FLY, Action.FLY, Action.FLY, Action.FLOAT, Action.CIRCLE),
    Gait.HOVER: (Action.FLOAT, Action.FLY),
    Gait.SWIM: (Action.SWIM, Action.SWIM, Action.SWIM, Action.FLOAT, Action.CIRCLE),
    Gait.SAIL: (Action.SAIL,),
    Gait.STILL: (Action.STAND, Action.SHAKE, Action.FALL, Action.APPEAR, Action.GROW),
}
SIDES = (Direction.LEFT, Direction.RIGHT)
TRAVELLING = {
    Action.WALK,
    Action.RUN,
    Action.SNEAK,
    Action.HOP,
    Action.DRIVE,
    Action.ROLL,
    Action.FLY,
    Action.SWIM,
    Action.SAIL,
}
PAINTABLE = (Kind.VEHICLE, Kind.ANIMAL, Kind.OBJECT)
LEADS = (Kind.ANIMAL, Kind.CREATURE, Kind.PERSON, Kind.VEHICLE, Kind.OBJECT, Kind.FOOD)


T = TypeVar("T")


class Dice:
    """Choices from one seed; those of another `stream` are others."""

    def __init__(self, seed: int, *, stream: int = 41) -> None:
        self.rng = np.random.default_rng([seed, stream])

    def one_of(self, choices: tuple[T, ...]) -> T:
        """An even choice."""
        return choices[int(self.rng.integers(len(choices)))]

    def chance(self, share: float) -> bool:
        """True in `share` of all throws."""
        return bool(self.rng.random() < share)


def leads() -> list[Member]:
    """The members a random scene may be about."""
    return [one for one in roster().values() if one.kind in LEADS and one.gait is not Gait.SKY]


def homes(one: Member) -> tuple[Place, ...]:
    """Where somebody belongs, as often as they are there."""
    if one.gait in WET:
        return WET[one.gait]
    if one.gait is Gait.FLY or (one.gait is Gait.HOVER and one.kind is Kind.VEHICLE):
        return AIRBORNE
    return HOMES[one.kind]


def sample(seed: int, *, seconds: float, subject: str | None = None, style: Style | None = None) -> Scene:
    """A random scene; the same seed gives the same scene. `subject` and `style` fix what would be drawn."""
    dice = Dice(seed)
    lead = roster()[subject] if subject is not None else dice.one_of(tuple(leads()))
    place = _home(lead, dice)
    first = _actor(lead, place, "a", dice, seconds)
    others, relations = _company(first, lead, place, dice, seconds)
    actors = (first, *others)
    moves_on = first.beats[0].action in TRAVELLING and not relations
    return Scene(
        seconds=seconds,
        seed=seed,
        place=place,
        time=dice.one_of((TimeOfDay.DAY, TimeOfDay.DAY, TimeOfDay.SUNSET, TimeOfDay.DAWN, TimeOfDay.NIGHT)),
        weather=_weather(place, dice),
        style=style or (dice.one_of(tuple(Style)) if dice.chance(0.12) else Style.STORYBOOK),
        camera=_camera(moves_on, len(actors), dice),
        actors=actors,
        relations=relations,
    )


def _home(lead: Member, dice: Dice) -> Place:
    if lead.id in SPACEFARING and dice.chance(0.6):
        return Place.MOON
    return dice.one_of(homes(lead))


def _weather(place: Place, dice: Dice) -> Weather:
    if place in SHELTERED:
        return Weather.CLEAR
    if place is Place.SNOWFIELD and dice.chance(0.4):
        return Weather.SNOW
    plain = (Weather.CLEAR, Weather.CLEAR, Weather.CLEAR, Weather.CLOUDY, Weather.WIND, Weather.FOG, Weather.RAIN)
    return dice.one_of((*plain, Weather.STORM) if place in (Place.SEA, Place.CITY, Place.FOREST) else plain)


def _actor(one: Member, place: Place, name: str, dice: Dice, seconds: float) -> Actor:
    action = dice.one_of(ACTIONS[one.gait])
    if place is Place.SEA and one.gait is Gait.SWIM:
        action = Action.SWIM
    side = dice.one_of(SIDES)
    travels = action in TRAVELLING
    beat = Beat(
        action=action,
        direction=side if travels else Direction.STAY,
        speed=dice.one_of((Speed.NORMAL, Speed.NORMAL, Speed.NORMAL, Speed.SLOW, Speed.FAST))
        if travels
        else Speed.NORMAL,
    )
    beats = (beat,)
    if travels and seconds >= 2 and dice.chance(0.2):
        half = seconds / 2
        after = (
            dice.one_of((Action.JUMP, Action.SPIN, Action.STAND))
            if one.gait in (Gait.WALK, Gait.HOP, Gait.CRAWL)
            else Action.STAND
        )
        beats = (replace(beat, end_s=half), Beat(action=after, start_s=half))
    lean = 0.32 if side is Direction.RIGHT else -0.32
    return Actor(
        id=name,
        subject=one.id,
        colour=dice.one_of(tuple(Colour)) if one.kind in PAINTABLE and dice.chance(0.15) else None,
        x=float(np.round((-lean if travels else 0.0) + dice.rng.uniform(-0.2, 0.2), 2)),
        facing=side,
        beats=beats,
    )


def _company(
    first: Actor, lead: Member, place: Place, dice: Dice, seconds: float
) -> tuple[tuple[Actor, ...], tuple[Relation, ...]]:
    """More of the same, or somebody beside the lead, or nobody."""
    throw = dice.rng.random()
    if throw < 0.62:
        return (), ()
    if throw < 0.78:
        count = int(dice.rng.integers(1, 4))
        row = np.linspace(-0.7, 0.7, count + 2)[1:]
        same = tuple(
            replace(
                first,
                id=f"a{number + 2}",
                x=float(np.round(row[number], 2)),
                depth=float(np.round(dice.rng.uniform(-0.1, 0.35), 2)),
            )
            for number in range(count)
        )
        return same, ()
    kinds = tuple(one for one in leads() if one.id != lead.id and _lives(one, place))
    if not kinds:
        return (), ()
    side = -1 if first.x > 0 else 1
    guest = _actor(dice.one_of(kinds), place, "b", dice, seconds)
    guest = replace(guest, x=float(np.round(side * dice.rng.uniform(0.4, 0.6), 2)))
    kind = RelationKind.RIGHT_OF if side > 0 else RelationKind.LEFT_OF
    return (guest,), (Relation(subject="b", kind=kind, object="a"),)


def _lives(one: Member, place: Place) -> bool:
    if one.gait in WET:
        return place in WET[one.gait]
    if place in (Place.SEA, Place.SEABED, Place.SKY):
        return one.gait is Gait.FLY and place is not Place.SEABED
    return one.gait is not Gait.FLY and place in (*HOMES[one.kind], Place.MOON)


def _camera(moves_on: bool, actors: int, dice: Dice) -> Camera:
    shot = (
        dice.one_of((Shot.WIDE, Shot.MEDIUM, Shot.MEDIUM, Shot.CLOSE))
        if actors == 1
        else dice.one_of((Shot.WIDE, Shot.MEDIUM))
    )
    angle = dice.one_of((Angle.EYE, Angle.EYE, Angle.EYE, Angle.EYE, Angle.LOW, Angle.HIGH))
    if moves_on and dice.chance(0.7):
        return Camera(shot=shot, angle=angle, move=Move.FOLLOW)
    return Camera(shot=shot, angle=angle, move=dice.one_of(tuple(move for move in Move if move is not Move.FOLLOW)))
