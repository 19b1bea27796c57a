"""The one sampler: what is given stays given, whatever the network says."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yozora.diffusion.sampler import clock, euler, guided, heun, near_given, sample

SOLVERS = {"euler": euler, "heun": heun}


def drawn(seed: int, t: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.standard_normal((1, t, 2, 3, 4)), rng.standard_normal((1, t, 2, 3, 4))


def made(denoise, noise, clean, ceiling, *, steps=6, solver=euler, tick=lambda _: None):
    return sample(
        denoise, noise, clean=clean, ceiling=np.array(ceiling)[None], clock=clock(steps), solver=solver, tick=tick
    )


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 9999),
    kept=st.lists(st.booleans(), min_size=1, max_size=6),
    steps=st.integers(1, 9),
    solver=st.sampled_from(sorted(SOLVERS)),
    lie=st.floats(-100, 100),
)
def test_given_frames_come_out_bit_for_bit_whatever_the_network_says(seed, kept, steps, solver, lie) -> None:
    noise, clean = drawn(seed, len(kept))
    ceiling = [0.0 if one else 1.0 for one in kept]
    out = made(lambda x, _: lie - x, noise, clean, ceiling, steps=steps, solver=SOLVERS[solver])
    assert np.array_equal(out[:, kept], clean[:, kept])


@pytest.mark.parametrize("solver", SOLVERS.values())
def test_a_network_that_knows_the_truth_is_followed_to_it(solver) -> None:
    noise, clean = drawn(1, 3)
    out = made(lambda x, level: clean, noise, np.zeros_like(clean), [1.0, 1.0, 1.0], solver=solver)
    assert np.allclose(out, clean, atol=1e-9)


def test_a_frame_given_in_part_starts_from_itself_and_waits_for_the_clock() -> None:
    noise, clean = drawn(2, 2)
    seen: list[np.ndarray] = []

    def denoise(x, level):
        seen.append((level.copy(), x.copy()))
        return np.zeros_like(x)

    made(denoise, noise, clean, [1.0, 0.4], steps=10)
    levels = np.stack([level[0, 1] for level, _ in seen])
    assert levels.max() == 0.4
    waiting = [x[0, 1] for level, x in seen if level[0, 1] == 0.4]
    assert all(np.allclose(x, 0.6 * clean[0, 1] + 0.4 * noise[0, 1]) for x in waiting)


def test_heun_is_nearer_than_euler_where_the_path_bends() -> None:
    """For clean data of variance 1 the best guess is a shrunk x, and the exact flow is known."""
    noise, clean = drawn(3, 1)

    def shrunk(x, level):
        level = level[:, :, None, None, None]
        return x * (1 - level) / ((1 - level) ** 2 + level**2)

    exact = noise
    errors = {
        name: np.abs(made(shrunk, noise, clean, [1.0], steps=8, solver=solver) - exact).mean()
        for name, solver in SOLVERS.items()
    }
    assert errors["heun"] < 0.5 * errors["euler"]


def test_guidance_moves_away_from_what_would_come_without_words() -> None:
    denoise = guided(lambda x, level: (x + 2.0, x + 1.0), 3.0)
    assert np.allclose(denoise(np.zeros((1, 1, 1, 1, 1)), np.ones((1, 1))), 4.0)


def test_words_pull_less_near_what_is_given() -> None:
    scales = near_given(4.0, np.array([0, 0, 1, 1, 0.6, 1, 1, 1, 0.0])).ravel()
    assert scales == pytest.approx([1, 1, 1, 2, 3, 3, 2, 1, 1])
    assert near_given(4.0, np.array([1.0, 0.4])).ravel() == pytest.approx([4, 4])


def test_nothing_is_computed_when_everything_is_given() -> None:
    noise, clean = drawn(4, 2)

    def never(x, level):
        raise AssertionError("asked")

    assert np.array_equal(made(never, noise, clean, [0.0, 0.0]), clean)


def test_a_listener_that_raises_stops_the_work() -> None:
    noise, clean = drawn(5, 1)

    def tick(done: int) -> None:
        if done == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        made(lambda x, _: x, noise, clean, [1.0], tick=tick)


@pytest.mark.parametrize("shift", [1.0, 3.0])
def test_the_clock_falls_from_one_to_nothing(shift: float) -> None:
    times = clock(7, shift=shift)
    assert times[0] == 1 and times[-1] == 0 and len(times) == 8
    assert all(early > late for early, late in pairwise(times))


@pytest.mark.parametrize("steps", [1, 2, 3, 20])
def test_the_clock_may_begin_late_and_end_in_one_leap(steps: int) -> None:
    times = clock(steps, shift=3.0, first=0.4, last=0.1)
    assert times[0] == 0.4 and times[-1] == 0 and len(times) == steps + 1
    assert steps == 1 or times[-2] == (pytest.approx(0.1) if steps > 2 else 0.1)
    assert all(early > late for early, late in pairwise(times))
