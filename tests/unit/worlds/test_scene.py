"""The scene graph: what it refuses, and that it survives being written down."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from yozora.core.errors import InvalidPlan
from yozora.core.geometry import FrameSize
from yozora.worlds.renderer import render
from yozora.worlds.sampling import sample
from yozora.worlds.scene import MOST_ACTORS, Actor, Scene

DOG = {"id": "a", "subject": "dog"}
SEEDS = st.integers(min_value=0, max_value=2**31)


def refusal(**entries: Any) -> str:
    with pytest.raises(InvalidPlan) as caught:
        Scene.from_plan({"seconds": 2, **entries})
    return str(caught.value)


@given(seed=SEEDS, seconds=st.floats(min_value=0.1, max_value=60))
def test_a_scene_survives_being_written_as_a_plan_and_as_yaml(seed: int, seconds: float) -> None:
    scene = sample(seed, seconds=seconds)
    plan = scene.to_plan()
    assert Scene.from_plan(plan) == scene
    assert Scene.from_plan(yaml.safe_load(yaml.safe_dump(plan, allow_unicode=True))) == scene


def test_a_plan_leaves_out_what_has_its_usual_value() -> None:
    plan = Scene(seconds=2, actors=(Actor(id="a", subject="dog"),)).to_plan()
    assert plan == {
        "format": "yozora-plan/1",
        "seconds": 2,
        "camera": {},
        "actors": [{"id": "a", "subject": "dog"}],
    }


def test_an_unknown_format_is_refused_and_the_known_one_named() -> None:
    assert "'yozora-plan/9'" in refusal(format="yozora-plan/9")
    assert "'yozora-plan/1'" in refusal(format="yozora-plan/9")


def test_an_unknown_entry_is_refused_and_the_known_ones_listed() -> None:
    message = refusal(actors=[{**DOG, "color": "red"}])
    assert "plan.actors[0]" in message and "'color'" in message and "colour, scale" in message


def test_a_missing_subject_is_refused_and_named() -> None:
    message = refusal(actors=[{"id": "a"}])
    assert "plan.actors[0]" in message and "subject" in message


def test_an_unknown_action_is_refused_and_the_possible_ones_listed() -> None:
    message = refusal(actors=[{**DOG, "beats": [{"action": "runn"}]}])
    assert "plan.actors[0].beats[0].action is 'runn'" in message and "walk, run, sneak" in message


@pytest.mark.parametrize(
    ("entry", "value", "possible"),
    [
        ("place", "mars", "meadow"),
        ("time", "noon", "sunset"),
        ("weather", "hail", "fog"),
        ("style", "anime", "watercolour"),
    ],
)
def test_an_unknown_word_is_refused_and_the_possible_ones_listed(entry: str, value: str, possible: str) -> None:
    message = refusal(**{entry: value})
    assert f"plan.{entry} is '{value}'" in message and possible in message


@pytest.mark.parametrize("value", ["3", True, float("nan"), None, [3]])
def test_what_is_not_a_number_is_refused_where_a_number_is_wanted(value: object) -> None:
    assert "plan.seconds" in refusal(seconds=value) and "expected a number" in refusal(seconds=value)


@pytest.mark.parametrize("value", [0, -1])
def test_a_scene_lasts_more_than_no_time(value: float) -> None:
    assert "more than 0 s" in refusal(seconds=value)


def test_two_actors_of_one_id_are_refused() -> None:
    assert "'a' stands twice" in refusal(actors=[DOG, DOG])


@pytest.mark.parametrize(
    ("entries", "where"),
    [
        ({"actors": [{**DOG, "beats": [{"action": "chase", "target": "b"}]}]}, "A beat of 'a'"),
        ({"actors": [DOG], "relations": [{"subject": "a", "kind": "near", "object": "b"}]}, "A relation"),
        ({"actors": [DOG], "camera": {"target": "b"}}, "The camera"),
    ],
)
def test_naming_an_actor_that_is_not_there_is_refused_and_the_actors_listed(
    entries: dict[str, Any], where: str
) -> None:
    message = refusal(**entries)
    assert message.startswith(where) and "'b'" in message and message.endswith("Its actors: a.")


def test_a_beat_that_ends_before_it_starts_is_refused() -> None:
    message = refusal(actors=[{**DOG, "beats": [{"action": "run", "start_s": 3, "end_s": 1}]}])
    assert "'a'" in message and "3.0 s to 1.0 s" in message


def test_more_actors_than_are_drawn_are_refused_and_the_limit_named() -> None:
    crowd = [{"id": str(number), "subject": "dog"} for number in range(MOST_ACTORS + 1)]
    assert f"at most {MOST_ACTORS}" in refusal(actors=crowd)
    assert len(Scene.from_plan({"seconds": 2, "actors": crowd[1:]}).actors) == MOST_ACTORS


def test_a_subject_that_is_not_in_the_cast_is_refused_before_drawing_and_near_ones_named() -> None:
    scene = Scene(seconds=2, actors=(Actor(id="a", subject="elefant"),))
    with pytest.raises(InvalidPlan, match=r"'elefant' is not in the cast.*elephant"):
        render(scene, size=FrameSize(width_px=64, height_px=64), frames=1, fps=1)


def test_an_actor_is_found_by_its_id_or_its_absence_is_said() -> None:
    scene = Scene(seconds=2, actors=(Actor(id="a", subject="dog"),))
    assert scene.actor("a").subject == "dog"
    with pytest.raises(InvalidPlan, match="'z'"):
        scene.actor("z")
