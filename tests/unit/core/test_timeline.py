"""A timeline holds what is given of a clip; its parts are legal when it is made."""

from fractions import Fraction

import pytest

from yozora.core.errors import InvalidRequest
from yozora.core.geometry import FrameSize
from yozora.core.timeline import LONGEST_PROMPT_CHARACTERS, TextCard, Timeline, check_prompt, from_prompt

SIZE = FrameSize.parse("64x64")


def test_text_to_video_is_one_card_at_the_beginning() -> None:
    timeline = from_prompt("a fox", seconds=2.5, fps=Fraction(24), size=SIZE, plan={"seconds": 2.5})
    assert timeline.frames == 60
    assert timeline.seconds == 2.5
    assert timeline.cards == (TextCard(text="a fox", at_s=0.0, plan={"seconds": 2.5}),)


@pytest.mark.parametrize("at_s", [-0.1, 1.0, 5.0])
def test_a_card_outside_the_clip_is_refused(at_s: float) -> None:
    with pytest.raises(InvalidRequest, match=rf"card 1 stands at {at_s} s, outside the clip of 1 s\. Move it inside\."):
        Timeline(cards=(TextCard(text="late", at_s=at_s),), frames=24, fps=Fraction(24), size=SIZE)


def test_a_clip_without_frames_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="frames=0 cannot be a length: at least 1"):
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
