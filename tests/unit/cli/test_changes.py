"""Changing clips: what is asked for counts, and what cannot be is refused in the words of whoever asked."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import yozora
from yozora import media
from yozora.core.errors import InvalidRequest, UnwritableOutput
from yozora.worlds.scene import Scene
from yozora.worlds.vocabulary import Style

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
