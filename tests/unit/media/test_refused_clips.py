"""What is no clip, or too much of one, is refused before any work, and no file can name another one."""

import struct
from collections.abc import Callable
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from yozora import media
from yozora.core.errors import UnreadableFile

Film = Callable[..., Path]
HOUR_MS = 3_600_000


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a text, called a film\n" * 90,
        b"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.2,\n{other}\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile '{other}'\n",
        b"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
        b'<?xml version="1.0"?><MPD><Period><BaseURL>{other}</BaseURL></Period></MPD>',
        b"\x00" * 4096,
        bytes(range(256)) * 16,
        b"ID3\x04" + b"\x00" * 4096,
    ],
    ids=["nothing", "text", "HLS", "ffconcat", "SDP", "DASH", "zeros", "bytes", "MP3"],
)
def test_what_is_no_clip_is_refused_by_its_content(content: bytes, film: Film, tmp_path: Path) -> None:
    other = film("mpegts")
    path = tmp_path / "clip.mp4"
    path.write_bytes(content.replace(b"{other}", str(other).encode()))
    for read in (media.clip_source, media.read_recipe, lambda path: media.read_at(path, [0])):
        with pytest.raises(
            UnreadableFile, match=r"is not a clip: it is no MP4, .*lists of other files are not followed"
        ):
            read(path)


def test_a_pattern_of_names_is_a_name(film: Film, tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "0001.png")
    with pytest.raises(UnreadableFile, match=r"%04d\.png does not exist"):
        media.clip_source(tmp_path / "%04d.png")


def test_a_film_whose_pictures_lie_in_another_file_does_not_get_them(film: Film, tmp_path: Path) -> None:
    other = film("mov", "mjpeg")
    path = tmp_path / "film.mov"
    path.write_bytes(pointing_at(other, other.read_bytes()))
    with av.open(str(path), format="mov", options={"enable_drefs": "1", "use_absolute_path": "1"}) as trusting:
        assert len(list(trusting.decode(video=0))) == 30  # the file does what it is meant to try
    with pytest.raises(UnreadableFile, match="is damaged or cut short"):
        media.clip_source(path)


def test_a_folder_and_a_device_are_no_clips(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="Is a directory"):
        media.clip_source(tmp_path)
    with pytest.raises(UnreadableFile, match=r"/dev/zero is a device or a pipe, not a file\. Give the path of a clip"):
        media.clip_source("/dev/zero")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_is_to_be_given_as_an_image(kind: str, tmp_path: Path) -> None:
    Image.new("RGB", (16, 16)).save(tmp_path / "clip.mp4", format=kind)
    with pytest.raises(UnreadableFile, match=r"is a picture, not a clip\. Give it as an image\."):
        media.clip_source(tmp_path / "clip.mp4")


def test_a_picture_of_a_kind_that_is_not_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"\x00\x00\x00\x18ftypheic" + b"\x00" * 500)
    with pytest.raises(UnreadableFile, match=r"is a HEIF or AVIF picture, which is not read here\. Save it as PNG"):
        media.clip_source(tmp_path / "a.mp4")


@pytest.mark.parametrize(
    ("container", "codec", "cover"),
    [("ipod", "aac", False), ("ogg", "libopus", False), ("matroska", "aac", False), ("mp4", "aac", True)],
)
def test_sound_alone_is_no_clip_also_with_a_cover(container: str, codec: str, cover: bool, tmp_path: Path) -> None:
    path = tmp_path / "song"
    with av.open(str(path), "w", format=container) as out:
        sound = out.add_stream(codec, rate=48000)
        if cover:
            picture = out.add_stream("mjpeg", rate=25)
            picture.width, picture.height, picture.pix_fmt = 64, 48, "yuvj420p"
            picture.disposition = av.stream.Disposition.attached_pic
            out.mux(picture.encode(av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8))))
        for number in range(20):
            samples = av.AudioFrame.from_ndarray(np.zeros((2, 960), np.float32), format="fltp", layout="stereo")
            samples.sample_rate, samples.pts = 48000, 960 * number
            out.mux(sound.encode(samples))
        out.mux(sound.encode())
    with pytest.raises(UnreadableFile, match=r"holds sound and no moving pictures\. Give a video\."):
        media.clip_source(path)


@pytest.mark.parametrize("container", ["mp4", "matroska", "mpegts", "flv"])
def test_ten_hours_are_refused(container: str, film: Film) -> None:
    path = film(container, pictures=2, times_ms=[0, 10 * HOUR_MS], fps=25)
    with pytest.raises(UnreadableFile, match=r"lasts 3600[01] s or more; at most 3600 s are read\. Cut a part out\."):
        media.clip_source(path)


def test_a_film_that_says_it_is_too_long_is_not_decoded(film: Film) -> None:
    path = film("mov", "mjpeg", pictures=2, times_ms=[0, 2 * HOUR_MS])
    content = path.read_bytes()
    begins, ends = content.index(b"mdat") + 4, content.index(b"moov") - 4
    path.write_bytes(content[:begins] + bytes(ends - begins) + content[ends:])
    with pytest.raises(UnreadableFile, match=r"lasts 720[01] s or more"):
        media.clip_source(path)


def test_ten_hours_that_the_file_does_not_speak_of_are_found_while_counting(film: Film) -> None:
    path = film("matroska", pictures=9, times_ms=[hour * HOUR_MS for hour in range(9)], muxing={"live": "1"})
    with pytest.raises(UnreadableFile, match=r"lasts \d{4,5} s or more"):
        media.clip_source(path)


@pytest.mark.parametrize("container", ["mov", "avi"])
def test_more_pictures_than_can_be_used_are_refused(container: str, tmp_path: Path) -> None:
    path = coded(tmp_path / "film", container, [png((16, 16))] * 36_001, fps=60)
    with pytest.raises(UnreadableFile, match=r"has 36001 frames or more; at most 36000 are read\. Cut a part out, or"):
        media.clip_source(path)


def test_a_film_of_65_megapixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "film"), "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=25, options={"preset": "ultrafast", "x264-params": "rc-lookahead=0"})
        stream.width, stream.height, stream.pix_fmt, stream.codec_context.thread_count = 8192, 7936, "yuv420p", 1
        out.mux(stream.encode(av.VideoFrame(8192, 7936, "yuv420p")))
        out.mux(stream.encode())
    for read in (media.clip_source, lambda path: list(media.read_at(path, [0.0]))):
        with pytest.raises(UnreadableFile, match=r"8192x7936 px; at most 64 megapixels\. Make it smaller"):
            read(tmp_path / "film")


@pytest.mark.parametrize("container", ["mov", "avi"])
def test_pictures_too_large_to_be_measured_are_refused(container: str, tmp_path: Path) -> None:
    path = coded(tmp_path / "film", container, [png((12_000, 10_000))] * 2)
    with pytest.raises(UnreadableFile, match=r"pictures of no size, or of more than 64 megapixels\. Make them smaller"):
        media.clip_source(path)


def test_a_picture_that_grows_within_a_film_is_not_decoded(tmp_path: Path) -> None:
    path = coded(tmp_path / "film", "avi", [png((16, 16)), png((12_000, 10_000))])
    with pytest.raises(UnreadableFile, match="is damaged or cut short"):
        list(media.read_frames(path))


def png(size: tuple[int, int]) -> bytes:
    """A small file of a large picture."""
    file = BytesIO()
    Image.new("1", size).save(file, format="PNG")
    return file.getvalue()


def coded(path: Path, container: str, pictures: list[bytes], *, fps: int = 25) -> Path:
    """A film of pictures that are PNG files already."""
    width_px, height_px = struct.unpack_from(">II", pictures[0], 16)
    with av.open(str(path), "w", format=container) as out:
        stream = out.add_stream("png", rate=fps)
        stream.width, stream.height, stream.pix_fmt = width_px, height_px, "monob"
        stream.time_base = Fraction(1, fps)
        for number, picture in enumerate(pictures):
            packet = av.Packet(picture)
            packet.stream, packet.time_base = stream, Fraction(1, fps)
            packet.pts = packet.dts = number
            packet.duration = 1
            packet.is_keyframe = True
            out.mux(packet)
    return path


def pointing_at(other: Path, film: bytes) -> bytes:
    """The film, its pictures said to lie in another file: QuickTime File Format, data references."""
    name = str(other).replace("/", ":").encode()
    alias = b"\x00" * 4 + b"\x00" * 10 + b"\x00" + b"\x00" * 27 + b"\x00" * 12
    alias += bytes([len(other.name)]) + other.name.encode().ljust(63, b"\x00") + b"\x00" * 16
    alias += struct.pack(">hh", 1, 1) + b"\x00" * 16
    alias += struct.pack(">hh", 2, len(name)) + name + b"\x00" * (len(name) % 2) + struct.pack(">hh", -1, 0)
    entry = struct.pack(">I4s", 8 + len(alias), b"alis") + alias
    old = b"\x00\x00\x00\x0curl \x00\x00\x00\x01"
    assert film.count(old) == 1 and film.index(b"mdat") < film.index(b"moov")
    content = bytearray(film.replace(old, entry))
    for box in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        start = content.index(box, film.index(b"moov")) - 4
        (length,) = struct.unpack_from(">I", content, start)
        struct.pack_into(">I", content, start, length + len(entry) - len(old))
    return bytes(content)
