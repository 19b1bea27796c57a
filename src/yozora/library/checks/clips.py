"""Clips and jobs that do not fit together, or lack what they should have."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial

from sqlalchemy import Select, and_, delete, or_, select
from sqlalchemy.orm import Session

from yozora.core.errors import UnreadableFile
from yozora.library import events
from yozora.library.blobs import MissingBlob
from yozora.library.checks.finding import Finding, Patient, shown
from yozora.library.database import add_unless_there
from yozora.library.ledger import ACTIVE
from yozora.library.pictures import PICTURES, add_pictures
from yozora.library.tables import Charge, Checkpoint, Clip, Job, Preview

STUCK_S = 600.0
"""So long after its lease ended, no worker is going to take a job over by itself: none runs."""

LOST = "The file of the clip was lost. It can be made again."
GONE = "The file of the clip was lost. Bring it back from a backup, or import it again."
NO_JOB = "The clip was waiting, but nobody was told to make it. Try it again."

_WITHOUT_FILE = and_(Clip.status == "completed", Clip.video.is_(None))
_WITHOUT_PICTURES = and_(
    Clip.status == "completed", Clip.video.is_not(None), or_(Clip.thumbnail.is_(None), Clip.spritesheet.is_(None))
)


def without_file(patient: Patient) -> Iterator[Finding]:
    """Clips that are said to be completed, but have no video."""
    with patient.database.reading() as session:
        found = session.scalars(select(Clip.id).where(_WITHOUT_FILE)).all()
    if found:
        yield Finding(
            check="clips_without_file",
            what="Clips are completed, but have no file.",
            count=len(found),
            examples=shown(found),
            cure="marks them as failed; those with a recipe can be made again",
            repair=partial(_fail_all, patient),
        )


def without_pictures(patient: Patient) -> Iterator[Finding]:
    """Clips without a thumbnail or sprite sheet."""
    with patient.database.reading() as session:
        found = session.scalars(select(Clip.id).where(_WITHOUT_PICTURES)).all()
    if found:
        yield Finding(
            check="clips_without_pictures",
            what="Clips have no thumbnail or no sprite sheet.",
            count=len(found),
            examples=shown(found),
            cure="makes them of the clip",
            repair=partial(_picture_all, patient, found),
        )


def stuck(patient: Patient) -> Iterator[Finding]:
    """Jobs whose worker has been silent for long, and that no other one took over."""
    with patient.database.reading() as session:
        found = session.scalars(_stuck(patient)).all()
    if found:
        yield Finding(
            check="stuck_jobs",
            what=f"Jobs are said to run, but their worker has been silent for {STUCK_S / 60:.0f} minutes or longer.",
            count=len(found),
            examples=shown(job.id for job in found),
            cure="puts them back into the queue, or ends those that were cancelled",
            repair=partial(_put_back, patient),
        )


def without_job(patient: Patient) -> Iterator[Finding]:
    """Clips that wait or are being made, though nobody has them to do."""
    with patient.database.reading() as session:
        found = [clip.id for clip in session.scalars(_without_job())]
    if found:
        yield Finding(
            check="clips_without_job",
            what="Clips are waiting, but no job is there to make them.",
            count=len(found),
            examples=shown(found),
            cure="queues those with a recipe that never had a job, and marks the others as failed, to be tried again",
            repair=partial(_queue_again, patient),
        )


def fail(session: Session, clip: Clip, *, code: str, message: str, now: float) -> None:
    """Mark a clip as failed; where its recipe is there, its job can be tried again, which is not charged twice."""
    clip.status, clip.error, clip.size_bytes = "failed", {"code": code, "message": message}, 0
    clip.video = clip.thumbnail = clip.spritesheet = None
    job = session.get(Job, clip.id)
    if job is None and clip.recipe is not None:
        job = _job(clip, now=now)
        session.add(job)
    if job is not None:
        job.state, job.reason, job.finished_at, job.lease_until = "failed", message, now, None
    for column in (Charge.job_id, Checkpoint.job_id, Preview.clip_id):
        session.execute(delete(column.parent.class_).where(column == clip.id))
    events.tell(session, clip.person_id, "clip.failed", clip.id, {"code": code, "message": message}, now=now)


def _fail_all(patient: Patient) -> int:
    with patient.database.writing() as session:
        for clip in session.scalars(select(Clip).where(_WITHOUT_FILE)):
            fail(session, clip, code="file_lost", message=LOST if clip.recipe else GONE, now=patient.now)
    return 0


def _picture_all(patient: Patient, found: Sequence[str]) -> int:
    left = 0
    for clip_id in found:
        try:
            _picture(patient, clip_id)
        except (UnreadableFile, MissingBlob):
            left += 1
    return left


def _picture(patient: Patient, clip_id: str) -> None:
    with patient.database.reading() as session:
        clip = session.get(Clip, clip_id)
    if clip is None or clip.video is None:
        return
    wanted = [name for name in PICTURES if getattr(clip, name) is None]
    with patient.blobs.at(clip.video) as path:
        rows = add_pictures(
            patient.blobs, path, name=clip_id, now=patient.now, seal_from=patient.seal_from, wanted=wanted
        )
    with patient.database.writing() as session:
        clip = session.get(Clip, clip_id)
        if clip is not None and clip.status == "completed":
            add_unless_there(session, *rows.values())
            for name, row in rows.items():
                setattr(clip, name, row.sha256)


def _stuck(patient: Patient) -> Select[Job]:
    return select(Job).where(
        Job.state == "running", or_(Job.lease_until.is_(None), Job.lease_until < patient.now - STUCK_S)
    )


def _put_back(patient: Patient) -> int:
    """What was begun and not finished was no attempt, or nobody would be allowed to begin it once more."""
    with patient.database.writing() as session:
        for job in session.scalars(_stuck(patient).with_for_update()):
            clip = session.get_one(Clip, job.id)
            job.worker, job.lease_until = None, None
            if job.wants_cancel:
                fail(session, clip, code="cancelled", message="The clip was cancelled.", now=patient.now)
                job.state = "cancelled"
                continue
            job.state, job.attempts, clip.status = "queued", max(0, job.attempts - 1), "queued"
            events.tell(session, clip.person_id, "clip.queued", clip.id, {}, now=patient.now)
    return 0


def _without_job() -> Select[Clip]:
    waiting = Clip.status.in_(("queued", "in_progress"))
    busy = Job.state.in_(ACTIVE)
    return select(Clip).outerjoin(Job, Job.id == Clip.id).where(waiting, or_(Job.id.is_(None), ~busy))


def _queue_again(patient: Patient) -> int:
    with patient.database.writing() as session:
        for clip in session.scalars(_without_job()).all():
            if session.get(Job, clip.id) is None and clip.recipe is not None:
                clip.status = "queued"
                session.add(_job(clip, now=patient.now))
            else:
                fail(session, clip, code="job_lost", message=NO_JOB, now=patient.now)
    return 0


def _job(clip: Clip, *, now: float) -> Job:
    return Job(
        id=clip.id,
        person_id=clip.person_id,
        lane=0,
        position=now,
        cost=float(clip.frames / Fraction(clip.fps)),
        most_at_once=1,
        state="queued",
        created_at=now,
    )
