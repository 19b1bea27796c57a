"""A judge looks at clips of any size and length, learns what it is shown, and reads back as it was written."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from yozora.core.errors import InvalidRequest, UnreadableFile
from yozora.evaluate.judge import (
    Judge,
    JudgeConfig,
    answers,
    at_height,
    glimpse,
    load_judge,
    save_judge,
    shape_of,
    words_of,
)
from yozora.models.glimpses import HEIGHT_PX, MOMENTS, moments
from yozora.train.judging import (
    Disturbance,
    JudgingLesson,
    JudgingMix,
    Renders,
    accuracy,
    begin_with,
    disturbed,
    weighed,
)
from yozora.worlds.lessons import FIRST, FOURTH, lesson

WORDS = words_of(FIRST)


def tiny(*, shape_only: bool = False) -> Judge:
    torch.manual_seed(0)
    words = {"subject": WORDS["subject"]} if shape_only else WORDS
    return Judge(JudgeConfig(words=words, shape_only=shape_only, widths=(8, 8, 16, 16), motion_widths=(8, 8, 16)))


@pytest.mark.parametrize(("frames", "height", "width"), [(121, 64, 64), (13, 48, 88), (61, 256, 256), (24, 90, 160)])
def test_a_judge_answers_every_slot_of_any_clip(frames: int, height: int, width: int) -> None:
    clip = np.random.default_rng(0).integers(0, 256, (frames, height, width, 3), np.uint8)
    found = answers(tiny(), clip, fps=24)
    assert set(found) == set(WORDS)
    assert all(word in WORDS[slot] for slot, word in found.items())
    assert set(answers(tiny(shape_only=True), clip, fps=24)) == {"subject"}


def test_logits_have_a_row_for_each_clip_and_a_column_for_each_word() -> None:
    frames = torch.rand(2, MOMENTS, 2, 3, HEIGHT_PX, 40)
    logits = tiny()(frames, torch.tensor([2.0, 5.0]))
    assert {slot: tuple(values.shape) for slot, values in logits.items()} == {
        slot: (2, len(words)) for slot, words in WORDS.items()
    }


def test_who_is_on_a_side_is_who_the_whole_frame_would_show_were_it_that_half() -> None:
    words = words_of(FOURTH)
    torch.manual_seed(0)
    judge = Judge(JudgeConfig(words={slot: words[slot] for slot in ("subject", "left", "right")}, widths=(8, 8)))
    judge.see = torch.nn.Sequential(torch.nn.AvgPool2d(8), torch.nn.Conv2d(3, 8, 1))
    red, blue = torch.rand(2, 1, MOMENTS, 2, 3, 1, 1)
    seconds = torch.tensor([2.0])
    whole = red.expand(-1, -1, -1, -1, HEIGHT_PX, 64)
    halves = torch.cat([whole[..., :32], blue.expand(-1, -1, -1, -1, HEIGHT_PX, 32)], -1)
    said, alone = judge(halves, seconds), judge(whole, seconds)["subject"]
    assert torch.allclose(said["left"], alone, atol=1e-6)
    assert not torch.allclose(said["right"], alone, atol=1e-3)
    assert not torch.allclose(said["subject"], alone, atol=1e-3)


@pytest.mark.parametrize("shape_only", [False, True])
def test_a_judge_of_more_words_begins_with_what_another_knows(*, shape_only: bool) -> None:
    known = tiny(shape_only=shape_only)
    torch.nn.init.constant_(known.heads["subject"].bias, -7.0)
    words = words_of(FOURTH)
    more = {slot: words[slot] for slot in (("subject",) if shape_only else words)}
    judge = Judge(replace(known.config, words=more))
    begin_with(judge, known)
    frames, seconds = torch.rand(2, MOMENTS, 2, 3, HEIGHT_PX, 40), torch.tensor([2.0, 5.0])
    found, expected = judge(frames, seconds), known(frames, seconds)
    for slot, choice in known.config.words.items():
        assert torch.equal(found[slot][:, [more[slot].index(word) for word in choice]], expected[slot])
    new = [number for number, word in enumerate(more["subject"]) if word not in known.config.words["subject"]]
    assert torch.allclose(found["subject"][:, new].mean(1), expected["subject"].mean(1), atol=0.2)


def test_the_words_of_a_curriculum_are_all_its_lessons_use() -> None:
    for seed in range(60):
        scene = lesson(FIRST, seed, seconds=2.0)
        assert scene.actors[0].subject in WORDS["subject"]
        assert scene.actors[0].beats[0].direction in WORDS["direction"]
        assert scene.actors[0].beats[0].action in WORDS["action"]
        assert scene.camera.move in WORDS["camera"]


def test_moments_span_the_clip_and_come_in_pairs() -> None:
    found = moments(121, gap=4)
    assert found.tolist() == [[0, 4], [29, 33], [58, 62], [87, 91], [116, 120]]
    with pytest.raises(InvalidRequest, match="A clip of 5 frames is too short to be judged: at least 6"):
        moments(5, gap=4)


def test_a_clip_at_another_rate_is_looked_at_at_the_same_times() -> None:
    clip = np.zeros((121, 64, 64, 3), np.uint8)
    clip[:] = np.arange(121)[:, None, None, None]
    assert torch.equal(glimpse(clip, fps=24)[:, 0], glimpse(clip[::4], fps=6)[:, 0])


def test_pictures_keep_their_aspect_and_their_mean() -> None:
    pictures = torch.rand(2, 3, 128, 176)
    assert at_height(pictures).shape == (2, 3, 64, 88)
    assert at_height(pictures).mean().item() == pytest.approx(pictures.mean().item(), abs=1e-3)
    assert at_height(pictures[:, :, :48, :88]).shape == (2, 3, 64, 117)


def test_the_shape_only_judge_sees_neither_colour_nor_light() -> None:
    generator = torch.Generator().manual_seed(0)
    picture = torch.rand(1, 3, 64, 64, generator=generator) * 0.5
    swapped, lighter = picture[:, [2, 0, 1]], picture + 0.3
    for other in (swapped, lighter):
        assert torch.allclose(shape_of(picture), shape_of(other), atol=1e-3)
    assert torch.allclose(shape_of(picture), -shape_of(1 - picture), atol=1e-3)


def test_a_judge_reads_back_as_it_was_written(tmp_path: Path) -> None:
    judge = tiny()
    save_judge(tmp_path / "judge.pt", judge)
    clip = np.random.default_rng(1).integers(0, 256, (30, 64, 64, 3), np.uint8)
    found = load_judge(tmp_path / "judge.pt")
    assert found.config == judge.config
    assert answers(found, clip, fps=24) == answers(judge, clip, fps=24)
    torch.save({"format": "other"}, tmp_path / "other.pt")
    with pytest.raises(UnreadableFile, match="expected 'yozora-judge/2'"):
        load_judge(tmp_path / "other.pt")


def test_disturbing_keeps_shapes_and_range_and_is_the_same_every_time() -> None:
    frames = torch.rand(2, MOMENTS, 2, 3, 64, 40)
    first, again = (disturbed(frames, np.random.default_rng(3), Disturbance(), invert=True) for _ in range(2))
    assert torch.equal(first, again)
    assert first.shape == frames.shape
    assert first.min() >= 0 and first.max() <= 1


@pytest.fixture
def shard(tmp_path: Path) -> Path:
    """Eight clips in which a square on one of two grounds moves to the left or to the right."""
    folder = tmp_path / "renders" / "0000"
    folder.mkdir(parents=True)
    pixels = np.zeros((8, 16, 64, 64, 3), np.uint8)
    said = []
    for number, clip in enumerate(pixels):
        left, desert = bool(number & 1), bool(number & 2)
        clip[:] = (200, 180, 90) if desert else (60, 160, 60)
        for time, frame in enumerate(clip):
            column = 44 - 2 * time if left else 4 + 2 * time
            frame[24:40, column : column + 16] = 250
        said.append({"direction": "left" if left else "right", "place": "desert" if desert else "meadow"})
    np.save(folder / "pixels.npy", pixels)
    (folder / "phrases.json").write_text(json.dumps(said))
    return tmp_path / "renders"


def test_a_mirrored_clip_moves_the_other_way(shard: Path) -> None:
    sight = Renders(shard, tiny().config).batch(np.random.default_rng(0), 16)
    brightest = sight.frames[:, :, 0].amin(2)
    columns = (brightest > 0.9).float().sum(2) @ torch.arange(64.0) / (brightest > 0.9).float().sum((2, 3))
    right = columns[:, -1] > columns[:, 0]
    assert torch.equal(right, sight.right["direction"] == WORDS["direction"].index("right"))
    assert (sight.right["subject"] < 0).all(), "what is not stated is not asked"


def test_what_is_rare_weighs_more(shard: Path) -> None:
    said = [{"direction": "left" if number else "right"} for number in range(9)]
    (shard / "0000" / "phrases.json").write_text(json.dumps(said))
    weights = Renders(shard, tiny().config).weights()["direction"]
    assert [round(weights[WORDS["direction"].index(word)].item(), 3) for word in ("stay", "left", "right")] == [
        0.0,
        0.354,
        1.0,
    ]
    logits = torch.zeros(2, 3).index_fill(1, torch.tensor([1]), 2.0)
    wrong_of_two = weighed(logits, torch.tensor([1, 2]), weights, smoothing=0.0)
    assert wrong_of_two > F.cross_entropy(logits, torch.tensor([1, 2])), "the rare one is the one it misses"


def test_a_judge_learns_a_few_clips_by_heart_and_is_asked_only_what_is_stated(shard: Path) -> None:
    judge = tiny()
    renders = Renders(shard, judge.config)
    calm = Disturbance(shift_px=1, brightness=0, contrast=0, noise=0, softness=1)
    lesson_of = JudgingLesson(judge, renders, JudgingMix(clips=16, disturbance=calm), show=lambda *_: None)
    tool = torch.optim.AdamW(judge.parameters(), lr=4e-3)
    for step in range(60):
        loss, _ = lesson_of.loss(step)
        tool.zero_grad()
        loss.backward()
        tool.step()
    found = accuracy(judge, renders)
    assert found == {"direction": 1.0, "place": 1.0}
