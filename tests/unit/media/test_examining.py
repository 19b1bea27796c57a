"""A first look at what was sent, in a process of its own."""

import multiprocessing
import os
import signal
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from yozora import media
from yozora.core.errors import UnreadableFile


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "fox.png"
    Image.fromarray(np.zeros((3000, 3000, 3), np.uint8)).save(path, compress_level=1)
    return path


def test_what_can_be_read_passes(picture: Path) -> None:
    media.examine(picture, "picture")


def test_what_is_wrong_is_said_as_it_is_said_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("no picture at all")
    with pytest.raises(UnreadableFile) as elsewhere:
        media.is_picture(path)
    with pytest.raises(UnreadableFile) as here:
        media.examine(path, "either")
    assert str(here.value) == str(elsewhere.value)


def test_what_takes_too_much_memory_or_time_is_refused(picture: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"MiB to be read|cannot be read|damaged"):
        media.examine(picture, "either", most_bytes=2**20)
    with pytest.raises(UnreadableFile, match="takes too long"):
        media.examine(picture, "either", longest_s=0)


def test_a_decoder_that_breaks_takes_nobody_along(picture: Path) -> None:
    ended: list[UnreadableFile] = []

    def look() -> None:
        try:
            media.examine(picture, "picture")
        except UnreadableFile as error:
            ended.append(error)

    thread = threading.Thread(target=look)
    thread.start()
    while thread.is_alive() and not (children := multiprocessing.active_children()):
        pass
    for child in children:
        if child.pid is not None:
            os.kill(child.pid, signal.SIGSEGV)
    thread.join(10)
    assert "breaks the decoder" in str(ended[0])
