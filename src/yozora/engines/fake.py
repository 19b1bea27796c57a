"""Labelled colour bars: an engine that needs nothing, for tests and for trying everything around an engine."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from yozora.core.events import Listener
from yozora.core.geometry import FrameSize
from yozora.core.ports import FORGETFUL, Frame, Memory
from yozora.core.timeline import Timeline

_BARS = np.array(
    [(235, 235, 235), (235, 235, 16), (16, 235, 235), (16, 235, 16), (235, 16, 235), (235, 16, 16), (16, 16, 235)],
    dtype=np.uint8,
)
_DIGITS = (
    *("111101101101111", "010110010010111", "111001111100111", "111001111001111", "101101111001001"),
    *("111100111001111", "111100111101111", "111001001001001", "111101111101111", "111101111001111"),
)
_DIGIT_ROWS, _DIGIT_COLUMNS = 5, 3


WINDOW_FRAMES = 12


class FakeEngine:
    """Seven bars that move one column a frame from where the seed starts them, and the number of the frame.

    They are made in windows of 12 frames, for each of which it writes a line to `trace` (the seed, and the number of
    the window) and then sleeps `pace_s` seconds. So what a queue does with slow work can be tried, and counted.
    """

    name = "fake"
    version = "2"
    options: Mapping[str, Any] = MappingProxyType({})

    def __init__(self, *, pace_s: float = 0.0, trace: Path | None = None) -> None:
        self._pace_s, self._trace = pace_s, trace

    def notes(self, timeline: Timeline) -> tuple[str, ...]:
        """None: it draws nothing that could be asked for."""
        return ()

    def check(self, timeline: Timeline) -> None:
        """Every timeline can be made."""

    def render(self, timeline: Timeline, *, progress: Listener, memory: Memory = FORGETFUL) -> Iterator[Frame]:
        """Yield the bars; the caller counts frames, so nothing is reported here."""
        bars = _bars(timeline.size)
        done = int(memory.recall() or b"0")
        for number in range(timeline.frames):
            window, place = divmod(number, WINDOW_FRAMES)
            if not place and window >= done:
                self._make(timeline.seed, window)
                memory.remember(window + 1, str(window + 1).encode())
            frame = np.roll(bars, timeline.seed + number, axis=1)
            _label(frame, number)
            yield frame

    def _make(self, seed: int, window: int) -> None:
        if self._trace is not None:
            with self._trace.open("a") as lines:
                lines.write(f"{seed} {window}\n")
        time.sleep(self._pace_s)


def _bars(size: FrameSize) -> Frame:
    columns = np.arange(size.width_px) * len(_BARS) // size.width_px
    return np.broadcast_to(_BARS[columns], (size.height_px, size.width_px, 3)).copy()


def _label(frame: Frame, number: int) -> None:
    cell_px = max(1, frame.shape[0] // 40)
    for place, digit in enumerate(f"{number:05d}"):
        bits = np.array([bit == "1" for bit in _DIGITS[int(digit)]]).reshape(_DIGIT_ROWS, _DIGIT_COLUMNS)
        mask = np.kron(bits, np.ones((cell_px, cell_px), dtype=np.bool_))
        left = cell_px * (1 + place * (_DIGIT_COLUMNS + 1))
        window = frame[cell_px : cell_px + mask.shape[0], left : left + mask.shape[1]]
        window[mask[: window.shape[0], : window.shape[1]]] = 0
