"""Curves drawn by a few points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yozora.core.curves import check_curve, read_curve, value_at
from yozora.core.errors import InvalidRequest


def test_between_points_the_curve_is_straight_and_level_outside() -> None:
    points = ((1.0, 0.2), (3.0, 0.6))
    assert [value_at(points, second) for second in (0, 1, 2, 3, 9)] == pytest.approx([0.2, 0.2, 0.4, 0.6, 0.6])
    assert value_at((), 5) == 1


def test_two_points_at_one_time_are_a_jump() -> None:
    points = read_curve("0:0,2:0,2:1,4:1", name="curve")
    assert [value_at(points, second) for second in (1.99, 2, 2.01)] == pytest.approx([0, 1, 1])


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 1)), min_size=1, max_size=9), st.floats(-5, 120))
def test_a_curve_never_leaves_its_points(points, second: float) -> None:
    times = sorted({time for time, _ in points})
    drawn = check_curve(tuple(zip(times, [share for _, share in points], strict=False)), name="curve")
    shares = [share for _, share in drawn]
    assert min(shares) - 1e-9 <= value_at(drawn, second) <= max(shares) + 1e-9


@pytest.mark.parametrize("text", ["", "1", "a:b", "0:0;1:1", "0:0:0"])
def test_what_is_no_curve_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidRequest, match=r"is no curve\. Write SECOND:SHARE,\.\.\., such as 0:0,2:0.3,4:1"):
        read_curve(text, name="curve")
