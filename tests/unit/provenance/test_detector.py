"""The detector tells clips of the built-in model from others."""

from collections.abc import Sequence

import numpy as np
import pytest

from yozora.core.ports import Frame
from yozora.evaluate.origins import Made, pairs, written
from yozora.provenance.detector import counts, load_detector, pairs_in

FIRST = 300  # scenes that nothing was trained or judged on
SCENES = 2


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> list[Made]:
    """Clips of the model, and renders of the same scenes."""
    return list(pairs(range(FIRST, FIRST + SCENES), keep=tmp_path_factory.mktemp("clips")))


def chance(frames: Sequence[Frame]) -> float:
    return load_detector().chance(pairs_in(frames))


@pytest.mark.parametrize(("crf", "share"), [(18, 1.0), (28, 1.0), (28, 0.5)])
def test_clips_of_the_model_are_told_from_renders_of_the_same_scenes(
    scenes: list[Made], crf: int, share: float
) -> None:
    chances: dict[str, list[float]] = {"model": [], "render": []}
    for made in scenes:
        chances[made.origin].append(chance(written(made.frames, crf=crf, share=share)))
    assert min(chances["model"]) > max(chances["render"])


def test_what_is_told_does_not_change_when_a_clip_is_mirrored(scenes: list[Made]) -> None:
    frames = scenes[0].frames
    assert chance(frames[:, :, ::-1]) == pytest.approx(chance(frames), abs=1e-4)
    assert chance(frames[:, ::-1]) == pytest.approx(chance(frames), abs=1e-4)


def test_a_single_picture_and_one_that_is_too_small_are_no_evidence(scenes: list[Made]) -> None:
    assert chance(scenes[0].frames[:1]) == 0
    assert chance(scenes[0].frames[:, :8, :8]) == 0


def test_two_frames_are_enough_to_count() -> None:
    still = np.zeros((2, 32, 32, 3), np.uint8)
    assert np.isfinite(counts(pairs_in(still))).all()
