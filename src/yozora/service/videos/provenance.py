"""Where a file comes from, as far as that can be told."""

import time
from datetime import UTC, datetime
from typing import Literal

from fastapi import APIRouter, Request

from yozora.provenance.credentials import State
from yozora.provenance.verifying import LIKELY, SURE, Origin, Verdict
from yozora.service.callers import Reader, TheHouse
from yozora.service.threads import slowly
from yozora.service.verification import verified
from yozora.service.videos.documents import ERRORS, EvidenceResult, ManifestResult, ProvenanceCheck, body_of
from yozora.service.videos.reading import wished
from yozora.service.videos.requests import CheckFile

router = APIRouter(prefix="/v1", tags=["Provenance"], responses=ERRORS)


@router.post("/content_provenance_checks", openapi_extra=body_of(CheckFile))
async def check_provenance(request: Request, house: TheHouse, caller: Reader) -> ProvenanceCheck:
    """Where a picture or a clip comes from: by its manifest, its invisible watermark, clips of the library that look
    like it, and by the look of it. The file is not kept."""
    async with wished(request, house, CheckFile) as (wish, _):
        return _told(await slowly(house, lambda: verified(house, wish.file.path)))


def _told(verdict: Verdict) -> ProvenanceCheck:
    said = verdict.credentials
    manifest = ManifestResult(
        outcome="not_detected" if said.state is State.NOT_PRESENT else "detected",
        validation_state=said.state.value,
        issuer=said.issuer,
        model=said.engine,
        generated_at=None if said.signed_at is None else said.signed_at.isoformat(),
    )
    alike = verdict.likeness
    return ProvenanceCheck(
        created_at=int(time.time()),
        answer=verdict.answer.value,
        confidence=verdict.confidence,
        changed=verdict.changed,
        results=[
            manifest,
            _evidence("watermark", 0.0 if verdict.mark is None else SURE, verdict.origin),
            _evidence("fingerprint", 0.0 if alike is None else alike.share, None if alike is None else alike.origin),
            _evidence("classifier", verdict.chance, None),
        ],
    )


def _evidence(
    kind: Literal["watermark", "fingerprint", "classifier"], confidence: float, origin: Origin | None
) -> EvidenceResult:
    when = None if origin is None else datetime.fromtimestamp(origin.created_at, UTC).isoformat()
    return EvidenceResult(
        type=kind,
        outcome="detected" if confidence >= LIKELY else "not_detected",
        confidence=round(confidence, 3),
        model=None if origin is None else origin.model,
        generated_at=when,
    )
