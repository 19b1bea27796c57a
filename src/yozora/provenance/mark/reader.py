"""Finds the mark in pictures of which nothing is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import sqrt

import numpy as np
from PIL import Image

from yozora.core.ports import Frame
from yozora.provenance.mark.pattern import (
    CLIP_TILES,
    HALF_PERIOD_S,
    STILL_TILES,
    data_waves,
    heard,
    keys,
    pilot_waves,
    sign_at,
    spectrum,
    waves,
)
from yozora.provenance.mark.word import nearest_ids

WORK_PX = 144
"""The root of the area that pictures are brought to before they are read."""
MOST_FRAMES = 240
WINDOW_PX = 15
QUIET = 8.0
"""What is slower than the window is left out, and detail is divided by its strength there, plus QUIET levels."""

PHASES = 6
"""How finely the time is tried at which the sign changes: parts of a third of a second."""
SCALES = np.exp(np.arange(np.log(1.2), np.log(5.6), 0.008))
"""Tiles along the root of the area that are tried."""
OFFSETS = 48
CANDIDATES = 24
"""Places in the picture, along each side of a tile, where the pilot is looked for; and how many of the best places,
scales and phases are read to the end."""

SURE_IN_PLACE = 10.8
SURE_AFTER_SEARCH = 12.0
"""The least confidence that is believed. The nearest of 2 ** 36 words always fits somewhat: of 10,000 sets of frames
without a mark the likeliest reached 8.8 in place and 11.1 after the search (benchmarks/results/mark.json). Under
10.8 a mark that is there may be misread."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What was found: the id, and by how many standard deviations its pattern stands out from the pictures."""

    id: int
    confidence: float


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One way to look at the pictures: the amplitudes [waves], and how well those of the pilot fit it."""

    amplitudes: np.ndarray
    pilot: float
    tiles: float = 0.0
    phase: int = 0


def find_mark(frames: Iterable[tuple[float, Frame]]) -> Mark | None:
    """The mark in frames (time in seconds, uint8 [H, W, 3]) of one clip, or None where none is sure.

    Frames after the first 240 are not looked at.
    """
    sums = differences(frames)
    if sums is None:
        return None
    mark = likeliest(in_place(sums))
    if mark.confidence >= SURE_IN_PLACE:
        return mark
    mark = likeliest(searched(sums))
    return mark if mark.confidence >= SURE_AFTER_SEARCH else None


def differences(frames: Iterable[tuple[float, Frame]]) -> np.ndarray | None:
    """The pictures' difference [phases, H, W] between the times of one sign and of the other, for each phase."""
    times, pictures = list[float](), list[np.ndarray]()
    for time_s, frame in frames:
        times.append(time_s)
        pictures.append(_residual(frame))
        if len(times) == MOST_FRAMES:
            break
    if not times:
        return None
    stack = np.stack(pictures)
    starts = np.arange(PHASES)[:, None] * HALF_PERIOD_S / PHASES
    signs = sign_at(np.array(times) + starts)
    signs = np.unique(signs * signs[:, :1], axis=0)
    plus, minus = (signs > 0).astype(np.float32), (signs < 0).astype(np.float32)
    weights = plus / plus.sum(1, keepdims=True) - minus / np.maximum(minus.sum(1, keepdims=True), 1)
    return np.tensordot(weights, stack, 1)


def _residual(frame: Frame) -> np.ndarray:
    """The brightness of a picture [h, w], small, without what is slow in it, and as strong everywhere."""
    height, width = frame.shape[:2]
    scale = WORK_PX / sqrt(height * width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    grey = Image.fromarray(frame).convert("L")
    small = np.asarray(grey.resize(size, Image.Resampling.BOX if scale <= 0.5 else Image.Resampling.BICUBIC))
    detail = small - _blurred(small.astype(np.float32))
    return detail / (np.sqrt(_blurred(np.square(detail))) + QUIET)


def _blurred(picture: np.ndarray) -> np.ndarray:
    """The mean of the window around each pixel."""
    around = ((WINDOW_PX // 2 + 1, WINDOW_PX // 2), (0, 0))
    for _side in range(2):
        total = np.pad(picture, around, mode="edge").cumsum(0, dtype=np.float64)
        picture = ((total[WINDOW_PX:] - total[:-WINDOW_PX]) / WINDOW_PX).astype(np.float32).T
    return picture


def _whitened(amplitudes: np.ndarray) -> np.ndarray:
    """Amplitudes [n, waves] divided by the usual one of waves about as fast, and turned back by the keys."""
    power = np.square(np.abs(amplitudes)) @ _as_fast()
    return amplitudes / np.sqrt(power + 1e-12) * keys().conj()


@cache
def _as_fast() -> np.ndarray:
    """Weights [waves, waves] that give the mean of the waves about as fast as each."""
    speed = np.hypot(*waves().T)
    near = (np.abs(speed[:, None] - speed) <= 1).astype(np.float32)
    return near / near.sum(0)


def in_place(sums: np.ndarray) -> list[Reading]:
    """What is read where the picture is whole, however large."""
    rows = [row for tiles in (CLIP_TILES, STILL_TILES) for row in _whitened(heard(sums, tiles))]
    pilots = [float(np.real(row[pilot_waves()]).sum()) for row in rows]
    return [Reading(amplitudes=row * np.sign(pilot), pilot=abs(pilot)) for row, pilot in zip(rows, pilots, strict=True)]


def searched(sums: np.ndarray) -> list[Reading]:
    """The places, scales and phases at which the pilot stands out most."""
    found = [reading for tiles in SCALES for reading in _placed(sums, float(tiles))]
    found.sort(key=lambda one: -one.pilot)
    return [_finer(sums, one) for one in found[:CANDIDATES]]


def _finer(sums: np.ndarray, found: Reading) -> Reading:
    """The best of the scales next to one that was found."""
    phase = sums[found.phase : found.phase + 1]
    near = found.tiles * np.exp(np.array([-0.003, 0, 0.003]))
    return max((_placed(phase, float(tiles))[0] for tiles in near), key=lambda one: one.pilot)


def _placed(sums: np.ndarray, tiles: float) -> list[Reading]:
    """The best place of the pilot for each phase at one scale."""
    amplitudes = _whitened(heard(sums, tiles))
    grid = np.zeros((len(sums), OFFSETS, OFFSETS), np.complex64)
    down, across = waves().T
    pilot = pilot_waves()
    grid[:, down[pilot] % OFFSETS, across[pilot] % OFFSETS] = amplitudes[:, pilot]
    fits = np.real(np.fft.fft2(grid)).reshape(len(sums), -1)
    places = np.abs(fits).argmax(1)
    found = list[Reading]()
    for phase, place in enumerate(places):
        turn = np.exp(-2j * np.pi * (waves() @ np.divmod(place, OFFSETS)) / OFFSETS)
        fit = float(fits[phase, place] / (np.linalg.norm(amplitudes[phase, pilot]) + 1e-12))
        found.append(
            Reading(amplitudes=amplitudes[phase] * turn * np.sign(fit), pilot=abs(fit), tiles=tiles, phase=phase)
        )
    return found


def likeliest(readings: list[Reading]) -> Mark:
    """The id that stands out most."""
    rows = np.stack([reading.amplitudes for reading in readings])
    data = rows[:, data_waves()]
    ids = nearest_ids(np.stack([np.real(data), np.imag(data)], axis=2).reshape(len(rows), -1))
    marks = [Mark(id=one, confidence=_confidence(row, one)) for one, row in zip(ids, rows, strict=True)]
    return max(marks, key=lambda mark: mark.confidence)


def _confidence(amplitudes: np.ndarray, number: int) -> float:
    """By how many standard deviations the pattern of an id stands out from amplitudes [waves]."""
    expected = spectrum(number) * keys().conj()
    length = float(np.linalg.norm(amplitudes) * np.linalg.norm(expected))
    cosine = float(np.real(amplitudes.conj() @ expected)) / (length + 1e-12)
    return cosine / sqrt(max(1 - cosine * cosine, 1e-6)) * sqrt(2 * len(amplitudes))
