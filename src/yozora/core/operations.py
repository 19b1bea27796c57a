"""Every way of making and changing a clip, as functions that build a `Timeline`. None has a pipeline of its own.

Lengths in seconds are brought to the frame grid of the screen; clips that are given are shown whole unless a part is
asked for. All raise InvalidRequest for what cannot be made.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from yozora.core.cards import Card, ClipCard, ImageCard, Plan, TextCard
from yozora.core.curves import Points, check_curve, read_curve
from yozora.core.errors import InvalidRequest
from yozora.core.geometry import Screen, check_larger, frame_count
from yozora.core.presets import StylePreset
from yozora.core.source import Source, check_end
from yozora.core.timeline import Timeline

STRENGTHS = {"subtle": 0.45, "mild": 0.65, "strong": 0.85}
"""How much of a clip a remix may change, 0 nothing to 1 everything."""

SEAMS_S = {"short": 1.0, "normal": 2.0, "long": 3.0}
"""Lengths of what is made anew to close a loop."""

BLENDS = ("transition", "mix", "sample")
RAMP_SHARE = 0.5
SAMPLED = 0.4


@dataclass(frozen=True, kw_only=True)
class Part:
    """Seconds `start_s` to `end_s` of a clip, shown from `at_s` on (None: right after the part before)."""

    start_s: float
    end_s: float
    at_s: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start_s < self.end_s:
            raise InvalidRequest(f"A part runs from {self.start_s:g} to {self.end_s:g} s; it must end after it starts.")

    @classmethod
    def parse(cls, text: str) -> "Part":
        """Read `1.5-3` or `1.5-3@4`. Raises InvalidRequest."""
        span, _, at = text.partition("@")
        start, _, end = span.partition("-")
        try:
            return cls(start_s=float(start), end_s=float(end), at_s=float(at) if at else None)
        except ValueError as error:
            raise InvalidRequest(
                f"part={text!r} is no part. Write START-END or START-END@TIME, such as 1.5-3@4."
            ) from error


def screen_of(source: Source) -> Screen:
    """The screen on which the clip is shown as it is."""
    return Screen.nearest(width_px=source.width_px, height_px=source.height_px, fps=source.fps)


def create(
    text: str, *, seconds: float, screen: Screen, plan: Plan | None = None, images: Sequence[ImageCard] = ()
) -> Timeline:
    """Text to video: one card of words and no frame given, unless there are pictures."""
    return _timeline((TextCard(text=text, plan=plan), *images), frame_count(seconds, screen.fps), screen)


def animate(images: Sequence[ImageCard], text: str, *, seconds: float, screen: Screen) -> Timeline:
    """Image to video: pictures at any moments, and words for what happens. `at_last` places a picture at the end."""
    if not images:
        raise InvalidRequest("There is no picture to animate. Give at least one.")
    return _timeline((*images, *_words(text)), frame_count(seconds, screen.fps), screen)


def at_last(image: ImageCard, *, seconds: float, screen: Screen) -> ImageCard:
    """The picture as the last frame of a clip of `seconds`."""
    return replace(image, at_s=screen.seconds_of(frame_count(seconds, screen.fps) - 1))


def extend(source: Source, *, screen: Screen, text: str = "", before_s: float = 0, after_s: float = 0) -> Timeline:
    """More of a clip before its beginning, after its end, or both, in one shot."""
    if not before_s and not after_s:
        raise InvalidRequest("Nothing to extend by. Say how many seconds before or after, more than 0.")
    before, after = (
        frame_count(length_s, screen.fps, name=name) if length_s else 0
        for name, length_s in (("before", before_s), ("after", after_s))
    )
    kept = _clip(source, screen, first=before)
    return _timeline((kept, *_words(text)), before + _length(kept, screen) + after, screen)


def connect(one: Source, other: Source, *, screen: Screen, gap_s: float, text: str = "") -> Timeline:
    """Two clips with `gap_s` between them, in which the first becomes the second."""
    begin = _clip(one, screen)
    gap = frame_count(gap_s, screen.fps, name="gap")
    end = _clip(other, screen, first=_length(begin, screen) + gap)
    return _timeline((begin, end, *_words(text)), _length(begin, screen) + gap + _length(end, screen), screen)


def loop(source: Source, *, screen: Screen, seam: str | float = "normal", text: str = "") -> Timeline:
    """The clip, then `seam` seconds (or short, normal, long) that lead from its end back to its beginning."""
    kept = _clip(source, screen)
    seam_frames = frame_count(_number(seam, SEAMS_S, "seam"), screen.fps, name="seam")
    return replace(_timeline((kept, *_words(text)), _length(kept, screen) + seam_frames, screen), loop=True)


def blend(
    one: Source, other: Source, *, screen: Screen, curve: str | Points = "transition", text: str = ""
) -> Timeline:
    """Two clips as one: how much of the `other` shows, by a preset or a curve over the seconds of the result.

    `transition`: from one to the other; `mix`: half of each; `sample`: some of the other in the middle. The result is
    as long as the longer clip; both begin together, but for a transition they end together.
    """
    under, over = _clip(one, screen), _clip(other, screen)
    frames = max(_length(under, screen), _length(over, screen))
    late = curve == "transition" and _length(over, screen) < frames
    over = replace(over, at_s=screen.seconds_of(frames - _length(over, screen))) if late else over
    common = min(_length(under, screen), _length(over, screen))
    influence = _influence(curve, at_s=over.at_s, seconds=screen.seconds_of(common))
    return _timeline((under, replace(over, influence=influence), *_words(text)), frames, screen)


def remix(source: Source, text: str, *, screen: Screen, strength: str | float = "mild") -> Timeline:
    """The clip made again by other words: `strength` 0 keeps it, 1 makes a new one; or subtle, mild, strong."""
    change = _number(strength, STRENGTHS, "strength")
    if not 0 <= change <= 1:
        raise InvalidRequest(f"strength={strength} is out of range: from 0 (keep all) to 1 (all new).")
    kept = replace(_clip(source, screen), strength=round(1 - change, 6))
    return _timeline((kept, *_words(text)), _length(kept, screen), screen)


def restyle(
    source: Source, style: StylePreset, *, screen: Screen, text: str = "", strength: str | float = "mild"
) -> Timeline:
    """The clip in another style."""
    return replace(remix(source, text, screen=screen, strength=strength), style=style)


def recut(
    source: Source, parts: Sequence[Part], *, screen: Screen, seconds: float | None = None, text: str = ""
) -> Timeline:
    """Parts of a clip at other times: split, trimmed, moved, deleted. Parts that touch are cut; gaps are filled anew.

    The result ends with its last part, or after `seconds`.
    """
    if not parts:
        raise InvalidRequest("No part is left of the clip. Give at least one, such as 0-2.")
    cards: list[ClipCard] = []
    first = 0
    for number, part in enumerate(parts, start=1):
        check_end(part.end_s, source, f"Part {number}", fps=screen.fps)
        if part.at_s is not None:
            first = _frame_at(part.at_s, screen, number)
        cards.append(_clip(source, screen, first=first, start_s=part.start_s, end_s=min(part.end_s, source.seconds)))
        first += _length(cards[-1], screen)
    end = max(round(card.until_s * screen.fps) for card in cards)
    frames = end if seconds is None else frame_count(seconds, screen.fps)
    return _timeline((*cards, *_words(text)), frames, screen)


def upscale(source: Source, *, screen: Screen) -> Timeline:
    """The same clip on a larger screen."""
    check_larger(screen.size, source.file, width_px=source.width_px, height_px=source.height_px)
    kept = _clip(source, screen)
    return _timeline((kept,), _length(kept, screen), screen)


def _frame_at(at_s: float, screen: Screen, number: int) -> int:
    if not 0 <= at_s < float("inf"):
        raise InvalidRequest(f"Part {number} is to stand at {at_s:g} s. Give a moment from 0 s on.")
    return round(at_s * screen.fps)


def _timeline(cards: tuple[Card, ...], frames: int, screen: Screen) -> Timeline:
    return Timeline(cards=cards, frames=frames, fps=screen.fps, size=screen.size)


def _words(text: str) -> tuple[TextCard, ...]:
    return (TextCard(text=text),) if text else ()


def _clip(
    source: Source, screen: Screen, *, first: int = 0, start_s: float = 0.0, end_s: float | None = None
) -> ClipCard:
    """The clip, or a part of it, from frame `first` on, a whole number of frames long."""
    end_s = source.seconds if end_s is None else end_s
    frames = max(1, round((end_s - start_s) * screen.fps))
    return ClipCard(
        file=source.file,
        sha256=source.sha256,
        start_s=start_s,
        end_s=start_s + screen.seconds_of(frames),
        at_s=screen.seconds_of(first),
    )


def _length(card: ClipCard, screen: Screen) -> int:
    return round((card.end_s - card.start_s) * screen.fps)


def _number(value: str | float, named: dict[str, float], name: str) -> float:
    if not isinstance(value, str):
        return value
    try:
        return named[value] if value in named else float(value)
    except ValueError as error:
        raise InvalidRequest(f"{name}={value!r} is not known. Use {', '.join(named)}, or a number.") from error


def _influence(curve: str | Points, *, at_s: float, seconds: float) -> Points:
    """The influence of a card that begins at `at_s`, over the `seconds` that both clips are on screen."""
    if curve == "transition":
        begin, end = (seconds * (1 - RAMP_SHARE) / 2, seconds * (1 + RAMP_SHARE) / 2)
        return ((begin, 0.0), (end, 1.0))
    if curve == "mix":
        return ((0.0, 0.5), (seconds, 0.5))
    if curve == "sample":
        return ((0.0, 0.0), (seconds / 3, SAMPLED), (2 * seconds / 3, SAMPLED), (seconds, 0.0))
    if isinstance(curve, str) and ":" not in curve:
        raise InvalidRequest(f"curve={curve!r} is not known. Use {', '.join(BLENDS)}, or points such as 0:0,2:1.")
    points = read_curve(curve, name="curve") if isinstance(curve, str) else check_curve(curve, name="curve")
    if len(points) < 1:
        raise InvalidRequest("The curve has no points. Draw at least one, such as 0:0.5.")
    return tuple((second - at_s, share) for second, share in points if second >= at_s) or ((0.0, points[-1][1]),)
