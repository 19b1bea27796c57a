"""Perceptual fingerprints of pictures: PDQ, 256 bits that change little when a picture is encoded again or scaled.

As in "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm" (Facebook, 2019), so that lists of
others can be used: the luma is blurred and brought to 64x64, and a bit says whether one of its 16x16 slowest waves is
over their median.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from jaxtyping import Bool, Float32, UInt64

from yozora.core.ports import Frame

SIDE, WAVES = 64, 16
BITS = WAVES * WAVES
DIGITS = BITS // 4
LUMA = np.array([0.299, 0.587, 0.114], np.float32)
PLAIN = 50
"""Under this quality a picture has too little in it to be told from others; PDQ's own advice."""

Bits = Bool[np.ndarray, "256"]
Packed = UInt64[np.ndarray, " 4"]
Prints = UInt64[np.ndarray, "n 4"]
"""Fingerprints of several pictures, packed."""


@dataclass(frozen=True, kw_only=True)
class Fingerprint:
    """The bits of a picture and of its mirror image, and how much there is in it: 0 (one colour) to 100."""

    bits: Bits
    mirrored: Bits
    quality: int

    @property
    def digits(self) -> str:
        """64 hexadecimal digits, as lists have them."""
        return np.packbits(self.bits[::-1]).tobytes().hex()


def fingerprint(picture: Frame) -> Fingerprint:
    """The fingerprint of a picture of any size, which takes about a millisecond at 256 px."""
    height, width, _ = picture.shape
    rows = _reduction(height) @ (picture.astype(np.float32) @ LUMA)
    small, mirrored = rows @ _reduction(width).T, rows[:, ::-1] @ _reduction(width).T
    steps = [np.trunc(np.diff(small, axis=axis) * np.float32(100 / 255)) for axis in (0, 1)]
    quality = min(100, int(sum(np.abs(step).sum() for step in steps)) // 90)
    return Fingerprint(bits=_bits(small), mirrored=_bits(mirrored), quality=quality)


def bits_of(digits: str) -> Bits:
    """Bits from hexadecimal digits. Raises ValueError unless there are 64 of them."""
    raw = bytes.fromhex(digits)
    if len(digits) != DIGITS or len(raw) * 8 != BITS:
        raise ValueError(f"{DIGITS} hexadecimal digits are expected")
    return np.unpackbits(np.frombuffer(raw, np.uint8)).astype(bool)[::-1]


def packed(bits: Bits) -> Packed:
    """Bits in four words, so that distances are counted quickly."""
    return np.packbits(bits).view(np.uint64)


def _bits(small: Float32[np.ndarray, "64 64"]) -> Bits:
    flat = (_waves() @ small @ _waves().T).ravel()
    return flat > np.partition(flat, BITS // 2 - 1)[BITS // 2 - 1]


@cache
def _waves() -> Float32[np.ndarray, "16 64"]:
    angles = np.outer(np.arange(1, WAVES + 1), 2 * np.arange(SIDE) + 1) * np.pi / (2 * SIDE)
    return (np.sqrt(2 / SIDE) * np.cos(angles)).astype(np.float32)


@lru_cache(maxsize=16)
def _reduction(length: int) -> Float32[np.ndarray, "64 n"]:
    """What blurs a row of so many pixels, a mean over a window twice, and takes one of so many."""
    if length == SIDE:
        return np.eye(SIDE, dtype=np.float32)
    window = (length + 2 * SIDE - 1) // (2 * SIDE)
    ahead = (window + 2) // 2
    places = np.arange(length)
    offsets = places[None, :] - places[:, None]
    blur = ((offsets < ahead) & (offsets >= ahead - window)).astype(np.float32)
    blur /= blur.sum(1, keepdims=True)
    taken = ((np.arange(SIDE) + 0.5) * length / SIDE).astype(int)
    return blur[taken] @ blur
