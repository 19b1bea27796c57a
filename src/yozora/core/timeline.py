"""The one idea: a clip is a timeline with some frames given and some free."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from yozora.core.errors import InvalidRequest
from yozora.core.geometry import FrameSize, frame_count

LONGEST_PROMPT_CHARACTERS = 32_000

Plan = Mapping[str, Any]
"""A scene graph as plain JSON values; `worlds.scene` documents and checks it."""


@dataclass(frozen=True, kw_only=True)
class TextCard:
    """Words from `at_s` on. `plan` is their blocking, where a director has drawn it up."""

    text: str
    at_s: float = 0.0
    plan: Plan | None = None


@dataclass(frozen=True, kw_only=True)
class ImageCard:
    """The picture in `file` is on screen at `at_s`. `sha256` is of the file's bytes, so that a recipe knows its own.

    `strength` 1 gives the picture exactly; less lets the engine change it.
    """

    file: str
    sha256: str
    at_s: float = 0.0
    strength: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.strength <= 1:
            raise InvalidRequest(f"strength={self.strength} of {self.file}: expected more than 0 and at most 1.")


Card = TextCard | ImageCard


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """What is given of a clip of `frames` pictures of `size` at `fps`; everything else is free."""

    cards: tuple[Card, ...]
    frames: int
    fps: Fraction
    size: FrameSize

    def __post_init__(self) -> None:
        if self.frames < 1:
            raise InvalidRequest(f"frames={self.frames} cannot be a length: at least 1.")
        for number, card in enumerate(self.cards, start=1):
            if not 0 <= card.at_s < self.seconds:
                raise InvalidRequest(
                    f"card {number} stands at {card.at_s} s, outside the clip of {self.seconds:g} s. Move it inside."
                )

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return float(self.frames / self.fps)

    @property
    def texts(self) -> tuple[TextCard, ...]:
        """The cards of words, in order."""
        return tuple(card for card in self.cards if isinstance(card, TextCard))

    @property
    def images(self) -> tuple[ImageCard, ...]:
        """The cards of pictures, in order."""
        return tuple(card for card in self.cards if isinstance(card, ImageCard))


def check_prompt(text: str) -> str:
    """The prompt without outer blanks. Raises InvalidRequest when it is empty or too long."""
    stripped = text.strip()
    if not stripped:
        raise InvalidRequest('The prompt is empty. Describe a scene, such as "a fox runs through the snow at night".')
    if len(stripped) > LONGEST_PROMPT_CHARACTERS:
        raise InvalidRequest(
            f"The prompt has {len(stripped)} characters; at most {LONGEST_PROMPT_CHARACTERS} are read. Shorten it."
        )
    return stripped


def from_prompt(
    text: str,
    *,
    seconds: float,
    fps: Fraction,
    size: FrameSize,
    plan: Plan | None = None,
    images: tuple[ImageCard, ...] = (),
) -> Timeline:
    """Text to video: one text card at 0 s and no frame given, unless there are pictures."""
    card = TextCard(text=text, plan=plan)
    return Timeline(cards=(card, *images), frames=frame_count(seconds, fps), fps=fps, size=size)
