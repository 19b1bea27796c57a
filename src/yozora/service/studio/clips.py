"""Clips of the library: found, changed, put into the trash and taken out again."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session, defer
from starlette.responses import Response

from yozora.library import events, leftovers
from yozora.library.tables import Clip, Folder, Job, Lineage, Preview, Project
from yozora.service import moderation
from yozora.service.callers import Caller, Keeper, Reader, TheHouse
from yozora.service.queries import Id, Word
from yozora.service.refusals import Refusal
from yozora.service.studio.owned import own
from yozora.service.studio.searching import says
from yozora.service.studio.shapes import (
    Changed,
    Chosen,
    ClipChange,
    ClipDetail,
    ClipPage,
    ClipShape,
    clip_detail,
    clip_shape,
)
from yozora.service.videos.documents import BINARY

MOST_SHOWN = 200
LONGEST_SEARCH = 200
NOWHERE = "none"
UNSET = {"title": "", "favourite": False, "bookmarked": False}

router = APIRouter(prefix="/api/clips", tags=["Library"])


class Search(BaseModel):
    """Which clips; what is left out does not matter."""

    search: str = Field(
        default="", max_length=LONGEST_SEARCH, description="all words that title or prompt have, or bent"
    )
    folder: Id | None = Field(default=None, description="id of a folder, or none: in no folder")
    project: Id | None = None
    batch: Id | None = None
    board: Id | None = Field(default=None, description="id of the board it was made of, as its metadata says")
    status: Literal["queued", "in_progress", "completed", "failed"] | None = None
    operation: Word | None = None
    model: Word | None = None
    style: Word | None = Field(default=None, description="the name of a style that was asked for")
    favourite: bool | None = None
    bookmarked: bool | None = None
    trashed: bool = False
    order: Literal["newest", "oldest"] = "newest"
    after: Id | None = Field(default=None, description="`next` of the page before")
    limit: int = Field(default=60, ge=1, le=MOST_SHOWN)


@router.get("")
def find(house: TheHouse, caller: Reader, said: Annotated[Search, Query()]) -> ClipPage:
    """Clips by what they say and where they are, a page at a time."""
    newest = said.order == "newest"
    wanted = [Clip.person_id == caller.person_id, *_wanted(said)]
    if said.after is not None:
        wanted.append(Clip.id < said.after if newest else Clip.id > said.after)
    found = select(Clip).where(*wanted).order_by(Clip.id.desc() if newest else Clip.id.asc())
    with house.database.reading() as session:
        rows = session.scalars(found.options(defer(Clip.recipe)).limit(said.limit + 1)).all()
    more = len(rows) > said.limit
    return ClipPage(
        clips=[clip_shape(clip) for clip in rows[: said.limit]], next=rows[said.limit - 1].id if more else None
    )


@router.get("/{clip_id}")
def show(house: TheHouse, caller: Reader, clip_id: str) -> ClipDetail:
    """A clip with its recipe and its family."""
    with house.database.reading() as session:
        return _detail(session, own(session, Clip, clip_id, caller, what="clip"))


@router.get("/{clip_id}/family")
def family(house: TheHouse, caller: Reader, clip_id: str) -> list[ClipDetail]:
    """Everything a clip was made from and everything that was made of it: the tree of takes, the oldest first."""
    with house.database.reading() as session:
        own(session, Clip, clip_id, caller, what="clip")
        known, waiting = set[str](), [clip_id]
        while waiting and len(known) < MOST_SHOWN:
            one = waiting.pop()
            if one not in known:
                known.add(one)
                waiting += [*_parents(session, one), *_children(session, one)]
        rows = session.scalars(select(Clip).where(Clip.id.in_(known), Clip.person_id == caller.person_id))
        return [_detail(session, clip) for clip in sorted(rows, key=lambda clip: clip.id)]


@router.get("/{clip_id}/preview", response_class=Response, responses={200: BINARY})
def preview(house: TheHouse, caller: Reader, clip_id: str) -> Response:
    """The newest picture of a clip that is being made: a small JPEG."""
    with house.database.reading() as session:
        own(session, Clip, clip_id, caller, what="clip")
        found = session.get(Preview, clip_id)
    if found is None:
        raise Refusal("There is no picture of this clip yet, or it is finished.", status=404, code="no_preview")
    return Response(found.jpeg, media_type="image/jpeg", headers={"cache-control": "no-store"})


@router.patch("/{clip_id}")
def change(house: TheHouse, caller: Keeper, clip_id: str, said: ClipChange) -> ClipShape:
    """Give a clip a title, mark it, move it."""
    moderation.check_words(house, caller, said.title)
    with house.database.writing() as session:
        clip = own(session, Clip, clip_id, caller, what="clip")
        if said.folder_id is not None:
            own(session, Folder, said.folder_id, caller, what="folder")
        if said.project_id is not None:
            own(session, Project, said.project_id, caller, what="project")
        for name in said.model_fields_set:
            value = getattr(said, name)
            setattr(clip, name, UNSET.get(name) if value is None else value)
        _told(session, caller, "clip.changed", [clip.id], now=house.clock())
        return clip_shape(clip)


@router.post("/trash")
def trash(house: TheHouse, caller: Keeper, chosen: Chosen) -> Changed:
    """Put clips into the trash; those that are being made are cancelled."""
    with house.database.writing() as session:
        for clip_id in _own_ids(session, caller, chosen):
            house.queue.cancel(session, clip_id)
        return _changed(session, caller, chosen, now=house.clock(), kind="clip.trashed", trashed_at=house.clock())


@router.post("/restore")
def restore(house: TheHouse, caller: Keeper, chosen: Chosen) -> Changed:
    """Take clips out of the trash."""
    with house.database.writing() as session:
        return _changed(session, caller, chosen, now=house.clock(), kind="clip.restored", trashed_at=None)


@router.post("/purge")
def purge(house: TheHouse, caller: Keeper, chosen: Chosen) -> Changed:
    """Delete clips of the trash for good."""
    with house.database.writing() as session:
        ids = [
            clip_id
            for clip_id in _own_ids(session, caller, chosen)
            if session.get_one(Clip, clip_id).trashed_at is not None
        ]
        running = session.scalars(select(Job.id).where(Job.id.in_(ids), Job.state == "running")).all()
        ids = [clip_id for clip_id in ids if clip_id not in running]  # gone as soon as its worker has stopped
        leftovers.release(session, *session.scalars(select(Clip).where(Clip.id.in_(ids))), now=house.clock())
        session.execute(delete(Clip).where(Clip.id.in_(ids)))
        _told(session, caller, "clip.purged", ids, now=house.clock())
        return Changed(changed=len(ids))


@router.post("/mark")
def mark(
    house: TheHouse, caller: Keeper, chosen: Chosen, favourite: bool | None = None, bookmarked: bool | None = None
) -> Changed:
    """Make clips favourites, or bookmark them, or end that; what is left out stays."""
    said = {"favourite": favourite, "bookmarked": bookmarked}
    values = {name: value for name, value in said.items() if value is not None}
    if not values:
        raise Refusal("Say favourite or bookmarked, true or false.", param="favourite")
    with house.database.writing() as session:
        return _changed(session, caller, chosen, now=house.clock(), kind="clip.changed", **values)


@router.post("/move")
def move(house: TheHouse, caller: Keeper, chosen: Chosen, folder: Id | None = None) -> Changed:
    """Put clips into a folder, or into none."""
    with house.database.writing() as session:
        if folder is not None:
            own(session, Folder, folder, caller, what="folder")
        return _changed(session, caller, chosen, now=house.clock(), kind="clip.changed", folder_id=folder)


def _wanted(said: Search) -> list[ColumnElement[bool]]:
    exact = {Clip.status: said.status, Clip.operation: said.operation, Clip.project_id: said.project}
    exact |= {Clip.model: said.model, Clip.asked["style"].as_string(): said.style}
    exact |= {Clip.batch_id: said.batch, Clip.favourite: said.favourite, Clip.bookmarked: said.bookmarked}
    wanted = [column == value for column, value in exact.items() if value is not None]
    wanted.append(Clip.trashed_at.is_not(None) if said.trashed else Clip.trashed_at.is_(None))
    if said.board is not None:
        wanted.append(Clip.asked["metadata"]["board"].as_string() == said.board)
    if said.folder is not None:
        wanted.append(Clip.folder_id.is_(None) if said.folder == NOWHERE else Clip.folder_id == said.folder)
    return wanted + says(said.search)


def _detail(session: Session, clip: Clip) -> ClipDetail:
    return clip_detail(clip, parents=_parents(session, clip.id), children=_children(session, clip.id))


def _parents(session: Session, clip_id: str) -> list[str]:
    return list(session.scalars(select(Lineage.parent_id).where(Lineage.clip_id == clip_id)))


def _children(session: Session, clip_id: str) -> list[str]:
    return list(session.scalars(select(Lineage.clip_id).where(Lineage.parent_id == clip_id)))


def _own_ids(session: Session, caller: Caller, chosen: Chosen) -> list[str]:
    return list(session.scalars(select(Clip.id).where(Clip.person_id == caller.person_id, Clip.id.in_(chosen.ids))))


def _changed(session: Session, caller: Caller, chosen: Chosen, *, now: float, kind: str, **values: object) -> Changed:
    ids = _own_ids(session, caller, chosen)
    session.execute(update(Clip).where(Clip.id.in_(ids)).values(**values))
    _told(session, caller, kind, ids, now=now)
    return Changed(changed=len(ids))


def _told(session: Session, caller: Caller, kind: str, ids: list[str], *, now: float) -> None:
    for clip_id in ids:
        events.tell(session, caller.person_id, kind, clip_id, {}, now=now)
