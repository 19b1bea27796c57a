"""From a request to clips that will be made: its model, its style, those it is of, and its draft."""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from yozora.core.characters import Character
from yozora.core.presets import StylePreset
from yozora.director import PRESETS
from yozora.generate.drafts import SKETCH, Draft
from yozora.library.tables import Clip, Figure, Preset
from yozora.service.callers import Caller
from yozora.service.house import House
from yozora.service.placing import Order, place
from yozora.service.refusals import Refusal
from yozora.service.videos import drafting, models
from yozora.service.videos.given import Given, given
from yozora.service.videos.requests import (
    ChangeVideo,
    CreateVideo,
    EditVideo,
    ExtendVideo,
    Settings,
    VideoReference,
)

USUAL_MODEL = "sora-2"


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What a draft may be made of: files that were given, a style, and characters."""

    given: Given
    style: StylePreset | None
    characters: tuple[Character, ...]


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A request as an order, with the files it gives and the characters its person has; to be used while these files
    are there."""

    order: Order
    given: Given
    known: Sequence[Character]


Drawn = Callable[[Any, Parts], Draft]
"""The draft of a request. Raises YozoraError."""


def ordered(
    house: House,
    caller: Caller,
    wish: Settings,
    asked: Mapping[str, Any],
    drawn: Drawn,
    *,
    key: str | None,
    source_id: str | None = None,
) -> list[Clip]:
    """The clips that will be made of a request, one for each take; see `place`. Raises YozoraError."""
    with drawing(house, caller, wish, asked, drawn, key=key, source_id=source_id) as found:
        return place(house, found.order, found.given, known=found.known)


@contextmanager
def drawing(
    house: House,
    caller: Caller,
    wish: Settings,
    asked: Mapping[str, Any],
    drawn: Drawn,
    *,
    key: str | None = None,
    source_id: str | None = None,
) -> Generator[Drawing]:
    """What would be made of a request. Raises YozoraError."""
    with house.database.reading() as session:
        name = wish.model or _model_before(session, source_id or _changed(wish), caller)
        model = models.model_named(session, name)
        figures = session.scalars(select(Figure).where(Figure.person_id == caller.person_id)).all()
        kept = _styles_of(session, caller)
    style = _style(wish.style, {one.name: StylePreset.from_json({**one.entries, "name": one.name}) for one in kept})
    known = [Character(name=one.name, words=one.words) for one in figures]
    cast = _cast(wish, {one.id: one for one in figures})
    with given(house, caller) as found:
        order = Order(
            caller=caller,
            draft=drawn(wish, Parts(given=found, style=style, characters=cast)),
            model_name=name,
            model=model,
            options=drafting.options_of(wish),
            wish=wish,
            asked=asked,
            source_id=source_id,
            key=key,
        )
        yield Drawing(order=order, given=found, known=known)


def _model_before(session: Session, source_id: str | None, caller: Caller) -> str:
    """What is made of a clip is made by the same model, unless that only draws from words."""
    source = None if source_id is None else session.get(Clip, source_id)
    if source is None or source.person_id != caller.person_id:
        return USUAL_MODEL
    known = models.models(session)
    return source.model if source.model not in known or known[source.model].engine != SKETCH else USUAL_MODEL


def _changed(wish: Settings) -> str | None:
    """The clip of the library that a request changes."""
    video = wish.video if isinstance(wish, (EditVideo, ExtendVideo, ChangeVideo)) else None
    return video.id if isinstance(video, VideoReference) else None


def _cast(wish: Settings, figures: Mapping[str, Figure]) -> tuple[Character, ...]:
    asked = wish.characters if isinstance(wish, CreateVideo) else []
    missing = [one.id for one in asked if one.id not in figures]
    if missing:
        raise Refusal(
            f"There is no character {missing[0][:60]!r}.", status=404, code="character_not_found", param="characters"
        )
    return tuple(Character(name=figures[one.id].name, words=figures[one.id].words) for one in asked)


def _styles_of(session: Session, caller: Caller) -> Sequence[Preset]:
    """Styles that somebody may use by their names: those that others share, and then one's own, which go before."""
    is_own = Preset.person_id == caller.person_id
    return session.scalars(select(Preset).where(or_(is_own, Preset.shared)).order_by(is_own, Preset.created_at)).all()


def _style(style: str | Mapping[str, Any] | None, kept: Mapping[str, StylePreset]) -> StylePreset | None:
    if style is None:
        return None
    if not isinstance(style, str):
        return StylePreset.from_json(dict(style))
    choices = {**PRESETS, **kept}
    found = next((preset for name, preset in choices.items() if name.lower() == style.strip().lower()), None)
    if found is None:
        raise Refusal(f"style={style[:60]!r} is not known. Use one of: {', '.join(choices)}.", param="style")
    return found
