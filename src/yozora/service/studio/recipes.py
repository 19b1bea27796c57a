"""What a file made by Yozora was made from, as a request that makes it again here; nothing is kept of the file."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from yozora.core.cards import Card, ImageCard, MediaCard, TextCard
from yozora.core.errors import YozoraError
from yozora.core.ports import Engine
from yozora.core.recipe import Recipe
from yozora.core.timeline_json import to_entries
from yozora.library.tables import Clip, Figure, Upload
from yozora.media.examining import examine_recipe
from yozora.service.callers import Caller, Reader, TheHouse
from yozora.service.forms import SentFile, read_body
from yozora.service.house import House
from yozora.service.refusals import Refusal
from yozora.service.studio.shapes import Shape
from yozora.service.studio.uploads import FORM
from yozora.service.threads import slowly
from yozora.service.videos import models
from yozora.service.videos.requests import MOST_CHARACTERS

LONGEST_NAME = 200

router = APIRouter(prefix="/api/recipes", tags=["Recipes"])


class Missing(Shape):
    """Something that a recipe needs and that is not here."""

    kind: Literal["picture", "clip", "character", "model"]
    name: str


class RecipeShape(Shape):
    """What a file was made from. `model` is the name of the engine here, and `same_version` whether it draws the same
    frames; `parents` are the names of the files it was made of. In `timeline`, files that are here have their ids in
    place of their names. `wish` is a body for `POST /v1/videos` that makes the same; null while something is missing
    without which that cannot be made."""

    operation: str
    prompt: str
    size: str
    fps: float
    frames: int
    seconds: float
    seed: int
    loop: bool
    style: str | None
    model: str | None
    engine: str
    engine_version: str
    same_version: bool
    characters: list[str]
    parents: list[str]
    notes: list[str]
    missing: list[Missing]
    timeline: dict[str, Any]
    wish: dict[str, Any] | None


class FileRead(Shape):
    """A file as it was read. `clip_id` is the caller's own clip that is the same file, `recipe` null where it carries
    none."""

    name: str
    size_bytes: int
    clip_id: str | None
    recipe: RecipeShape | None


@dataclass(frozen=True, kw_only=True)
class _Here:
    """What of a recipe is here: ids of files by the hashes of their bytes, ids of characters by their names, the model,
    and whether it is of the same version."""

    files: Mapping[str, str]
    characters: Mapping[str, str]
    model: str | None
    same_version: bool


@router.post("/read", openapi_extra=FORM)
async def read(request: Request, house: TheHouse, caller: Reader) -> FileRead:
    """The recipe inside a picture or a clip, sent as `file` of a form. The file is not kept."""
    house.folder.mkdir(parents=True, exist_ok=True)
    async with read_body(request, temporary=house.folder) as body:
        sent = body.values.get("file")
        if not isinstance(sent, SentFile):
            raise Refusal("There is no file in the form. Send one as file.", code="missing_file", param="file")
        return await slowly(house, lambda: _read(house, caller, sent))


def _read(house: House, caller: Caller, sent: SentFile) -> FileRead:
    text = examine_recipe(sent.path)
    recipe = None if text is None else Recipe.from_json(text)
    with house.database.reading() as session:
        return FileRead(
            name=sent.filename[:LONGEST_NAME] or "file",
            size_bytes=sent.size_bytes,
            clip_id=_same(session, caller, sent.path),
            recipe=None if recipe is None else _shown(recipe, _here(session, house, caller, recipe)),
        )


def _same(session: Session, caller: Caller, path: Path) -> str | None:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    own = select(Clip.id).where(Clip.person_id == caller.person_id, Clip.video == sha256, Clip.trashed_at.is_(None))
    return session.scalars(own.limit(1)).first()


def _here(session: Session, house: House, caller: Caller, recipe: Recipe) -> _Here:
    wanted = {card.sha256 for card in recipe.timeline.cards if isinstance(card, MediaCard)}
    clips = select(Clip.video, Clip.id).where(
        Clip.person_id == caller.person_id, Clip.video.in_(wanted), Clip.trashed_at.is_(None)
    )
    uploads = select(Upload.sha256, Upload.id).where(
        Upload.person_id == caller.person_id, Upload.sha256.in_(wanted), Upload.trashed_at.is_(None)
    )
    figures = select(Figure).where(Figure.person_id == caller.person_id)
    words = {one.name: one.words for one in recipe.timeline.characters}
    model, same_version = _model(session, house, recipe)
    return _Here(
        files={sha256: found for sha256, found in (*session.execute(clips), *session.execute(uploads)) if sha256},
        characters={one.name: one.id for one in session.scalars(figures) if words.get(one.name) == one.words},
        model=model,
        same_version=same_version,
    )


def _model(session: Session, house: House, recipe: Recipe) -> tuple[str | None, bool]:
    """The name of the engine of a recipe, the one that has most of its options; and whether it is of its version."""
    fitting: dict[str, tuple[int, bool]] = {}
    for name, model in models.models(session).items():
        engine = None if model.engine == models.SUITED else _engine(house, model)
        if engine is not None and engine.name == recipe.engine:
            same = sum(recipe.options.get(key) == value for key, value in model.options.items())
            fitting[name] = (same, engine.version == recipe.engine_version)
    best = max(fitting, key=lambda name: fitting[name], default=None)
    return best, best is not None and fitting[best][1]


def _engine(house: House, model: models.Model) -> Engine | None:
    """None where it is not installed."""
    try:
        return house.engines(model.engine, model.options)
    except YozoraError:
        return None


def _shown(recipe: Recipe, here: _Here) -> RecipeShape:
    timeline = recipe.timeline
    missing = _missing(recipe, here)
    makeable = all(one.kind == "character" for one in missing)
    cards = tuple(
        replace(card, file=here.files.get(card.sha256, card.file)) if isinstance(card, MediaCard) else card
        for card in timeline.cards
    )
    return RecipeShape(
        operation=recipe.operation,
        prompt=recipe.prompt,
        size=str(timeline.size),
        fps=float(timeline.fps),
        frames=timeline.frames,
        seconds=timeline.seconds,
        seed=timeline.seed,
        loop=timeline.loop,
        style=None if timeline.style is None else timeline.style.name,
        model=here.model,
        engine=recipe.engine,
        engine_version=recipe.engine_version,
        same_version=here.same_version,
        characters=[one.name for one in timeline.characters],
        parents=[parent.file for parent in recipe.parents],
        notes=list(recipe.notes),
        missing=missing,
        timeline=to_entries(replace(timeline, cards=cards)),
        wish=_wish(recipe, here) if makeable else None,
    )


def _missing(recipe: Recipe, here: _Here) -> list[Missing]:
    """What the recipe names and nobody has; characters are words in the end, so the clip can be made without them."""
    found = [
        Missing(kind="picture" if isinstance(card, ImageCard) else "clip", name=card.file)
        for card in recipe.timeline.cards
        if isinstance(card, MediaCard) and card.sha256 not in here.files
    ]
    strangers = [one.name for one in recipe.timeline.characters if one.name not in here.characters]
    found += [Missing(kind="character", name=name) for name in strangers]
    if here.model is None:
        found.append(Missing(kind="model", name=recipe.engine))
    return list({(one.kind, one.name): one for one in found}.values())


def _wish(recipe: Recipe, here: _Here) -> dict[str, Any]:
    timeline = recipe.timeline
    wish: dict[str, Any] = {
        "prompt": recipe.prompt or recipe.operation,
        "size": str(timeline.size),
        "fps": str(timeline.fps),
        "num_frames": timeline.frames,
        "seed": timeline.seed,
        "loop": timeline.loop,
        "model": here.model,
    }
    if timeline.style is not None:
        wish["style"] = to_entries(timeline)["style"]
    if people := [here.characters[one.name] for one in timeline.characters if one.name in here.characters]:
        wish["characters"] = [{"id": one} for one in people[:MOST_CHARACTERS]]
    if not _only_words(timeline.cards):
        wish["storyboard"] = [_card(card, here) for card in timeline.cards]
    return wish


def _only_words(cards: Sequence[Card]) -> bool:
    """Whether the prompt says it all."""
    return len(cards) == 1 and isinstance(cards[0], TextCard) and not cards[0].at_s and cards[0].until_s is None


def _card(card: Card, here: _Here) -> dict[str, Any]:
    until_s = card.until_s if not isinstance(card, MediaCard) or isinstance(card, ImageCard) else None
    length = {} if until_s is None else {"seconds": until_s - card.at_s}
    if isinstance(card, TextCard):
        return {"at": card.at_s, "text": card.text, **length}
    kept = {"strength": card.strength, "fit": card.fit.value}
    if isinstance(card, ImageCard):
        return {"at": card.at_s, "image": {"file_id": here.files[card.sha256]}, **kept, **length}
    return {
        "at": card.at_s,
        "video": {"id": here.files[card.sha256]},
        "start": card.start_s,
        "seconds": card.end_s - card.start_s,
        "influence": [list(point) for point in card.influence],
        **kept,
    }
