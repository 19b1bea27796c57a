"""Does the director understand? Plans every prompt of a suite and compares every slot that the suite states.

Run `python benchmarks/planner.py [SUITE]`; without SUITE: `suites/planner.json`, else `suites/planner_dev.json`.
The result goes to `benchmarks/results/` under the name of the suite. Of `planner.json`, the held-out suite, only totals
are shown and kept, so that it stays unseen; `--details` shows every prompt.

A suite is a JSON list of cases; `suites/README.md` has every allowed value. A case states only what it wants checked:

    {"id": "en-01", "prompt": "A red car drives to the right at night.",
     "subjects": [{"subject": "automobile", "count": 1, "colour": "red"}],
     "actions": [{"subject": "automobile", "action": "drive", "direction": "right"}],
     "relations": [{"subject": "automobile", "kind": "behind", "object": "tree"}],
     "order": [["automobile", "drive"], ["cat", "enter"]],
     "place": "city", "time": "night", "weather": "rain", "style": "noir",
     "shot": "wide", "angle": "low", "move": "follow", "absent": ["person"]}

Every key except `id` and `prompt` may be left out. A prompt is right when every slot it states is right.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "src"))

from yozora.director import direct  # noqa: E402
from yozora.worlds.scene import Scene  # noqa: E402

SECONDS = 6.0
SEED = 7
SETTINGS = ("place", "time", "weather", "style")
CAMERA = ("shot", "angle", "move")
Case = dict[str, Any]


def _subject_of(scene: Scene) -> dict[str, str]:
    return {actor.id: actor.subject for actor in scene.actors}


def _has_party(scene: Scene, wanted: Case) -> bool:
    """Enough actors of that subject, in that colour where one is stated."""
    alike = [actor for actor in scene.actors if actor.subject == wanted["subject"]]
    if "colour" in wanted:
        alike = [actor for actor in alike if actor.colour == wanted["colour"]]
    return len(alike) == wanted["count"] if "count" in wanted else bool(alike)


def _has_beat(scene: Scene, wanted: Case) -> bool:
    subjects = _subject_of(scene)
    for actor in scene.actors:
        for beat in actor.beats if actor.subject == wanted["subject"] else ():
            found: Case = {"action": beat.action, "direction": beat.direction, "speed": beat.speed}
            found["target"] = subjects.get(beat.target or "")
            if all(found[key] == wanted[key] for key in ("action", "direction", "speed", "target") if key in wanted):
                return True
    return False


def _has_relation(scene: Scene, wanted: Case) -> bool:
    subjects = _subject_of(scene)
    found = {(subjects[r.subject], str(r.kind), subjects[r.object]) for r in scene.relations}
    swapped = {"left_of": "right_of", "right_of": "left_of", "behind": "in_front_of", "in_front_of": "behind"}
    other = (wanted["object"], swapped.get(wanted["kind"], ""), wanted["subject"])
    near = (wanted["object"], "near", wanted["subject"]) if wanted["kind"] == "near" else other
    return bool(found & {(wanted["subject"], wanted["kind"], wanted["object"]), other, near})


def _in_order(scene: Scene, wanted: list[list[str]]) -> bool:
    """Each event begins later than the one before it."""
    begins_s = -1.0
    for subject, action in wanted:
        starts = [b.start_s for a in scene.actors if a.subject == subject for b in a.beats if b.action == action]
        later = [start_s for start_s in starts if start_s > begins_s]
        if not later:
            return False
        begins_s = min(later)
    return True


def wrong_slots(scene: Scene, case: Case) -> list[str]:
    """The slots of the case that the scene does not have as stated."""
    wrong = [f"subjects {wanted}" for wanted in case.get("subjects", []) if not _has_party(scene, wanted)]
    drawn = {actor.subject for actor in scene.actors}
    wrong += [f"absent {name}" for name in case.get("absent", []) if name in drawn or (name == "*" and drawn)]
    wrong += [f"actions {wanted}" for wanted in case.get("actions", []) if not _has_beat(scene, wanted)]
    wrong += [f"relations {wanted}" for wanted in case.get("relations", []) if not _has_relation(scene, wanted)]
    if "order" in case and not _in_order(scene, case["order"]):
        wrong.append(f"order {case['order']}")
    found = {slot: getattr(scene, slot) for slot in SETTINGS} | {slot: getattr(scene.camera, slot) for slot in CAMERA}
    wrong += [
        f"{slot} {value}, not {case[slot]}" for slot, value in found.items() if slot in case and value != case[slot]
    ]
    return wrong


def run(cases: list[Case]) -> list[Case]:
    """Plan every prompt; one entry each, with its wrong slots and the time it took."""
    entries: list[Case] = []
    for case in cases:
        begin_s = time.perf_counter()
        scene = direct(case["prompt"], seconds=SECONDS, seed=SEED).scene
        took_ms = (time.perf_counter() - begin_s) * 1000
        entries.append({"id": case["id"], "wrong": wrong_slots(scene, case), "took_ms": round(took_ms, 2)})
    return entries


def totals(cases: list[Case], entries: list[Case]) -> dict[str, list[int]]:
    """For each slot that the suite states: how many prompts state it, and how many of them are wrong in it."""
    counts: dict[str, list[int]] = {}
    for case, entry in zip(cases, entries, strict=True):
        wrong = {sentence.split()[0] for sentence in entry["wrong"]}
        for slot in sorted(set(case) - {"id", "prompt"}):
            stated = counts.setdefault(slot, [0, 0])
            stated[0] += 1
            stated[1] += slot in wrong
    return dict(sorted(counts.items()))


def main() -> None:
    """Read the suite, plan it, print a table and write the result."""
    held_out, development = HERE / "suites" / "planner.json", HERE / "suites" / "planner_dev.json"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suite", nargs="?", type=Path, default=held_out if held_out.exists() else development)
    parser.add_argument("--details", action="store_true", help="print and keep every prompt of the held-out suite too")
    options = parser.parse_args()
    suite: Path = options.suite
    cases = json.loads(suite.read_text("utf-8"))
    entries = run(cases)
    right = sum(not entry["wrong"] for entry in entries)
    detailed = options.details or suite.name != held_out.name
    for entry in entries if detailed else []:
        print(f"{entry['id']:<8} {'right' if not entry['wrong'] else 'WRONG: ' + '; '.join(entry['wrong'])}")
    slots = totals(cases, entries)
    for slot, (stated, wrong) in slots.items():
        print(f"{slot:<10} {stated - wrong} of {stated}")
    print(f"{right} of {len(entries)} prompts right in every stated slot")
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=HERE, capture_output=True, text=True, check=False)
    result: Case = {
        "benchmark": "planner",
        "suite": suite.name,
        "right": right,
        "total": len(entries),
        "slots": {slot: {"stated": stated, "wrong": wrong} for slot, (stated, wrong) in slots.items()},
        "slowest_ms": max(entry["took_ms"] for entry in entries),
        "device": f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "commit": commit.stdout.strip(),
    }
    if detailed:
        result["prompts"] = entries
    target = HERE / "results" / suite.name
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
