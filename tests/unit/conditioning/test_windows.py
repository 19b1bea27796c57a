"""A long shot in windows."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from yozora.conditioning.windows import CONTEXT, LEAST_CONTEXT, LONGEST, Window, next_window


def windows(ceiling: np.ndarray) -> list[Window]:
    found = []
    ceiling = ceiling.copy()
    while (window := next_window(ceiling)) is not None:
        found.append(window)
        ceiling[window.fresh : window.until] = 0
    return found


def test_a_short_shot_is_one_window() -> None:
    assert windows(np.ones(11)) == [Window(first=0, fresh=0, until=11, end=11)]


def test_nothing_free_takes_no_window() -> None:
    assert next_window(np.zeros(5)) is None


def test_a_long_shot_goes_on_from_what_is_there_in_windows_about_equally_long() -> None:
    found = windows(np.ones(25))
    assert [(one.fresh, one.until) for one in found] == [(0, 11), (11, 18), (18, 25)]
    assert [one.first for one in found] == [0, 7, 14]
    assert [(one.fresh, one.until) for one in windows(np.ones(16))] == [(0, 9), (9, 16)]


def test_a_gap_is_seen_from_both_sides() -> None:
    ceiling = np.zeros(20)
    ceiling[6:10] = 1
    assert windows(ceiling) == [Window(first=2, fresh=6, until=10, end=12)]


def test_a_gap_that_fits_a_window_with_less_before_it_takes_only_one() -> None:
    ceiling = np.zeros(20)
    ceiling[6:12] = 1
    assert windows(ceiling) == [Window(first=3, fresh=6, until=12, end=14)]


def test_of_a_long_gap_the_last_window_sees_the_other_side() -> None:
    ceiling = np.zeros(40)
    ceiling[5:25] = 1
    found = windows(ceiling)
    assert found[-1].until == 25 and found[-1].end == 27
    assert all(one.end == one.until for one in found[:-1])


@given(arrays.arrays(np.float64, st.integers(1, 60), elements=st.sampled_from([0.0, 0.4, 1.0])))
def test_every_free_latent_is_made_once_in_windows_that_fit_the_model(ceiling: np.ndarray) -> None:
    found = windows(ceiling)
    made = np.zeros(len(ceiling), int)
    for one in found:
        made[one.fresh : one.until] += 1
        assert one.end - one.first <= LONGEST and one.first <= one.fresh < one.until <= one.end
        assert one.first == 0 or LEAST_CONTEXT <= one.fresh - one.first - 1 <= CONTEXT
    assert (made == (ceiling > 0)).all()
