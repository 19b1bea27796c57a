"""A recipe reads back as it was written, and anything else is refused as damaged."""

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yozora.core.errors import UnreadableFile
from yozora.core.geometry import FrameSize
from yozora.core.recipe import Recipe
from yozora.core.timeline import from_prompt

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@given(prompt=texts, seed=st.integers(0, 2**32 - 1), rate=st.fractions(1, 60, max_denominator=1001))
def test_a_recipe_reads_back_as_it_was_written(prompt: str, seed: int, rate: Fraction) -> None:
    timeline = from_prompt(prompt, seconds=1, fps=rate, size=FrameSize.parse("64x36"), plan={"place": prompt})
    made = Recipe(
        prompt=prompt, timeline=timeline, seed=seed, engine="e", engine_version="1", understanding={"a": prompt}
    )
    assert Recipe.from_json(made.to_json()) == made
    assert "\n" not in made.to_json()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", '{"format": "yozora-recipe/1"}'])
def test_what_is_no_recipe_is_called_damaged(text: str) -> None:
    with pytest.raises(UnreadableFile, match="The recipe is damaged"):
        Recipe.from_json(text)


def test_a_recipe_of_another_format_says_which_one_is_read(recipe: Callable[..., Recipe]) -> None:
    record = json.loads(replace(recipe()).to_json()) | {"format": "yozora-recipe/9"}
    with pytest.raises(UnreadableFile, match=r"has format 'yozora-recipe/9'; this version reads 'yozora-recipe/1'"):
        Recipe.from_json(json.dumps(record))
