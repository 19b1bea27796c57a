"""What an action becomes for a body that cannot do it: a whale does not walk, a car does not swim."""

from yozora.worlds.cast.roster import member
from yozora.worlds.vocabulary import Action, Gait, Kind

_TRAVEL = {
    Action.WALK, Action.RUN, Action.SNEAK, Action.HOP, Action.SWIM, Action.SAIL, Action.DRIVE, Action.ROLL,
}  # fmt: skip
_ON_LEGS = (Gait.WALK, Gait.RUN, Gait.HOP, Gait.CRAWL)
_MINDFUL = {Action.SLEEP, Action.LOOK_AROUND, Action.NOD}
_LIVING = (Kind.ANIMAL, Kind.CREATURE, Kind.PERSON)
_OWN_WAY = {
    Gait.WALK: Action.WALK,
    Gait.RUN: Action.RUN,
    Gait.HOP: Action.HOP,
    Gait.CRAWL: Action.WALK,
    Gait.SLIDE: Action.DRIVE,
    Gait.WHEELS: Action.DRIVE,
    Gait.ROLL: Action.ROLL,
    Gait.FLY: Action.FLY,
    Gait.HOVER: Action.FLOAT,
    Gait.SWIM: Action.SWIM,
    Gait.SAIL: Action.SAIL,
    Gait.SKY: Action.FLOAT,
    Gait.STILL: Action.HOP,
}
TRAVELLING = _TRAVEL | {Action.FLY, Action.FLOAT, Action.CHASE, Action.APPROACH}


def is_alive(subject: str) -> bool:
    """Whether it is an animal, a creature or a person."""
    return member(subject).kind in _LIVING


def own_way(subject: str) -> Action:
    """How that member gets about."""
    return _OWN_WAY[member(subject).gait]


def gallop(way: Action, journey: Action) -> Action:
    """How a mount that gets about that `way` makes its rider's journey: one that walks also runs."""
    return Action.RUN if way is Action.WALK and journey is Action.RUN else way


def idle(subject: str) -> Action:
    """What that member does when nothing is said of it."""
    gait = member(subject).gait
    if gait in (Gait.WHEELS, Gait.SLIDE, Gait.FLY, Gait.SWIM, Gait.SAIL, Gait.HOVER) and subject != "skateboard":
        return Action.STAND if subject in ("sled", "surfboard") else own_way(subject)
    if gait is Gait.SKY:
        return Action.FLOAT if subject in ("cloud", "comet") else Action.STAND
    return Action.LOOK_AROUND if is_alive(subject) else Action.STAND


def fit(subject: str, action: Action) -> Action:
    """The nearest thing to `action` that the member can do."""
    entry = member(subject)
    if action in _MINDFUL:
        return action if is_alive(subject) else Action.STAND
    if action is Action.CLIMB:
        return action if entry.gait in (*_ON_LEGS, Gait.STILL) and is_alive(subject) else fit(subject, Action.WALK)
    if action not in _TRAVEL:
        return action
    return _fit_travel(entry.gait, entry.kind, action)


def _fit_travel(gait: Gait, kind: Kind, action: Action) -> Action:
    if kind in _LIVING and (gait in _ON_LEGS or gait is Gait.STILL or gait is Gait.SAIL or gait is Gait.FLY):
        return {Action.DRIVE: Action.WALK, Action.SAIL: Action.SWIM}.get(action, action)
    if gait is Gait.STILL:
        if kind in (Kind.PLANT, Kind.NATURE, Kind.BUILDING):
            return Action.SHAKE
        return Action.FLOAT if action in (Action.SWIM, Action.SAIL) else action if action is Action.ROLL else Action.HOP
    if gait is Gait.SWIM:
        return Action.SWIM
    if action in (Action.HOP, Action.ROLL) and gait is not Gait.SKY:
        return action
    return Action.FLOAT if gait is Gait.ROLL and action in (Action.SWIM, Action.SAIL) else _OWN_WAY[gait]
