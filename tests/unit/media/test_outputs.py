"""A path that cannot be written is refused at once, and a file appears only when it is whole."""

import os
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from signing import signer

from yozora import media
from yozora.core.errors import UnwritableOutput
from yozora.core.geometry import FrameSize
from yozora.media.outputs import ENDINGS, STILL_ENDINGS

SIZE = FrameSize.parse("32x16")
MOVING_ENDINGS = [ending for ending in ENDINGS if ending not in STILL_ENDINGS]
PICTURE = np.zeros((16, 32, 3), dtype=np.uint8)


def check(path: Path, *, fps: int = 24, frames: int = 24, size: FrameSize = SIZE, overwrite: bool = False) -> None:
    media.check_output(path, size=size, fps=Fraction(fps), frames=frames, overwrite=overwrite)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "fox.avi",
            r"has the ending '\.avi'; clips are written as \.mp4, \.gif, \.webp, \.png, \.jpg, \.jpeg\. Try fox\.mp4\.",
        ),
        ("fox", r"has no ending; clips are written as \.mp4, \.gif, \.webp, \.png, \.jpg, \.jpeg\. Try fox\.mp4\."),
    ],
)
def test_an_unknown_ending_is_refused(name: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(UnwritableOutput, match=message):
        check(tmp_path / name)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnwritableOutput, match=r"is a folder; the name of a file is expected\. Try .*clip\.mp4\."):
        check(tmp_path)
    (tmp_path / "odd.mp4").mkdir()
    with pytest.raises(UnwritableOutput, match="is a folder"):
        check(tmp_path / "odd.mp4")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UnwritableOutput, match=r"file is a file, so .* cannot lie in it\. Choose another folder\."):
        check(tmp_path / "file" / "clip.mp4")


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_exists_is_kept_unless_it_may_be_replaced(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"clip{ending}"
    path.write_text("precious")
    with pytest.raises(UnwritableOutput, match=r"exists already\. Choose another name, or allow it to be replaced\."):
        check(path, frames=1)
    check(path, frames=1, overwrite=True)
    assert path.read_text() == "precious"


def test_one_existing_picture_of_a_sequence_is_kept(tmp_path: Path) -> None:
    (tmp_path / "clip_0003.png").write_text("precious")
    with pytest.raises(UnwritableOutput, match=r"clip_0003\.png exists already"):
        check(tmp_path / "clip.png")


def test_a_folder_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root, who runs many tests, has every permission
    with pytest.raises(UnwritableOutput, match=r"may not be written to\. Choose another folder, or change"):
        check(tmp_path / "clip.mp4")


def test_a_folder_that_nobody_may_write_to_is_refused_when_it_comes_to_it() -> None:
    with pytest.raises(UnwritableOutput, match=r"/proc cannot be written to: .* Choose another folder\."):
        media.write_png(Path("/proc/clip.png"), PICTURE, seal=signer().seal_drawn())


def test_too_long_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnwritableOutput, match="cannot be written: File name too long"):
        check(tmp_path / f"{'x' * 300}.mp4")


def test_a_clip_that_does_not_fit_on_the_disk_is_refused(tmp_path: Path) -> None:
    frames = 10**12
    with pytest.raises(UnwritableOutput, match=r"may need \d+ MB, but only \d+ MB are free there\. Make room"):
        check(tmp_path / "clip.mp4", frames=frames)


@pytest.mark.parametrize("ending", [".gif", ".webp"])
def test_a_preview_too_long_for_memory_is_refused_with_a_way_out(ending: str, tmp_path: Path) -> None:
    with pytest.raises(UnwritableOutput, match=r"held in memory, so it has at most 900 frames, not 901\. .*an \.mp4"):
        check(tmp_path / f"clip{ending}", frames=901)
    with pytest.raises(UnwritableOutput, match="at most 345 frames, not 346"):
        check(tmp_path / f"clip{ending}", frames=346, size=FrameSize.parse("1080p"))


def test_a_gif_faster_than_gifs_can_be_is_refused(tmp_path: Path) -> None:
    check(tmp_path / "clip.gif", fps=50)
    with pytest.raises(UnwritableOutput, match=r"plays at most 50 frames a second, not 60\. Use 25 frames a second"):
        check(tmp_path / "clip.gif", fps=60)


def test_checking_leaves_nothing_behind(tmp_path: Path) -> None:
    check(tmp_path / "new" / "folder" / "clip.mp4")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", MOVING_ENDINGS)
@pytest.mark.parametrize("trouble", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_nothing_half_written_stays_after_trouble(ending: str, trouble: type[BaseException], tmp_path: Path) -> None:
    with (
        pytest.raises(trouble),
        media.open_writer(tmp_path / f"c{ending}", size=SIZE, fps=Fraction(24), frames=9, recipe_json="{}") as writer,
    ):
        writer.write(PICTURE)
        assert not [path for path in tmp_path.iterdir() if not path.name.startswith(".")]
        raise trouble
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_old_file_survives_trouble(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"clip{ending}"
    path.write_text("precious")
    with (
        pytest.raises(RuntimeError),
        media.open_writer(path, size=SIZE, fps=Fraction(24), frames=1, recipe_json="{}", overwrite=True) as writer,
    ):
        writer.write(PICTURE)
        raise RuntimeError
    assert path.read_text() == "precious"


@pytest.mark.parametrize("ending", MOVING_ENDINGS)
@pytest.mark.parametrize("written", [1, 3])
def test_missing_or_surplus_frames_make_no_file(ending: str, written: int, tmp_path: Path) -> None:
    trouble = (ValueError, StopIteration)
    with (
        pytest.raises(trouble),
        media.open_writer(tmp_path / f"c{ending}", size=SIZE, fps=Fraction(24), frames=2, recipe_json="{}") as writer,
    ):
        for _ in range(written):
            writer.write(PICTURE)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", STILL_ENDINGS)
def test_a_jpeg_holds_one_picture_and_says_what_holds_more(ending: str, tmp_path: Path) -> None:
    message = rf"clip\{ending} can hold one picture, not 24\. Write an \.mp4, or a \.png, which becomes numbered"
    with pytest.raises(UnwritableOutput, match=message):
        check(tmp_path / f"clip{ending}")
    check(tmp_path / f"clip{ending}", frames=1)


def test_missing_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "clip.mp4"
    with media.open_writer(path, size=SIZE, fps=Fraction(24), frames=1, recipe_json="{}") as writer:
        writer.write(PICTURE)
    assert [file.name for file in path.parent.iterdir()] == ["clip.mp4"]


def test_the_sheet_lies_beside_the_clip_and_never_on_it() -> None:
    assert media.sheet_beside(Path("out/fox.mp4")) == Path("out/fox.png")
    assert media.sheet_beside(Path("out/fox.png")) == Path("out/fox-sheet.png")
