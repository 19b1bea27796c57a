"""The report: do made clips show what was asked, as far as a judge can tell from true renders, and how do they move?

Clips and the renders of their plans are judged and measured alike, at the judge's height, where a block of the model
has 8 px. Beside every score stands the ceiling: what the same judge says of the renders of the same plans.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from jaxtyping import UInt8

from yozora.conditioning.phrases import Phrases, phrases_of
from yozora.core.geometry import FrameSize
from yozora.evaluate.cases import JUDGED, Case
from yozora.evaluate.judge import Clip, Judge, answers, at_height, shown
from yozora.evaluate.measures import flicker, frozen, psnr, seam_error
from yozora.worlds.renderer import render
from yozora.worlds.scene import Scene

FPS = 24.0

LASTING = ("subject", "left", "right", "colour", "count", "place")
"""What is the same from the beginning of a clip to its end."""

Make = Callable[[Case], Clip]
"""A clip for a case, at `FPS` frames a second."""

Continue = Callable[[UInt8[np.ndarray, "H W 3"], Case], Clip]
"""A clip that begins with a given picture."""


@dataclass(frozen=True, kw_only=True)
class Judges:
    """The judge and the shape-only judge, and the accuracy of both on held-out renders, slot by slot."""

    full: Judge
    shape: Judge
    held_out: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was seen in one clip: answers by slot (`shape` is the shape-only judge's subject) and measures. `lasting` is
    1 for each slot of `LASTING` that is answered alike of both halves of the clip: nobody appears, goes or changes."""

    answers: Phrases
    flicker: float
    seams: float
    lasting: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One case, what was seen in the made clip, and what was seen in the render of its plan."""

    case: Case
    made: Seen
    true: Seen


def judged(case: Case, make: Make, judges: Judges) -> Entry:
    """Make a clip of a case and judge it and the render of its plan."""
    made = make(case)
    return Entry(case=case, made=look(made, judges), true=look(drawn(case, like=made), judges))


def drawn(case: Case, *, like: Clip) -> Clip:
    """The world's own render of a case's plan, as long and as large as another clip."""
    frames, height, width, _ = like.shape
    size = FrameSize(width_px=width, height_px=height)
    return np.stack(list(render(Scene.from_plan(case.plan), size=size, frames=frames, fps=FPS)))


def look(clip: Clip, judges: Judges) -> Seen:
    """Judge and measure one clip."""
    small = as_judged(clip)
    found = answers(judges.full, small, fps=FPS)
    return Seen(
        answers=found | {"shape": answers(judges.shape, small, fps=FPS)["subject"]},
        flicker=flicker(small),
        seams=seam_error(small),
        lasting=_lasting(judges.full, small),
    )


def _lasting(judge: Judge, small: Clip) -> dict[str, float]:
    middle = len(small) // 2
    before, after = answers(judge, small[: middle + 1], fps=FPS), answers(judge, small[middle:], fps=FPS)
    return {slot: float(before[slot] == after[slot]) for slot in LASTING if slot in before}


def as_judged(clip: Clip) -> Clip:
    """A clip at the judge's height."""
    pictures = torch.as_tensor(clip).permute(0, 3, 1, 2).float()
    return at_height(pictures).round().to(torch.uint8).permute(0, 2, 3, 1).numpy()


def summary(entries: Sequence[Entry], held_out: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    """All scores of judged cases, in parts too, and the means of what was measured."""
    groups = {
        "english": [entry for entry in entries if entry.case.language == "en"],
        "chinese": [entry for entry in entries if entry.case.language == "zh"],
        "seen": [entry for entry in entries if entry.case.seen],
        "unseen": [entry for entry in entries if entry.case.seen is False],
    }
    return {
        "cases": len(entries),
        "scores": scores(entries),
        "parts": {name: scores(part) for name, part in groups.items() if part},
        "held_out": {name: dict(values) for name, values in held_out.items()},
        "flicker": _measured([(entry.made.flicker, entry.true.flicker) for entry in entries]),
        "seams": _measured([(entry.made.seams, entry.true.seams) for entry in entries]),
        "lasting": {
            slot: _measured([(entry.made.lasting[slot], entry.true.lasting[slot]) for entry in entries])
            for slot in entries[0].made.lasting
        },
        "mistaken": _mistaken(entries),
    }


SCORED = (*(slot for slot in JUDGED if slot not in ("left", "right")), "pair", "sides", "shape")


def scores(entries: Sequence[Entry]) -> dict[str, dict[str, float]]:
    """For each slot: how many cases state it, the share that shows it in the clip, in the render of the plan (the
    ceiling), the ratio of both, and the share in which the director's plan has it as stated.

    `shape` is the subject as the shape-only judge sees it; `pair`: both of two kinds are there; `sides`: and each is
    on its side."""
    found: dict[str, dict[str, float]] = {}
    for slot in SCORED:
        telling = [entry for entry in entries if _told(entry.case.stated, slot) is not None]
        if not telling:
            continue
        score = _share(_shows(entry.made.answers, entry.case, slot) for entry in telling)
        ceiling = _share(_shows(entry.true.answers, entry.case, slot) for entry in telling)
        planned = _share(_shows(_planned(entry.case), entry.case, slot) for entry in telling)
        found[slot] = {"cases": len(telling), "score": score, "ceiling": ceiling}
        found[slot] |= {"ratio": _ratio(score, ceiling), "planned": planned}
    return found


def _shows(answers: Phrases, case: Case, slot: str) -> bool:
    return _told(answers, slot) == _told(case.stated, slot)


def _told(said: Phrases, slot: str) -> tuple[str, ...] | None:
    """What is said of a slot of `SCORED`."""
    if slot == "shape":
        slot = "shape" if "shape" in said else "subject"
    sides = tuple(said[side] for side in ("left", "right") if side in said)
    if slot in ("pair", "sides"):
        return (tuple(sorted(sides)) if slot == "pair" else sides) or None
    return (said[slot],) if slot in said else None


def _planned(case: Case) -> Phrases:
    return shown(phrases_of(Scene.from_plan(case.plan)))


def _share(hits: Iterator[bool]) -> float:
    listed = list(hits)
    return round(sum(listed) / len(listed), 4)


def _ratio(made: float, true: float) -> float:
    return round(made / true, 4) if true else 0.0


def _measured(pairs: Sequence[tuple[float, float]]) -> dict[str, float]:
    made, true = (float(np.mean(values)) for values in zip(*pairs, strict=True))
    return {"made": round(made, 3), "render": round(true, 3), "ratio": _ratio(made, true)}


def _mistaken(entries: Sequence[Entry]) -> dict[str, list[list[Any]]]:
    """For each slot the ten most frequent mistakes: stated, seen, how often."""
    found: dict[str, list[list[Any]]] = {}
    for slot in SCORED:
        pairs = ((_told(entry.case.stated, slot), _told(entry.made.answers, slot)) for entry in entries)
        wrong = Counter(pair for pair in pairs if pair[0] is not None and pair[0] != pair[1])
        found[slot] = [
            [*(" and ".join(words) if words else None for words in pair), times]
            for pair, times in wrong.most_common(10)
        ]
    return found


@dataclass(frozen=True, kw_only=True)
class Continued:
    """A clip made from the first picture of a render, in dB against the true continuation, the first frame left out;
    beside it the first picture standing still."""

    psnr_db: float
    frozen_db: float


def continued(case: Case, make: Continue, *, frames: int, size: FrameSize) -> Continued:
    """Continue the first picture of a case's render; compared at the judge's height."""
    true = drawn(case, like=np.zeros((frames, size.height_px, size.width_px, 3), np.uint8))
    small, made = as_judged(true), as_judged(make(true[0], case))
    return Continued(psnr_db=psnr(made[1:], small[1:]), frozen_db=psnr(frozen(small[0], frames)[1:], small[1:]))


def continued_summary(found: Sequence[Continued]) -> dict[str, float]:
    """Means; `better` is the share of cases in which the clip beats the picture standing still."""
    return {
        "cases": len(found),
        "psnr_db": round(float(np.mean([one.psnr_db for one in found])), 3),
        "frozen_db": round(float(np.mean([one.frozen_db for one in found])), 3),
        "better": _share(one.psnr_db > one.frozen_db for one in found),
    }
