"""Scenes to learn from: even, large, and only what the curriculum names."""

from collections import Counter

from yozora.worlds.lessons import FIRST, lesson
from yozora.worlds.sampling import TRAVELLING
from yozora.worlds.vocabulary import Direction, Move

SCENES = [lesson(FIRST, seed, seconds=3) for seed in range(720)]


def test_subjects_come_round_evenly() -> None:
    counts = Counter(scene.actors[0].subject for scene in SCENES)
    assert set(counts) == set(FIRST.subjects) and set(counts.values()) == {20}


def test_only_words_of_the_curriculum_occur_and_all_of_them() -> None:
    assert {scene.place for scene in SCENES} == set(FIRST.places)
    assert {scene.time for scene in SCENES} == set(FIRST.times)
    assert {scene.camera.move for scene in SCENES} == set(FIRST.moves)
    assert {scene.camera.shot for scene in SCENES} == set(FIRST.shots)
    assert {scene.actors[0].beats[0].action for scene in SCENES} == set(FIRST.actions)


def test_who_travels_has_a_side_and_only_travellers_are_followed() -> None:
    for scene in SCENES:
        beat = scene.actors[0].beats[0]
        assert (beat.direction is not Direction.STAY) == (beat.action in TRAVELLING)
        assert beat.action in TRAVELLING or scene.camera.move is not Move.FOLLOW


def test_the_same_seed_is_the_same_lesson() -> None:
    assert lesson(FIRST, 7, seconds=3) == SCENES[7]
