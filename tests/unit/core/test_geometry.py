"""Sizes, rates and lengths are legal when they are made, and an error names one that is."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yozora.core.errors import InvalidRequest
from yozora.core.geometry import (
    FASTEST_FPS,
    LONGEST_FRAMES,
    LONGEST_SIDE_PX,
    NAMED_SIZES,
    SHORTEST_SIDE_PX,
    FrameSize,
    frame_count,
    frame_rate,
)

even_sides = st.integers(SHORTEST_SIDE_PX // 2, LONGEST_SIDE_PX // 2).map(lambda half: half * 2)
rates = st.fractions(min_value=1, max_value=FASTEST_FPS, max_denominator=1001)


@given(even_sides, even_sides)
def test_a_size_reads_back_as_it_is_written(width_px: int, height_px: int) -> None:
    size = FrameSize(width_px=width_px, height_px=height_px)
    assert FrameSize.parse(str(size)) == size
    assert size.aspect == width_px / height_px


@given(st.integers(-100, 10_000), st.integers(-100, 10_000))
def test_a_refused_size_comes_with_one_that_is_accepted(width_px: int, height_px: int) -> None:
    try:
        FrameSize(width_px=width_px, height_px=height_px)
    except InvalidRequest as error:
        proposed = re.search(r"Try (\d+x\d+)\.$", str(error))
        assert proposed is not None
        FrameSize.parse(proposed[1])


@pytest.mark.parametrize("name", NAMED_SIZES)
def test_every_named_size_is_legal(name: str) -> None:
    assert (FrameSize.parse(name).width_px, FrameSize.parse(name).height_px) == NAMED_SIZES[name]


@pytest.mark.parametrize("text", ["", "wide", "1280", "1280x", "x720", "-2x720", "12.5x720"])
def test_what_is_no_size_is_refused_with_examples(text: str) -> None:
    with pytest.raises(InvalidRequest, match=r"is not a size\. Write WIDTHxHEIGHT, such as 1280x720"):
        FrameSize.parse(text)


def test_the_error_of_an_odd_size_says_got_expected_and_what_to_do() -> None:
    with pytest.raises(InvalidRequest) as caught:
        FrameSize.parse("853x480")
    expected = "each side must be an even number of pixels from 16 to 4096"
    assert str(caught.value) == f"size=853x480 cannot be made: {expected}. Try 852x480."


@given(st.floats(0.001, 500), rates)
def test_a_length_is_the_nearest_whole_number_of_frames(seconds: float, fps: Fraction) -> None:
    if seconds * fps > LONGEST_FRAMES:
        return
    frames = frame_count(seconds, fps)
    assert frames >= 1
    assert frames == 1 or abs(frames - Fraction(str(seconds)) * fps) <= Fraction(1, 2)


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf")])
def test_what_is_no_length_is_refused(seconds: float) -> None:
    with pytest.raises(InvalidRequest, match=r"cannot be a length: it must be more than 0 seconds\. Try 2\."):
        frame_count(seconds, Fraction(24))


def test_too_long_a_clip_is_refused_with_the_longest_length() -> None:
    with pytest.raises(InvalidRequest, match=r"at most 36000\. Try 1500 seconds or less\."):
        frame_count(2000, Fraction(24))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("24", Fraction(24)),
        (24, Fraction(24)),
        ("23.976", Fraction(24000, 1001)),
        (29.97, Fraction(30000, 1001)),
        ("60000/1001", Fraction(60000, 1001)),
        ("12.5", Fraction(25, 2)),
    ],
)
def test_a_rate_is_exact_and_broadcast_rates_are_recognised(written: str | float, meant: Fraction) -> None:
    assert frame_rate(written) == meant


@pytest.mark.parametrize("written", ["0", "61", "-24", "1000"])
def test_a_rate_out_of_range_is_refused(written: str) -> None:
    with pytest.raises(InvalidRequest, match=r"out of range: from 1 to 60\. Try 24\."):
        frame_rate(written)


@pytest.mark.parametrize("written", ["fast", "", "1/0", "nan", "inf", "1e10000000", "9" * 5000, "24/7/2"])
def test_what_is_no_rate_is_refused(written: str) -> None:
    with pytest.raises(InvalidRequest, match=r"is not a number\. Try 24\."):
        frame_rate(written)
