"""A plan is a text file that people read, change and give back."""

from pathlib import Path

import pytest

from yozora.cli.plans import read_plan, write_plan
from yozora.core.errors import InvalidPlan, UnreadableFile
from yozora.director import direct
from yozora.worlds import vocabulary
from yozora.worlds.scene import Actor, Camera, Relation, Scene
from yozora.worlds.vocabulary import Place, RelationKind, Shot

PROMPTS = [
    "a fox runs through the snow at night",
    "一只猫在雪地里跑",
    "two dogs chase a red ball, then it explodes",
    "?",
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "plan.yaml"


@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_plan_reads_back_as_it_was_written(prompt: str, file: Path) -> None:
    scene = direct(prompt, seconds=5, seed=11).scene
    file.write_text(write_plan(scene), "utf-8")
    assert read_plan(file) == scene


def test_words_that_yaml_takes_for_yes_and_no_stay_words(file: Path) -> None:
    file.write_text("seconds: 1\nactors: [{id: no, subject: cat}, {id: y, subject: box}]\n"
                    "relations: [{subject: no, kind: on, object: y}]\n")  # fmt: skip
    scene = read_plan(file)
    assert scene.relations == (Relation(subject="no", kind=RelationKind.ON, object="y"),)


def test_the_heading_names_every_word_a_plan_may_use() -> None:
    heading = write_plan(Scene(seconds=1)).split("\nformat:")[0].replace("\n#", "")
    for kind in (vocabulary.Place, vocabulary.Shot, vocabulary.Move, vocabulary.Action, vocabulary.RelationKind):
        for word in kind:
            assert word.value in heading


def test_the_main_entries_stand_in_the_plan_even_where_they_are_the_usual_ones() -> None:
    written = write_plan(Scene(seconds=2, actors=(Actor(id="fox", subject="fox"),)))
    for line in (
        "place: meadow",
        "time: day",
        "weather: clear",
        "style: storybook",
        "  shot: medium",
        "  move: static",
    ):
        assert f"\n{line}\n" in written
    assert max(len(line) for line in written.splitlines()) <= 120


def test_an_edited_plan_is_read_as_edited(file: Path) -> None:
    scene = Scene(seconds=2, actors=(Actor(id="fox", subject="fox"),), camera=Camera(shot=Shot.WIDE, target="fox"))
    file.write_text(write_plan(scene).replace("place: meadow", "place: moon"))
    assert read_plan(file).place is Place.MOON
    assert read_plan(file).camera == scene.camera


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no plan. Write one with: yozora plan PROMPT"),
        ("- a\n- b\n", "holds no plan"),
        ("seconds: [", "is not YAML: .*line 1"),
        ("seconds: 5\nplace: mars\n", "plan.place is 'mars'; expected one of: meadow"),
        ("seconds: 5\nplaces: moon\n", "plan has an unknown entry 'places'; known: seconds, seed, place"),
        ("place: moon\n", "plan is incomplete: .*seconds"),
        ("seconds: long\n", "plan.seconds is 'long'; expected a number"),
        ("seconds: 5\nactors: [{id: a}]\n", r"plan.actors\[0\] is incomplete"),
        ("seconds: !!python/object/apply:os.system ['true']\n", "is not YAML: line 1: could not determine"),
    ],
)
def test_what_is_no_plan_is_refused_by_name(text: str, message: str, file: Path) -> None:
    file.write_text(text)
    with pytest.raises(InvalidPlan, match=message):
        read_plan(file)


def test_a_missing_plan_says_how_to_write_one(file: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"does not exist\. Write one with: yozora plan PROMPT --out"):
        read_plan(file)


def test_a_video_is_no_plan(file: Path) -> None:
    file.write_bytes(b"\x00" * (2**20 + 1))
    with pytest.raises(UnreadableFile, match="a plan is a short text file"):
        read_plan(file)
