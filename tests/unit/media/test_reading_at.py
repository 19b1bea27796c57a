"""Pictures at given moments: the one on the screen then, whatever the kind of file and wherever reading begins."""

import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from signing import signer

from yozora import media
from yozora.core.errors import UnreadableFile

Film = Callable[..., Path]
Numbers = Callable[..., list[int]]

CHANGING_MS = [0, 40, 100, 500, 520, 2000, 2033, 4000]


def test_each_moment_shows_the_newest_picture(film: Film, numbers: Numbers) -> None:
    path = film(fps=10)
    times_s = [0.0, 0.05, 0.0994, 0.0996, 0.1, 0.15, 1.0, 1.0, 2.87, 2.9, 2.99, 500.0]
    assert numbers(media.read_at(path, times_s)) == [0, 0, 0, 1, 1, 1, 10, 10, 28, 29, 29, 29]


@pytest.mark.parametrize("container", ["mp4", "mov", "matroska", "flv", "mpegts"])
def test_a_changing_pace_is_kept(container: str, film: Film, numbers: Numbers) -> None:
    path = film(container, pictures=8, times_ms=CHANGING_MS, fps=25)
    for number, time_ms in enumerate(CHANGING_MS):
        before_s = max(0.0, time_ms / 1000 - 0.002)
        assert numbers(media.read_at(path, [before_s, time_ms / 1000])) == [max(0, number - 1), number]


@pytest.mark.parametrize("container", ["mp4", "matroska", "mpegts"])
def test_time_begins_with_the_first_picture(container: str, film: Film, numbers: Numbers) -> None:
    path = film(container, pictures=5, times_ms=[7000, 7100, 7200, 7300, 7400], fps=10)
    assert numbers(media.read_at(path, [0.0, 0.1, 0.25])) == [0, 1, 2]
    assert media.clip_source(path).seconds == pytest.approx(0.5, abs=0.11)


def test_moments_with_one_picture_get_one_array(film: Film) -> None:
    one, same, other = media.read_at(film(fps=10), [0.1, 0.15, 0.2])
    assert one is same and one is not other


def test_a_picture_that_does_not_move_is_there_at_every_moment(tmp_path: Path) -> None:
    media.write_png(tmp_path / "p.png", np.full((16, 16, 3), 9, dtype=np.uint8), seal=signer().seal_drawn())
    assert [frame.mean() for frame in media.read_at(tmp_path / "p.png", [0, 3])] == [9, 9]


@pytest.mark.parametrize("times_s", [[1.0, 0.5], [-0.1], [math.nan], [math.inf]])
def test_times_that_do_not_ascend_are_refused_at_once(times_s: list[float], film: Film) -> None:
    with pytest.raises(ValueError, match=r"The times of pictures ascend from 0, in seconds; got "):
        media.read_at(film(), times_s)


def test_no_moments_are_no_pictures(film: Film) -> None:
    assert not list(media.read_at(film(), []))


LONG = {
    "MP4": ("mp4", "libx264", {"sc_threshold": "0"}),
    "MP4 whose pictures lean on the next key": ("mp4", "libx264", {"x264-params": "open-gop=1:bframes=3:scenecut=0"}),
    "MP4 with HEVC": (
        "mp4",
        "libx265",
        {"x265-params": "keyint=30:open-gop=1:log-level=none:pools=none:frame-threads=1"},
    ),
    "MP4 without keys": ("mp4", "libx264", {"x264-params": "keyint=infinite:scenecut=0"}),
    "MP4 refreshed by and by": ("mp4", "libx264", {"x264-params": "intra-refresh=1:keyint=30:scenecut=0"}),
    "MOV in pieces": ("mov", "libx264", {"sc_threshold": "0"}),
    "Matroska": ("matroska", "libx264", {"x264-params": "open-gop=1:bframes=3:scenecut=0"}),
    "WebM": ("webm", "libvpx-vp9", {}),
    "WebM with VP8": ("webm", "libvpx", {"auto-alt-ref": "1", "lag-in-frames": "16"}),
    "AVI": ("avi", "mpeg4", {"bf": "2"}),
    "AVI with H.264": ("avi", "libx264", {"sc_threshold": "0"}),
    "MPEG-TS": ("mpegts", "libx264", {"x264-params": "open-gop=1:bframes=3:scenecut=0"}),
    "MPEG-TS with MPEG-2": ("mpegts", "mpeg2video", {"bf": "2"}),
    "MPEG-PS": ("mpeg", "mpeg2video", {"bf": "2"}),
    "FLV": ("flv", "libx264", {"sc_threshold": "0"}),
    "OGG": ("ogg", "libvpx", {}),
}


@pytest.mark.parametrize("kind", LONG)
def test_reading_from_within_finds_the_same_pictures(kind: str, film: Film, numbers: Numbers) -> None:
    container, codec, options = LONG[kind]
    muxing = {"movflags": "frag_keyframe+empty_moov"} if kind == "MOV in pieces" else {}
    path = film(container, codec, pictures=200, options={"g": "30"} | options, muxing=muxing)
    for wanted in (101, 113, 120, 137, 150, 151, 164, 198):
        times_s = [wanted / 25, wanted / 25 + 0.03, (wanted + 1) / 25]
        assert numbers(media.read_at(path, times_s)) == [wanted, wanted, wanted + 1]


def test_what_lies_long_before_is_not_even_read(film: Film, numbers: Numbers) -> None:
    path = film("mov", "mjpeg", pictures=200)
    content = bytearray(path.read_bytes())
    begins = content.index(b"mdat") + 4
    ends = content.index(b"moov") - 4
    fifth = (ends - begins) // 5
    content[begins + fifth : begins + 2 * fifth] = bytes(fifth)
    path.write_bytes(bytes(content))
    assert numbers(media.read_at(path, [6.0, 6.04])) == [150, 151]
    with pytest.raises(UnreadableFile, match="is damaged or cut short"):
        list(media.read_frames(path))


def test_reading_holds_the_same_memory_however_long_the_clip_is(film: Film) -> None:
    program = """
import resource, sys
from yozora import media
frames = sum(1 for _ in media.read_at(sys.argv[1], [number / 25 for number in range(int(sys.argv[2]))]))
print(frames, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    picture = np.random.default_rng(0).integers(0, 32, (360, 640, 3), dtype=np.uint8)
    pictures = [np.roll(picture, number, axis=1) for number in range(8)] * 25
    path = film("matroska", "mjpeg", pictures=pictures)
    peaks_kb = []
    for frames in (50, 200):
        done = subprocess.run([sys.executable, "-c", program, path, str(frames)], capture_output=True, check=True)
        read, peak_kb = map(int, done.stdout.split())
        assert read == frames
        peaks_kb.append(peak_kb)
    assert peaks_kb[1] - peaks_kb[0] < 30_000  # 150 pictures more are 104 MB
