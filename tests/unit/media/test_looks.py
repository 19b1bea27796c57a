"""A clip is seen as its author saw it: upright, with square pixels, in its own colours."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

from yozora import media

Film = Callable[..., Path]

CORNERS = np.zeros((48, 64, 3), dtype=np.uint8)
CORNERS[:24, :32], CORNERS[:24, 32:], CORNERS[24:, :32] = (255, 0, 0), (0, 255, 0), (0, 0, 255)
PAINTS = [(255, 255, 255), (0, 0, 0), (255, 0, 0), (0, 255, 0), (0, 0, 255), (128, 128, 128), (200, 30, 90)]
STANDARD = {Colorspace.ITU601: 6, Colorspace.ITU709: 1, Colorspace.BT2020: 9}  # ITU-T H.273, table 4


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize(("container", "mirrored"), [("mp4", False), ("mp4", True), ("matroska", False)])
def test_a_film_that_lies_on_its_side_is_turned_upright(
    container: str, degrees: int, mirrored: bool, film: Film
) -> None:
    path = film(
        container,
        pictures=[CORNERS] * 3,
        options={"crf": "1"},
        prepare=lambda stream: stream.set_display_rotation(degrees, hflip=mirrored),
    )
    expected = np.rot90(CORNERS, degrees // 90)[:, :: -1 if mirrored else 1]
    found = media.clip_source(path)
    assert (found.height_px, found.width_px) == expected.shape[:2]
    for frame in media.read_frames(path):
        assert frame.shape == expected.shape and frame.flags.c_contiguous
        assert np.abs(frame.astype(int) - expected).mean() < 12


@pytest.mark.parametrize(("aspect", "width_px"), [(Fraction(4, 3), 85), (Fraction(1, 2), 32), (Fraction(2), 128)])
@pytest.mark.parametrize("container", ["mp4", "matroska", "mpegts"])
def test_pixels_become_square(container: str, aspect: Fraction, width_px: int, film: Film) -> None:
    def prepare(stream: av.VideoStream) -> None:
        stream.codec_context.sample_aspect_ratio = aspect

    path = film(container, pictures=[CORNERS] * 3, prepare=prepare)
    found = media.clip_source(path)
    assert (found.width_px, found.height_px) == (width_px, 48)
    frame = next(media.read_frames(path))
    assert frame.shape == (48, width_px, 3)
    assert tuple(map(int, frame[8, round(width_px * 0.4)])) == pytest.approx((255, 0, 0), abs=40)
    assert tuple(map(int, frame[8, round(width_px * 0.6)])) == pytest.approx((0, 255, 0), abs=40)


def test_pixels_are_made_square_before_the_film_is_turned(film: Film) -> None:
    def prepare(stream: av.VideoStream) -> None:
        stream.codec_context.sample_aspect_ratio = Fraction(2)
        stream.set_display_rotation(90)

    found = media.clip_source(film(pictures=[CORNERS] * 3, prepare=prepare))
    assert (found.width_px, found.height_px) == (48, 128)


@pytest.mark.parametrize(
    ("matrix", "span", "tagged"),
    [
        (Colorspace.ITU601, ColorRange.MPEG, True),
        (Colorspace.ITU601, ColorRange.JPEG, True),
        (Colorspace.ITU709, ColorRange.MPEG, True),
        (Colorspace.ITU709, ColorRange.JPEG, True),
        (Colorspace.BT2020, ColorRange.MPEG, True),
        (Colorspace.ITU601, ColorRange.MPEG, False),  # what small videos without tags mean
    ],
)
def test_its_own_colours_come_back(matrix: Colorspace, span: ColorRange, tagged: bool, tmp_path: Path) -> None:
    for rgb in PAINTS:
        path = painted(tmp_path / "film", rgb, matrix=matrix, span=span, tagged=tagged)
        frame = next(media.read_frames(path))
        assert frame.reshape(-1, 3).mean(axis=0) == pytest.approx(rgb, abs=4)


def test_a_large_film_without_tags_means_bt709(tmp_path: Path) -> None:
    path = painted(
        tmp_path / "film", (200, 30, 90), matrix=Colorspace.ITU709, span=ColorRange.MPEG, tagged=False, height_px=720
    )
    assert next(media.read_frames(path)).reshape(-1, 3).mean(axis=0) == pytest.approx((200, 30, 90), abs=4)


@pytest.mark.parametrize("tag", [8, 10, 14])
def test_a_matrix_that_cannot_be_converted_is_taken_for_the_usual_one(tag: int, film: Film) -> None:
    def prepare(stream: av.VideoStream) -> None:
        stream.codec_context.colorspace = tag

    frame = next(media.read_frames(film("mp4", "libx264 yuv444p", pictures=[CORNERS] * 3, prepare=prepare)))
    assert np.abs(frame.astype(int) - CORNERS).mean() < 12


@pytest.mark.parametrize(
    ("container", "codec"),
    [
        ("matroska", "ffv1 yuv420p10le"),
        ("matroska", "ffv1 yuv444p16le"),
        ("matroska", "ffv1 gray"),
        ("matroska", "ffv1 gray16le"),
        ("matroska", "ffv1 bgr0"),
        ("mov", "prores_ks yuv422p10le"),
        ("mp4", "libx265 yuv420p10le"),
        ("avi", "rawvideo bgr24"),
    ],
)
def test_every_depth_of_colour_becomes_eight_bits(container: str, codec: str, film: Film) -> None:
    path = film(container, codec, pictures=[np.full((48, 64, 3), 90, dtype=np.uint8)] * 9)
    assert media.clip_source(path).frames == 9
    for frame in media.read_frames(path):
        assert frame.dtype == np.uint8
        assert np.abs(frame.astype(int) - 90).max() <= 3


@pytest.mark.parametrize("codec", ["qtrle argb", "png rgba", "prores_ks yuva444p10le"])
def test_what_is_transparent_in_a_film_becomes_white(codec: str, film: Film) -> None:
    picture = np.zeros((48, 64, 4), dtype=np.uint8)
    picture[:, :, 0] = 200
    picture[:, 32:, 3] = 255
    options = {"profile": "4444"} if codec.startswith("prores_ks") else None
    frame = next(media.read_frames(film("mov", codec, pictures=[picture] * 2, options=options)))
    assert frame[:, :28].reshape(-1, 3).mean(axis=0) == pytest.approx((255, 255, 255), abs=3)
    assert frame[:, 36:].reshape(-1, 3).mean(axis=0) == pytest.approx((200, 0, 0), abs=6)


def test_odd_sizes_keep_every_row_and_column(film: Film) -> None:
    picture = np.tile(np.linspace(0, 255, 33).astype(np.uint8)[None, :, None], (17, 1, 3))
    path = film("matroska", "ffv1 yuv444p", pictures=[picture] * 2)
    frame = next(media.read_frames(path))
    assert np.abs(frame.astype(int) - picture).max() <= 3


def test_a_film_whose_size_changes_keeps_that_of_its_first_picture(film: Film, tmp_path: Path) -> None:
    small = film("mpegts", pictures=[CORNERS] * 3)
    large = film("mpegts", pictures=[np.kron(CORNERS, np.ones((2, 2, 1), np.uint8))] * 3)
    path = tmp_path / "film"
    path.write_bytes(small.read_bytes() + large.read_bytes())
    frames = list(media.read_frames(path))
    assert len(frames) >= 5
    for frame in frames:
        assert frame.shape == (48, 64, 3)
        assert np.abs(frame.astype(int) - CORNERS).mean() < 20


def painted(
    path: Path,
    rgb: tuple[int, int, int],
    *,
    matrix: Colorspace,
    span: ColorRange,
    tagged: bool,
    height_px: int = 48,
) -> Path:
    """A film of one paint, its samples in the matrix and range, with or without the tags that say so."""
    picture = VideoReformatter().reformat(
        av.VideoFrame.from_ndarray(np.full((height_px, 64, 3), rgb, dtype=np.uint8)),
        format="yuv444p",
        src_color_range=ColorRange.JPEG,
        dst_colorspace=matrix,
        dst_color_range=span,
    )
    picture.pts, picture.time_base = 0, Fraction(1, 25)
    picture.colorspace, picture.color_range = (STANDARD[matrix], span) if tagged else (2, 0)
    with av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=25, options={"crf": "1"})
        stream.width, stream.height, stream.pix_fmt = 64, height_px, "yuv444p"
        if tagged:
            stream.codec_context.colorspace, stream.codec_context.color_range = STANDARD[matrix], span
        out.mux(stream.encode(picture))
        out.mux(stream.encode())
    return path
