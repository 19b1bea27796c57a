"""Pictures four times as large: the compact network of Real-ESRGAN (arXiv 2107.10833, `SRVGGNetCompact`), which does
all its work at the small size. It starts from the published weights of realesr-animevideov3 (BSD-3-Clause) and is tuned
on renders."""

import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

FACTOR = 4
WIDTH, DEPTH = 64, 16


class Upscaler(nn.Module):
    """Pictures [b, 3, H, W] in 0..1 to [b, 3, 4H, 4W]."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(3, WIDTH, 3, padding=1), nn.PReLU(WIDTH)]
        for _ in range(DEPTH):
            layers += [nn.Conv2d(WIDTH, WIDTH, 3, padding=1), nn.PReLU(WIDTH)]
        layers.append(nn.Conv2d(WIDTH, 3 * FACTOR**2, 3, padding=1))
        self.body = nn.Sequential(*layers)

    def forward(self, small: Float[Tensor, "b 3 H W"]) -> Float[Tensor, "b 3 X Y"]:
        """The large pictures, not clipped."""
        return F.pixel_shuffle(self.body(small), FACTOR) + F.interpolate(small, scale_factor=FACTOR, mode="nearest")
