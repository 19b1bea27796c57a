"""How many clips and uploads are where, for the numbers beside the places of the library."""

from fastapi import APIRouter
from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from yozora.library.tables import Clip, Upload
from yozora.service.callers import Reader, TheHouse
from yozora.service.studio.shapes import Counts

router = APIRouter(prefix="/api/counts", tags=["Library"])


@router.get("")
def counts(house: TheHouse, caller: Reader) -> Counts:
    """How many clips there are in all, in each place and in each folder, and how many uploads."""
    with house.database.reading() as session:
        return _counted(session, caller.person_id)


def _counted(session: Session, person_id: str) -> Counts:
    gone = Clip.trashed_at.is_not(None)
    marks = (func.sum(cast(Clip.favourite, Integer)), func.sum(cast(Clip.bookmarked, Integer)))
    rows = session.execute(
        select(gone, Clip.folder_id, func.count(), *marks)
        .where(Clip.person_id == person_id)
        .group_by(gone, Clip.folder_id)
    ).all()
    here = [row for row in rows if not row[0]]
    own = select(func.count()).select_from(Upload).where(Upload.person_id == person_id, Upload.trashed_at.is_(None))
    return Counts(
        all=sum(row[2] for row in here),
        favourites=sum(row[3] for row in here),
        bookmarks=sum(row[4] for row in here),
        uploads=session.scalar(own) or 0,
        trash=sum(row[2] for row in rows if row[0]),
        folders={folder: count for _, folder, count, _, _ in here if folder is not None},
    )
