"""An MP4 says what it is, in the words every player understands, and says it truthfully."""

import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from signing import gate

from yozora import media
from yozora.core.events import silent
from yozora.core.geometry import FrameSize
from yozora.core.ports import Frame
from yozora.core.recipe import Recipe
from yozora.director import direct
from yozora.engines.fake import FakeEngine
from yozora.generate import create
from yozora.worlds.renderer import render

BT709 = 1
LIMITED = 1
PAINTS = [(255, 255, 255), (0, 0, 0), (255, 0, 0), (0, 255, 0), (0, 0, 255), (128, 128, 128), (200, 30, 90)]


@pytest.fixture
def clip(tmp_path: Path, recipe: Callable[..., Recipe]) -> Path:
    return create(recipe(seconds=2), engine=FakeEngine(), gate=gate(), out=tmp_path / "clip.mp4").path


def plain(rgb: tuple[int, int, int], size: FrameSize) -> Frame:
    return np.full((size.height_px, size.width_px, 3), rgb, dtype=np.uint8)


def write(path: Path, frames: list[Frame], fps: Fraction = Fraction(24)) -> None:
    size = FrameSize(width_px=frames[0].shape[1], height_px=frames[0].shape[0])
    with media.open_writer(path, size=size, fps=fps, frames=len(frames), recipe_json="{}") as writer:
        for frame in frames:
            writer.write(frame)


def test_it_is_h264_with_colours_that_every_player_shows(clip: Path) -> None:
    with av.open(str(clip)) as container:
        codec = container.streams.video[0].codec_context
        assert (codec.name, codec.pix_fmt) == ("h264", "yuv420p")


def test_its_colours_are_tagged_bt709_and_limited_range(clip: Path) -> None:
    with av.open(str(clip)) as container:
        codec = container.streams.video[0].codec_context
        assert (codec.color_primaries, codec.color_trc, codec.colorspace) == (BT709, BT709, BT709)
        assert codec.color_range == LIMITED
    assert b"colrnclx\x00\x01\x00\x01\x00\x01\x00" in clip.read_bytes()


@pytest.mark.parametrize("rgb", PAINTS)
def test_its_samples_are_bt709_limited_range_as_the_tags_say(rgb: tuple[int, int, int], tmp_path: Path) -> None:
    write(tmp_path / "paint.mp4", [plain(rgb, FrameSize.parse("64x64"))])
    with av.open(str(tmp_path / "paint.mp4")) as container:
        samples = next(container.decode(video=0)).to_ndarray()
    red, green, blue = (value / 255 for value in rgb)
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue  # ITU-R BT.709-6, items 3.2 to 3.4
    expected = (16 + 219 * luma, 128 + 224 * (blue - luma) / 1.8556, 128 + 224 * (red - luma) / 1.5748)
    found = (samples[:64].mean(), samples[64:80].mean(), samples[80:].mean())
    assert found == pytest.approx(expected, abs=1.5)


@pytest.mark.parametrize("rgb", PAINTS)
def test_its_colours_come_back(rgb: tuple[int, int, int], tmp_path: Path) -> None:
    write(tmp_path / "paint.mp4", [plain(rgb, FrameSize.parse("64x64"))])
    frame = next(media.read_frames(tmp_path / "paint.mp4"))
    assert frame.reshape(-1, 3).mean(axis=0) == pytest.approx(rgb, abs=3)


@pytest.mark.parametrize("fps", ["24", "25", "30000/1001", "24000/1001", "60", "1"])
def test_its_frame_rate_is_constant_and_exact(fps: str, tmp_path: Path) -> None:
    write(tmp_path / "rate.mp4", [plain((9, 9, 9), FrameSize.parse("32x32"))] * 13, Fraction(fps))
    with av.open(str(tmp_path / "rate.mp4")) as container:
        stream = container.streams.video[0]
        assert stream.average_rate == stream.base_rate == Fraction(fps)
        times = [frame.pts * stream.time_base for frame in container.decode(stream)]
    assert times == [number / Fraction(fps) for number in range(13)]


def test_its_index_stands_before_the_pictures_so_that_it_plays_while_loading(clip: Path) -> None:
    content = clip.read_bytes()
    assert 0 < content.find(b"moov") < content.find(b"mdat")


def test_it_has_exactly_the_frames_that_were_drawn_in_their_order(clip: Path, recipe: Callable[..., Recipe]) -> None:
    made = recipe(seconds=2)
    drawn = list(FakeEngine().render(made.timeline, progress=lambda _: None))
    found = list(media.read_frames(clip))
    assert len(found) == len(drawn) == 48
    for number, frame in enumerate(found):
        differences = [np.abs(frame.astype(int) - other).mean() for other in drawn]
        assert np.argmin(differences) == number


def test_equal_frames_give_equal_bytes(tmp_path: Path, recipe: Callable[..., Recipe]) -> None:
    timeline = recipe(seconds=2).timeline
    files = [tmp_path / name for name in ("one.mp4", "other.mp4")]
    for file in files:
        with media.open_writer(
            file, size=timeline.size, fps=timeline.fps, frames=timeline.frames, recipe_json="{}"
        ) as writer:
            for frame in FakeEngine().render(timeline, progress=silent):
                writer.write(frame)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_people_see_the_prompt_as_its_title(clip: Path) -> None:
    with av.open(str(clip)) as container:
        assert container.metadata["title"] == "a fox 狐"


def test_writing_holds_the_same_memory_however_long_the_clip_is(tmp_path: Path) -> None:
    program = """
import resource, sys
from fractions import Fraction
import numpy as np
from yozora import media
from yozora.core.geometry import FrameSize
size, frames = FrameSize.parse("640x360"), int(sys.argv[2])
picture = np.random.default_rng(0).integers(0, 255, (360, 640, 3), dtype=np.uint8)
with media.open_writer(sys.argv[1], size=size, fps=Fraction(24), frames=frames, recipe_json="{}") as writer:
    for number in range(frames):
        writer.write(np.roll(picture, number, axis=1) // 8)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    peaks_kb = [
        int(subprocess.run([sys.executable, "-c", program, tmp_path / f"{frames}.mp4", str(frames)],
                           capture_output=True, text=True, check=True).stdout)
        for frames in (100, 500)
    ]  # fmt: skip
    assert peaks_kb[1] - peaks_kb[0] < 40_000  # 400 frames more are 276 MB of pictures


@pytest.mark.parametrize("size", ["80x64", "176x96"])
def test_equal_pictures_give_equal_files_whatever_lies_in_memory(size: str, tmp_path: Path) -> None:
    scene = direct("a tiger walks", seconds=2, seed=3).scene
    frames = list(render(scene, size=FrameSize.parse(size), frames=16, fps=8))
    rng = np.random.default_rng(1)
    found: set[bytes] = set()
    for number in range(12):
        rubbish = [rng.integers(0, 256, int(rng.integers(2_000, 40_000)), dtype=np.uint8) for _ in range(400)]
        write(tmp_path / f"{number}.mp4", frames, fps=Fraction(8))
        found.add((tmp_path / f"{number}.mp4").read_bytes())
        del rubbish
    assert len(found) == 1
