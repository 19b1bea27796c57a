"""The report counts what prompts state, in parts, against the renders of the same plans."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from yozora.conditioning.phrases import phrases_of
from yozora.core.geometry import FrameSize
from yozora.evaluate.cases import COMBINED, Case, cases, combinations_of
from yozora.evaluate.faithfulness import (
    Entry,
    Judges,
    Seen,
    continued,
    continued_summary,
    drawn,
    judged,
    scores,
    summary,
)
from yozora.evaluate.judge import Judge, JudgeConfig, words_of
from yozora.worlds.cast.roster import member
from yozora.worlds.lessons import FIRST, FOURTH, lesson
from yozora.worlds.scene import Scene

SECONDS = 13 / 24
LIKE = np.zeros((13, 64, 64, 3), np.uint8)


@pytest.fixture(scope="module")
def some() -> list[Case]:
    return cases(FIRST, 72, seconds=SECONDS)


@pytest.fixture(scope="module")
def judges() -> Judges:
    torch.manual_seed(0)
    words = words_of(FIRST)
    config = JudgeConfig(words=words, widths=(8, 8, 16, 16), motion_widths=(8, 8, 16))
    shape = replace(config, words={"subject": words["subject"]}, shape_only=True)
    return Judges(full=Judge(config).eval(), shape=Judge(shape).eval(), held_out={"judge": {"subject": 0.9}})


def test_each_language_tells_of_each_subject(some: list[Case]) -> None:
    told = {(case.language, case.stated["subject"]) for case in some}
    assert told == {(language, subject) for language in ("en", "zh") for subject in FIRST.subjects}


def test_a_few_cases_are_of_all_kinds_of_subjects() -> None:
    subjects = [case.stated["subject"] for case in cases(FOURTH, 24, seconds=SECONDS) if "subject" in case.stated]
    assert len(set(subjects)) == len(subjects)
    assert len({member(subject).kind for subject in subjects}) > 4


def test_prompts_are_in_their_language_and_come_out_the_same_every_time(some: list[Case]) -> None:
    assert all(case.prompt.isascii() == (case.language == "en") for case in some)
    assert some == cases(FIRST, 72, seconds=SECONDS)
    assert some[:5] == cases(FIRST, 5, seconds=SECONDS)


def test_only_a_jump_leaves_the_direction_open(some: list[Case]) -> None:
    for case in some:
        assert set(COMBINED) - set(case.stated) == ({"direction"} if case.stated["action"] == "jump" else set())


def test_the_director_understands_nearly_all_that_is_stated(some: list[Case]) -> None:
    same = Seen(answers={}, flicker=1.0, seams=1.0, lasting={})
    planned = {
        slot: found["planned"] for slot, found in scores([Entry(case=c, made=same, true=same) for c in some]).items()
    }
    assert planned.pop("action") > 0.85
    assert set(planned.values()) == {1.0}


def test_a_case_is_seen_when_all_its_words_stand_together_in_a_shard(some: list[Case], tmp_path: Path) -> None:
    (tmp_path / "shard").mkdir()
    (tmp_path / "shard" / "phrases.json").write_text(json.dumps([dict(some[3].stated)]))
    again = cases(FIRST, 8, seconds=SECONDS, seen=combinations_of(tmp_path))
    assert [case.seen for case in again] == [number == 3 for number in range(8)]


def test_unseen_cases_are_lessons_that_training_never_combined(some: list[Case]) -> None:
    said = (phrases_of(lesson(FIRST, case.seed, seconds=SECONDS)) for case in some)
    shared = frozenset(tuple(one.get(slot) for slot in COMBINED) for one in said)
    found = cases(FIRST, 6, seconds=SECONDS, seen=shared, unseen=2)
    assert [case.seen for case in found] == [True] * 4 + [False] * 2
    assert found[:4] == cases(FIRST, 4, seconds=SECONDS, seen=shared)


def entry(case: Case, *, made: dict[str, str], true: dict[str, str], flicker: float = 2.0) -> Entry:
    return Entry(
        case=case,
        made=Seen(answers=made, flicker=flicker, seams=1.5, lasting={"count": float(flicker < 3)}),
        true=Seen(answers=true, flicker=1.0, seams=1.0, lasting={"count": 1.0}),
    )


def test_scores_are_shares_of_the_cases_that_state_a_slot(some: list[Case]) -> None:
    one, two = (replace(case, stated={"subject": "dog", "time": "day"}, seen=False) for case in some[:2])
    two = replace(two, stated={"subject": "cat"}, seen=True)
    right = {"subject": "dog", "shape": "dog", "time": "day"}
    entries = [
        entry(one, made=right, true=right),
        entry(two, made=right, true={"subject": "cat", "shape": "pig"}, flicker=4.0),
    ]
    found = scores(entries)
    assert set(found) == {"subject", "shape", "time"}
    assert {key: found["subject"][key] for key in ("cases", "score", "ceiling", "ratio")} == {
        "cases": 2, "score": 0.5, "ceiling": 1.0, "ratio": 0.5,
    }  # fmt: skip
    assert found["shape"]["ceiling"] == 0.5 and found["shape"]["ratio"] == 1.0
    assert found["time"]["cases"] == 1
    whole = summary(entries, {"judge": {"subject": 0.9}})
    assert whole["flicker"] == {"made": 3.0, "render": 1.0, "ratio": 3.0}
    assert whole["seams"] == {"made": 1.5, "render": 1.0, "ratio": 1.5}
    assert whole["lasting"] == {"count": {"made": 0.5, "render": 1.0, "ratio": 0.5}}
    assert whole["parts"]["seen"]["subject"]["score"] == 0.0
    assert whole["parts"]["unseen"]["subject"]["score"] == 1.0
    assert whole["mistaken"]["subject"] == [["cat", "dog", 1]]
    assert whole["held_out"] == {"judge": {"subject": 0.9}}


def test_an_engine_that_draws_the_plan_reaches_its_ceiling_everywhere(some: list[Case], judges: Judges) -> None:
    found = summary([judged(case, lambda one: drawn(one, like=LIKE), judges) for case in some[:4]], judges.held_out)
    assert found["cases"] == 4
    assert all(values["score"] == values["ceiling"] for values in found["scores"].values())
    assert found["flicker"]["ratio"] == found["seams"]["ratio"] == 1.0
    assert json.loads(json.dumps(found)) == found


def test_image_to_video_is_held_against_a_frozen_frame(some: list[Case]) -> None:
    size = FrameSize(width_px=64, height_px=64)
    drawings = [continued(case, lambda first, case: drawn(case, like=LIKE), frames=13, size=size) for case in some[:3]]
    truth = continued_summary(drawings)
    assert truth["psnr_db"] == 100.0 and truth["better"] == 1.0
    standing = [continued(case, lambda first, _: np.stack([first] * 13), frames=13, size=size) for case in some[:3]]
    still = continued_summary(standing)
    assert still["psnr_db"] == still["frozen_db"] < 60 and still["better"] == 0.0
    assert Scene.from_plan(some[0].plan).seconds == SECONDS
