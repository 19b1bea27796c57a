"""Boards: timelines being worked on; and what words would become, before anything is made."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import select

from yozora.core.errors import InvalidRequest
from yozora.core.timeline import LONGEST_PROMPT_CHARACTERS, check_prompt
from yozora.core.timeline_json import from_entries, to_entries
from yozora.director import direct
from yozora.library import events
from yozora.library.tables import Board, Project, new_id
from yozora.service.callers import Keeper, Reader, TheHouse
from yozora.service.queries import Id
from yozora.service.refusals import Refusal
from yozora.service.studio.owned import own
from yozora.service.studio.shapes import BoardChange, BoardShape, NewBoard, Shape, board_shape

MOST_BOARD_SECONDS = 600.0

router = APIRouter(prefix="/api", tags=["Boards"])


class Words(Shape):
    """Words, and how long they last."""

    prompt: Annotated[str, Field(min_length=1, max_length=LONGEST_PROMPT_CHARACTERS)]
    seconds: Annotated[float, Field(gt=0, le=MOST_BOARD_SECONDS)] = 5.0


class Understood(Shape):
    """What became of each word, and the scene that would be drawn."""

    understanding: dict[str, Any]
    plan: dict[str, Any]


@router.post("/understand")
def understand(house: TheHouse, caller: Reader, said: Words) -> Understood:
    """What is known of a prompt, what is replaced and what is left out. Nothing is made."""
    found = direct(check_prompt(said.prompt), seconds=said.seconds, seed=0)
    return Understood(understanding=found.understanding.to_json(), plan=found.scene.to_plan())


@router.get("/boards")
def boards(house: TheHouse, caller: Reader, project: Id | None = None) -> list[BoardShape]:
    """Boards, those changed last first."""
    wanted = select(Board).where(Board.person_id == caller.person_id)
    if project is not None:
        wanted = wanted.where(Board.project_id == project)
    with house.database.reading() as session:
        return [board_shape(board) for board in session.scalars(wanted.order_by(Board.changed_at.desc()))]


@router.post("/boards", status_code=201)
def new_board(house: TheHouse, caller: Keeper, said: NewBoard) -> BoardShape:
    """Keep a new board."""
    timeline = _checked(said.timeline)
    with house.database.writing() as session:
        if said.project_id is not None:
            own(session, Project, said.project_id, caller, what="project")
        board = Board(
            id=new_id("board"),
            person_id=caller.person_id,
            project_id=said.project_id,
            name=said.name.strip(),
            timeline=timeline,
            revision=1,
            created_at=house.clock(),
            changed_at=house.clock(),
        )
        session.add(board)
        return board_shape(board)


@router.get("/boards/{board_id}")
def board(house: TheHouse, caller: Reader, board_id: str) -> BoardShape:
    """A board."""
    with house.database.reading() as session:
        return board_shape(own(session, Board, board_id, caller, what="board"))


@router.patch("/boards/{board_id}")
def change_board(house: TheHouse, caller: Keeper, board_id: str, said: BoardChange) -> BoardShape:
    """Change a board, unless somebody else has changed it since it was read."""
    timeline = None if said.timeline is None else _checked(said.timeline)
    with house.database.writing() as session:
        found = own(session, Board, board_id, caller, what="board")
        if found.revision != said.revision:
            raise Refusal(
                f"The board was changed elsewhere: it is at revision {found.revision}, and this change is of "
                f"{said.revision}. Read it again, then change it.",
                status=409,
                code="board_changed",
                param="revision",
            )
        found.name = found.name if said.name is None else said.name.strip()
        found.timeline = found.timeline if timeline is None else timeline
        if "project_id" in said.model_fields_set:
            if said.project_id is not None:
                own(session, Project, said.project_id, caller, what="project")
            found.project_id = said.project_id
        found.revision, found.changed_at = found.revision + 1, house.clock()
        events.tell(
            session, caller.person_id, "board.changed", found.id, {"revision": found.revision}, now=house.clock()
        )
        return board_shape(found)


@router.delete("/boards/{board_id}", status_code=204)
def delete_board(house: TheHouse, caller: Keeper, board_id: str) -> None:
    """Delete a board. Clips made of it stay."""
    with house.database.writing() as session:
        session.delete(own(session, Board, board_id, caller, what="board"))


def _checked(timeline: dict[str, Any]) -> dict[str, Any]:
    """The timeline as it is kept; one that has no cards yet is kept, too. Raises Refusal."""
    try:
        return to_entries(from_entries(timeline))
    except InvalidRequest as error:
        raise Refusal(str(error), code="invalid_timeline", param="timeline") from error
