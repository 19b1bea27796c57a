"""What signing adds to a file in time and size, and how long a file is read and checked.

Run `python benchmarks/signing.py`; the result goes to `benchmarks/results/signing.json`. Times are milliseconds by the
clock; every figure is the median of the runs, with the smallest and largest.
"""

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import record

from yozora import media
from yozora.core import operations
from yozora.core.cards import ImageCard
from yozora.core.geometry import FrameSize, Screen
from yozora.core.recipe import Recipe
from yozora.media.outputs import sign
from yozora.provenance import Signer, State, make_chain, read_credentials

BAR_MS = 20.0
RUNS = 30
CLIP, STILL = FrameSize(width_px=640, height_px=360), FrameSize(width_px=1280, height_px=720)
KINDS = {"mp4": (CLIP, 36), "gif": (CLIP, 6), "webp": (CLIP, 16), "png": (CLIP, 1), "jpg": (STILL, 1)}
"""So many frames of some noise; those of clips come to about a megabyte."""


def spread(values: list[float]) -> dict[str, float]:
    """Smallest, median and largest of some runs."""
    low, middle, high = np.quantile(values, [0, 0.5, 1])
    return {"min": round(float(low), 2), "median": round(float(middle), 2), "max": round(float(high), 2)}


def timed_ms(work: Callable[[], object]) -> float:
    """How long some work takes."""
    begin = time.perf_counter()
    work()
    return 1e3 * (time.perf_counter() - begin)


def unsigned(folder: Path, ending: str, recipe: Recipe) -> Path:
    """A file of some noise."""
    size, frames = KINDS[ending]
    noise, path = np.random.default_rng(5), folder / f"plain.{ending}"
    path.unlink(missing_ok=True)
    with media.open_writer(path, size=size, fps=Fraction(24), frames=frames, recipe_json=recipe.to_json()) as writer:
        for _ in range(frames):
            small = noise.integers(0, 255, (size.height_px // 4, size.width_px // 4, 3), np.uint8)
            writer.write(small.repeat(4, 0).repeat(4, 1))
    return path


def measured(path: Path, signer: Signer, recipe: Recipe) -> dict[str, Any]:
    """Signing and reading one file, time after time."""
    content, signing, reading = path.read_bytes(), list[float](), list[float]()
    for _ in range(RUNS):
        path.write_bytes(content)
        signing.append(timed_ms(lambda: sign(path, signer.seal_for(recipe))))
        reading.append(timed_ms(lambda: read_credentials(path, signer.roots)))
    assert read_credentials(path, signer.roots).state is State.TRUSTED
    return {
        "bytes": len(content),
        "added_bytes": path.stat().st_size - len(content),
        "sign_ms": spread(signing),
        "read_ms": spread(reading),
    }


def main() -> None:
    """Measure and store."""
    screen = Screen(size=CLIP, fps=Fraction(24))
    made = Recipe(prompt="a fox", timeline=operations.create("a fox", seconds=1.5, screen=screen), engine="storybook")
    signer = Signer(make_chain())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kinds = {ending: measured(unsigned(folder, ending, made), signer, made) for ending in KINDS}
        parent = ImageCard(file=str(folder / "plain.png"), sha256="0" * 64)
        remade = replace(made, operation="animate", timeline=replace(made.timeline, cards=(parent,)))
        kinds["mp4_of_a_signed_png"] = measured(unsigned(folder, "mp4", remade), signer, remade)
    figures = {
        "bar_ms": BAR_MS,
        "runs": RUNS,
        "chain_ms": spread([timed_ms(make_chain) for _ in range(RUNS)]),
        "kinds": kinds,
    }
    for ending, one in kinds.items():
        print(ending, one)
    print(figures["chain_ms"])
    assert kinds["mp4"]["sign_ms"]["median"] < BAR_MS
    print(record.store("signing", figures))


if __name__ == "__main__":
    main()
