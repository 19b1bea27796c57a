"""From a timeline to what the sampler is given."""

from fractions import Fraction

import numpy as np
import pytest

from yozora.conditioning.given import Canvas, GivenClip, canvas_for, conditions, fitted, placed
from yozora.core.geometry import FrameSize
from yozora.models.blocks import BlockBasis, cut, fit


def basis(frames: int) -> BlockBasis:
    rng = np.random.default_rng(frames)
    shades = rng.uniform(-1, 1, (300, 1, 1, 1, 3)) + rng.normal(0, 0.1, (300, frames, 8, 8, 3))
    blocks = np.concatenate([cut(clip.astype(np.float32), frames).reshape(-1, frames * 192) for clip in shades])
    return fit(blocks, frames=frames, channels=10)


IMAGE, VIDEO = basis(1), basis(4)


def canvas(latents: int) -> Canvas:
    return Canvas(rows=5, columns=6, latents=latents, frames_per_latent=4, fps=8)


def picture(shade: int) -> np.ndarray:
    return np.full((90, 160, 3), shade, np.uint8)


@pytest.mark.parametrize(
    ("width", "height", "rows", "columns"),
    [(1024, 1024, 8, 8), (1280, 720, 6, 11), (720, 1280, 11, 6), (640, 480, 7, 9), (480, 640, 9, 7)],
)
def test_the_canvas_has_the_shape_of_the_screen_and_the_area_of_training(width, height, rows, columns) -> None:
    found = canvas_for(FrameSize(width_px=width, height_px=height), Fraction(1), fps=8, frames_per_latent=4)
    assert (found.rows, found.columns) == (rows, columns)


@pytest.mark.parametrize(
    ("seconds", "latents"), [("1/24", 1), ("1/8", 1), ("1/4", 2), ("1", 3), ("5", 11), ("41/8", 11)]
)
def test_the_canvas_is_long_enough_and_no_longer(seconds: str, latents: int) -> None:
    length = Fraction(seconds)
    found = canvas_for(FrameSize(width_px=64, height_px=64), length, fps=8, frames_per_latent=4)
    assert found.latents == latents
    assert found.frames >= length * 8 > found.frames - 4 or latents == 1


def test_a_moment_is_between_two_frames_and_after_the_last_frame_time_stands_still() -> None:
    positions = [canvas(2).position_at(Fraction(number, 24)) for number in range(15)]
    assert positions[:5] == [0, Fraction(1, 3), Fraction(2, 3), 1, Fraction(4, 3)]
    assert positions[12:] == [4, 4, 4]


def test_nothing_given_leaves_every_frame_free() -> None:
    found = conditions(canvas(3), IMAGE, VIDEO, [])
    assert found.clean.shape == (3, 5, 6, 10) and found.ceiling.tolist() == [1, 1, 1]


def test_a_first_picture_is_given_exactly_and_a_later_one_fills_its_latent() -> None:
    first = GivenClip(frames=[picture(200)], first=0, strength=1.0)
    later = GivenClip(frames=[picture(40)], first=canvas(4).latent_at(1.2), strength=1.0)
    found = conditions(canvas(4), IMAGE, VIDEO, [first, later])
    assert found.ceiling.tolist() == [0, 1, 1, 0]
    assert np.allclose(IMAGE.decode(found.clean[:1]).mean(), 200 / 127.5 - 1, atol=0.05)
    assert np.allclose(VIDEO.decode(found.clean[3:]).mean(), 40 / 127.5 - 1, atol=0.05)


def test_a_guide_is_given_in_part_under_a_picture_that_is_given_whole() -> None:
    guide = GivenClip(frames=[picture(90)] * 9, first=0, strength=0.6)
    found = conditions(canvas(3), IMAGE, VIDEO, [guide, GivenClip(frames=[picture(1)], first=0, strength=1.0)])
    assert np.allclose(found.ceiling, [0, 0.4, 0.4])


def test_a_picture_covers_the_frame_and_is_cut_evenly() -> None:
    wide = np.zeros((20, 60, 3), np.uint8)
    wide[:, 20:40] = 255
    assert fitted(wide, FrameSize(width_px=16, height_px=16)).mean() > 240


@pytest.mark.parametrize("size", ["640x480", "1000x500", "1280x720", "480x640"])
def test_all_of_a_placed_picture_is_shown_again_where_the_canvas_has_another_shape(size: str) -> None:
    screen = FrameSize.parse(size)
    shape = canvas_for(screen, Fraction(1), fps=8, frames_per_latent=4).size
    shade = np.full((screen.height_px, screen.width_px, 3), (30, 90, 200), np.uint8)
    border = round(0.1 * screen.height_px)
    shade[:border] = shade[-border:] = shade[:, :border] = shade[:, -border:] = (220, 40, 30)
    small = placed(shade, screen, shape)
    assert small.shape == (shape.height_px, shape.width_px, 3)
    shown = fitted(small.repeat(4, 0).repeat(4, 1), screen).astype(int)
    red = shown[..., 0] > shown[..., 2]
    for side, found in ((screen.height_px, red.mean(1) > 0.9), (screen.width_px, red.mean(0) > 0.9)):
        for half in (found[: side // 2], found[side // 2 :]):
            assert abs(half.sum() - border) < 0.02 * side
