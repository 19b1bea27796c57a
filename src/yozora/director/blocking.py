"""Blocking: what was wished for becomes a scene graph. What was said never changes with the seed; the rest does."""

from dataclasses import dataclass, replace
from random import Random

from yozora.director.acting import Pace, beats_of, heading, takes_off
from yozora.director.carrying import playable
from yozora.director.gaits import TRAVELLING
from yozora.director.stagecraft import camera, hero_of, home, hour, is_scenery
from yozora.director.wishes import Bond, Party, Wishes
from yozora.worlds.cast.roster import member
from yozora.worlds.scene import MOST_ACTORS, Actor, Relation, Scene
from yozora.worlds.vocabulary import Action, Direction, Gait, Kind, Place, RelationKind, Style, Weather

_START_OF_JOURNEY = 0.35
_WIDEST = 0.75
_BESIDE = 0.5
_APART = 0.2
_LIFTED = (Gait.FLY, Gait.HOVER, Gait.SKY)
_AIRBORNE = (Action.FLY, Action.FLOAT, Action.FALL)
_GROUNDED = (Action.STAND, Action.WALK, Action.RUN, Action.SLEEP, Action.HOP, Action.SNEAK)
_UNDER_WATER_HEIGHT = 0.22
_SKY_HEIGHT = 0.62
_FLYING_HEIGHT = 0.42


@dataclass
class _Spot:
    """Where one actor of a party stands."""

    party: int
    id: str
    x: float
    depth: float
    height: float
    scale: float


def block(wishes: Wishes, *, seconds: float, seed: int) -> Scene:
    """The scene that plays the wishes in `seconds`; equal arguments give an equal scene."""
    rng = Random(seed)
    wishes = playable(_fewer(wishes))
    hero = hero_of(wishes)
    place = wishes.place or home(wishes, wishes.parties[hero].subject if hero is not None else None)
    drifts = [heading(wishes, number, rng) for number in range(len(wishes.parties))]
    _agree(wishes, drifts)
    spots = _spread(wishes, drifts, rng)
    _line_up_chases(wishes, spots, drifts)
    _relate(wishes, spots)
    first = {number: next(spot.id for spot in spots if spot.party == number) for number in range(len(wishes.parties))}
    pace = Pace(seconds=seconds, steps=wishes.steps)
    actors = tuple(_actor(wishes, spot, spots, pace=pace, drift=drifts[spot.party], first=first) for spot in spots)
    leading = next((actor for actor in actors if hero is not None and actor.id == first[hero]), None)
    relations = tuple(
        Relation(subject=spot.id, kind=bond.kind, object=_other(bond, copy, spots).id)
        for bond in wishes.bonds
        for copy, spot in enumerate(spot for spot in spots if spot.party == bond.subject)
    )
    mounts = {bond.subject: bond.object for bond in relations if bond.kind is RelationKind.ON}
    return Scene(
        seconds=seconds,
        seed=seed,
        place=place,
        time=wishes.time or hour(wishes),
        weather=wishes.weather or Weather.CLEAR,
        style=wishes.style or Style.STORYBOOK,
        camera=camera(wishes, actors, leading, rng, mount=mounts.get(leading.id) if leading is not None else None),
        actors=_facing(actors, mounts),
        relations=relations,
    )


def _fewer(wishes: Wishes) -> Wishes:
    """At most as many actors as a scene holds: first one of each, then more of each in turn."""
    kept = list(wishes.parties[:MOST_ACTORS])
    while sum(party.count for party in kept) > MOST_ACTORS:
        largest = max(range(len(kept)), key=lambda number: kept[number].count)
        kept[largest] = replace(kept[largest], count=kept[largest].count - 1)
    drawn = range(len(kept))
    return replace(
        wishes,
        parties=tuple(kept),
        deeds=tuple(
            replace(deed, target=deed.target if deed.target in drawn else None)
            for deed in wishes.deeds
            if deed.party in drawn
        ),
        bonds=tuple(bond for bond in wishes.bonds if bond.subject in drawn and bond.object in drawn),
    )


def _agree(wishes: Wishes, drifts: list[Direction]) -> None:
    """Who is chased, and who is ridden, goes the same way as the other."""
    mounts = {bond.subject: bond.object for bond in wishes.bonds if bond.kind is RelationKind.ON}
    for bond in wishes.bonds:
        if bond.kind in (RelationKind.ON, RelationKind.NEAR):
            drifts[bond.subject] = drifts[bond.object]
    for deed in wishes.deeds:
        if deed.target is not None and deed.action is Action.CHASE:
            drifts[deed.target] = drifts[mounts.get(deed.target, deed.target)] = drifts[deed.party]


def _spread(wishes: Wishes, drifts: list[Direction], rng: Random) -> list[_Spot]:
    parties = wishes.parties
    front = [n for n, party in enumerate(parties) if not _stands_back(party, len(parties))]
    places = [(number, copy) for number in front for copy in range(parties[number].count)]
    spots = _front_row(wishes, places, drifts, rng)
    side = rng.choice((-1, 1))
    back = [
        (number, copy) for number in range(len(parties)) if number not in front for copy in range(parties[number].count)
    ]
    for order, (number, copy) in enumerate(back):
        turn = side if order % 2 == 0 else -side
        x = turn * min(1.2, 0.35 + 0.28 * (order // 2 + 1)) + rng.uniform(-0.06, 0.06)
        depth = 0.7 + 0.45 * (order % 4) + rng.uniform(0, 0.15) + (1.0 if parties[number].distant else 0.0)
        spots.append(_spot(wishes, number, copy, x=x, depth=min(3.0, depth), rng=rng))
    return sorted(spots, key=lambda spot: spot.party)


def _stands_back(party: Party, parties: int) -> bool:
    return party.distant or (is_scenery(party.subject) and parties > 1)


def _front_row(wishes: Wishes, places: list[tuple[int, int]], drifts: list[Direction], rng: Random) -> list[_Spot]:
    """Those in front stand side by side, closer to the middle the fewer they are, each a little before the next."""
    many = len(places)
    reach = min(_WIDEST, 0.22 * (many - 1) + (0.12 if many > 1 else 0.0))
    spots: list[_Spot] = []
    for order, (number, copy) in enumerate(places):
        x = 0.0 if many == 1 else -reach + 2 * reach * order / (many - 1)
        if many == 1:
            x = _alone(wishes, number, drifts[number], rng)
        depth = (0.0, 0.28, 0.14, 0.42)[order % 4] if many > 2 else 0.08 * order
        spots.append(_spot(wishes, number, copy, x=x + rng.uniform(-0.04, 0.04), depth=depth, rng=rng))
    return spots


def _alone(wishes: Wishes, number: int, drift: Direction, rng: Random) -> float:
    travels = any(deed.party == number and deed.action in TRAVELLING for deed in wishes.deeds)
    if side := wishes.parties[number].side:
        return -_BESIDE if side is Direction.LEFT else _BESIDE
    if not travels:
        return rng.uniform(-0.12, 0.12)
    return -_START_OF_JOURNEY if drift is Direction.RIGHT else _START_OF_JOURNEY


def _spot(wishes: Wishes, number: int, copy: int, *, x: float, depth: float, rng: Random) -> _Spot:
    party = wishes.parties[number]
    alike = [(n, other.count) for n, other in enumerate(wishes.parties) if other.subject == party.subject]
    before = sum(count for n, count in alike if n < number)
    alone = sum(count for _, count in alike) == 1
    return _Spot(
        party=number,
        id=party.subject if alone else f"{party.subject}-{before + copy + 1}",
        x=_sided(party.side, x),
        depth=depth,
        height=_height(wishes, number) * rng.uniform(0.9, 1.1),
        scale=party.scale * rng.uniform(0.92, 1.08),
    )


def _line_up_chases(wishes: Wishes, spots: list[_Spot], drifts: list[Direction]) -> None:
    """Whoever is chased has a start in the direction of the chase."""
    for deed in wishes.deeds:
        if deed.action is not Action.CHASE or deed.target in (None, deed.party):
            continue
        sign = 1 if drifts[deed.party] is Direction.RIGHT else -1
        behind = [spot for spot in spots if spot.party == deed.party]
        ahead = [spot for spot in spots if spot.party == deed.target]
        for order, spot in enumerate(behind):
            spot.x = sign * (-0.6 - 0.1 * order)
        for order, spot in enumerate(ahead):
            spot.x = sign * (0.05 + 0.18 * order)


def _sided(side: Direction | None, x: float) -> float:
    if side is None:
        return x
    return -max(abs(x), 0.4) if side is Direction.LEFT else max(abs(x), 0.4)


def _height(wishes: Wishes, number: int) -> float:
    """How high above the ground an actor begins."""
    entry = member(wishes.parties[number].subject)
    opening = next((deed for deed in wishes.deeds if deed.party == number), None)
    first = opening.action if opening is not None else None
    if opening is not None and opening.step > 0 and takes_off(opening):
        return 0.0
    if entry.gait is Gait.SKY:
        return _SKY_HEIGHT
    if first is Action.FALL:
        return _SKY_HEIGHT
    if first in (Action.FLY, Action.FLOAT) or (entry.gait in _LIFTED and first not in _GROUNDED):
        return _FLYING_HEIGHT
    if entry.gait is Gait.SWIM and wishes.place in (None, Place.SEABED):
        return _UNDER_WATER_HEIGHT
    return 0.0


def _relate(wishes: Wishes, spots: list[_Spot]) -> None:
    """Move those who were said to stand somewhere to where they were said to stand."""
    for bond in sorted(wishes.bonds, key=lambda bond: bond.kind is RelationKind.ON):
        for copy, spot in enumerate(spot for spot in spots if spot.party == bond.subject):
            other = _other(bond, copy, spots)
            _move(bond, spot, other)
            if not _paired(bond, spots):
                spot.x += _APART * copy * (1 if spot.x >= other.x else -1)


def _paired(bond: Bond, spots: list[_Spot]) -> bool:
    """Whether there are as many mounts as riders."""
    riders = sum(spot.party == bond.subject for spot in spots)
    return bond.kind is RelationKind.ON and riders == sum(spot.party == bond.object for spot in spots)


def _other(bond: Bond, copy: int, spots: list[_Spot]) -> _Spot:
    """Whom that copy of the subject stands to: riders each to their own mount, all others to the first."""
    others = [spot for spot in spots if spot.party == bond.object]
    return others[copy if _paired(bond, spots) else 0]


def _move(bond: Bond, spot: _Spot, other: _Spot) -> None:
    match bond.kind:
        case RelationKind.LEFT_OF | RelationKind.RIGHT_OF:
            sign = -1 if bond.kind is RelationKind.LEFT_OF else 1
            if sign * (spot.x - other.x) < 2 * _BESIDE - 0.2:
                other.x = max(-1.0, min(1.0, -sign * _BESIDE * 0.8))
                spot.x = sign * max(_BESIDE * 0.8, abs(spot.x) * 0.9)
            spot.depth = other.depth = min(spot.depth, other.depth)
        case RelationKind.BEHIND:
            spot.depth, spot.x = other.depth + 0.5, other.x + (0.16 if other.x <= 0 else -0.16)
        case RelationKind.IN_FRONT_OF:
            spot.depth = other.depth - 0.3 if other.depth > 0.5 else -0.28
            spot.x = other.x + (0.16 if other.x <= 0 else -0.16)
        case RelationKind.ON | RelationKind.UNDER:
            spot.x, spot.depth = other.x, other.depth
            spot.height = spot.height if bond.kind is RelationKind.UNDER else other.height
        case RelationKind.NEAR:
            spot.x = max(-1.0, min(1.0, other.x + (0.34 if spot.x >= other.x else -0.34)))
            spot.depth = min(spot.depth, other.depth)
        case RelationKind.FAR_FROM:
            spot.x = -0.75 if spot.x <= other.x else 0.75
            other.x = -spot.x


def _actor(
    wishes: Wishes, spot: _Spot, spots: list[_Spot], *, pace: Pace, drift: Direction, first: dict[int, str]
) -> Actor:
    party = wishes.parties[spot.party]
    beats = beats_of(wishes, spot.party, pace=pace, drift=drift, targets=_targets(wishes, spot, spots, first))
    travels = next((beat.direction for beat in beats if beat.direction in (Direction.LEFT, Direction.RIGHT)), None)
    return Actor(
        id=spot.id,
        subject=party.subject,
        colour=party.colour,
        scale=round(spot.scale, 3),
        x=round(max(-1.25, min(1.25, spot.x)), 3),
        depth=round(spot.depth, 3),
        height=round(spot.height, 3),
        facing=travels,
        beats=beats,
    )


def _targets(wishes: Wishes, spot: _Spot, spots: list[_Spot], first: dict[int, str]) -> dict[int, str]:
    """Whom each party stands for as a goal; among equals everyone has the one before, the first has none.

    Equals that run into each other meet: there the first has the second.
    """
    equals = [other.id for other in spots if other.party == spot.party]
    place = equals.index(spot.id)
    meet = any(d.action is Action.COLLIDE and d.party == d.target == spot.party for d in wishes.deeds)
    own = {spot.party: equals[place - 1 if place else 1]} if place or (meet and len(equals) > 1) else {}
    return {**{party: name for party, name in first.items() if party != spot.party}, **own}


def _facing(actors: tuple[Actor, ...], mounts: dict[str, str]) -> tuple[Actor, ...]:
    """Who goes to another, and two who merely stand, look at each other; riders look where their mounts go."""
    by_id = {actor.id: actor for actor in actors}
    turned: dict[str, Direction] = {}
    for actor in actors:
        goal = next((beat.target for beat in actor.beats if beat.target is not None), None)
        if actor.id in mounts and actor.facing is None and (ahead := by_id[mounts[actor.id]].facing) is not None:
            turned[actor.id] = ahead
        if goal is not None:
            turned[actor.id] = Direction.RIGHT if by_id[goal].x >= actor.x else Direction.LEFT
    lively = [actor for actor in actors if actor.facing is None and member(actor.subject).kind in (
        Kind.ANIMAL, Kind.CREATURE, Kind.PERSON)]  # fmt: skip
    if len(lively) == 2 and len(actors) == 2:
        left, right = sorted(lively, key=lambda actor: actor.x)
        turned = {left.id: Direction.RIGHT, right.id: Direction.LEFT, **turned}
    return tuple(replace(actor, facing=turned.get(actor.id, actor.facing)) for actor in actors)
