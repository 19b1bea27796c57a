"""What a prompt asks for, slot by slot; what it leaves open is None."""

from dataclasses import dataclass

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


@dataclass(frozen=True, kw_only=True)
class Party:
    """So many equal subjects. `side` is where in the frame they were said to stand, `distant` whether far behind."""

    subject: str
    count: int = 1
    colour: Colour | None = None
    scale: float = 1.0
    side: Direction | None = None
    distant: bool = False


@dataclass(frozen=True, kw_only=True)
class Deed:
    """The party of that number does something during that step; `target` is another party's number."""

    party: int
    action: Action
    step: int
    direction: Direction | None = None
    speed: Speed = Speed.NORMAL
    target: int | None = None


@dataclass(frozen=True, kw_only=True)
class Bond:
    """The party `subject` stands `kind` the party `object` when the clip begins."""

    subject: int
    kind: RelationKind
    object: int


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """Everything a prompt says about its clip; `steps` counts the events in order."""

    parties: tuple[Party, ...] = ()
    deeds: tuple[Deed, ...] = ()
    bonds: tuple[Bond, ...] = ()
    steps: int = 1
    place: Place | None = None
    time: TimeOfDay | None = None
    weather: Weather | None = None
    style: Style | None = None
    shot: Shot | None = None
    angle: Angle | None = None
    move: Move | None = None
