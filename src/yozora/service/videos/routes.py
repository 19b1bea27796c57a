"""The routes of videos."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Query, Request
from sqlalchemy import select
from sqlalchemy.orm import defer
from starlette.responses import JSONResponse, Response

from yozora.generate.drafts import Draft
from yozora.library import events
from yozora.library.tables import Clip, File
from yozora.service.callers import Caller, Creator, Keeper, Reader, TheHouse
from yozora.service.house import House
from yozora.service.queries import Id, Word
from yozora.service.refusals import Refusal
from yozora.service.threads import slowly
from yozora.service.videos import answers, drafting, drawn, models
from yozora.service.videos.contents import content
from yozora.service.videos.documents import (
    BINARY,
    Deleted,
    ModelList,
    ModelObject,
    VideoList,
    VideoWithRecipe,
    body_of,
)
from yozora.service.videos.models import Model
from yozora.service.videos.ordering import Drawn, Parts, ordered
from yozora.service.videos.reading import wished
from yozora.service.videos.requests import (
    ChangeVideo,
    CreateVideo,
    EditVideo,
    ExtendVideo,
    RemixVideo,
    Settings,
    VideoReference,
    Wish,
)

POLL_MS = 1000
MOST_LISTED = 100
VARIANTS = {"video": "mp4", "thumbnail": "webp", "spritesheet": "jpg"}
VIDEO: dict[int | str, dict[str, Any]] = {200: {"model": VideoWithRecipe}}

router = APIRouter(prefix="/v1", tags=["Videos"])


def _made_of(kind: type[Wish]) -> dict[str, Any]:
    return {"responses": VIDEO, "openapi_extra": body_of(kind)}


@router.post("/videos", **_made_of(CreateVideo))
async def create(request: Request, house: TheHouse, caller: Creator) -> JSONResponse:
    """Make a clip of words, of a picture, or of a storyboard."""
    async with wished(request, house, CreateVideo) as (wish, asked):
        return await _placed(request, house, caller, wish, asked, drawn.created)


@router.post("/videos/edits", **_made_of(EditVideo))
async def edit(request: Request, house: TheHouse, caller: Creator) -> JSONResponse:
    """Change a clip by words: one that is named by its id, or sent along."""
    async with wished(request, house, EditVideo) as (wish, asked):
        return await _placed(request, house, caller, wish, asked, drawn.edited)


@router.post("/videos/{video_id}/edits", include_in_schema=False)
async def edit_this(request: Request, house: TheHouse, caller: Creator, video_id: str) -> JSONResponse:
    """Change a clip by words, as other servers call it."""
    async with wished(request, house, EditVideo, video={"id": video_id}) as (wish, asked):
        return await _placed(request, house, caller, wish, asked, drawn.edited)


@router.post("/videos/extensions", **_made_of(ExtendVideo))
async def extend(request: Request, house: TheHouse, caller: Creator) -> JSONResponse:
    """Make more of a clip."""
    async with wished(request, house, ExtendVideo) as (wish, asked):
        return await _placed(request, house, caller, wish, asked, drawn.extended)


@router.post("/videos/{video_id}/extend", include_in_schema=False)
async def extend_this(request: Request, house: TheHouse, caller: Creator, video_id: str) -> JSONResponse:
    """Make more of a clip, as other servers call it."""
    async with wished(request, house, ExtendVideo, video={"id": video_id}) as (wish, asked):
        return await _placed(request, house, caller, wish, asked, drawn.extended)


@router.post("/videos/changes", **_made_of(ChangeVideo))
async def change(request: Request, house: TheHouse, caller: Creator) -> JSONResponse:
    """Loop, blend, connect, re-cut, restyle or enlarge a clip."""
    async with wished(request, house, ChangeVideo) as (wish, asked):
        return await _placed(request, house, caller, wish, asked, drawn.changed)


@router.post("/videos/{video_id}/remix", **_made_of(RemixVideo))
async def remix(request: Request, house: TheHouse, caller: Creator, video_id: str) -> JSONResponse:
    """Make a clip again by other words."""
    async with wished(request, house, RemixVideo) as (wish, asked):
        source = VideoReference(id=video_id)

        def remixed(wish: RemixVideo, parts: Parts) -> Draft:
            return drafting.remixed(wish, source, parts.given, style=parts.style)

        return await _placed(request, house, caller, wish, {**asked, "video": video_id}, remixed, source_id=video_id)


@router.post("/videos/{video_id}/cancel", responses=VIDEO)
def cancel(house: TheHouse, caller: Creator, video_id: str) -> JSONResponse:
    """Make no more of a clip: it becomes `failed` with the code `cancelled`, at once or at the worker's next step. A
    clip that is over stays as it is."""
    with house.database.writing() as session:
        clip = _own(session.get(Clip, video_id), caller, video_id)
        house.queue.cancel(session, clip.id)
        session.flush()
        session.refresh(clip)
    return _answer(clip)


@router.get("/videos", responses={200: {"model": VideoList}})
def list_videos(
    house: TheHouse,
    caller: Reader,
    after: Id | None = None,
    limit: Annotated[int, Query(ge=0, le=MOST_LISTED)] = 20,
    order: Literal["asc", "desc"] = "desc",
) -> dict[str, Any]:
    """Clips, the newest first."""
    own = select(Clip).where(Clip.person_id == caller.person_id, Clip.trashed_at.is_(None))
    if after is not None:
        own = own.where(Clip.id > after if order == "asc" else Clip.id < after)
    own = own.order_by(Clip.id.asc() if order == "asc" else Clip.id.desc()).limit(limit + 1)
    own = own.options(defer(Clip.recipe, raiseload=True))
    with house.database.reading() as session:
        found = session.scalars(own).all()
    return answers.listed([answers.video(clip, whole=False) for clip in found[:limit]], has_more=len(found) > limit)


@router.get("/videos/{video_id}", responses=VIDEO)
def retrieve(house: TheHouse, caller: Reader, video_id: str) -> JSONResponse:
    """A clip, and how far it is."""
    with house.database.reading() as session:
        clip = _own(session.get(Clip, video_id), caller, video_id)
    return _answer(clip)


@router.delete("/videos/{video_id}", responses={200: {"model": Deleted}})
def delete(house: TheHouse, caller: Keeper, video_id: str) -> dict[str, Any]:
    """Put a clip into the trash; one that is being made is cancelled."""
    with house.database.writing() as session:
        clip = _own(session.get(Clip, video_id), caller, video_id)
        house.queue.cancel(session, clip.id)
        clip.trashed_at = house.clock()
        events.tell(session, caller.person_id, "clip.trashed", clip.id, {}, now=house.clock())
    return {"id": video_id, "object": "video.deleted", "deleted": True}


@router.head("/videos/{video_id}/content", include_in_schema=False)
@router.get("/videos/{video_id}/content", response_class=Response, responses={200: BINARY, 206: BINARY})
def retrieve_content(
    request: Request, house: TheHouse, caller: Reader, video_id: str, variant: Word = "video"
) -> Response:
    """The clip itself, its thumbnail or its sprite sheet, whole or in part."""
    if variant not in VARIANTS:
        raise Refusal(f"variant={variant[:40]!r} is not known. Use one of: {', '.join(VARIANTS)}.", param="variant")
    with house.database.reading() as session:
        clip = _own(session.get(Clip, video_id), caller, video_id)
        sha256 = cast(str | None, getattr(clip, variant))
        file = None if sha256 is None else session.get(File, sha256)
    if file is None:
        raise Refusal(
            f"The video {video_id} is {clip.status}, so it has no {variant}{_later(clip)}.",
            status=409,
            code="video_not_ready",
            headers={"x-should-retry": "false"},
        )
    name = f"{video_id}.{VARIANTS[variant]}"
    return content(house, file, name=name, headers=request.headers, head=request.method == "HEAD")


@router.get("/models", tags=["Models"], responses={200: {"model": ModelList}})
def list_models(house: TheHouse, caller: Reader) -> dict[str, Any]:
    """Names of models, and the engine each stands for."""
    with house.database.reading() as session:
        known = models.models(session)
    return {"object": "list", "data": [_model(name, model) for name, model in known.items()]}


@router.get("/models/{model}", tags=["Models"], responses={200: {"model": ModelObject}})
def retrieve_model(house: TheHouse, caller: Reader, model: str) -> dict[str, Any]:
    """What a name of a model stands for."""
    with house.database.reading() as session:
        known = models.models(session)
    if model not in known:
        raise Refusal(
            f"model={model[:60]!r} is not known. Use one of: {', '.join(known)}.",
            status=404,
            code="model_not_found",
            param="model",
        )
    return _model(model, known[model])


def _model(name: str, model: Model) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "yozora", "engine": model.engine}


async def _placed(
    request: Request,
    house: House,
    caller: Caller,
    wish: Settings,
    asked: Mapping[str, Any],
    how: Drawn,
    *,
    source_id: str | None = None,
) -> JSONResponse:
    key = request.headers.get("idempotency-key")

    def work() -> list[Clip]:
        return ordered(house, caller, wish, asked, how, key=key, source_id=source_id)

    clips = await slowly(house, work)
    return _answer(clips[0], others=clips[1:])


def _own(clip: Clip | None, caller: Caller, video_id: str) -> Clip:
    """The clip, if it is the caller's and not in the trash; anybody else's might as well not be there."""
    if clip is None or clip.person_id != caller.person_id or clip.trashed_at is not None:
        raise Refusal(f"There is no video {video_id[:60]!r}.", status=404, code="video_not_found", param="video_id")
    return clip


def _later(clip: Clip) -> str:
    return "" if clip.status == "failed" else " yet"


def _answer(clip: Clip, *, others: Sequence[Clip] = ()) -> JSONResponse:
    shown = answers.video(clip)
    if others:
        shown["others"] = [answers.video(one, whole=False) for one in others]
    return JSONResponse(shown, headers={"openai-poll-after-ms": str(POLL_MS)})
