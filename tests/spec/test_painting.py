"""The model that comes with the package: paints what it is asked, begins with a given picture, says what it cannot."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from signing import alike

from yozora import media
from yozora.core.geometry import FrameSize
from yozora.evaluate.measures import psnr
from yozora.weights import load
from yozora.worlds.lessons import FIRST, lesson
from yozora.worlds.renderer import render

Run = Callable[..., subprocess.CompletedProcess[str]]
SHORT = ("--size", "128x128", "--seconds", "0.75", "--fps", "8", "--seed", "1")
QUICK = ("--engine", "storybook", "--steps", "3", *SHORT)
SMOOTH = ("--fps", "24")
"""Of three frames the model paints one; the others are made between them."""


def test_a_painted_clip_can_be_painted_again_from_the_file_alone(yozora: Run, tmp_path: Path) -> None:
    done = yozora(
        "create", "a zebra walks on the beach at sunset", *QUICK, *SMOOTH, "--guidance", "2", "--out", "clip.mp4"
    )
    assert done.returncode == 0, done.stderr
    frames = list(media.read_frames(tmp_path / "clip.mp4"))
    assert len(frames) == 18 and frames[0].std() > 10
    inspected = yozora("inspect", "clip.mp4").stdout
    assert "storybook" in inspected and load().weights_hash in inspected and "guidance" in inspected
    assert yozora("rerun", "clip.mp4", "--out", "again.mp4").returncode == 0
    assert alike(tmp_path / "again.mp4", tmp_path / "clip.mp4")


def test_painting_needs_no_torch() -> None:
    program = (
        "import sys; from yozora.engines.storybook import PaintOptions, load_storybook;"
        "load_storybook(PaintOptions()); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_clip_begins_with_the_given_picture(yozora: Run, tmp_path: Path) -> None:
    size = FrameSize(width_px=256, height_px=256)
    first = next(iter(render(lesson(FIRST, 91_000_001, seconds=1.0), size=size, frames=1, fps=1)))
    Image.fromarray(first).save(tmp_path / "first.png")
    words = ("create", "a cat walks in the forest", *QUICK, "--image", "first.png", "--out", "clip.png")
    assert yozora(*words).returncode == 0
    with Image.open(tmp_path / "clip_0001.png") as opened:
        made = np.asarray(opened.convert("RGB"))
    given = np.asarray(Image.fromarray(first).resize((128, 128), Image.Resampling.LANCZOS))
    assert psnr(made[None], given[None]) > 22, "the codec and the upscaler keep most of it"


def test_a_guide_keeps_the_clip_near_the_sketch(yozora: Run, tmp_path: Path) -> None:
    prompt = "a penguin walks to the left in the snow, close-up"
    assert yozora("create", prompt, *SHORT, "--out", "sketch.mp4").returncode == 0
    sketch = np.stack(list(media.read_frames(tmp_path / "sketch.mp4")))
    near: dict[str, float] = {}
    for guide in ("0", "0.9"):
        out = f"{guide}.mp4"
        assert yozora("create", prompt, *QUICK, "--guide", guide, "--out", out).returncode == 0
        near[guide] = psnr(np.stack(list(media.read_frames(tmp_path / out))), sketch)
    assert near["0.9"] > near["0"] + 3


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--steps", "0"), "steps=0 is out of range: from 1 to 200."),
        (("--guide", "1.5"), "guide=1.5 is out of range: from 0 to 1."),
        (("--guidance", "0"), "guidance=0.0 is out of range: from 1 to 10."),
        (("--image", "nothing.png"), "nothing.png"),
    ],
)
def test_bad_input_is_refused_before_anything_is_painted(
    words: tuple[str, ...], sentence: str, yozora: Run, tmp_path: Path
) -> None:
    done = yozora("create", "a cat", "--engine", "storybook", *words, "--out", "clip.mp4")
    assert done.returncode == 2
    assert sentence in " ".join(done.stderr.split())
    assert not list(tmp_path.iterdir())


def test_the_sketch_has_no_options_of_the_model(yozora: Run) -> None:
    done = yozora("create", "a cat", "--steps", "5")
    assert done.returncode == 2 and "--engine storybook" in " ".join(done.stderr.split())


def test_words_the_model_does_not_know_are_named(yozora: Run) -> None:
    done = yozora("create", "a fox sneaks through the village", *QUICK, "--out", "clip.mp4")
    assert done.returncode == 0, done.stderr
    told = " ".join(done.stderr.split())
    assert "'fox'" not in told, "it is shown the fox"
    assert "'sneak'" in told and "stands for it" in told
    assert "stands for it" in yozora("inspect", "clip.mp4").stdout


def test_changed_weights_are_refused_by_their_hash(tmp_path: Path) -> None:
    from yozora.core.errors import CorruptWeights

    folder = tmp_path / "model"
    shutil.copytree(load().folder, folder)
    path = folder / "transformer.bin"
    changed = bytearray(path.read_bytes())
    changed[1000] ^= 1
    path.write_bytes(changed)
    with pytest.raises(CorruptWeights, match=r"transformer\.bin has the SHA-256 \w+; expected"):
        load(folder)


def test_the_given_picture_is_never_overwritten_and_found_again_beside_the_clip(yozora: Run, tmp_path: Path) -> None:
    Image.new("RGB", (90, 60), "orange").save(tmp_path / "first.png")
    before = (tmp_path / "first.png").read_bytes()
    words = ("create", "a dog", *QUICK, "--image", "first.png", "--force")
    for out in (("--out", "first.mp4", "--sheet"), ("--out", "first.png", "--seconds", "0.04")):
        done = yozora(*words, *out)
        assert done.returncode == 2 and "is a file the clip is made from" in " ".join(done.stderr.split())
    assert yozora(*words, "--out", "clip.mp4").returncode == 0
    assert (tmp_path / "first.png").read_bytes() == before
    assert yozora("rerun", "clip.mp4", "--out", "again.mp4").returncode == 0
    (tmp_path / "first.png").rename(tmp_path / "moved.png")
    done = yozora("rerun", "clip.mp4", "--out", "again.mp4", "--force")
    assert done.returncode == 2 and "--file FILE" in " ".join(done.stderr.split())
    again = ("rerun", "clip.mp4", "--out", "again.mp4", "--force", "--file", "moved.png")
    assert yozora(*again).returncode == 0
