"""Bracket keys become the objects and lists they describe; what is left open is refused, naming the key."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yozora.service.brackets import BadBody, nested

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="[]"), min_size=1, max_size=6).filter(
    lambda name: not name.isdecimal()  # such a name is an element of a list
)
VALUES = st.text(max_size=5)


def pairs(value: Any, key: str) -> list[tuple[str, Any]]:
    """The fields of a form that say `value`, lists numbered."""
    if isinstance(value, dict):
        return [pair for name, inner in value.items() for pair in pairs(inner, f"{key}[{name}]")]
    if isinstance(value, list):
        return [pair for number, inner in enumerate(value) for pair in pairs(inner, f"{key}[{number}]")]
    return [(key, value)]


def form(values: dict[str, Any]) -> list[tuple[str, Any]]:
    return [pair for name, value in values.items() for pair in pairs(value, name)]


def objects(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(NAMES, values, min_size=1, max_size=4)


def level(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(values, min_size=1, max_size=4) | objects(values)


ANYTHING = VALUES
for _ in range(7):
    ANYTHING = VALUES | level(ANYTHING)


@given(objects(ANYTHING), st.randoms(use_true_random=False))
def test_whatever_is_nested_comes_back_from_its_fields_in_any_order(values: dict[str, Any], random: Any) -> None:
    sent = form(values)
    random.shuffle(sent)
    assert nested(sent) == values


ROWS = st.lists(NAMES, min_size=1, max_size=4, unique=True).flatmap(
    lambda names: st.lists(st.fixed_dictionaries(dict.fromkeys(names, VALUES)), min_size=1, max_size=4)
)


@given(ROWS)
def test_a_list_of_like_objects_comes_back_written_element_by_element(rows: list[dict[str, str]]) -> None:
    sent = [(f"a[][{name}]", value) for row in rows for name, value in row.items()]
    assert nested(sent) == {"a": rows}


@given(ROWS)
def test_a_list_of_like_objects_comes_back_written_key_by_key(rows: list[dict[str, str]]) -> None:
    sent = [(f"a[][{name}]", row[name]) for name in rows[0] for row in rows]
    assert nested(sent) == {"a": rows}


@pytest.mark.parametrize(
    ("fields", "values"),
    [
        ([], {}),
        ([("prompt", "a cat")], {"prompt": "a cat"}),
        ([("video[id]", "video_1")], {"video": {"id": "video_1"}}),
        ([("a[b][c]", "1"), ("a[b][d]", "2")], {"a": {"b": {"c": "1", "d": "2"}}}),
        ([("tags[]", "x"), ("tags[]", "y")], {"tags": ["x", "y"]}),
        ([("tags[]", "x")], {"tags": ["x"]}),
        ([("characters[][id]", "1"), ("characters[][id]", "2")], {"characters": [{"id": "1"}, {"id": "2"}]}),
        ([("a[1]", "y"), ("a[0]", "x")], {"a": ["x", "y"]}),
        ([("a[0][b]", "x"), ("a[0][c][]", "y"), ("a[1][b]", "z")], {"a": [{"b": "x", "c": ["y"]}, {"b": "z"}]}),
        ([("a[0]", "x"), ("a[b]", "y")], {"a": {"0": "x", "b": "y"}}),
        ([("a[00]", "x"), ("a[b]", "y")], {"a": {"00": "x", "b": "y"}}),
        ([("a[][b][c]", "x"), ("a[][b][c]", "y")], {"a": [{"b": {"c": "x"}}, {"b": {"c": "y"}}]}),
        ([("an odd name.of=it", "x")], {"an odd name.of=it": "x"}),
    ],
)
def test_keys_become_what_they_describe(fields: list[tuple[str, str]], values: dict[str, Any]) -> None:
    assert nested(fields) == values


def test_a_new_element_begins_where_a_key_repeats_even_if_elements_differ() -> None:
    sent = [("a[][at]", "0"), ("a[][text]", "x"), ("a[][at]", "2"), ("a[][image]", "y")]
    assert nested(sent) == {"a": [{"at": "0", "text": "x"}, {"at": "2", "image": "y"}]}


@pytest.mark.parametrize(
    ("keys", "named", "text"),
    [
        (["a", "a[b]"], "a[b]", "contradicts another field"),
        (["a[b]", "a"], "a", "contradicts another field"),
        (["a[]", "a[b]"], "a[b]", "contradicts another field"),
        (["a[0]", "a[]"], "a[]", "contradicts another field"),
        (["a", "a[]"], "a[]", "contradicts another field"),
        (["a[]", "a[][b]"], "a[][b]", "contradicts another field"),
        (["a[][b]", "a[][b][c]"], "a[][b][c]", "contradicts another field"),
        (["a", "a"], "a", "is given twice. Give it once; a list has [] after its name."),
        (["a[b]", "a[b]"], "a[b]", "is given twice"),
        (["a[0]", "a[2]"], "a[1]", "is missing: elements are numbered from 0 without gaps"),
        (["a[01]"], "a[0]", "is missing"),
        (["a[" + "9" * 70 + "]"], "a[0]", "is missing"),
        (["a[1][b]"], "a[0]", "is missing"),
        (["a[][]"], "a[][]", "has [] twice"),
        (["a[][b][]"], "a[][b][]", "Number the outer one: a[0][]."),
        (["a[][b]", "a[][b]", "a[][c]"], "a[][c]", "Number the elements from 0 instead of [], or send JSON."),
        (["a[b][c][d][e][f][g][h][i]"], "a[b][c][d][e][f][g][h][i]", "is 9 names deep; at most 8"),
        (["a[b"], "a[b", "is no name with pairs of brackets"),
        (["a]b"], "a]b", "is no name with pairs of brackets"),
        (["a[b]c"], "a[b]c", "is no name with pairs of brackets"),
        (["a[[b]]"], "a[[b]]", "is no name with pairs of brackets"),
        (["[b]"], "[b]", "is no name with pairs of brackets"),
        ([""], "", "is no name with pairs of brackets"),
    ],
)
def test_keys_that_contradict_or_leave_something_open_are_refused(keys: list[str], named: str, text: str) -> None:
    with pytest.raises(BadBody) as refused:
        nested((key, "x") for key in keys)
    assert refused.value.param == named
    assert str(refused.value).startswith(f"{named} ")
    assert text in str(refused.value)
    assert refused.value.status == 400


def test_a_key_of_five_thousand_digits_is_no_number() -> None:
    with pytest.raises(BadBody, match=r"a\[0\] is missing"):
        nested([(f"a[{'9' * 5000}]", "x")])


def test_eight_names_are_not_too_deep() -> None:
    assert nested([("a[b][c][d][e][f][g][h]", "x")])["a"]["b"]["c"]["d"]["e"]["f"]["g"] == {"h": "x"}


def test_an_error_repeats_a_long_or_unprintable_key_shortened() -> None:
    with pytest.raises(BadBody) as refused:
        nested([("\n\x1b" + "x" * 100_000 + "[", "")])
    assert refused.value.param == "??" + "x" * 78 + "..."
    assert len(str(refused.value)) < 200
