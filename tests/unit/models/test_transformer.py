"""The transformer: shapes, what each frame may see, and what noise-free frames mean."""

from dataclasses import replace

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from yozora.models.transformer import Transformer, TransformerConfig, block_causal

CONFIG = TransformerConfig(channels=6, width=32, depth=2, heads=2, slots=(3, 4))


@pytest.fixture
def network() -> Transformer:
    torch.manual_seed(0)
    made = Transformer(CONFIG, torch.linspace(2, 0.1, 6))
    torch.nn.init.normal_(made.leave.weight, std=0.2)
    torch.nn.init.normal_(made.modulation.weight, std=0.2)
    return made.eval()


@pytest.mark.parametrize("shape", [(2, 1, 4, 4), (1, 5, 3, 6), (3, 2, 6, 3)])
def test_any_length_and_shape_goes_through(network: Transformer, shape: tuple[int, ...]) -> None:
    b, t, h, w = shape
    noisy = torch.randn(b, t, h, w, 6)
    out = network(noisy, torch.rand(b, t), torch.zeros(b, 2, dtype=torch.long))
    assert out.shape == noisy.shape


def test_a_frame_without_noise_is_its_own_answer(network: Transformer) -> None:
    noisy = torch.randn(1, 3, 4, 4, 6)
    out = network(noisy, torch.tensor([[0.0, 0.5, 0.0]]), torch.ones(1, 2, dtype=torch.long))
    assert torch.allclose(out[:, [0, 2]], noisy[:, [0, 2]], atol=1e-5)
    assert not torch.allclose(out[:, 1], noisy[:, 1], atol=1e-2)


def test_before_training_it_answers_with_the_best_guess_of_each_pixel_alone() -> None:
    untrained = Transformer(CONFIG, torch.full((6,), 4.0))
    noisy = torch.randn(1, 1, 4, 4, 6)
    out = untrained(noisy, torch.full((1, 1), 0.5), torch.zeros(1, 2, dtype=torch.long))
    assert torch.allclose(out, noisy * (0.5 * 4) / (0.25 * 4 + 0.25), atol=1e-6)


def test_block_causal_frames_do_not_see_the_future(network: Transformer) -> None:
    noisy, sigma = torch.randn(1, 3, 2, 2, 6), torch.full((1, 3), 0.5)
    words, mask = torch.ones(1, 2, dtype=torch.long), block_causal(3, 4, 2)
    later = noisy.clone()
    later[:, 2] += 1
    before, after = (network(x, sigma, words, mask=mask) for x in (noisy, later))
    assert torch.allclose(before[:, :2], after[:, :2], atol=1e-5)
    free_before, free_after = (network(x, sigma, words) for x in (noisy, later))
    assert not torch.allclose(free_before[:, 0], free_after[:, 0], atol=1e-4)


def test_cut_outs_change_nothing_before_training_and_are_copied_by_channel_after_it() -> None:
    told = Transformer(replace(CONFIG, cutouts=8), torch.linspace(2, 0.1, 6)).eval()
    noisy, sigma, words = torch.zeros(1, 2, 3, 3, 6), torch.ones(1, 2), torch.zeros(1, 2, dtype=torch.long)
    laid = torch.randn(1, 2, 3, 3, 8)
    assert not told(noisy, sigma, words, laid).any()
    torch.nn.init.ones_(told.copy.bias)
    assert torch.allclose(told(noisy, sigma, words, laid), laid[..., :6], atol=1e-5)


def test_words_and_noise_levels_change_the_answer(network: Transformer) -> None:
    noisy, sigma = torch.randn(1, 2, 2, 2, 6), torch.full((1, 2), 0.5)
    one, other = torch.tensor([[1, 1]]), torch.tensor([[2, 1]])
    assert not torch.allclose(network(noisy, sigma, one), network(noisy, sigma, other), atol=1e-4)
    assert not torch.allclose(network(noisy, sigma, one), network(noisy, sigma + 0.2, one), atol=1e-4)


def test_it_knows_its_work(network: Transformer) -> None:
    b, t, h, w = 2, 3, 4, 5
    with FlopCounterMode(display=False) as counter:
        network(torch.randn(b, t, h, w, 6), torch.rand(b, t), torch.zeros(b, 2, dtype=torch.long))
    assert network.flops(b, t, h, w) == counter.get_total_flops()
