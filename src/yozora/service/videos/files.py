"""The routes of files: pictures and clips that were sent once, for requests to name."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from sqlalchemy import select
from starlette.responses import Response

from yozora.library.tables import File, Upload
from yozora.service.callers import Caller, Keeper, Reader, TheHouse
from yozora.service.queries import Id, Word
from yozora.service.refusals import Refusal
from yozora.service.studio.uploads import received
from yozora.service.videos import answers
from yozora.service.videos.contents import content
from yozora.service.videos.documents import BINARY, Deleted, FileList, FileObject, body_of
from yozora.service.videos.requests import CreateFile

MOST_LISTED = 10_000

router = APIRouter(prefix="/v1/files", tags=["Files"])


@router.post("", responses={200: {"model": FileObject}}, openapi_extra=body_of(CreateFile))
async def create_file(request: Request, house: TheHouse, caller: Keeper) -> dict[str, Any]:
    """Send a picture or a clip that later requests name by its id."""
    return answers.file(await received(request, house, caller))


@router.get("", responses={200: {"model": FileList}})
def list_files(
    house: TheHouse,
    caller: Reader,
    after: Id | None = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = MOST_LISTED,
    order: Literal["asc", "desc"] = "desc",
    purpose: Word | None = None,
) -> dict[str, Any]:
    """Files, the newest first."""
    own = select(Upload).where(Upload.person_id == caller.person_id, Upload.trashed_at.is_(None))
    if purpose is not None:
        own = own.where(Upload.purpose == purpose)
    if after is not None:
        own = own.where(Upload.id > after if order == "asc" else Upload.id < after)
    own = own.order_by(Upload.id.asc() if order == "asc" else Upload.id.desc()).limit(limit + 1)
    with house.database.reading() as session:
        found = session.scalars(own).all()
    return answers.listed([answers.file(one) for one in found[:limit]], has_more=len(found) > limit)


@router.get("/{file_id}", responses={200: {"model": FileObject}})
def retrieve_file(house: TheHouse, caller: Reader, file_id: str) -> dict[str, Any]:
    """A file that was sent."""
    with house.database.reading() as session:
        return answers.file(_own(session.get(Upload, file_id), caller, file_id))


@router.delete("/{file_id}", responses={200: {"model": Deleted}})
def delete_file(house: TheHouse, caller: Keeper, file_id: str) -> dict[str, Any]:
    """Put a file into the trash. Clips that were made from it stay as they are."""
    with house.database.writing() as session:
        _own(session.get(Upload, file_id), caller, file_id).trashed_at = house.clock()
    return {"id": file_id, "object": "file", "deleted": True}


@router.head("/{file_id}/content", include_in_schema=False)
@router.get("/{file_id}/content", response_class=Response, responses={200: BINARY})
def retrieve_file_content(request: Request, house: TheHouse, caller: Reader, file_id: str) -> Response:
    """The file itself, whole or in part."""
    with house.database.reading() as session:
        upload = _own(session.get(Upload, file_id), caller, file_id)
        file = session.get_one(File, upload.sha256)
    return content(house, file, name=upload.name, headers=request.headers, head=request.method == "HEAD")


def _own(upload: Upload | None, caller: Caller, file_id: str) -> Upload:
    if upload is None or upload.person_id != caller.person_id or upload.trashed_at is not None:
        raise Refusal(f"There is no file {file_id[:60]!r}.", status=404, code="file_not_found", param="file_id")
    return upload
