"""Where a file comes from: for everybody, also without an account."""

from collections.abc import Generator
from contextlib import contextmanager
from threading import BoundedSemaphore

from fastapi import APIRouter, Request

from yozora.provenance.credentials import State
from yozora.provenance.verifying import Answer, Verdict
from yozora.service.callers import TheHouse
from yozora.service.forms import MIB, FormLimits, SentFile, read_body
from yozora.service.house import House
from yozora.service.refusals import Refusal
from yozora.service.studio.shapes import Shape
from yozora.service.studio.uploads import FORM
from yozora.service.threads import slowly
from yozora.service.verification import verified

AT_ONCE = 4
"""So many files of strangers are looked at together; who comes then is asked to try again."""

RETRY_S = 5
LIMITS = FormLimits(most_form_bytes=64 * MIB, most_parts=4, longest_s=60)

router = APIRouter(prefix="/api/verify", tags=["Provenance"])

_turns = BoundedSemaphore(AT_ONCE)


class IngredientShape(Shape):
    """A file that was used, and what its own manifest was worth then."""

    title: str
    state: State


class ManifestShape(Shape):
    """What a file says of itself in its manifest. `engine` made it by an `operation` of the `ingredients`; `recipe` and
    `weights` are SHA-256; `problems` say what is wrong."""

    state: State
    issuer: str | None
    signed_at: str | None
    program: str | None
    engine: str | None
    engine_version: str | None
    operation: str | None
    recipe: str | None
    weights: str | None
    ingredients: list[IngredientShape]
    problems: list[str]


class MarkShape(Shape):
    """An invisible mark: its number, 9 hexadecimal digits, and by how many standard deviations it stands out."""

    number: str
    strength: float


class OriginShape(Shape):
    """A clip of this library. Its id is its owner's to look at; others learn when and by what it was made."""

    clip_id: str
    model: str
    operation: str
    created_at: float


class LikenessShape(Shape):
    """A clip that looks like the file, and the share of the file's pictures that are in it."""

    origin: OriginShape
    share: float


class VerdictShape(Shape):
    """One answer: here (made by this installation), copy (it looks like a clip that was), yozora (made by Yozora
    elsewhere), other (somebody else signed it), likely (it has the look of the built-in model) or unknown; with how
    sure that is, 0 to 1. `changed`: the file is not as it was signed."""

    name: str
    answer: Answer
    confidence: float
    changed: bool
    manifest: ManifestShape
    mark: MarkShape | None
    origin: OriginShape | None
    likeness: LikenessShape | None
    chance: float


@router.post("", openapi_extra=FORM)
async def check(request: Request, house: TheHouse) -> VerdictShape:
    """Where a picture or a clip comes from, sent as `file` of a form. The file is not kept."""
    with _turn():
        house.folder.mkdir(parents=True, exist_ok=True)
        async with read_body(request, limits=LIMITS, temporary=house.folder) as body:
            sent = body.values.get("file")
            if not isinstance(sent, SentFile):
                raise Refusal("There is no file in the form. Send one as file.", code="missing_file", param="file")
            return await slowly(house, lambda: _checked(house, sent))


def _checked(house: House, sent: SentFile) -> VerdictShape:
    return verdict_shape(verified(house, sent.path), name=sent.filename[:200] or "file")


def verdict_shape(verdict: Verdict, *, name: str) -> VerdictShape:
    """A verdict as it is told."""
    said = verdict.credentials
    return VerdictShape(
        name=name,
        answer=verdict.answer,
        confidence=verdict.confidence,
        changed=verdict.changed,
        manifest=ManifestShape(
            state=said.state,
            issuer=said.issuer,
            signed_at=None if said.signed_at is None else said.signed_at.isoformat(),
            program=said.program,
            engine=said.engine,
            engine_version=said.engine_version,
            operation=said.operation,
            recipe=said.recipe,
            weights=said.weights,
            ingredients=[IngredientShape(title=one.title, state=one.state) for one in said.ingredients],
            problems=list(said.problems),
        ),
        mark=None
        if verdict.mark is None
        else MarkShape(number=f"{verdict.mark.id:09x}", strength=round(verdict.mark.confidence, 1)),
        origin=None if verdict.origin is None else OriginShape(**vars(verdict.origin)),
        likeness=None
        if verdict.likeness is None
        else LikenessShape(origin=OriginShape(**vars(verdict.likeness.origin)), share=round(verdict.likeness.share, 3)),
        chance=verdict.chance,
    )


@contextmanager
def _turn() -> Generator[None]:
    if not _turns.acquire(blocking=False):
        raise Refusal(
            "Other files are being looked at. Try again in a few seconds.",
            status=503,
            code="busy",
            headers={"retry-after": str(RETRY_S)},
        )
    try:
        yield
    finally:
        _turns.release()
