"""Is whoever goes behind something still the same when it comes out? Walkers pass a screen, and a judge that was taught
by true renders looks at the walker alone, before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from yozora.core.errors import InvalidRequest
from yozora.core.geometry import FrameSize
from yozora.evaluate.cases import Case, in_words
from yozora.evaluate.faithfulness import FPS, Make, as_judged, drawn
from yozora.evaluate.judge import Clip, Judge, answers
from yozora.worlds.cast import sprites
from yozora.worlds.cast.roster import member
from yozora.worlds.lessons import Curriculum
from yozora.worlds.sampling import SIDES, Dice
from yozora.worlds.scene import Actor, Beat, Camera, Relation, Scene
from yozora.worlds.staging import stage
from yozora.worlds.truth import Truth, truth
from yozora.worlds.vocabulary import Action, Direction, Gait, Kind, Place, RelationKind, TimeOfDay

SECONDS = 7.0
FRAMES = round(SECONDS * FPS) + 1
SIZE = FrameSize(width_px=352, height_px=192)
FIRST = 95_000_000
"""Seed of the first scene; nothing is trained on these."""
SCREENS = ("rock", "gift", "tent")
PLACES = (Place.MEADOW, Place.DESERT, Place.SNOWFIELD, Place.BEACH, Place.MOUNTAINS)
WIDER, TALLER = 1.25, 1.1
"""How much larger than the walker the screen is."""
IN_SIGHT, HIDDEN = 0.9, 0.1
"""The share of a walker's box that is seen, at least and at most."""
LOOKED_AT = 12
"""Frames of which the walker is looked at: the first ones, and the last, in which it has to be in sight."""
AROUND = 1.6
"""The side of what the judge is shown, in sides of the walker's box."""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """Whether the judge names the walker before and after, in the made clip and in the render of its plan."""

    made: tuple[bool, bool]
    true: tuple[bool, bool]


def passings(curriculum: Curriculum, count: int) -> list[Case]:
    """`count` cases in which somebody walks behind something and comes out again, the same every time."""
    found: list[Case] = []
    seed = FIRST
    while len(found) < count:
        scene = _passing(curriculum, seed)
        if _ends(_truth(scene)):
            stated = {"subject": scene.actors[0].subject}
            words = in_words(scene, "en")
            found.append(Case(prompt=words, language="en", seed=seed, stated=stated, plan=scene.to_plan(), seen=None))
        seed += 1
    return found


def passage(case: Case, make: Make, judge: Judge) -> Passage:
    """Make a clip of a case, `SIZE` and of `SECONDS`, and look at the walker in it and in the render of its plan.

    Raises InvalidRequest where nobody is hidden and seen again.
    """
    known = _truth(Scene.from_plan(case.plan))
    ends = _ends(known)
    if ends is None:
        raise InvalidRequest("Nobody goes behind anything in this case. Take one of `passings`.")

    def named(clip: Clip) -> tuple[bool, bool]:
        parts = (_close(clip[end], known.boxes[end, 0]) for end in ends)
        before, after = (answers(judge, part, fps=FPS)["subject"] == case.stated["subject"] for part in parts)
        return before, after

    made = make(case)
    return Passage(made=named(made), true=named(drawn(case, like=made)))


def passages_summary(found: Sequence[Passage]) -> dict[str, Any]:
    """The share of walkers that are named `before` and `after`, in made clips and in renders, and `still`: the share of
    those named before that are named after, too."""
    return {
        "cases": len(found),
        "made": _shares([one.made for one in found]),
        "render": _shares([one.true for one in found]),
    }


def _shares(pairs: Sequence[tuple[bool, bool]]) -> dict[str, float]:
    befores, afters = zip(*pairs, strict=True)
    still = [after for before, after in pairs if before]
    parts = {"before": befores, "after": afters, "still": still}
    return {name: round(float(np.mean(values)), 4) for name, values in parts.items() if values}


def _passing(curriculum: Curriculum, seed: int) -> Scene:
    dice = Dice(seed)
    walkers = tuple(
        name
        for name in curriculum.subjects
        if member(name).gait in (Gait.WALK, Gait.RUN) and member(name).kind is Kind.ANIMAL
    )
    walker, screen = member(dice.one_of(walkers)), member(dice.one_of(SCREENS))
    side = dice.one_of(SIDES)
    wider = sprites.aspect(walker.id) * walker.height_m / (sprites.aspect(screen.id) * screen.height_m)
    return Scene(
        seconds=SECONDS,
        seed=seed,
        place=dice.one_of(PLACES),
        time=dice.one_of((TimeOfDay.DAWN, TimeOfDay.DAY, TimeOfDay.SUNSET)),
        camera=Camera(target="a"),
        actors=(
            Actor(
                id="a",
                subject=walker.id,
                x=-0.75 if side is Direction.RIGHT else 0.75,
                depth=0.3,
                facing=side,
                beats=(Beat(action=Action.WALK, direction=side),),
            ),
            Actor(
                id="b",
                subject=screen.id,
                scale=round(max(WIDER * wider, TALLER * walker.height_m / screen.height_m), 2),
            ),
        ),
        relations=(Relation(subject="a", kind=RelationKind.BEHIND, object="b"),),
    )


def _truth(scene: Scene) -> Truth:
    times = np.arange(FRAMES) / FPS
    return truth(stage(scene, aspect=SIZE.aspect, times=times), SIZE)


def _ends(known: Truth) -> tuple[slice, slice] | None:
    """The frames that are looked at; None where the walker is not in sight in all of them, or not hidden between."""
    seen = known.visible[:, 0]
    if min(seen[:LOOKED_AT].min(), seen[-LOOKED_AT:].min()) < IN_SIGHT or seen.min() > HIDDEN:
        return None
    return slice(LOOKED_AT), slice(-LOOKED_AT, None)


def _close(clip: Clip, boxes: Float[np.ndarray, "T 4"]) -> Clip:
    """The square around the walker in every frame, moved to where the frame has it, at the judge's height."""
    _, height, width, _ = clip.shape
    side = min(height, int(AROUND * max(np.max(boxes[:, 2] - boxes[:, 0]), np.max(boxes[:, 3] - boxes[:, 1]))))
    middles = np.stack([boxes[:, 0] + boxes[:, 2], boxes[:, 1] + boxes[:, 3]], 1) / 2
    corners = np.clip(middles - side / 2, 0, (width - side, height - side)).astype(int)
    parts = [
        frame[row : row + side, column : column + side] for frame, (column, row) in zip(clip, corners, strict=True)
    ]
    return as_judged(np.stack(parts))
