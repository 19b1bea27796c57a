"""The picture between two pictures."""

import pytest
import torch

from yozora.models.interpolator import Interpolator, moved


@pytest.mark.parametrize("size", [(2, 2), (10, 14), (48, 88), (72, 56)])
def test_it_starts_as_the_blend_at_any_even_size(size: tuple[int, int]) -> None:
    before, after = torch.rand(2, 3, 3, *size, generator=torch.Generator().manual_seed(0))
    moment = torch.tensor([0.1, 0.5, 2 / 3])
    with torch.no_grad():
        found = Interpolator()(before, after, moment)
    torch.testing.assert_close(found, torch.lerp(before, after, moment[:, None, None, None]), atol=1e-5, rtol=0)


def test_near_either_end_it_is_the_picture_there_whatever_it_has_learnt() -> None:
    torch.manual_seed(1)
    network = Interpolator()
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=0.02)
    before, after = torch.rand(2, 1, 3, 16, 24)
    with torch.no_grad():
        found = [network(before, after, torch.tensor([moment])) for moment in (1e-6, 1 - 1e-6)]
    torch.testing.assert_close(found[0], before, atol=1e-3, rtol=0)
    torch.testing.assert_close(found[1], after, atol=1e-3, rtol=0)


def test_a_flow_of_whole_pixels_fetches_exactly_those_and_the_border_goes_on_outside() -> None:
    picture = torch.rand(1, 3, 6, 8, generator=torch.Generator().manual_seed(2))
    flow = torch.zeros(1, 2, 6, 8)
    flow[:, 0], flow[:, 1] = 2, -1
    found = moved(picture, flow)
    torch.testing.assert_close(found[..., 1:, :6], picture[..., :5, 2:], atol=1e-5, rtol=0)
    torch.testing.assert_close(found[..., 0, :6], picture[..., 0, 2:], atol=1e-5, rtol=0)
    torch.testing.assert_close(found[..., 1:, 7], picture[..., :5, 7], atol=1e-5, rtol=0)
