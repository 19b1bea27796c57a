"""What happens next in a scene that was played: the same place, actors, camera and light, and what the words add."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from yozora.director.blocking import block
from yozora.director.carrying import playable
from yozora.director.gaits import TRAVELLING, is_alive
from yozora.director.report import Heard, Slot, Status
from yozora.director.wishes import Deed, Party, Wishes
from yozora.worlds.cast.roster import member
from yozora.worlds.scene import MOST_ACTORS, Actor, Beat, Scene
from yozora.worlds.vocabulary import Action, Direction, Kind

_SIDEWAYS = (Direction.LEFT, Direction.RIGHT)
_ARRIVING = (Action.ENTER, Action.APPEAR)
_SETTINGS = (Slot.PLACE, Slot.TIME, Slot.WEATHER, Slot.STYLE, Slot.CAMERA)
_LONGEST_ENTRANCE_S = 1.2


def parties_of(scene: Scene) -> list[Party]:
    """Who is in a scene, alike ones as one party: first who moves, then who lives, then the rest."""
    groups = [list(alike) for _, alike in groupby(_cast(scene), key=lambda one: (one.subject, one.colour))]
    return [Party(subject=group[0].subject, count=len(group), colour=group[0].colour) for group in groups]


def _cast(scene: Scene) -> list[Actor]:
    first: dict[tuple[str, str | None], int] = {}
    for number, actor in enumerate(sorted(scene.actors, key=_standing)):
        first.setdefault((actor.subject, actor.colour), number)
    return sorted(scene.actors, key=lambda actor: first[actor.subject, actor.colour])


def _standing(actor: Actor) -> int:
    if not is_alive(actor.subject):
        return 2 if member(actor.subject).kind is not Kind.VEHICLE else 1
    return 0


@dataclass(frozen=True, kw_only=True)
class Span:
    """From when to when, in seconds of the scene, the words hold."""

    begin_s: float
    end_s: float


def go_on(scene: Scene, wishes: Wishes, span: Span) -> Scene:
    """The scene in which what `wishes` say, whose first parties are `parties_of` the scene, happens in that span; who
    is not spoken of goes on as before."""
    parties = parties_of(scene)
    wishes = _headed(scene, wishes, parties)
    later = block(wishes, seconds=span.end_s - span.begin_s, seed=scene.seed)
    acting = _acting(wishes)
    names, fresh = _names(scene, wishes, later)
    beats = {
        names[actor.id]: tuple(_shifted(_said(actor, acting), span, names))
        for actor in later.actors
        if actor.id in acting
    }
    last = span.end_s >= scene.seconds
    old = [replace(one, beats=_spliced(one.beats, beats[one.id], span, last)) if one.id in beats else one
           for one in scene.actors]  # fmt: skip
    new = [_arriving(replace(one, id=names[one.id]), beats.get(names[one.id], ()), span, last)
           for one in later.actors if one.id in fresh]  # fmt: skip
    return replace(scene, actors=(*old, *new)[:MOST_ACTORS])


def unchanged(scene: Scene, heard: tuple[Heard, ...]) -> tuple[Heard, ...]:
    """The report, in which a place, a light or a camera other than the scene's is said not to be drawn."""
    camera = scene.camera
    has = {scene.place, scene.time, scene.weather, scene.style, camera.shot, camera.angle, camera.move}
    return tuple(
        replace(one, status=Status.UNKNOWN, drew="") if one.slot in _SETTINGS and one.drew not in has else one
        for one in heard
    )


def _headed(scene: Scene, wishes: Wishes, parties: list[Party]) -> Wishes:
    """The wishes in which who travels keeps the way that it went."""
    ways: dict[int, Direction] = {}
    cast = _cast(scene)
    for number in range(len(parties)):
        one = cast[sum(party.count for party in parties[:number])]
        gone = [beat.direction for beat in one.beats if beat.direction in _SIDEWAYS]
        if way := (gone[-1] if gone else one.facing):
            ways[number] = way
    deeds = tuple(
        replace(deed, direction=ways[deed.party])
        if deed.direction is None and deed.action in TRAVELLING and deed.target is None and deed.party in ways
        else deed
        for deed in wishes.deeds
    )
    return replace(wishes, deeds=deeds)


def _acting(wishes: Wishes) -> dict[str, int]:
    """The ids, in a scene of these wishes alone, of who does something, each with its first step."""
    found: dict[int, int] = {}
    for deed in playable(wishes).deeds:
        if deed.action is not Action.STAND or _was_said(deed, wishes):
            found[deed.party] = min(deed.step, found.get(deed.party, deed.step))
    ids = _ids(wishes.parties)
    return {name: found[number] for number, names in enumerate(ids) if number in found for name in names}


def _was_said(deed: Deed, wishes: Wishes) -> bool:
    return any((one.party, one.action) == (deed.party, deed.action) for one in wishes.deeds)


def _ids(parties: tuple[Party, ...]) -> list[list[str]]:
    """The ids that blocking gives the actors of each party."""
    many = {one.subject: sum(other.count for other in parties if other.subject == one.subject) for one in parties}
    given: dict[str, int] = {}
    ids: list[list[str]] = []
    for party in parties:
        before = given.get(party.subject, 0)
        given[party.subject] = before + party.count
        single = many[party.subject] == 1
        ids.append([party.subject if single else f"{party.subject}-{before + n + 1}" for n in range(party.count)])
    return ids


def _names(scene: Scene, wishes: Wishes, later: Scene) -> tuple[dict[str, str], set[str]]:
    """The id in the whole scene of everybody in the later one, and whose ids are new."""
    left: dict[str, list[str]] = {}
    for actor in _cast(scene):
        left.setdefault(actor.subject, []).append(actor.id)
    taken = {actor.id for actor in scene.actors}
    names: dict[str, str] = {}
    fresh: set[str] = set()
    for actor in later.actors:
        if waiting := left.get(actor.subject):
            names[actor.id] = waiting.pop(0)
            continue
        names[actor.id] = next(
            name for name in (actor.subject, *(f"{actor.subject}-{n}" for n in range(1, 100))) if name not in taken
        )
        taken.add(names[actor.id])
        fresh.add(actor.id)
    return names, fresh


def _said(actor: Actor, acting: dict[str, int]) -> tuple[Beat, ...]:
    """What it was said to do, without the waiting before it."""
    return actor.beats[1:] if acting[actor.id] > 0 and len(actor.beats) > 1 else actor.beats


def _shifted(beats: tuple[Beat, ...], span: Span, names: dict[str, str]) -> Iterator[Beat]:
    for beat in beats:
        end_s = span.end_s if beat.end_s is None else span.begin_s + beat.end_s
        target = None if beat.target is None else names[beat.target]
        yield replace(beat, start_s=span.begin_s + beat.start_s, end_s=end_s, target=target)


def _spliced(beats: tuple[Beat, ...], said: tuple[Beat, ...], span: Span, last: bool) -> tuple[Beat, ...]:
    """The beats until what is said begins, that, and the beats after its span."""
    begin_s = said[0].start_s
    before = [
        replace(beat, end_s=begin_s if beat.end_s is None else min(beat.end_s, begin_s))
        for beat in beats
        if beat.start_s < begin_s
    ]
    if last:
        return (*before, *said[:-1], replace(said[-1], end_s=None))
    after = [replace(beat, start_s=max(beat.start_s, span.end_s))
             for beat in beats if beat.end_s is None or beat.end_s > span.end_s]  # fmt: skip
    return (*before, *said, *after)


def _arriving(actor: Actor, said: tuple[Beat, ...], span: Span, last: bool) -> Actor:
    """Somebody new, who comes in or appears when the words begin to hold, and is gone when they hold no longer."""
    lively = is_alive(actor.subject) or member(actor.subject).kind is Kind.VEHICLE
    turn_s = min(_LONGEST_ENTRANCE_S, (span.end_s - span.begin_s) / 3)
    way = actor.facing or (Direction.RIGHT if actor.x <= 0 else Direction.LEFT)
    come = Beat(
        action=Action.ENTER if lively else Action.APPEAR,
        start_s=span.begin_s,
        end_s=span.begin_s + turn_s,
        direction=way if lively else Direction.STAY,
    )
    go = Beat(action=Action.VANISH, start_s=span.end_s - turn_s, end_s=span.end_s)
    arrives = bool(said) and said[0].action in _ARRIVING
    begun = said if arrives else (come, *_within(said, span.begin_s + turn_s, span.end_s))
    if last:
        return replace(actor, beats=(*begun[:-1], replace(begun[-1], end_s=None)))
    return replace(actor, beats=(*_within(begun, span.begin_s, span.end_s - turn_s), go))


def _within(beats: tuple[Beat, ...], begin_s: float, end_s: float) -> tuple[Beat, ...]:
    """The parts of beats that end between two moments."""
    cut = [
        replace(one, start_s=max(one.start_s, begin_s), end_s=end_s if one.end_s is None else min(one.end_s, end_s))
        for one in beats
        if one.start_s < end_s and (one.end_s is None or one.end_s > begin_s)
    ]
    return tuple(cut)
