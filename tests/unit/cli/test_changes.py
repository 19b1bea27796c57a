"""Changing clips: what is asked for counts, and what cannot be is refused in the words of whoever asked."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import yozora
from yozora import media
from yozora.core.errors import InvalidRequest, UnwritableOutput
from yozora.core.timeline import Timeline
from yozora.generate import drafts
from yozora.generate.drafts import Look
from yozora.worlds.scene import Scene
from yozora.worlds.vocabulary import Action, Style

WALK = "a dog walks right through the meadow by day"
QUICK: dict[str, Any] = {"engine": "sketch"}


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return yozora.create(WALK, out=tmp_path / "clip.mp4", seconds=2, size="128x72", fps=8, seed=1).path


def scene_of(made: yozora.Made) -> Scene:
    (card,) = made.recipe.timeline.texts
    assert card.plan is not None
    return Scene.from_plan(card.plan)


def test_what_is_made_before_a_clip_leads_up_to_it(clip: Path, tmp_path: Path) -> None:
    made = yozora.extend(clip, before=1, out=tmp_path / "longer.mp4", **QUICK)
    begun = Scene.from_plan(yozora.inspect(clip).timeline.texts[0].plan or {})
    assert scene_of(made).seconds == 3
    assert scene_of(made).actors[0].x < begun.actors[0].x
    frames = [frame.astype(float) for frame in media.read_frames(made.path)]
    moved = [abs(one - other).mean() for one, other in pairwise(frames[:7])]
    assert min(moved) > 0.2, "nothing stands still before the clip begins"


def test_what_is_made_after_a_clip_has_the_style_that_is_asked_for(clip: Path, tmp_path: Path) -> None:
    made = yozora.extend(clip, after=1, style="watercolour", out=tmp_path / "longer.mp4", **QUICK)
    assert scene_of(made).style is Style.WATERCOLOUR


def test_the_sketch_restyles_at_the_size_and_pace_and_by_the_words_that_are_asked_for(
    clip: Path, tmp_path: Path
) -> None:
    made = yozora.restyle(
        clip, "watercolour", prompt="a cat sleeps", size="96x96", fps=12, out=tmp_path / "other.mp4", **QUICK
    )
    timeline = made.recipe.timeline
    assert (str(timeline.size), timeline.fps, timeline.frames) == ("96x96", 12, 24)
    assert (scene_of(made).actors[0].subject, scene_of(made).style) == ("cat", Style.WATERCOLOUR)


def test_the_sketch_has_no_use_for_a_strength(clip: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"draws its whole plan anew\. Leave the strength out"):
        yozora.restyle(clip, "watercolour", strength=0.5, out=tmp_path / "other.mp4", **QUICK)


def test_a_larger_clip_has_the_pace_that_is_asked_for(clip: Path, tmp_path: Path) -> None:
    timeline = yozora.upscale(clip, fps=16, out=tmp_path / "large.mp4", **QUICK).recipe.timeline
    assert (str(timeline.size), timeline.fps, timeline.frames) == ("256x144", 16, 32)


def test_a_picture_is_made_larger_too(tmp_path: Path) -> None:
    small = yozora.still(WALK, out=tmp_path / "small.png", size="96x96", seed=1).path
    large = yozora.upscale(small, out=tmp_path / "large.png").path
    assert media.read_picture(large).shape == (192, 192, 3)
    shrunk = media.read_picture(large).reshape(96, 2, 96, 2, 3).mean((1, 3))
    assert abs(shrunk - media.read_picture(small)).mean() < 4


def test_a_still_is_no_film(tmp_path: Path) -> None:
    with pytest.raises(UnwritableOutput, match=r"a still is one picture\. Try dog\.png"):
        yozora.still(WALK, out=tmp_path / "dog.mp4")


@pytest.mark.parametrize(
    ("verb", "asked", "message"),
    [
        ("connect", {"gap": 0}, "gap=0 cannot be a length"),
        ("loop", {"seam": 0}, "seam=0 cannot be a length"),
        ("extend", {"after": -1}, "after=-1 cannot be a length"),
        ("extend", {"before": -2.5}, "before=-2.5 cannot be a length"),
    ],
)
def test_a_length_is_called_by_its_own_name(
    verb: str, asked: dict[str, float], message: str, clip: Path, tmp_path: Path
) -> None:
    clips = (clip, clip) if verb == "connect" else (clip,)
    with pytest.raises(InvalidRequest, match=message):
        getattr(yozora, verb)(*clips, out=tmp_path / "no.mp4", **asked)


def test_two_pictures_at_one_moment_are_told_to_move(tmp_path: Path) -> None:
    picture = yozora.still(WALK, out=tmp_path / "a.png", size="64x64", seed=1).path
    with pytest.raises(InvalidRequest, match=r"overlap by .* s\. Move or shorten one\.$"):
        yozora.animate([(picture, 0), (picture, 0)], out=tmp_path / "no.mp4")


def test_takes_of_a_plan_differ(tmp_path: Path) -> None:
    scene = yozora.plan(WALK, seconds=1, seed=5)
    takes = list(replace(draft_of(scene), variations=3).takes())
    assert [take.seed for take in takes] == [5, 6, 7]
    assert [(take.texts[0].plan or {})["seed"] for take in takes] == [5, 6, 7]


def draft_of(scene: Scene) -> Timeline:
    return drafts.create(scene, Look(size="128x72", fps=8)).timeline


def test_a_plan_is_drawn_in_the_style_that_is_asked_for(tmp_path: Path) -> None:
    scene = yozora.plan(WALK, seconds=1, seed=5)
    made = yozora.create(scene, style="papercraft", out=tmp_path / "a.mp4", size="128x72", fps=8)
    assert scene_of(made).style is Style.PAPERCRAFT


def test_a_style_that_can_change_nothing_is_refused(clip: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="has no words to act on"):
        yozora.upscale(clip, style="papercraft", out=tmp_path / "a.mp4")


def test_a_board_with_takes_makes_its_first_in_python(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("fps: 8\nsize: 128x72\nvariations: 3\ncards: [{text: a dog, seconds: 1}]\n")
    assert yozora.storyboard(tmp_path / "b.yaml", out=tmp_path / "b.mp4").recipe.timeline.variations == 1


def test_who_is_known_by_a_name_is_known_in_what_is_made_of_a_clip(tmp_path: Path) -> None:
    board = "fps: 8\nsize: 128x72\nstyle: papercraft\ncharacters: {Rusty: an orange dog}\n"
    (tmp_path / "b.yaml").write_text(board + "cards: [{text: Rusty stands in the meadow, seconds: 1}]\n")
    first = yozora.storyboard(tmp_path / "b.yaml", out=tmp_path / "b.mp4").path
    made = yozora.extend(first, after=1, prompt="Rusty jumps in the meadow", out=tmp_path / "c.mp4", **QUICK)
    assert scene_of(made).actors[0].subject == "dog"
    assert scene_of(made).style is Style.PAPERCRAFT


def test_each_scene_of_a_storyboard_goes_on_where_it_belongs(tmp_path: Path) -> None:
    cards = "cards: [{text: a fox runs in the snow, seconds: 1}, {text: a whale swims in the sea, seconds: 1}]\n"
    (tmp_path / "b.yaml").write_text("fps: 8\nsize: 128x72\n" + cards)
    film = yozora.storyboard(tmp_path / "b.yaml", out=tmp_path / "b.mp4").path
    made = yozora.extend(film, before=1, after=1, out=tmp_path / "c.mp4", **QUICK)
    assert [(card.text, card.at_s) for card in made.recipe.timeline.texts] == [
        ("a fox runs in the snow", 0.0),
        ("a whale swims in the sea", 2.0),
    ]
    connected = yozora.connect(film, film, gap=1, out=tmp_path / "d.mp4", **QUICK).recipe
    assert [card.text for card in connected.timeline.texts] == ["a whale swims in the sea", "a fox runs in the snow"]
    assert len(connected.parents) == 1


def test_parts_of_a_storyboard_keep_the_words_of_their_own_scenes(tmp_path: Path) -> None:
    cards = "cards: [{text: a fox runs in the snow, seconds: 2}, {text: a whale swims in the sea, seconds: 2}]\n"
    (tmp_path / "b.yaml").write_text("fps: 8\nsize: 128x72\n" + cards)
    film = yozora.storyboard(tmp_path / "b.yaml", out=tmp_path / "b.mp4").path
    made = yozora.recut(film, ["3-4", "1-2.5@1.5"], out=tmp_path / "c.mp4", **QUICK).recipe
    assert [(card.text, card.at_s, card.until_s) for card in made.timeline.texts] == [
        ("a whale swims in the sea", 0.0, 1.0),
        ("a fox runs in the snow", 1.5, 2.5),
        ("a whale swims in the sea", 2.5, 3.0),
    ]


def test_a_loop_that_nothing_closes_says_so(clip: Path, tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(f"fps: 8\nsize: 128x72\nloop: true\ncards: [{{clip: {clip.name}}}]\n")
    for engine in yozora.cli.workflow.ENGINES:
        made = yozora.storyboard(tmp_path / "b.yaml", out=tmp_path / "c.mp4", engine=engine)
        assert "nothing leads from its end to its beginning" in " ".join(made.recipe.notes)


def test_an_enlarged_clip_still_knows_its_words(clip: Path, tmp_path: Path) -> None:
    large = yozora.upscale(clip, out=tmp_path / "large.mp4", **QUICK).path
    assert yozora.extend(large, after=1, out=tmp_path / "longer.mp4", **QUICK).recipe.prompt == WALK


def test_a_film_is_shown_at_another_pace_to_its_last_picture(tmp_path: Path) -> None:
    picture = yozora.still(WALK, out=tmp_path / "a.png", size="128x72", seed=1).path
    (tmp_path / "b.yaml").write_text("fps: 24\nsize: 128x72\ncards: [{text: a dog, seconds: 1}, {image: a.png}]\n")
    made = yozora.storyboard(tmp_path / "b.yaml", fps=10, out=tmp_path / "b.mp4", **QUICK)
    assert made.recipe.timeline.placed[-1].first == made.recipe.timeline.frames - 1
    assert picture.name == made.recipe.timeline.media[0].file.split("/")[-1]


def test_far_back_somebody_comes_from_outside_the_picture(clip: Path, tmp_path: Path) -> None:
    made = yozora.extend(clip, before=60, out=tmp_path / "long.mp4", size="64x64", fps=1, **QUICK)
    assert scene_of(made).actors[0].x >= -20


SNOW = "a fox walks through a snowy forest at dusk, the camera follows"


@pytest.fixture(scope="module")
def shot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("shot") / "shot.mp4"
    return yozora.create(SNOW, out=out, seconds=3, size="320x176", seed=4, **QUICK).path


def changes_of(path: Path) -> np.ndarray:
    frames = [frame.astype(float) for frame in media.read_frames(path)]
    return np.array([np.abs(one - other).mean() for one, other in pairwise(frames)])


@pytest.mark.parametrize(
    ("more", "join"),
    [
        ({"after": 2}, 72),
        ({"before": 2}, 48),
        ({"after": 2, "prompt": "then it jumps"}, 72),
        ({"before": 2, "prompt": "it sleeps"}, 48),
        ({"after": 2, "prompt": "它停下来"}, 72),
    ],
)
def test_an_extension_goes_on_in_the_same_shot(shot: Path, tmp_path: Path, more: dict[str, Any], join: int) -> None:
    made = yozora.extend(shot, out=tmp_path / "longer.mp4", **more, **QUICK)
    changes = changes_of(made.path)
    assert changes[join - 1] < 3 * np.median(changes)  # what was there is encoded and marked anew
    assert changes[join : join + 12].max() < 2.5 * np.median(changes)
    begun = Scene.from_plan(yozora.inspect(shot).timeline.texts[0].plan or {})
    scene = scene_of(made)
    assert (scene.place, scene.time, scene.weather) == (begun.place, begun.time, begun.weather)
    assert (scene.camera, scene.seed) == (begun.camera, begun.seed)
    assert [actor.subject for actor in scene.actors] == ["fox"]
    assert not any("dissolves" in note for note in made.recipe.notes)


def test_who_runs_does_not_stop_at_the_join(tmp_path: Path) -> None:
    run = yozora.create("a fox runs through the snow", seconds=3, size="256x256", seed=1, out=tmp_path / "run.mp4")
    changes = changes_of(yozora.extend(run.path, after=1, out=tmp_path / "longer.mp4", engine="sketch").path)
    assert 0.7 * np.median(changes) < changes[71] < 1.4 * np.median(changes)


@pytest.mark.parametrize(
    ("prompt", "more", "acts"),
    [
        ("it stops", {"after": 2}, [(Action.WALK, 0, 3), (Action.STAND, 3, None)]),
        ("then the fox jumps, then it runs", {"after": 2}, [
            (Action.WALK, 0, 3), (Action.JUMP, 3, 4), (Action.RUN, 4, None)]),
        ("它跳起来", {"after": 2}, [(Action.WALK, 0, 3), (Action.JUMP, 3, None)]),
        ("he sleeps", {"before": 2}, [(Action.SLEEP, 0, 2), (Action.WALK, 2, None)]),
        ("the wind is strong", {"after": 2}, [(Action.WALK, 0, None)]),
    ],
)  # fmt: skip
def test_pronouns_in_an_extension_mean_who_is_in_the_clip(
    shot: Path, tmp_path: Path, prompt: str, more: dict[str, Any], acts: list[tuple[Action, float, float | None]]
) -> None:
    made = yozora.extend(shot, out=tmp_path / "longer.mp4", prompt=prompt, **more, **QUICK)
    assert [(beat.action, beat.start_s, beat.end_s) for beat in scene_of(made).actors[0].beats] == acts


def test_who_is_new_in_an_extension_comes_in_and_another_place_is_said_not_to_be_drawn(
    shot: Path, tmp_path: Path
) -> None:
    made = yozora.extend(shot, after=2, prompt="a rabbit jumps in a desert", out=tmp_path / "longer.mp4", **QUICK)
    fox, rabbit = scene_of(made).actors
    assert [beat.action for beat in fox.beats] == [Action.WALK]
    assert [(beat.action, beat.start_s >= 3) for beat in rabbit.beats] == [(Action.ENTER, True), (Action.JUMP, True)]
    heard = {one["text"]: one["status"] for one in made.recipe.understanding["heard"]}
    assert heard == {"rabbit": "known", "jumps": "known", "desert": "unknown"}
    assert made.recipe.prompt == f"{SNOW}. a rabbit jumps in a desert"


def test_an_extension_is_extended_again_without_a_jump(shot: Path, tmp_path: Path) -> None:
    once = yozora.extend(shot, after=1, prompt="it jumps", out=tmp_path / "once.mp4", **QUICK).path
    again = yozora.extend(once, before=1, after=1, out=tmp_path / "again.mp4", **QUICK)
    changes = changes_of(again.path)
    assert max(changes[23], changes[119]) < 2.5 * np.median(changes)
