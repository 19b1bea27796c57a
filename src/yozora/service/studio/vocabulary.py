"""The words that can be drawn, to choose from while writing."""

from typing import Literal

from fastapi import APIRouter

from yozora.director.glossary import glossary
from yozora.service.callers import Reader
from yozora.service.studio.shapes import Shape

router = APIRouter(prefix="/api/vocabulary", tags=["Boards"])


class KnownShape(Shape):
    """Something that is drawn as it is said, and a few names of it; `value` is what `POST /api/understand` calls it."""

    slot: Literal["subject", "action", "place", "time", "weather", "colour", "camera", "style"]
    value: str
    en: list[str]
    zh: list[str]


@router.get("")
def vocabulary(caller: Reader) -> list[KnownShape]:
    """What the built-in director knows, by what it says something about."""
    return [
        KnownShape.model_validate(
            {"slot": one.slot.value, "value": one.value, "en": list(one.english), "zh": list(one.chinese)}
        )
        for one in glossary()
    ]
