"""The waves that the mark is made of.

A tile is a square whose side is a fixed share of the square root of the picture's area. Waves run 2 to 9 times through
it, in all directions: slower ones drown in the picture, faster ones are what encoders leave out first.
"""

from functools import cache, lru_cache
from hashlib import sha256
from math import sqrt

import numpy as np

from yozora.provenance.mark.word import SIGNS, signs_of

SLOWEST, FASTEST = 2, 9
PILOT = 0.8
"""Amplitude of the waves that are equal in every mark. At 1 all crops were found too, but a wrong word was read in one
of thirty clips at CRF 35."""

CLIP_TILES = 2.5
STILL_TILES = 5.0
"""Tiles along the square root of the area. A single picture has no time to cancel itself out; finer waves stand
out from it more (measured: twice as many deviations at 5 as at 2.5), and it is not encoded as hard."""
SMALL_PX = 128
"""Pictures whose area has a smaller root get the tiles of a clip: finer ones would not fit between pixels."""

HALF_PERIOD_S = 1 / 3
TURN_S = 1 / 8
HELD = 1.14
"""The sign turns within TURN_S, so that no frame differs from the next by more than the picture moves; the mark is HELD
times as strong in between, for the same strength on average."""


def sign_at(time_s: np.ndarray | float) -> np.ndarray:
    """The sign, 1 or -1, of the mark at a time of the clip."""
    return 1 - 2 * (np.floor(np.asarray(time_s) / HALF_PERIOD_S + 1e-6) % 2).astype(np.float32)


def strength_at(time_s: float) -> float:
    """How strong the mark of a clip is at a time, with its sign: between -HELD and HELD."""
    left_s = HALF_PERIOD_S - (time_s + 1e-6) % HALF_PERIOD_S
    return float(sign_at(time_s)) * HELD * min(1.0, 2 * left_s / TURN_S - 1)


@cache
def waves() -> np.ndarray:
    """How often each wave runs down and across a tile [waves, 2], in an order that no release of a library changes."""
    span = range(-FASTEST, FASTEST + 1)
    half = [(down, across) for down in span for across in span if (down, across) > (0, 0)]
    return np.array(
        sorted((one for one in half if SLOWEST**2 <= one[0] ** 2 + one[1] ** 2 < (FASTEST + 0.5) ** 2), key=_digest)
    )


def _digest(wave: tuple[int, int]) -> bytes:
    return sha256(f"yozora mark {wave[0]} {wave[1]}".encode()).digest()


@cache
def keys() -> np.ndarray:
    """The phases [waves] that words are spelt against, complex of length 1: without them ids would look alike."""
    turns = [int.from_bytes(_digest((int(down), int(across)))[:4]) / 2**32 for down, across in waves()]
    return np.exp(2j * np.pi * np.array(turns)).astype(np.complex64)


def data_waves() -> slice:
    """The waves that spell the id: each carries two signs. The others are the pilot, equal in every mark."""
    return slice(0, SIGNS // 2)


def pilot_waves() -> slice:
    """The waves that are equal in every mark: a reader finds its place by them."""
    return slice(SIGNS // 2, len(waves()))


def spectrum(number: int) -> np.ndarray:
    """The complex amplitudes [waves] of an id's mark: 1 for those of data, PILOT for the others."""
    found = np.full(len(waves()), PILOT, np.complex64)
    pairs = signs_of(number).reshape(-1, 2)
    found[data_waves()] = (pairs[:, 0] + 1j * pairs[:, 1]) / np.sqrt(2)
    return found * keys()


@lru_cache(maxsize=1024)
def turns(pixels: int, tile_px: float) -> np.ndarray:
    """The waves along one side [pixels, 2 * FASTEST + 1], complex; the middle of the side is 0."""
    place = (np.arange(pixels) + 0.5 - pixels / 2) / tile_px
    return np.exp(2j * np.pi * np.outer(place, np.arange(-FASTEST, FASTEST + 1))).astype(np.complex64)


def drawn(number: int, height_px: int, width_px: int, tiles: float) -> np.ndarray:
    """An id's pattern [H, W], root mean square about 1."""
    tile_px = sqrt(height_px * width_px) / tiles
    grid = np.zeros((2 * FASTEST + 1, 2 * FASTEST + 1), np.complex64)
    grid[waves()[:, 0] + FASTEST, waves()[:, 1] + FASTEST] = spectrum(number)
    pattern = np.real(turns(height_px, tile_px) @ grid @ turns(width_px, tile_px).T)
    return (pattern / np.linalg.norm(spectrum(number)) * sqrt(2)).astype(np.float32)


def heard(pictures: np.ndarray, tiles: float) -> np.ndarray:
    """The complex amplitudes [n, waves] of the waves in pictures [n, H, W]."""
    height, width = pictures.shape[1:]
    tile_px = sqrt(height * width) / tiles
    across = (pictures @ turns(width, tile_px).view(np.float32)).view(np.complex64)
    grid = (turns(height, tile_px).T @ across).conj()
    return grid[:, waves()[:, 0] + FASTEST, waves()[:, 1] + FASTEST] / sqrt(height * width)
