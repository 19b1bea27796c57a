"""The tables of the storybook model, from `benchmarks/results/faithfulness.json` and `speed.json`."""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SLOTS = ("subject", "shape", "place", "time", "direction", "action", "camera")
NAMES = {"shape": "subject by its shape alone"}
PARTS = {"english": "English", "chinese": "Chinese", "seen": "combinations seen", "unseen": "combinations never seen"}


def stored(name: str) -> Path:
    """Where a result is."""
    return ROOT / f"benchmarks/results/{name}.json"


def result(name: str) -> dict[str, Any]:
    """One stored result."""
    return json.loads(stored(name).read_text("utf-8"))


def faithfulness() -> str:
    """What the judges see in made clips, alone and guided, beside what they see in renders of the same plans."""
    found = result("faithfulness")
    alone, guided = found["ways"]["alone"], found["ways"]["guided"]
    rows = [_row(NAMES.get(slot, slot), slot, alone, guided) for slot in SLOTS]
    for part, name in PARTS.items():
        if part in alone["parts"]:
            one, other = ({"scores": way["parts"][part]} for way in (alone, guided))
            rows.append(_row(f"subject, {name} ({one['scores']['subject']['cases']} prompts)", "subject", one, other))
    for name, kind in (
        ("flicker against the render's", "flicker"),
        ("differences at token borders, the same", "seams"),
    ):
        rows.append(f"| {name} | {alone[kind]['ratio']:.2f}x | {guided[kind]['ratio']:.2f}x | 1 |")
    head = "| what a judge sees | from words alone | guided by the sketch | in true renders |\n|---|---|---|---|"
    moving, codec = found["image_to_video"], found["codec"]
    return "\n".join(
        [
            head,
            *rows,
            "",
            f"{alone['cases']} prompts, half English, half Chinese; weights {found['model']}. The judges are trained "
            "on renders only. From one picture "
            f"({moving['cases']} clips): {moving['psnr_db']:.1f} dB to the true continuation, a frozen picture "
            f"{moving['frozen_db']:.1f} dB. The codec alone: {codec['psnr_db']:.1f} dB, "
            f"{codec['box_psnr_db']:.1f} dB where the actor is.",
        ]
    )


def _row(name: str, slot: str, alone: dict[str, Any], guided: dict[str, Any]) -> str:
    one, other = alone["scores"][slot], guided["scores"][slot]
    return f"| {name} | {one['score']:.3f} | {other['score']:.3f} | {one['ceiling']:.3f} |"


def speed() -> str:
    """Seconds of a 5 s clip, part by part and runtime by runtime."""
    found = result("speed")
    parts = ("transformer", "codec", "interpolator", "upscaler", "sum")
    rows = [
        f"| {name} | " + " | ".join(f"{of[part]['wall_s']:.2f}" for part in parts) + " |"
        for name, of in found["runtimes"].items()
    ]
    shared = found["every_runtime"]
    return "\n".join(
        [
            "| seconds on two cores | " + " | ".join(parts) + " |",
            "|---|" + "---|" * len(parts),
            *rows,
            "",
            f"{found['clip']}; {found['steps']} guided steps. Text {shared['text']['wall_s']:.3f} s, "
            f"mp4 {shared['mp4']['wall_s']:.2f} s. The first use of a model adds "
            f"{next(iter(found['first_use_s'].values())):.1f} s.",
        ]
    )
