"""How many pictures a clip has, how fast and how large they are, with no more than the first one decoded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from yozora.core.errors import UnreadableFile
from yozora.media import animations
from yozora.media.kinds import Kind, check_length
from yozora.media.videos import USUAL_FPS, Video, decoded, look_of, opened_video, packets

FASTEST_SOURCE_FPS = 1000
FINEST_RATE = 1001  # the denominator of the broadcast rates; no finer one is meant

_VP8_SHOWN = 0x10  # RFC 6386, section 9.1: some pictures are only there for others to lean on


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a clip holds: `fps` is the mean rate, the size upright and in square pixels."""

    frames: int
    fps: Fraction
    width_px: int
    height_px: int


def measured(path: Path, kind: Kind) -> Facts:
    """The facts of a clip. Raises UnreadableFile when nothing moves in it, or too much, and what its reader raises."""
    return _video(path, kind) if kind.demuxer else _animation(path, kind)


@dataclass(kw_only=True)
class _Tally:
    """The coded pictures met so far, `(when it is shown, how long)` in units of the stream."""

    stamps: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    earliest: int = 0
    latest: int = 0

    def add(self, packet: "Packet[VideoStream]") -> None:
        stamp = packet.pts if packet.pts is not None else packet.dts
        if stamp is None:
            stamp = self.latest + (self.stamps[-1][1] if self.stamps else 0)
        self.earliest = min(self.earliest, stamp) if self.stamps else stamp
        self.latest = max(self.latest, stamp) if self.stamps else stamp
        self.stamps.append((stamp, packet.duration or 0))


def _video(path: Path, kind: Kind) -> Facts:
    with opened_video(path, kind) as video:
        check_length(path, frames=video.stream.frames, seconds=_said_seconds(video))
        first, stamps = _counted(video)
        width_px, height_px = look_of(video, first).upright_px
        return Facts(frames=len(stamps), fps=_mean_rate(video, stamps), width_px=width_px, height_px=height_px)


def _animation(path: Path, kind: Kind) -> Facts:
    frames, stands_ms = 0, Fraction(0)
    for each_ms in animations.durations_ms(path, kind):
        frames, stands_ms = frames + 1, stands_ms + each_ms
        check_length(path, frames=frames, seconds=float(stands_ms / 1000))
    if frames < 2:
        raise UnreadableFile(f"{path} is a picture, not a clip. Give it as an image.")
    _, first = next(animations.timed_pictures(path, kind))
    height_px, width_px = first().shape[:2]
    return Facts(frames=frames, fps=frames * 1000 / stands_ms, width_px=width_px, height_px=height_px)


def _said_seconds(video: Video) -> float:
    """How long the file says it is; 0 where it does not say."""
    stream = video.stream
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return (video.container.duration or 0) / 1e6


def _counted(video: Video) -> tuple[VideoFrame, Sequence[tuple[int, int]]]:
    """The first picture, and the stamps of all that are shown. Raises ValueError where none can be decoded."""
    unit_s = float(video.stream.time_base or 0)
    first, tally = None, _Tally()
    for packet in packets(video):
        if first is None:
            first = next(iter(decoded(video, packet)), None)
        if packet.size and not packet.is_discard and not _hidden(video, packet):
            tally.add(packet)
            seconds = (tally.latest - tally.earliest) * unit_s
            check_length(video.path, frames=len(tally.stamps), seconds=seconds)
    if first is None:
        raise ValueError("no picture in it can be decoded")
    begins = tally.earliest if first.pts is None else first.pts
    return first, [stamp for stamp in tally.stamps if stamp[0] >= begins]


def _hidden(video: Video, packet: "Packet[VideoStream]") -> bool:
    return video.stream.codec_context.name == "vp8" and not memoryview(packet)[0] & _VP8_SHOWN


def _mean_rate(video: Video, stamps: Sequence[tuple[int, int]]) -> Fraction:
    """The rate that the file says, where it agrees with the pictures' times; else what those come to."""
    stream = video.stream
    said = [rate for rate in (stream.guessed_rate, stream.average_rate) if rate and rate <= FASTEST_SOURCE_FPS]
    frames = len(stamps)
    if frames < 2:
        return said[0] if said else Fraction(USUAL_FPS)
    seconds = _units(video, stamps) * Fraction(stream.time_base or 0)
    if seconds * FASTEST_SOURCE_FPS < frames:
        raise UnreadableFile(
            f"{video.path} shows {frames} pictures in {float(seconds):g} s; at most {FASTEST_SOURCE_FPS} a second are "
            "read. Give it a usual rate, such as 24."
        )
    for rate in said:
        if abs(frames / rate - seconds) <= 1 / (2 * rate):
            return rate
    return (frames / seconds).limit_denominator(FINEST_RATE)


def _units(video: Video, stamps: Sequence[tuple[int, int]]) -> Fraction:
    """From the appearing of the first picture to the end of the last, in units of the stream."""
    (begin, _), (end, last) = min(stamps), max(stamps)
    if video.kind.counted:
        return Fraction(sum(stands for _, stands in stamps))
    return Fraction(end - begin + last) if last else Fraction((end - begin) * len(stamps), len(stamps) - 1)
