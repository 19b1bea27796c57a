"""A recipe reads back as it was written, and anything else is refused as damaged."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from timelines import TEXTS, timelines

from yozora.core.errors import UnreadableFile
from yozora.core.recipe import MOST_GENERATIONS, MOST_LINEAGE_CHARACTERS, Parent, Recipe
from yozora.core.timeline import Timeline


@given(prompt=TEXTS, timeline=timelines())
def test_a_recipe_reads_back_as_it_was_written_without_folders(prompt: str, timeline: Timeline) -> None:
    parent = Parent(file="a.mp4", sha256="0", recipe=Recipe(prompt=prompt, timeline=timeline))
    made = Recipe(
        prompt=prompt, timeline=timeline, engine="e", engine_version="1", understanding={"a": prompt}, parents=(parent,)
    )
    once = Recipe.from_json(made.to_json())
    assert Recipe.from_json(once.to_json()) == once
    assert "\n" not in made.to_json()
    assert (once.prompt, once.seed, once.parents[0].sha256) == (prompt, timeline.seed, "0")


def test_only_the_names_of_files_are_told(recipe: Callable[..., Recipe]) -> None:
    told = replace(recipe(), parents=(Parent(file="/home/me/secret/a.mp4", sha256="0"),)).to_json()
    assert "secret" not in told and "a.mp4" in told


def test_old_generations_are_remembered_by_name_alone(recipe: Callable[..., Recipe]) -> None:
    made = recipe()
    for number in range(MOST_GENERATIONS + 3):
        made = replace(recipe(), parents=(Parent(file=f"{number}.mp4", sha256=str(number), recipe=made),))
    told = Recipe.from_json(made.to_json())
    depth = 0
    while told.parents and told.parents[0].recipe is not None:
        told, depth = told.parents[0].recipe, depth + 1
    assert depth == MOST_GENERATIONS and told.parents[0].file == f"{2}.mp4"


def test_a_wide_family_stays_small_enough_to_be_carried(recipe: Callable[..., Recipe]) -> None:
    made = recipe(prompt="x" * 3000)
    for _ in range(MOST_GENERATIONS):
        made = replace(
            recipe(prompt="x" * 3000),
            parents=tuple(Parent(file="a.mp4", sha256=str(number), recipe=made) for number in range(2)),
        )
    assert len(made.to_json()) <= MOST_LINEAGE_CHARACTERS


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", '{"format": "yozora-recipe/2"}'])
def test_what_is_no_recipe_is_called_damaged(text: str) -> None:
    with pytest.raises(UnreadableFile, match="The recipe is damaged"):
        Recipe.from_json(text)


def test_a_recipe_of_another_format_says_which_one_is_read(recipe: Callable[..., Recipe]) -> None:
    record = json.loads(recipe().to_json()) | {"format": "yozora-recipe/9"}
    with pytest.raises(UnreadableFile, match=r"has format 'yozora-recipe/9'; this version reads 'yozora-recipe/2'"):
        Recipe.from_json(json.dumps(record))


@pytest.mark.parametrize(
    ("entry", "value"),
    [("prompt", 5), ("understanding", "x"), ("notes", "abc"), ("operation", None), ("parents", {}), ("engine", "x")],
)
def test_an_entry_of_a_wrong_kind_is_called_damaged(entry: str, value: object, recipe: Callable[..., Recipe]) -> None:
    record = json.loads(recipe().to_json()) | {entry: value}
    with pytest.raises(UnreadableFile, match="The recipe is damaged"):
        Recipe.from_json(json.dumps(record))


def test_a_number_that_no_machine_holds_is_called_damaged(recipe: Callable[..., Recipe]) -> None:
    record = json.loads(recipe().to_json())
    record["timeline"]["cards"][0]["at_s"] = 10**400
    with pytest.raises(UnreadableFile, match="The recipe is damaged"):
        Recipe.from_json(json.dumps(record))
