"""What a request would cost and take, before it is sent."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session

from yozora.core.recipe import Recipe
from yozora.jobs.load import Load
from yozora.jobs.queue import STEP_S, is_paused
from yozora.library.blobs import Blobs, FolderBlobs
from yozora.library.ledger import RELAXED
from yozora.library.tables import Person
from yozora.service import placing
from yozora.service.accounts.plans import Plan, PlanLimit, plan_named, plans_as_json
from yozora.service.accounts.usage import PlanExhausted, lanes_for, priority_left
from yozora.service.callers import Caller, Creator, TheHouse
from yozora.service.house import House
from yozora.service.refusals import refused
from yozora.service.studio.forecast import Foreseen, Work, foreseen
from yozora.service.studio.shapes import EstimateShape
from yozora.service.threads import slowly
from yozora.service.videos import drawn
from yozora.service.videos.documents import Problem, body_of
from yozora.service.videos.ordering import Drawing, Drawn, drawing
from yozora.service.videos.reading import wished
from yozora.service.videos.requests import ChangeVideo, CreateVideo, EditVideo, ExtendVideo, Settings

PAUSED = "The queue is paused: nothing new is begun until an administrator lets it go on."

router = APIRouter(prefix="/api", tags=["Activity"])


class Unkept(FolderBlobs):
    """A store that is read as the real one `behind` it; what is added lies in a folder that goes afterwards."""

    def __init__(self, root: Path, behind: Blobs) -> None:
        super().__init__(root)
        self._behind = behind

    def at(self, sha256: str) -> AbstractContextManager[Path]:
        return self._behind.at(sha256)


@router.post("/estimate", openapi_extra=body_of(CreateVideo))
async def estimate(request: Request, house: TheHouse, caller: Creator) -> EstimateShape:
    """What `POST /v1/videos` would cost and take with the same body. Nothing is stored or queued."""
    async with wished(request, house, CreateVideo) as (wish, asked):
        return await slowly(house, lambda: _estimated(house, caller, wish, asked, drawn.created))


@router.post("/estimate/edits", openapi_extra=body_of(EditVideo))
async def estimate_edit(request: Request, house: TheHouse, caller: Creator) -> EstimateShape:
    """The same of `POST /v1/videos/edits`, and so of a remix."""
    async with wished(request, house, EditVideo) as (wish, asked):
        return await slowly(house, lambda: _estimated(house, caller, wish, asked, drawn.edited))


@router.post("/estimate/extensions", openapi_extra=body_of(ExtendVideo))
async def estimate_extension(request: Request, house: TheHouse, caller: Creator) -> EstimateShape:
    """The same of `POST /v1/videos/extensions`."""
    async with wished(request, house, ExtendVideo) as (wish, asked):
        return await slowly(house, lambda: _estimated(house, caller, wish, asked, drawn.extended))


@router.post("/estimate/changes", openapi_extra=body_of(ChangeVideo))
async def estimate_change(request: Request, house: TheHouse, caller: Creator) -> EstimateShape:
    """The same of `POST /v1/videos/changes`."""
    async with wished(request, house, ChangeVideo) as (wish, asked):
        return await slowly(house, lambda: _estimated(house, caller, wish, asked, drawn.changed))


def _estimated(house: House, caller: Caller, wish: Settings, asked: Mapping[str, Any], how: Drawn) -> EstimateShape:
    with _without_keeping(house) as unkept, drawing(unkept, caller, wish, asked, how) as found:
        recipes = _recipes(unkept, found)
        with house.database.reading() as session:
            person = session.get_one(Person, caller.person_id)
            plan = plan_named(session, person.plan)
            left = priority_left(session, person.id, plan, now=house.clock())
            lanes, refusal = _lanes(session, house, found, recipes, plan)
            new = _new_work(person, plan, recipes, lanes, now=house.clock())
            seen = foreseen(session, [one.id for one in new], new=new, now=house.clock())
            notes = [*recipes[0].notes, *([PAUSED] if is_paused(session) else [])]
    timeline = recipes[0].timeline
    return EstimateShape(
        clips=len(recipes),
        size=str(timeline.size),
        seconds_each=round(timeline.seconds, 4),
        plan=plan.name,
        limits=plans_as_json({plan.name: plan})[plan.name],
        lane=_lane(lanes),
        priority_left=left,
        **_times([seen[one.id] for one in new]),
        notes=notes,
        refusal=refusal,
    )


@contextmanager
def _without_keeping(house: House) -> Generator[House]:
    """The house, with a store that forgets what it is given."""
    house.folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=house.folder, prefix="request-") as name:
        yield replace(house, blobs=Unkept(Path(name), house.blobs))


def _recipes(house: House, found: Drawing) -> list[Recipe]:
    engine = placing.engine_for(house, found.order)
    takes = placing.takes_of(found.order.draft)
    return [placing.recipe_for(take, engine, found.known) for take in takes]


def _lanes(
    session: Session, house: House, found: Drawing, recipes: Sequence[Recipe], plan: Plan
) -> tuple[list[int], Problem | None]:
    """The lane of each clip, or why the plan does not allow them."""
    more_bytes = sum(file.size_bytes for file in found.given.new.values())
    try:
        placing.plan_for(session, found.order, recipes, more_bytes=more_bytes)
        if found.order.wish.priority == "relaxed" and plan.relaxed:
            return [RELAXED] * len(recipes), None
        return lanes_for(session, found.order.person_id, plan, len(recipes), now=house.clock()), None
    except (PlanLimit, PlanExhausted) as error:
        refusal = refused(error)
        return [], Problem(message=str(refusal), type=refusal.kind, param=refusal.param, code=refusal.code)


def _new_work(person: Person, plan: Plan, recipes: Sequence[Recipe], lanes: Sequence[int], *, now: float) -> list[Work]:
    return [
        Work(
            id=f"new {number}",
            person_id=person.id,
            lane=lane,
            position=now + STEP_S * number,
            cost=recipe.timeline.seconds,
            most_at_once=plan.clips_at_once,
            created_at=now,
            load=Load.of(recipe),
            priority_time=person.priority_time,
            relaxed_time=person.relaxed_time,
            is_new=True,
        )
        for number, (recipe, lane) in enumerate(zip(recipes, lanes, strict=False))
    ]


def _lane(lanes: Sequence[int]) -> Literal["priority", "relaxed", "both"] | None:
    if not lanes:
        return None
    if len(set(lanes)) > 1:
        return "both"
    return "relaxed" if lanes[0] == RELAXED else "priority"


def _times(seen: Sequence[Foreseen]) -> dict[str, Any]:
    """Of the first clip when it begins, and of the last when it is finished."""
    if not seen:
        return {"queue_ahead": None, "wait_s": None, "work_s": None, "done_s": None}
    first = min(seen, key=lambda one: one.ahead)
    ends_s = [one.left_s for one in seen if one.left_s is not None]
    return {
        "queue_ahead": first.ahead,
        "wait_s": first.wait_s,
        "work_s": first.work_s,
        "done_s": max(ends_s) if len(ends_s) == len(seen) else None,
    }
