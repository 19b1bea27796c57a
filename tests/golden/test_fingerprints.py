"""Pictures stay what they were: ten scenes against stored fingerprints, coarse enough for another processor.

After a wanted change of the picture: python tests/golden/test_fingerprints.py
"""

import json
from pathlib import Path

import numpy as np
import pytest

from yozora.core.geometry import FrameSize
from yozora.director import direct
from yozora.worlds.renderer import render

STORED = Path(__file__).with_name("fingerprints.json")
SIZE = FrameSize(width_px=128, height_px=72)
TOLERANCE = 4.0  # levels of 255, mean over a cell
PROMPTS = (
    "a woolly mammoth walks through the desert at sunset, wide shot",
    "a fox sneaks through a forest at night",
    "一艘帆船驶过大海",
    "two penguins dance on a stage",
    "a red car drives through the city in the rain",
    "an octopus swims under water",
    "a dog jumps in the garden, papercraft",
    "an astronaut on the moon, film noir",
    "a goat walks through the mountains at dawn",
    "a parrot flies in the jungle",
)


def fingerprint(prompt: str) -> list[list[list[float]]]:
    """Mean colours of the last of six frames in a grid of 8 by 6 cells."""
    scene = direct(prompt, seconds=2.0, seed=11).scene
    *_, last = render(scene, size=SIZE, frames=6, fps=4.0)
    cells = last.reshape(6, 12, 8, 16, 3).mean((1, 3))
    return [[[round(float(level), 1) for level in cell] for cell in row] for row in cells]


@pytest.mark.parametrize("prompt", PROMPTS)
def test_the_picture_is_as_it_was(prompt: str) -> None:
    stored = np.array(json.loads(STORED.read_text("utf-8"))[prompt])
    difference = np.abs(np.array(fingerprint(prompt)) - stored)
    assert difference.max() < TOLERANCE, f"the picture changed by up to {difference.max():.1f} levels"


def test_another_picture_has_another_fingerprint() -> None:
    stored = json.loads(STORED.read_text("utf-8"))
    one, other = (np.array(stored[prompt]) for prompt in PROMPTS[:2])
    assert np.abs(one - other).max() > 10 * TOLERANCE


if __name__ == "__main__":
    STORED.write_text(
        json.dumps({prompt: fingerprint(prompt) for prompt in PROMPTS}, ensure_ascii=False) + "\n", "utf-8"
    )
