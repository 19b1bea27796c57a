"""Random timelines that can be made, for properties that hold of all of them."""

import itertools
from fractions import Fraction

from hypothesis import strategies as st

from yozora.core.cards import Card, ClipCard, Fit, ImageCard, TextCard
from yozora.core.characters import Character
from yozora.core.geometry import FrameSize
from yozora.core.presets import StylePreset
from yozora.core.timeline import Timeline

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
RATES = st.sampled_from([Fraction(8), Fraction(24), Fraction(25), Fraction(24000, 1001), Fraction(30000, 1001)])
SHARES = st.floats(0, 1, allow_subnormal=False)


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    """Cards of every kind on two tracks, words and media, that touch or leave gaps."""
    fps = draw(RATES)
    frames = draw(st.integers(4, 400))
    cards: list[Card] = []
    for words in (True, False):
        marks = sorted(set(draw(st.lists(st.integers(0, frames), min_size=2, max_size=8))))
        for first, end in itertools.pairwise(marks):
            if draw(st.booleans()):
                cards.append(_words(draw, first, end, fps) if words else _media(draw, first, end, fps))
    style = StylePreset(name=draw(TEXTS), mood=draw(TEXTS)) if draw(st.booleans()) else None
    return Timeline(
        cards=tuple(cards),
        frames=frames,
        fps=fps,
        size=FrameSize(width_px=2 * draw(st.integers(8, 2048)), height_px=2 * draw(st.integers(8, 2048))),
        seed=draw(st.integers(0, 2**32 - 1)),
        variations=draw(st.integers(1, 4)),
        style=style,
        characters=(Character(name="Rusty", words="an orange dog"),) if draw(st.booleans()) else (),
    )


def _words(draw: st.DrawFn, first: int, end: int, fps: Fraction) -> TextCard:
    plan = draw(st.none() | st.dictionaries(TEXTS, st.integers() | TEXTS, max_size=2))
    return TextCard(text=draw(TEXTS), at_s=float(first / fps), until_s=float(end / fps), plan=plan)


def _media(draw: st.DrawFn, first: int, end: int, fps: Fraction) -> Card:
    file, fit, strength = draw(TEXTS), draw(st.sampled_from(tuple(Fit))), draw(SHARES)
    at_s = float(first / fps)
    if draw(st.booleans()):
        until_s = float(end / fps)
        return ImageCard(file=file, sha256="0" * 64, at_s=at_s, until_s=until_s, strength=strength, fit=fit)
    start_s = draw(st.integers(0, 50)) / 8
    end_s = start_s + float((end - first) / fps)
    return ClipCard(file=file, sha256="1" * 64, at_s=at_s, start_s=start_s, end_s=end_s, strength=strength, fit=fit)
