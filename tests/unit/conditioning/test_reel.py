"""The model's own clock."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from timelines import timelines

from yozora.conditioning.reel import TAIL_BLOCKS, Reel, positions_of, reel_of
from yozora.core.cards import ClipCard, ImageCard, TextCard
from yozora.core.geometry import FrameSize
from yozora.core.timeline import Timeline
from yozora.models.blocks import FRAMES_PER_LATENT

SIZE = FrameSize.parse("64x64")


def reel(*cards, frames: int, fps: int = 24, loop: bool = False) -> Reel:
    (shot,) = Timeline(cards=cards, frames=frames, fps=Fraction(fps), size=SIZE, loop=loop).shots
    return reel_of(shot, loop=loop)


def clip(at_s: float, seconds: float) -> ClipCard:
    return ClipCard(file="a", sha256="a", start_s=0, end_s=seconds, at_s=at_s)


WORDS = TextCard(text="a fox")


@pytest.mark.parametrize(
    ("frames", "fps", "latents"),
    [(1, 24, 1), (1, 8, 1), (2, 8, 2), (8, 8, 3), (120, 24, 11), (123, 24, 11), (124, 24, 12)],
)
def test_words_alone_are_painted_at_the_models_own_pace(frames: int, fps: int, latents: int) -> None:
    made = reel(WORDS, frames=frames, fps=fps)
    assert made.latents == latents
    held = [min(Fraction(8 * number, fps), made.last) for number in range(frames)]
    assert [made.position_at(number) for number in range(frames)] == held


def test_a_first_picture_is_the_first_frame_alone() -> None:
    made = reel(WORDS, ImageCard(file="a", sha256="a"), frames=24)
    assert made.runs[0].positions == range(1)
    assert [made.position_at(number) for number in (0, 3, 12)] == [0, 1, 4]


def test_what_is_given_and_what_is_free_fill_whole_blocks() -> None:
    made = reel(clip(0, 2.3), clip(3.7, 2), frames=137)
    first, second = made.runs
    assert (first.first, second.end) == (0, made.latents)
    assert made.position_at(0) == 0 and made.position_at(54) == first.positions[-1]
    assert made.position_at(89) == second.positions[0] and made.position_at(136) == second.positions[-1]


def test_a_picture_in_the_middle_is_shown_for_one_frame_only() -> None:
    made = reel(WORDS, ImageCard(file="a", sha256="a", at_s=2), frames=96)
    (run,) = made.runs
    assert len(run.positions) == FRAMES_PER_LATENT
    assert made.position_at(47) < run.positions[0] == made.position_at(48)
    assert made.position_at(49) > run.positions[-1]


def test_a_loop_leads_to_its_beginning() -> None:
    made = reel(clip(0, 2), frames=72, loop=True)
    assert made.tail == TAIL_BLOCKS and made.last == FRAMES_PER_LATENT * (made.latents - 1 - TAIL_BLOCKS) + 1
    assert made.frame_at(made.last) == 72
    assert made.position_at(69) < made.position_at(70) < made.position_at(71) < made.last, "nothing is held at the end"


@given(timelines())
def test_time_goes_forward_and_never_leaves_what_is_painted(timeline: Timeline) -> None:
    for shot in timeline.shots:
        made = reel_of(shot)
        positions = [made.position_at(number) for number in range(shot.frames)]
        assert positions[0] >= 0 and positions[-1] <= made.last
        assert all(after >= before for before, after in pairwise(positions))


@given(timelines())
def test_nothing_that_is_given_lies_in_a_free_block(timeline: Timeline) -> None:
    for shot in timeline.shots:
        made = reel_of(shot)
        for run in made.runs:
            shown = [
                made.position_at(n) for one in run.cards for n in range(max(0, one.first), min(one.end, shot.frames))
            ]
            assert min(shown) >= run.positions[0] and max(shown) <= run.positions[-1]
        assert all(before.end <= after.first for before, after in pairwise(made.runs))


@given(timelines())
def test_a_clock_read_backwards_gives_the_same_moment(timeline: Timeline) -> None:
    for shot in timeline.shots:
        made = replace(reel_of(shot), latents=10**6)
        for number in range(0, shot.frames, 5):
            assert abs(made.frame_at(made.position_at(number)) - number) < Fraction(1, 1000)


def test_positions_are_the_first_frame_and_then_blocks() -> None:
    assert [list(positions_of(n, n + 1)) for n in range(3)] == [[0], [1, 2, 3, 4], [5, 6, 7, 8]]
    assert positions_of(0, 3) == range(9)
