"""What is known of a clip in training."""

import numpy as np

from yozora.diffusion.patterns import PatternMix, draw

RNG = np.random.default_rng


def test_every_clip_has_something_to_learn() -> None:
    _, given = draw(PatternMix(given=1.0), RNG(0), 400, 5)
    assert not given.all(1).any()


def test_all_kinds_of_patterns_occur() -> None:
    _, given = draw(PatternMix(given=1.0), RNG(1), 2000, 4)
    found = {tuple(row) for row in given.tolist()}
    assert (True, False, False, False) in found  # image to video
    assert (True, True, False, False) in found  # extending
    assert (False, False, True, True) in found  # extending backwards
    assert (True, False, False, True) in found  # filling a gap
    assert (False, True, False, False) in found  # a picture in the middle


def test_one_picture_alone_is_never_given() -> None:
    sigma, given = draw(PatternMix(given=1.0), RNG(2), 50, 1)
    assert not given.any() and (sigma > 0).all()


def test_frames_share_a_level_or_have_their_own() -> None:
    sigma, _ = draw(PatternMix(given=0.0, apart=0.25), RNG(3), 4000, 3)
    apart = (np.ptp(sigma, axis=1) > 0).mean()
    assert 0.2 < apart < 0.3


def test_given_frames_are_clean_or_carry_a_little_noise() -> None:
    sigma, given = draw(PatternMix(given=1.0, stained=0.5), RNG(4), 1000, 4)
    assert (sigma[given] <= 0.12).all()
    assert 0.4 < (sigma[given] == 0).mean() < 0.6
