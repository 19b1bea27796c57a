"""The tables of the library. Times are seconds since 1970; an id says what it names, and later ids are greater."""

import secrets
import time
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, LargeBinary, MetaData, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

COUNTER = BigInteger().with_variant(Integer(), "sqlite")  # SQLite counts up only in what it calls INTEGER

ACTIVE = text("finished_at IS NULL")


def new_id(kind: str) -> str:
    """Such as `video_0199c5f0a1b2` + 20 random digits: 12 hexadecimal digits of milliseconds come first."""
    return f"{kind}_{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"


class Table(DeclarativeBase):
    """What all tables share: names of constraints that migrations can rely on."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dict[str, Any]: JSON, list[Any]: JSON, str: Text}  # noqa: RUF012 - as the base class has it


class Person(Table):
    """Somebody with an account. `role` is administrator, member or viewer; `priority_time` and `relaxed_time` are how
    much work was done for them in each lane, in seconds of video, which decides who is next."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str | None]
    login_subject: Mapped[str | None] = mapped_column(unique=True)
    role: Mapped[str]
    plan: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    created_at: Mapped[float]
    disabled_at: Mapped[float | None]
    priority_time: Mapped[float] = mapped_column(default=0.0)
    relaxed_time: Mapped[float] = mapped_column(default=0.0)


class Login(Table):
    """A browser that is signed in, by the SHA-256 of its cookie."""

    __tablename__ = "logins"

    digest: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[float]
    expires_at: Mapped[float]


class Ticket(Table):
    """A link that works once: to set the first password, or a new one."""

    __tablename__ = "tickets"

    digest: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    expires_at: Mapped[float]


class ApiKey(Table):
    """A key of a program, by its SHA-256; `start` is what is shown of it."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    start: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[Any]]
    created_at: Mapped[float]
    used_at: Mapped[float | None]
    revoked_at: Mapped[float | None]


class File(Table):
    """A file of the store, by its content."""

    __tablename__ = "files"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str]
    created_at: Mapped[float]


class Released(Table):
    """A file that something referred to which was deleted for good. What nothing else refers to is removed soon."""

    __tablename__ = "released"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    released_at: Mapped[float]


class Project(Table):
    """Boards and clips that belong together."""

    __tablename__ = "projects"

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    created_at: Mapped[float]
    trashed_at: Mapped[float | None]


class Folder(Table):
    """A folder of the library, inside another one or at the top."""

    __tablename__ = "folders"

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("folders.id", ondelete="CASCADE"))
    name: Mapped[str]
    created_at: Mapped[float]


class Clip(Table):
    """A clip, wanted or made. `asked` is the request it came from, `recipe` what it was made of; `error` says why there
    is none. `status` is queued, in_progress, completed or failed."""

    __tablename__ = "clips"
    __table_args__ = (
        Index("ix_clips_person_id_id", "person_id", "id"),
        Index("ix_clips_folder_id", "folder_id"),
        Index("ix_clips_project_id", "project_id"),
        Index("ix_clips_source_id", "source_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    project_id: Mapped[str | None] = mapped_column(ForeignKey("projects.id", ondelete="SET NULL"))
    folder_id: Mapped[str | None] = mapped_column(ForeignKey("folders.id", ondelete="SET NULL"))
    batch_id: Mapped[str | None]
    source_id: Mapped[str | None]
    title: Mapped[str] = mapped_column(default="")
    prompt: Mapped[str]
    operation: Mapped[str]
    model: Mapped[str]
    status: Mapped[str]
    progress: Mapped[int] = mapped_column(default=0)
    size: Mapped[str]
    fps: Mapped[str]
    frames: Mapped[int]
    seed: Mapped[int] = mapped_column(BigInteger)
    asked: Mapped[dict[str, Any]]
    recipe: Mapped[str | None]
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[float]
    completed_at: Mapped[float | None]
    trashed_at: Mapped[float | None]
    favourite: Mapped[bool] = mapped_column(default=False)
    bookmarked: Mapped[bool] = mapped_column(default=False)
    video: Mapped[str | None] = mapped_column(ForeignKey("files.sha256"))
    thumbnail: Mapped[str | None] = mapped_column(ForeignKey("files.sha256"))
    spritesheet: Mapped[str | None] = mapped_column(ForeignKey("files.sha256"))
    size_bytes: Mapped[int] = mapped_column(BigInteger, default=0)


class Lineage(Table):
    """A clip was made from another one, which may be gone."""

    __tablename__ = "lineage"

    clip_id: Mapped[str] = mapped_column(ForeignKey("clips.id", ondelete="CASCADE"), primary_key=True)
    parent_id: Mapped[str] = mapped_column(primary_key=True, index=True)


class Upload(Table):
    """A picture or clip that somebody sent; `kind` is image or clip."""

    __tablename__ = "uploads"

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    purpose: Mapped[str]
    kind: Mapped[str]
    sha256: Mapped[str] = mapped_column(ForeignKey("files.sha256"))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    size: Mapped[str]
    fps: Mapped[str | None]
    frames: Mapped[int]
    created_at: Mapped[float]
    trashed_at: Mapped[float | None]


class Board(Table):
    """A timeline being worked on, as JSON; `revision` counts its changes."""

    __tablename__ = "boards"

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    project_id: Mapped[str | None] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    name: Mapped[str]
    timeline: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[float]
    changed_at: Mapped[float]


class Preset(Table):
    """A style of somebody's own; shared ones can be seen and cloned by everybody."""

    __tablename__ = "presets"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    name: Mapped[str]
    entries: Mapped[dict[str, Any]]
    shared: Mapped[bool] = mapped_column(default=False)
    cloned_from: Mapped[str | None]
    created_at: Mapped[float]


class Figure(Table):
    """Somebody known by a name in prompts: a character."""

    __tablename__ = "characters"

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    words: Mapped[str]
    sha256: Mapped[str | None] = mapped_column(ForeignKey("files.sha256"))
    created_at: Mapped[float]


class Job(Table):
    """Work to do for a clip, whose id it has. `state` is queued, running, done, failed or cancelled. Whoever claims it
    raises `token`; only the newest token counts. `lane` 0 is priority, 1 relaxed; `position` orders one person's own
    jobs; `cost` is in seconds of video, and `work` says what decides how long it takes; `most_at_once` is how many of
    one person's jobs may run together; the clip gets a sign that everybody sees where `visible_mark` says so.
    `started_at` is when work on it first began; `reason` says what went wrong last. Only a job that is over has
    `finished_at`."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_active", "state", "lane", "position", sqlite_where=ACTIVE, postgresql_where=ACTIVE),
        Index("ix_jobs_person_id_state", "person_id", "state"),
        Index("ix_jobs_finished_at", "finished_at"),
    )

    id: Mapped[str] = mapped_column(ForeignKey("clips.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    lane: Mapped[int]
    position: Mapped[float]
    cost: Mapped[float]
    most_at_once: Mapped[int]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    token: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None]
    lease_until: Mapped[float | None]
    not_before: Mapped[float] = mapped_column(default=0.0)
    wants_cancel: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None]
    created_at: Mapped[float]
    started_at: Mapped[float | None]
    finished_at: Mapped[float | None]
    work: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    visible_mark: Mapped[bool] = mapped_column(default=False)


class Checkpoint(Table):
    """What an engine remembers of a job, so that another worker goes on from there; `done` units of it are finished."""

    __tablename__ = "checkpoints"

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    done: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary)


class Preview(Table):
    """The newest picture of a clip that is being made, as a small JPEG."""

    __tablename__ = "previews"

    clip_id: Mapped[str] = mapped_column(ForeignKey("clips.id", ondelete="CASCADE"), primary_key=True)
    frame: Mapped[int]
    jpeg: Mapped[bytes] = mapped_column(LargeBinary)


class Answered(Table):
    """A request with an idempotency key, and what came of it."""

    __tablename__ = "answered"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    clip_ids: Mapped[list[Any]]
    created_at: Mapped[float]


class Charge(Table):
    """What a finished job used of somebody's plan; at most one for each job. `month` is such as 2026-11."""

    __tablename__ = "charges"
    __table_args__ = (Index("ix_charges_person_id_month", "person_id", "month"),)

    job_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    month: Mapped[str]
    lane: Mapped[int]
    seconds: Mapped[float]
    created_at: Mapped[float]


class Event(Table):
    """Something happened that pages and programs of one person want to hear of. No number is given twice."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_person_id_id", "person_id", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(COUNTER, primary_key=True, autoincrement=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    kind: Mapped[str]
    subject: Mapped[str]
    data: Mapped[dict[str, Any]]
    created_at: Mapped[float]


class Hook(Table):
    """An address that hears of finished clips."""

    __tablename__ = "hooks"

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    url: Mapped[str]
    secret: Mapped[str]
    events: Mapped[list[Any]]
    created_at: Mapped[float]
    disabled_at: Mapped[float | None]


class Delivery(Table):
    """A message for an address, until it has been taken."""

    __tablename__ = "deliveries"

    id: Mapped[str] = mapped_column(primary_key=True)
    hook_id: Mapped[str] = mapped_column(ForeignKey("hooks.id", ondelete="CASCADE"), index=True)
    body: Mapped[dict[str, Any]]
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[float] = mapped_column(index=True)
    status: Mapped[str]
    answer: Mapped[str | None]


class Share(Table):
    """A link that shows one clip to everybody who has it, until it is revoked."""

    __tablename__ = "shares"

    token: Mapped[str] = mapped_column(primary_key=True)
    clip_id: Mapped[str] = mapped_column(ForeignKey("clips.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[float]
    revoked_at: Mapped[float | None]


class Decision(Table):
    """Something was refused. `stage` is prompt, upload or frames; `subject` is the digest of what was looked at, and
    `text` its words, which others see only with an appeal. `policy` is the policy's name. `granted` is the answer to an
    appeal: what was granted is not refused to this person again."""

    __tablename__ = "decisions"
    __table_args__ = (Index("ix_decisions_person_id_subject", "person_id", "subject"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    clip_id: Mapped[str | None]
    stage: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    category: Mapped[str]
    score: Mapped[float]
    words: Mapped[list[Any]]
    frame: Mapped[int | None]
    policy: Mapped[str]
    created_at: Mapped[float] = mapped_column(index=True)
    appeal: Mapped[str | None]
    appealed_at: Mapped[float | None] = mapped_column(index=True)
    granted: Mapped[bool | None]
    answer: Mapped[str | None]
    answered_at: Mapped[float | None]
    answered_by: Mapped[str | None]


class Trace(Table):
    """What finds a clip again without its manifest: the id of its invisible mark (36 bits), and fingerprints of its
    frames, 32 bytes each."""

    __tablename__ = "traces"

    clip_id: Mapped[str] = mapped_column(ForeignKey("clips.id", ondelete="CASCADE"), primary_key=True)
    mark: Mapped[int] = mapped_column(BigInteger, index=True)
    prints: Mapped[bytes] = mapped_column(LargeBinary)


class Setting(Table):
    """What an administrator has set: plans, names of models, whether the queue is paused."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]
