"""The kinds of file a clip can be. Each takes frames one by one; only GIF keeps them until the end."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import av.filter
from av.container import OutputContainer
from av.video.format import VideoFormat
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, VideoReformatter
from av.video.stream import VideoStream
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from yozora.core.geometry import FrameSize
from yozora.core.ports import Frame
from yozora.media.embedding import RECIPE_KEY, add_gif_comment, add_jpeg_comments, add_webp_xmp

THREADS = 4
"""Fixed, so that equal frames give equal bytes on every machine."""

CONSTANT_RATE_FACTOR = 18
PRESET = "veryfast"
"""Measured on one core at 1280x720, with the change of colours: ultrafast 5.6 ms a frame and 480 kB, superfast 8.3 and
334, veryfast 10.8 and 193, faster 14.5 and 184, medium 17.3 and 174 (60 frames of flat shapes on gradients)."""

MACROBLOCK_PX = 16
EVEN_MACROBLOCKS = 8
"""x264's macroblock tree works on eight macroblocks of a row at a time, and past the end of other rows it reads what
lies there: of 25 files 4 to 21 differed from the others at widths of 48 to 112 px, 7 at 144 px, 15 at 176 px, none at
128 and 256 px. Without the tree none differs, but files are up to twice as large (and 1.5 dB better), so it is left
out only there."""

PNG_LEVEL = 3
STILL_QUALITY = 92


@dataclass(frozen=True, kw_only=True)
class Clip:
    """What is written besides the pictures."""

    size: FrameSize
    fps: Fraction
    frames: int
    recipe_json: str
    title: str


class Encoder(ABC):
    """Writes one clip into `paths`: one file, or one for each frame."""

    @abstractmethod
    def __init__(self, paths: tuple[Path, ...], clip: Clip) -> None: ...

    @abstractmethod
    def add(self, frame: Frame) -> None:
        """Take the next picture."""

    @abstractmethod
    def finish(self) -> None:
        """Complete the files."""

    @abstractmethod
    def abandon(self) -> None:
        """Let go of the files; they will be deleted."""


class Mp4Encoder(Encoder):
    """H.264, 4:2:0, BT.709 limited range, constant frame rate, index first."""

    def __init__(self, paths: tuple[Path, ...], clip: Clip) -> None:
        self._container = av.open(
            str(paths[0]), "w", format="mp4", options={"movflags": "+faststart+use_metadata_tags"}
        )
        self._container.metadata["title"] = _one_line(clip.title)
        self._container.metadata["comment"] = "Made with Yozora; `yozora inspect` shows how."
        self._container.metadata[RECIPE_KEY] = clip.recipe_json
        options = {"crf": str(CONSTANT_RATE_FACTOR), "preset": PRESET, "x264-params": _repeatable(clip.size)}
        self._stream = _video_stream(self._container, "libx264", clip, pixels="yuv420p", options=options)
        codec = self._stream.codec_context
        codec.thread_count = THREADS
        codec.thread_type = "FRAME"  # pictures are encoded while the next ones are drawn; slices would be waited for
        codec.gop_size = round(2 * clip.fps)  # a player jumps to any point within two seconds of decoding
        codec.color_primaries = ColorPrimaries.BT709
        codec.color_trc = ColorTrc.BT709
        codec.colorspace = Colorspace.ITU709
        codec.color_range = ColorRange.MPEG
        self._converter = VideoReformatter()
        self._clip = clip
        self._count = 0

    def add(self, frame: Frame) -> None:
        """Encode the next picture; memory stays the same however long the clip is."""
        picture = self._converter.reformat(
            VideoFrame.from_ndarray(frame, format="rgb24"),
            format="yuv420p",
            src_colorspace=Colorspace.ITU709,
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
        )
        _stamp(picture, self._count, self._clip.fps)
        self._count += 1
        self._container.mux(self._stream.encode(picture))

    def finish(self) -> None:
        """Write what the encoder still holds, and the index."""
        self._container.mux(self._stream.encode())
        self._container.close()

    def abandon(self) -> None:
        """Close the file."""
        self._container.close()


class WebpEncoder(Encoder):
    """Animated WebP that loops; the compressed frames stay in memory until the end."""

    def __init__(self, paths: tuple[Path, ...], clip: Clip) -> None:
        self._path = paths[0]
        self._container = av.open(str(self._path), "w", format="webp", options={"loop": "0"})
        options = {"quality": "80", "compression_level": "2"}
        self._stream = _video_stream(self._container, "libwebp_anim", clip, pixels="yuv420p", options=options)
        self._converter = VideoReformatter()
        self._clip = clip
        self._count = 0

    def add(self, frame: Frame) -> None:
        """Compress the next picture; WebP is BT.601, limited range, by definition."""
        picture = self._converter.reformat(
            VideoFrame.from_ndarray(frame, format="rgb24"),
            format="yuv420p",
            src_colorspace=Colorspace.ITU601,
            dst_colorspace=Colorspace.ITU601,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
        )
        _stamp(picture, self._count, self._clip.fps)
        self._count += 1
        self._container.mux(self._stream.encode(picture))

    def finish(self) -> None:
        """Write the animation, then the recipe as XMP."""
        self._container.mux(self._stream.encode())
        self._container.close()
        add_webp_xmp(self._path, self._clip.recipe_json, size=self._clip.size)

    def abandon(self) -> None:
        """Close the file."""
        self._container.close()


class GifEncoder(Encoder):
    """One palette for the whole clip, weighed by what moves, and ordered dithering, which does not shimmer."""

    def __init__(self, paths: tuple[Path, ...], clip: Clip) -> None:
        self._path = paths[0]
        self._container = av.open(str(self._path), "w", format="gif", options={"loop": "0"})
        self._stream = _video_stream(self._container, "gif", clip, pixels="pal8", options={})
        self._graph = _palette_graph(clip)
        self._clip = clip
        self._count = 0

    def add(self, frame: Frame) -> None:
        """Keep the next picture until the palette can be chosen."""
        picture = VideoFrame.from_ndarray(frame, format="rgb24")
        _stamp(picture, self._count, self._clip.fps)
        self._count += 1
        self._graph.push(picture)

    def finish(self) -> None:
        """Choose the palette, write the frames, then the recipe as a comment."""
        self._graph.push(None)
        for _ in range(self._count):
            picture = self._graph.pull()
            assert isinstance(picture, VideoFrame)
            self._container.mux(self._stream.encode(picture))
        self._container.mux(self._stream.encode())
        self._container.close()
        add_gif_comment(self._path, self._clip.recipe_json)

    def abandon(self) -> None:
        """Close the file."""
        self._container.close()


class PngEncoder(Encoder):
    """One lossless picture a frame, each with the whole recipe."""

    def __init__(self, paths: tuple[Path, ...], clip: Clip) -> None:
        self._paths = iter(paths)
        self._notes = PngInfo()
        self._notes.add_itxt("Title", _one_line(clip.title))
        self._notes.add_itxt(RECIPE_KEY, clip.recipe_json)

    def add(self, frame: Frame) -> None:
        """Write the next picture."""
        picture = Image.fromarray(frame)
        picture.save(next(self._paths), format="PNG", compress_level=PNG_LEVEL, pnginfo=self._notes)

    def finish(self) -> None:
        """Nothing is held back."""

    def abandon(self) -> None:
        """Nothing is open."""


class JpegEncoder(Encoder):
    """One picture as JPEG with the colour of every pixel kept, and the recipe as comments."""

    def __init__(self, paths: tuple[Path, ...], clip: Clip) -> None:
        self._path = paths[0]
        self._clip = clip

    def add(self, frame: Frame) -> None:
        """Write the picture."""
        Image.fromarray(frame).save(self._path, format="JPEG", quality=STILL_QUALITY, subsampling="4:4:4")
        add_jpeg_comments(self._path, self._clip.recipe_json)

    def finish(self) -> None:
        """Nothing is held back."""

    def abandon(self) -> None:
        """Nothing is open."""


class StillWebpEncoder(Encoder):
    """One picture as WebP that does not move, and the recipe as XMP."""

    def __init__(self, paths: tuple[Path, ...], clip: Clip) -> None:
        self._path = paths[0]
        self._clip = clip

    def add(self, frame: Frame) -> None:
        """Write the picture."""
        Image.fromarray(frame).save(self._path, format="WEBP", quality=STILL_QUALITY)
        add_webp_xmp(self._path, self._clip.recipe_json, size=self._clip.size)

    def finish(self) -> None:
        """Nothing is held back."""

    def abandon(self) -> None:
        """Nothing is open."""


def _video_stream(
    container: OutputContainer, codec: str, clip: Clip, *, pixels: str, options: dict[str, str]
) -> VideoStream:
    stream = container.add_stream(codec, rate=clip.fps, options=options)
    assert isinstance(stream, VideoStream)
    stream.width = clip.size.width_px
    stream.height = clip.size.height_px
    stream.pix_fmt = pixels
    return stream


def _repeatable(size: FrameSize) -> str:
    """What x264 has to be told to write equal files of equal pictures."""
    macroblocks = -(-size.width_px // MACROBLOCK_PX)
    return "mbtree=0" if macroblocks % EVEN_MACROBLOCKS else ""


def _palette_graph(clip: Clip) -> av.filter.Graph:
    graph = av.filter.Graph()
    source = graph.add_buffer(
        width=clip.size.width_px, height=clip.size.height_px, format=VideoFormat("rgb24"), time_base=1 / clip.fps
    )
    split = graph.add("split")
    choose = graph.add("palettegen", "stats_mode=diff")
    use = graph.add("paletteuse", "dither=bayer:bayer_scale=3:diff_mode=rectangle")
    sink = graph.add("buffersink")
    source.link_to(split)
    split.link_to(choose, 0, 0)
    split.link_to(use, 1, 0)
    choose.link_to(use, 0, 1)
    use.link_to(sink)
    graph.configure()
    return graph


def _stamp(picture: VideoFrame, number: int, fps: Fraction) -> None:
    picture.pts = number
    picture.time_base = 1 / fps


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
