"""Objects of the Videos API: always all 13 entries of a video, and ours after them."""

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from yozora.jobs.queue import WAITING
from yozora.library.tables import Clip, Figure, Upload


def video(clip: Clip, *, whole: bool = True) -> dict[str, Any]:
    """A clip as a video; lists leave out its recipe."""
    seconds = clip.frames / Fraction(clip.fps)
    shown: dict[str, Any] = {
        "id": clip.id,
        "object": "video",
        "model": clip.model,
        "status": clip.status,
        "progress": clip.progress,
        "created_at": int(clip.created_at),
        "completed_at": None if clip.completed_at is None else int(clip.completed_at),
        "expires_at": None,
        "prompt": clip.prompt or None,
        "size": clip.size,
        "seconds": f"{float(seconds):g}",
        "remixed_from_video_id": clip.source_id,
        "error": clip.error,
        "operation": clip.operation,
        "seed": clip.seed,
        "fps": round(float(Fraction(clip.fps)), 3),
        "num_frames": clip.frames,
        "duration_s": round(float(seconds), 4),
        "title": clip.title or None,
        "project_id": clip.project_id,
        "folder_id": clip.folder_id,
        "batch_id": clip.batch_id,
        "notes": clip.notes.get("engine", []),
        "reason": clip.notes.get(WAITING),
        "metadata": clip.asked.get("metadata", {}),
    }
    if whole:
        shown["recipe"] = None if clip.recipe is None else json.loads(clip.recipe)
    return shown


def listed(objects: Sequence[dict[str, Any]], *, has_more: bool) -> dict[str, Any]:
    """A page of objects. Without `last_id` the official client takes the first page for the only one."""
    return {
        "object": "list",
        "data": list(objects),
        "first_id": objects[0]["id"] if objects else None,
        "last_id": objects[-1]["id"] if objects else None,
        "has_more": has_more,
    }


def character(figure: Figure) -> dict[str, Any]:
    """A character."""
    return {
        "id": figure.id,
        "object": "character",
        "name": figure.name,
        "created_at": int(figure.created_at),
        "words": figure.words,
    }


def file(upload: Upload) -> dict[str, Any]:
    """A picture or a clip that was sent."""
    return {
        "id": upload.id,
        "object": "file",
        "bytes": upload.size_bytes,
        "created_at": int(upload.created_at),
        "expires_at": None,
        "filename": upload.name,
        "purpose": upload.purpose,
        "status": "processed",
        "status_details": None,
        "kind": upload.kind,
        "size": upload.size,
        "num_frames": upload.frames,
    }
