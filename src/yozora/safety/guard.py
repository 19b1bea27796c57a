"""The guard: judges of words and of pictures, and the policy that says what follows from what they find."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from yozora.core.errors import YozoraError
from yozora.core.ports import Frame
from yozora.safety.findings import Finding, Stage
from yozora.safety.policy import Policy, read_policy, usual_policy
from yozora.safety.refusals import check

log = logging.getLogger(__name__)


class TextJudge(Protocol):
    """Looks at words."""

    def judge(self, texts: Sequence[str]) -> tuple[Finding, ...]:
        """What is found in the texts of one request, each by itself and all together."""
        ...


class PictureJudge(Protocol):
    """Looks at pictures."""

    def judge(self, frame: Frame, number: int) -> tuple[Finding, ...]:
        """What is found in a picture, `uint8 [H, W, 3]`, which is the frame `number` of a clip."""
        ...


class PolicyFile:
    """The policy in a file, as it is now; the one that comes with the program while there is no such file.

    A mistake in a file that is changed while the program runs is logged, and the policy of before still counts.
    """

    def __init__(self, path: Path) -> None:
        """Raises InvalidRequest and UnreadableFile."""
        self._path = path
        self._stamp = self._seen()
        self._policy = self._read()

    def __call__(self) -> Policy:
        """The policy that counts."""
        stamp = self._seen()
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                self._policy = self._read()
            except YozoraError as error:
                log.error("the policy of before still counts", extra={"reason": str(error)})
        return self._policy

    def _read(self) -> Policy:
        return usual_policy() if self._stamp is None else read_policy(self._path)

    def _seen(self) -> tuple[int, int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns


@dataclass(frozen=True, kw_only=True)
class Guard:
    """Looks at everything that is asked for and everything that is made."""

    policy: Callable[[], Policy]
    words: TextJudge
    pictures: PictureJudge

    def check_words(self, texts: Sequence[str], *, role: str = "", stage: Stage = Stage.PROMPT) -> None:
        """Look at all texts of a request, or of a file that somebody brings. Raises Refused."""
        check(self.words.judge(texts), stage, self.policy(), role=role)

    def reviewer(self, stage: Stage, *, role: str = "") -> Callable[[int, Frame], None]:
        """What looks at each picture of one clip or upload, and raises Refused at the first that is refused."""
        policy = self.policy()

        def review(number: int, frame: Frame) -> None:
            check(self.pictures.judge(frame, number), stage, policy, role=role)

        return review
