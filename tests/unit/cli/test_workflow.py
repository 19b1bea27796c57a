"""The same in Python: the functions behind the public names."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from signing import alike

import yozora
from yozora import media
from yozora.core.errors import InvalidRequest, UnreadableFile
from yozora.core.timeline import SEEDS
from yozora.worlds.vocabulary import Place

PROMPT = "a fox runs through the snow at night"


def make(tmp_path: Path, source: "str | yozora.Scene" = PROMPT, **more: object) -> "yozora.Made":
    wanted = {"out": tmp_path / "clip.mp4", "engine": "fake", "seconds": 0.5, "size": "64x64", "seed": 3} | more
    return yozora.create(source, **wanted)


def test_a_prompt_becomes_a_clip_with_everything_in_its_recipe(tmp_path: Path) -> None:
    made = make(tmp_path)
    assert made.recipe == yozora.inspect(made.path)
    assert (made.recipe.prompt, made.recipe.seed, made.recipe.engine) == (PROMPT, 3, "fake")
    assert made.recipe.timeline.frames == 12
    assert [heard["status"] for heard in made.recipe.understanding["heard"]]
    assert made.recipe.timeline.cards[0].plan == yozora.plan(PROMPT, seconds=0.5, seed=3).to_plan()


def test_an_edited_scene_is_drawn_as_edited(tmp_path: Path) -> None:
    scene = replace(yozora.plan(PROMPT, seconds=1, seed=3), place=Place.MOON)
    made = make(tmp_path, scene, seconds=None, seed=None)
    assert made.recipe.seed == 3 and made.recipe.timeline.seconds == 1
    assert made.recipe.timeline.cards[0].plan == scene.to_plan()


def test_a_clip_is_made_again_from_its_file(tmp_path: Path) -> None:
    made = make(tmp_path)
    again = yozora.rerun(made.path, out=tmp_path / "again.mp4")
    assert alike(again.path, made.path)


def test_without_a_seed_one_is_drawn_and_kept(tmp_path: Path) -> None:
    seeds = {make(tmp_path, seed=None).recipe.seed for _ in range(3)}
    assert len(seeds) == 3 and all(0 <= seed < SEEDS for seed in seeds)


def test_the_plan_lasts_as_long_as_the_frames_do(tmp_path: Path) -> None:
    made = make(tmp_path, seconds=0.51, fps="30000/1001")
    plan = made.recipe.timeline.cards[0].plan
    assert plan is not None and plan["seconds"] == made.recipe.timeline.seconds


@pytest.mark.parametrize("seed", [-1, SEEDS])
def test_a_seed_out_of_range_is_refused(seed: int, tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"out of range: from 0 to 4294967295\. Leave it out to draw one"):
        make(tmp_path, seed=seed)


def test_an_unknown_engine_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"engine='dream' is not known\. Use one of: sketch, storybook\."):
        make(tmp_path, engine="dream")


def test_a_clip_by_another_program_has_no_recipe_to_show(tmp_path: Path) -> None:
    Image.fromarray(next(media.read_frames(make(tmp_path).path))).save(tmp_path / "foreign.png")
    with pytest.raises(UnreadableFile, match=r"carries no recipe: .* Give a clip as yozora wrote it\."):
        yozora.inspect(tmp_path / "foreign.png")


def test_what_a_prompt_means_can_be_asked_without_drawing() -> None:
    understanding = yozora.understand("a fox beside a zorblax")
    statuses = {heard.text: heard.status.value for heard in understanding.heard}
    assert statuses["fox"] == "known" and statuses["zorblax"] == "unknown"


@pytest.mark.parametrize("call", [yozora.understand, yozora.plan])
def test_an_empty_prompt_is_refused_everywhere(call: object) -> None:
    assert callable(call)
    with pytest.raises(yozora.YozoraError, match="The prompt is empty"):
        call("  ")


def test_two_clips_are_connected_in_one_shot_and_each_keeps_its_words(tmp_path: Path) -> None:
    clips = [
        yozora.create(words, out=tmp_path / f"{words[-3:]}.mp4", seconds=1, size="128x128", fps=8, seed=1).path
        for words in ("a dog by day", "a cat at night ")
    ]
    made = yozora.connect(*clips, out=tmp_path / "both.mp4", gap=1, engine="sketch")
    assert made.recipe.timeline.cuts == ()
    assert [card.text for card in made.recipe.timeline.texts] == ["a dog by day", "a cat at night"]
    assert [parent.recipe is not None for parent in made.recipe.parents] == [True, True]


def test_a_clip_of_a_plan_is_described_in_words_that_can_be_drawn(tmp_path: Path) -> None:
    from yozora.cli.boards import read_board, write_board

    scene = yozora.plan("a dog runs in the desert", seconds=1, seed=1)
    made = yozora.create(scene, out=tmp_path / "a.mp4", size="128x128", fps=8)
    (tmp_path / "a.yaml").write_text(write_board(yozora.describe(made.path).timeline), encoding="utf-8")
    assert "dog" in read_board(tmp_path / "a.yaml").texts[0].text


def test_a_storyboard_remembers_each_clip_once_with_its_recipe(tmp_path: Path) -> None:
    made = yozora.create("a dog by day", out=tmp_path / "a.mp4", seconds=1, size="128x128", fps=8, seed=1)
    (tmp_path / "b.yaml").write_text("fps: 8\nsize: 128x128\ncards:\n- clip: a.mp4\n- gap: 1\n- clip: a.mp4\n")
    (parent,) = yozora.storyboard(tmp_path / "b.yaml", out=tmp_path / "b.mp4", engine="sketch").recipe.parents
    assert parent.recipe == made.recipe
