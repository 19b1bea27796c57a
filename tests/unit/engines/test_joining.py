"""Where what is painted meets what is kept, nothing that stands still jumps, and what moves is left alone."""

import numpy as np
import pytest

from yozora.conditioning.given import Codec
from yozora.engines.storybook.joining import FADE, QUICK_FRAMES, as_frames, joined
from yozora.models.blocks import fit

RNG = np.random.default_rng(3)
COARSE = RNG.standard_normal((1600, 4, 4, 4, 3)).astype(np.float32).repeat(2, 2).repeat(2, 3)
CODEC = Codec(
    image=fit(RNG.standard_normal((400, 192)).astype(np.float32), frames=1, channels=192),
    video=fit(COARSE.reshape(1600, -1), frames=4, channels=192),
)
"""Bases that lose nothing of pictures, nor of blocks of 2x2 px in clips."""

BLOCKS = 3
GREY = np.full((4, 32, 32, 3), 0.1, np.float32)


def latents_of(frames: np.ndarray) -> np.ndarray:
    return CODEC.video.encode(frames)


def painted(level: float) -> np.ndarray:
    return np.full((4 * BLOCKS, 32, 32, 3), level, np.float32)


def test_a_jump_at_the_beginning_is_taken_away_and_fades_in_a_second() -> None:
    made = as_frames(joined(latents_of(painted(0.3)), codec=CODEC, first=False, before=GREY), CODEC, first=False)
    levels = made.mean((1, 2, 3))
    assert levels[0] == pytest.approx(0.1, abs=1e-3)
    assert np.all(np.diff(levels) > -1e-3)
    assert levels[FADE:] == pytest.approx(0.3, abs=1e-3)


def test_a_jump_at_the_end_is_taken_away_too() -> None:
    made = as_frames(
        joined(latents_of(painted(0.3)), codec=CODEC, first=False, before=GREY, after=GREY), CODEC, first=False
    )
    levels = made.mean((1, 2, 3))
    assert levels[[0, -1]] == pytest.approx([0.1, 0.1], abs=1e-3)
    assert levels.max() > 0.15


def test_a_picture_that_begins_a_shot_is_brought_to_what_follows_it() -> None:
    picture = CODEC.image.encode(np.full((1, 32, 32, 3), 0.3, np.float32))
    made = as_frames(joined(picture, codec=CODEC, first=True, after=GREY), CODEC, first=True)
    assert made == pytest.approx(0.1, abs=1e-3)


@pytest.mark.parametrize(("side", "end"), [("before", 0), ("after", -1)])
def test_what_moves_dissolves_quickly_into_its_neighbours(side: str, end: int) -> None:
    frames = painted(0.3)
    frames[::2] = -0.6
    latents = joined(latents_of(frames), codec=CODEC, first=False, **{side: GREY})
    made = as_frames(latents, CODEC, first=False)
    assert np.abs(made[end] - 0.1).max() < 0.5 * np.abs(frames[end] - 0.1).max()
    rest = slice(QUICK_FRAMES, None) if side == "before" else slice(-QUICK_FRAMES)
    assert made[rest] == pytest.approx(frames[rest], abs=0.02)


def test_without_neighbours_nothing_changes() -> None:
    new = latents_of(painted(0.3))
    assert np.allclose(joined(new, codec=CODEC, first=False), new)
