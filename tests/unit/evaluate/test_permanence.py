"""Walkers go behind something and come out; the judge looks at them alone."""

from pathlib import Path

import numpy as np
import pytest

from yozora.core.errors import InvalidRequest
from yozora.evaluate.cases import Case, cases
from yozora.evaluate.faithfulness import FPS
from yozora.evaluate.judge import Clip, load_judge
from yozora.evaluate.permanence import FRAMES, SIZE, Passage, passage, passages_summary, passings
from yozora.worlds.lessons import FOURTH
from yozora.worlds.renderer import render
from yozora.worlds.scene import Scene

JUDGE = Path(__file__).parents[3] / "benchmarks" / "judges" / "judge.pt"


def drawn(case: Case) -> Clip:
    return np.stack(list(render(Scene.from_plan(case.plan), size=SIZE, frames=FRAMES, fps=FPS)))


def gone_for_good(case: Case) -> Clip:
    """What has gone behind the screen does not come out again."""
    clip = drawn(case)
    return np.concatenate([clip[: FRAMES // 2], np.repeat(clip[FRAMES // 2][None], FRAMES - FRAMES // 2, 0)])


def test_a_render_keeps_who_walks_and_a_clip_that_loses_it_is_seen() -> None:
    judge = load_judge(JUDGE)
    found = passings(FOURTH, 4)
    assert found == passings(FOURTH, 4)
    kept = [passage(case, drawn, judge) for case in found]
    assert all(one.made == one.true for one in kept)
    assert sum(one.true[0] for one in kept) >= 2
    assert any(one.true[1] for one in kept)
    lost = [passage(case, gone_for_good, judge) for case in found]
    assert [one.made[0] for one in lost] == [one.true[0] for one in lost]
    assert not any(one.made[1] for one in lost)


def test_who_is_never_hidden_is_no_case() -> None:
    with pytest.raises(InvalidRequest, match="Nobody goes behind anything"):
        passage(cases(FOURTH, 1, seconds=5)[0], drawn, load_judge(JUDGE))


def test_the_summary_counts_who_is_still_there() -> None:
    found = [Passage(made=made, true=(True, True)) for made in ((True, True), (True, False), (False, True))]
    assert passages_summary(found) == {
        "cases": 3,
        "made": {"before": 0.6667, "after": 0.6667, "still": 0.5},
        "render": {"before": 1.0, "after": 1.0, "still": 1.0},
    }
