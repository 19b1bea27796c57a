"""What people may make, as data that an administrator edits: how many clips, how large, how long, how many at once."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from yozora.core import entries as read
from yozora.core.errors import InvalidRequest, YozoraError
from yozora.core.geometry import LONGEST_SIDE_PX, SHORTEST_SIDE_PX, FrameSize
from yozora.library.tables import Person, Setting

SETTING = "plans"
MOST_PLANS = 100
MOST_CLIPS = 1_000_000
SHORTEST_S, MOST_SECONDS = 0.1, 36_000.0
MOST_AT_ONCE = 1000
MOST_BYTES = 10**15
ROUNDING_S = 1e-6  # seconds added up from parts are seldom exact


class PlanLimit(YozoraError):
    """A plan does not allow something so large, so long, or so much at once."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What somebody may make; None sets no limit. `relaxed` lets them go on behind everybody else when the priority
    clips of a month are used; `most_height_px` is of the shorter side; `visible_mark` is drawn into their clips."""

    name: str
    priority_clips_a_month: int | None
    relaxed: bool
    most_height_px: int | None
    most_seconds: float | None
    clips_at_once: int
    variations_at_once: int | None
    storage_bytes: int | None
    visible_mark: bool


PLUS = Plan(
    name="plus",
    priority_clips_a_month=50,
    relaxed=False,
    most_height_px=720,
    most_seconds=5.0,
    clips_at_once=2,
    variations_at_once=2,
    storage_bytes=None,
    visible_mark=True,
)
PRO = Plan(
    name="pro",
    priority_clips_a_month=500,
    relaxed=True,
    most_height_px=1080,
    most_seconds=20.0,
    clips_at_once=5,
    variations_at_once=4,
    storage_bytes=None,
    visible_mark=False,
)
OPEN = Plan(
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
"""The plan of the first administrator, and of somebody who is alone with the program."""

DEFAULTS: Mapping[str, Plan] = {plan.name: plan for plan in (PLUS, PRO, OPEN)}


def read_plans(session: Session) -> Mapping[str, Plan]:
    """The plans there are, by name: those an administrator has set, otherwise the defaults. Only reads.

    Raises InvalidRequest where the setting was damaged.
    """
    setting = session.get(Setting, SETTING)
    return DEFAULTS if setting is None else plans_from_json(setting.value)


def write_plans(session: Session, value: Any) -> Mapping[str, Plan]:
    """Set the plans there are, all of them at once; see `plans_from_json`.

    Raises InvalidRequest, also where a plan is left out that somebody has.
    """
    plans = plans_from_json(value)
    whose = {OPEN.name: "the administrator's plan", PLUS.name: "the plan of new people"}
    for needed in (*whose, *session.scalars(select(Person.plan).distinct().order_by(Person.plan))):
        if needed not in plans:
            what = whose.get(needed, "somebody's plan")
            raise InvalidRequest(f"plans has no {needed!r}, which is {what}. Keep it, or move people first.")
    session.merge(Setting(name=SETTING, value=plans_as_json(plans)))
    session.flush()
    return plans


def plan_named(session: Session, name: str) -> Plan:
    """A plan by its name. Only reads. Raises InvalidRequest."""
    plans = read_plans(session)
    if name not in plans:
        raise InvalidRequest(f"plan={name[: read.LONGEST_ECHO]!r} is not known; expected one of {', '.join(plans)}.")
    return plans[name]


def change_plan(session: Session, person: Person, name: str) -> None:
    """Give somebody of this session another plan. Raises InvalidRequest."""
    person.plan = plan_named(session, name).name


def plans_as_json(plans: Mapping[str, Plan]) -> dict[str, Any]:
    """Plans by name, as an administrator edits them."""
    return {
        name: {entry: limit for entry, limit in asdict(plan).items() if entry != "name"} for name, plan in plans.items()
    }


def plans_from_json(value: Any) -> Mapping[str, Plan]:
    """Plans from entries by name, such as `{"plus": {"relaxed": false, ...}}`, each with all entries of a Plan.

    Raises InvalidRequest, naming the entry.
    """
    plans = read.mapping(value, None, "plans")
    if not 1 <= len(plans) <= MOST_PLANS:
        raise InvalidRequest(f"plans has {len(plans)} entries; expected 1 to {MOST_PLANS}.")
    return {name: _plan(name, entries) for name, entries in plans.items()}


def check_clip(plan: Plan, *, size: FrameSize, seconds: float) -> None:
    """Raise PlanLimit where a clip is larger or longer than a plan allows."""
    short_px = min(size.width_px, size.height_px)
    if plan.most_height_px is not None and short_px > plan.most_height_px:
        raise PlanLimit(
            f"size={size} has a short side of {short_px} pixels; the plan {plan.name!r} allows {plan.most_height_px}. "
            f"Try {_fitting(size, plan.most_height_px)}."
        )
    if plan.most_seconds is not None and seconds > plan.most_seconds + ROUNDING_S:
        raise PlanLimit(
            f"seconds={seconds:g} is longer than the plan {plan.name!r} allows. Try {plan.most_seconds:g} or less."
        )


def check_variations(plan: Plan, count: int) -> None:
    """Raise PlanLimit where so many variations cannot be asked for together."""
    if plan.variations_at_once is not None and count > plan.variations_at_once:
        raise PlanLimit(
            f"n={count} is more takes at once than the plan {plan.name!r} allows. "
            f"Ask for {plan.variations_at_once} at a time."
        )


def _fitting(size: FrameSize, most_px: int) -> FrameSize:
    share = most_px / min(size.width_px, size.height_px)
    width_px, height_px = (
        max(SHORTEST_SIDE_PX, int(side * share + 0.5) // 2 * 2) for side in (size.width_px, size.height_px)
    )
    return FrameSize(width_px=width_px, height_px=height_px)


def _plan(name: Any, value: Any) -> Plan:
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", read.text(name, "The name of a plan")):
        raise InvalidRequest(f"plans has {name[: read.LONGEST_ECHO]!r}; expected a name such as plus or team-2.")
    known = [field.name for field in fields(Plan) if field.name != "name"]
    given = read.mapping(value, known, f"The plan {name!r}")
    if missing := [entry for entry in known if entry not in given]:
        raise InvalidRequest(f"The plan {name!r} has no {missing[0]}. Add it; null sets no limit.")
    limits = _Entries(plan=name, given=given)
    return Plan(
        name=name,
        priority_clips_a_month=limits.whole("priority_clips_a_month", 0, MOST_CLIPS),
        relaxed=limits.truth("relaxed"),
        most_height_px=limits.whole("most_height_px", SHORTEST_SIDE_PX, LONGEST_SIDE_PX),
        most_seconds=limits.number("most_seconds", SHORTEST_S, MOST_SECONDS),
        clips_at_once=limits.needed("clips_at_once", 1, MOST_AT_ONCE),
        variations_at_once=limits.whole("variations_at_once", 1, MOST_AT_ONCE),
        storage_bytes=limits.whole("storage_bytes", 0, MOST_BYTES),
        visible_mark=limits.truth("visible_mark"),
    )


@dataclass(frozen=True, kw_only=True)
class _Entries:
    """Entries of one plan, read one by one."""

    plan: str
    given: Mapping[str, Any]

    def truth(self, entry: str) -> bool:
        return read.truth(self.given[entry], self._where(entry))

    def whole(self, entry: str, fewest: int, most: int) -> int | None:
        return None if self.given[entry] is None else self.needed(entry, fewest, most)

    def needed(self, entry: str, fewest: int, most: int) -> int:
        value = read.whole(self.given[entry], self._where(entry))
        self._check(entry, value, fewest, most)
        return value

    def number(self, entry: str, fewest: float, most: float) -> float | None:
        if self.given[entry] is None:
            return None
        value = read.number(self.given[entry], self._where(entry))
        self._check(entry, value, fewest, most)
        return value

    def _where(self, entry: str) -> str:
        return f"{entry} of the plan {self.plan!r}"

    def _check(self, entry: str, value: float, fewest: float, most: float) -> None:
        if not fewest <= value <= most:
            raise InvalidRequest(
                f"{self._where(entry)} is {str(value)[: read.LONGEST_ECHO]}; expected {fewest} to {most}."
            )
