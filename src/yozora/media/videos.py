"""Videos of any program, opened so that nothing in them can name another file, and decoded picture by picture."""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

import av
import av.error
from av.container import Flags, InputContainer
from av.packet import Packet
from av.stream import Disposition
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from yozora.core.errors import UnreadableFile
from yozora.core.geometry import LONGEST_FRAMES
from yozora.core.ports import Frame
from yozora.media.kinds import AVI, CODECS, MOST_PICTURE_PX, MOV, Kind, check_picture_size
from yozora.media.looks import Look

Shown = Callable[[], Frame]
"""A decoded picture that becomes a frame when it is called: those that nobody looks at are never converted."""

TOLERANCE_S = 0.0005
"""Half a thousandth of a second: Matroska and FLV count in whole ones."""

USUAL_FPS = 24
THREADS = 4
BUFFER_BYTES = 2**18

SEEK_FROM_S = 4.0
SEEK_LEADS_S = (0.5, 5.0, 30.0)
"""How long before the wanted moment a player is sent, one after the other, until it lands on a picture that stands on
its own and is not too late. Most videos have one every few seconds."""


@dataclass(frozen=True, kw_only=True)
class Video:
    """A file that is open, and the stream of pictures in it."""

    path: Path
    kind: Kind
    container: InputContainer
    stream: VideoStream

    @property
    def interval_s(self) -> float:
        """What the file calls the time from one picture to the next."""
        return float(1 / (self.stream.guessed_rate or self.stream.average_rate or USUAL_FPS))


@contextmanager
def opened_video(path: Path, kind: Kind) -> Generator[Video]:
    """The video at `path`, read as `kind` and as nothing else. Raises UnreadableFile where it holds no pictures, is too
    large or cut short, and what FFmpeg raises."""
    with (
        path.open("rb") as file,
        av.open(
            file,
            "r",
            format=kind.demuxer,
            options={"max_pixels": str(MOST_PICTURE_PX)},
            metadata_errors="replace",
            buffer_size=BUFFER_BYTES,
            io_open=_refuse_other_files,
        ) as container,
    ):
        if kind is AVI:
            # The times of an AVI are those of decoding; FFmpeg's guess at others is wrong where pictures change places.
            container.flags &= ~Flags.gen_pts.value
        video = Video(path=path, kind=kind, container=container, stream=_pictures_of(path, container))
        check_picture_size(path, width_px=video.stream.width, height_px=video.stream.height)
        if kind is MOV:
            _check_whole(video)
        yield video


def packets(video: Video) -> "Iterator[Packet[VideoStream]]":
    """Every coded picture in the order of decoding, then an empty packet that gets the last ones out of the decoder."""
    for packet in video.container.demux(video.stream):
        if packet.size or packet.dts is None:  # others say that nothing changes, and would end the decoding
            yield packet


def decoded(video: Video, packet: "Packet[VideoStream]") -> list[VideoFrame]:
    """The pictures that come out of the decoder when the packet goes in."""
    try:
        return packet.decode()
    except av.error.InvalidDataError:
        if video.kind.cut_anywhere:
            return []
        raise


def timed_pictures(path: Path, kind: Kind, *, from_s: float = 0.0) -> Iterator[tuple[float, Shown]]:
    """The pictures in the order of showing and when each appears, in seconds after the first.

    They begin with one that appears no later than `from_s`.
    """
    for lead_s in SEEK_LEADS_S:
        if not kind.counted and from_s > max(lead_s, SEEK_FROM_S):
            with opened_video(path, kind) as video:
                found = _from_key_picture(video, from_s=from_s, lead_s=lead_s)
                if (first := next(found, None)) is not None:
                    yield first
                    yield from found
                    return
    with opened_video(path, kind) as video:
        yield from _from_the_beginning(video)


def look_of(video: Video, first: VideoFrame) -> Look:
    """How the video is shown. Raises UnreadableFile when that is too large."""
    look = Look(first, sample_aspect=video.stream.sample_aspect_ratio)
    width_px, height_px = look.upright_px
    check_picture_size(video.path, width_px=width_px, height_px=height_px)
    return look


def _from_the_beginning(video: Video) -> Iterator[tuple[float, Shown]]:
    look, first_s = None, 0.0
    for time_s, picture in _stamped(video):
        if look is None:
            look, first_s = look_of(video, picture), time_s
        yield time_s - first_s, partial(look.frame, picture)
    if look is None:
        raise ValueError("no picture in it can be decoded")


def _from_key_picture(video: Video, *, from_s: float, lead_s: float) -> Iterator[tuple[float, Shown]]:
    """As `timed_pictures`, from a picture on which needs no other; nothing where seeking finds none that is early
    enough."""
    first_s, first = next(_stamped(video), (0.0, None))
    if first is None:
        return
    look = look_of(video, first)
    target = int((first_s + from_s - lead_s) / cast(float, video.stream.time_base))
    try:
        video.container.seek(target, stream=video.stream)
    except av.error.FFmpegError:
        return
    sure = False
    for time_s, picture in _stamped(video):
        if not sure and time_s - first_s > from_s:
            return
        sure = sure or picture.key_frame  # before it come pictures that lean on what was passed over
        if sure:
            yield time_s - first_s, partial(look.frame, picture)


def _stamped(video: Video) -> Iterator[tuple[float, VideoFrame]]:
    """Every picture in the order of showing, and its time in seconds on the file's own clock."""
    time_s = next_s = 0.0
    unit_s = float(video.stream.time_base or 0)
    for packet in packets(video):
        for picture in decoded(video, packet):
            stamp = picture.pts if picture.pts is not None else picture.dts
            time_s = next_s if stamp is None or video.kind.counted else stamp * unit_s
            next_s = time_s + (picture.duration * unit_s or video.interval_s)
            yield time_s, picture


def _pictures_of(path: Path, container: InputContainer) -> VideoStream:
    covers = Disposition.attached_pic | Disposition.timed_thumbnails
    stream = next((stream for stream in container.streams.video if not stream.disposition & covers), None)
    if stream is None and container.streams.audio:
        raise UnreadableFile(f"{path} holds sound and no moving pictures. Give a video.")
    if stream is None:
        raise ValueError("there are no pictures in it")
    codec = cast(VideoCodecContext | None, stream.codec_context)
    if codec is None:
        raise ValueError("or coded in a way that is not known here: then convert it to H.264 in an MP4")
    if (name := codec.codec.canonical_name) not in CODECS:
        raise UnreadableFile(f"{path} is coded as {name}, which is not read here. Convert it to H.264 in an MP4.")
    codec.thread_type, codec.thread_count = "AUTO", THREADS
    codec.options = {"max_pixels": str(MOST_PICTURE_PX)}
    return stream


def _check_whole(video: Video) -> None:
    """The index of an MP4 tells where its pictures lie, also those that are missing."""
    size_bytes = video.path.stat().st_size
    entries = video.stream.index_entries[-LONGEST_FRAMES:]
    if any(entry.pos + entry.size > size_bytes for entry in entries):
        raise ValueError(f"pictures are missing after its {size_bytes} bytes")


def _refuse_other_files(url: str, *_: Any) -> Any:
    raise ValueError(f"it names another file, {url!r}, which is not followed")
