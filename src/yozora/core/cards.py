"""What stands on a timeline: words, pictures and clips, each for a while."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from yozora.core.curves import Points, check_curve
from yozora.core.errors import InvalidRequest

Plan = Mapping[str, Any]
"""A scene graph as plain JSON values; `worlds.scene` documents and checks it."""


class Fit(StrEnum):
    """How a picture of another shape fills the screen: cut at the sides, with bars, or stretched."""

    CROP = "crop"
    LETTERBOX = "letterbox"
    STRETCH = "stretch"


@dataclass(frozen=True, kw_only=True)
class TextCard:
    """Words from `at_s` to `until_s` (None: until the next card of words, or the end).

    `plan` is their blocking, where a director has drawn it up. Words may lie under pictures and clips, which they then
    describe.
    """

    text: str
    at_s: float = 0.0
    until_s: float | None = None
    plan: Plan | None = None

    def __str__(self) -> str:
        return f"text {self.text[:30]!r}"

    def reseeded(self, later: int) -> "TextCard":
        """The card for another take: what its plan leaves open is drawn by a seed so much later."""
        if not later or self.plan is None:
            return self
        return replace(self, plan={**self.plan, "seed": self.plan.get("seed", 0) + later})


@dataclass(frozen=True, kw_only=True)
class ImageCard:
    """The picture in `file` is on screen from `at_s` to `until_s` (None: for one frame).

    `sha256` is of the file's bytes, so that a recipe knows its own. `strength` 1 gives the picture exactly; less lets
    the engine change it.
    """

    file: str
    sha256: str
    at_s: float = 0.0
    until_s: float | None = None
    strength: float = 1.0
    fit: Fit = Fit.CROP

    def __post_init__(self) -> None:
        _check_strength(self.strength, self)

    def __str__(self) -> str:
        return f"image {self.file}"


@dataclass(frozen=True, kw_only=True)
class ClipCard:
    """The clip in `file`, from its second `start_s` to its second `end_s`, is on screen from `at_s` on.

    `strength` as for pictures; 0 keeps nothing. `influence` is how much of it shows, over seconds since `at_s`, where
    it lies over another clip.
    """

    file: str
    sha256: str
    start_s: float
    end_s: float
    at_s: float = 0.0
    strength: float = 1.0
    influence: Points = ()
    fit: Fit = Fit.CROP

    def __post_init__(self) -> None:
        if not 0 <= self.start_s < self.end_s < float("inf"):
            raise InvalidRequest(
                f"{self} is trimmed to {self.start_s:g} to {self.end_s:g} s; "
                "the end must come after the start, and the start not before 0."
            )
        _check_strength(self.strength, self)
        check_curve(self.influence, name=f"influence of {self}")

    def __str__(self) -> str:
        return f"clip {self.file}"

    @property
    def until_s(self) -> float:
        """When it leaves the screen."""
        return self.at_s + self.end_s - self.start_s


MediaCard = ImageCard | ClipCard
Card = TextCard | ImageCard | ClipCard


def _check_strength(strength: float, card: MediaCard) -> None:
    if not 0 <= strength <= 1:
        raise InvalidRequest(f"strength={strength} of {card}: expected 0 (nothing is kept) to 1 (kept exactly).")
