"""A scene as the model hears it."""

import json

import pytest

from yozora.conditioning.nearest import nearest, snap
from yozora.conditioning.phrases import SLOTS, Vocabulary, phrases_of
from yozora.director import direct
from yozora.worlds.lessons import FIRST, lesson

WORDS = Vocabulary(words={slot: () for slot in SLOTS} | {"subject": ("dog", "horse"), "place": ("desert", "beach")})


def heard(prompt: str) -> dict[str, str]:
    return phrases_of(direct(prompt, seconds=3, seed=0).scene)


def test_what_is_said_stands_in_its_slot() -> None:
    said = heard("a dog runs to the left across the desert at night, close-up")
    wanted = {
        "subject": "dog",
        "action": "run",
        "direction": "left",
        "place": "desert",
        "time": "night",
        "shot": "close",
    }
    assert {slot: said[slot] for slot in wanted} == wanted


def test_left_and_right_and_the_order_of_two_are_told_apart() -> None:
    one, other = heard("a dog to the left of a cat"), heard("a cat to the left of a dog")
    both = [(said["subject"], said["relation"], said["second"]) for said in (one, other)]
    assert both[0] in (("dog", "left_of", "cat"), ("cat", "right_of", "dog"))
    assert both[1] in (("cat", "left_of", "dog"), ("dog", "right_of", "cat"))


def test_a_camera_that_has_arrived_rests_and_one_that_follows_goes_on() -> None:
    zoom, follow = (
        direct(f"a dog runs through the snow, {move}", seconds=60, seed=0).scene
        for move in ("the camera zooms in", "the camera follows")
    )
    assert [phrases_of(zoom, at_s=moment)["camera"] for moment in (0, 5)] == ["zoom_in", "static"]
    assert [phrases_of(follow, at_s=moment)["camera"] for moment in (0, 5)] == ["follow", "follow"]


def test_time_is_said_everywhere_and_weather_only_where_it_is_seen() -> None:
    one, other = heard("a cat in a room at night, rain"), heard("a cat in the city at night, rain")
    assert (one["time"], one["weather"]) == ("night", "clear")
    assert (other["time"], other["weather"]) == ("night", "rain")


def test_chinese_says_the_same_as_english() -> None:
    one, other = heard("a horse walks in the desert at sunset"), heard("一匹马在日落时的沙漠中行走")
    assert {slot: one[slot] for slot in ("subject", "action", "place", "time")} == {
        slot: other[slot] for slot in ("subject", "action", "place", "time")
    }


def test_every_word_of_the_lessons_is_a_slot_of_its_own() -> None:
    for seed in range(40):
        assert set(phrases_of(lesson(FIRST, seed, seconds=3))) <= set(SLOTS)


def test_absent_and_unknown_words_are_number_nought() -> None:
    numbers = WORDS.numbers({"subject": "horse", "place": "moon"})
    assert numbers[SLOTS.index("subject")] == 2 and numbers.sum() == 2
    assert WORDS.unknown({"subject": "horse", "place": "moon"}) == {"place": "moon"}


def test_a_word_that_is_not_known_is_replaced_by_the_nearest_and_said_so() -> None:
    said, changed = snap({"subject": "wolf", "weather": "rain"}, WORDS)
    assert said == {"subject": "dog"}
    assert changed == {"subject": ("wolf", "dog"), "weather": ("rain", None)}


FULL = Vocabulary(words={slot: () for slot in SLOTS} | {"subject": FIRST.subjects, "action": ("stand", "walk", "run")})


@pytest.mark.parametrize("subject", ["castle", "moon", "christmas_tree", "sailboat", "eagle", "fish", "robot"])
def test_nothing_stands_in_for_what_has_no_likeness_among_the_known(subject: str) -> None:
    assert snap({"subject": subject}, FULL) == ({}, {"subject": (subject, None)})


@pytest.mark.parametrize(
    ("subject", "stand_in"), [("lion", "tiger"), ("man", "woman"), ("ambulance", "bus"), ("frog", "kangaroo")]
)
def test_what_moves_alike_and_means_alike_stands_in(subject: str, stand_in: str) -> None:
    assert snap({"subject": subject}, FULL)[0] == {"subject": stand_in}


def test_actions_are_replaced_by_what_looks_alike() -> None:
    assert snap({"action": "look_around"}, FULL)[0] == {"action": "stand"}
    assert snap({"action": "explode"}, FULL)[0] == {}


@pytest.mark.parametrize(("word", "stand_in"), [("wolf", "dog"), ("spreadsheet", None)])
def test_only_what_is_close_stands_in(word: str, stand_in: str | None) -> None:
    assert nearest(word, WORDS.words["subject"]) == stand_in


def test_a_vocabulary_is_read_from_its_file(tmp_path) -> None:
    path = tmp_path / "vocabulary.json"
    path.write_text(json.dumps({"words": WORDS.words}))
    assert Vocabulary.read(path) == WORDS
    assert WORDS.sizes[SLOTS.index("subject")] == 3
