"""Which engine do people prefer, when they do not know which is which? It is the one for newcomers.

    python benchmarks/blind.py --out DIR [--engines sketch alone]    makes the clips and DIR/index.html
    python benchmarks/blind.py --out DIR --choices FILE...               stores what was chosen on that page

Twenty prompts of the showcase, evenly spaced, each answered by both engines with its number as the seed; which one is
left is drawn by lot and kept in DIR/key.json, which the page does not read. Whoever looks chooses left, right or
neither for every prompt and saves a file. The result goes to `benchmarks/results/blind.json`. Four minutes on two
cores.
"""

import argparse
import html
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import forms
import record
from showcase import SCREEN, SUITE, WAYS, engine_of, timeline_of, write_clip

from yozora.core.events import silent
from yozora.core.ports import Engine

PROMPTS = 20
SIDES = ("left", "right")
QUESTION = "<h2>%d</h2><p>%s</p>\n%s<fieldset>%s</fieldset>\n"
ANSWER = '<label><input type="radio" name="%s" value="%s"> %s</label>'


def make(out: Path, names: list[str]) -> None:
    """The clips, the key, the page."""
    out.mkdir(parents=True, exist_ok=True)
    suite = json.loads(SUITE.read_text("utf-8"))
    chosen = [round(n * (len(suite) - 1) / (PROMPTS - 1)) for n in range(PROMPTS)]
    engines: dict[str, Engine] = {name: engine_of(name) for name in names}
    key, questions = dict[str, dict[str, str]](), list[str]()
    lot = random.SystemRandom()
    for number, place in enumerate(chosen, start=1):
        name = f"{number:02}"
        timeline = timeline_of(suite[place]["prompt_zh"], place + 1, SCREEN)
        key[name] = dict(zip(SIDES, lot.sample(names, 2), strict=True))
        for side, engine in key[name].items():
            write_clip(list(engines[engine].render(timeline, progress=silent)), timeline, out / f"{name}-{side}.mp4")
        answers = "".join(ANSWER % (name, value, value) for value in (*SIDES, "neither"))
        clips = "".join(forms.video(f"{name}-{side}.mp4") for side in SIDES)
        questions.append(QUESTION % (number, html.escape(suite[place]["prompt_zh"]), clips, answers))
        print(f"{number}/{PROMPTS}", flush=True)
    versions = {name: f"{engine.name} {engine.version}" for name, engine in engines.items()}
    forms.write(
        out,
        {"engines": versions, "key": key},
        title="Which one would you rather have?",
        lead="Each prompt was answered twice. Choose for every one, then save.",
        questions=questions,
        answers=PROMPTS,
    )


def count(said: dict[str, Any], people: list[dict[str, str]]) -> None:
    """How often each engine was chosen."""
    chosen = Counter(said["key"][name].get(side, "neither") for one in people for name, side in one.items())
    figures = {"people": len(people), "prompts": PROMPTS, "engines": said["engines"], "chosen": dict(chosen)}
    print(json.dumps(figures, indent=1), record.store("blind", figures))


def main() -> None:
    """Make the page, or count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engines", nargs=2, choices=WAYS, default=["sketch", "alone"])
    forms.run(parser, make=lambda options: make(options.out, options.engines), count=count)


if __name__ == "__main__":
    main()
