"""A timeline as JSON, the form that files, recipes, programs and the studio share; `timeline.schema.json` says it to
machines."""

from dataclasses import MISSING, fields
from enum import StrEnum
from typing import Any

from yozora.core import entries as read
from yozora.core.cards import Card, ClipCard, Fit, ImageCard, TextCard
from yozora.core.characters import Character
from yozora.core.curves import Points
from yozora.core.errors import InvalidRequest
from yozora.core.geometry import FrameSize, frame_rate
from yozora.core.presets import StylePreset
from yozora.core.timeline import Timeline

FORMAT = "yozora-timeline/1"
NEEDED = ("format", "size", "fps", "frames", "seed", "cards")
KNOWN = (*NEEDED, "variations", "loop", "style", "characters")
KINDS: dict[str, type[Card]] = {"text": TextCard, "image": ImageCard, "clip": ClipCard}


def to_entries(timeline: Timeline) -> dict[str, Any]:
    """Plain JSON values; what has its default value is left out. `from_entries` reads them back as they were."""
    entries: dict[str, Any] = {
        "format": FORMAT,
        "size": str(timeline.size),
        "fps": str(timeline.fps),
        "frames": timeline.frames,
        "seed": timeline.seed,
        "cards": [_entries(card) for card in timeline.cards],
    }
    if timeline.variations != 1:
        entries["variations"] = timeline.variations
    if timeline.loop:
        entries["loop"] = True
    if timeline.style is not None:
        entries["style"] = _stated(timeline.style)
    if timeline.characters:
        entries["characters"] = [_stated(one) for one in timeline.characters]
    return entries


def from_entries(value: Any) -> Timeline:
    """Read what `to_entries` wrote, or somebody edited. Raises InvalidRequest, naming the entry or the card."""
    given = read.mapping(value, KNOWN, "The timeline")
    if (found := given.get("format")) != FORMAT:
        raise InvalidRequest(f"The timeline has format {found!r}; this version reads {FORMAT!r}.")
    if missing := [name for name in NEEDED if name not in given]:
        raise InvalidRequest(f"The timeline has no {missing[0]}; it needs {', '.join(NEEDED)}.")
    style = given.get("style")
    cards = read.listed(given["cards"], "cards of the timeline")
    return Timeline(
        cards=tuple(_card(card, f"card {number}") for number, card in enumerate(cards, start=1)),
        frames=read.whole(given["frames"], "frames of the timeline"),
        fps=frame_rate(read.text(given["fps"], "fps of the timeline")),
        size=FrameSize.parse(read.text(given["size"], "size of the timeline")),
        seed=read.whole(given["seed"], "seed of the timeline"),
        variations=read.whole(given.get("variations", 1), "variations of the timeline"),
        loop=read.truth(given.get("loop", False), "loop of the timeline"),
        style=None if style is None else StylePreset.from_json(style),
        characters=tuple(
            map(Character.from_json, read.listed(given.get("characters", []), "characters of the timeline"))
        ),
    )


def _entries(card: Card) -> dict[str, Any]:
    return {"kind": next(name for name, kind in KINDS.items() if isinstance(card, kind)), **_stated(card)}


def _stated(record: Any) -> dict[str, Any]:
    values = {entry.name: (getattr(record, entry.name), entry.default) for entry in fields(record)}
    return {name: _plain(value) for name, (value, default) in values.items() if default is MISSING or value != default}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [list(point) for point in value]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return value.value if isinstance(value, StrEnum) else value


def _card(value: Any, where: str) -> Card:
    names = tuple(dict.fromkeys(entry.name for kind in KINDS.values() for entry in fields(kind)))
    given = dict(read.mapping(value, ("kind", *names), where))
    kind = KINDS.get(str(given.pop("kind", "")))
    if kind is None:
        raise InvalidRequest(f"{where} has kind {value.get('kind')!r}; expected one of {', '.join(KINDS)}.")
    entries = {entry.name: entry for entry in fields(kind)}
    read.mapping(given, tuple(entries), where)
    if missing := [name for name, entry in entries.items() if entry.default is MISSING and name not in given]:
        raise InvalidRequest(f"{where} has no {missing[0]}. A card of kind {value['kind']} needs it.")
    return kind(**{name: _value(name, entry, f"{name} of {where}") for name, entry in given.items()})


def _value(name: str, value: Any, where: str) -> Any:
    match name:
        case "text" | "file" | "sha256":
            return read.text(value, where)
        case "plan":
            return None if value is None else dict(value) if isinstance(value, dict) else read.mapping(value, (), where)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        case "fit":
            return read.word(value, Fit, where)
        case "influence":
            return _points(value, where)
        case "until_s":
            return None if value is None else read.number(value, where)
        case _:
            return read.number(value, where)


def _points(value: Any, where: str) -> Points:
    pairs = [read.listed(point, where) for point in read.listed(value, where)]
    if any(len(pair) != 2 for pair in pairs):
        raise InvalidRequest(f"{where} is {str(value)[:60]}; expected points such as [[0, 0], [2, 1]].")
    return tuple((read.number(second, where), read.number(share, where)) for second, share in pairs)
