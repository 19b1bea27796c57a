"""What a step of training minimises."""

from jaxtyping import Bool, Float
from torch import Tensor


def mixed(
    clean: Float[Tensor, "b t h w c"], noise: Float[Tensor, "b t h w c"], sigma: Float[Tensor, "b t"]
) -> Float[Tensor, "b t h w c"]:
    """The point at `sigma` on the line from the clip to the noise."""
    level = sigma[:, :, None, None, None]
    return (1 - level) * clean + level * noise


def flow_loss(
    predicted: Float[Tensor, "b t h w c"],
    clean: Float[Tensor, "b t h w c"],
    sigma: Float[Tensor, "b t"],
    variance: Float[Tensor, " c"],
    free: Bool[Tensor, "b t"],
    weight: Float[Tensor, "b t h w"],
) -> Float[Tensor, ""]:
    """Squared error of the clean latents over what nobody could know: the variance that is left at this noise level.

    A channel counts by its `variance`, which makes the error one of pixels (the block transform divides by the root of
    the deviation). Counted alike, a hundred channels of fine detail drown the few that hold the picture: in 300 steps
    on 16 clips the loss fell by 5 %. Only free frames count, tokens by `weight`.
    """
    level = sigma[:, :, None]
    left = level**2 * variance / ((1 - level) ** 2 * variance + level**2)
    error = ((predicted - clean) ** 2 * variance).mean(-1) / (left * variance).mean(-1)[:, :, None, None].clamp_min(
        1e-3
    )
    weight = weight * free[:, :, None, None]
    return (error * weight).sum() / weight.sum().clamp_min(1e-6)
