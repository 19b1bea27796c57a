"""Measures of clips whose answers can be worked out by hand."""

import numpy as np
import pytest

from yozora.core.errors import InvalidRequest
from yozora.evaluate.measures import BEST_DB, flicker, frozen, psnr, seam_error


def grey(levels: list[int], side: int = 16) -> np.ndarray:
    return np.stack([np.full((side, side, 3), level, np.uint8) for level in levels])


def test_a_steady_fade_does_not_flicker() -> None:
    assert flicker(grey([10, 20, 30, 40])) == 0


def test_flicker_is_the_second_difference_in_time() -> None:
    assert flicker(grey([100, 104, 100])) == 8
    assert flicker(grey([0, 255, 0, 255])) == 510


def test_two_frames_cannot_flicker() -> None:
    with pytest.raises(InvalidRequest, match="A clip of 2 frames cannot flicker measurably: at least 3"):
        flicker(grey([1, 2]))


def test_likeness_is_peak_signal_to_noise() -> None:
    assert psnr(grey([100]), grey([110])) == pytest.approx(20 * np.log10(25.5))
    assert psnr(grey([7]), grey([7])) == BEST_DB


def test_likeness_under_a_mask_ignores_the_rest() -> None:
    made, true = grey([100]), grey([100])
    made[0, 8:] = 110
    mask = np.zeros((1, 16, 16), bool)
    mask[0, 8:] = True
    assert psnr(made, true, ~mask) == BEST_DB
    assert psnr(made, true, mask) == pytest.approx(20 * np.log10(25.5))
    with pytest.raises(InvalidRequest, match="leaves no pixel"):
        psnr(made, true, np.zeros((1, 16, 16), bool))


def test_clips_of_other_sizes_are_not_compared() -> None:
    with pytest.raises(InvalidRequest, match="cannot be compared"):
        psnr(grey([1]), grey([1, 2]))


def test_a_ramp_has_no_seams_and_flat_blocks_have_nothing_else() -> None:
    ramp = (np.arange(32)[:, None] + np.arange(32)).astype(np.uint8)
    clip = np.repeat(ramp[None, :, :, None], 3, axis=3)
    assert seam_error(clip) == 1
    rows, columns = np.indices((32, 32)) // 8 % 2
    tiles = ((rows ^ columns) * 9 + np.indices((32, 32)).sum(0) % 2).astype(np.uint8)
    assert seam_error(np.repeat(tiles[None, :, :, None], 3, axis=3)) > 5
    assert seam_error(grey([5], side=32)) == 1


def test_seams_are_looked_for_where_the_blocks_end() -> None:
    stripes = (np.arange(32) // 4 % 2 * 40 + np.arange(32)).astype(np.uint8)
    clip = np.broadcast_to(stripes[None, None, :, None], (2, 32, 32, 3))
    assert seam_error(clip, block_px=4) > seam_error(clip, block_px=8) > 1
    with pytest.raises(InvalidRequest, match="no border of 32 px blocks"):
        seam_error(clip, block_px=32)


def test_a_frozen_clip_is_one_picture() -> None:
    clip = frozen(grey([3])[0], 4)
    assert clip.shape == (4, 16, 16, 3)
    assert flicker(clip) == 0
