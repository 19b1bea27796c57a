"""From the model's own frames to the screen: frames between frames, the upscaler, the size asked for."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import groupby

import numpy as np
from jaxtyping import Float, UInt8

from yozora.core.cards import Fit
from yozora.core.geometry import FrameSize
from yozora.core.ports import Frame
from yozora.media import fitted
from yozora.runtime.networks import Networks

Small = Float[np.ndarray, "1 3 h w"]


def shown(
    chunks: Iterable[Float[np.ndarray, "T h w 3"]],
    positions: Iterable[Fraction],
    *,
    networks: Networks,
    size: FrameSize,
) -> Iterator[Frame]:
    """The pictures at ascending `positions` among the model's frames, 0..1, which come in `chunks`; each is made when
    it is asked for, the same one as long as time stands still."""
    frames = (frame.transpose(2, 0, 1)[None] for chunk in chunks for frame in chunk)
    before, after = next(frames), None
    number = 0
    for position, moments in groupby(positions):
        whole, moment = divmod(position, 1)
        while number < whole:
            before, after = after if after is not None else next(frames), None
            number += 1
        if moment and after is None:
            after = next(frames)
        small = (
            networks.interpolate(before, after, np.array([moment], np.float32))
            if moment and after is not None
            else before
        )
        picture = enlarged(small, networks=networks, size=size)
        yield from (picture for _ in moments)


def enlarged(small: Small, *, networks: Networks, size: FrameSize, fit: Fit = Fit.CROP) -> Frame:
    """A picture in 0..1 through the upscaler, cut to the screen."""
    large = networks.upscale(small)[0]
    return fitted((np.clip(large, 0, 1) * 255 + 0.5).astype(np.uint8).transpose(1, 2, 0), size, fit)


def pixels(picture: UInt8[np.ndarray, "h w 3"]) -> Small:
    """A picture as networks take it, 0..1."""
    return picture.astype(np.float32).transpose(2, 0, 1)[None] / 255
