"""Clips of other programs: whatever their name, what they hold is found out quickly, or a sentence says why not."""

import hashlib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from yozora import media
from yozora.core.errors import UnreadableFile

Film = Callable[..., Path]
Numbers = Callable[..., list[int]]

FILMS = Path(__file__).parents[2] / "fixtures/films"
KINDS = {
    "MP4": ("mp4", "libx264"),
    "MP4 with HEVC": ("mp4", "libx265"),
    "MOV": ("mov", "libx264"),
    "MOV with ProRes": ("mov", "prores_ks"),
    "M4V": ("ipod", "libx264"),
    "3GP": ("3gp", "mpeg4"),
    "Matroska": ("matroska", "libx264"),
    "WebM": ("webm", "libvpx-vp9"),
    "WebM with VP8": ("webm", "libvpx"),
    "AVI": ("avi", "mpeg4"),
    "AVI with H.264": ("avi", "libx264"),
    "AVI with MJPEG": ("avi", "mjpeg"),
    "MPEG-TS": ("mpegts", "libx264"),
    "MPEG-TS with MPEG-2": ("mpegts", "mpeg2video"),
    "MPEG-PS": ("mpeg", "mpeg2video"),
    "MPEG-1": ("mpeg", "mpeg1video"),
    "VOB": ("vob", "mpeg2video"),
    "FLV": ("flv", "libx264"),
    "FLV of old": ("flv", "flv"),
    "OGG": ("ogg", "libvpx"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_common_kind_is_read_whatever_its_name(kind: str, film: Film, numbers: Numbers, tmp_path: Path) -> None:
    check(film(*KINDS[kind]).rename(tmp_path / "film.txt"), numbers)


def test_av1_is_read(numbers: Numbers) -> None:
    """From a film that `film` wrote: run by root, libsvtav1 gives its caller real-time priority, for good."""
    check(FILMS / "av1.mp4", numbers)


def check(path: Path, numbers: Numbers) -> None:
    """That a film of 30 numbered pictures, 64 x 48 at 25 a second, is read as such."""
    found = media.clip_source(path)
    assert (found.frames, found.fps, found.width_px, found.height_px) == (30, 25, 64, 48)
    assert found.seconds == pytest.approx(1.2)
    assert (found.file, found.sha256) == (str(path), hashlib.sha256(path.read_bytes()).hexdigest())
    assert found.recipe is None
    assert numbers(media.read_frames(path)) == list(range(30))


@pytest.mark.parametrize("kind", ["MP4", "Matroska", "FLV", "MPEG-TS"])
@pytest.mark.parametrize("fps", ["24000/1001", "30000/1001", "50", "12", "1/2", "120"])
def test_its_frame_rate_is_exact_where_it_is_constant(kind: str, fps: str, film: Film) -> None:
    found = media.clip_source(film(*KINDS[kind], fps=Fraction(fps)))
    assert found.fps == Fraction(fps)


@pytest.mark.parametrize("kind", ["MP4", "Matroska"])
def test_its_frame_rate_is_the_mean_where_it_changes(kind: str, film: Film) -> None:
    found = media.clip_source(film(*KINDS[kind], pictures=4, times_ms=[0, 100, 900, 1500], fps=10))
    assert found.frames == 4
    assert 1.5 < found.seconds < 2.5


def test_a_film_of_one_picture_is_a_clip(film: Film, numbers: Numbers) -> None:
    path = film(pictures=1)
    found = media.clip_source(path)
    assert (found.frames, found.fps) == (1, 25)
    assert numbers(media.read_at(path, [0, 5])) == [0, 0]


@pytest.mark.parametrize("kind", ["MP4", "Matroska"])
def test_a_rate_that_the_pictures_do_not_keep_is_not_believed(kind: str, film: Film) -> None:
    path = film(*KINDS[kind], pictures=5, times_ms=[0, 40, 80, 120, 160], fps=1_000_000)
    assert float(media.clip_source(path).fps) == pytest.approx(25, rel=0.25)


def test_a_film_that_says_no_rate_has_that_of_its_pictures(film: Film, numbers: Numbers) -> None:
    path = film("matroska", fps=8)
    content = path.read_bytes()
    said = content.index(b"\x23\xe3\x83\x84")  # DefaultDuration, four bytes of it
    path.write_bytes(content[:said] + b"\xec\x86" + b"\x00" * 6 + content[said + 8 :])  # Void
    assert float(media.clip_source(path).fps) == pytest.approx(8, rel=0.01)
    assert numbers(media.read_at(path, [0.0, 0.3, 1.0])) == [0, 2, 8]


def test_pictures_that_no_screen_could_show_are_refused(film: Film) -> None:
    path = film(fps=1_000_000)
    with pytest.raises(UnreadableFile, match=r"shows 30 pictures in 3e-05 s; at most 1000 a second .*usual rate"):
        media.clip_source(path)


def test_an_old_quicktime_file_has_no_type_and_is_read(film: Film) -> None:
    path = film("mov")
    content = path.read_bytes()
    path.write_bytes(content[:4] + b"free" + content[8:])
    assert media.clip_source(path).frames == 30


def test_a_stream_from_a_disc_is_read(film: Film) -> None:
    path = film("mpegts", muxing={"mpegts_m2ts_mode": "1"})
    assert path.read_bytes()[4] == 0x47
    assert media.clip_source(path).frames == 30


@pytest.mark.parametrize("codec", ["libx264", "mpeg2video"])
def test_a_piece_of_a_broadcast_begins_with_its_first_whole_picture(codec: str, film: Film, numbers: Numbers) -> None:
    path = film("mpegts", codec, pictures=90, options={"sc_threshold": "0"})
    content = path.read_bytes()
    path.write_bytes(content[len(content) // 3 + 77 :])
    found = media.clip_source(path)
    seen = numbers(media.read_frames(path))
    assert seen == list(range(seen[0], 90)) and 10 < seen[0] < 60
    assert found.frames == len(seen)
    assert numbers(media.read_at(path, [0.0, 0.4])) == [seen[0], seen[0] + 10]


def test_pictures_that_are_only_there_for_others_to_lean_on_are_not_counted(film: Film) -> None:
    path = film("webm", "libvpx", pictures=60, options={"auto-alt-ref": "1", "lag-in-frames": "16", "g": "60"})
    assert media.clip_source(path).frames == len(list(media.read_frames(path))) == 60


def test_notes_in_another_alphabet_do_no_harm(film: Film) -> None:
    path = film("avi", "mpeg4", prepare=lambda stream: stream.container.metadata.update(title="Caf@ noir"))
    path.write_bytes(path.read_bytes().replace(b"Caf@", b"Caf\xe9"))
    assert media.clip_source(path).frames == 30
    assert media.read_recipe(path) is None
