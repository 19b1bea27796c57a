"""Latents in the memory of a device, and batches of windows of them."""

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float, Float16, Int, UInt8
from numpy.typing import NDArray
from torch import Tensor

from yozora.conditioning.cutouts import mirror_of
from yozora.conditioning.phrases import SLOTS, Phrases, Vocabulary, mirrored
from yozora.models.basis_file import BASES, load_bases
from yozora.worlds.lessons import CURRICULA

NEVER = 1 << 30
"""The block from which on a clip of one action shows another."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """`clean` latents, `phrases` as numbers, `box` 1 where the actor is, `cutouts` as `conditioning.cutouts` has them,
    0 all over where a clip is to be made without."""

    clean: Float[Tensor, "b t h w c"]
    phrases: Int[Tensor, "b s"]
    box: Float[Tensor, "b t h w"]
    cutouts: Float[Tensor, "b t h w k"]


@dataclass(frozen=True, kw_only=True)
class _Group:
    """Clips of one grid: pictures [n, 1 + k, h, w, c], videos [n, k, h, w, c], the cut-outs of both, boxes
    [n, 1 + 2k, h, w]; phrases and those of the mirror image [n, 2, s] of a whole clip and of what it is from the block
    `turns` [n] on."""

    pictures: Float16[Tensor, "n p h w c"]
    videos: Float16[Tensor, "n k h w c"]
    cut_pictures: Float16[Tensor, "n p h w e"]
    cut_videos: Float16[Tensor, "n k h w e"]
    boxes: UInt8[Tensor, "n q h w"]
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

    def windows(self, clips: Tensor, starts: Tensor, *, latents: int) -> "_Windows":
        """What begins at `starts`."""
        between = starts[:, None] + torch.arange(latents - 1, device=starts.device)
        each = clips[:, None]
        boxes = self.boxes[clips, starts][:, None], self.boxes[each, self.pictures.shape[1] + between]
        return _Windows(
            clean=(self.pictures[clips, starts][:, None], self.videos[each, between]),
            cutouts=(self.cut_pictures[clips, starts][:, None], self.cut_videos[each, between]),
            boxes=torch.cat(boxes, 1),
        )


@dataclass(frozen=True, kw_only=True)
class _Windows:
    """The picture that each window begins with [b, 1, h, w, c] and the blocks after it [b, t - 1, h, w, c], the same of
    the cut-outs, and boxes [b, t, h, w]."""

    clean: tuple[Tensor, Tensor]
    cutouts: tuple[Tensor, Tensor]
    boxes: Tensor


class Shards:
    """The shards under `folder`, held on a device; half of what is drawn is mirrored, words and all.

    While more of them are being rendered, `refresh` takes those up, too.
    """

    def __init__(self, folder: Path, vocabulary: Vocabulary, device: torch.device | None = None) -> None:
        self._folder, self._vocabulary = folder, vocabulary
        self._device = device or torch.device("cpu")
        mirrors = [mirror_of(basis) for basis in load_bases(folder / BASES)]
        self._mirrors = [
            (torch.from_numpy(places).to(self._device), torch.from_numpy(signs.astype(np.float16)).to(self._device))
            for places, signs in mirrors
        ]
        self._known = set[Path]()
        self.groups = dict[tuple[int, ...], _Group]()
        self.clips = 0
        self.refresh()

    def refresh(self) -> None:
        """Take up the shards that were rendered since."""
        found: dict[tuple[int, ...], list[Path]] = defaultdict(list)
        for said in sorted(self._folder.glob("[!.]*/phrases.json")):
            if said.parent not in self._known:
                shape = np.load(said.parent / "image.npy", mmap_mode="r").shape
                found[shape[1:4]].append(said.parent)
        for key, paths in found.items():
            group = _load(paths, self._vocabulary, self._device)
            self.groups[key] = _together(self.groups[key], group) if key in self.groups else group
            self.clips += len(group.turns)
            self._known.update(paths)

    def variance(self) -> Float[Tensor, " c"]:
        """Variance of each channel over video latents, to precondition the network with."""
        sample = [group.videos[:200].flatten(0, -2) for group in self.groups.values()]
        return torch.cat(sample).float().var(0, correction=0)

    def batch(self, rng: np.random.Generator, *, latents: int, tokens: int, drop: float, bare: float) -> Batch:
        """About `tokens` tokens in windows of `latents` latent frames, all of one grid, on the device.

        A word is left out with probability `drop`, all of a clip's words with the same, its cut-outs with `bare`.
        """
        keys = [key for key in self.groups if key[0] >= latents]
        sizes = np.array([len(self.groups[key].turns) for key in keys], float)
        key = keys[int(rng.choice(len(keys), p=sizes / sizes.sum()))]
        group = self.groups[key]
        count = max(1, tokens // (latents * key[1] * key[2]))
        picked = rng.integers(len(group.turns), size=count)
        starts = rng.integers(key[0] - latents + 1, size=count)
        mirror = rng.random(count) < 0.5
        words = group.words(picked, starts, mirror, latents=latents)
        silent = (rng.random(words.shape) < drop) | (rng.random((count, 1)) < drop)
        uncut = rng.random(count) < bare
        chosen, begins, sides, blank = (
            torch.from_numpy(values).to(self._device) for values in (picked, starts, mirror, uncut)
        )
        found = group.windows(chosen, begins, latents=latents)
        sides = sides[:, None, None, None]
        clean, cutouts = (
            torch.cat([self._seen(part, basis, sides) for basis, part in enumerate(parts)], 1)
            for parts in (found.clean, found.cutouts)
        )
        return Batch(
            clean=clean,
            phrases=torch.from_numpy(np.where(silent, 0, words)).to(self._device),
            box=torch.where(sides, found.boxes.flip(3), found.boxes).float(),
            cutouts=cutouts * ~blank[:, None, None, None, None],
        )

    def _seen(self, latents: Tensor, basis: int, mirror: Tensor) -> Tensor:
        """Some of them as in a mirror: of a basis, odd functions change their sign."""
        places, signs = (values[: latents.shape[-1]] for values in self._mirrors[basis])
        return torch.where(mirror[..., None], latents.flip(3)[..., places] * signs, latents).float()


def _together(one: _Group, other: _Group) -> _Group:
    """The clips of two groups of one grid."""

    def tensors(name: str) -> Tensor:
        return torch.cat([getattr(one, name), getattr(other, name)])

    def arrays(name: str) -> NDArray[np.int64]:
        return np.concatenate([getattr(one, name), getattr(other, name)])

    return _Group(
        pictures=tensors("pictures"),
        videos=tensors("videos"),
        cut_pictures=tensors("cut_pictures"),
        cut_videos=tensors("cut_videos"),
        boxes=tensors("boxes"),
        phrases=arrays("phrases"),
        mirrored=arrays("mirrored"),
        turns=arrays("turns"),
    )


def _load(paths: list[Path], vocabulary: Vocabulary, device: torch.device) -> _Group:
    said, turns = list[tuple[Phrases, Phrases]](), list[int]()
    for path in paths:
        whole: list[Phrases] = json.loads((path / "phrases.json").read_text())
        later = {clip: (block, after) for clip, block, after in json.loads((path / "later.json").read_text())}
        said += [(one, later.get(clip, (0, one))[1]) for clip, one in enumerate(whole)]
        turns += [later.get(clip, (NEVER, whole))[0] for clip in range(len(whole))]
    pictures, videos, cut_pictures, cut_videos, boxes = (
        torch.from_numpy(np.concatenate([np.load(path / f"{name}.npy") for path in paths])).to(device)
        for name in ("image", "video", "cut_image", "cut_video", "box")
    )
    return _Group(
        pictures=pictures,
        videos=videos,
        cut_pictures=cut_pictures,
        cut_videos=cut_videos,
        boxes=boxes,
        phrases=np.array([[vocabulary.numbers(one) for one in both] for both in said]),
        mirrored=np.array([[vocabulary.numbers(mirrored(one)) for one in both] for both in said]),
        turns=np.array(turns),
    )


def vocabulary_of(folder: Path) -> Vocabulary:
    """All words that shards under `folder` use, mirrored ones too, in alphabetical order, and all subjects of their
    curricula, of which a few shards do not have everyone in company."""
    words: dict[str, set[str]] = {slot: set() for slot in SLOTS}
    for path in folder.glob("[!.]*/phrases.json"):
        curriculum = CURRICULA[json.loads((path.parent / "plan.json").read_text())["curriculum"]]
        words["subject"].update(curriculum.subjects)
        words["second"].update(curriculum.subjects if curriculum.pairs else ())
        later = [one for _, _, one in json.loads((path.parent / "later.json").read_text())]
        for one in (*json.loads(path.read_text()), *later):
            for either in (one, mirrored(one)):
                for slot, word in either.items():
                    words[slot].add(word)
    return Vocabulary(words={slot: tuple(sorted(found)) for slot, found in words.items()})
