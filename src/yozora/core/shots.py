"""A timeline between two cuts: what is on screen, and which words count, frame by frame."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from yozora.core.cards import Card, ClipCard, MediaCard, TextCard


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A card with its number on the timeline, from 1, and its frames from `first` up to, without, `end`."""

    card: Card
    number: int
    first: int
    end: int

    def __str__(self) -> str:
        return f"card {self.number} ({self.card})"


@dataclass(frozen=True, kw_only=True)
class Shot:
    """`frames` pictures without a cut, the first of them number `first` of the clip.

    Cards count their frames from the shot's own beginning; words may begin before it or end after it.
    """

    first: int
    frames: int
    fps: Fraction
    placed: tuple[Placed, ...]

    @classmethod
    def of(cls, placed: tuple[Placed, ...], *, first: int, end: int, fps: Fraction) -> "Shot":
        """The frames `first` to `end` of a timeline's cards."""
        inside = tuple(
            Placed(card=one.card, number=one.number, first=one.first - first, end=one.end - first)
            for one in placed
            if one.first < end and one.end > first
        )
        return cls(first=first, frames=end - first, fps=fps, placed=inside)

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return float(self.frames / self.fps)

    @property
    def texts(self) -> tuple[Placed, ...]:
        """The cards of words in order of time."""
        return tuple(one for one in self.placed if isinstance(one.card, TextCard))

    @property
    def media(self) -> tuple[Placed, ...]:
        """The cards of pictures and clips in order of time."""
        return tuple(one for one in self.placed if isinstance(one.card, MediaCard))

    @property
    def layers(self) -> tuple[int, ...]:
        """How many pictures and clips lie at each frame."""
        steps = [0] * (self.frames + 1)
        for one in self.media:
            steps[max(0, one.first)] += 1
            steps[min(one.end, self.frames)] -= 1
        return tuple(accumulate(steps[:-1]))

    @property
    def goes_on(self) -> bool:
        """Whether nothing but clips is given, and every text that reaches beyond them has a plan that goes on from what
        was played (`kept`)."""
        layers = self.layers
        beyond = [one.card for one in self.texts if not all(layers[max(0, one.first) : one.end])]
        plans = [card.plan or {} for card in beyond if isinstance(card, TextCard)]
        clips = all(isinstance(one.card, ClipCard) for one in self.media)
        return clips and bool(plans) and all(plan.get("kept") for plan in plans)

    def word_shares(self, frame: float) -> tuple[float, ...]:
        """How much each card of words counts at a moment, in frames: they sum to 1, and cross over in gaps."""
        texts = self.texts
        shares = [0.0] * len(texts)
        for number, one in enumerate(texts):
            following = texts[number + 1] if number + 1 < len(texts) else None
            if following is None or frame < one.end:
                shares[number] = 1.0
                break
            if frame < following.first:
                crossed = (frame - one.end) / (following.first - one.end)
                shares[number], shares[number + 1] = 1 - crossed, crossed
                break
        return tuple(shares)
