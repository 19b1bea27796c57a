"""What the first page promises: words in, a clip out, and the same clip again from the file alone."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from signing import alike

from yozora import media

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize("prompt", ["a woolly mammoth walks through the desert at sunset", "一只猫在雪地里跑"])
def test_words_become_a_moving_picture_that_can_be_made_again(prompt: str, yozora: Run, tmp_path: Path) -> None:
    done = yozora("create", prompt, "--size", "256x144", "--seconds", "1", "--seed", "1", "--out", "clip.mp4")
    assert done.returncode == 0, done.stderr
    frames = list(media.read_frames(tmp_path / "clip.mp4"))
    assert len(frames) == 24
    assert frames[0].std() > 10, "a picture, not one colour"
    assert any((frame != frames[0]).any() for frame in frames[1:]), "it moves"
    assert yozora("rerun", "clip.mp4", "--out", "again.mp4").returncode == 0
    assert alike(tmp_path / "again.mp4", tmp_path / "clip.mp4")


def test_two_seeds_give_two_takes_of_the_same_words(yozora: Run, tmp_path: Path) -> None:
    words = ("create", "a fox in the forest", "--size", "128x72", "--seconds", "0.2", "--seed", "1")
    assert yozora(*words, "--variations", "2", "--out", "fox.mp4").returncode == 0
    first, second = ((tmp_path / f"fox-{number}.mp4").read_bytes() for number in (1, 2))
    assert first != second
