"""A tiny model of random weights, exported once."""

from pathlib import Path

import jaxtyping
import numpy as np
import pytest
import torch

from yozora.models.basis_file import BASES, save_bases
from yozora.models.blocks import BLOCK_PX, BlockBasis
from yozora.models.codec import Decoder
from yozora.models.interpolator import Interpolator
from yozora.models.transformer import Transformer, TransformerConfig
from yozora.models.upscaler import Upscaler
from yozora.runtime.export import export
from yozora.runtime.openvino import able
from yozora.runtime.torch import Modules

CHANNELS = 16
SLOTS = (5, 3, 9)
CUTOUTS = CHANNELS + 4


def random_basis(frames: int, rng: np.random.Generator) -> BlockBasis:
    size = frames * BLOCK_PX**2 * 3
    return BlockBasis(
        frames=frames,
        mean=rng.normal(0, 0.1, size).astype(np.float32),
        vectors=np.linalg.qr(rng.normal(size=(size, CHANNELS)))[0].astype(np.float32),
        scale=rng.uniform(0.5, 2, CHANNELS).astype(np.float32),
        parity=np.ones(CHANNELS, int),
    )


@pytest.fixture(scope="session")
def modules() -> Modules:
    """Small networks in which nothing is left at zero."""
    rng = np.random.default_rng(0)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        config = TransformerConfig(channels=CHANNELS, width=192, depth=2, heads=2, slots=SLOTS, cutouts=CUTOUTS)
        made = Modules(
            transformer=Transformer(config, torch.linspace(0.2, 2, CHANNELS)),
            decoder=Decoder(random_basis(1, rng), random_basis(4, rng), width=32, depth=2, features=4),
            interpolator=Interpolator(),
            upscaler=Upscaler(),
        )
        for module in (made.transformer, made.decoder, made.interpolator):
            for parameter in module.parameters():
                if not parameter.any():
                    torch.nn.init.normal_(parameter, std=0.05)
        for block in made.transformer.blocks:
            torch.nn.init.normal_(block.table)  # pyright: ignore[reportArgumentType]
    return made


@pytest.fixture(scope="session")
def folder(modules: Modules, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exported model with its bases."""
    path = tmp_path_factory.mktemp("model")
    rng = np.random.default_rng(0)
    save_bases(path / BASES, random_basis(1, rng), random_basis(4, rng))
    jaxtyping.config.update("jaxtyping_disable", True)  # sizes are symbols while a module is traced
    try:
        export(modules, path)
    finally:
        jaxtyping.config.update("jaxtyping_disable", False)
    return path


@pytest.fixture
def bf16() -> None:
    """Skips what this processor cannot do."""
    if "bf16" not in able():
        pytest.skip("this processor does not compute in bf16")
