"""Pictures and clips that people send, also as the files of the Videos API."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.responses import Response

from yozora import media
from yozora.library import events, leftovers
from yozora.library.tables import File, Upload, new_id
from yozora.service import moderation
from yozora.service.accounts.plans import plan_named
from yozora.service.accounts.usage import check_storage
from yozora.service.callers import Caller, Keeper, Reader, TheHouse
from yozora.service.forms import SentFile, read_body
from yozora.service.house import House
from yozora.service.refusals import Refusal
from yozora.service.studio.owned import own
from yozora.service.studio.shapes import UploadShape, upload_shape
from yozora.service.threads import slowly
from yozora.service.videos.contents import content
from yozora.service.videos.documents import BINARY
from yozora.service.videos.reading import checked
from yozora.service.videos.requests import CreateFile

LONGEST_NAME = 200
KINDS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"RIFF": "image/webp"}
FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}

router = APIRouter(prefix="/api/uploads", tags=["Uploads"])


@router.get("")
def uploads(house: TheHouse, caller: Reader, trashed: bool = False) -> list[UploadShape]:
    """What was sent, the newest first."""
    gone = Upload.trashed_at.is_not(None) if trashed else Upload.trashed_at.is_(None)
    wanted = select(Upload).where(Upload.person_id == caller.person_id, gone).order_by(Upload.id.desc())
    with house.database.reading() as session:
        return [upload_shape(one) for one in session.scalars(wanted)]


@router.post("", status_code=201, openapi_extra=FORM)
async def send(request: Request, house: TheHouse, caller: Keeper) -> UploadShape:
    """Send a picture or a clip, as `file` of a form."""
    return upload_shape(await received(request, house, caller))


@router.get("/{upload_id}/content", response_class=Response, responses={200: BINARY})
def download(request: Request, house: TheHouse, caller: Reader, upload_id: str) -> Response:
    """The file as it was sent."""
    with house.database.reading() as session:
        found = own(session, Upload, upload_id, caller, what="upload")
        file = session.get_one(File, found.sha256)
    return content(house, file, name=found.id + Path(found.name).suffix[:8], headers=request.headers)


@router.post("/{upload_id}/trash")
def trash(house: TheHouse, caller: Keeper, upload_id: str) -> UploadShape:
    """Put an upload into the trash. Clips made of it stay."""
    return _marked(house, caller, upload_id, trashed_at=house.clock())


@router.post("/{upload_id}/restore")
def restore(house: TheHouse, caller: Keeper, upload_id: str) -> UploadShape:
    """Take an upload out of the trash."""
    return _marked(house, caller, upload_id, trashed_at=None)


@router.delete("/{upload_id}", status_code=204)
def purge(house: TheHouse, caller: Keeper, upload_id: str) -> None:
    """Delete an upload of the trash for good."""
    with house.database.writing() as session:
        found = own(session, Upload, upload_id, caller, what="upload")
        if found.trashed_at is None:
            raise Refusal("Put it into the trash first.", status=409, code="not_in_trash")
        leftovers.release(session, found, now=house.clock())
        session.delete(found)


async def received(request: Request, house: House, caller: Caller) -> Upload:
    """The file of a form, kept. Raises Refusal, BadBody, UnreadableFile and PlanLimit."""
    house.folder.mkdir(parents=True, exist_ok=True)
    async with read_body(request, temporary=house.folder) as body:
        if not isinstance(body.values.get("file"), SentFile):
            raise Refusal("There is no file in the form. Send one as file.", code="missing_file", param="file")
        wish = checked(CreateFile, body.values)
        return await slowly(house, lambda: _kept(house, caller, wish.file, wish.purpose))


def _kept(house: House, caller: Caller, sent: SentFile, purpose: str) -> Upload:
    facts = _facts(sent.path)
    with house.database.reading() as session:
        check_storage(session, caller.person_id, plan_named(session, caller.plan), more_bytes=sent.size_bytes)
    moderation.check_file(house, caller, sent.path, sent.filename)
    blob = house.blobs.add(sent.path)
    upload = Upload(
        id=new_id("file"),
        person_id=caller.person_id,
        name=sent.filename[:LONGEST_NAME] or "file",
        purpose=purpose,
        sha256=blob.sha256,
        size_bytes=blob.size_bytes,
        created_at=house.clock(),
        **{name: value for name, value in facts.items() if name != "media_type"},
    )
    with house.database.writing() as session:
        session.merge(
            File(
                sha256=blob.sha256,
                size_bytes=blob.size_bytes,
                media_type=facts["media_type"],
                created_at=house.clock(),
            )
        )
        session.flush()
        session.add(upload)
        events.tell(session, caller.person_id, "upload.added", upload.id, {}, now=house.clock())
    return upload


def _facts(path: Path) -> dict[str, Any]:
    """What is in a file, told by its content. Raises UnreadableFile."""
    media.examine(path, "either")
    if media.is_picture(path):
        height_px, width_px = media.read_picture(path).shape[:2]
        with path.open("rb") as file:
            head = file.read(4)
        media_type = next((kind for begin, kind in KINDS.items() if head.startswith(begin)), "application/octet-stream")
        return {"kind": "image", "size": f"{width_px}x{height_px}", "fps": None, "frames": 1, "media_type": media_type}
    source = media.clip_source(path)
    return {
        "kind": "clip",
        "size": f"{source.width_px}x{source.height_px}",
        "fps": str(source.fps),
        "frames": source.frames,
        "media_type": "video/mp4",
    }


def _marked(house: House, caller: Caller, upload_id: str, *, trashed_at: float | None) -> UploadShape:
    with house.database.writing() as session:
        found = own(session, Upload, upload_id, caller, what="upload")
        found.trashed_at = trashed_at
        events.tell(session, caller.person_id, "upload.changed", found.id, {}, now=house.clock())
        return upload_shape(found)
