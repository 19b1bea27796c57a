"""Lessons rendered into shards."""

import json
from pathlib import Path

import numpy as np
import pytest

from yozora.conditioning.cutouts import in_latents
from yozora.data.lessons import ShardPlan, boxes_of, pixels_of, render_shard, write_manifest
from yozora.models.basis_file import BASES, save_bases
from yozora.models.blocks import BlockBasis, cut, fit, to_unit
from yozora.worlds.cutouts import cutouts
from yozora.worlds.lessons import FIRST, lesson

PLAN = ShardPlan(name="one", curriculum="first", first=20, clips=3, blocks=2, rows=8, columns=8, keep_pixels=True)


@pytest.fixture(scope="module")
def bases() -> tuple[BlockBasis, BlockBasis]:
    clip = to_unit(pixels_of(lesson(FIRST, 5, seconds=PLAN.frames / 8), PLAN))
    image = fit(cut(clip, 1).reshape(-1, 192), frames=1, channels=16)
    return image, fit(cut(clip[1:], 4).reshape(-1, 768), frames=4, channels=16)


@pytest.fixture(scope="module")
def shard(bases: tuple[BlockBasis, BlockBasis], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shards")
    save_bases(folder / BASES, *bases)
    return render_shard(PLAN, *bases, folder)


def test_a_shard_holds_the_latents_of_its_lessons(shard: Path, bases: tuple[BlockBasis, BlockBasis]) -> None:
    pictures, videos, boxes, pixels = (np.load(shard / f"{name}.npy") for name in ("image", "video", "box", "pixels"))
    assert pictures.shape == (3, 3, 8, 8, 16) and videos.shape == (3, 2, 8, 8, 16)
    assert boxes.shape == (3, 5, 8, 8) and pixels.shape == (3, 9, 64, 64, 3)
    again = bases[1].encode(to_unit(pixels[1])[1:])
    assert np.allclose(videos[1], again, atol=0.01)
    assert [one["subject"] for one in json.loads((shard / "phrases.json").read_text())] == list(FIRST.subjects[20:23])


def test_a_shard_holds_the_cut_outs_of_its_lessons(shard: Path, bases: tuple[BlockBasis, BlockBasis]) -> None:
    pictures, videos, boxes = (np.load(shard / f"{name}.npy") for name in ("cut_image", "cut_video", "box"))
    assert pictures.shape == (3, 3, 8, 8, 32) and videos.shape == (3, 2, 8, 8, 32)
    covered = np.concatenate([pictures, videos], 1)[..., 16:].mean(-1)
    assert covered.max() > 0.9
    assert not covered[boxes == 0].any()
    laid = cutouts(lesson(FIRST, PLAN.first, seconds=PLAN.frames / 8), size=PLAN.size, times_s=np.arange(9) / 8)
    assert np.allclose(videos[0], in_latents(laid, *bases)[1:], atol=0.01)


def test_the_box_is_where_the_actor_is() -> None:
    """A still camera and a standing actor: what moves is inside the box."""
    stands = (lesson(FIRST, seed, seconds=PLAN.frames / 8) for seed in range(400))
    scene = next(s for s in stands if s.actors[0].beats[0].action == "jump" and s.camera.move == "static")
    box = boxes_of(scene, PLAN)[3:].any(0).repeat(8, 0).repeat(8, 1)
    motion = np.abs(np.diff(pixels_of(scene, PLAN).astype(int), axis=0)).sum((0, 3))
    assert 0.05 < box.mean() < 0.9
    assert motion[box].mean() > 5 * motion[~box].mean()


def test_what_is_there_already_is_left_as_it_is(shard: Path, bases: tuple[BlockBasis, BlockBasis]) -> None:
    before = (shard / "video.npy").stat().st_mtime_ns
    render_shard(PLAN, *bases, shard.parent)
    assert (shard / "video.npy").stat().st_mtime_ns == before


def test_the_manifest_lists_every_shard(shard: Path) -> None:
    listed = json.loads(write_manifest(shard.parent).read_text())["shards"]
    assert [(one["name"], one["shape"]) for one in listed] == [("one", [3, 3, 8, 8, 16])]
    assert len(listed[0]["phrases_sha256"]) == 64
