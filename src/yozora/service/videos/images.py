"""Single pictures: clips of one frame, which are waited for."""

import base64
import io
import time
from collections.abc import Sequence
from typing import Any

import anyio
from fastapi import APIRouter, Request
from PIL import Image
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from yozora.core.recipe import Recipe
from yozora.generate import drafts
from yozora.generate.drafts import Draft
from yozora.library.tables import Clip
from yozora.service.callers import Caller, Creator, TheHouse
from yozora.service.house import House
from yozora.service.refusals import SERVER, Refusal
from yozora.service.threads import slowly
from yozora.service.videos.documents import ImageList, body_of
from yozora.service.videos.drafting import look_of
from yozora.service.videos.ordering import Parts, ordered
from yozora.service.videos.reading import wished
from yozora.service.videos.requests import CreateImage

LONGEST_WAIT_S = 300.0
LOOKED_EVERY_S = 0.25
USUAL_SIZE = "1024x1024"

router = APIRouter(prefix="/v1/images", tags=["Images"])


@router.post("/generations", responses={200: {"model": ImageList}}, openapi_extra=body_of(CreateImage))
async def generate(request: Request, house: TheHouse, caller: Creator) -> dict[str, Any]:
    """Make pictures, and answer when they are made. Each is a clip of one frame as well."""
    async with wished(request, house, CreateImage) as (wish, asked):
        key = request.headers.get("idempotency-key")
        clips = await slowly(house, lambda: _ordered(house, caller, wish, asked, key))
    made = await _finished(house, [clip.id for clip in clips])
    return await slowly(house, lambda: _shown(house, made, wish))


def _ordered(house: House, caller: Caller, wish: CreateImage, asked: dict[str, Any], key: str | None) -> list[Clip]:
    return ordered(house, caller, wish, asked, _still, key=key)


def _still(wish: CreateImage, parts: Parts) -> Draft:
    size = USUAL_SIZE if wish.size == "auto" else wish.size
    return drafts.still(wish.prompt, look_of(wish, size=size, style=parts.style))


async def _finished(house: House, ids: Sequence[str]) -> list[Clip]:
    """The clips when all are over. Raises Refusal where that takes too long, or one has failed."""
    until_s = time.monotonic() + LONGEST_WAIT_S
    while time.monotonic() < until_s:
        clips = await run_in_threadpool(_clips, house, ids)
        failed = next((clip for clip in clips if clip.status == "failed"), None)
        if failed is not None:
            error = failed.error or {}
            raise Refusal(
                str(error.get("message", "The picture could not be made.")),
                status=500,
                code=str(error.get("code", "server_error")),
                kind=SERVER,
                headers={"x-should-retry": "false"},
            )
        if all(clip.status == "completed" for clip in clips):
            return clips
        await anyio.sleep(LOOKED_EVERY_S)
    raise Refusal(
        f"The picture is still being made after {LONGEST_WAIT_S:g} s. It will be the video {ids[0]}: ask for its "
        "thumbnail later.",
        status=503,
        code="not_ready",
        kind=SERVER,
        headers={"x-should-retry": "false"},
    )


def _clips(house: House, ids: Sequence[str]) -> list[Clip]:
    with house.database.reading() as session:
        return list(session.scalars(select(Clip).where(Clip.id.in_(ids)).order_by(Clip.id)))


def _shown(house: House, clips: Sequence[Clip], wish: CreateImage) -> dict[str, Any]:
    return {
        "created": int(time.time()),
        "size": clips[0].size,
        "output_format": wish.output_format,
        "data": [_picture(house, clip, wish) for clip in clips],
    }


def _picture(house: House, clip: Clip, wish: CreateImage) -> dict[str, Any]:
    assert clip.thumbnail is not None and clip.recipe is not None, "a clip that is completed has both"
    written, signed = io.BytesIO(), io.BytesIO()
    with house.blobs.at(clip.thumbnail) as path, Image.open(path) as picture:
        picture.save(written, wish.output_format.upper(), quality=wish.output_compression)
    house.signer.seal_for(Recipe.from_json(clip.recipe))(written, signed, f"picture.{wish.output_format}")
    text = base64.b64encode(signed.getvalue()).decode("ascii")
    if wish.response_format == "url":
        return {"url": f"data:image/{wish.output_format};base64,{text}", "video_id": clip.id}
    return {"b64_json": text, "video_id": clip.id}
