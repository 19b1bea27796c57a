"""A picture of any shape fills the screen: cut, between bars, or stretched."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from yozora import media
from yozora.core.cards import Fit
from yozora.core.geometry import FrameSize

NIGHT = (11, 13, 23)
SIDES = st.integers(1, 200)
SCREENS = st.builds(
    lambda across, high: FrameSize(width_px=2 * across, height_px=2 * high), st.integers(8, 40), st.integers(8, 40)
)


def picture(width_px: int, height_px: int) -> np.ndarray:
    return np.random.default_rng(width_px * height_px).integers(0, 256, (height_px, width_px, 3), dtype=np.uint8)


@settings(max_examples=200)
@given(SIDES, SIDES, SCREENS, st.sampled_from(Fit))
def test_the_screen_is_always_filled(width_px: int, height_px: int, screen: FrameSize, fit: Fit) -> None:
    frame = media.fitted(picture(width_px, height_px), screen, fit)
    assert (frame.shape, frame.dtype) == ((screen.height_px, screen.width_px, 3), np.uint8)


@pytest.mark.parametrize("fit", Fit)
def test_a_picture_that_fits_stays_bit_for_bit(fit: Fit) -> None:
    frame = picture(64, 36)
    assert np.array_equal(media.fitted(frame, FrameSize.parse("64x36"), fit), frame)


@pytest.mark.parametrize(
    ("width_px", "height_px", "box"),
    [(60, 20, (20, 0, 40, 20)), (20, 60, (0, 20, 20, 40)), (45, 30, (7.5, 0, 37.5, 30)), (30, 30, (0, 0, 30, 30))],
)
def test_cutting_scales_the_largest_part_in_the_middle(
    width_px: int, height_px: int, box: tuple[float, float, float, float]
) -> None:
    frame = picture(width_px, height_px)
    expected = Image.fromarray(frame).resize((40, 40), Image.Resampling.LANCZOS, box=box)
    assert np.array_equal(media.fitted(frame, FrameSize.parse("40x40")), np.asarray(expected))


def test_cutting_takes_as_much_from_both_sides() -> None:
    frame = np.zeros((30, 90, 3), dtype=np.uint8)
    frame[:, :30], frame[:, 60:] = (255, 0, 0), (0, 0, 255)
    assert media.fitted(frame, FrameSize.parse("30x30"), Fit.CROP).max() == 0


@pytest.mark.parametrize(
    ("size", "inner"),
    [((60, 20), (slice(20, 40), slice(0, 60))), ((20, 60), (slice(0, 60), slice(20, 40)))],
)
def test_the_whole_picture_is_seen_between_bars_of_the_night(size: tuple[int, int], inner: tuple[slice, slice]) -> None:
    frame = np.full((size[1], size[0], 3), 200, dtype=np.uint8)
    screen = media.fitted(frame, FrameSize.parse("60x60"), Fit.LETTERBOX)
    expected = np.empty((60, 60, 3), dtype=np.uint8)
    expected[:] = NIGHT
    expected[inner] = 200
    assert np.array_equal(screen, expected)


def test_stretching_keeps_every_edge() -> None:
    frame = picture(20, 40)
    stretched = media.fitted(frame, FrameSize.parse("64x32"), Fit.STRETCH)
    assert np.array_equal(stretched, np.asarray(Image.fromarray(frame).resize((64, 32), Image.Resampling.LANCZOS)))
