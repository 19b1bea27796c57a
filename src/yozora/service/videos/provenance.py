"""Where a file comes from, as far as it says so itself."""

import time
from typing import Any

from fastapi import APIRouter, Request

from yozora.service.callers import Reader, TheHouse
from yozora.service.videos.documents import ProvenanceCheck, body_of
from yozora.service.videos.reading import wished
from yozora.service.videos.requests import CheckFile

router = APIRouter(prefix="/v1", tags=["Provenance"])


@router.post(
    "/content_provenance_checks", responses={200: {"model": ProvenanceCheck}}, openapi_extra=body_of(CheckFile)
)
async def check_provenance(request: Request, house: TheHouse, caller: Reader) -> dict[str, Any]:
    """Whether a file carries a manifest of where it comes from. Clips carry none yet, so the answer is no."""
    async with wished(request, house, CheckFile):
        result = {
            "type": "c2pa",
            "outcome": "not_detected",
            "validation_state": "not_present",
            "issuer": None,
            "model": None,
            "generated_at": None,
        }
        return {"object": "content_provenance_check", "created_at": int(time.time()), "results": [result]}
