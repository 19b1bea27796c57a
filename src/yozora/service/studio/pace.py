"""How long a clip takes: by what was measured where the program was written at first, and soon by what is made here."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from yozora.jobs.load import Load
from yozora.jobs.queue import MACHINE
from yozora.library.tables import Job, Setting

LATEST = 200
"""So many of the latest jobs say how fast engines are."""

LIKE = 0.1
"""Clips whose work differs by less than this share count alike."""

ANOTHER = 1.0
"""A clip of another operation counts as one with e times the work."""


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Seconds of an engine: to begin, for a painted block and step, for a frame, and for a pixel of a frame."""

    start_s: float = 0.0
    painted_s: float = 0.0
    frame_s: float = 0.0
    pixel_s: float

    def seconds(self, load: Load) -> float:
        """All of it."""
        drawn_s = self.frame_s * load.frames + self.pixel_s * load.pixels
        return self.start_s + self.painted_s * load.painted + drawn_s


RATES: Mapping[str, Rates] = {
    "sketch": Rates(start_s=0.3, pixel_s=3e-8),
    "storybook": Rates(start_s=1.5, painted_s=0.0048, frame_s=0.0095, pixel_s=2.5e-8),
}
"""Measured on two cores with nothing else to do (benchmarks/results: clip, speed)."""

REFERENCE_S = 0.001
"""What `measured_s` is on such a machine."""

UNKNOWN = Rates(pixel_s=1.0)
"""Of an engine that was never measured, only that a clip takes the longer the more pixels it has."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How fast engines were: for each, the work of clips and the seconds that these took; `machine` is how many times
    as long as the one of `RATES` this machine takes."""

    measured: Mapping[str, Sequence[tuple[Load, float]]]
    machine: float = 1.0

    @classmethod
    def of(cls, session: Session) -> "Pace":
        """As the latest jobs say, of those that were made at the first attempt. Only reads."""
        latest = (
            select(Job.work, Job.finished_at - Job.started_at)
            .where(Job.state == "done", Job.attempts == 1, Job.work.is_not(None))
            .order_by(Job.finished_at.desc())
            .limit(LATEST)
        )
        found = defaultdict[str, list[tuple[Load, float]]](list)
        for work, took_s in session.execute(latest):
            if work is not None and took_s > 0:
                load = Load.from_json(work)
                found[load.engine].append((load, took_s))
        machine = session.get(Setting, MACHINE)
        return cls(measured=found, machine=1.0 if machine is None else machine.value["took_s"] / REFERENCE_S)

    def work_s(self, load: Load) -> float | None:
        """Seconds that a clip will take; None for an engine of which nothing is known."""
        rates = RATES.get(load.engine)
        made = self.measured.get(load.engine)
        if not made:
            return None if rates is None else self.machine * rates.seconds(load)
        rates = rates or UNKNOWN
        usual_s = rates.seconds(load)
        weighed = [(took_s / rates.seconds(one), _weight(one, load, rates)) for one, took_s in made]
        return usual_s * _middle(weighed)


def _weight(made: Load, wanted: Load, rates: Rates) -> float:
    """The more alike two clips are, the more one says of the other."""
    differs = abs(math.log(rates.seconds(made) / rates.seconds(wanted)))
    return (LIKE + differs + (ANOTHER if made.operation != wanted.operation else 0.0)) ** -2


def _middle(weighed: Iterable[tuple[float, float]]) -> float:
    """The value with half of the weight below it and half above it."""
    ordered = sorted(weighed)
    half = sum(weight for _, weight in ordered) / 2
    for value, weight in ordered:
        half -= weight
        if half <= 1e-9:
            return value
    return ordered[-1][0]
