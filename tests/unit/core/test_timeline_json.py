"""A timeline as JSON: documented by a schema, read back as it was written, and refused with the entry named."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from timelines import timelines

from yozora.core import timeline_json
from yozora.core.errors import InvalidRequest
from yozora.core.timeline import Timeline
from yozora.core.timeline_json import from_entries, to_entries

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures" / "timelines").glob("*.json"))
SCHEMA = Draft202012Validator(
    json.loads((Path(timeline_json.__file__).parent / "timeline.schema.json").read_text("utf-8"))
)


@given(timelines())
def test_a_timeline_reads_back_as_it_was_written(timeline: Timeline) -> None:
    text = json.dumps(to_entries(timeline))
    assert from_entries(json.loads(text)) == timeline


@given(timelines())
def test_what_is_written_is_what_the_schema_says(timeline: Timeline) -> None:
    SCHEMA.validate(json.loads(json.dumps(to_entries(timeline))))


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_the_shared_examples_are_read_and_written_alike(path: Path) -> None:
    entries = json.loads(path.read_text("utf-8"))
    SCHEMA.validate(entries)
    assert to_entries(from_entries(entries)) == entries


def example() -> dict[str, Any]:
    return json.loads(next(path for path in FIXTURES if path.stem == "storyboard").read_text("utf-8"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "yozora-timeline/9"}, "has format 'yozora-timeline/9'; this version reads 'yozora-timeline/1'"),
        ({"size": 7}, "size of the timeline is 7; expected text"),
        ({"frames": 1.5}, "frames of the timeline is 1.5; expected a whole number"),
        ({"frames": True}, "frames of the timeline is True; expected a whole number"),
        ({"loop": 1}, "loop of the timeline is 1; expected true or false"),
        ({"speed": 2}, "The timeline has an unknown entry 'speed'; known: format, size"),
        ({"cards": {}}, "cards of the timeline is {}; expected a list"),
        ({"cards": ["a fox"]}, "card 1 is 'a fox'; expected entries such as kind"),
        ({"cards": [{"text": "a fox"}]}, "card 1 has kind None; expected one of text, image, clip"),
        ({"cards": [{"kind": "sound"}]}, "card 1 has kind 'sound'; expected one of text, image, clip"),
        ({"cards": [{"kind": "text"}]}, "card 1 has no text. A card of kind text needs it"),
        ({"cards": [{"kind": "text", "text": "a", "fit": "crop"}]}, "card 1 has an unknown entry 'fit'; known: text"),
        ({"cards": [{"kind": "text", "text": "a", "at_s": "1"}]}, "at_s of card 1 is '1'; expected a number"),
        ({"cards": [{"kind": "text", "text": "a", "at_s": float("nan")}]}, "at_s of card 1 is nan; expected a number"),
        (
            {"cards": [{"kind": "image", "file": "a", "sha256": "", "fit": "x"}]},
            "fit of card 1 is 'x'; expected one of",
        ),
        ({"style": {"mood": "sad"}}, "The style has no name. Give it one"),
        ({"style": {"name": "a", "mood": 3}}, "mood of the style is 3; expected text"),
        ({"style": {"name": "a", "font": ""}}, "The style has an unknown entry 'font'"),
    ],
)
def test_a_wrong_entry_is_named(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidRequest) as raised:
        from_entries(example() | change)
    assert message in str(raised.value)


@pytest.mark.parametrize("missing", ["size", "fps", "frames", "seed", "cards"])
def test_a_missing_entry_is_named(missing: str) -> None:
    entries = example()
    del entries[missing]
    assert list(SCHEMA.iter_errors(entries))
    with pytest.raises(InvalidRequest, match=f"The timeline has no {missing}; it needs format"):
        from_entries(entries)


@pytest.mark.parametrize(
    "influence", [[[0]], [[0, 1, 2]], ["a"], [[0, "x"]], {"0": 1}, [[1, 0], [0, 1]], [[0, 0], [0, 1], [0, 0]]]
)
def test_points_that_are_no_curve_are_refused(influence: Any) -> None:
    card = {"kind": "clip", "file": "a", "sha256": "", "start_s": 0, "end_s": 1, "influence": influence}
    with pytest.raises(InvalidRequest, match="influence of"):
        from_entries(example() | {"cards": [card]})
