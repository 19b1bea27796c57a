"""Wishes made playable: who stands on a moving thing moves with it, who is chased runs, what waits stands."""

from dataclasses import replace

from yozora.director.gaits import TRAVELLING, gallop, is_alive, own_way
from yozora.director.wishes import Deed, Wishes
from yozora.worlds.cast.roster import member
from yozora.worlds.vocabulary import Action, Kind, RelationKind

_CARRIERS = (Kind.VEHICLE, Kind.ANIMAL, Kind.CREATURE)
_THINGS_THAT_CARRY = ("skateboard", "sled", "surfboard")


def playable(wishes: Wishes) -> Wishes:
    """The same wishes with what follows from them said outright."""
    deeds = list(wishes.deeds)
    for bond in wishes.bonds:
        subject = wishes.parties[bond.object].subject
        if bond.kind is RelationKind.ON and (member(subject).kind in _CARRIERS or subject in _THINGS_THAT_CARRY):
            if not is_alive(subject) or not _by_itself(deeds, bond.subject, own_way(subject)):
                deeds = _carried(deeds, rider=bond.subject, carrier=bond.object, way=own_way(subject))
    for deed in wishes.deeds:
        if deed.action is Action.CHASE and deed.target not in (None, deed.party) and not _acts_then(deeds, deed):
            way = _flight(wishes.parties[deed.target].subject)
            deeds.append(replace(deed, party=deed.target, action=way, target=None))
    deeds += [_waiting(number) for number in range(len(wishes.parties)) if _waits(wishes, deeds, number)]
    return replace(wishes, deeds=tuple(sorted(deeds, key=lambda deed: deed.step)))


def _by_itself(deeds: list[Deed], rider: int, way: Action) -> bool:
    """ "A bird flies onto an elephant": it is not the elephant that flies."""
    journeys = [deed.action for deed in deeds if deed.party == rider and deed.action in TRAVELLING]
    return any(action not in (way, Action.WALK, Action.RUN) for action in journeys)


def _does(deeds: list[Deed], party: int) -> bool:
    return any(deed.party == party for deed in deeds)


def _acts_then(deeds: list[Deed], chase: Deed) -> bool:
    return any(deed.party == chase.target and deed.step == chase.step for deed in deeds)


def _flight(subject: str) -> Action:
    way = own_way(subject)
    return Action.RUN if way is Action.WALK else way


def _carried(deeds: list[Deed], *, rider: int, carrier: int, way: Action) -> list[Deed]:
    """The carrier goes where its rider was said to go, and the rider sits still on it; or both stay."""
    moves = [deed for deed in deeds if deed.party == rider and deed.action in TRAVELLING and deed.target is None]
    sitting = [replace(deed, action=Action.STAND) if deed in moves else deed for deed in deeds]
    if not _does(deeds, rider):
        sitting.append(_waiting(rider))
    if _does(deeds, carrier):
        return sitting
    if not moves:
        return [*sitting, _waiting(carrier)]
    return sitting + [replace(deed, party=carrier, action=gallop(way, deed.action)) for deed in moves]


def _waiting(party: int) -> Deed:
    return Deed(party=party, action=Action.STAND, step=0)


def _waits(wishes: Wishes, deeds: list[Deed], number: int) -> bool:
    """A vehicle of which nothing is said stands where somebody else acts or stands by it."""
    if member(wishes.parties[number].subject).kind is not Kind.VEHICLE or _does(deeds, number):
        return False
    bonded = any(number in (bond.subject, bond.object) for bond in wishes.bonds)
    return bonded or any(is_alive(party.subject) for party in wishes.parties)
