"""The word tables keep to the vocabulary and the cast."""

from yozora.director.inflection import forms
from yozora.director.lexicon import lexicon
from yozora.director.matching import marks_of
from yozora.worlds.cast.roster import roster
from yozora.worlds.vocabulary import (
    Action,
    Angle,
    Colour,
    Direction,
    Move,
    Place,
    RelationKind,
    Shot,
    Speed,
    Style,
    TimeOfDay,
    Weather,
)

_TABLES = {
    "place": Place,
    "time": TimeOfDay,
    "weather": Weather,
    "style": Style,
    "colour": Colour,
    "direction": Direction,
    "relation": RelationKind,
    "speed": Speed,
}


def _values(slot: str) -> set[str]:
    words = lexicon()
    english = {sense.value for phrases in words.english.values() for _, sense in phrases if sense.slot == slot}
    return english | {sense.value for senses in words.chinese.values() for sense in senses if sense.slot == slot}


def test_every_value_of_a_table_is_a_word_of_the_vocabulary() -> None:
    for table, allowed in _TABLES.items():
        assert _values(table) <= set(allowed), table
    assert _values("subject") == set(roster())
    assert {value.split()[0] for value in _values("action")} <= {*Action, "ride"}
    cameras = {
        *(f"shot {s}" for s in Shot),
        *(f"angle {a}" for a in Angle),
        *(f"move {m}" for m in Move),
        "drone drone",
    }
    assert _values("camera") <= cameras


def test_every_place_style_shot_and_move_can_be_said_in_both_languages() -> None:
    words = lexicon()
    for table in ("place", "time", "weather", "style", "camera", "relation", "action"):
        english = {s.value for phrases in words.english.values() for _, s in phrases if s.slot == table and s.exact}
        chinese = {s.value for senses in words.chinese.values() for s in senses if s.slot == table and s.exact}
        assert english == chinese, table


def test_bent_words_lead_to_their_dictionary_forms() -> None:
    pairs = {"running": "run", "wolves": "wolf", "geese": "goose", "flies": "fly", "chased": "chase", "foxes": "fox",
             "mice": "mouse", "swam": "swim", "dancing": "dance"}  # fmt: skip
    for bent, base in pairs.items():
        assert base in dict(forms(bent)), bent


def test_chinese_is_cut_at_the_longest_known_word() -> None:
    assert [mark.text for mark in marks_of("长颈鹿在向日葵旁边")] == ["长颈鹿", "在", "向日葵", "旁边"]


def test_marks_stand_where_they_say_in_the_prompt() -> None:
    prompt = "Two red-hot balloons, 三只猫 and a 🐶!"
    assert all(prompt[mark.start : mark.end] == mark.text for mark in marks_of(prompt))
