"""What the Studio API says and hears, as the OpenAPI document shows it. Times are seconds since 1970."""

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from yozora.library.tables import ApiKey, Board, Clip, Event, Folder, Hook, Job, Person, Preset, Project, Share, Upload
from yozora.service.videos.documents import Problem

Name = Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S")]


class Shape(BaseModel):
    """Entries that are not known are refused: they would be lost."""

    model_config = ConfigDict(extra="forbid")


class ClipShape(Shape):
    """A clip of the library. `video`, `thumbnail` and `spritesheet` are addresses once it is completed."""

    id: str
    status: Literal["queued", "in_progress", "completed", "failed"]
    progress: int
    title: str
    prompt: str
    operation: str
    model: str
    size: str
    fps: float
    frames: int
    seconds: float
    seed: int
    created_at: float
    completed_at: float | None
    trashed_at: float | None
    favourite: bool
    bookmarked: bool
    folder_id: str | None
    project_id: str | None
    batch_id: str | None
    source_id: str | None
    size_bytes: int
    notes: list[str]
    error: dict[str, Any] | None
    video: str | None
    thumbnail: str | None
    spritesheet: str | None


class ClipDetail(ClipShape):
    """A clip with its recipe, the request it came from, and the clips before and after it."""

    recipe: dict[str, Any] | None
    asked: dict[str, Any]
    parents: list[str]
    children: list[str]


class ClipPage(Shape):
    """Clips, and where the next ones begin."""

    clips: list[ClipShape]
    next: str | None


class ClipChange(Shape):
    """What may be changed of a clip; what is left out stays."""

    title: str | None = Field(default=None, max_length=200)
    favourite: bool | None = None
    bookmarked: bool | None = None
    folder_id: str | None = None
    project_id: str | None = None


class Chosen(Shape):
    """Several clips at once."""

    ids: list[str] = Field(min_length=1, max_length=1000)


class Changed(Shape):
    """How many were changed."""

    changed: int


class Counts(Shape):
    """How many clips are where: `all` but those in the trash, and by folders, of which empty ones are left out. Clips
    of a folder inside a folder count there only. `uploads` are those not in the trash."""

    all: int
    favourites: int
    bookmarks: int
    uploads: int
    trash: int
    folders: dict[str, int]


class FolderShape(Shape):
    """A folder."""

    id: str
    name: str
    parent_id: str | None
    created_at: float


class NewFolder(Shape):
    """A folder to be made, or its new name and place."""

    name: Name
    parent_id: str | None = None


class ProjectShape(Shape):
    """A project."""

    id: str
    name: str
    created_at: float
    trashed_at: float | None


class NewProject(Shape):
    """A project to be made, or its new name."""

    name: Name


class BoardShape(Shape):
    """A board; `revision` grows with each change."""

    id: str
    name: str
    project_id: str | None
    timeline: dict[str, Any]
    revision: int
    created_at: float
    changed_at: float


class NewBoard(Shape):
    """A board to be made: a timeline in the form `yozora-timeline/1`."""

    name: Name
    project_id: str | None = None
    timeline: dict[str, Any]


class BoardChange(Shape):
    """A change of a board that was read as `revision`; what is left out stays."""

    name: Name | None = None
    project_id: str | None = None
    timeline: dict[str, Any] | None = None
    revision: int


class PresetShape(Shape):
    """A style; `own` ones can be changed."""

    id: str
    name: str
    entries: dict[str, Any]
    own: bool
    shared: bool
    cloned_from: str | None


class NewPreset(Shape):
    """A style to be kept: theme, colour, camera, film_stock, lighting, content, mood."""

    name: Name
    entries: dict[str, Any]
    shared: bool = False


class UploadShape(Shape):
    """A picture or clip that was sent."""

    id: str
    name: str
    kind: Literal["image", "clip"]
    size: str
    fps: float | None
    frames: int
    size_bytes: int
    created_at: float
    trashed_at: float | None
    content: str


class JobShape(Shape):
    """Work that waits, runs or is over. `ahead` is how many jobs are likely to start before it; `left_s` how long it
    will take from now, where that can be told."""

    clip: ClipShape
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    lane: Literal["priority", "relaxed"]
    attempts: int
    reason: str | None
    created_at: float
    started_at: float | None
    ahead: int | None = None
    left_s: float | None = None


class Activity(Shape):
    """What waits, runs and has ended lately; `paused` starts nothing new."""

    jobs: list[JobShape]
    paused: bool


class Move(Shape):
    """Before which waiting clip; null is the end."""

    before: str | None = None


class PersonShape(Shape):
    """Somebody with an account."""

    id: str
    name: str
    role: Literal["administrator", "member", "viewer"]
    plan: str
    language: str
    created_at: float
    disabled_at: float | None


class KeyShape(Shape):
    """A key; of its secret only the start is known."""

    id: str
    name: str
    start: str
    scopes: list[str]
    created_at: float
    used_at: float | None
    revoked_at: float | None


class ShareShape(Shape):
    """A link that shows one clip."""

    token: str
    clip_id: str
    created_at: float
    revoked_at: float | None


class EventShape(Shape):
    """Something that happened."""

    id: int
    kind: str
    subject: str
    data: dict[str, Any]
    created_at: float


class HookShape(Shape):
    """An address that hears of finished clips."""

    id: str
    url: str
    events: list[str]
    created_at: float
    disabled_at: float | None


class EstimateShape(Shape):
    """What a request would cost and take. `lane` is both where the month has priority clips left for some of the clips
    only; `priority_left` are those before this request, null where the plan sets no limit. `wait_s` is until the first
    of the clips begins, `work_s` for each, `done_s` until the last is finished: guesses by what was made lately, or by
    the speed of the machine at first, null where the engine is not known. `refusal` is why the plan does not allow it,
    in the form of an error."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "clips": 2,
                "size": "1280x720",
                "seconds_each": 5.0,
                "plan": "pro",
                "limits": {"priority_clips_a_month": 500, "most_seconds": 20.0, "clips_at_once": 5},
                "lane": "priority",
                "priority_left": 480,
                "queue_ahead": 1,
                "wait_s": 12.5,
                "work_s": 21.0,
                "done_s": 54.5,
                "notes": [],
                "refusal": None,
            }
        },
    )

    clips: int
    size: str
    seconds_each: float
    plan: str
    limits: dict[str, int | float | bool | None]
    lane: Literal["priority", "relaxed", "both"] | None
    priority_left: int | None
    queue_ahead: int | None
    wait_s: float | None
    work_s: float | None
    done_s: float | None
    notes: list[str]
    refusal: Problem | None


def clip_shape(clip: Clip) -> ClipShape:
    """A clip as it is shown."""
    return ClipShape.model_validate(_entries(clip))


def clip_detail(clip: Clip, *, parents: Sequence[str], children: Sequence[str]) -> ClipDetail:
    """A clip as its own page shows it."""
    recipe = None if clip.recipe is None else json.loads(clip.recipe)
    more = {"recipe": recipe, "asked": clip.asked, "parents": list(parents), "children": list(children)}
    return ClipDetail.model_validate({**_entries(clip), **more})


def _entries(clip: Clip) -> dict[str, Any]:
    fps = Fraction(clip.fps)
    same = (name for name in ClipShape.model_fields if name in Clip.__table__.columns and name not in _ADDRESSES)
    shown = {name: getattr(clip, name) for name in same}
    address = f"/v1/videos/{clip.id}/content?variant="
    if clip.trashed_at is not None:  # for the Videos API it is gone
        address = f"/api/clips/{clip.id}/content?variant="
    return {
        **shown,
        "fps": float(fps),
        "seconds": float(clip.frames / fps),
        "notes": clip.notes.get("engine", []),
        **{name: None if getattr(clip, name) is None else address + name for name in _ADDRESSES},
    }


_ADDRESSES = ("video", "thumbnail", "spritesheet")


def folder_shape(folder: Folder) -> FolderShape:
    """A folder as it is shown."""
    return FolderShape(id=folder.id, name=folder.name, parent_id=folder.parent_id, created_at=folder.created_at)


def project_shape(project: Project) -> ProjectShape:
    """A project as it is shown."""
    return ProjectShape(id=project.id, name=project.name, created_at=project.created_at, trashed_at=project.trashed_at)


def board_shape(board: Board) -> BoardShape:
    """A board as it is shown."""
    return BoardShape(**{name: getattr(board, name) for name in BoardShape.model_fields})


def preset_shape(preset: Preset, *, person_id: str) -> PresetShape:
    """A kept style as it is shown."""
    return PresetShape(
        id=preset.id,
        name=preset.name,
        entries=preset.entries,
        own=preset.person_id == person_id,
        shared=preset.shared,
        cloned_from=preset.cloned_from,
    )


def upload_shape(upload: Upload) -> UploadShape:
    """An upload as it is shown."""
    same = ("id", "name", "kind", "size", "frames", "size_bytes", "created_at", "trashed_at")
    return UploadShape(
        **{name: getattr(upload, name) for name in same},
        fps=None if upload.fps is None else float(Fraction(upload.fps)),
        content=f"/api/uploads/{upload.id}/content",
    )


def job_shape(job: Job, clip: Clip, *, ahead: int | None = None, left_s: float | None = None) -> JobShape:
    """Work as it is shown."""
    same = ("state", "attempts", "reason", "created_at", "started_at")
    return JobShape(
        clip=clip_shape(clip),
        lane="relaxed" if job.lane else "priority",
        ahead=ahead,
        left_s=left_s,
        **{name: getattr(job, name) for name in same},
    )


def person_shape(person: Person) -> PersonShape:
    """Somebody as they are shown; never the password."""
    return PersonShape(**{name: getattr(person, name) for name in PersonShape.model_fields})


def key_shape(key: ApiKey) -> KeyShape:
    """A key as it is shown; never its secret."""
    return KeyShape(**{name: getattr(key, name) for name in KeyShape.model_fields})


def share_shape(share: Share) -> ShareShape:
    """A link as it is shown."""
    return ShareShape(**{name: getattr(share, name) for name in ShareShape.model_fields})


def event_shape(event: Event) -> EventShape:
    """An event as it is told."""
    return EventShape(**{name: getattr(event, name) for name in EventShape.model_fields})


def hook_shape(hook: Hook) -> HookShape:
    """An address as it is shown; never its secret."""
    return HookShape(**{name: getattr(hook, name) for name in HookShape.model_fields})
