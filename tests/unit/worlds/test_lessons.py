"""Scenes to learn from: even, large, and only what the curriculum names."""

from collections import Counter

import numpy as np
import pytest

from yozora.conditioning.phrases import phrases_of
from yozora.core.geometry import FrameSize
from yozora.worlds.lessons import FIRST, FOURTH, SECOND, lesson
from yozora.worlds.sampling import TRAVELLING
from yozora.worlds.scene import Scene
from yozora.worlds.staging import stage
from yozora.worlds.truth import truth
from yozora.worlds.vocabulary import Action, Direction, Move, Place, RelationKind, TimeOfDay, Weather

SCENES = [lesson(FIRST, seed, seconds=3) for seed in range(720)]
RICHER = [lesson(SECOND, seed, seconds=3) for seed in range(720)]
EVERYBODY = [lesson(FOURTH, seed, seconds=3) for seed in range(8 * len(FOURTH.subjects))]
SIZE = FrameSize(width_px=64, height_px=64)


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


def places(scene: Scene, at_s: float) -> tuple[np.ndarray, np.ndarray]:
    """The middle [actors] in pixels, and the share in view [actors], of everybody at a moment."""
    seen = truth(stage(scene, aspect=1.0, times=np.array([at_s])), SIZE)
    return seen.boxes[0, :, [0, 2]].mean(0), seen.visible[0]


def test_richer_lessons_have_every_word_of_theirs() -> None:
    assert {scene.actors[0].colour for scene in RICHER} == {None, *SECOND.colours}
    assert {scene.weather for scene in RICHER} == set(SECOND.weathers)
    assert {phrases_of(scene)["count"] for scene in RICHER} == {"1", "2", "3"}
    said = [phrases_of(scene) for scene in RICHER]
    assert len({one["second"] for one in said if "second" in one}) >= 34
    assert {one["then"] for one in said if "then" in one} == set(SECOND.afters)
    assert 300 < sum(len(scene.actors) == 1 for scene in RICHER) < 500


@pytest.mark.parametrize("kind", [RelationKind.LEFT_OF, RelationKind.RIGHT_OF])
def test_who_stands_left_of_another_is_seen_there_to_the_end(kind: RelationKind) -> None:
    richer = (*RICHER, *EVERYBODY[:720])
    pairs = [scene for scene in richer if scene.relations and scene.relations[0].kind is kind]
    assert len(pairs) > 100
    for scene in pairs:
        for at_s in (0.0, 1.5, 2.9):
            (mine, others), _ = places(scene, at_s)
            assert (mine < others) == (kind is RelationKind.LEFT_OF), scene


def test_several_are_all_in_view() -> None:
    several = [scene for scene in (*RICHER, *EVERYBODY[:720]) if phrases_of(scene)["count"] != "1"]
    shares = np.array([places(scene, 1.5)[1].min() for scene in several])
    assert np.mean(shares > 0.3) > 0.9, shares


def test_one_thing_is_done_after_the_other() -> None:
    turned = [scene.actors[0].beats for scene in RICHER if len(scene.actors[0].beats) == 2]
    assert len(turned) > 40
    for first, then in turned:
        assert first.action in TRAVELLING and first.end_s == then.start_s == 1.5
        assert then.action in (Action.JUMP, Action.STAND)


def test_everybody_is_mostly_where_they_belong_and_sometimes_anywhere() -> None:
    at_home = [scene.place in FOURTH.homes(scene.actors[0].subject) for scene in EVERYBODY]
    assert 0.9 < np.mean(at_home) < 0.99
    assert {scene.place for scene in EVERYBODY} == set(Place)
    whales = {scene.place for scene in EVERYBODY if scene.actors[0].subject in ("whale", "shark", "dolphin", "squid")}
    assert {Place.SEA, Place.SEABED} < whales and not set(FOURTH.homes("whale")) - {Place.SEA, Place.SEABED}
    assert not set(FOURTH.homes("dog")) & {Place.SEA, Place.SEABED, Place.SKY}


def test_everything_that_can_be_done_is_done_and_nobody_stands_in_the_air() -> None:
    first = [scene.actors[0].beats[0].action for scene in EVERYBODY]
    assert set(first) == set(FOURTH.actions)
    assert np.mean([action in TRAVELLING for action in first]) > 0.3
    for scene in EVERYBODY:
        for one in scene.actors:
            if one.subject in ("eagle", "whale", "balloon", "bee", "jellyfish"):
                assert all(beat.action is not Action.STAND for beat in one.beats), scene


def test_two_of_a_pair_belong_into_the_same_places() -> None:
    pairs = [scene.actors for scene in EVERYBODY if scene.relations]
    assert len(pairs) > 200
    for one, other in pairs:
        assert FOURTH.homes(one.subject) == FOURTH.homes(other.subject)


def test_there_is_no_weather_indoors_and_no_dawn_on_the_moon() -> None:
    inside = [scene for scene in EVERYBODY if scene.place in (Place.ROOM, Place.STAGE, Place.SEABED, Place.MOON)]
    assert {scene.weather for scene in inside} == {Weather.CLEAR}
    moon = [scene.time for scene in EVERYBODY if scene.place is Place.MOON]
    assert set(moon) == {TimeOfDay.DAY, TimeOfDay.NIGHT}
