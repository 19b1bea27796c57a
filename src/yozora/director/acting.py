"""Beats: who does what from when to when, and which way."""

from collections import Counter
from dataclasses import dataclass, replace
from random import Random

from yozora.director.gaits import TRAVELLING, fit, idle, own_way
from yozora.director.wishes import Deed, Wishes
from yozora.worlds.scene import Beat
from yozora.worlds.vocabulary import Action, Direction

_LATE = (Action.ENTER, Action.APPEAR)
_AIMED = (Action.CHASE, Action.APPROACH, Action.COLLIDE, Action.CIRCLE)
_DOWNWARD = (Action.FALL,)
_UPWARD = (Action.CLIMB,)


@dataclass(frozen=True, kw_only=True)
class Pace:
    """When the steps of a clip begin: they share its length evenly."""

    seconds: float
    steps: int

    def begins_s(self, step: float) -> float:
        """When that step begins."""
        return round(self.seconds * step / self.steps, 3)


def heading(wishes: Wishes, party: int, rng: Random) -> Direction:
    """Where the party goes when a journey has no direction: as said elsewhere, after its goal, or by chance."""
    said = [d.direction for d in wishes.deeds if d.party == party and d.direction in (Direction.LEFT, Direction.RIGHT)]
    chance = rng.choice((Direction.LEFT, Direction.RIGHT))
    return said[0] if said and said[0] is not None else chance


def takes_off(deed: Deed) -> bool:
    """Whether it leaves the ground: until then it stands there."""
    return deed.action is Action.FLY and deed.direction is Direction.UP


def beats_of(wishes: Wishes, party: int, *, pace: Pace, drift: Direction, targets: dict[int, str]) -> tuple[Beat, ...]:
    """The beats of one actor of the party, in order and without overlap; the last one stays open."""
    deeds = [deed for deed in wishes.deeds if deed.party == party]
    subject = wishes.parties[party].subject
    if not deeds:
        return (_beat(idle(subject), start_s=0.0, deed=None, drift=drift, target=None),)
    starts = _starts(deeds, pace)
    beats: list[Beat] = []
    if starts[0] > 0 and deeds[0].action not in _LATE:
        before = Action.STAND if takes_off(deeds[0]) else idle(subject)
        beats.append(_beat(before, start_s=0.0, deed=None, drift=drift, target=None))
    for deed, start_s in zip(deeds, starts, strict=True):
        target = targets.get(deed.target) if deed.target is not None else None
        action = _without_goal(subject, deed, target)
        beat = _beat(action, start_s=start_s, deed=deed, drift=drift, target=target)
        if not beats or (beats[-1].start_s < start_s and replace(beats[-1], start_s=start_s) != beat):
            beats.append(beat)
    return _closed(beats)


def _without_goal(subject: str, deed: Deed, target: str | None) -> Action:
    """The first of those who chase each other runs ahead; of those who collide it goes its own way."""
    if target is not None or deed.target is None:
        return deed.action
    return {Action.CHASE: fit(subject, Action.RUN), Action.COLLIDE: own_way(subject)}.get(deed.action, deed.action)


def _starts(deeds: list[Deed], pace: Pace) -> list[float]:
    """Deeds of one step follow each other within that step."""
    many = Counter(deed.step for deed in deeds)
    before: Counter[int] = Counter()
    starts: list[float] = []
    for deed in deeds:
        starts.append(pace.begins_s(deed.step + before[deed.step] / many[deed.step]))
        before[deed.step] += 1
    return starts


def _closed(beats: list[Beat]) -> tuple[Beat, ...]:
    ends = [beat.start_s for beat in beats[1:]] + [None]
    return tuple(
        Beat(action=b.action, start_s=b.start_s, end_s=end, direction=b.direction, speed=b.speed, target=b.target)
        for b, end in zip(beats, ends, strict=True)
    )


def _beat(action: Action, *, start_s: float, deed: Deed | None, drift: Direction, target: str | None) -> Beat:
    if deed is None:
        direction = drift if action in TRAVELLING else Direction.STAY
        return Beat(action=action, start_s=start_s, direction=direction)
    return Beat(
        action=action,
        start_s=start_s,
        direction=deed.direction or _usual(action, drift),
        speed=deed.speed,
        target=target if action in _AIMED else None,
    )


def _usual(action: Action, drift: Direction) -> Direction:
    if action in _DOWNWARD:
        return Direction.DOWN
    if action in _UPWARD:
        return Direction.UP
    return drift if action in TRAVELLING or action in (Action.ENTER, Action.LEAVE) else Direction.STAY
