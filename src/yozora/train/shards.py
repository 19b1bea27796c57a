"""Latents in memory, and batches of windows of them."""

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float, Int
from numpy.typing import NDArray
from torch import Tensor

from yozora.conditioning.phrases import SLOTS, Phrases, Vocabulary, mirrored
from yozora.models.basis_file import load_bases

NEVER = 1 << 30
"""The block from which on a clip of one action shows another."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """`clean` latents, `phrases` as numbers, `box` 1 where the actor is."""

    clean: Float[Tensor, "b t h w c"]
    phrases: Int[Tensor, "b s"]
    box: Float[Tensor, "b t h w"]

    def to(self, device: torch.device) -> "Batch":
        """The same on a device."""
        return Batch(clean=self.clean.to(device), phrases=self.phrases.to(device), box=self.box.to(device))


@dataclass(frozen=True, kw_only=True)
class _Group:
    """All clips of one grid: pictures [n, 1 + k, h, w, c], videos [n, k, h, w, c], boxes [n, 1 + 2k, h, w]; phrases and
    those of the mirror image [n, 2, s] of a whole clip and of what it is from the block `turns` [n] on."""

    pictures: NDArray[np.float16]
    videos: NDArray[np.float16]
    boxes: NDArray[np.uint8]
    phrases: NDArray[np.int64]
    mirrored: NDArray[np.int64]
    turns: NDArray[np.int64]

    def words(
        self, clips: NDArray[np.int64], starts: NDArray[np.int64], mirror: NDArray[np.bool_], *, latents: int
    ) -> NDArray[np.int64]:
        """What windows of `latents` latent frames show [b, s]: of one that ends before it nothing is said of "then"."""
        after = (starts >= self.turns[clips]).astype(int)
        words = np.where(mirror[:, None], self.mirrored[clips, after], self.phrases[clips, after])
        words[starts + latents - 1 <= self.turns[clips], SLOTS.index("then")] = 0
        return words


class Shards:
    """Every shard under `folder`; half of what is drawn is mirrored, words and all."""

    def __init__(self, folder: Path, vocabulary: Vocabulary) -> None:
        image, video = load_bases(folder / "bases.npz")
        self._flips = image.parity.astype(np.float16), video.parity.astype(np.float16)
        found: dict[tuple[int, ...], list[Path]] = defaultdict(list)
        for said in sorted(folder.glob("[!.]*/phrases.json")):
            shape = np.load(said.parent / "image.npy", mmap_mode="r").shape
            found[shape[1:4]].append(said.parent)
        self.groups = {key: _load(paths, vocabulary) for key, paths in found.items()}
        self.clips = sum(len(group.pictures) for group in self.groups.values())

    def variance(self) -> Float[Tensor, " c"]:
        """Variance of each channel over video latents, to precondition the network with."""
        sample = [group.videos[:200].reshape(-1, group.videos.shape[-1]) for group in self.groups.values()]
        return torch.from_numpy(np.concatenate(sample).astype(np.float32).var(0))

    def batch(self, rng: np.random.Generator, *, latents: int, tokens: int, drop: float) -> Batch:
        """About `tokens` tokens in windows of `latents` latent frames, all of one grid.

        A word is left out with probability `drop`, all of a clip's words with the same.
        """
        keys = [key for key in self.groups if key[0] >= latents]
        sizes = np.array([len(self.groups[key].pictures) for key in keys], float)
        key = keys[int(rng.choice(len(keys), p=sizes / sizes.sum()))]
        group = self.groups[key]
        count = max(1, tokens // (latents * key[1] * key[2]))
        picked = rng.integers(len(group.pictures), size=count)
        starts = rng.integers(key[0] - latents + 1, size=count)
        mirror = rng.random(count) < 0.5
        clean, box = zip(
            *(self._window(group, *one, latents=latents) for one in zip(picked, starts, mirror, strict=True)),
            strict=True,
        )
        words = group.words(picked, starts, mirror, latents=latents)
        silent = (rng.random(words.shape) < drop) | (rng.random((count, 1)) < drop)
        return Batch(
            clean=torch.from_numpy(np.stack(clean)).float(),
            phrases=torch.from_numpy(np.where(silent, 0, words)),
            box=torch.from_numpy(np.stack(box)).float(),
        )

    def _window(
        self, group: _Group, clip: int, start: int, mirror: bool, *, latents: int
    ) -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
        pictures = group.pictures.shape[1]
        between = slice(start, start + latents - 1)
        first, rest = group.pictures[clip, start : start + 1], group.videos[clip, between]
        boxes = group.boxes[clip]
        box = np.concatenate([boxes[start : start + 1], boxes[pictures:][between]])
        if mirror:
            first, rest, box = first[:, :, ::-1] * self._flips[0], rest[:, :, ::-1] * self._flips[1], box[:, :, ::-1]
        return np.concatenate([first, rest]), box


def _load(paths: list[Path], vocabulary: Vocabulary) -> _Group:
    said, turns = list[tuple[Phrases, Phrases]](), list[int]()
    for path in paths:
        whole: list[Phrases] = json.loads((path / "phrases.json").read_text())
        later = {clip: (block, after) for clip, block, after in json.loads((path / "later.json").read_text())}
        said += [(one, later.get(clip, (0, one))[1]) for clip, one in enumerate(whole)]
        turns += [later.get(clip, (NEVER, whole))[0] for clip in range(len(whole))]
    return _Group(
        pictures=np.concatenate([np.load(path / "image.npy") for path in paths]),
        videos=np.concatenate([np.load(path / "video.npy") for path in paths]),
        boxes=np.concatenate([np.load(path / "box.npy") for path in paths]),
        phrases=np.array([[vocabulary.numbers(one) for one in both] for both in said]),
        mirrored=np.array([[vocabulary.numbers(mirrored(one)) for one in both] for both in said]),
        turns=np.array(turns),
    )


def vocabulary_of(folder: Path) -> Vocabulary:
    """All words that shards under `folder` use, mirrored ones too, in alphabetical order."""
    words: dict[str, set[str]] = {slot: set() for slot in SLOTS}
    for path in folder.glob("[!.]*/phrases.json"):
        later = [one for _, _, one in json.loads((path.parent / "later.json").read_text())]
        for one in (*json.loads(path.read_text()), *later):
            for either in (one, mirrored(one)):
                for slot, word in either.items():
                    words[slot].add(word)
    return Vocabulary(words={slot: tuple(sorted(found)) for slot, found in words.items()})
