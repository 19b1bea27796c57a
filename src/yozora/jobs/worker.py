"""A worker: takes a job, makes its clip, stores it, and says all the while that it goes on."""

import logging
import re
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from yozora import generate, media
from yozora.core.cards import MediaCard
from yozora.core.errors import Cancelled, CorruptWeights, UnwritableOutput, YozoraError
from yozora.core.ports import Engine, Frame, Sign
from yozora.core.recipe import Recipe
from yozora.generate import Gate, unseen
from yozora.jobs import scratch
from yozora.jobs.load import measured_s
from yozora.jobs.patience import Patience
from yozora.jobs.queue import Claim, Queue, Result, Standing
from yozora.jobs.watching import HandedBack, Lost, Samples, Watch
from yozora.library import decisions, leftovers
from yozora.library.blobs import Blobs, MissingBlob, UnreachableBucket
from yozora.library.database import DatabaseAway
from yozora.library.tables import Clip, File, Person
from yozora.provenance import mark_id
from yozora.provenance.verifying import prints_of
from yozora.safety.findings import Stage
from yozora.safety.guard import Guard
from yozora.safety.refusals import CODE, Refused

IDLE_S = 0.5
HALF_WRITTEN_S = 24 * 3600.0
LEFTOVERS_S = 300.0
AGAIN = (UnwritableOutput, CorruptWeights, MissingBlob, UnreachableBucket)
"""What may be better the next time: a full disk, a missing file, a store that is away."""

Engines = Callable[[str, Mapping[str, Any]], Engine]
"""The engine of a name, set up with its options. Raises InvalidRequest."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Worker:
    """Works on jobs of a queue, one at a time. `folder` is its own, for files that are being made; those beside it are
    other workers', and swept when they are dead."""

    queue: Queue
    blobs: Blobs
    engines: Engines
    guard: Guard
    sign: Sign
    name: str
    folder: Path

    def run(self, stop: threading.Event, *, idle_s: float = IDLE_S) -> None:
        """Work until `stop` is set; the job in hand is handed back then. A database that is away is waited for.
        Raises UnwritableOutput where there is no place to work in."""
        patience = Patience(stop, lease_s=self.queue.lease_s)
        swept_s = float("-inf")
        with scratch.own_folder(self.folder):
            self._tidy()
            took_s, is_noted = measured_s(), False
            removed_s = float("-inf")
            while not stop.is_set():
                try:
                    if not is_noted:
                        patience.once(lambda: self.queue.note_machine(took_s))
                        is_noted = True
                    if patience.calm and time.monotonic() - swept_s > self.queue.lease_s:
                        swept_s = time.monotonic()
                        patience.once(self.queue.sweep)
                        scratch.sweep(self.folder.parent)
                    if patience.calm and time.monotonic() - removed_s > LEFTOVERS_S:
                        removed_s = time.monotonic()
                        self._remove_leftovers()
                    if not self.work(stop, patience):
                        stop.wait(idle_s)
                except DatabaseAway as error:
                    log.warning("waiting for the database", extra={"reason": str(error)})
                    stop.wait(idle_s)
                except Exception:  # the next job may be better
                    log.exception("a mistake of the program")
                    stop.wait(idle_s)

    def work(self, stop: threading.Event | None = None, patience: Patience | None = None) -> bool:
        """Do one job, if there is any. Raises DatabaseAway."""
        stop = stop or threading.Event()
        patience = patience or Patience(stop, lease_s=self.queue.lease_s)
        lost_too = patience.calm
        claim = patience.once(lambda: self.queue.claim(self.name, lost_too=lost_too))
        if claim is None:
            return False
        log.info("began", extra={"clip": claim.clip_id, "attempt": claim.attempts})
        with Watch(self.queue, claim, stop, patience) as watch:
            try:
                accepted = patience.insist(self._worked(claim, watch, patience))
            except DatabaseAway:
                raise
            except Exception:
                accepted = patience.insist(self._mistaken(claim))
        log.info("ended", extra={"clip": claim.clip_id, "attempt": claim.attempts, "accepted": accepted})
        return True

    def _worked(self, claim: Claim, watch: Watch, patience: Patience) -> Callable[[], bool]:
        """Do the work; returns how the queue is to be told of its end."""
        try:
            result = self._result(claim, watch, patience)
            return lambda: self.queue.finish(claim, result)
        except Lost:
            return lambda: False
        except (HandedBack, DatabaseAway):  # which is waited for, unless the program is to end
            return lambda: self.queue.give_back(claim)
        except Cancelled:
            return lambda: self.queue.cancelled(claim)
        except Refused as refused:
            log.info("refused", extra={"clip": claim.clip_id, "code": CODE, "reason": str(refused)})
            return partial(self.queue.refuse, claim, refused)
        except YozoraError as error:
            return self._failed(claim, _code(error), str(error), again=isinstance(error, AGAIN))
        except OSError as error:
            log.exception("a file", extra={"clip": claim.clip_id})
            message = f"A file on the server could not be written or read: {error.strerror}. Is its disk full?"
            return self._failed(claim, "unwritable_output", message, again=True)
        except Exception:
            return self._mistaken(claim)

    def _failed(self, claim: Claim, code: str, message: str, *, again: bool) -> Callable[[], bool]:
        log.warning("failed", extra={"clip": claim.clip_id, "code": code, "reason": message})
        message = self._without_folders(message)
        return lambda: self.queue.fail(claim, code=code, message=message, again=again)

    def _mistaken(self, claim: Claim) -> Callable[[], bool]:
        """What to tell of the error that is being handled, which nobody expected."""
        log.exception("a mistake of the program", extra={"clip": claim.clip_id})
        message = "Something went wrong on the server that should not have. It is in the server's log."
        return self._failed(claim, "server_error", message, again=True)

    def _without_folders(self, message: str) -> str:
        """The same with files by their names: whose clip it is need not know where they lie on this machine."""
        folder = re.escape(str(self.folder.absolute()))
        message = re.sub(rf"{folder}[/\\]\w+[/\\](given-\d+[/\\])?", "", message)
        return re.sub(rf"{folder}([/\\]\w+)?", "The server's folder", message)

    def _result(self, claim: Claim, watch: Watch, patience: Patience) -> Result:
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.folder.absolute()) as name, ExitStack() as stack:
            folder = Path(name)
            recipe = self._with_files(patience.insist(lambda: self._recipe(claim)), folder, stack)
            engine = self.engines(recipe.engine, recipe.options)
            seal = self.sign(generate.settled(recipe, engine))
            review = patience.insist(lambda: self._review(claim))
            watch.show(seal, review)
            samples = Samples(frames=recipe.timeline.frames, then=watch.see)
            made = generate.create(
                recipe,
                engine=engine,
                out=folder / "clip.mp4",
                gate=Gate(review=review, sign=lambda _: seal, watch=samples.see, visible_mark=claim.visible_mark),
                progress=watch.progress,
                memory=_Memory(self.queue, claim, patience),
            )
            return Result(
                recipe=made.recipe.to_json(),
                video=self._stored(made.path, "video/mp4"),
                thumbnail=self._stored(media.encoded(samples.middle, "WEBP", seal=seal), "image/webp"),
                spritesheet=self._stored(media.encoded(samples.sheet, "JPEG", seal=seal), "image/jpeg"),
                notes=made.recipe.notes,
                mark=mark_id(made.recipe.to_json()),
                prints=prints_of(samples.prints),
            )

    def _review(self, claim: Claim) -> Callable[[int, Frame], None]:
        """What looks at each frame, by the rules for whoever wants the clip; nothing, where it was refused before and
        an administrator lets it be made."""
        with self.queue.database.reading() as session:
            if decisions.is_granted(session, claim.person_id, claim.clip_id):
                return unseen
            role = session.get_one(Person, claim.person_id).role
        return self.guard.reviewer(Stage.FRAMES, role=role)

    def _recipe(self, claim: Claim) -> Recipe:
        with self.queue.database.reading() as session:
            text = session.get_one(Clip, claim.clip_id).recipe
        assert text is not None, "a clip is queued with its recipe"
        return Recipe.from_json(text)

    def _with_files(self, recipe: Recipe, folder: Path, stack: ExitStack) -> Recipe:
        """The recipe with its pictures and clips, under their own names, in a folder for each."""
        cards = list(recipe.timeline.cards)
        for number, card in enumerate(cards):
            if isinstance(card, MediaCard):
                name = Path(card.file).name
                link = folder / f"given-{number}" / (name if name.strip(".") else "given")
                link.parent.mkdir()
                link.symlink_to(stack.enter_context(self.blobs.at(card.sha256)).resolve())
                cards[number] = replace(card, file=str(link))
        return replace(recipe, timeline=replace(recipe.timeline, cards=tuple(cards)))

    def _stored(self, content: Path | bytes, media_type: str) -> File:
        blob = self.blobs.add(content) if isinstance(content, Path) else self.blobs.add_bytes(content)
        return File(sha256=blob.sha256, size_bytes=blob.size_bytes, media_type=media_type, created_at=time.time())

    def _tidy(self) -> None:
        try:
            self.blobs.sweep(HALF_WRITTEN_S)
        except (YozoraError, OSError) as error:
            log.warning("the store was not tidied", extra={"reason": str(error)})

    def _remove_leftovers(self) -> None:
        try:
            removed = leftovers.remove(self.queue.database, self.blobs, now=time.time())
        except (UnreachableBucket, OSError) as error:
            log.warning("what was deleted is still in the store", extra={"reason": str(error)})
        else:
            if removed:
                log.info("removed what was deleted", extra={"files": removed})


class _Memory:
    def __init__(self, queue: Queue, claim: Claim, patience: Patience) -> None:
        self._queue, self._claim, self._patience = queue, claim, patience

    def recall(self) -> bytes | None:
        return self._patience.insist(lambda: self._queue.recall(self._claim))

    def remember(self, done: int, data: bytes) -> None:
        if self._patience.insist(lambda: self._queue.remember(self._claim, done, data)) is Standing.LOST:
            raise Lost


def _code(error: YozoraError) -> str:
    name = type(error).__name__
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
