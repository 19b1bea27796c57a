"""What a scene states, sorted for telling: equal actors together, beats in order, nothing the picture does not show."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TypeVar

from yozora.worlds.cast.roster import Member, member
from yozora.worlds.scene import Actor, Beat, Scene
from yozora.worlds.vocabulary import (
    SHELTERED,
    Action,
    Colour,
    Direction,
    Gait,
    Kind,
    Move,
    RelationKind,
    Speed,
    Weather,
)

BIG, SMALL = 1.25, 0.8  # scales from which on an actor is called big, up to which small
LIVING = (Kind.ANIMAL, Kind.CREATURE, Kind.PERSON)
SIDES = (Direction.LEFT, Direction.RIGHT)
TRAVELS = frozenset(
    {
        Action.WALK,
        Action.RUN,
        Action.SNEAK,
        Action.HOP,
        Action.FLY,
        Action.SWIM,
        Action.SAIL,
        Action.DRIVE,
        Action.FLOAT,
        Action.ROLL,
        Action.LEAVE,
    }
)
TARGETED = (Action.CHASE, Action.APPROACH, Action.COLLIDE)
MOVING = TRAVELS | {*TARGETED, Action.ENTER, Action.CLIMB, Action.FALL, Action.CIRCLE}
PACED = TRAVELS - {Action.LEAVE} | {
    Action.SPIN,
    Action.DANCE,
    Action.CIRCLE,
    Action.JUMP,
    Action.CLIMB,
    Action.APPROACH,
}

T = TypeVar("T")


class Dice:
    """Choices from a seed; without one, always the first choice and never the rare case."""

    def __init__(self, seed: str | None) -> None:
        self.random = None if seed is None else Random(seed)

    def one_of(self, choices: Sequence[T]) -> T:
        """An even choice."""
        return choices[0] if self.random is None else self.random.choice(choices)

    def chance(self, share: float) -> bool:
        """True in `share` of all throws."""
        return self.random is not None and self.random.random() < share

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """The same in another order."""
        return list(things) if self.random is None else self.random.sample(list(things), len(things))


@dataclass(frozen=True, kw_only=True)
class Act:
    """One beat as it shows: what the motion ignores is taken out. `target` is the number of a party.

    `later` is false where it begins while the one before still goes on.
    """

    action: Action
    direction: Direction = Direction.STAY
    speed: Speed = Speed.NORMAL
    target: int | None = None
    later: bool = True


@dataclass(frozen=True, kw_only=True)
class Party:
    """One or more equal actors that do the same and stand to the others in the same way.

    `twins` are the numbers of all parties that look alike, this one among them. `relations` name other parties.
    `carrier` is the party it rides on, doing as that one does.
    """

    number: int
    cast: Member
    count: int
    colour: Colour | None
    size: int
    acts: tuple[Act, ...]
    relations: tuple[tuple[RelationKind, int], ...] = ()
    carrier: int | None = None
    twins: tuple[int, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether it leaves the place where it begins."""
        return any(act.action in MOVING for act in self.acts)

    @property
    def living(self) -> bool:
        """Whether it is an animal, a creature or a person."""
        return self.cast.kind in LIVING


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A scene sorted for telling. `hero` is the party the short caption is about."""

    scene: Scene
    parties: tuple[Party, ...]

    @property
    def told(self) -> tuple[Party, ...]:
        """The parties that get a clause of their own: all but riders."""
        return tuple(party for party in self.parties if party.carrier is None)

    @property
    def hero(self) -> Party | None:
        """The first that acts, or else the first."""
        acting = [party for party in self.told if party.acts]
        return next(iter(acting or self.told), None)

    @property
    def framed(self) -> Party | None:
        """Whom the camera frames: its target, or the only party there is."""
        target = self.scene.camera.target
        if target is None:
            return self.parties[0] if len(self.parties) == 1 else None
        return self.parties[_homes(self.scene)[target]]

    @property
    def weather(self) -> Weather:
        """The weather that is seen."""
        return Weather.CLEAR if self.scene.place in SHELTERED else self.scene.weather

    @property
    def move(self) -> Move:
        """The camera's move; nobody can be followed where nobody is."""
        move = self.scene.camera.move
        return Move.STATIC if move is Move.FOLLOW and not self.parties else move

    def riders(self, party: Party) -> tuple[Party, ...]:
        """Who rides on a party."""
        return tuple(rider for rider in self.parties if rider.carrier == party.number)


def facts_of(scene: Scene) -> Facts:
    """Sort a scene. Raises InvalidPlan where an actor is not in the cast."""
    homes = _homes(scene)
    firsts = [next(actor for actor in scene.actors if homes[actor.id] == number) for number in range(_most(homes))]
    parties = [_party(scene, actor, homes) for actor in firsts]
    looks = [(party.cast.id, party.colour, party.size) for party in parties]
    twins = {look: tuple(n for n, other in enumerate(looks) if other == look) for look in looks}
    told = (
        replace(party, twins=twins[look], carrier=_carrier(party, parties))
        for party, look in zip(parties, looks, strict=True)
    )
    return Facts(scene=scene, parties=tuple(told))


def _most(homes: dict[str, int]) -> int:
    return max(homes.values(), default=-1) + 1


def _homes(scene: Scene) -> dict[str, int]:
    """The party of each actor, by id; parties are numbered as they come."""
    kinds: dict[object, int] = {}
    return {actor.id: kinds.setdefault(_sameness(scene, actor), len(kinds)) for actor in scene.actors}


def _sameness(scene: Scene, actor: Actor) -> object:
    ties = {(r.kind, "of", r.object) for r in scene.relations if r.subject == actor.id}
    ties |= {(r.kind, "to", r.subject) for r in scene.relations if r.object == actor.id}
    hunters = {other.id for other in scene.actors for beat in other.beats if beat.target == actor.id}
    return actor.subject, actor.colour, _size(actor), actor.beats, frozenset(ties), frozenset(hunters)


def _size(actor: Actor) -> int:
    """1 big, -1 small, 0 as usual."""
    return int(actor.scale >= BIG) - int(actor.scale <= SMALL)


def _party(scene: Scene, actor: Actor, homes: dict[str, int]) -> Party:
    relations = [(r.kind, homes[r.object]) for r in scene.relations if r.subject == actor.id]
    cast = member(actor.subject)
    return Party(
        number=homes[actor.id],
        cast=cast,
        count=sum(home == homes[actor.id] for home in homes.values()),
        colour=actor.colour,
        size=_size(actor),
        acts=_acts(actor, cast, scene.seconds, homes),
        relations=tuple(dict.fromkeys(relations)),
    )


def _carrier(party: Party, parties: list[Party]) -> int | None:
    """The party under a rider that does as it does; it must be told of on its own."""
    if len(party.relations) != 1 or party.count != 1 or not party.acts:
        return None
    kind, number = party.relations[0]
    under = parties[number]
    named = any(number == party.number for other in parties for _, number in other.relations)
    named |= any(act.target == party.number for other in parties for act in other.acts)
    same = under.acts == party.acts and under.count == 1 and not under.relations
    return number if kind is RelationKind.ON and same and not named else None


def _acts(actor: Actor, cast: Member, seconds: float, homes: dict[str, int]) -> tuple[Act, ...]:
    acts: list[Act] = []
    busy_until = 0.0
    for beat in sorted(actor.beats, key=lambda beat: beat.start_s):
        if beat.start_s >= seconds:
            continue
        act = _act(beat, cast, homes, later=beat.start_s >= busy_until - 1e-6)
        busy_until = max(busy_until, seconds if beat.end_s is None else beat.end_s)
        if not acts or _deed(acts[-1]) != _deed(act):
            acts.append(act)
    return tuple(acts)


def _deed(act: Act) -> tuple[object, ...]:
    return act.action, act.direction, act.speed, act.target


def _act(beat: Beat, cast: Member, homes: dict[str, int], *, later: bool) -> Act:
    target = homes[beat.target] if beat.target is not None and beat.action in TARGETED else None
    action = Action.RUN if beat.action in TARGETED and target is None else beat.action
    still = action in (Action.FLOAT, Action.HOP) and beat.direction is Direction.STAY
    return Act(
        action=action,
        direction=beat.direction if _shows(action, beat.direction, cast) else Direction.STAY,
        speed=beat.speed if action in PACED and not still else Speed.NORMAL,
        target=target,
        later=later,
    )


def _shows(action: Action, direction: Direction, cast: Member) -> bool:
    """Whether a direction makes a difference to an action."""
    if action is Action.STAND:
        return direction in SIDES and cast.faces is not Direction.TOWARD
    if action in (Action.JUMP, Action.ENTER):
        return direction in SIDES
    if action is Action.CLIMB:
        return direction in (Direction.UP, Direction.DOWN)
    if action is Action.FLOAT and cast.gait is Gait.SKY:
        return False
    return action in TRAVELS
