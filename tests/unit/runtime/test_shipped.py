"""The weights that ship: the exported graphs do what the torch modules with the same weights do."""

import pytest

from yozora.runtime.agreement import agreement
from yozora.runtime.openvino import OpenVino, Precision
from yozora.runtime.torch import TorchNetworks, load_modules
from yozora.weights import load

FURTHEST: dict[Precision, float] = {"f32": 1e-3, "bf16": 5e-2}
"""Relative difference to torch in single precision, with the weights as they ship: none but the sums' order."""

SHAPES = ((2, 1, 8, 8), (1, 11, 8, 8), (1, 3, 6, 11))


@pytest.mark.parametrize("precision", FURTHEST)
def test_the_graphs_agree_with_torch(precision: Precision, request: pytest.FixtureRequest) -> None:
    folder = load().folder
    modules = load_modules(folder)
    if precision == "bf16":
        request.getfixturevalue("bf16")
    graphs = OpenVino(folder, threads=2, precision=precision)
    config = modules.transformer.config
    found = agreement(
        graphs,
        TorchNetworks(modules),
        channels=config.channels,
        slots=config.slots,
        cutouts=config.cutouts,
        shapes=SHAPES,
    )
    for one in found:
        assert one.relative < FURTHEST[precision]
