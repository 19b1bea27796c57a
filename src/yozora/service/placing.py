"""Placing an order: drafts become clips and jobs, in one transaction, once for each idempotency key."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from yozora.core.characters import Character
from yozora.core.ports import Engine
from yozora.core.recipe import Recipe
from yozora.generate import settled
from yozora.generate.drafts import SKETCH, STORYBOOK, Draft
from yozora.generate.recipes import recipe_of
from yozora.jobs.load import Load
from yozora.library import events
from yozora.library.ledger import RELAXED
from yozora.library.tables import Answered, Clip, Folder, Lineage, Person, Project, new_id
from yozora.safety.texts import texts_of
from yozora.service import moderation
from yozora.service.accounts.plans import Plan, check_clip, check_variations, plan_named
from yozora.service.accounts.usage import check_storage, lanes_for
from yozora.service.callers import Caller
from yozora.service.house import House
from yozora.service.refusals import Refusal
from yozora.service.videos.given import Given
from yozora.service.videos.models import SUITED, Model
from yozora.service.videos.naming import title_of
from yozora.service.videos.requests import Settings

LONGEST_KEY = 255


@dataclass(frozen=True, kw_only=True)
class Order:
    """What somebody wants made: a draft, the model it is to be made by and its own options, and the request it came
    from, as it was sent."""

    caller: Caller
    draft: Draft
    model_name: str
    model: Model
    options: Mapping[str, Any]
    wish: Settings
    asked: Mapping[str, Any]
    source_id: str | None = None
    key: str | None = None

    @property
    def person_id(self) -> str:
        """Whose order it is."""
        return self.caller.person_id


def place(house: House, order: Order, given: Given, *, known: Sequence[Character]) -> list[Clip]:
    """The clips that will be made, one for each take; those of before where the same request comes again by the same
    idempotency key. Raises YozoraError, and then nothing has been stored."""
    engine = engine_for(house, order)
    recipes = [recipe_for(take, engine, known) for take in takes_of(order.draft)]
    moderation.check_words(house, order.caller, order.asked, *map(texts_of, recipes))
    for path in dict.fromkeys(Path(card.file) for card in recipes[0].timeline.media):
        house.signer.check(path, path.name)
    try:
        return _stored(house, order, given, recipes)
    except IntegrityError:
        # Another request has just added the same file, or was the same request; now its rows can be seen.
        return _stored(house, order, given, recipes)


def _stored(house: House, order: Order, given: Given, recipes: Sequence[Recipe]) -> list[Clip]:
    digest = _digest(order, given)
    with house.database.writing() as session:
        if order.key is not None and (before := _answered(session, order, digest)) is not None:
            return before
        plan = plan_for(session, order, recipes, more_bytes=sum(file.size_bytes for file in given.new.values()))
        for file in given.new.values():
            session.merge(file)
        batch = new_id("batch") if len(recipes) > 1 else None
        title = title_of(session, order.wish, person_id=order.person_id)
        clips = [_clip(order, recipe, title=title, batch=batch, now=house.clock()) for recipe in recipes]
        lanes = _lanes(session, order, plan, len(clips), now=house.clock())
        for clip, lane, recipe in zip(clips, lanes, recipes, strict=True):
            session.add(clip)
            session.flush()
            session.add_all(Lineage(clip_id=clip.id, parent_id=one) for one in dict.fromkeys(given.parents))
            house.queue.put(
                session,
                clip,
                lane=lane,
                cost=recipe.timeline.seconds,
                most_at_once=plan.clips_at_once,
                load=Load.of(recipe),
                visible_mark=plan.visible_mark,
            )
            events.tell(session, clip.person_id, "clip.queued", clip.id, {}, now=house.clock())
        if order.key is not None:
            session.add(
                Answered(
                    person_id=order.person_id,
                    key=order.key,
                    digest=digest,
                    clip_ids=[clip.id for clip in clips],
                    created_at=house.clock(),
                )
            )
        return clips


def _lanes(session: Session, order: Order, plan: Plan, count: int, *, now: float) -> list[int]:
    if order.wish.priority != "relaxed":
        return lanes_for(session, order.person_id, plan, count, now=now)
    if not plan.relaxed:
        raise Refusal(
            f"priority='relaxed': the plan {plan.name!r} has no relaxed lane. Leave priority out.",
            code="plan_limit",
            param="priority",
        )
    return [RELAXED] * count


def _digest(order: Order, given: Given) -> str:
    """What makes a request the same as another one: what it says, what it is for, and what is in its files."""
    said = [order.asked, order.draft.operation, sorted(given.new)]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def plan_for(session: Session, order: Order, recipes: Sequence[Recipe], *, more_bytes: int) -> Plan:
    """The plan of whoever orders, if it allows this, in places of their own. Raises PlanLimit and Refusal."""
    plan = plan_named(session, session.get_one(Person, order.person_id).plan)
    for recipe in recipes:
        check_clip(plan, size=recipe.timeline.size, seconds=recipe.timeline.seconds)
    check_variations(plan, len(recipes))
    check_storage(session, order.person_id, plan, more_bytes=more_bytes)
    for kind, row_id, what in ((Folder, order.wish.folder_id, "folder"), (Project, order.wish.project_id, "project")):
        row = None if row_id is None else session.get(kind, row_id)
        if row_id is not None and (row is None or row.person_id != order.person_id):
            raise Refusal(
                f"There is no {what} {row_id[:60]!r}.", status=404, code=f"{what}_not_found", param=f"{what}_id"
            )
    return plan


def takes_of(draft: Draft) -> list[Draft]:
    """One draft for each take."""
    return [replace(draft, timeline=take) for take in draft.timeline.takes()]


def engine_for(house: House, order: Order) -> Engine:
    """The engine that is asked for, with its options; one that is `suited` has them only where it has any."""
    name = order.draft.engine if order.model.engine == SUITED else order.model.engine
    if order.model.engine == SUITED and order.draft.operation == "restyle":
        name = STORYBOOK
    options = {**order.model.options, **order.options}
    if name == SKETCH and order.model.engine == SUITED:
        options = {}
    return house.engines(name, options)


def recipe_for(draft: Draft, engine: Engine, known: Sequence[Character]) -> Recipe:
    """What a draft will be made of. Raises YozoraError where the engine cannot make it."""
    recipe = recipe_of(draft, known=known)
    engine.check(recipe.timeline)
    return settled(recipe, engine)


def _clip(order: Order, recipe: Recipe, *, title: str, batch: str | None, now: float) -> Clip:
    timeline = recipe.timeline
    return Clip(
        id=new_id("video"),
        person_id=order.person_id,
        project_id=order.wish.project_id,
        folder_id=order.wish.folder_id,
        batch_id=batch,
        source_id=order.source_id,
        title=title,
        prompt=recipe.prompt,
        operation=recipe.operation,
        model=order.model_name,
        status="queued",
        progress=0,
        size=str(timeline.size),
        fps=str(timeline.fps),
        frames=timeline.frames,
        seed=timeline.seed,
        asked={**order.asked, "metadata": dict(order.wish.metadata)},
        recipe=recipe.to_json(),
        notes={"engine": list(recipe.notes)},
        created_at=now,
        favourite=False,
        bookmarked=False,
        size_bytes=0,
    )


def _answered(session: Session, order: Order, digest: str) -> list[Clip] | None:
    """The clips of the same request, where it has been answered. Raises Refusal where the key was another request's."""
    assert order.key is not None
    if len(order.key) > LONGEST_KEY:
        got = f"The Idempotency-Key has {len(order.key)} characters; at most {LONGEST_KEY}."
        raise Refusal(got, code="invalid_key")
    found = session.get(Answered, (order.person_id, order.key))
    if found is None:
        return None
    if found.digest != digest:
        raise Refusal(
            "This Idempotency-Key was used for another request. Use a new key for each request.",
            status=409,
            code="idempotency_key_reused",
            headers={"x-should-retry": "false"},
        )
    clips = [session.get(Clip, one) for one in found.clip_ids]
    return [clip for clip in clips if clip is not None]
