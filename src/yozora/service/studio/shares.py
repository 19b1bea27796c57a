"""Links that show one clip to everybody who has them, until they are revoked."""

import secrets
from fractions import Fraction

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.responses import Response

from yozora.library.tables import Clip, File, Share
from yozora.service.accounts.people import person_with
from yozora.service.callers import Keeper, Reader, TheHouse
from yozora.service.house import House
from yozora.service.refusals import Refusal
from yozora.service.studio.owned import own
from yozora.service.studio.shapes import Shape, ShareShape, share_shape
from yozora.service.videos.contents import content
from yozora.service.videos.documents import BINARY

BYTES = 24

router = APIRouter(prefix="/api", tags=["Sharing"])


class SharedClip(Shape):
    """What a link shows. `by` is who made it, null where the server is one person's own."""

    title: str
    prompt: str
    model: str
    by: str | None
    size: str
    fps: float
    frames: int
    seconds: float
    created_at: float


@router.get("/clips/{clip_id}/shares")
def shares(house: TheHouse, caller: Reader, clip_id: str) -> list[ShareShape]:
    """Links to a clip, revoked ones as well."""
    with house.database.reading() as session:
        own(session, Clip, clip_id, caller, what="clip")
        return [share_shape(one) for one in session.scalars(select(Share).where(Share.clip_id == clip_id))]


@router.post("/clips/{clip_id}/shares", status_code=201)
def share(house: TheHouse, caller: Keeper, clip_id: str) -> ShareShape:
    """Make a link to a clip."""
    with house.database.writing() as session:
        own(session, Clip, clip_id, caller, what="clip")
        made = Share(token=secrets.token_urlsafe(BYTES), clip_id=clip_id, created_at=house.clock())
        session.add(made)
        return share_shape(made)


@router.delete("/shares/{token}", status_code=204)
def revoke(house: TheHouse, caller: Keeper, token: str) -> None:
    """Let a link show nothing any more."""
    with house.database.writing() as session:
        found = session.get(Share, token)
        if found is None:
            raise Refusal("There is no such link.", status=404, code="share_not_found", param="token")
        own(session, Clip, found.clip_id, caller, what="clip")
        found.revoked_at = found.revoked_at or house.clock()


@router.get("/shared/{token}")
def shared(house: TheHouse, token: str) -> SharedClip:
    """What a link shows; nobody needs to sign in for it."""
    clip, _ = _shown(house, token)
    with house.database.reading() as session:
        by = None if house.alone else person_with(session, clip.person_id).name
    return SharedClip(
        title=clip.title,
        prompt=clip.prompt,
        model=clip.model,
        by=by,
        size=clip.size,
        fps=float(Fraction(clip.fps)),
        frames=clip.frames,
        seconds=float(clip.frames / Fraction(clip.fps)),
        created_at=clip.created_at,
    )


@router.get("/shared/{token}/content", response_class=Response, responses={200: BINARY})
def shared_content(request: Request, house: TheHouse, token: str) -> Response:
    """The clip behind a link."""
    clip, file = _shown(house, token)
    answer = content(house, file, name=f"{clip.id}.mp4", headers=request.headers)
    answer.headers["cache-control"] = "private, no-cache"  # asked for again each time, so that revoking counts at once
    return answer


def _shown(house: House, token: str) -> tuple[Clip, File]:
    with house.database.reading() as session:
        found = session.get(Share, token)
        clip = None if found is None or found.revoked_at is not None else session.get(Clip, found.clip_id)
        if clip is None or clip.trashed_at is not None or clip.video is None:
            raise Refusal("This link shows nothing any more.", status=404, code="share_not_found", param="token")
        return clip, session.get_one(File, clip.video)
