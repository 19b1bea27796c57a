"""Signed files of every kind."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from signing import signer

from yozora import media
from yozora.core.ports import Seal
from yozora.core.recipe import Recipe

Write = Callable[..., Path]


@pytest.fixture
def write(recipe: Callable[..., Recipe], tmp_path: Path) -> Write:
    """Write a small file of some noise under a name, signed for its recipe unless another seal is given."""

    def make(name: str, seal: Seal | None = None, *, made: Recipe | None = None) -> Path:
        still = Path(name).suffix in (".png", ".jpg")
        made = made or recipe(size="64x48", seconds=1 / 24 if still else 0.125)
        timeline = made.timeline
        noise = np.random.default_rng(3)
        with media.open_writer(
            tmp_path / name,
            size=timeline.size,
            fps=Fraction(24),
            frames=timeline.frames,
            recipe_json=made.to_json(),
            seal=seal or signer().seal_for(made),
        ) as writer:
            for _ in range(timeline.frames):
                writer.write(noise.integers(0, 255, (48, 64, 3), np.uint8))
        return writer.paths[0]

    return make
