"""Tricks of spelling are undone, and every character knows where it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yozora.safety.prompts import usual_reader

READER = usual_reader()


def meant(text: str) -> str:
    return READER.readings(text)[-1].text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("m u r d e r", "murder"),
        ("m.u.r.d.e.r", "murder"),
        ("mur der", "murder"),
        ("mur**der**", "murder**"),
        ("murd3r", "murder"),
        ("muuurder", "murder"),
        ("redrum", "murder"),
        ("zheqre", "murder"),
        ("mu\u200brder", "murder"),
        ("mu\u00adrder", "murder"),
        ("ＭＵＲＤＥＲ", "murder"),
        ("𝐦𝐮𝐫𝐝𝐞𝐫", "murder"),
        ("mürdér", "murder"),
        ("a murdеr in the city", "a murder in the city"),
        ("bXVyZGVyIGluIHRoZSBjaXR5", "murder in the city"),
        ("&#109;urder", "murder"),
        ("自sha", "自杀"),
        ("zi sha", "自杀"),
        ("zì shā", "自杀"),
        ("自 殺", "自杀"),
        ("自.杀", "自杀"),
    ],
)
def test_a_trick_is_undone(written: str, read: str) -> None:
    assert meant(written) == read


@pytest.mark.parametrize(
    "text", ["a red car at night", "做ai视频", "35mm film, 24fps, 4k", "a, b, c and d", "红色、蓝色"]
)
def test_what_is_meant_as_it_stands_is_left_alone(text: str) -> None:
    assert meant(text) == text


@given(st.text(max_size=60))
def test_every_character_that_is_read_was_written(text: str) -> None:
    for reading in READER.readings(text):
        assert len(reading.text) == len(reading.origins)
        for index in range(len(reading.text)):
            assert reading.written(text, index, index + 1) in text
