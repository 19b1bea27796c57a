"""While a clip is made: the queue hears that the work goes on, and the work hears when it is no longer wanted."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from yozora import media
from yozora.core.errors import Cancelled
from yozora.core.events import Glimpse, Progress
from yozora.core.ports import Frame, Seal
from yozora.generate import unseen
from yozora.jobs.patience import Patience
from yozora.jobs.queue import Claim, Queue, Standing
from yozora.library.database import DatabaseAway
from yozora.media.fingerprints import Fingerprint, fingerprint
from yozora.provenance.verifying import PRINTS_A_CLIP
from yozora.safety.refusals import Refused

BEAT_S = 0.5
BEATS_A_LEASE = 4
PREVIEW_S = 1.0
SPRITES, SPRITE_COLUMNS = 25, 5
STEPS_SHARE = 0.85
"""Of the work of an engine that takes steps, so much is in the steps, and the rest in finishing frames."""

log = logging.getLogger(__name__)


class HandedBack(Exception):
    """The program is to end: somebody else shall go on."""


class Lost(Exception):
    """The job is another worker's by now."""


@dataclass(kw_only=True)
class Samples:
    """Frames for the thumbnail (the middle one) and the sprite sheet, and fingerprints; `then` sees each, too."""

    frames: int
    then: Callable[[int, Frame], None]
    tiles: list[Frame] = field(default_factory=list[Frame])
    prints: list[Fingerprint] = field(default_factory=list[Fingerprint])
    kept: Frame | None = None

    def see(self, number: int, frame: Frame) -> None:
        """Look at the frame of a number."""
        if number in media.evenly_spaced(self.frames, SPRITES):
            self.tiles.append(media.thumbnail(frame))
        if number in media.evenly_spaced(self.frames, PRINTS_A_CLIP):
            self.prints.append(fingerprint(frame))
        if number == self.frames // 2:
            self.kept = frame
        self.then(number, frame)

    @property
    def middle(self) -> Frame:
        """The frame in the middle, when all have been seen."""
        assert self.kept is not None, "every frame has been seen"
        return self.kept

    @property
    def sheet(self) -> Frame:
        """The frames of the sprite sheet in one picture, when all have been seen."""
        return media.spritesheet(self.tiles, columns=min(SPRITE_COLUMNS, len(self.tiles)))


class Watch:
    """Tells the queue twice a second that the work goes on, in a thread of its own, and stops the work at its next sign
    of life where it is no longer wanted. It goes on telling until it is left, so also while the end is being told."""

    def __init__(self, queue: Queue, claim: Claim, stop: threading.Event, patience: Patience) -> None:
        self._queue, self._claim, self._stop, self._patience = queue, claim, stop, patience
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"beat-{claim.clip_id}", daemon=True)
        self._standing = Standing.MINE
        self._percent = self._told_percent = 0
        self._preview: tuple[int, bytes] | None = None
        self._seal: Seal | None = None
        self._review: Callable[[int, Frame], None] = unseen
        self._looked_s = 0.0
        self._shares = {"steps": 0.0, "frames": 0.0}

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def progress(self, progress: Progress) -> None:
        """Hear how far it is. Raises Cancelled, Lost or HandedBack where the work is to stop."""
        if self._standing is Standing.CANCELLED:
            raise Cancelled("The clip was cancelled.")
        if self._standing is Standing.LOST:
            raise Lost
        if self._stop.is_set():
            raise HandedBack
        self._shares[progress.stage] = progress.done / max(1, progress.total)
        steps, frames = self._shares["steps"], self._shares["frames"]
        share = STEPS_SHARE * steps + (1 - STEPS_SHARE) * frames if steps else frames
        self._percent = max(self._percent, min(99, int(100 * share)))
        if progress.glimpse is not None:
            self._look(progress.glimpse, self._review)

    def show(self, seal: Seal, review: Callable[[int, Frame], None]) -> None:
        """Keep previews from now on: signed, and of pictures that are not finished only those that pass a review."""
        self._seal, self._review = seal, review

    def see(self, number: int, frame: Frame) -> None:
        """Look at a frame that has passed its review; one a second becomes the preview."""
        self._look(lambda: (number, frame), unseen)

    def _look(self, glimpse: Callable[[], Glimpse], review: Callable[[int, Frame], None]) -> None:
        now_s = time.monotonic()
        if self._seal is not None and now_s - self._looked_s > PREVIEW_S:
            self._looked_s = now_s
            number, picture = glimpse()
            try:
                review(number, picture)
            except Refused:  # it is half painted: the finished frame decides
                return
            content = media.encoded(media.thumbnail(picture), "JPEG", seal=self._seal, quality=70)
            self._preview = (number, content)

    def _beat(self) -> None:
        while not self._ended.wait(min(BEAT_S, self._queue.lease_s / BEATS_A_LEASE)):
            try:
                self._standing = self._patience.once(self._say)
            except DatabaseAway as error:
                log.info("not heard", extra={"clip": self._claim.clip_id, "reason": str(error)})
            except Exception:  # without signs of life the job would be lost, whatever is wrong with this one
                log.exception("not heard, by a mistake of the program", extra={"clip": self._claim.clip_id})
            if self._standing is Standing.LOST:
                return

    def _say(self) -> Standing:
        percent, preview = self._percent, self._preview
        changed = percent if percent != self._told_percent else None
        standing = self._queue.beat(self._claim, progress=changed, preview=preview)
        self._told_percent = percent
        if preview is self._preview:
            self._preview = None
        return standing
