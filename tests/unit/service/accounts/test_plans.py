"""Plans: the defaults, what an administrator may set, and what a clip may be."""

from dataclasses import replace
from typing import Any

import pytest

from yozora.core.errors import InvalidRequest
from yozora.core.geometry import FrameSize
from yozora.library.database import Database
from yozora.library.tables import Setting
from yozora.service.accounts import people, plans
from yozora.service.accounts.people import Role
from yozora.service.accounts.plans import DEFAULTS, OPEN, PLUS, PRO, PlanLimit

NOW = 1_795_000_000.0


def as_json(**changes: Any) -> dict[str, Any]:
    """The defaults as an administrator sees them, with these changes to `plus`."""
    value = plans.plans_as_json(DEFAULTS)
    value["plus"] |= changes
    return value


def test_plus_and_pro_are_those_of_the_original() -> None:
    assert (PLUS.priority_clips_a_month, PLUS.relaxed, PLUS.most_height_px, PLUS.most_seconds) == (50, False, 720, 5)
    assert (PRO.priority_clips_a_month, PRO.relaxed, PRO.most_height_px, PRO.most_seconds) == (500, True, 1080, 20)
    assert PLUS.visible_mark and not PRO.visible_mark


def test_open_limits_only_how_many_clips_are_made_at_once() -> None:
    assert OPEN == plans.Plan(
        name="open",
        priority_clips_a_month=None,
        relaxed=True,
        most_height_px=None,
        most_seconds=None,
        clips_at_once=4,
        variations_at_once=None,
        storage_bytes=None,
        visible_mark=False,
    )


def test_until_an_administrator_sets_them_the_plans_are_the_defaults(database: Database) -> None:
    with database.reading() as session:
        assert plans.read_plans(session) == DEFAULTS
        assert plans.plan_named(session, "pro") == PRO


def test_plans_that_were_set_are_read_again(database: Database) -> None:
    with database.writing() as session:
        plans.write_plans(session, as_json(priority_clips_a_month=60, storage_bytes=10**12, most_seconds=7.5))
    with database.writing() as session:
        plans.write_plans(session, as_json(priority_clips_a_month=70, storage_bytes=10**12, most_seconds=7.5))
    with database.reading() as session:
        assert plans.read_plans(session) == DEFAULTS | {
            "plus": replace(PLUS, priority_clips_a_month=70, storage_bytes=10**12, most_seconds=7.5)
        }


def test_a_plan_may_be_added(database: Database) -> None:
    value = as_json()
    value["team-2"] = value["pro"]
    with database.writing() as session:
        plans.write_plans(session, value)
        assert people.add_person(session, "Ann", role=Role.MEMBER, plan="team-2", now=NOW).plan == "team-2"


@pytest.mark.parametrize(
    ("entry", "value", "says"),
    [
        ("priority_clips_a_month", -1, "is -1; expected 0 to 1000000."),
        ("priority_clips_a_month", 1.5, "is 1.5; expected a whole number."),
        ("priority_clips_a_month", True, "is True; expected a whole number."),
        ("priority_clips_a_month", "50", "is '50'; expected a whole number."),
        ("relaxed", 1, "is 1; expected true or false."),
        ("relaxed", None, "is None; expected true or false."),
        ("most_height_px", 0, "is 0; expected 16 to 4096."),
        ("most_height_px", 10**30, "is 1000000000000000000000000000000; expected 16 to 4096."),
        ("most_seconds", 0, "is 0.0; expected 0.1 to 36000.0."),
        ("most_seconds", float("nan"), "is nan; expected a number."),
        ("most_seconds", float("inf"), "is inf; expected 0.1 to 36000.0."),
        ("most_seconds", [5], "is [5]; expected a number."),
        ("clips_at_once", None, "is None; expected a whole number."),
        ("clips_at_once", 0, "is 0; expected 1 to 1000."),
        ("variations_at_once", 0, "is 0; expected 1 to 1000."),
        ("storage_bytes", -1, "is -1; expected 0 to 1000000000000000."),
        ("visible_mark", "no", "is 'no'; expected true or false."),
    ],
)
def test_nonsense_is_refused_by_the_name_of_its_entry(database: Database, entry: str, value: Any, says: str) -> None:
    with database.writing() as session:
        with pytest.raises(InvalidRequest) as refused:
            plans.write_plans(session, as_json(**{entry: value}))
        assert str(refused.value) == f"{entry} of the plan 'plus' {says}"
        assert session.get(Setting, plans.SETTING) is None


def test_an_unknown_entry_is_refused(database: Database) -> None:
    with (
        database.writing() as session,
        pytest.raises(InvalidRequest, match=r"^The plan 'plus' has an unknown entry 'x';"),
    ):
        plans.write_plans(session, as_json(x=1))


@pytest.mark.parametrize("entry", ["relaxed", "most_seconds", "clips_at_once"])
def test_a_missing_entry_is_refused(database: Database, entry: str) -> None:
    value = as_json()
    del value["plus"][entry]
    with (
        database.writing() as session,
        pytest.raises(InvalidRequest, match=f"^The plan 'plus' has no {entry}[.] Add it"),
    ):
        plans.write_plans(session, value)


@pytest.mark.parametrize("value", [None, [], 5, "plus"])
def test_what_is_no_entries_by_name_is_refused(database: Database, value: Any) -> None:
    with database.writing() as session, pytest.raises(InvalidRequest, match=r"^plans is .*; expected entries"):
        plans.write_plans(session, value)
    with (
        database.writing() as session,
        pytest.raises(InvalidRequest, match=r"^The plan 'plus' is .*; expected entries"),
    ):
        plans.write_plans(session, plans.plans_as_json(DEFAULTS) | {"plus": value})


@pytest.mark.parametrize("name", ["", "Plus", "plus plus", "-", "x" * 41, "\x00", "plus\n"])
def test_plans_have_short_plain_names(database: Database, name: str) -> None:
    value = as_json()
    value[name] = value["plus"]
    with database.writing() as session, pytest.raises(InvalidRequest, match=r"^plans has .*; expected a name such as"):
        plans.write_plans(session, value)


def test_no_plans_and_too_many_are_refused(database: Database) -> None:
    for value in ({}, {f"plan-{number}": as_json()["plus"] for number in range(101)}):
        with (
            database.writing() as session,
            pytest.raises(InvalidRequest, match=r"^plans has \d+ entries; expected 1 to"),
        ):
            plans.write_plans(session, value)


def test_the_administrators_plan_stays(database: Database) -> None:
    value = as_json()
    del value["open"]
    with (
        database.writing() as session,
        pytest.raises(InvalidRequest, match=r"^plans has no 'open', which is the admin"),
    ):
        plans.write_plans(session, value)


def test_the_plan_of_new_people_stays(database: Database) -> None:
    value = as_json()
    del value["plus"]
    with database.writing() as session, pytest.raises(InvalidRequest, match=r"^plans has no 'plus', which is the plan"):
        plans.write_plans(session, value)


def test_a_plan_that_somebody_has_stays(database: Database) -> None:
    value = as_json()
    del value["pro"]
    with database.writing() as session:
        ann = people.add_person(session, "Ann", role=Role.MEMBER, plan="pro", now=NOW)
        with pytest.raises(InvalidRequest, match=r"^plans has no 'pro', which is somebody's plan\. Keep it, or move"):
            plans.write_plans(session, value)
        plans.change_plan(session, ann, "plus")
        assert list(plans.write_plans(session, value)) == ["plus", "open"]


def test_nobody_moves_to_a_plan_that_is_not_there(database: Database) -> None:
    with database.writing() as session:
        ann = people.add_person(session, "Ann", role=Role.MEMBER, plan="pro", now=NOW)
        with pytest.raises(InvalidRequest, match=r"^plan='gold' is not known; expected one of plus, pro, open\.$"):
            plans.change_plan(session, ann, "gold")
        assert ann.plan == "pro"


@pytest.mark.parametrize("size", ["1280x720", "720x1280", "720x720", "854x480", "1680x720"])
def test_the_short_side_decides_whether_a_size_is_allowed(size: str) -> None:
    plans.check_clip(PLUS, size=FrameSize.parse(size), seconds=5)


@pytest.mark.parametrize(
    ("size", "advice"), [("1920x1080", "1280x720"), ("1080x1920", "720x1280"), ("1024x1024", "720x720")]
)
def test_a_clip_that_is_too_large_is_refused_with_a_size_that_works(size: str, advice: str) -> None:
    with pytest.raises(PlanLimit) as refused:
        plans.check_clip(PLUS, size=FrameSize.parse(size), seconds=5)
    short = min(size.split("x"), key=int)
    assert str(refused.value) == (
        f"size={size} has a short side of {short} pixels; the plan 'plus' allows 720. Try {advice}."
    )
    plans.check_clip(PLUS, size=FrameSize.parse(advice), seconds=5)


def test_a_clip_that_is_too_long_is_refused() -> None:
    plans.check_clip(PLUS, size=FrameSize.parse("720p"), seconds=5.0000000001)
    with pytest.raises(PlanLimit, match=r"^seconds=8 is longer than the plan 'plus' allows\. Try 5 or less\.$"):
        plans.check_clip(PLUS, size=FrameSize.parse("720p"), seconds=8)


def test_open_allows_any_clip() -> None:
    plans.check_clip(OPEN, size=FrameSize.parse("4096x4096"), seconds=600)
    plans.check_variations(OPEN, 50)


def test_too_many_variations_are_refused() -> None:
    plans.check_variations(PLUS, 2)
    with pytest.raises(PlanLimit, match=r"^n=3 is more takes at once than the plan 'plus' allows\. Ask for 2 at a"):
        plans.check_variations(PLUS, 3)
