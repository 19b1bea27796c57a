"""Fingerprints are PDQ's, bit for bit, so that lists of others can be used."""

import numpy as np
import pytest

from yozora.media.fingerprints import bits_of, fingerprint

Y, X = np.mgrid[:150, :200]
WAVY = np.stack([(X * Y) % 251, (X + 2 * Y) % 256, (X * X // 7 + Y) % 256], -1).astype(np.uint8)
WAVY_PDQ = "a955a3fdbe00b0ffffa0552a376ad540fc1ffaf02285eead02a9ae0305f63400"
"""What the library of PDQ's authors (pdqhash 0.2.8) says of it."""


def test_the_digits_are_those_of_the_reference() -> None:
    found = fingerprint(WAVY)
    assert found.digits == WAVY_PDQ and found.quality == 100
    assert np.array_equal(bits_of(WAVY_PDQ), found.bits)


def test_a_mirror_image_has_the_mirrored_bits() -> None:
    there, back = fingerprint(WAVY), fingerprint(np.ascontiguousarray(WAVY[:, ::-1]))
    assert np.array_equal(there.mirrored, back.bits) and np.array_equal(there.bits, back.mirrored)
    assert (there.bits != there.mirrored).sum() > 80


@pytest.mark.parametrize("size", [(16, 16), (64, 64), (720, 1280), (1, 5)])
def test_every_size_has_a_fingerprint(size: tuple[int, int]) -> None:
    found = fingerprint(np.full((*size, 3), 90, np.uint8))
    assert found.bits.shape == (256,) and found.quality == 0


@pytest.mark.parametrize("digits", ["", "ab", "g" * 64, "ab " * 32])
def test_only_64_hexadecimal_digits_are_a_fingerprint(digits: str) -> None:
    with pytest.raises(ValueError):
        bits_of(digits)
