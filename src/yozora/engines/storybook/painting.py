"""From conditions to the model's own frames, window by window: what is finished goes on while the rest is made."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
from jaxtyping import Float

from yozora.conditioning.given import Codec, Conditions
from yozora.conditioning.reel import Reel, positions_of
from yozora.conditioning.windows import Window, next_window
from yozora.core.events import Glimpse
from yozora.diffusion.sampler import Denoise, clock, euler, sample
from yozora.engines.storybook.joining import Frames, Latents, as_frames, joined, ramp
from yozora.models.blocks import FRAMES_PER_LATENT
from yozora.runtime.networks import Networks

SHIFT, LAST = 3.0, 0.65
"""More steps where shapes are decided; details are painted in one leap from this share of the noise on. Measured on 60
cases, the logarithm of the shape-only judge's trust in the subject: .2 -2.40, .4 -2.03, .6 -1.86, .7 -1.90, .8 -2.19; a
shift of 5, guidance at high noise only, or stronger guidance is no better."""

DOUBT = 0.4
"""Noise on what the model itself made, where it goes on from there: left clean, each window adds its errors to those of
the one before it (history guidance: arXiv 2502.06764). Measured on 4 clips of 36 s without a guide, shift of the
background between second 5 and the end: none 4.8 %, .1 3.2 %, .25 1.7 %, .4 0.7 %. Joins of windows against the median
change: none 0.68x, .25 0.74x, .4 0.79x, .55 0.84x."""

REACH = 4
"""Latents before one that its frames depend on when decoded: one for each mixer of the decoder, and the first, which
counts as a picture."""

AT_ONCE = 16
"""Latents decoded in one go."""

Ceiling = Float[np.ndarray, " t"]
Batch = Float[np.ndarray, "b t h w c"]
New = Float[np.ndarray, "new h w c"]
"""Latents of a part of the shot."""


def decoded(latents: Latents, *, first: bool, networks: Networks, codec: Codec) -> Frames:
    """The frames of latents by themselves, in -1..1: from the `first` frame of a shot on, or of blocks, to which the
    picture that they begin with leads up."""
    if first:
        return networks.decode(latents[None])[0]
    opening = codec.image.encode(codec.video.decode(latents[:1])[:1])
    return networks.decode(np.concatenate([opening, latents])[None])[0][1:]


@dataclass(frozen=True, kw_only=True)
class Painter:
    """One shot on its way. `denoiser` gives the network for a window, told its words and how free its latents are;
    `tick` hears each step, and can have a glimpse of a frame of the shot as it is by then. Windows that it can `find`
    by their numbers are not painted again; the others it gives away to `keep`."""

    networks: Networks
    codec: Codec
    reel: Reel
    denoiser: Callable[[Window, Ceiling], Denoise]
    tick: Callable[[Callable[[], Glimpse]], None]
    steps: int
    seed: tuple[int, ...]
    find: Callable[[int], New | None]
    keep: Callable[[int, New], None]

    def frames(self, given: Conditions) -> Iterator[Frames]:
        """The model's own frames in order, 0..1, a few at a time; a loop ends with its first one again."""
        chunks = self._made(given)
        first = next(chunks)
        yield first
        yield from chunks
        if self.reel.tail:
            yield first[:1]

    def _made(self, given: Conditions) -> Iterator[Frames]:
        made, ceiling = given.clean.copy(), given.ceiling.copy()
        kept = [run.first for run in self.reel.runs if run.first and not given.ceiling[run.first]]
        ready, closed = 0, not self.reel.tail
        for number, window in enumerate(self._windows(ceiling)):
            if not closed and not ceiling[-1]:
                made[self._shown :] = self._opening(made)
                closed = True
            if window.fresh > ready:
                yield from self._decoded(made, kept, ready, min(window.fresh, self._shown))
                ready = window.fresh
            if (new := self.find(number)) is None:
                new = self._painted(window, made, ceiling, given.ceiling, number)
                self.keep(number, new)
            made[window.fresh : window.until] = new
        yield from self._decoded(made, kept, ready, self._shown)

    @property
    def _shown(self) -> int:
        """Latents without the tail of a loop."""
        return self.reel.latents - self.reel.tail

    def windows(self, ceiling: Ceiling) -> int:
        """How many windows `frames` will paint."""
        return sum(1 for _ in self._windows(ceiling.copy()))

    def _windows(self, ceiling: Ceiling) -> Iterator[Window]:
        """The windows one after the other, each marked as made when the next is asked for. The beginning of a loop
        comes first, for its end leads there."""
        opening = self.reel.tail + 1 if self.reel.tail else 0
        while True:
            if opening and not ceiling[:opening].any():
                ceiling[self._shown :] = 0
            opens = bool(opening and ceiling[:opening].any())
            window = next_window(ceiling[: max(opening, self._shown // 2)] if opens else ceiling)
            if window is None:
                return
            yield window
            ceiling[window.fresh : window.until] = 0

    def _painted(self, window: Window, made: Latents, ceiling: Ceiling, given: Ceiling, number: int) -> New:
        """The new latents of a window; `given` is the ceiling before anything was made."""
        inside = slice(window.first, window.end)
        clean, free = made[inside].copy(), ceiling[inside].copy()
        if window.first:
            clean[0] = self.codec.image.encode(self._pixels(made, window.first, window.first + 1)[-1:])[0]
            free[0] = 0
        own = given[inside] == 1
        own[window.fresh - window.first :] = False
        doubted = np.where(own, np.float32(DOUBT), free)
        noise = np.random.default_rng([*self.seed, number]).standard_normal(clean.shape, np.float32)
        highest = float(free.max())
        denoise, newest = self.denoiser(window, free), clean

        def remembered(x: Batch, level: Float[np.ndarray, "b t"]) -> Batch:
            nonlocal newest
            cleaner = denoise(x, level)
            newest = cleaner[0]
            return cleaner

        latents = sample(
            remembered,
            noise[None],
            clean=clean[None],
            ceiling=doubted[None],
            clock=clock(self.steps, shift=SHIFT, first=highest, last=LAST * highest),
            solver=euler,
            tick=lambda step: self.tick(partial(self._glimpse, newest, window, step / self.steps)),
        )
        new = latents[0, window.fresh - window.first : window.until - window.first]
        follows = window.until < len(made) and not ceiling[window.until]
        return joined(
            new,
            codec=self.codec,
            first=not window.fresh,
            before=self._linear(made, window.fresh - 1) if window.fresh else None,
            after=self._linear(made, window.until) if follows else None,
        )

    def _glimpse(self, latents: Latents, window: Window, share: float) -> Glimpse:
        """A frame of a window by the linear half of the codec, the later the more of the work is done."""
        number = window.fresh + round(share * (window.until - window.fresh - 1))
        frames = as_frames(latents[number - window.first, None], self.codec, first=not number)
        moment = self.reel.frame_at(positions_of(number, number + 1)[0])
        picture = np.clip(127.5 * (frames[0] + 1), 0, 255).astype(np.uint8)
        return max(0, round(moment)), picture

    def _linear(self, made: Latents, number: int) -> Frames:
        return as_frames(made[number : number + 1], self.codec, first=not number)

    def _opening(self, made: Latents) -> New:
        """The beginning of a loop as the blocks that follow its end."""
        count = self.reel.tail * FRAMES_PER_LATENT
        return self.codec.video.encode(self._pixels(made, 0, self.reel.tail + 1)[:count])

    def _decoded(self, made: Latents, kept: Sequence[int], first: int, end: int) -> Iterator[Frames]:
        """Frames of latents `first` up to `end`. Where a clip that is `kept` begins, the decoder begins anew, so that
        it comes out as the codec has it, whatever was made before it; what leads there bears the difference."""
        marks = sorted({first, end, *(one for one in kept if first < one < end), *range(first, end, AT_ONCE)})
        for begin, stop in pairwise(marks):
            since = max((one for one in kept if one <= begin), default=0)
            frames = self._pixels(made, begin, stop, since=since)
            if (jump := self._jump(made, kept, stop)) is not None:
                frames = frames + ramp(len(frames))[::-1] * jump
            yield np.clip((frames + 1) / 2, 0, 1)

    def _jump(self, made: Latents, kept: Sequence[int], end: int) -> Float[np.ndarray, "H W 3"] | None:
        """By how much the frame after latents up to `end` differs because the decoder begins anew there, or at the
        beginning of a loop."""
        if end in kept:
            shown = self._pixels(made, end, end + 1, since=end)
        elif self.reel.tail and end == self.reel.latents - self.reel.tail:
            shown = self._pixels(made, 0, 1)
        else:
            return None
        return shown[0] - self._pixels(made, end, end + 1)[0]

    def _pixels(self, made: Latents, first: int, end: int, *, since: int = 0) -> Frames:
        """Frames of latents `first` up to `end`, in -1..1, as they are when all from `since` on are decoded at once."""
        begin = max(since, first - REACH)
        alone = begin == since > 0
        frames = decoded(made[begin:end], first=not alone, networks=self.networks, codec=self.codec)
        return frames[-len(positions_of(first, end)) :]
