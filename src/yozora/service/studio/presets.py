"""Styles: those that come with the program, one's own, and those that others share."""

from dataclasses import asdict

from fastapi import APIRouter
from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yozora.core.presets import StylePreset
from yozora.director import PRESETS
from yozora.library.tables import Preset, new_id
from yozora.service import moderation
from yozora.service.callers import Caller, Keeper, Reader, TheHouse
from yozora.service.house import House
from yozora.service.refusals import Refusal
from yozora.service.studio.owned import own
from yozora.service.studio.shapes import NewPreset, PresetShape, preset_shape

router = APIRouter(prefix="/api/presets", tags=["Styles"])


@router.get("")
def presets(house: TheHouse, caller: Reader) -> list[PresetShape]:
    """All styles that can be used or cloned."""
    seen = or_(Preset.person_id == caller.person_id, Preset.shared)
    with house.database.reading() as session:
        kept = session.scalars(select(Preset).where(seen).order_by(Preset.name)).all()
    built_in = [
        PresetShape(id=name, name=name, entries=_entries(style), own=False, shared=True, cloned_from=None)
        for name, style in PRESETS.items()
    ]
    return built_in + [preset_shape(one, person_id=caller.person_id) for one in kept]


@router.post("", status_code=201)
def new_preset(house: TheHouse, caller: Keeper, said: NewPreset) -> PresetShape:
    """Keep a style."""
    _check(house, caller, said)
    return _kept(house, caller, said, cloned_from=None)


@router.post("/{preset_id}/clone", status_code=201)
def clone(house: TheHouse, caller: Keeper, preset_id: str) -> PresetShape:
    """Keep a copy of a style of one's own."""
    with house.database.reading() as session:
        name, entries = _seen(session, caller, preset_id)
    said = NewPreset(name=f"{name} (copy)", entries=entries)
    return _kept(house, caller, said, cloned_from=preset_id)


@router.put("/{preset_id}")
def change_preset(house: TheHouse, caller: Keeper, preset_id: str, said: NewPreset) -> PresetShape:
    """Change a style of one's own."""
    _check(house, caller, said)
    with house.database.writing() as session:
        found = own(session, Preset, preset_id, caller, what="preset")
        found.name, found.entries, found.shared = said.name.strip(), said.entries, said.shared
        _flushed(session, said)
        return preset_shape(found, person_id=caller.person_id)


@router.delete("/{preset_id}", status_code=204)
def delete_preset(house: TheHouse, caller: Keeper, preset_id: str) -> None:
    """Delete a style of one's own. Clips made in it stay."""
    with house.database.writing() as session:
        session.delete(own(session, Preset, preset_id, caller, what="preset"))


def _kept(house: TheHouse, caller: Caller, said: NewPreset, *, cloned_from: str | None) -> PresetShape:
    with house.database.writing() as session:
        preset = Preset(
            id=new_id("preset"),
            person_id=caller.person_id,
            name=said.name.strip(),
            entries=said.entries,
            shared=said.shared,
            cloned_from=cloned_from,
            created_at=house.clock(),
        )
        session.add(preset)
        _flushed(session, said)
        return preset_shape(preset, person_id=caller.person_id)


def _flushed(session: Session, said: NewPreset) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        raise Refusal(
            f"You have a style called {said.name!r} already. Choose another name.",
            status=409,
            code="name_taken",
            param="name",
        ) from error


def _seen(session: Session, caller: Caller, preset_id: str) -> tuple[str, dict[str, str]]:
    if preset_id in PRESETS:
        return preset_id, _entries(PRESETS[preset_id])
    found = session.get(Preset, preset_id)
    if found is None or not (found.shared or found.person_id == caller.person_id):
        raise Refusal(f"There is no preset {preset_id[:60]!r}.", status=404, code="preset_not_found", param="id")
    return found.name, found.entries


def _check(house: House, caller: Caller, said: NewPreset) -> None:
    moderation.check_words(house, caller, said.name, said.entries)
    StylePreset.from_json({**said.entries, "name": said.name.strip()})


def _entries(style: StylePreset) -> dict[str, str]:
    return {name: value for name, value in asdict(style).items() if value and name != "name"}
