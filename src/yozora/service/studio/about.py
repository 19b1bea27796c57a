"""What a person may know of the server, and what their files take of it."""

import shutil
from typing import Any

from fastapi import APIRouter
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from yozora import __version__
from yozora.library.tables import Clip, Upload
from yozora.service.accounts.keys import Scope
from yozora.service.callers import Caller, Reader, TheHouse
from yozora.service.studio.shapes import Shape

LICENCE = "Apache-2.0"

router = APIRouter(prefix="/api", tags=["Account"])


class About(Shape):
    """The program."""

    version: str
    licence: str


class Kept(Shape):
    """How many there are, and their bytes."""

    count: int
    bytes: int


class Storage(Shape):
    """What somebody's files take. `free_bytes` is what the disk has left, for administrators."""

    clips: Kept
    uploads: Kept
    trashed_clips: Kept
    trashed_uploads: Kept
    free_bytes: int | None


@router.get("/about")
def about(caller: Reader) -> About:
    """Which program this is."""
    return About(version=__version__, licence=LICENCE)


@router.get("/storage")
def storage(house: TheHouse, caller: Reader) -> Storage:
    """What one's own files take, and what of it is in the trash."""
    sees_disk = Scope.ADMIN in caller.scopes and house.folder.is_dir()
    with house.database.reading() as session:
        return Storage(
            clips=_kept(session, caller, Clip, trashed=False),
            uploads=_kept(session, caller, Upload, trashed=False),
            trashed_clips=_kept(session, caller, Clip, trashed=True),
            trashed_uploads=_kept(session, caller, Upload, trashed=True),
            free_bytes=shutil.disk_usage(house.folder).free if sees_disk else None,
        )


def _kept(session: Session, caller: Caller, table: type[Clip] | type[Upload], *, trashed: bool) -> Kept:
    where: Any = table.trashed_at.is_not(None) if trashed else table.trashed_at.is_(None)
    wanted = select(func.count(), func.sum(table.size_bytes)).where(table.person_id == caller.person_id, where)
    count, size_bytes = session.execute(wanted).one()
    return Kept(count=count, bytes=int(size_bytes or 0))
