"""Clips as files: one, also out of the trash, or several in one archive that is written while it is sent."""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from sqlalchemy import select
from starlette.responses import Response, StreamingResponse
from zipstream import ZIP_STORED, ZipStream  # pyright: ignore[reportMissingTypeStubs] - it has none

from yozora.library.tables import Clip, File
from yozora.service.callers import Reader, TheHouse
from yozora.service.house import House
from yozora.service.refusals import Refusal
from yozora.service.studio.owned import own
from yozora.service.videos.contents import content, disposition
from yozora.service.videos.documents import BINARY

MOST_AT_ONCE = 300
"""As many ids as an address has room for."""
Ids = Annotated[
    str,
    Query(
        min_length=1,
        max_length=48 * MOST_AT_ONCE,
        pattern="^[-_,A-Za-z0-9]*$",
        description="up to 300 ids, with commas",
    ),
]
LONGEST_NAME = 80
SUFFIXES = {"video/mp4": ".mp4", "image/png": ".png", "image/webp": ".webp", "image/jpeg": ".jpg"}
ARCHIVE = "Yozora.zip"
ZIP: dict[str, Any] = {"content": {"application/zip": {}}}

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+')

router = APIRouter(prefix="/api/clips", tags=["Library"])


@router.get("/download", response_class=StreamingResponse, responses={200: ZIP})
def download(
    house: TheHouse,
    caller: Reader,
    ids: Ids,
) -> StreamingResponse:
    """Several clips in one archive; those that are not finished are left out."""
    wanted = ids.split(",")[:MOST_AT_ONCE]
    found = (
        select(Clip.title, Clip.prompt, File)
        .join(File, File.sha256 == Clip.video)
        .where(Clip.person_id == caller.person_id, Clip.id.in_(wanted))
        .order_by(Clip.id)
    )
    with house.database.reading() as session:
        rows = session.execute(found).all()
    if not rows:
        raise Refusal("None of these clips has a file. Choose clips that are finished.", status=404, code="no_clips")
    names = distinct(_named(title or prompt) + SUFFIXES.get(file.media_type, ".mp4") for title, prompt, file in rows)
    archive: Any = ZipStream(compress_type=ZIP_STORED, sized=True)
    for name, (_, _, file) in zip(names, rows, strict=True):
        house.blobs.size(file.sha256)  # a missing file is an error now, not in the middle of an answer
        archive.add(_chunks(house, file.sha256), name, size=file.size_bytes)
    headers = {"content-length": str(len(archive)), "content-disposition": disposition(ARCHIVE)}
    return StreamingResponse(iter(archive), media_type="application/zip", headers=headers)


@router.get("/{clip_id}/content", response_class=Response, responses={200: BINARY})
def one(
    request: Request,
    house: TheHouse,
    caller: Reader,
    clip_id: str,
    variant: Literal["video", "thumbnail", "spritesheet"] = "video",
) -> Response:
    """A clip's file, thumbnail or sprite sheet, also while it is in the trash."""
    with house.database.reading() as session:
        clip = own(session, Clip, clip_id, caller, what="clip")
        sha256 = getattr(clip, variant)
        if sha256 is None:
            raise Refusal("This clip is not finished.", status=404, code="not_ready")
        file = session.get_one(File, sha256)
        name = _named(clip.title or clip.prompt) + SUFFIXES.get(file.media_type, "")
    return content(house, file, name=name, headers=request.headers)


def distinct(names: Iterable[str]) -> list[str]:
    """The same names, where those that come again, by whatever case, have a number."""
    taken, result = set[str](), list[str]()
    for name in names:
        stem, dot, suffix = name.rpartition(".")
        number, now = 1, name
        while now.casefold() in taken:
            number += 1
            now = f"{stem} ({number}){dot}{suffix}"
        taken.add(now.casefold())
        result.append(now)
    return result


def _named(words: str) -> str:
    """Words as the name of a file that every system can have."""
    name = " ".join(_UNSAFE.sub(" ", words).split())
    return name[:LONGEST_NAME].strip(" .") or "clip"


def _chunks(house: House, sha256: str) -> Iterator[bytes]:
    """What is in a file, which is opened only when its turn comes."""
    yield from house.blobs.read(sha256)
