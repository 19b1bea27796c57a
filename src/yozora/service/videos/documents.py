"""What `openapi.json` says of bodies and answers: each answer is exactly one of these."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import models_json_schema

from yozora.safety.findings import Category, Stage
from yozora.service.videos.requests import (
    ChangeVideo,
    CheckFile,
    CreateCharacter,
    CreateFile,
    CreateImage,
    CreateVideo,
    EditVideo,
    ExtendVideo,
    RemixVideo,
    Wish,
)

REFERENCES = "#/components/schemas/{model}"
REQUESTS: tuple[type[Wish], ...] = (
    ChangeVideo,
    CheckFile,
    CreateCharacter,
    CreateFile,
    CreateImage,
    CreateVideo,
    EditVideo,
    ExtendVideo,
    RemixVideo,
)
EXAMPLES = Path(__file__).parents[1] / "examples.json"  # scripts/write_examples.py writes it
FILES_ONLY = (CheckFile, CreateCharacter, CreateFile)


def reference_to(kind: type[BaseModel]) -> dict[str, Any]:
    """The schema of something that the document describes in one place."""
    return {"$ref": REFERENCES.format(model=kind.__name__)}


class Answer(BaseModel):
    """What all answers have in common: nothing is in them that is not said here."""

    model_config = ConfigDict(extra="forbid")


class Failure(Answer):
    """Why there is no clip: a code such as `cancelled`, and what happened."""

    code: str
    message: str
    refusal: "RefusalShape | None" = None


class Video(Answer):
    """A clip that is wanted or made."""

    id: str
    object: Literal["video"]
    model: str
    status: Literal["queued", "in_progress", "completed", "failed"]
    progress: int
    created_at: int
    completed_at: int | None
    expires_at: int | None
    prompt: str | None
    size: str
    seconds: str
    remixed_from_video_id: str | None
    error: Failure | None
    operation: str
    seed: int
    fps: float
    num_frames: int
    duration_s: float
    title: str | None
    project_id: str | None
    folder_id: str | None
    batch_id: str | None
    notes: list[str]
    reason: str | None = Field(description="Why it waits to be tried again.")
    metadata: dict[str, str]


class VideoWithRecipe(Video):
    """A clip, everything it is made from, and the other takes where more than one were asked for."""

    recipe: dict[str, Any] | None
    others: list[Video] | None = None


class Page(Answer):
    """Some of a list; `last_id` is what to ask for more `after`."""

    object: Literal["list"]
    first_id: str | None
    last_id: str | None
    has_more: bool


class VideoList(Page):
    """Clips."""

    data: list[Video]


class Character(Answer):
    """Somebody known by a name."""

    id: str
    object: Literal["character"]
    name: str
    created_at: int
    words: str


class CharacterList(Page):
    """Characters."""

    data: list[Character]


class FileObject(Answer):
    """A picture or a clip that was sent."""

    id: str
    object: Literal["file"]
    bytes: int
    created_at: int
    expires_at: int | None
    filename: str
    purpose: str
    status: Literal["processed"]
    status_details: str | None
    kind: Literal["image", "clip"]
    size: str
    num_frames: int


class FileList(Page):
    """Files."""

    data: list[FileObject]


class Deleted(Answer):
    """Something is gone."""

    id: str
    object: str
    deleted: Literal[True]


class ModelObject(Answer):
    """A name that requests may call a model by."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str
    engine: str


class ModelList(Answer):
    """Names of models."""

    object: Literal["list"]
    data: list[ModelObject]


class ImageObject(Answer):
    """A picture, in itself or as a data URL."""

    b64_json: str | None = None
    url: str | None = None
    video_id: str


class ImageList(Answer):
    """Pictures that were made."""

    created: int
    size: str
    output_format: Literal["png", "jpeg", "webp"]
    data: list[ImageObject]


class ManifestResult(Answer):
    """What the manifest inside a file says."""

    type: Literal["c2pa"] = "c2pa"
    outcome: Literal["detected", "not_detected"]
    validation_state: Literal["trusted", "valid", "invalid", "not_present"]
    issuer: str | None
    model: str | None
    generated_at: str | None


class EvidenceResult(Answer):
    """What else speaks for it: an invisible watermark, a clip of this library that looks like the file, or the look of
    the built-in model. `confidence` is 0 to 1; `model` and `generated_at` are those of the clip that was found."""

    type: Literal["watermark", "fingerprint", "classifier"]
    outcome: Literal["detected", "not_detected"]
    confidence: float
    model: str | None = None
    generated_at: str | None = None


class ProvenanceCheck(Answer):
    """Where a file comes from: here (made by this installation), copy (it looks like a clip that was), yozora (made by
    Yozora elsewhere), other (somebody else signed it), likely (it has the look of the built-in model) or unknown; with
    how sure that is, 0 to 1. `changed`: the file is not as it was signed."""

    object: Literal["content_provenance_check"] = "content_provenance_check"
    created_at: int
    answer: Literal["here", "copy", "yozora", "other", "likely", "unknown"]
    confidence: float
    changed: bool
    results: list[ManifestResult | EvidenceResult]


class RefusalShape(Answer):
    """Where a policy saw what it refuses: at which stage (prompt, upload, frames), of which category, in which words or
    in which frame; and the id of the decision, which can be appealed."""

    stage: Stage
    category: Category
    words: list[str]
    frame: int | None
    decision: str


class Problem(Answer):
    """What is wrong: a text for people, a kind, the entry it is about, and a code for programs. `refusal` comes with
    the code `moderation_blocked` only."""

    message: str
    type: str
    param: str | None
    code: str | None
    refusal: RefusalShape | None = None


class ProblemAnswer(Answer):
    """An answer that is an error."""

    error: Problem


# By reference: of a model, FastAPI makes a validator for every status of every route, which took half of the time until
# a server is ready.
ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"description": description, "content": {"application/json": {"schema": reference_to(ProblemAnswer)}}}
    for status, description in (
        (400, "The request is wrong; the message says what is possible."),
        (401, "There is no such key."),
        (403, "This key, or this person, may not do this."),
        (404, "There is no such thing, or it is somebody else's."),
        (409, "Not now: it is not ready, or the idempotency key was another request's."),
        (408, "The body did not arrive in time."),
        (410, "A link that worked once."),
        (413, "The body is too large."),
        (415, "A body of this kind is not read."),
        (416, "The file has no such part."),
        (429, "Too much at once, or more than the plan allows."),
        (502, "A service elsewhere does not answer."),
        (503, "Something this needs is away for a while: database, files, a model."),
        (507, "The disk is full."),
    )
}
BINARY: dict[str, Any] = {
    "description": "The file",
    "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in ("video/*", "image/*")},
}


def body_of(kind: type[Wish]) -> dict[str, Any]:
    """The body of a request, as JSON and as a form; what holds nothing but a file is a form only."""
    schema = reference_to(kind)
    kinds = ("multipart/form-data",) if kind in FILES_ONLY else ("application/json", "multipart/form-data")
    return {"requestBody": {"required": True, "content": {name: {"schema": schema} for name in kinds}}}


def inline_body_of(kind: type[Wish]) -> dict[str, Any]:
    """The body of a request as JSON, described where it is used."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": kind.model_json_schema()}}}}


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the schemas of request bodies, with examples and keys, and without the answer 422, which is
    never given."""
    _, requests = models_json_schema(
        [(kind, "validation") for kind in (*REQUESTS, ProblemAnswer)], ref_template=REFERENCES
    )
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas.update(requests["$defs"])
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    document["security"] = [{"key": []}]
    examples = json.loads(EXAMPLES.read_text("utf-8"))
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            operation["responses"].pop("422", None)
            _show(operation, examples.get(f"{method.upper()} {path}", {}))
    return document


def _show(operation: dict[str, Any], example: Mapping[str, Any]) -> None:
    """Put the example of a request and its answer where they belong."""
    if "body" in example:
        for entry in operation["requestBody"]["content"].values():
            entry["example"] = example["body"]
    for status, answer in operation["responses"].items():
        if status.startswith("2") and "answer" in example and "application/json" in answer.get("content", {}):
            answer["content"]["application/json"]["example"] = example["answer"]
