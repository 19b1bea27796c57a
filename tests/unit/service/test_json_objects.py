"""A JSON body is one object of bounded depth, whose numbers and texts can be written down again."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yozora.service.brackets import BadBody
from yozora.service.json_objects import read_object

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=20)


def read(text: str | bytes) -> dict[str, Any]:
    return read_object(text if isinstance(text, bytes) else text.encode(), most_values=1000)


def nested_lists(depth: int) -> str:
    return '{"a": ' + "[" * (depth - 1) + "]" * (depth - 1) + "}"


@given(st.dictionaries(TEXTS, VALUES))
def test_an_object_comes_back_as_it_was_written(values: dict[str, Any]) -> None:
    assert read(json.dumps(values)) == values


def test_of_a_key_that_is_there_twice_the_last_value_counts() -> None:
    assert read('{"a": 1, "a": 2}') == {"a": 2}


def test_the_mark_that_some_windows_programs_put_first_is_no_part_of_the_body() -> None:
    assert read(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


def test_thirty_two_levels_are_read() -> None:
    assert read(nested_lists(32))


@pytest.mark.parametrize(
    ("text", "param", "message"),
    [
        ("{", None, "The body is no JSON: Expecting property name enclosed in double quotes in line 1, column 2."),
        ('{"a": 1} x', None, "Expected an object such as"),
        ("[1]", None, 'The JSON body is a list. Expected an object such as {"prompt": "a cat"}: send one.'),
        ('"a"', None, "is a text"),
        ("null", None, "is null, true or false"),
        ("1", None, "is a number"),
        ('{"a": NaN}', None, "has NaN, which is not JSON"),
        ('{"a": -Infinity}', None, "has -Infinity, which is not JSON"),
        ('{"a": [1e999]}', "a", "a has a number that is too large"),
        ('{"a": ' + "9" * 5000 + "}", None, "has a number that is too long"),
        (r'{"a": {"b": "\ud800"}}', "a", r"a has half a character, \ud800"),
        (r'{"a": {"\udfff": 1}}', "a", "a has half a character"),
        (r'{"a": ["fo\u0000x"]}', "a", "a has the character NUL"),
        (r'{"\ud800": 1}', "?", "? has half a character"),
        (nested_lists(33), "a", "a has more than 32 lists and objects within each other"),
        (nested_lists(400), "a", "a has more than 32"),
        (b'{"a": "\xff"}', None, "The JSON body is not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), None, "The JSON body is not UTF-8"),
    ],
)
def test_what_is_no_such_object_is_refused(text: str | bytes, param: str | None, message: str) -> None:
    with pytest.raises(BadBody) as refused:
        read(text)
    assert message in str(refused.value)
    assert refused.value.param == param
    assert refused.value.status == 400


def test_a_body_that_opens_a_million_lists_is_refused_by_its_depth() -> None:
    with pytest.raises(BadBody, match="more than 32 lists and objects"):
        read_object(b'{"a":' + b"[" * 1_000_000, most_values=2_000_000)


@pytest.mark.parametrize("body", [b"[" + b"{}," * 1001, b"[" * 1001, b'{"a":1,' * 600])
def test_a_body_of_too_many_values_is_refused_before_it_is_read(body: bytes) -> None:
    with pytest.raises(BadBody, match="more than 1000 values") as refused:
        read(body)
    assert refused.value.status == 413
