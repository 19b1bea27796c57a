"""Falls and collisions."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from yozora.worlds import physics

TIMES = np.linspace(0, 6, 721)


def peaks(heights: np.ndarray) -> np.ndarray:
    inner = heights[1:-1]
    return inner[(inner > heights[:-2]) & (inner >= heights[2:]) & (inner > 0.01)]


@given(
    height=st.floats(min_value=0.2, max_value=2),
    radius=st.floats(min_value=0.05, max_value=0.4),
    elasticity=st.floats(min_value=0.2, max_value=0.9),
)
def test_a_dropped_ball_bounces_lower_each_time_and_never_sinks(
    height: float, radius: float, elasticity: float
) -> None:
    _, y, _ = physics.drop(TIMES, height=height, radius=radius, elasticity=elasticity, drift=0.0)
    tops = np.concatenate([[y[0]], peaks(y)])
    assert y.min() >= 0
    assert abs(y[0] - height) < 1e-6
    assert (np.diff(tops) < 0.005).all()
    assert y[-60:].max() < height


def test_a_ball_that_drifts_rolls_the_way_it_goes() -> None:
    for drift in (-0.3, 0.3):
        x, _, spin = physics.drop(TIMES, height=0.5, radius=0.1, elasticity=0.5, drift=drift)
        assert np.sign(x[-1]) == np.sign(drift) == np.sign(spin[-1])


@given(
    masses=st.tuples(st.floats(min_value=0.2, max_value=5), st.floats(min_value=0.2, max_value=5)),
    speed=st.floats(min_value=0.3, max_value=2),
)
def test_a_collision_keeps_the_momentum(masses: tuple[float, float], speed: float) -> None:
    times = np.linspace(0, 4, 481)
    first, second = physics.collide(times, gap=0.6, speeds=(speed, 0.0), radii=(0.1, 0.1), masses=masses)
    last = slice(-20, None)
    slopes = [np.polyfit(times[last], curve[last], 1)[0] for curve in (first, second)]
    momentum = masses[0] * slopes[0] + masses[1] * slopes[1]
    assert abs(momentum - masses[0] * speed) < 0.01 * masses[0] * speed


def test_who_is_hit_stays_until_the_blow_and_then_goes_on_ahead() -> None:
    times = np.linspace(0, 2, 241)
    first, second = physics.collide(times, gap=1.0, speeds=(1.0, 0.0), radii=(0.1, 0.1), masses=(1.0, 1.0))
    assert np.abs(second[times < 0.75]).max() < 1e-6
    assert second[-1] > 0.5
    assert (1.0 + second - first >= 0.2 - 0.01).all()
