"""Lessons of the storybook world, rendered straight into latents.

A shard is a folder: `image.npy` float16 [n, 1 + k, h, w, c], the frames 0, 4, 8, ... each as a picture of its own, so
that a window may begin at any of them; `video.npy` float16 [n, k, h, w, c], the blocks between; `box.npy` uint8
[n, 1 + 2k, h, w], 1 where an actor is, pictures first; `cut_image.npy` and `cut_video.npy`, the cut-outs of the same
frames (`conditioning.cutouts`); `phrases.json` and `plan.json`; and for some shards
`pixels.npy` uint8 [n, T, H, W, 3]. Where somebody does one thing after the other, `later.json` has [number of the clip,
block from which on only the second is done, the phrases from there on].
"""

import hashlib
import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import UInt8
from numpy.typing import NDArray

from yozora.conditioning.cutouts import in_latents, pictures_in_latents
from yozora.conditioning.phrases import Phrases, phrases_of
from yozora.core.errors import InvalidRequest
from yozora.core.geometry import FrameSize
from yozora.models.blocks import BLOCK_PX, FPS, FRAMES_PER_LATENT, BlockBasis, to_unit
from yozora.worlds.cutouts import cutouts
from yozora.worlds.lessons import CURRICULA, lesson
from yozora.worlds.renderer import render
from yozora.worlds.scene import Scene
from yozora.worlds.staging import stage
from yozora.worlds.truth import truth


@dataclass(frozen=True, kw_only=True)
class ShardPlan:
    """Which lessons of a curriculum go into one shard: seeds `first` to `first + clips`, `blocks` x 4 frames after the
    first one."""

    name: str
    curriculum: str
    first: int
    clips: int
    blocks: int
    rows: int
    columns: int
    keep_pixels: bool = False

    def lesson(self, seed: int) -> Scene:
        """One of them."""
        return lesson(CURRICULA[self.curriculum], seed, seconds=self.frames / FPS)

    @property
    def frames(self) -> int:
        """Frames of each clip."""
        return 1 + self.blocks * FRAMES_PER_LATENT

    @property
    def size(self) -> FrameSize:
        """Pixels of each frame."""
        return FrameSize(width_px=self.columns * BLOCK_PX, height_px=self.rows * BLOCK_PX)


def pixels_of(scene: Scene, plan: ShardPlan) -> UInt8[np.ndarray, "T H W 3"]:
    """All frames of one lesson."""
    return np.stack(list(render(scene, size=plan.size, frames=plan.frames, fps=FPS)))


def cutouts_of(
    scene: Scene, plan: ShardPlan, image: BlockBasis, video: BlockBasis
) -> tuple[NDArray[np.float16], NDArray[np.float16]]:
    """The cut-outs of one lesson as the pictures of a shard and as the blocks between."""
    laid = cutouts(scene, size=plan.size, times_s=np.arange(plan.frames) / FPS)
    pictures = pictures_in_latents(laid[::FRAMES_PER_LATENT], image)
    return pictures.astype(np.float16), in_latents(laid, image, video)[1:].astype(np.float16)


def boxes_of(scene: Scene, plan: ShardPlan) -> UInt8[np.ndarray, "t h w"]:
    """1 in every block that an actor's box reaches into: pictures, then the blocks between at middle and end."""
    ends = np.arange(0, plan.frames, FRAMES_PER_LATENT)
    middles = ends[1:] - FRAMES_PER_LATENT // 2
    seen = truth(stage(scene, aspect=plan.size.aspect, times=np.concatenate([ends, middles]) / FPS), plan.size)
    masks = np.zeros((len(seen.boxes), plan.rows, plan.columns), np.uint8)
    for mask, boxes in zip(masks, seen.boxes / BLOCK_PX, strict=True):
        for left, top, right, bottom in boxes:
            rows = slice(max(int(top), 0), max(int(np.ceil(bottom)), 0))
            mask[rows, max(int(left), 0) : max(int(np.ceil(right)), 0)] = 1
    pictures = masks[: len(ends)]
    return np.concatenate([pictures, pictures[1:] | masks[len(ends) :]])


def later_of(scene: Scene, plan: ShardPlan) -> tuple[int, Phrases] | None:
    """From which block on only the second of two things is done, and what the clip says from there on. What the camera
    does is said of every part: it goes on doing it."""
    beats = scene.actors[0].beats
    block = math.ceil(beats[-1].start_s * FPS / FRAMES_PER_LATENT)
    if len(beats) < 2 or block > plan.blocks:
        return None
    camera = {"camera": scene.camera.move.value}
    return block, phrases_of(scene, at_s=block * FRAMES_PER_LATENT / FPS) | camera


def render_shard(plan: ShardPlan, image: BlockBasis, video: BlockBasis, folder: Path) -> Path:
    """Render, encode and store one shard; one that is there already is left as it is. Returns its folder. Raises
    InvalidRequest where that holds other lessons."""
    target = folder / plan.name
    if target.exists():
        if (there := json.loads((target / "plan.json").read_text())) != asdict(plan):
            raise InvalidRequest(f"{target} was drawn by another plan: {there}, expected {plan}. Give another folder.")
        return target
    images, videos = list[NDArray[np.float16]](), list[NDArray[np.float16]]()
    laid = list[tuple[NDArray[np.float16], NDArray[np.float16]]]()
    boxes, kept, said = list[NDArray[np.uint8]](), list[NDArray[np.uint8]](), list[Phrases]()
    later = list[tuple[int, int, Phrases]]()
    for seed in range(plan.first, plan.first + plan.clips):
        scene = plan.lesson(seed)
        pixels = pixels_of(scene, plan)
        clip = to_unit(pixels)
        images.append(image.encode(clip[::FRAMES_PER_LATENT]).astype(np.float16))
        videos.append(video.encode(clip[1:]).astype(np.float16))
        laid.append(cutouts_of(scene, plan, image, video))
        boxes.append(boxes_of(scene, plan))
        said.append(phrases_of(scene))
        if (after := later_of(scene, plan)) is not None:
            later.append((seed - plan.first, *after))
        if plan.keep_pixels:
            kept.append(pixels)
    scratch = folder / f".{plan.name}"
    scratch.mkdir(parents=True, exist_ok=True)
    np.save(scratch / "image.npy", np.stack(images))
    np.save(scratch / "video.npy", np.stack(videos))
    for name, parts in zip(("cut_image", "cut_video"), zip(*laid, strict=True), strict=True):
        np.save(scratch / f"{name}.npy", np.stack(parts))
    np.save(scratch / "box.npy", np.stack(boxes))
    if kept:
        np.save(scratch / "pixels.npy", np.stack(kept))
    (scratch / "plan.json").write_text(json.dumps(asdict(plan)))
    (scratch / "phrases.json").write_text(json.dumps(said))
    (scratch / "later.json").write_text(json.dumps(later))
    scratch.rename(target)
    return target


def write_manifest(folder: Path) -> Path:
    """List the shards of a folder with their sizes and hashes in `manifest.json`."""
    shards = list[dict[str, Any]]()
    for phrases in sorted(folder.glob("[!.]*/phrases.json")):
        shape = np.load(phrases.parent / "image.npy", mmap_mode="r").shape
        digest = hashlib.sha256(phrases.read_bytes()).hexdigest()
        shards.append({"name": phrases.parent.name, "shape": list(shape), "phrases_sha256": digest})
    target = folder / "manifest.json"
    target.write_text(json.dumps({"format": "yozora-shards/1", "shards": shards}, indent=1))
    return target
