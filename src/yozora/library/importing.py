"""Clips and pictures of a folder as clips of somebody's library, such as downloads from the hosted Sora."""

import hashlib
import json
import secrets
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from yozora import media
from yozora.core.errors import InvalidRequest, UnreadableFile
from yozora.core.events import Listener, Progress, silent
from yozora.core.recipe import Recipe
from yozora.core.timeline import LONGEST_PROMPT_CHARACTERS
from yozora.library import events
from yozora.library.blobs import Blobs, chunks_of
from yozora.library.database import Database, add_unless_there
from yozora.library.download_names import read_name
from yozora.library.pictures import SealFrom, add_pictures
from yozora.library.tables import Clip, File
from yozora.media.kinds import kind_of

FILMS = (".mp4", ".m4v", ".mov", ".webm", ".mkv", ".gif")
PICTURES = (".png", ".webp", ".jpg", ".jpeg")
TYPES = {
    "MP4": "video/mp4",
    "Matroska": "video/x-matroska",
    "GIF": "image/gif",
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "WEBP": "image/webp",
}
TYPES_BY_ENDING = {".mov": "video/quicktime", ".webm": "video/webm"}

MODEL = "sora-2"
"""What requests call a model unless they say otherwise; changes of an imported clip are made by it."""

STILL_FPS = 24
LONGEST_TITLE = 200
MOST_SIDECAR_BYTES = 2**20


class Outcome(StrEnum):
    """What became of a file: imported, skipped since it is there already, or refused since it cannot be read."""

    IMPORTED = "imported"
    SKIPPED = "skipped"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Imported:
    """A file of the folder, and the clip that it is; `reason` is why it is none, or what of it was left out."""

    path: Path
    outcome: Outcome
    clip_id: str | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class _Facts:
    """What a file holds. `frames` is 1 for a picture."""

    size: str
    fps: Fraction
    frames: int
    media_type: str


@dataclass(frozen=True, kw_only=True)
class _Words:
    """What is known of a file beside its pictures; `left_out` says what could not be read."""

    prompt: str
    recipe: Recipe | None
    left_out: str


def import_folder(
    folder: Path,
    *,
    person_id: str,
    database: Database,
    blobs: Blobs,
    seal_from: SealFrom,
    progress: Listener = silent,
) -> Iterator[Imported]:
    """Make a clip of each clip and picture in a folder and the folders in it, one after the other; each is kept as it
    is, and its thumbnail and sprite sheet are signed.

    A file that the person has already, also in the trash, is skipped. Stage: `files`.
    Raises UnreadableFile (the folder), UnwritableOutput, DatabaseAway.
    """
    paths = files_in(folder)
    for number, path in enumerate(paths, 1):
        try:
            yield _imported(path, person_id, database, blobs, seal_from)
        except (UnreadableFile, InvalidRequest) as error:
            yield Imported(path=path, outcome=Outcome.REFUSED, reason=str(error))
        progress(Progress(stage="files", done=number, total=len(paths)))


def files_in(folder: Path) -> list[Path]:
    """Every file that is a clip or picture by its name, in order. Raises UnreadableFile."""
    if not folder.is_dir():
        got = "is a file" if folder.exists() else "does not exist"
        raise UnreadableFile(f"{folder} {got}. Give the path of a folder with clips.")
    try:
        found = [path for path in folder.rglob("*") if path.suffix.lower() in FILMS + PICTURES and path.is_file()]
    except OSError as error:
        raise UnreadableFile(f"{folder} cannot be read: {error.strerror}. Change its permissions.") from error
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def _imported(path: Path, person_id: str, database: Database, blobs: Blobs, seal_from: SealFrom) -> Imported:
    sha256 = _digest(path)
    with database.reading() as session:
        known = _clip_of(session, person_id, sha256)
    if known is not None:
        return Imported(path=path, outcome=Outcome.SKIPPED, clip_id=known)
    facts, words = _facts(path), _words(path)
    clip = _clip(path, facts, words, made_at_s=_made_at_s(path))
    files = _stored(path, sha256, facts, blobs, seal_from)
    clip.person_id, clip.size_bytes = person_id, sum(file.size_bytes for file in files.values())
    for name, file in files.items():
        setattr(clip, name, file.sha256)
    with database.writing() as session:
        if (known := _clip_of(session, person_id, sha256)) is not None:  # two imports at once
            return Imported(path=path, outcome=Outcome.SKIPPED, clip_id=known)
        add_unless_there(session, *sorted(files.values(), key=lambda file: file.sha256))
        session.add(clip)
        session.flush()
        events.tell(session, person_id, "clip.completed", clip.id, {}, now=database.now(session))
    return Imported(path=path, outcome=Outcome.IMPORTED, clip_id=clip.id, reason=words.left_out)


def _stored(path: Path, sha256: str, facts: _Facts, blobs: Blobs, seal_from: SealFrom) -> dict[str, File]:
    """The clip, its thumbnail and its sprite sheet. What cannot be decoded to its end is not stored."""
    now = time.time()
    pictures = add_pictures(blobs, path, name=path.name, now=now, seal_from=seal_from)
    blob = blobs.add(path)
    if blob.sha256 != sha256:
        raise UnreadableFile(f"{path} changed while it was read. Wait until it is written, and import it again.")
    video = File(sha256=sha256, size_bytes=blob.size_bytes, media_type=facts.media_type, created_at=now)
    return {"video": video, **pictures}


def _clip_of(session: Session, person_id: str, sha256: str) -> str | None:
    own = select(Clip.id).where(Clip.person_id == person_id, Clip.video == sha256)
    return session.scalar(own.order_by(Clip.id).limit(1))


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    for chunk in chunks_of(path):
        digest.update(chunk)
    return digest.hexdigest()


def _facts(path: Path) -> _Facts:
    kind = kind_of(path).name
    media_type = TYPES.get(kind, "application/octet-stream")
    if kind in ("MP4", "Matroska"):
        media_type = TYPES_BY_ENDING.get(path.suffix.lower(), media_type)
    if media.is_picture(path):
        height_px, width_px = media.read_picture(path).shape[:2]
        return _Facts(size=f"{width_px}x{height_px}", fps=Fraction(STILL_FPS), frames=1, media_type=media_type)
    source = media.clip_source(path)
    size = f"{source.width_px}x{source.height_px}"
    return _Facts(size=size, fps=source.fps, frames=source.frames, media_type=media_type)


def _words(path: Path) -> _Words:
    """From the recipe inside the file, or from a file of text beside it."""
    left_out: list[str] = []
    recipe, prompt = None, ""
    try:
        text = media.read_recipe(path)
        recipe = None if text is None else Recipe.from_json(text)
    except UnreadableFile as error:
        left_out.append(f"Its recipe was left out: {error}")
    if recipe is not None:
        return _Words(prompt=recipe.prompt, recipe=recipe, left_out="")
    try:
        prompt = _prompt_beside(path)
    except (OSError, ValueError, RecursionError) as error:
        left_out.append(f"Its prompt was left out: {error}")
    return _Words(prompt=prompt, recipe=None, left_out=" ".join(left_out))


def _prompt_beside(path: Path) -> str:
    """The prompt in a file of the same name with the ending .json or .txt. Raises OSError and ValueError."""
    for ending in (".json", ".txt"):
        beside = path.with_suffix(ending)
        if not beside.is_file():
            continue
        with beside.open("rb") as file:
            raw = file.read(MOST_SIDECAR_BYTES + 1)
        if len(raw) > MOST_SIDECAR_BYTES:
            raise ValueError(f"{beside.name} has more than {MOST_SIDECAR_BYTES} bytes")
        text = raw.decode("utf-8-sig")
        prompt = _prompt_in(json.loads(text)) if ending == ".json" else text
        if len(prompt.strip()) > LONGEST_PROMPT_CHARACTERS:
            raise ValueError(f"{beside.name} has more than {LONGEST_PROMPT_CHARACTERS} characters")
        if prompt.strip():
            return prompt.strip()
    return ""


def _prompt_in(entries: Any) -> str:
    prompt = cast(dict[str, Any], entries).get("prompt") if isinstance(entries, dict) else None
    return prompt if isinstance(prompt, str) else ""


def _made_at_s(path: Path) -> float:
    """Seconds since 1970: as the name says, in local time, or when the file was last changed."""
    named = read_name(path.name)
    try:
        return path.stat().st_mtime if named is None else named.made_at.timestamp()
    except (OSError, ValueError, OverflowError) as error:
        raise UnreadableFile(f"{path} has no time that can be kept: {error}. Copy it, and import the copy.") from error


def _clip(path: Path, facts: _Facts, words: _Words, *, made_at_s: float) -> Clip:
    named = read_name(path.name)
    title = unicodedata.normalize("NFC", path.stem) if named is None else named.title
    operation = "import" if named is None else named.operation or "import"
    known = {"file": as_text(path.name)} | ({} if named is None else {"sora_id": named.id})
    recipe = words.recipe
    return Clip(
        id=_id_at(made_at_s),
        title=as_text(title)[:LONGEST_TITLE],
        prompt=as_text(words.prompt),
        operation=operation if recipe is None else recipe.operation,
        model=MODEL if recipe is None else recipe.engine or MODEL,
        status="completed",
        progress=100,
        size=facts.size,
        fps=str(facts.fps),
        frames=facts.frames,
        seed=0 if recipe is None else recipe.seed,
        asked={"imported": as_text(path.name), "metadata": known},
        recipe=None if recipe is None else as_text(recipe.to_json()),
        notes={"engine": [] if recipe is None else list(recipe.notes)},
        created_at=made_at_s,
        completed_at=made_at_s,
        favourite=False,
        bookmarked=False,
    )


def as_text(text: str) -> str:
    """Text that can be kept and printed: names of files may hold bytes that are no text, and files any character."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def _id_at(made_at_s: float) -> str:
    """As ids of clips are, so that lists have it at the time it was made."""
    return f"video_{max(0, int(1000 * made_at_s)):012x}{secrets.token_hex(10)}"
