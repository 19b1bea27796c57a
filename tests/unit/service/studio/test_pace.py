"""How long clips take, by what was measured elsewhere and by what was made here; durations are given, none is timed."""

import json
from fractions import Fraction
from typing import Any

import pytest
from chaos import databases
from chaos.desk import Desk

from yozora.core import operations
from yozora.core.geometry import FrameSize, Screen
from yozora.core.recipe import Parent, Recipe
from yozora.core.source import Source
from yozora.core.timeline import Timeline
from yozora.jobs.load import Load
from yozora.jobs.queue import MACHINE
from yozora.library.tables import Setting
from yozora.service.studio.pace import RATES, REFERENCE_S, Pace

LARGE = Screen(size=FrameSize(width_px=1280, height_px=720), fps=Fraction(24))
SMALL = Screen(size=FrameSize(width_px=256, height_px=256), fps=Fraction(24))


def source(*, seconds: float = 5.0, screen: Screen = LARGE) -> Source:
    return Source(
        file="clip.mp4",
        sha256="a" * 64,
        width_px=screen.size.width_px,
        height_px=screen.size.height_px,
        fps=screen.fps,
        frames=round(seconds * screen.fps),
    )


def load(timeline: Timeline, operation: str = "create", *, engine: str = "storybook", **options: Any) -> Load:
    options = {"steps": 20, **options} if engine == "storybook" else {}
    return Load.of(Recipe(prompt="", timeline=timeline, operation=operation, engine=engine, options=options))


def created(seconds: float, *, screen: Screen = LARGE, engine: str = "storybook", **options: Any) -> Load:
    return load(operations.create("a fox", seconds=seconds, screen=screen), engine=engine, **options)


VARIED = (
    created(2, screen=SMALL),
    created(5, screen=SMALL, steps=60),
    created(5),
    created(20),
    created(60, screen=SMALL),
    load(operations.remix(source(), "a wolf", screen=LARGE), "remix"),
    load(operations.extend(source(), screen=LARGE, after_s=3), "extend"),
    load(operations.connect(source(), source(seconds=2), screen=LARGE, gap_s=2), "connect"),
    load(operations.blend(source(), source(seconds=2), screen=LARGE), "blend"),
    load(operations.loop(source(seconds=3, screen=SMALL), screen=SMALL), "loop"),
)


def test_a_network_paints_what_is_not_given_once_for_each_step() -> None:
    assert created(5).painted == 20 * 11  # ten blocks of half a second and the picture that they begin with
    assert created(5, steps=40).painted == 40 * 11
    assert created(60).painted > 11 * created(5).painted
    assert created(5, engine="sketch").painted == 0
    longer = load(operations.extend(source(seconds=60), screen=LARGE, after_s=2), "extend")
    assert longer.painted == 20 * (4 + 4) and longer.pixels == created(62).pixels
    whole = load(operations.recut(source(), [operations.Part(start_s=0, end_s=2)], screen=LARGE), "recut")
    assert (whole.painted, whole.frames, whole.pixels) == (0, 0, created(2).pixels)
    larger = load(operations.upscale(source(screen=SMALL), screen=LARGE), "upscale")
    assert larger.painted == 0 and larger.frames == 120 * 1280 * 720 / 4 / 64**2
    known = Recipe(prompt="", timeline=operations.create("a fox", seconds=5, screen=SMALL))
    parent = Parent(file="clip.mp4", sha256="a" * 64, recipe=known)
    timeline = operations.upscale(source(screen=SMALL), screen=LARGE)
    recipe = Recipe(prompt="", timeline=timeline, operation="upscale", engine="storybook", parents=(parent,))
    assert Load.of(recipe).frames == 120 * 256 * 256 / 64**2
    assert load(operations.remix(source(), "a wolf", screen=LARGE), "remix").painted == created(5).painted


def test_a_load_is_read_as_it_was_written() -> None:
    assert Load.from_json(json.loads(json.dumps(VARIED[0].to_json()))) == VARIED[0]


@pytest.mark.parametrize("kind", databases.KINDS)
def test_the_first_clip_of_all_has_an_estimate_by_the_speed_of_the_machine(kind: str) -> None:
    desk, wanted = Desk(database=databases.fresh(kind)), created(5)
    with desk.database.reading() as session:
        assert Pace.of(session).work_s(wanted) == (usual_s := RATES["storybook"].seconds(wanted))
    for took_s in (REFERENCE_S, 3 * REFERENCE_S):  # the worker that was started last says it
        desk.queue.note_machine(took_s)
    with desk.database.reading() as session:
        assert Pace.of(session).work_s(wanted) == pytest.approx(3 * usual_s)
        assert session.get_one(Setting, MACHINE).value == {"took_s": 3 * REFERENCE_S}


@pytest.mark.parametrize(("network", "drawing", "start_s"), [(1, 1, 1.5), (4, 2, 6), (0.2, 0.7, 1), (10, 8, 20)])
def test_after_some_clips_those_of_other_lengths_sizes_and_operations_are_foreseen_within_a_factor_of_2(
    network: float, drawing: float, start_s: float
) -> None:
    def takes_s(one: Load) -> float:
        """On a machine whose parts differ from the reference by these factors."""
        rates = RATES["storybook"]
        painted_s, frames_s, pixels_s = (
            rate * amount
            for rate, amount in (
                (rates.painted_s, one.painted),
                (rates.frame_s, one.frames),
                (rates.pixel_s, one.pixels),
            )
        )
        return start_s + network * (painted_s + frames_s) + drawing * pixels_s

    first = [created(3), created(5, screen=SMALL), created(8), created(4)]
    pace = Pace(measured={"storybook": [(one, takes_s(one)) for one in first]})
    for one in VARIED:
        said_s = pace.work_s(one)
        assert said_s is not None and 1 / 2 < said_s / takes_s(one) < 2, one


def test_a_clip_of_the_same_operation_says_more_than_others() -> None:
    remix, short = VARIED[5], load(operations.remix(source(seconds=4), "a wolf", screen=LARGE), "remix")
    usual = RATES["storybook"].seconds
    pace = Pace(measured={"storybook": [*[(created(5), usual(created(5)))] * 3, (short, 3 * usual(short))]})
    assert pace.work_s(remix) == pytest.approx(3 * usual(remix))
    assert pace.work_s(created(6)) == pytest.approx(usual(created(6)))


def test_one_clip_that_was_held_up_changes_nothing() -> None:
    usual = RATES["sketch"].seconds(wanted := created(5, engine="sketch"))
    pace = Pace(measured={"sketch": [(wanted, usual), (wanted, 50 * usual), (wanted, usual)]})
    assert pace.work_s(wanted) == pytest.approx(usual)
    assert pace.work_s(created(5, engine="another")) is None
