"""What is seen in a picture: nudity, where two networks see it, and the pictures of an administrator's list.

Nothing else is looked for: no violence, no hate, no likeness. The networks are open_nsfw (Yahoo, 2016), taught on
photographs, and the MobileNet of nsfwjs (2019), taught on drawings, too. Each alone is often wrong about the pictures
that are made here; where both are sure, that is a finding.
"""

from functools import partial
from pathlib import Path
from threading import Lock

import numpy as np
from jaxtyping import UInt8
from PIL import Image

from yozora.core.ports import Frame
from yozora.runtime.openvino import Graph
from yozora.safety.blocked import NONE_BLOCKED, BlockedPictures, read_blocked
from yozora.safety.findings import Category, Finding
from yozora.weights.detectors import DetectorFiles, load_detectors

SIDE_PX = 224
FAINT = 0.2
"""Of a score: below it nothing is found, so that the slower network looks only where the quicker one saw something."""
HENTAI, PORN = 1, 3
UNSAFE = 1

Small = UInt8[np.ndarray, "224 224 3"]


class FrameJudge:
    """Looks at one picture after the other and remembers none. Several threads may use it, one at a time looks.

    `threads` are those of a network; the networks are read when the first picture is looked at (about 0.7 s).
    """

    def __init__(self, files: DetectorFiles, *, blocked: BlockedPictures = NONE_BLOCKED, threads: int = 1) -> None:
        self._nsfwjs = Graph(files.nsfwjs, threads=threads)
        self._open_nsfw = Graph(files.open_nsfw, threads=threads)
        self._blocked = blocked
        self._lock = Lock()

    def judge(self, frame: Frame, number: int | None = None) -> tuple[Finding, ...]:
        """What is seen in a picture of any size; `number` is its place in the clip.

        The score for nudity is the smaller one of the two networks', so that a score over a policy's bound says that
        both are over it; below `FAINT` it is left out. A picture of the list has the score 1.
        """
        found = partial(Finding, frame=number)
        findings: list[Finding] = []
        if self._blocked.has(frame):
            findings.append(found(category=Category.BLOCKED, score=1.0))
        nudity = self._nudity(reduced(frame))
        if nudity >= FAINT:
            findings.append(found(category=Category.SEXUAL, score=nudity))
        return tuple(findings)

    def _nudity(self, picture: Small) -> float:
        with self._lock:
            first = self.nsfwjs(picture)
            return first if first < FAINT else min(first, self.open_nsfw(picture))

    def nsfwjs(self, picture: Small) -> float:
        """How likely the quicker network finds it that a picture is pornographic, photographed or drawn."""
        kinds = self._nsfwjs(picture[None])[0]
        return float(kinds[HENTAI] + kinds[PORN])

    def open_nsfw(self, picture: Small) -> float:
        """How likely the slower network finds it that a picture is unsafe."""
        return float(self._open_nsfw(picture[None])[0, UNSAFE])


def reduced(frame: Frame) -> Small:
    """The whole picture at the size that both networks look at: nothing is cut off at its edges. Of large pictures
    whole pixels are averaged first, which halves the time at 1280x720."""
    small = Image.fromarray(frame).resize((SIDE_PX, SIDE_PX), Image.Resampling.BILINEAR, reducing_gap=1.0)
    return np.asarray(small)


def load_frame_judge(blocked: Path | None = None, *, threads: int = 1) -> FrameJudge:
    """The judge with the detectors that came with the package, and the list of blocked pictures in a file.

    Raises CorruptWeights, UnreadableFile and InvalidRequest."""
    listed = NONE_BLOCKED if blocked is None else read_blocked(blocked)
    return FrameJudge(load_detectors(), blocked=listed, threads=threads)
