"""The learned half of the codec: what the block transform lost and where its blocks meet.

`Decoder` starts as the exact inverse of the block bases and adds a correction: a small network over the grid of latents
(each sees its neighbours and the latent before it, never one after it), whose features join the decoded pixels in three
convolutions at half resolution. The encoder stays linear, so latents never change while decoders improve.
"""

import torch
import torch.nn.functional as F
from einops import rearrange
from jaxtyping import Float
from torch import Tensor, nn

from yozora.models.blocks import BLOCK_PX, BlockBasis

CELL_PX = 2
CELLS = BLOCK_PX // CELL_PX


class Decoder(nn.Module):
    """Latents [b, t, h, w, c] to pixels [b, T, H, W, 3] in about -1..1 with T = 1 + (t - 1) x frames a block."""

    def __init__(self, image: BlockBasis, video: BlockBasis, *, width: int = 256, depth: int = 3, features: int = 12):
        super().__init__()
        self.frames = video.frames
        self.features = features
        self.picture, self.block = _inverse(image), _inverse(video)
        channels = image.channels
        self.enter = nn.Conv2d(channels, width, 3, padding=1)
        self.first = nn.Parameter(torch.zeros(width))
        self.mixers = nn.ModuleList(GridMixer(width) for _ in range(depth))
        cell = CELLS * CELLS * features
        self.picture_cells, self.block_cells = nn.Linear(width, cell), nn.Linear(width, video.frames * cell)
        inside = features + CELL_PX**2 * 3
        self.refine = nn.Sequential(
            *(nn.Conv2d(inside, 48, 3, padding=1), nn.GELU(approximate="tanh")),
            *(nn.Conv2d(48, 48, 3, padding=1), nn.GELU(approximate="tanh")),
            nn.Conv2d(48, CELL_PX**2 * 3, 3, padding=1),
        )
        nn.init.zeros_(self.refine[-1].weight)  # pyright: ignore[reportArgumentType]
        nn.init.zeros_(self.refine[-1].bias)  # pyright: ignore[reportArgumentType]

    def forward(self, latents: Float[Tensor, "b t h w c"]) -> Float[Tensor, "b T H W 3"]:
        """The clip."""
        b = latents.shape[0]
        rough = self.linear(latents)
        grid = rearrange(self.enter(rearrange(latents, "b t h w c -> (b t) c h w")), "(b t) d h w -> b t h w d", b=b)
        grid = torch.cat([grid[:, :1] + self.first.to(grid.dtype), grid[:, 1:]], 1)
        for mixer in self.mixers:
            grid = mixer(grid)
        cells = torch.cat([self._cells(self.picture_cells, grid[:, :1], 1), self._later(grid)], 1)
        folded = rearrange(rough, "b T (H y) (W x) c -> (b T) (y x c) H W", y=CELL_PX, x=CELL_PX)
        found = self.refine(torch.cat([rearrange(cells, "b T H W f -> (b T) f H W"), folded], 1))
        correction = rearrange(found, "(b T) (y x c) H W -> b T (H y) (W x) c", b=b, y=CELL_PX, x=CELL_PX, c=3)
        return rough + correction

    def linear(self, latents: Float[Tensor, "b t h w c"]) -> Float[Tensor, "b T H W 3"]:
        """The inverse block transform alone."""
        picture = _pixels(self.picture(latents[:, :1]), 1)
        return torch.cat([picture, _pixels(self.block(latents[:, 1:]), self.frames)], 1)

    def _later(self, grid: Tensor) -> Tensor:
        return self._cells(self.block_cells, grid[:, 1:], self.frames)

    def _cells(self, head: nn.Linear, grid: Tensor, frames: int) -> Tensor:
        return rearrange(
            head(grid), "b t h w (f y x e) -> b (t f) (h y) (w x) e", f=frames, y=CELLS, x=CELLS, e=self.features
        )


class GridMixer(nn.Module):
    """A residual step on the grid: neighbours and the latent before, then a two-layer network."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.around = nn.Conv2d(width, width, 3, padding=1, groups=width)
        self.before = nn.Linear(width, width, bias=False)
        self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        nn.init.zeros_(self.down.weight)

    def forward(self, grid: Float[Tensor, "b t h w d"]) -> Float[Tensor, "b t h w d"]:
        """The grid after this step."""
        b = grid.shape[0]
        near = rearrange(self.around(rearrange(grid, "b t h w d -> (b t) d h w")), "(b t) d h w -> b t h w d", b=b)
        past = torch.cat([torch.zeros_like(grid[:, :1]), grid[:, :-1]], 1)
        seen = F.layer_norm(near + self.before(past), grid.shape[-1:])
        return grid + self.down(F.gelu(self.up(seen), approximate="tanh"))


def _inverse(basis: BlockBasis) -> nn.Linear:
    """A layer that undoes the block transform."""
    layer = nn.Linear(basis.channels, len(basis.mean))
    layer.weight.data = torch.from_numpy(basis.vectors * basis.scale)
    layer.bias.data = torch.from_numpy(basis.mean.copy())
    return layer.requires_grad_(False)


def _pixels(blocks: Tensor, frames: int) -> Tensor:
    return rearrange(blocks, "b t h w (f y x c) -> b (t f) (h y) (w x) c", f=frames, y=BLOCK_PX, x=BLOCK_PX, c=3)
