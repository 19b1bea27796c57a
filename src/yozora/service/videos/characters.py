"""The routes of characters: somebody in a clip or a picture, under a name."""

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import select

from yozora.generate.likeness import taken
from yozora.library.tables import Figure, new_id
from yozora.service import moderation
from yozora.service.callers import Caller, Creator, Keeper, Reader, TheHouse
from yozora.service.house import House
from yozora.service.refusals import Refusal
from yozora.service.threads import slowly
from yozora.service.videos import answers
from yozora.service.videos.documents import Character, CharacterList, Deleted, body_of
from yozora.service.videos.given import given
from yozora.service.videos.reading import wished
from yozora.service.videos.requests import CreateCharacter

router = APIRouter(prefix="/v1/videos/characters", tags=["Characters"])


@router.get("", responses={200: {"model": CharacterList}})
def list_characters(house: TheHouse, caller: Reader) -> dict[str, Any]:
    """Everybody who is known by a name, the newest first."""
    own = select(Figure).where(Figure.person_id == caller.person_id).order_by(Figure.id.desc())
    with house.database.reading() as session:
        found = session.scalars(own).all()
    return answers.listed([answers.character(one) for one in found], has_more=False)


@router.post("", responses={200: {"model": Character}}, openapi_extra=body_of(CreateCharacter))
async def create_character(request: Request, house: TheHouse, caller: Creator) -> dict[str, Any]:
    """Know somebody in a clip or a picture by a name."""
    async with wished(request, house, CreateCharacter) as (wish, _):
        return await slowly(house, lambda: _known_by_name(house, caller, wish))


@router.get("/{character_id}", responses={200: {"model": Character}})
def retrieve_character(house: TheHouse, caller: Reader, character_id: str) -> dict[str, Any]:
    """Somebody who is known by a name."""
    with house.database.reading() as session:
        return answers.character(_own(session.get(Figure, character_id), caller, character_id))


@router.delete("/{character_id}", responses={200: {"model": Deleted}})
def delete_character(house: TheHouse, caller: Keeper, character_id: str) -> dict[str, Any]:
    """Forget somebody. Clips they are in stay as they are."""
    with house.database.writing() as session:
        session.delete(_own(session.get(Figure, character_id), caller, character_id))
    return {"id": character_id, "object": "character.deleted", "deleted": True}


def _known_by_name(house: House, caller: Caller, wish: CreateCharacter) -> dict[str, Any]:
    moderation.check_words(house, caller, wish.name, wish.words)
    with given(house, caller) as found:
        stored = found.anything(wish.video)
        one = taken(wish.name, stored.path, words=wish.words)
        with house.database.writing() as session:
            session.merge(stored.row)
            session.flush()
            figure = Figure(
                id=new_id("char"),
                person_id=caller.person_id,
                name=one.name,
                words=one.words,
                sha256=stored.row.sha256,
                created_at=house.clock(),
            )
            session.add(figure)
    return answers.character(figure)


def _own(figure: Figure | None, caller: Caller, character_id: str) -> Figure:
    if figure is None or figure.person_id != caller.person_id:
        raise Refusal(
            f"There is no character {character_id[:60]!r}.",
            status=404,
            code="character_not_found",
            param="character_id",
        )
    return figure
