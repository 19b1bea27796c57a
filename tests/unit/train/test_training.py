"""One loop: it learns, it goes on where it stopped, and its batches are what they say."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from yozora.conditioning.phrases import SLOTS, phrases_of
from yozora.core.errors import InvalidRequest
from yozora.data.lessons import ShardPlan, pixels_of, render_shard
from yozora.models.basis_file import BASES, load_bases, save_bases
from yozora.models.blocks import cut, fit, to_unit
from yozora.models.codec import Decoder
from yozora.models.interpolator import Interpolator
from yozora.models.transformer import Transformer, TransformerConfig
from yozora.models.upscaler import Upscaler
from yozora.train.decoding import DecodingLesson, DecodingMix, PixelShards
from yozora.train.enlarging import EnlargingLesson, EnlargingMix
from yozora.train.flow import FlowLesson, FlowMix
from yozora.train.interpolating import Between, InterpolatingLesson, InterpolatingMix
from yozora.train.loop import Pace, expected, optimisers, train
from yozora.train.shards import Shards, vocabulary_of
from yozora.worlds.lessons import FIRST, SECOND, lesson


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two grids of a few lessons each."""
    folder = tmp_path_factory.mktemp("data")
    plans = [
        ShardPlan(name="square", curriculum="first", first=0, clips=8, blocks=2, rows=8, columns=8, keep_pixels=True),
        ShardPlan(name="wide", curriculum="first", first=50, clips=4, blocks=2, rows=6, columns=11),
        ShardPlan(name="pictures", curriculum="first", first=90, clips=6, blocks=0, rows=8, columns=8),
    ]
    clips = [to_unit(pixels_of(lesson(FIRST, seed, seconds=9 / 8), plans[0])) for seed in range(8)]
    image = fit(np.concatenate([cut(clip, 1).reshape(-1, 192) for clip in clips]), frames=1, channels=16)
    video = fit(np.concatenate([cut(clip[1:], 4).reshape(-1, 768) for clip in clips]), frames=4, channels=16)
    save_bases(folder / BASES, image, video)
    for plan in plans:
        render_shard(plan, image, video, folder)
    return folder


@pytest.fixture(scope="module")
def shards(data: Path) -> Shards:
    return Shards(data, vocabulary_of(data))


class Line:
    """Fits one number to three; the simplest lesson."""

    def __init__(self) -> None:
        self.module = nn.Linear(1, 1, bias=False)
        nn.init.zeros_(self.module.weight)
        self.shown: list[int] = []

    def loss(self, step: int) -> tuple[Tensor, dict[str, float]]:
        return (self.module.weight - 3).square().mean(), {"step_seen": float(step)}

    def show(self, averaged: nn.Module, folder: Path, step: int) -> None:
        self.shown.append(step)


def quiet(_: str) -> None: ...


def test_a_run_learns_writes_its_curve_and_shows_samples(tmp_path: Path) -> None:
    line = Line()
    train(line, tmp_path, Pace(minutes=0.02, rate=0.1, warmup_steps=1, average=0.5), say=quiet)
    curve = [json.loads(text) for text in (tmp_path / "curve.jsonl").read_text().splitlines()]
    assert curve[-1]["loss"] < 0.05 < curve[0]["loss"]
    assert [one["step"] for one in curve] == list(range(10, 10 * len(curve) + 1, 10))
    assert len(line.shown) == 1


def test_a_curve_says_what_it_leads_to(tmp_path: Path) -> None:
    lines = [{"step": step, "loss": 0.9 - 0.05 * math.log(step)} for step in range(10, 2000, 10)]
    (tmp_path / "curve.jsonl").write_text("\n".join(map(json.dumps, lines)))
    assert expected(tmp_path, 20_000) == pytest.approx(0.9 - 0.05 * math.log(20_000))


def test_a_stopped_run_goes_on_from_its_newest_checkpoint(tmp_path: Path) -> None:
    train(Line(), tmp_path, Pace(minutes=0.01, rate=0.01), say=quiet)
    first = torch.load(tmp_path / "newest.pt", weights_only=True)
    again = Line()
    train(again, tmp_path, Pace(minutes=0.001, rate=0.0), say=quiet)
    second = torch.load(tmp_path / "newest.pt", weights_only=True)
    assert second["step"] > first["step"] and second["seconds"] > first["seconds"]
    assert second["module"]["weight"].item() == first["module"]["weight"].item() > 0


def test_matrices_of_the_blocks_go_to_muon_and_everything_goes_somewhere() -> None:
    network = Transformer(TransformerConfig(channels=16, width=32, depth=1, heads=2, slots=(2, 2)))
    tools = optimisers(network, Pace(minutes=1))
    assert [type(tool).__name__ for tool in tools] == ["Muon", "AdamW"]
    counts = [sum(p.numel() for group in tool.param_groups for p in group["params"]) for tool in tools]
    assert sum(counts) == sum(p.numel() for p in network.parameters())


def test_a_batch_is_windows_of_one_grid_with_their_words(shards: Shards) -> None:
    rng = np.random.default_rng(0)
    shapes = {tuple(shards.batch(rng, latents=2, tokens=512, drop=0.0, bare=0.0).clean.shape[1:]) for _ in range(20)}
    assert shapes == {(2, 8, 8, 16), (2, 6, 11, 16)}
    batch = shards.batch(rng, latents=3, tokens=900, drop=0.0, bare=0.0)
    assert batch.clean.shape[0] == batch.phrases.shape[0] == batch.box.shape[0] == 4
    assert batch.phrases[:, SLOTS.index("subject")].min() > 0
    assert shards.batch(rng, latents=1, tokens=64, drop=1.0, bare=1.0).phrases.sum() == 0


def test_a_mirrored_window_says_the_other_side(data: Path, shards: Shards) -> None:
    words = vocabulary_of(data).words["direction"]
    group = next(group for group in shards.groups.values() if group.videos.shape[1] == 2)
    slot = SLOTS.index("direction")
    left, right = 1 + words.index("left"), 1 + words.index("right")
    swapped = {left: right, right: left}
    for plain, mirrored in zip(group.phrases[:, 0, slot], group.mirrored[:, 0, slot], strict=True):
        assert mirrored == swapped.get(int(plain), int(plain))


def test_a_window_says_what_it_shows_of_two_things_done_one_after_the_other(data: Path, tmp_path: Path) -> None:
    """Of 2.1 s the second begins at 1.06 s: in the third block, so that only from there on the first is over."""
    blocks = 4
    turned = next(seed for seed in range(999) if "then" in phrases_of(lesson(SECOND, seed, seconds=17 / 8)))
    bases = load_bases(data / BASES)
    save_bases(tmp_path / BASES, *bases)
    plan = ShardPlan(name="turned", curriculum="second", first=turned, clips=1, blocks=blocks, rows=8, columns=8)
    render_shard(plan, *bases, tmp_path)
    said = phrases_of(lesson(SECOND, turned, seconds=17 / 8))
    vocabulary = vocabulary_of(tmp_path)
    group = Shards(tmp_path, vocabulary).groups[blocks + 1, 8, 8]
    starts, clip, straight = np.arange(blocks + 1), np.zeros(blocks + 1, int), np.zeros(blocks + 1, bool)

    def told(slot: str, latents: int) -> list[str | None]:
        found = group.words(clip, starts, straight, latents=latents)[:, SLOTS.index(slot)]
        return [vocabulary.words[slot][number - 1] if number else None for number in found]

    first, then = said["action"], said["then"]
    assert told("action", 1) == [first, first, first, then, then]
    assert told("then", 1) == [None] * 5
    assert told("then", 3)[:2] == [None, None]
    assert told("then", 5)[0] == then


def test_a_few_shards_tell_the_whole_vocabulary_of_their_curriculum(data: Path) -> None:
    words = vocabulary_of(data).words
    assert words["subject"] == tuple(sorted(FIRST.subjects))
    assert words["second"] == ()


def test_a_folder_of_other_lessons_is_not_added_to(data: Path) -> None:
    plan = ShardPlan(name="wide", curriculum="second", first=50, clips=4, blocks=2, rows=6, columns=11)
    with pytest.raises(InvalidRequest, match=r"wide was drawn by another plan.*'first'.*Give another folder"):
        render_shard(plan, *load_bases(data / BASES), data)


def test_lessons_that_are_rendered_meanwhile_are_taken_up(data: Path, tmp_path: Path) -> None:
    bases = load_bases(data / BASES)
    save_bases(tmp_path / BASES, *bases)
    plan = ShardPlan(name="0", curriculum="first", first=0, clips=3, blocks=1, rows=8, columns=8)
    render_shard(plan, *bases, tmp_path)
    shards = Shards(tmp_path, vocabulary_of(data))
    shards.refresh()
    assert shards.clips == 3
    render_shard(replace(plan, name="1", first=3), *bases, tmp_path)
    shards.refresh()
    whole, fresh = shards.groups[2, 8, 8], Shards(tmp_path, vocabulary_of(data)).groups[2, 8, 8]
    assert shards.clips == 6
    for name in ("pictures", "videos", "boxes", "phrases", "mirrored", "turns"):
        assert (getattr(whole, name) == getattr(fresh, name)).all()


def test_the_transformer_learns_a_few_clips_by_heart(shards: Shards) -> None:
    """A tiny network on eighteen clips: its loss falls well below that of the best guess without looking (1)."""
    torch.manual_seed(0)
    config = TransformerConfig(channels=16, width=64, depth=2, heads=2, slots=tuple(60 for _ in SLOTS))
    network = Transformer(config, shards.variance())
    mix = FlowMix(tokens=1024, pictures=0.5, lengths=(3,), shares=(1.0,), causal=0.3)
    told = FlowLesson(network, shards, mix, show=lambda *_: None)
    tools = optimisers(network, Pace(minutes=1, rate=4e-3))
    losses = []
    for step in range(120):
        loss, _ = told.loss(step)
        loss.backward()
        for tool in tools:
            tool.step()
            tool.zero_grad()
        losses.append(loss.item())
    assert np.mean(losses[-20:]) < 0.85 * np.mean(losses[:10])


def test_the_same_step_draws_the_same_batch(shards: Shards) -> None:
    torch.manual_seed(0)
    network = Transformer(TransformerConfig(channels=16, width=32, depth=1, heads=2, slots=tuple(60 for _ in SLOTS)))
    told = FlowLesson(network, shards, FlowMix(tokens=256, lengths=(3,), shares=(1.0,)), show=lambda *_: None)
    assert told.loss(5)[0].item() == told.loss(5)[0].item() != told.loss(6)[0].item()


def test_the_decoder_gains_on_the_block_transform(data: Path) -> None:
    from yozora.models.basis_file import BASES, load_bases

    torch.manual_seed(0)
    told = DecodingLesson(
        Decoder(*load_bases(data / BASES), width=32, depth=1), PixelShards(data), DecodingMix(clips=4, latents=2)
    )
    optimiser = torch.optim.AdamW(told.module.parameters(), lr=3e-3)
    first = np.mean([told.loss(step)[1]["psnr"] for step in range(5)])
    for step in range(60):
        told.loss(step)[0].backward()
        optimiser.step()
        optimiser.zero_grad()
    assert np.mean([told.loss(step)[1]["psnr"] for step in range(5)]) > first + 0.3


def test_the_upscaler_learns_to_enlarge() -> None:
    rng = np.random.default_rng(0)
    ramps = rng.integers(0, 255, (6, 12, 12, 3)).astype(np.uint8)
    large = ramps.repeat(4, 1).repeat(4, 2) // 2
    torch.manual_seed(0)
    told = EnlargingLesson(Upscaler(), ramps, large, EnlargingMix(pictures=4, patch_px=8))
    optimiser = torch.optim.AdamW(told.module.parameters(), lr=1e-3)
    first = told.loss(0)[0].item()
    for step in range(25):
        told.loss(step)[0].backward()
        optimiser.step()
        optimiser.zero_grad()
    assert told.loss(0)[0].item() < 0.7 * first


def sliding_squares() -> Between:
    """Clips of a bright square that goes two or four pixels a frame across, seen halfway between its frames too."""
    clips = []
    for start, speed in ((2, 2), (18, -2), (2, 4), (20, -4)):
        clip = np.full((7, 32, 32, 3), 60, np.uint8)
        for half, frame in enumerate(clip):
            left = start + speed * half // 2
            frame[10:18, left : left + 8] = 220
        clips.append(clip)
    frames = np.stack(clips)
    when = np.full((len(frames), 3), 0.5)
    boxes = np.zeros((len(frames), 3, 4))
    return Between(coded=frames[:, ::2], true=frames[:, ::2], between=frames[:, 1::2], moments=when, boxes=boxes)


def test_the_interpolator_learns_to_move_a_square_and_not_to_fade_it() -> None:
    torch.manual_seed(0)
    told = InterpolatingLesson(
        Interpolator(), [sliding_squares()], InterpolatingMix(pictures=4, patch_px=32, sliding=0)
    )
    optimiser = torch.optim.AdamW(told.module.parameters(), lr=2e-3)
    assert told.loss(0)[1]["gain"] == pytest.approx(0, abs=1e-3)
    for step in range(90):
        told.loss(step)[0].backward()
        optimiser.step()
        optimiser.zero_grad()
    assert np.mean([told.loss(step)[1]["gain"] for step in range(100, 104)]) > 4


def test_clips_between_frames_are_read_as_they_were_written(tmp_path: Path) -> None:
    clips = sliding_squares()
    clips.write(tmp_path / "clips")
    found = Between.read(tmp_path / "clips")
    assert all(np.array_equal(getattr(found, name), values) for name, values in vars(clips).items())
    assert [path.name for path in tmp_path.iterdir()] == ["clips"]
