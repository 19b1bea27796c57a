"""The one idea: a clip is a timeline with some frames given and some free."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from yozora.core.cards import Card, ClipCard, ImageCard, MediaCard, TextCard
from yozora.core.characters import MOST_CHARACTERS, Character
from yozora.core.errors import InvalidRequest
from yozora.core.geometry import LONGEST_FRAMES, FrameSize
from yozora.core.presets import StylePreset
from yozora.core.shots import Placed, Shot

LONGEST_PROMPT_CHARACTERS = 32_000
SEEDS = 2**32
MOST_VARIATIONS = 4
MOST_CARDS = 500


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """What is given of a clip of `frames` pictures of `size` at `fps`; everything else is free.

    Spacing is timing: where one card ends and the next begins at the same frame is a hard cut, and a gap is filled.
    Words that lie under pictures and clips keep a shot together. A `loop` ends as it begins. `seed` draws what the
    cards leave open; `variations` takes have the seeds that follow. Texts may name
    `characters`. Raises InvalidRequest, naming the card.
    """

    cards: tuple[Card, ...]
    frames: int
    fps: Fraction
    size: FrameSize
    seed: int = 0
    variations: int = 1
    style: StylePreset | None = None
    loop: bool = False
    characters: tuple[Character, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.frames <= LONGEST_FRAMES:
            raise InvalidRequest(f"frames={self.frames} cannot be a length: from 1 to {LONGEST_FRAMES}.")
        if not 0 <= self.seed < SEEDS:
            raise InvalidRequest(f"seed={self.seed} is out of range: from 0 to {SEEDS - 1}.")
        if not 1 <= self.variations <= MOST_VARIATIONS:
            raise InvalidRequest(f"variations={self.variations} is out of range: from 1 to {MOST_VARIATIONS}.")
        names = [one.name for one in self.characters]
        if len(names) > MOST_CHARACTERS or len(set(names)) < len(names):
            got = ", ".join(names)[:100]
            raise InvalidRequest(f"A timeline has at most {MOST_CHARACTERS} characters, each once; got {got}.")
        if len(self.cards) > MOST_CARDS:
            raise InvalidRequest(f"The timeline has {len(self.cards)} cards; at most {MOST_CARDS}. Make several clips.")
        for placed in self.placed:
            self._check_place(placed)
        self._check_overlaps([one for one in self.placed if isinstance(one.card, TextCard)])
        self._check_overlaps([one for one in self.placed if isinstance(one.card, MediaCard)])
        if self.loop and self.cuts:
            raise InvalidRequest(
                f"A loop is one shot; this timeline has a hard cut at {self._second(self.cuts[0])} s. "
                "Leave a gap there, or put words under both cards."
            )

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return float(self.frames / self.fps)

    @property
    def texts(self) -> tuple[TextCard, ...]:
        """The cards of words, in order of time."""
        return tuple(placed.card for placed in self.placed if isinstance(placed.card, TextCard))

    @property
    def media(self) -> tuple[MediaCard, ...]:
        """The cards of pictures and clips, in order of time."""
        return tuple(placed.card for placed in self.placed if not isinstance(placed.card, TextCard))

    @property
    def placed(self) -> tuple[Placed, ...]:
        """Every card with its number (from 1, as given) and its frames, in order of time."""
        numbered = sorted(enumerate(self.cards, start=1), key=lambda item: item[1].at_s)
        begins = [self.frame_at(card.at_s) for _, card in numbered if isinstance(card, TextCard)]
        found: list[Placed] = []
        for number, card in numbered:
            first = self.frame_at(card.at_s)
            if isinstance(card, TextCard) and card.until_s is None:
                end = min((begin for begin in begins if begin > first), default=self.frames)
            elif isinstance(card, ImageCard) and card.until_s is None:
                end = first + 1
            else:
                assert card.until_s is not None
                end = self.frame_at(card.until_s)
            found.append(Placed(card=card, number=number, first=first, end=end))
        return tuple(found)

    def frame_at(self, second: float) -> int:
        """The frame nearest to a moment."""
        return round(Fraction(str(second)) * self.fps) if abs(second) < float("inf") else self.frames + 1

    @property
    def cuts(self) -> tuple[int, ...]:
        """Frames at which a new shot begins, the first one left out."""
        placed = self.placed
        meetings = sorted({one.first for one in placed} & {one.end for one in placed})
        return tuple(frame for frame in meetings if _cut_at(frame, placed))

    @property
    def shots(self) -> tuple[Shot, ...]:
        """The timeline between its cuts."""
        ends = (0, *self.cuts, self.frames)
        placed = self.placed
        return tuple(Shot.of(placed, first=first, end=end, fps=self.fps) for first, end in pairwise(ends))

    def takes(self) -> Iterator["Timeline"]:
        """Each variation as a timeline of its own."""
        for number in range(self.variations):
            cards = tuple(card.reseeded(number) if isinstance(card, TextCard) else card for card in self.cards)
            yield replace(self, cards=cards, seed=(self.seed + number) % SEEDS, variations=1)

    def _second(self, frame: int) -> str:
        return f"{float(frame / self.fps):.4g}"

    def _check_place(self, placed: Placed) -> None:
        begin, end = self._second(placed.first), self._second(placed.end)
        if not 0 <= placed.first < self.frames:
            raise InvalidRequest(
                f"{placed} stands at {placed.card.at_s:g} s, outside the clip of {self.seconds:g} s. Move it inside."
            )
        if placed.end <= placed.first:
            raise InvalidRequest(
                f"{placed} lasts from {begin} to {end} s, which is no frame at {float(self.fps):g} a second. "
                "Make it longer."
            )
        if placed.end > self.frames:
            raise InvalidRequest(
                f"{placed} lasts until {end} s, beyond the clip of {self.seconds:g} s. "
                "Trim it, or make the clip longer."
            )

    def _check_overlaps(self, track: list[Placed]) -> None:
        for number, later in enumerate(track):
            under = [one for one in track[:number] if one.end > later.first]
            if not under or (len(under) == 1 and _blends(under[0].card, later.card)):
                continue
            over = self._second(min(under[-1].end, later.end) - later.first)
            both = isinstance(under[-1].card, ClipCard) and isinstance(later.card, ClipCard)
            advice = ", or blend two clips by an influence on the later one" if both else ""
            raise InvalidRequest(f"{under[-1]} and {later} overlap by {over} s. Move or shorten one{advice}.")


def _blends(under: Card, over: Card) -> bool:
    return isinstance(under, ClipCard) and isinstance(over, ClipCard) and bool(over.influence)


def _cut_at(frame: int, placed: tuple[Placed, ...]) -> bool:
    """Whether a frame at which a card ends and another begins starts a new shot."""
    media = [one for one in placed if isinstance(one.card, MediaCard)]
    if any(one.first < frame < one.end for one in media):
        return False
    before = [one for one in media if one.end == frame]
    after = [one for one in media if one.first == frame]
    if before and after:
        return not any(_goes_on(one, other) for one in before for other in after)
    return not any(one.first < frame < one.end for one in placed)


def _goes_on(one: Placed, other: Placed) -> bool:
    if not (isinstance(one.card, ClipCard) and isinstance(other.card, ClipCard)):
        return False
    same = (_content(one.card), one.card.strength, one.card.fit) == (
        _content(other.card),
        other.card.strength,
        other.card.fit,
    )
    return same and abs(one.card.end_s - other.card.start_s) < 1e-3


def _content(card: ClipCard) -> str:
    """What says whether two cards show one clip; a board, which names clips by their ids, has no digest of them."""
    return card.sha256 or card.file


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
