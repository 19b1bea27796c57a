"""Can a person say who is in a clip, and where, without knowing the prompt?

    python benchmarks/naming.py --out DIR [--engine alone]    makes ten clips and DIR/index.html
    python benchmarks/naming.py --out DIR --choices FILE...     stores what was answered on that page

Ten prompts of held-out lessons, each about another subject, drawn by lot: every word of them is one that the model
knows. The page shows clips and no prompts; DIR/key.json, which it does not read, has the answers. The result goes to
`benchmarks/results/naming.json`. A minute on two cores.
"""

import argparse
import json
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import forms
import record
from showcase import WAYS, engine_of, write_clip

from yozora.core.events import silent
from yozora.core.geometry import FrameSize, Screen
from yozora.evaluate.cases import Case, cases
from yozora.worlds.lessons import FOURTH

CLIPS, SECONDS = 10, 5.0
DRAWN_FROM = 360
SCREEN = Screen(size=FrameSize(width_px=256, height_px=256), fps=Fraction(24))
ASKED = {"subject": FOURTH.subjects, "place": FOURTH.places}


def drawn() -> list[Case]:
    """Ten cases of different subjects, by lot."""
    lot = random.SystemRandom()
    found = dict[str, Case]()
    for case in lot.sample(cases(FOURTH, DRAWN_FROM, seconds=SECONDS), DRAWN_FROM):
        if "subject" in case.stated:
            found.setdefault(case.stated["subject"], case)
    return list(found.values())[:CLIPS]


def make(out: Path, way: str) -> None:
    """The clips, the key, the page."""
    out.mkdir(parents=True, exist_ok=True)
    engine = engine_of(way)
    key, questions = dict[str, dict[str, str]](), list[str]()
    for number, case in enumerate(drawn(), start=1):
        name = f"{number:02}"
        timeline = case.timeline(seconds=SECONDS, screen=SCREEN)
        write_clip(list(engine.render(timeline, progress=silent)), timeline, out / f"{name}.mp4")
        key[name] = {"prompt": case.prompt, **{slot: case.stated[slot] for slot in ASKED}}
        fields = "".join(_choice(f"{name}-{slot}", slot, choices) for slot, choices in ASKED.items())
        questions.append(f"<h2>{number}</h2>{forms.video(f'{name}.mp4')}<fieldset>{fields}</fieldset>")
        print(f"{number}/{CLIPS}", flush=True)
    forms.write(
        out,
        {"engine": f"{engine.name} {engine.version}", "way": way, "key": key},
        title="Who is it, and where?",
        lead="Ten clips. Say for each who is in it and where; guess where you cannot tell.",
        questions=questions,
        answers=CLIPS * len(ASKED),
    )


def _choice(name: str, label: str, choices: tuple[str, ...]) -> str:
    options = "".join(f"<option>{choice}</option>" for choice in ("", *sorted(choices)))
    return f'<label>{label} <select name="{name}">{options}</select></label>'


def count(said: dict[str, Any], people: list[dict[str, str]]) -> None:
    """How many were named."""
    named = [_named(said["key"], answers) for answers in people]
    figures = {"engine": said["engine"], "way": said["way"], "people": named}
    print(json.dumps(figures, indent=1), record.store("naming", figures))


def _named(key: dict[str, dict[str, str]], answers: dict[str, str]) -> dict[str, Any]:
    hits = {slot: [name for name, one in key.items() if answers[f"{name}-{slot}"] == one[slot]] for slot in ASKED}
    mistaken = [
        f"{one['prompt']} ({slot}: {answers[f'{name}-{slot}']})"
        for name, one in key.items()
        for slot in ASKED
        if name not in hits[slot]
    ]
    return {"clips": len(key), **{slot: len(found) for slot, found in hits.items()}, "mistaken": mistaken}


def main() -> None:
    """Make the page, or count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=WAYS, default="alone")
    forms.run(parser, make=lambda options: make(options.out, options.engine), count=count)


if __name__ == "__main__":
    main()
