"""Shapes, units and the frame grid, written once.

Legend for array shapes: `b` batch, `c` channels, `t h w` latent frames, rows, columns, `T H W` pixel frames, rows,
columns, `n` tokens, `d` width. A picture is `uint8 [H, W, 3]`, RGB, full range.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from yozora.core.errors import InvalidRequest

SHORTEST_SIDE_PX = 16
LONGEST_SIDE_PX = 4096
SLOWEST_FPS = 1
FASTEST_FPS = 60
LONGEST_FRAMES = 36_000  # ten minutes at 60 frames a second

NAMED_SIZES = {
    "240p": (426, 240),
    "360p": (640, 360),
    "480p": (854, 480),
    "720p": (1280, 720),
    "1080p": (1920, 1080),
    "square": (720, 720),
    "portrait": (720, 1280),
    "landscape": (1280, 720),
}


@dataclass(frozen=True, kw_only=True)
class FrameSize:
    """Picture size in pixels; both sides even, because H.264 with 4:2:0 colour has no odd sizes."""

    width_px: int
    height_px: int

    def __post_init__(self) -> None:
        for side_px in (self.width_px, self.height_px):
            if not SHORTEST_SIDE_PX <= side_px <= LONGEST_SIDE_PX or side_px % 2:
                raise InvalidRequest(
                    f"size={self} cannot be made: each side must be an even number of pixels from "
                    f"{SHORTEST_SIDE_PX} to {LONGEST_SIDE_PX}. Try {self._nearest()}."
                )

    def __str__(self) -> str:
        return f"{self.width_px}x{self.height_px}"

    @property
    def aspect(self) -> float:
        """Width divided by height."""
        return self.width_px / self.height_px

    def _nearest(self) -> str:
        def legal(side_px: int) -> int:
            return max(SHORTEST_SIDE_PX, min(LONGEST_SIDE_PX, side_px - side_px % 2))

        return f"{legal(self.width_px)}x{legal(self.height_px)}"

    @classmethod
    def parse(cls, text: str) -> "FrameSize":
        """Read `1280x720` or a name such as `720p`. Raises InvalidRequest."""
        if text in NAMED_SIZES:
            width_px, height_px = NAMED_SIZES[text]
        elif match := re.fullmatch(r"(\d{1,6})\s*[xX×]\s*(\d{1,6})", text.strip()):
            width_px, height_px = int(match[1]), int(match[2])
        else:
            raise InvalidRequest(
                f"size={text!r} is not a size. Write WIDTHxHEIGHT, such as 1280x720, or one of "
                f"{', '.join(NAMED_SIZES)}."
            )
        return cls(width_px=width_px, height_px=height_px)


def check_larger(size: FrameSize, file: str, *, width_px: int, height_px: int) -> None:
    """Raise InvalidRequest unless a size has more pixels than the pictures of a file."""
    if size.width_px * size.height_px > width_px * height_px:
        return
    scale = min(2.0, LONGEST_SIDE_PX / max(width_px, height_px))
    wide, high = (2 * int(side // 2 * scale) for side in (width_px, height_px))
    advice = f"Try {wide}x{high}." if scale > 1 else "Nothing larger can be written."
    raise InvalidRequest(f"size={size} is no larger than {file}, which is {width_px}x{height_px}. {advice}")


def frame_rate(value: str | float | Fraction) -> Fraction:
    """Frames a second as an exact fraction; 23.976 and 29.97 become 24000/1001 and 30000/1001.

    Raises InvalidRequest outside 1 to 60.
    """
    written = str(value).strip()
    if not re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?(/0*[1-9]\d{0,8})?", written) or ("." in written and "/" in written):
        raise InvalidRequest(f"fps={written[:40]!r} is not a number. Try 24.")
    fps = Fraction(written)
    for nominal in (24, 30, 60):
        broadcast = Fraction(nominal * 1000, 1001)
        if abs(fps - broadcast) < Fraction(1, 200):
            fps = broadcast
    if not SLOWEST_FPS <= fps <= FASTEST_FPS:
        raise InvalidRequest(f"fps={value} is out of range: from {SLOWEST_FPS} to {FASTEST_FPS}. Try 24.")
    return fps


def frame_count(seconds: float, fps: Fraction, *, name: str = "seconds") -> int:
    """The number of frames nearest to `seconds` at `fps`, at least one. Raises InvalidRequest, which calls the seconds
    by their `name`, when it cannot be."""
    if not seconds > 0 or seconds == float("inf"):
        raise InvalidRequest(f"{name}={seconds:g} cannot be a length: it must be more than 0 seconds. Try 2.")
    frames = max(1, round(Fraction(str(seconds)) * fps))
    if frames > LONGEST_FRAMES:
        raise InvalidRequest(
            f"{name}={seconds:g} at {float(fps):g} frames a second is {frames} frames; at most {LONGEST_FRAMES}. "
            f"Try {int(LONGEST_FRAMES / fps)} seconds or less."
        )
    return frames


@dataclass(frozen=True, kw_only=True)
class Screen:
    """How large the pictures are and how fast they follow each other."""

    size: FrameSize
    fps: Fraction

    @classmethod
    def parse(cls, *, size: str, fps: str | float | Fraction) -> "Screen":
        """Read `1280x720` or `720p`, and `24` or `24000/1001`. Raises InvalidRequest."""
        return cls(size=FrameSize.parse(size), fps=frame_rate(fps))

    @classmethod
    def nearest(cls, *, width_px: int, height_px: int, fps: Fraction) -> "Screen":
        """The screen a clip of any size and pace fits best: even sides, no larger and no faster than can be written."""
        share = min(1.0, LONGEST_SIDE_PX / max(width_px, height_px))
        width, height = (max(SHORTEST_SIDE_PX, round(side * share / 2) * 2) for side in (width_px, height_px))
        pace = min(max(fps, Fraction(SLOWEST_FPS)), Fraction(FASTEST_FPS))
        return cls(size=FrameSize(width_px=width, height_px=height), fps=frame_rate(pace))

    def seconds_of(self, frames: int) -> float:
        """How long so many frames last."""
        return float(frames / self.fps)
