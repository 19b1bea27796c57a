"""Where a file comes from: its manifest, the invisible mark of its pictures, clips that look like it, and how it was
made by the look of it; and one answer."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import numpy as np

from yozora import media
from yozora.core.ports import Frame
from yozora.media.fingerprints import PLAIN, Fingerprint, Prints, fingerprint, packed
from yozora.provenance.credentials import PROGRAM, Credentials, State, read_credentials
from yozora.provenance.detector import load_detector, moments
from yozora.provenance.mark import Mark, find_mark

MOST_FRAMES = 240
"""Of a longer clip no more are looked at."""

PRINTS_A_CLIP = 12
LIKELY = 0.5
"""The chance from which on a clip is called likely to be the model's."""

SURE, ALIKE, SAID = 0.999, 0.95, 0.5
"""How sure a mark or a signature by somebody known is (no false one in 10,000), a likeness, and what somebody unknown
says of a file."""


class Answer(StrEnum):
    """HERE: made by this installation. COPY: it looks like a clip that was. YOZORA: made by Yozora, at another place or
    with nothing kept of it. OTHER: somebody else says what it is, and signs it. LIKELY: it has the look of the built-in
    model. UNKNOWN: nothing says where it comes from."""

    HERE = "here"
    COPY = "copy"
    YOZORA = "yozora"
    OTHER = "other"
    LIKELY = "likely"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Origin:
    """A clip of the library, as far as everybody may know it. Times are seconds since 1970."""

    clip_id: str
    model: str
    operation: str
    created_at: float


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """A clip that looks like a file: the share of the file's pictures that are in it."""

    origin: Origin
    share: float


class Finder(Protocol):
    """Looks for clips in a library."""

    def marked(self, mark: int) -> Origin | None:
        """The clip with an invisible mark."""
        ...

    def alike(self, prints: Prints) -> Likeness | None:
        """The clip that looks most like pictures with these fingerprints."""
        ...


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One answer with its confidence, 0 to 1, and what it is based on. `changed` says that the file is not as it was
    signed; `origin` is the clip that the mark belongs to, and `chance` how likely the built-in model made it."""

    answer: Answer
    confidence: float
    changed: bool
    credentials: Credentials
    mark: Mark | None
    origin: Origin | None
    likeness: Likeness | None
    chance: float


def verify(path: Path, *, roots: bytes, finder: Finder) -> Verdict:
    """Look at a picture or a clip. `roots` are certificates (PEM) of this installation. Raises UnreadableFile."""
    credentials = read_credentials(path, roots)
    look = _Look(path)
    frames = look.frames()
    mark = find_mark(frames)
    deque(frames, maxlen=0)  # also those that the mark did not need
    prints = prints_of(look.prints)
    origin = None if mark is None else finder.marked(mark.id)
    likeness = finder.alike(prints) if len(prints) else None
    chance = load_detector().chance(look.pairs)
    answer, confidence = _answer(credentials, mark, origin, likeness, chance)
    return Verdict(
        answer=answer,
        confidence=round(confidence, 3),
        changed=credentials.state is State.INVALID,
        credentials=credentials,
        mark=mark,
        origin=origin,
        likeness=likeness,
        chance=round(chance, 3),
    )


def prints_of(found: Sequence[Fingerprint]) -> Prints:
    """Fingerprints as a library keeps them, without those of pictures with too little in them."""
    kept = [packed(one.bits) for one in found if one.quality >= PLAIN]
    return np.array(kept, np.uint64).reshape(-1, 4)


class _Look:
    """Goes through the frames of a file once. What was seen stays: frames in twos, and fingerprints."""

    def __init__(self, path: Path) -> None:
        self.pairs: list[tuple[Frame, Frame]] = []
        self.prints: list[Fingerprint] = []
        self._path = path

    def frames(self) -> Iterator[tuple[float, Frame]]:
        """Frames with their times in seconds."""
        if media.is_picture(self._path):
            picture = media.read_picture(self._path)
            self.prints.append(fingerprint(picture))
            yield 0.0, picture
            return
        source = media.clip_source(self._path)
        count = min(source.frames, MOST_FRAMES)
        times_s = [float(number / source.fps) for number in range(count)]
        second, printed = set(moments(count)), set(media.evenly_spaced(count, PRINTS_A_CLIP))
        before: Frame | None = None
        for number, frame in enumerate(media.read_at(self._path, times_s)):
            if before is not None and number in second:
                self.pairs.append((before, frame))
            if number in printed:
                self.prints.append(fingerprint(frame))
            yield times_s[number], frame
            before = frame


def _answer(
    credentials: Credentials, mark: Mark | None, origin: Origin | None, likeness: Likeness | None, chance: float
) -> tuple[Answer, float]:
    """The first that holds, of what is surest."""
    ours = (credentials.program or "").startswith(PROGRAM)
    signed = credentials.state in (State.TRUSTED, State.VALID)
    if credentials.state is State.TRUSTED and ours:
        return Answer.HERE, SURE
    if origin is not None:
        return Answer.HERE, SURE
    if likeness is not None:
        return Answer.COPY, ALIKE * likeness.share
    if mark is not None or (signed and ours):
        return Answer.YOZORA, SURE if mark is not None else SAID
    if signed:
        return Answer.OTHER, SURE if credentials.state is State.TRUSTED else SAID
    if chance >= LIKELY:
        return Answer.LIKELY, chance
    return Answer.UNKNOWN, 1 - chance
