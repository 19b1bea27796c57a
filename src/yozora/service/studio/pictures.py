"""Small pictures for pages: how a style looks, and who a character is."""

import threading
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from yozora import media
from yozora.core.cards import TextCard
from yozora.core.geometry import FrameSize
from yozora.director import scene_of
from yozora.library.tables import Figure, File
from yozora.provenance import Signer
from yozora.service.callers import Reader, TheHouse
from yozora.service.queries import LONGEST_QUERY_TEXT
from yozora.service.refusals import Refusal
from yozora.service.studio.owned import own
from yozora.service.threads import slowly
from yozora.service.videos.contents import content
from yozora.service.videos.documents import BINARY
from yozora.worlds.renderer import renderer_of

EXAMPLE = "a fox walks through the forest"
SIZE = FrameSize(width_px=480, height_px=270)
MOST_KEPT = 256  # of about 20 kB each
SEED, SECOND = 7, 1.0

Words = Annotated[str, Query(max_length=LONGEST_QUERY_TEXT, description="The entries of a style, joined by commas.")]

router = APIRouter(prefix="/api", tags=["Styles"])
_pencil = threading.Lock()


@router.get("/presets/picture", response_class=Response, responses={200: BINARY})
async def style_picture(house: TheHouse, caller: Reader, words: Words = "") -> Response:
    """The same small scene in a style, as the sketch draws it: a WEBP."""
    picture = await slowly(house, lambda: _drawn(words.strip(), house.signer))
    headers = {"cache-control": "private, max-age=86400", "x-content-type-options": "nosniff"}
    return Response(picture, media_type="image/webp", headers=headers)


@router.get("/characters/{character_id}/content", response_class=Response, responses={200: BINARY})
def character_content(request: Request, house: TheHouse, caller: Reader, character_id: str) -> Response:
    """The picture or the clip that a character was taken from."""
    with house.database.reading() as session:
        figure = own(session, Figure, character_id, caller, what="character")
        file = None if figure.sha256 is None else session.get(File, figure.sha256)
    if file is None:
        raise Refusal("This character has no picture.", status=404, code="character_not_found", param="character_id")
    return content(house, file, name=character_id, headers=request.headers)


@lru_cache(maxsize=MOST_KEPT)
def _drawn(words: str, signer: Signer) -> bytes:
    text = f"{EXAMPLE}, {words}" if words else EXAMPLE
    with _pencil:  # a page asks for a dozen at once, and other requests need the cores as well
        scene = scene_of(TextCard(text=text), seconds=2 * SECOND, seed=SEED)
        frame = renderer_of(scene, size=SIZE, times_s=[SECOND]).frame(0)
        return media.encoded(frame, "WEBP", seal=signer.seal_drawn())
