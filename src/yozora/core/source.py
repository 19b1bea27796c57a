"""Clips that are given: what a media file holds, as operations need to know it."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from yozora.core.errors import InvalidRequest

SLACK_S = 1e-3

if TYPE_CHECKING:
    from yozora.core.recipe import Recipe


@dataclass(frozen=True, kw_only=True)
class Source:
    """A clip in `file`: SHA-256 of its bytes, number of pictures, mean frame rate, and size as it is shown (upright,
    square pixels). `recipe` is the one inside it, where it was made here."""

    file: str
    sha256: str
    frames: int
    fps: Fraction
    width_px: int
    height_px: int
    recipe: "Recipe | None" = None

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return float(self.frames / self.fps)


def check_end(end_s: float, source: Source, what: str, *, fps: Fraction) -> None:
    """Raise InvalidRequest when `what` ends after its clip. Parts are whole frames of a screen of `fps`, so
    one may end half a frame late; then the last picture is held."""
    if end_s > source.seconds + float(1 / (2 * fps)) + SLACK_S:
        raise InvalidRequest(f"{what} ends at {end_s:g} s, but {source.file} is {source.seconds:.4g} s long. Trim it.")
