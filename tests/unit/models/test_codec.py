"""The decoder begins as the inverse block transform and never looks ahead."""

import numpy as np
import pytest
import torch

from yozora.models.blocks import fit
from yozora.models.codec import Decoder


@pytest.fixture(scope="module")
def decoder() -> Decoder:
    rng = np.random.default_rng(0)
    image = fit(rng.standard_normal((400, 192)).astype(np.float32), frames=1, channels=8)
    video = fit(rng.standard_normal((900, 768)).astype(np.float32), frames=4, channels=8)
    torch.manual_seed(0)
    return Decoder(image, video, width=32, depth=2, features=4)


def test_it_begins_as_the_inverse_block_transform(decoder: Decoder) -> None:
    latents = torch.randn(2, 3, 2, 3, 8)
    made = decoder(latents)
    assert made.shape == (2, 9, 16, 24, 3)
    assert torch.allclose(made, decoder.linear(latents))


def test_one_latent_is_one_picture(decoder: Decoder) -> None:
    assert decoder(torch.randn(1, 1, 2, 2, 8)).shape == (1, 1, 16, 16, 3)


def test_what_comes_later_changes_nothing_before(decoder: Decoder) -> None:
    torch.nn.init.normal_(decoder.refine[-1].weight, std=0.1)
    torch.nn.init.normal_(decoder.mixers[0].down.weight, std=0.1)
    latents = torch.randn(1, 4, 2, 2, 8)
    later = latents.clone()
    later[:, 3] += 1
    before, after = decoder(latents), decoder(later)
    assert torch.allclose(before[:, :9], after[:, :9], atol=1e-5)
    assert not torch.allclose(before[:, 9:], after[:, 9:], atol=1e-3)
