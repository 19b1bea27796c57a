"""Does what has happened stay so? Who vanished is gone, who shrank is small, to the end of the clip.

    python benchmarks/consequences.py [--cases 32]

Somebody stands there, and then vanishes, shrinks, grows or bursts. The plan is rendered twice, once without that, and
the last second of a clip is held against both, where they differ: 1 is as after it, 0 as if it had never been. Half the
prompts are Chinese. Three minutes on two cores. Writes results/consequences.json.
"""

import argparse
import itertools
import multiprocessing
import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
from faithfulness import FPS, FRAMES, clip_of, everywhere
from record import store
from showcase import engine_of

from yozora.director import direct
from yozora.evaluate.cases import HELD_OUT, Case
from yozora.evaluate.faithfulness import as_judged, drawn
from yozora.weights import load
from yozora.worlds.cast.roster import member
from yozora.worlds.lessons import FOURTH
from yozora.worlds.scene import Scene
from yozora.worlds.vocabulary import Action

EVENTS = {
    Action.VANISH: ("vanishes", "消失了"),
    Action.SHRINK: ("shrinks", "变小了"),
    Action.GROW: ("grows", "变大了"),
    Action.EXPLODE: ("explodes", "爆炸了"),
}
PLACES = (("in a meadow", "草地上"), ("in the desert", "沙漠里"), ("in the snow", "雪地里"), ("on the beach", "沙滩上"))
TOLD = 24
"""Levels by which a pixel of the two renders has to differ to count."""
FEWEST = 12
"""Pixels, of 64 by 64, that have to."""
WAYS = ("alone", "guided")


def cases() -> Iterator[Case]:
    """Cases whose plan has the event, the same every time; English and Chinese take turns."""
    subjects = np.random.default_rng(5).permutation(FOURTH.subjects)
    for number, subject in enumerate(map(str, subjects)):
        event = list(EVENTS)[number // 2 % len(EVENTS)]
        chinese = number % 2
        verb, where = EVENTS[event][chinese], PLACES[number // (2 * len(EVENTS)) % len(PLACES)][chinese]
        who = member(subject)
        article = "an" if who.english[0] in "aeiou" else "a"
        said = f"{article} {who.english} stands {where}, then {verb}", f"一个{who.chinese}站在{where}，然后{verb}"
        prompt, seed = said[chinese], HELD_OUT + number
        scene = direct(prompt, seconds=FRAMES / FPS, seed=seed).scene
        told = [(subject, Action.STAND), (subject, event)]
        if [(actor.subject, beat.action) for actor in scene.actors for beat in actor.beats] == told:
            yield Case(
                prompt=prompt,
                language="zh" if chinese else "en",
                seed=seed,
                stated={"then": event.value},
                plan=scene.to_plan(),
                seen=None,
            )


def without(case: Case) -> Case:
    """The same, but nothing happens."""
    scene = Scene.from_plan(case.plan)
    first, *others = scene.actors
    stays = replace(first, beats=(replace(first.beats[0], end_s=None),))
    return replace(case, plan=replace(scene, actors=(stays, *others)).to_plan())


def end(clip: np.ndarray) -> np.ndarray:
    """The last second as a judge sees it."""
    return as_judged(clip[-FPS:]).astype(np.float32)


def lasting(task: tuple[str, str, Case]) -> float | None:
    """How much the end of a clip is as after the event, or None where that cannot be seen."""
    model, way, case = task
    made = clip_of(engine_of(way, model), case)
    after, never = (end(drawn(one, like=made)) for one in (case, without(case)))
    change = after - never
    change[np.abs(change).max(-1) < TOLD] = 0
    if (change != 0).any(-1).sum() < FEWEST * len(change):
        return None
    return float(((end(made) - never) * change).sum() / (change**2).sum())


def summed(wanted: list[Case], found: list[float | None]) -> dict[str, Any]:
    """The share of clips that end as after the event rather than as if it had never been, and by how much."""
    seen = [(case, value) for case, value in zip(wanted, found, strict=True) if value is not None]
    return {
        "cases": len(seen),
        "share": round(float(np.mean([value > 0.5 for _, value in seen])), 4),
        "degree": round(float(np.mean([value for _, value in seen])), 4),
        "events": {
            action.value: round(float(np.mean([value for case, value in seen if case.stated["then"] == action])), 3)
            for action in EVENTS
        },
    }


def main() -> None:
    """Make clips, hold them against both renders, store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=32)
    parser.add_argument("--model", default="storybook")
    chosen = parser.parse_args()
    wanted = list(itertools.islice(cases(), chosen.cases))
    files = load(chosen.model)
    figures: dict[str, Any] = {"model": f"{files.name} {files.version} ({files.weights_hash})", "ways": {}}
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        for way in WAYS:
            tasks = [(chosen.model, way, case) for case in wanted]
            figures["ways"][way] = summed(wanted, everywhere(pool, lasting, tasks, way))
            print(way, figures["ways"][way], flush=True)
    print(store("consequences", figures))


if __name__ == "__main__":
    main()
