"""Names that stand for somebody."""

import pytest

from yozora.core.characters import Character, cast_in, spelt_out
from yozora.core.errors import InvalidRequest

RUSTY = Character(name="Rusty", words="an orange dog")
JUNIOR = Character(name="Rusty Junior", words="a small cat")
HONG = Character(name="小红", words="一只红色的猫")


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("Rusty runs", "an orange dog runs"),
        ("@Rusty meets @小红.", "an orange dog meets 一只红色的猫."),
        ("then Rusty, tired, sleeps", "then an orange dog, tired, sleeps"),
        ("Rusty Junior follows Rusty", "a small cat follows an orange dog"),
        ("小红在雪地里跑", "一只红色的猫在雪地里跑"),
        ("a rusty car, Rustyville", "a rusty car, Rustyville"),
    ],
)
def test_a_name_means_its_words_and_only_as_a_whole_word(text: str, spelt: str) -> None:
    assert spelt_out(text, (RUSTY, JUNIOR, HONG)) == spelt


def test_only_who_is_named_takes_part() -> None:
    assert cast_in("Rusty runs", (RUSTY, HONG)) == (RUSTY,)


@pytest.mark.parametrize(("name", "words"), [("", "a dog"), ("7", "a dog"), ("x" * 81, "a dog"), ("Rusty", " ")])
def test_a_character_has_a_name_and_words(name: str, words: str) -> None:
    with pytest.raises(InvalidRequest, match=r"cannot be used|expected 1 to 200"):
        Character(name=name, words=words)


def test_words_of_one_character_do_not_name_another() -> None:
    cast = (Character(name="Max", words="a small fox"), Character(name="fox", words="a robot"))
    assert spelt_out("Max meets fox", cast) == "a small fox meets a robot"
