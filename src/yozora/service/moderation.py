"""What people ask for and bring is looked at here before anything else is done with it; refusals are kept."""

import hashlib
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

from yozora import media
from yozora.core.errors import UnreadableFile
from yozora.core.recipe import Recipe
from yozora.library import decisions
from yozora.safety.findings import Stage
from yozora.safety.refusals import CODE, Refused
from yozora.safety.texts import texts_of
from yozora.service.callers import Caller
from yozora.service.forms import SentFile
from yozora.service.house import House
from yozora.service.refusals import Refusal

SETTINGS = frozenset(
    "before blend fit format fps loop model operation output_format parts plan priority remix_strength response_format "
    "seam seconds size stream strength".split()
)
"""Entries of requests and recipes that have values of their own. In metadata they are texts like all others."""

_ID = re.compile(r"(?:[a-z]+_)?[0-9a-f]{32,}(?:\.\w+)?|[\d.:x/ -]*")

_EYES = ThreadPoolExecutor(1, "eyes")
"""Large pictures that come together would fill the memory, and each thread that looked at one keeps its share of it."""

log = logging.getLogger(__name__)


def check_words(house: House, caller: Caller, *said: Any, stage: Stage = Stage.PROMPT) -> None:
    """Look at every text in a request and in what came of it: strings, and lists and objects with strings.

    Raises Refusal, unless an administrator has let this person have the same.
    """
    texts = list(dict.fromkeys(text for one in said for text in _texts(one)))
    subject = decisions.subject_of(texts)
    _checked(
        house, caller, subject, "\n".join(texts), lambda: house.guard.check_words(texts, role=caller.role, stage=stage)
    )


def check_file(house: House, caller: Caller, path: Path, name: str, *, still: bool = False) -> None:
    """Look at the name of a file that somebody brings, at the words of the recipe inside it, and at every picture,
    or where it is wanted as a `still`, at the first. The file has been examined. Raises Refusal likewise."""
    recipe = media.read_recipe(path)
    check_words(house, caller, name, None if recipe is None else _said_in(recipe), stage=Stage.UPLOAD)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    review = house.guard.reviewer(Stage.UPLOAD, role=caller.role)

    def look() -> None:
        frames = [media.read_picture(path)] if still or media.is_picture(path) else media.read_frames(path)
        for number, frame in enumerate(frames):
            review(number, frame)

    _checked(house, caller, sha256, name, _EYES.submit(look).result)


def _checked(house: House, caller: Caller, subject: str, text: str, look: Callable[[], None]) -> None:
    try:
        look()
    except Refused as refused:
        with house.database.reading() as session:
            if decisions.is_granted(session, caller.person_id, subject):
                return
        with house.database.writing() as session:
            kept = decisions.record(
                session, refused, person_id=caller.person_id, subject=subject, text=text, now=house.clock()
            )
        details = {**refused.to_json(), "decision": kept.id}
        log.info("refused", extra={"decision": kept.id, "stage": kept.stage, "category": kept.category})
        raise Refusal(str(refused), code=CODE, param=_PARAMS[refused.stage], refusal=details) from refused


_PARAMS = {Stage.PROMPT: "prompt", Stage.UPLOAD: "file", Stage.FRAMES: None}


def _said_in(text: str) -> list[str]:
    """What people wrote in a recipe and in those of its parents; of one that is damaged, all of it."""
    try:
        return _said_by(Recipe.from_json(text))
    except UnreadableFile:
        return [text]


def _said_by(recipe: Recipe) -> list[str]:
    parents = [one.recipe for one in recipe.parents if one.recipe is not None]
    return [*texts_of(recipe), *(text for parent in parents for text in _said_by(parent))]


def _texts(value: Any, settings: AbstractSet[str] = SETTINGS) -> Iterator[str]:
    """Strings that may say something: no ids, hashes and numbers."""
    if isinstance(value, SentFile):
        yield value.filename
    elif isinstance(value, str):
        if not _ID.fullmatch(value):
            yield value
    elif isinstance(value, dict):
        for name, one in cast(dict[str, Any], value).items():
            if name not in settings:
                yield from _texts(one, frozenset() if name == "metadata" else settings)
    elif isinstance(value, (list, tuple)):
        for one in cast(Sequence[Any], value):
            yield from _texts(one, settings)
