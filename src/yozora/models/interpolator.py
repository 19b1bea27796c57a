"""Pictures between two pictures: frame interpolation by two flows and a mask, as in Super SloMo (arXiv 1712.00080).
They are found once and refined on the moved pictures, as in RIFE (arXiv 2011.06294); how well a place of one picture
fits places of the other is computed and not left to be learnt, as in PWC-Net (arXiv 1709.02371)."""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

WIDTH, FEATURES = 48, 8
FINDING, REFINING = (1, 2, 4, 2), (1, 2, 1)
"""Dilations of the convolutions of each pass, at half the size."""

REACH = 6
SHIFTS = tuple(
    (down, across)
    for down in range(-REACH, REACH + 1)
    for across in range(-REACH, REACH + 1)
    if max(abs(down), abs(across)) <= 2 or down % 2 == across % 2 == 0
)
"""Where the other picture is compared, at half the size: all places near, every second one up to 12 pixels away."""

MOTION = 5
"""Channels that say where a pixel comes from: two flows of two, in pixels, and the mask's logit."""

LEAK = 0.1


class Interpolator(nn.Module):
    """The picture at a moment between two pictures, of any even height and width. It starts as their blend."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(_convolution(12, 16), nn.LeakyReLU(LEAK), _convolution(16, FEATURES))
        self.find = _pass(2 * 12 + len(SHIFTS) + 1, 4 * MOTION, FINDING)
        self.refine = _pass(4 * 12 + 4 * MOTION + 1, 4 * (MOTION + 3), REFINING)

    def forward(
        self, before: Float[Tensor, "b 3 H W"], after: Float[Tensor, "b 3 H W"], moment: Float[Tensor, " b"]
    ) -> Float[Tensor, "b 3 H W"]:
        """Pictures in 0..1 and how far between them, 0 to 1 and neither, to pictures, not clipped."""
        small = F.pixel_unshuffle(before, 2), F.pixel_unshuffle(after, 2)
        when = moment[:, None, None, None]
        clock = when.expand(-1, 1, small[0].shape[2], small[0].shape[3])
        unlike = _unlike(self.features(small[0]), self.features(small[1]))
        found = self.find(torch.cat([*small, unlike, clock], 1)).float()
        moved = _both_moved(before, after, F.pixel_shuffle(found, 2), when)
        refined = self.refine(torch.cat([*small, *(F.pixel_unshuffle(one, 2) for one in moved), found, clock], 1))
        made = F.pixel_shuffle(refined.float(), 2)
        motion = F.pixel_shuffle(found, 2) + made[:, :MOTION]
        one, other = _both_moved(before, after, motion, when)
        share = torch.sigmoid(motion[:, 4:] + torch.logit(when))
        return one + share * (other - one) + 4 * when * (1 - when) * made[:, MOTION:]


def _pass(channels: int, made: int, dilations: tuple[int, ...]) -> nn.Sequential:
    """Convolutions that keep the scale of what goes through them; the last one starts at zero."""
    layers: list[nn.Module] = [_convolution(channels, WIDTH), nn.LeakyReLU(LEAK)]
    for dilation in dilations:
        layers += [_convolution(WIDTH, WIDTH, dilation), nn.LeakyReLU(LEAK)]
    last = nn.Conv2d(WIDTH, made, 3, padding=1)
    nn.init.zeros_(last.weight)
    nn.init.zeros_(last.bias)  # pyright: ignore[reportArgumentType]
    return nn.Sequential(*layers, last)


def _convolution(channels: int, made: int, dilation: int = 1) -> nn.Conv2d:
    convolution = nn.Conv2d(channels, made, 3, padding=dilation, dilation=dilation)
    nn.init.kaiming_normal_(convolution.weight, a=LEAK)
    nn.init.zeros_(convolution.bias)  # pyright: ignore[reportArgumentType]
    return convolution


def _unlike(one: Float[Tensor, "b c H W"], other: Float[Tensor, "b c H W"]) -> Float[Tensor, "b s H W"]:
    """How much each place of one picture differs from the places `SHIFTS` away in the other."""
    height, width = one.shape[2:]
    wide = F.pad(other, (REACH, REACH, REACH, REACH), mode="replicate")
    # One look-up and not a slice for each shift: a graph of so many slices takes minutes to export.
    down, across = (torch.tensor(SHIFTS, device=one.device) + REACH).T[..., None, None]
    rows = torch.arange(height, device=one.device)[:, None] + down
    columns = torch.arange(width, device=one.device) + across
    places = wide.flatten(2).index_select(2, (rows * (width + 2 * REACH) + columns).flatten())
    return (one[:, :, None] - places.reshape(*one.shape[:2], len(SHIFTS), height, width)).abs().mean(1)


def _both_moved(before: Tensor, after: Tensor, motion: Tensor, when: Tensor) -> tuple[Tensor, Tensor]:
    """Both pictures at the moment: flows are for the whole way, so that nothing moves at either end."""
    return moved(before, when * motion[:, :2]), moved(after, (1 - when) * motion[:, 2:4])


def moved(picture: Float[Tensor, "b c H W"], flow: Float[Tensor, "b 2 H W"]) -> Float[Tensor, "b c H W"]:
    """Each pixel from where the flow (columns, rows, in pixels) points, in float32: a coordinate in bfloat16 is half a
    pixel off."""
    height, width = picture.shape[2:]
    columns = torch.arange(width, device=flow.device, dtype=torch.float32) + flow[:, 0].float()
    rows = torch.arange(height, device=flow.device, dtype=torch.float32)[:, None] + flow[:, 1].float()
    # With align_corners=False the centre of pixel i of n is at (2i + 1) / n - 1, which is fit for n = 1 too.
    grid = torch.stack([(2 * columns + 1) / width - 1, (2 * rows + 1) / height - 1], -1)
    return F.grid_sample(picture.float(), grid, mode="bilinear", padding_mode="border", align_corners=False)
