"""Training the judges on true renders: any window of a clip, mirrored or not, softened, shifted, in other light."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from numpy.typing import NDArray
from torch import Tensor, nn

from yozora.conditioning.phrases import Phrases, mirrored
from yozora.evaluate.judge import Frames, Judge, JudgeConfig, at_height, shown
from yozora.models.glimpses import MOMENTS, moments
from yozora.train.words import carried

FPS = 6
"""Frames a second of the renders: neighbours are one gap of the judge apart."""

SHORTEST_S, LONGEST_S = 2.0, 5.1
UNSTATED = -100  # what cross_entropy passes over


@dataclass(frozen=True, kw_only=True)
class Sight:
    """Frames in 0..1 with the length of the clips they are of, and the number of the right word in each slot."""

    frames: Frames
    seconds: Float[Tensor, " b"]
    right: dict[str, Int[Tensor, " b"]]


@dataclass(frozen=True, kw_only=True)
class Disturbance:
    """How far pictures are changed in training. Shares of full brightness, pixels, and how many times softer."""

    shift_px: int = 5
    brightness: float = 0.06
    contrast: float = 0.2
    noise: float = 0.05
    softness: float = 2.5


@dataclass(frozen=True, kw_only=True)
class _Shard:
    pixels: NDArray[np.uint8]
    said: list[Phrases]


class Renders:
    """Every shard of a folder: `pixels.npy` uint8 [n, k, H, W, 3] at `FPS` frames a second, and `phrases.json`."""

    def __init__(self, folder: Path, config: JudgeConfig) -> None:
        self._config = config
        self._groups: dict[tuple[int, ...], list[_Shard]] = defaultdict(list)
        for path in sorted(folder.glob("[!.]*/phrases.json")):
            pixels = np.load(path.parent / "pixels.npy", mmap_mode="r")
            shard = _Shard(pixels=pixels, said=json.loads(path.read_text()))
            self._groups[pixels.shape[2:4]].append(shard)

    @property
    def shards(self) -> list[_Shard]:
        """All shards."""
        return [shard for group in self._groups.values() for shard in group]

    def weights(self) -> dict[str, Float[Tensor, " words"]]:
        """What each word weighs in a lesson. Most lessons have one of a kind, unpainted, in clear weather; who learns
        that by heart sees nothing else. So what is rare weighs more, by the root of how rare it is."""
        said = [shown(one) for shard in self.shards for one in shard.said]
        times = {slot: Counter(one.get(slot) for one in said) for slot in self._config.words}
        return {slot: torch.tensor([times[slot][word] ** -0.5 if times[slot][word] else 0.0 for word in words])
                for slot, words in self._config.words.items()}  # fmt: skip

    def batch(self, rng: np.random.Generator, count: int) -> Sight:
        """Random windows of random clips, all of one size of picture."""
        keys = list(self._groups)
        sizes = np.array([len(self._groups[key]) for key in keys], float)
        group = self._groups[keys[int(rng.choice(len(keys), p=sizes / sizes.sum()))]]
        frames, seconds, said = list[NDArray[np.uint8]](), list[float](), list[Phrases]()
        for _ in range(count):
            shard = group[int(rng.integers(len(group)))]
            clip = int(rng.integers(len(shard.said)))
            start, length = _window(rng, shard.pixels.shape[1])
            picked = shard.pixels[clip, start + moments(length, gap=1)]
            mirror = rng.random() < 0.5
            frames.append(picked[:, :, :, ::-1] if mirror else picked)
            seconds.append(length / FPS)
            said.append(mirrored(shard.said[clip]) if mirror else shard.said[clip])
        return self._sight(np.stack(frames), seconds, said)

    def whole(self, shard: _Shard) -> Sight:
        """All clips of a shard, unchanged and from end to end."""
        frames = shard.pixels[:, moments(shard.pixels.shape[1], gap=1)]
        return self._sight(frames, [shard.pixels.shape[1] / FPS] * len(frames), shard.said)

    def _sight(self, frames: NDArray[np.uint8], seconds: list[float], said: list[Phrases]) -> Sight:
        said = [shown(one) for one in said]
        pixels = torch.as_tensor(np.ascontiguousarray(frames)).permute(0, 1, 2, 5, 3, 4).float() / 255
        right = {slot: torch.tensor([_number(one.get(slot), words) for one in said])
                 for slot, words in self._config.words.items()}  # fmt: skip
        resized = at_height(pixels.flatten(0, 2))
        looks = resized.view(*pixels.shape[:3], *resized.shape[1:])
        return Sight(frames=looks, seconds=torch.tensor(seconds), right=right)


def begin_with(judge: Judge, known: Judge) -> None:
    """Give a judge what another one of the same widths knows: how to look, and the words that both have. A word that is
    new is as likely as those are on the whole: one of which nothing is known would be more likely than all of them."""
    mine, theirs = judge.state_dict(), known.state_dict()
    for name, values in theirs.items():
        slot = name.split(".")[-2]
        if ".heads." not in f".{name}":
            mine[name] = values
        elif slot in judge.config.words:
            begun = mine[name] + values.mean(0)
            mine[name], _ = carried(begun, values, judge.config.words[slot], known.config.words[slot])
    judge.load_state_dict(mine)


def weighed(
    logits: Float[Tensor, "b words"],
    right: Int[Tensor, " b"],
    weights: Float[Tensor, " words"],
    *,
    smoothing: float,
) -> Float[Tensor, ""]:
    """Mean cross-entropy of what is stated, each clip with the weight of its right word."""
    stated = right != UNSTATED
    each = F.cross_entropy(logits[stated].float(), right[stated], label_smoothing=smoothing, reduction="none")
    shares = weights[right[stated]]
    return (each * shares).sum() / shares.sum()


def _number(word: str | None, words: tuple[str, ...]) -> int:
    return words.index(word) if word in words else UNSTATED


def _window(rng: np.random.Generator, frames: int) -> tuple[int, int]:
    """Where a window begins and how many frames it has; half of them begin with the clip."""
    longest = min(frames, round(LONGEST_S * FPS))
    length = int(rng.integers(round(SHORTEST_S * FPS) + 1, longest + 1))
    start = int(rng.integers(frames - length + 1)) if rng.random() < 0.5 else 0
    return start, length


def disturbed(frames: Frames, rng: np.random.Generator, how: Disturbance, *, invert: bool) -> Frames:
    """The same clips shifted, softened, in other light and with noise; where `invert`, half of them as negatives."""
    b, flat = len(frames), frames.flatten(1, 3)
    flat = _softened(flat, float(rng.uniform(1, how.softness))) if rng.random() < 0.6 else flat
    pad = how.shift_px
    height, width = flat.shape[-2:]
    padded = F.pad(flat, (pad, pad, pad, pad), mode="replicate")
    offsets = rng.integers(2 * pad + 1, size=(b, 2))
    moved = [one[:, y : y + height, x : x + width] for one, (y, x) in zip(padded, offsets.tolist(), strict=True)]
    gain, lift, noise = (
        torch.as_tensor(values.astype(np.float32))[:, None, None, None]
        for values in (
            1 + rng.uniform(-how.contrast, how.contrast, b),
            rng.uniform(-how.brightness, how.brightness, b),
            rng.uniform(0, how.noise, b) * (rng.random(b) < 0.5),
        )
    )
    lit = (torch.stack(moved) - 0.5) * gain + 0.5 + lift
    generator = torch.Generator().manual_seed(int(rng.integers(2**62)))
    lit = (lit + noise * torch.randn(lit.shape, generator=generator)).clamp(0, 1)
    if invert:
        power = torch.as_tensor(np.exp(rng.uniform(-0.7, 0.7, b)).astype(np.float32))[:, None, None, None]
        negative = torch.as_tensor(rng.random(b) < 0.5)[:, None, None, None]
        lit = lit**power
        lit = torch.where(negative, 1 - lit, lit)
    return lit.view_as(frames)


def _softened(pictures: Tensor, times: float) -> Tensor:
    """Made smaller and large again."""
    height, width = pictures.shape[-2:]
    small = F.interpolate(pictures, (round(height / times), round(width / times)), mode="area")
    return F.interpolate(small, (height, width), mode="bilinear", align_corners=False)


@dataclass(frozen=True, kw_only=True)
class JudgingMix:
    """A step: `clips` in a batch; `looks` of the moments are used for what a single frame shows."""

    clips: int = 48
    looks: int = 2
    smoothing: float = 0.05
    disturbance: Disturbance = field(default_factory=Disturbance)


class JudgingLesson:
    """A judge's lesson; everything random of a step comes from its number."""

    def __init__(
        self,
        module: Judge,
        renders: Renders,
        mix: JudgingMix | None = None,
        *,
        show: Callable[[Judge, Path, int], None],
    ) -> None:
        self.module = module
        self._renders, self._mix, self._show = renders, mix or JudgingMix(), show
        self._weights = renders.weights()

    def loss(self, step: int) -> tuple[Tensor, dict[str, float]]:
        """The mean loss over the slots that are stated, and the share of right answers in each."""
        rng = np.random.default_rng([step, 11])
        sight = self._renders.batch(rng, self._mix.clips)
        frames = disturbed(sight.frames, rng, self._mix.disturbance, invert=self.module.config.shape_only)
        looked_at = tuple(rng.choice(MOMENTS, self._mix.looks, replace=False).tolist())
        logits: dict[str, Tensor] = self.module(frames, sight.seconds, looked_at)
        logits = {slot: values for slot, values in logits.items() if (sight.right[slot] != UNSTATED).any()}
        losses = [
            weighed(values, sight.right[slot], self._weights[slot], smoothing=self._mix.smoothing)
            for slot, values in logits.items()
        ]
        figures = {slot: _hits(values, sight.right[slot]).float().mean().item() for slot, values in logits.items()}
        return torch.stack(losses).mean(), figures

    def show(self, averaged: nn.Module, folder: Path, step: int) -> None:
        """Hand the averaged judge over."""
        assert isinstance(averaged, Judge)
        self._show(averaged, folder, step)


def _hits(logits: Tensor, right: Tensor) -> Tensor:
    """For each clip that states the slot whether the answer is right."""
    stated = right != UNSTATED
    return logits.argmax(1)[stated] == right[stated]


def accuracy(judge: Judge, renders: Renders) -> dict[str, float]:
    """Share of right answers over all clips of `renders`, whole and unchanged, in each slot that any of them states."""
    found: dict[str, list[Tensor]] = defaultdict(list)
    for shard in renders.shards:
        sight = renders.whole(shard)
        with torch.no_grad():
            logits: dict[str, Tensor] = judge(sight.frames, sight.seconds)
        for slot, values in logits.items():
            found[slot].append(_hits(values, sight.right[slot]))
    hits = {slot: torch.cat(parts).float() for slot, parts in found.items()}
    return {slot: round(values.mean().item(), 4) for slot, values in hits.items() if len(values)}
