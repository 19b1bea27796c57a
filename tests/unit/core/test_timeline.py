"""A timeline holds what is given of a clip; what cannot be is refused, naming the card."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from timelines import timelines

from yozora.core.cards import ClipCard, ImageCard, TextCard
from yozora.core.errors import InvalidRequest
from yozora.core.geometry import FrameSize
from yozora.core.timeline import LONGEST_PROMPT_CHARACTERS, Timeline, check_prompt

SIZE = FrameSize.parse("64x64")


def line(*cards, seconds: int = 10, **more) -> Timeline:
    return Timeline(cards=cards, frames=24 * seconds, fps=Fraction(24), size=SIZE, **more)


def words(at_s: float = 0, until_s: float | None = None, text: str = "a fox") -> TextCard:
    return TextCard(text=text, at_s=at_s, until_s=until_s)


def clip(at_s: float, seconds: float, *, start_s: float = 0, file: str = "a.mp4", **more) -> ClipCard:
    return ClipCard(file=file, sha256=file, start_s=start_s, end_s=start_s + seconds, at_s=at_s, **more)


def image(at_s: float, until_s: float | None = None, **more) -> ImageCard:
    return ImageCard(file="a.png", sha256="p", at_s=at_s, until_s=until_s, **more)


def test_words_without_an_end_last_until_the_next_words_or_the_end() -> None:
    spans = [(one.first, one.end) for one in line(words(), words(2), image(1), words(5, 6)).placed]
    assert spans == [(0, 48), (24, 25), (48, 120), (120, 144)]
    assert line(words()).placed[0].end == 240


def test_a_picture_without_an_end_is_one_frame() -> None:
    assert [(one.first, one.end) for one in line(image(1)).placed] == [(24, 25)]


def test_cards_that_touch_are_cut_and_a_gap_is_not() -> None:
    assert line(words(0, 4), words(4, 10)).cuts == (96,)
    assert line(words(0, 4), words(5, 10)).cuts == ()
    assert line(clip(0, 4), words(4)).cuts == (96,)


def test_words_under_a_clip_hold_the_shot_together() -> None:
    assert line(words(), clip(0, 4)).cuts == ()
    assert line(words(0, 3), words(3, 10), clip(2, 4)).cuts == ()


def test_two_clips_that_touch_are_cut_even_over_words() -> None:
    assert line(words(), clip(0, 4), clip(4, 3, file="b.mp4")).cuts == (96,)


def test_where_one_clip_ends_and_another_begins_under_a_third_there_is_no_cut() -> None:
    spread = ((0.0, 0.5), (2.0, 0.5))
    cards = (clip(0, 4), clip(2, 4, file="b.mp4", influence=spread), clip(4, 4, file="c.mp4", influence=spread))
    assert line(*cards, seconds=8, loop=True).cuts == ()


def test_a_clip_that_goes_on_where_it_was_split_is_not_cut() -> None:
    assert line(clip(0, 4), clip(4, 3, start_s=4)).cuts == ()
    assert line(clip(0, 4), clip(4, 3, start_s=5)).cuts == (96,)


def test_clips_without_a_digest_go_on_only_where_they_are_the_same_file() -> None:
    first, same, other = (
        replace(clip(at_s, 4, start_s=at_s, file=file), sha256="") for at_s, file in ((0, "a"), (4, "a"), (4, "b"))
    )
    assert line(first, same).cuts == ()
    assert line(first, other).cuts == (96,)


def test_shots_lie_between_cuts_and_count_from_their_own_beginning() -> None:
    first, second = line(words(), clip(0, 4), clip(4, 3, file="b.mp4")).shots
    assert (first.first, first.frames, second.first, second.frames) == (0, 96, 96, 144)
    assert [(one.number, one.first, one.end) for one in second.placed] == [(1, -96, 144), (3, 0, 72)]


def test_words_cross_over_in_a_gap() -> None:
    (shot,) = line(words(1, 4), words(6, 10)).shots
    shares = [shot.word_shares(24 * second) for second in (0, 3, 5, 7)]
    assert shares == [(1, 0), (1, 0), (0.5, 0.5), (0, 1)]


@given(timelines())
def test_shots_fill_the_clip_and_words_always_sum_to_one(timeline: Timeline) -> None:
    shots = timeline.shots
    assert sum(shot.frames for shot in shots) == timeline.frames
    assert [shot.first for shot in shots] == [0, *timeline.cuts]
    for shot in shots:
        for frame in range(0, shot.frames, 7):
            assert not shot.texts or sum(shot.word_shares(frame)) == pytest.approx(1)


@given(timelines())
def test_takes_have_the_seeds_that_follow(timeline: Timeline) -> None:
    takes = list(timeline.takes())
    assert [take.seed for take in takes] == [(timeline.seed + n) % 2**32 for n in range(timeline.variations)]
    assert {replace(take, seed=0) for take in map(_without_plans, takes)} == {
        replace(_without_plans(timeline), seed=0, variations=1)
    }


def _without_plans(timeline: Timeline) -> Timeline:
    cards = tuple(replace(card, plan=None) if isinstance(card, TextCard) else card for card in timeline.cards)
    return replace(timeline, cards=cards)


@pytest.mark.parametrize("at_s", [-0.1, 10.0, 50.0, float("inf")])
def test_a_card_outside_the_clip_is_refused(at_s: float) -> None:
    with pytest.raises(InvalidRequest, match=r"card 1 \(text 'late'\) stands at .* outside the clip of 10 s\. Move it"):
        line(words(at_s, text="late"))


@pytest.mark.parametrize(
    ("cards", "message"),
    [
        ((words(0, 4), words(3, 6)), r"card 1 \(text 'a fox'\) and card 2 .* overlap by 1 s\. Move or shorten one\.$"),
        ((clip(0, 4), clip(3, 4)), r"card 1 \(clip a.mp4\) and card 2 \(clip a.mp4\) overlap by 1 s.*blend two clips"),
        ((image(1, 3), clip(2, 4, influence=((0, 0), (1, 1)))), r"card 1 \(image a.png\) and card 2 .* overlap by 1 s"),
        ((clip(8, 4),), r"card 1 \(clip a.mp4\) lasts until 12 s, beyond the clip of 10 s\. Trim it"),
        ((words(4, 4),), r"card 1 .* lasts from 4 to 4 s, which is no frame at 24 a second\. Make it longer"),
        ((words(4, 2),), r"card 1 .* lasts from 4 to 2 s, which is no frame"),
        ((image(3), image(3.01)), r"card 1 \(image a.png\) and card 2 \(image a.png\) overlap by 0.04167 s"),
    ],
)
def test_impossible_cards_are_refused_by_name(cards, message: str) -> None:
    with pytest.raises(InvalidRequest, match=message):
        line(*cards)


def test_a_third_clip_over_two_is_refused() -> None:
    curve = ((0.0, 0.0), (1.0, 1.0))
    line(clip(0, 4), clip(2, 4, influence=curve))
    with pytest.raises(InvalidRequest, match=r"card 2 .* and card 3 .* overlap by 2 s"):
        line(clip(0, 4), clip(1, 4, influence=curve), clip(3, 4, influence=curve))


def test_a_loop_is_one_shot() -> None:
    assert line(words(), clip(0, 4), loop=True).loop
    with pytest.raises(InvalidRequest, match=r"A loop is one shot; this timeline has a hard cut at 4 s\. Leave a gap"):
        line(words(0, 4), words(4, 10), loop=True)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: clip(0, 0), "a.mp4 is trimmed to 0 to 0 s; the end must come after the start"),
        (lambda: clip(0, 1, start_s=-1), "a.mp4 is trimmed to -1 to 0 s"),
        (lambda: image(0, strength=1.5), r"strength=1.5 of image a.png: expected 0 \(nothing is kept\) to 1"),
        (lambda: clip(0, 1, influence=((1, 0), (0, 1))), "influence of clip a.mp4 goes back in time, from 1 s to 0 s"),
        (lambda: clip(0, 1, influence=((1, 0), (1, 1), (1, 0))), "has three points at 1 s; at most two"),
        (lambda: clip(0, 1, influence=((0, 2),)), "has the point 0:2; expected a second from 0 on and a share 0 to 1"),
        (lambda: line(seed=-1), "seed=-1 is out of range: from 0 to 4294967295"),
        (lambda: line(variations=5), "variations=5 is out of range: from 1 to 4"),
        (lambda: line(*[words(0, 1)] * 501), "has 501 cards; at most 500"),
    ],
)
def test_impossible_numbers_are_refused(make, message: str) -> None:
    with pytest.raises(InvalidRequest, match=message):
        make()


def test_a_clip_without_frames_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="frames=0 cannot be a length: from 1 to 36000"):
        Timeline(cards=(), frames=0, fps=Fraction(24), size=SIZE)


def test_a_prompt_loses_only_its_outer_blanks() -> None:
    assert check_prompt("  a fox,\nrunning \t") == "a fox,\nrunning"


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_an_empty_prompt_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidRequest, match=r"The prompt is empty\. Describe a scene, such as"):
        check_prompt(text)


def test_too_long_a_prompt_is_refused() -> None:
    assert len(check_prompt("x" * LONGEST_PROMPT_CHARACTERS)) == LONGEST_PROMPT_CHARACTERS
    with pytest.raises(InvalidRequest, match=r"has 32001 characters; at most 32000 are read\. Shorten it\."):
        check_prompt("x" * (LONGEST_PROMPT_CHARACTERS + 1))
