"""A refusal: what was looked at, what was found, and what can be done. Everybody is told it in the same words."""

from collections.abc import Iterable
from typing import Any

from yozora.core.errors import YozoraError
from yozora.safety.findings import NAMES, Finding, Stage
from yozora.safety.policy import Policy

CODE = "moderation_blocked"
"""What programs know a refusal by."""

LONGEST_WORDS = 120
_WHAT = {
    Stage.PROMPT: "The words were refused",
    Stage.UPLOAD: "The file was refused",
    Stage.FRAMES: "The clip was refused while it was made",
}
_TRY = {
    Stage.PROMPT: "Say it in other words, or appeal.",
    Stage.UPLOAD: "Bring another file, or appeal.",
    Stage.FRAMES: "Say it in other words, or appeal.",
}


class Refused(YozoraError):
    """What is asked for is not made here. `findings` are those over the policy's scores, the surest first."""

    def __init__(self, stage: Stage, findings: tuple[Finding, ...], policy: Policy) -> None:
        self.stage, self.findings, self.policy = stage, findings, policy
        super().__init__(f"{_WHAT[stage]}: {why(findings[0])}. {policy.appeal or _TRY[stage]}")

    def to_json(self) -> dict[str, Any]:
        """Where it was seen: stage, category, words and frame."""
        surest = self.surest
        return {
            "stage": self.stage.value,
            "category": surest.category.value,
            "words": list(surest.words),
            "frame": surest.frame,
        }

    @property
    def surest(self) -> Finding:
        """The finding that the refusal is about."""
        return self.findings[0]


def why(finding: Finding) -> str:
    """The category of a finding, and the words or the frame where it is seen; frames count from 1, as players do."""
    words = ", ".join(finding.words)
    if len(words) > LONGEST_WORDS:
        words = f"{words[: LONGEST_WORDS - 1]}…"
    where = f" ({words})" if words else "" if finding.frame is None else f" (frame {finding.frame + 1})"
    return f"{NAMES[finding.category]}{where}"


def check(findings: Iterable[Finding], stage: Stage, policy: Policy, *, role: str = "") -> None:
    """Raises Refused where a policy refuses what was found."""
    refused = policy.refused(findings, stage, role=role)
    if refused:
        raise Refused(stage, refused, policy)
