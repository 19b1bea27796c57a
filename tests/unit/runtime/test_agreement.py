"""Exported graphs compute what the modules compute, at every length and shape, and weights are stored once."""

from pathlib import Path

import numpy as np
import pytest
import torch

from yozora.core.errors import InvalidRequest
from yozora.runtime import export
from yozora.runtime.agreement import SHAPES, Agreement, agreement
from yozora.runtime.networks import INTERPOLATOR, NETWORKS, TRANSFORMER, Networks
from yozora.runtime.openvino import OpenVino
from yozora.runtime.torch import Modules, TorchNetworks, load_modules, load_torch

CHANNELS, SLOTS, CUTOUTS = 16, (5, 3, 9), 20
LONG = (1, 40, 3, 3)

F32 = 1e-4
"""Difference of the sums' order alone: both sides hold the same numbers."""

SHORTENED, HALVED = 2e-2, 3e-3
"""Weights rounded to 11 bits, those of the transformer's blocks to 8."""

BF16 = 1e-2
"""Products of numbers with 8 bits: 0.003 to 0.005, as with torch. Angles rounded to 8 bits give 0.02 to 0.03."""


def compared(one: Networks, other: Networks, shapes: tuple[tuple[int, ...], ...] = SHAPES) -> tuple[Agreement, ...]:
    return agreement(one, other, channels=CHANNELS, slots=SLOTS, cutouts=CUTOUTS, shapes=shapes)


def test_graphs_agree_with_torch_at_every_shape_single_pictures_among_them(folder: Path) -> None:
    found = compared(OpenVino(folder, threads=2, precision="f32"), load_torch(folder), (*SHAPES, LONG))
    assert {shape[1] for shape in SHAPES} >= {1, 2, 11}
    assert max(one.relative for one in found) < F32
    assert max(one.worst for one in found) < F32


def test_weights_read_from_the_graphs_are_the_modules_own_to_half_precision_or_eight_bits(
    folder: Path, modules: Modules
) -> None:
    read = load_modules(folder)
    short = 0
    for name in NETWORKS:
        stored, original = getattr(read, name).state_dict(), getattr(modules, name).state_dict()
        for parameter, values in original.items():
            if name == TRANSFORMER and export.is_shortened(parameter):
                furthest = values.abs().amax(1, keepdim=True) / 254 * 1.001 + 2**-24
                assert ((stored[parameter] - values).abs() <= torch.maximum(furthest, values.abs() * 2**-11)).all()
                short += (stored[parameter] - values).abs().max() > values.abs().max() * 2**-10
            else:
                torch.testing.assert_close(stored[parameter], values, rtol=2**-11, atol=2**-24)
    assert short
    for one in compared(load_torch(folder), TorchNetworks(modules)):
        assert one.relative < (SHORTENED if one.network == TRANSFORMER else HALVED)


def test_no_cut_outs_are_all_zeros(folder: Path) -> None:
    rng = np.random.default_rng(3)
    noisy, sigma = rng.standard_normal((1, 2, 4, 4, CHANNELS), np.float32), np.full((1, 2), 0.5, np.float32)
    phrases = np.zeros((1, len(SLOTS)), np.int64)
    laid = np.zeros((1, 2, 4, 4, CUTOUTS), np.float32)
    for networks in (OpenVino(folder, threads=2), load_torch(folder)):
        assert networks.cutouts
        without, zeros, ones = (networks.denoise(noisy, sigma, phrases, one) for one in (None, laid, laid + 1))
        assert np.array_equal(without, zeros)
        assert not np.allclose(without, ones, atol=1e-3)


@pytest.mark.usefixtures("bf16")
def test_bf16_stays_close_even_far_into_a_long_clip(folder: Path) -> None:
    found = compared(OpenVino(folder, threads=2, precision="bf16"), load_torch(folder), (*SHAPES, LONG))
    assert max(one.relative for one in found) < BF16


@pytest.mark.usefixtures("bf16")
def test_what_moves_pixels_is_not_rounded_to_bf16(folder: Path) -> None:
    found = compared(OpenVino(folder, threads=2, precision="bf16"), load_torch(folder))
    assert max(one.relative for one in found if one.network == INTERPOLATOR) < F32


def test_pictures_at_several_moments_are_made_at_once_as_one_by_one(folder: Path) -> None:
    networks = OpenVino(folder, threads=2)
    rng = np.random.default_rng(5)
    before, after = rng.random((2, 2, 3, 48, 88), np.float32)
    moments = np.array([1 / 3, 0.9], np.float32)
    both = networks.interpolate(before, after, moments)
    assert both.shape == before.shape
    for number in range(2):
        one = slice(number, number + 1)
        np.testing.assert_allclose(networks.interpolate(before[one], after[one], moments[one]), both[one], atol=1e-4)


def test_equal_arguments_give_equal_results(folder: Path) -> None:
    networks = OpenVino(folder, threads=2)
    rng = np.random.default_rng(3)
    noisy, sigma = rng.standard_normal((2, 3, 4, 5, CHANNELS), np.float32), rng.random((2, 3), np.float32)
    phrases = rng.integers(SLOTS, size=(2, len(SLOTS)))
    first = networks.denoise(noisy, sigma, phrases)
    networks.denoise(noisy[:, :1], sigma[:, :1], phrases)
    for again in (networks, OpenVino(folder, threads=2)):
        np.testing.assert_array_equal(again.denoise(noisy, sigma, phrases), first)
    np.testing.assert_array_equal(networks.decode(noisy), networks.decode(noisy))


def test_each_frame_has_its_own_noise_and_a_given_frame_stays_as_it_is(folder: Path) -> None:
    rng = np.random.default_rng(4)
    noisy = rng.standard_normal((1, 3, 4, 4, CHANNELS), np.float32)
    sigma = np.array([[0, 0.5, 1]], np.float32)
    made = OpenVino(folder, threads=2).denoise(noisy, sigma, np.zeros((1, len(SLOTS)), np.int64))
    np.testing.assert_allclose(made[:, 0], noisy[:, 0], atol=1e-6)
    assert np.abs(made[:, 1:] - noisy[:, 1:]).mean() > 0.1


def test_the_files_are_about_as_large_as_the_weights_at_half_precision(folder: Path, modules: Modules) -> None:
    for name in NETWORKS:
        numbers = sum(value.numel() for value in getattr(modules, name).state_dict().values())
        assert (folder / f"{name}.bin").stat().st_size < 2 * numbers * 1.1 + 20_000


def test_a_precision_that_is_not_known_is_refused(folder: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"precision='int4' is not to be had on this machine\. Use auto or "):
        OpenVino(folder, precision="int4")  # pyright: ignore[reportArgumentType]
