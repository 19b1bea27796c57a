"""From a shot to what the sampler is given."""

from fractions import Fraction

import numpy as np
import pytest

from yozora.conditioning.given import Codec, canvas_for, nothing_given, placed, with_guide, with_run
from yozora.conditioning.reel import Reel, reel_of
from yozora.core.cards import ClipCard, ImageCard
from yozora.core.geometry import FrameSize
from yozora.core.timeline import Timeline
from yozora.media import fitted
from yozora.models.blocks import BlockBasis, cut, fit


def basis(frames: int) -> BlockBasis:
    rng = np.random.default_rng(frames)
    shades = rng.uniform(-1, 1, (300, 1, 1, 1, 3)) + rng.normal(0, 0.1, (300, frames, 8, 8, 3))
    blocks = np.concatenate([cut(clip.astype(np.float32), frames).reshape(-1, frames * 192) for clip in shades])
    return fit(blocks, frames=frames, channels=10)


CODEC = Codec(image=basis(1), video=basis(4))
CANVAS = FrameSize(width_px=48, height_px=40)


def picture(shade: int) -> np.ndarray:
    return np.full((40, 48, 3), shade, np.uint8)


def reel(*cards, frames: int = 48) -> Reel:
    (shot,) = Timeline(cards=cards, frames=frames, fps=Fraction(24), size=FrameSize.parse("96x80")).shots
    return reel_of(shot)


def clip(at_s: float, seconds: float, **more) -> ClipCard:
    return ClipCard(file="a", sha256="a", start_s=0, end_s=seconds, at_s=at_s, **more)


def given(made: Reel, *shades: int):
    (run,) = made.runs
    return with_run(
        nothing_given(made, CANVAS, 10), run, [[picture(shade)] * len(run.positions) for shade in shades], made, CODEC
    )


@pytest.mark.parametrize(
    ("width", "height", "rows", "columns"),
    [(1024, 1024, 8, 8), (1280, 720, 6, 11), (720, 1280, 11, 6), (640, 480, 7, 9), (480, 640, 9, 7), (956, 400, 5, 12)],
)
def test_the_canvas_has_the_shape_of_the_screen_and_the_area_of_training(width, height, rows, columns) -> None:
    found = canvas_for(FrameSize(width_px=width, height_px=height))
    assert (found.height_px, found.width_px) == (8 * rows, 8 * columns)


def test_nothing_given_leaves_every_frame_free() -> None:
    found = nothing_given(reel(), CANVAS, 10)
    assert found.clean.shape == (5, 5, 6, 10) and found.ceiling.tolist() == [1] * 5


def test_a_picture_is_given_exactly_at_its_place() -> None:
    first = given(reel(ImageCard(file="a", sha256="a")), 200)
    assert first.ceiling.tolist() == [0, 1, 1, 1, 1]
    assert np.allclose(CODEC.image.decode(first.clean[:1]).mean(), 200 / 127.5 - 1, atol=0.05)
    last = given(reel(ImageCard(file="a", sha256="a", at_s=47 / 24)), 40)
    assert last.ceiling[-1] == 0 and (last.ceiling[:-1] == 1).all()
    assert np.allclose(CODEC.video.decode(last.clean[-1:]).mean(), 40 / 127.5 - 1, atol=0.05)


def test_strength_says_how_much_may_change() -> None:
    assert np.allclose(given(reel(clip(0, 2, strength=0.3)), 90).ceiling, 0.875)  # of noise, which takes more
    assert np.allclose(given(reel(clip(0, 2, strength=0.9)), 90).ceiling, 0.25)
    assert np.allclose(given(reel(clip(0, 2, strength=0)), 90).ceiling, 1)


def test_where_two_clips_show_they_are_mixed_and_may_change_most_where_they_are_even() -> None:
    over = clip(0, 2, influence=((0.0, 0.0), (2.0, 1.0)))
    made = reel(clip(0, 2), over)
    found = given(made, 0, 250)
    shades = [(CODEC.video.decode(found.clean[n : n + 1]).mean() + 1) * 127.5 for n in range(1, made.latents)]
    assert shades == sorted(shades) and shades[0] < 60 < 190 < shades[-1]
    assert found.ceiling.argmax() == made.latents // 2 and 0.7 < found.ceiling.max() <= 0.75
    assert found.ceiling[0] < 0.1


def test_a_guide_is_given_in_part_under_a_picture_that_is_given_whole() -> None:
    made = reel(ImageCard(file="a", sha256="a"))
    guide = with_guide(nothing_given(made, CANVAS, 10), [picture(90)] * 17, CODEC, 0.6)
    assert np.allclose(guide.ceiling, 0.4)
    found = with_run(guide, made.runs[0], [[picture(1)]], made, CODEC)
    assert np.allclose(found.ceiling, [0, 0.4, 0.4, 0.4, 0.4])


@pytest.mark.parametrize("size", ["640x480", "1000x500", "1280x720", "480x640"])
def test_all_of_a_placed_picture_is_shown_again_where_the_canvas_has_another_shape(size: str) -> None:
    screen = FrameSize.parse(size)
    shape = canvas_for(screen)
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
