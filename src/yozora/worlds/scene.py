"""The scene graph: one clip of the storybook world, said in words a person can read and edit.

A scene is relative to its frame, so the same scene fits every size and aspect ratio:

- `x` is where an actor stands at the start: -1 the left edge, 0 the middle, 1 the right edge, at the actor's depth.
- `depth` is 0 on the line the camera looks at, negative nearer, positive farther; 1 is once more as far away.
- `height` is 0 on the ground; 1 is one frame height above it, at the actor's depth.
- `scale` 1 is the usual size of the member of the cast.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from yozora.core.errors import InvalidPlan
from yozora.worlds.vocabulary import (
    Action,
    Angle,
    Colour,
    Direction,
    Move,
    Place,
    RelationKind,
    Shot,
    Speed,
    Style,
    TimeOfDay,
    Weather,
)

FORMAT = "yozora-plan/1"
MOST_ACTORS = 24
MOST_KEPT = 24  # a clip extended more often than that is drawn anew
FARTHEST = 20  # frame widths, depths or heights from the middle: far outside every picture
SMALLEST_SCALE, LARGEST_SCALE = 0.05, 10


@dataclass(frozen=True, kw_only=True)
class Beat:
    """From `start_s` to `end_s` (seconds; open end: until the clip ends) the actor does `action`.

    `target` is the id of the actor that is chased, approached or bumped into.
    """

    action: Action
    start_s: float = 0.0
    end_s: float | None = None
    direction: Direction = Direction.STAY
    speed: Speed = Speed.NORMAL
    target: str | None = None


@dataclass(frozen=True, kw_only=True)
class Actor:
    """One character or thing; `subject` is an id of the cast, `id` is unique in the scene."""

    id: str
    subject: str
    colour: Colour | None = None
    scale: float = 1.0
    x: float = 0.0
    depth: float = 0.0
    height: float = 0.0
    facing: Direction | None = None
    beats: tuple[Beat, ...] = ()

    def __post_init__(self) -> None:
        for beat in self.beats:
            if beat.start_s < 0 or (beat.end_s is not None and beat.end_s <= beat.start_s):
                raise InvalidPlan(
                    f"A beat of actor {self.id!r} runs from {beat.start_s} s to {beat.end_s} s; "
                    "it must start at 0 s or later and end after its start."
                )
        for name, value in (("x", self.x), ("depth", self.depth), ("height", self.height)):
            if not -FARTHEST <= value <= FARTHEST:
                raise InvalidPlan(f"{name} of actor {self.id!r} is {value}; expected -{FARTHEST} to {FARTHEST}.")
        if not SMALLEST_SCALE <= self.scale <= LARGEST_SCALE:
            raise InvalidPlan(
                f"scale of actor {self.id!r} is {self.scale}; expected {SMALLEST_SCALE} to {LARGEST_SCALE}."
            )
        if self.facing not in (None, Direction.LEFT, Direction.RIGHT):
            raise InvalidPlan(f"facing of actor {self.id!r} is {self.facing.value!r}; expected left or right.")


@dataclass(frozen=True, kw_only=True)
class Relation:
    """Actor `subject` stands `kind` actor `object` (both ids) when the clip begins."""

    subject: str
    kind: RelationKind
    object: str


@dataclass(frozen=True, kw_only=True)
class Camera:
    """One shot: how close, from what height, moving how. `target` is the id of the actor it frames."""

    shot: Shot = Shot.MEDIUM
    angle: Angle = Angle.EYE
    move: Move = Move.STATIC
    target: str | None = None


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A scene that was played already and begins at `at_s` of a longer one."""

    scene: "Scene"
    at_s: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Everything that decides a clip besides size and frame rate.

    `seed` draws what the words leave open: hills, clouds, props, small motions. `kept`: the part in which everything
    moves as it did in a shorter scene. Raises InvalidPlan.
    """

    seconds: float
    seed: int = 0
    place: Place = Place.MEADOW
    time: TimeOfDay = TimeOfDay.DAY
    weather: Weather = Weather.CLEAR
    style: Style = Style.STORYBOOK
    camera: Camera = field(default_factory=Camera)
    actors: tuple[Actor, ...] = ()
    relations: tuple[Relation, ...] = ()
    kept: Kept | None = None

    def __post_init__(self) -> None:
        if not 0 < self.seconds < float("inf"):
            raise InvalidPlan(f"seconds is {self.seconds}; a scene lasts more than 0 s and comes to an end.")
        if self.seed < 0:
            raise InvalidPlan(f"seed is {self.seed}; expected 0 or more.")
        if len(self.actors) > MOST_ACTORS:
            raise InvalidPlan(
                f"The plan has {len(self.actors)} actors; at most {MOST_ACTORS} are drawn. Take some out."
            )
        if self.kept is not None and not 0 <= self.kept.at_s <= self.seconds:
            raise InvalidPlan(f"kept.at_s is {self.kept.at_s}; the scene lasts from 0 to {self.seconds} s.")
        self._check_names()

    def _check_names(self) -> None:
        """Every id once, every mention of one that is there, nobody aiming at itself."""
        ids = [actor.id for actor in self.actors]
        if twice := {name for name in ids if ids.count(name) > 1}:
            raise InvalidPlan(f"Actor id {min(twice)!r} stands twice in the plan. Give each actor its own id.")
        for relation in self.relations:
            if relation.subject == relation.object:
                raise InvalidPlan(f"Actor {relation.subject!r} stands in a relation to itself. Name another actor.")
        for actor in self.actors:
            if any(beat.target == actor.id for beat in actor.beats):
                raise InvalidPlan(f"A beat of {actor.id!r} has {actor.id!r} as its target. Name another actor.")
        for where, name in self._mentions():
            if name not in ids:
                known = ", ".join(ids) or "none"
                raise InvalidPlan(f"{where} names actor {name!r}, which the plan does not have. Its actors: {known}.")

    def _mentions(self) -> list[tuple[str, str]]:
        named = [("A relation", name) for r in self.relations for name in (r.subject, r.object)]
        named += [(f"A beat of {a.id!r}", b.target) for a in self.actors for b in a.beats if b.target is not None]
        if self.camera.target is not None:
            named.append(("The camera", self.camera.target))
        return named

    def actor(self, name: str) -> Actor:
        """The actor with that id. Raises InvalidPlan."""
        for actor in self.actors:
            if actor.id == name:
                return actor
        raise InvalidPlan(f"The plan has no actor {name!r}.")

    def to_plan(self) -> dict[str, Any]:
        """Plain JSON values; what has its default value is left out."""
        return {"format": FORMAT, **_plain(self)}

    @classmethod
    def from_plan(cls, plan: Mapping[str, Any]) -> "Scene":
        """Read what `to_plan` wrote, or a person edited. Raises InvalidPlan, naming the entry."""
        if not isinstance(plan, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InvalidPlan(f"The plan is {plan!r}; expected entries such as {_names(cls)}.")
        entries = dict(plan)
        if (found := entries.pop("format", FORMAT)) != FORMAT:
            raise InvalidPlan(f"The plan has format {found!r}; this version reads {FORMAT!r}.")
        if _kept_in(entries) > MOST_KEPT:
            raise InvalidPlan(f"The plan keeps more than {MOST_KEPT} scenes, each in the next. Take some out.")
        return _build(cls, entries, "plan")


def _kept_in(entries: Any) -> int:
    """How many scenes are kept, each in the next."""
    count = 0
    while isinstance(entries, Mapping) and isinstance(kept := entries.get("kept"), Mapping):  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        entries, count = kept.get("scene"), count + 1  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
    return count


def _plain(record: Any) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for entry in dataclasses.fields(record):
        value = getattr(record, entry.name)
        if entry.default is not dataclasses.MISSING and value == entry.default:
            continue
        if dataclasses.is_dataclass(value):
            value = _plain(value)
        elif isinstance(value, tuple):
            value = [_plain(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
        elif isinstance(value, StrEnum):
            value = value.value
        values[entry.name] = value
    return values


def _build(kind: type[Any], entries: Any, where: str) -> Any:
    if not isinstance(entries, Mapping):
        raise InvalidPlan(f"{where} is {entries!r}; expected entries such as {_names(kind)}.")
    hints = get_type_hints(kind)
    if unknown := sorted(str(name) for name in set(entries) - set(hints)):  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        raise InvalidPlan(f"{where} has an unknown entry {unknown[0]!r}; known: {_names(kind)}.")
    values = {name: _value(hints[name], value, f"{where}.{name}") for name, value in entries.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    try:
        return kind(**values)
    except TypeError as error:
        raise InvalidPlan(f"{where} is incomplete: {error}. Known entries: {_names(kind)}.") from error


def _names(kind: type[Any]) -> str:
    return ", ".join(entry.name for entry in dataclasses.fields(kind))


def _value(hint: Any, value: Any, where: str) -> Any:
    if get_origin(hint) in (Union, UnionType):
        if value is None:
            return None
        hint = next(choice for choice in get_args(hint) if choice is not NoneType)
    if get_origin(hint) is tuple:
        if not isinstance(value, (list, tuple)):
            raise InvalidPlan(f"{where} is {value!r}; expected a list.")
        return tuple(_build(get_args(hint)[0], item, f"{where}[{n}]") for n, item in enumerate(value))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    if dataclasses.is_dataclass(hint):
        return _build(hint, value, where)  # pyright: ignore[reportArgumentType]
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        try:
            return hint(value)
        except ValueError as error:
            raise InvalidPlan(f"{where} is {value!r}; expected one of: {', '.join(hint)}.") from error
    wanted: tuple[type, ...] = (int, float) if hint is float else (hint,)
    if not isinstance(value, wanted) or isinstance(value, bool) or value != value:
        raise InvalidPlan(f"{where} is {value!r}; expected {'a number' if hint in (int, float) else 'text'}.")
    return hint(value)
