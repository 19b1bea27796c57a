"""The tables of the storybook model, from results in `benchmarks/results`."""

import json
from pathlib import Path
from typing import Any

from yozora.evaluate.measures import BEST_DB

ROOT = Path(__file__).parents[1]
NAMES = {
    "shape": "subject by its shape alone",
    "pair": "both of two kinds",
    "sides": "both, and each on its side",
    "then": "what is done after that",
}
TELLING = 0.5
"""Of what is in renders, judges have to see so much for their word to count."""
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
    blind = [slot for slot, one in alone["scores"].items() if one["ceiling"] < TELLING]
    rows = [_row(NAMES.get(slot, slot), slot, alone, guided) for slot in alone["scores"] if slot not in blind]
    style = result("styles")
    one, other = (style["ways"][way] for way in ("alone", "guided"))
    told = f"style ({one['cases']} prompts, a judge of its own)"
    rows.append(_row(told, "style", *({"scores": {"style": way}} for way in (one, other))))
    for part, name in PARTS.items():
        if part in alone["parts"]:
            one, other = ({"scores": way["parts"][part]} for way in (alone, guided))
            rows.append(_row(f"subject, {name} ({one['scores']['subject']['cases']} prompts)", "subject", one, other))
    for slot, measured in alone["lasting"].items():
        ways = (f"{one['made']:.3f} ({one['ratio']:.0%})" for one in (measured, guided["lasting"][slot]))
        rows.append(f"| {slot} alike in both halves of a clip | {' | '.join(ways)} | {measured['render']:.3f} |")
    for part, name in (("before", "before it goes behind something"), ("after", "when it has come out")):
        true = alone["behind"]["render"][part]
        shares = (way["behind"]["made"][part] for way in (alone, guided))
        rows.append(
            f"| a walker named {name} | {' | '.join(f'{one:.3f} ({one / true:.0%})' for one in shares)} | {true:.3f} |"
        )
    lasts = result("consequences")["ways"]
    shares = " | ".join(f"{lasts[way]['share']:.3f}" for way in ("alone", "guided"))
    rows.append(f"| what has happened stays so to the end ({lasts['alone']['cases']} prompts) | {shares} | 1 |")
    for name, kind in (
        ("flicker against the render's", "flicker"),
        ("differences at token borders, the same", "seams"),
    ):
        rows.append(f"| {name} | {alone[kind]['ratio']:.2f}x | {guided[kind]['ratio']:.2f}x | 1 |")
    head = (
        "| what a judge sees (and of what it sees in true renders) | from words alone | guided by the sketch | "
        "in true renders |\n|---|---|---|---|"
    )
    told = "; ".join(NAMES.get(slot, slot) for slot in blind)
    untold = f" Even in renders they see too little of: {told}." if blind else ""
    moving, codec = found["image_to_video"], found["codec"]
    return "\n".join(
        [
            head,
            *rows,
            "",
            f"{alone['cases']} prompts, half English, half Chinese; weights {found['model']}. The judges are trained "
            f"on renders only.{untold} From one picture "
            f"({moving['cases']} clips): {moving['psnr_db']:.1f} dB to the true continuation, a frozen picture "
            f"{moving['frozen_db']:.1f} dB. The codec alone: {codec['psnr_db']:.1f} dB, "
            f"{codec['box_psnr_db']:.1f} dB where the actor is.",
        ]
    )


def scaling() -> str:
    """What more training brings: three transformers, each larger and trained for longer, on the same prompts."""
    found = result("scaling")
    runs: dict[str, dict[str, Any]] = found["trained"]
    slots = [slot for slot, one in next(iter(runs.values()))["scores"].items() if one["ceiling"] >= TELLING]
    rows = [
        ("million parameters", [f"{run['transformer_parameters'] / 1e6:.1f}" for run in runs.values()]),
        ("minutes on two cores", [f"{run['transformer_trained_s'] / 60:.0f}" for run in runs.values()]),
        ("operations, in 10^12", [f"{run['teraflops']}" for run in runs.values()]),
        *[
            (f"{NAMES.get(slot, slot)}, of what is seen in renders",
             [f"{run['scores'][slot]['ratio']:.0%}" for run in runs.values()])
            for slot in slots
        ],
    ]  # fmt: skip
    head = f"| the same prompts and seeds after so much training | {' | '.join(runs)} |\n|---|{'---|' * len(runs)}"
    body = "\n".join(f"| {what} | {' | '.join(values)} |" for what, values in rows)
    return (
        f"{head}\n{body}\n\n{found['cases']} held-out prompts, models that began from nothing. The pictures are "
        f"[here](docs/explanation/the-model.md#what-more-training-brings)."
    )


def people() -> str:
    """What people named in clips without their prompts, and which engine they took."""
    named, blind = result("naming"), result("blind")
    told = ", ".join(f"{one['subject']} subjects, {one['place']} places of {one['clips']}" for one in named["people"])
    taken, asked = blind["chosen"].get("sketch", 0), sum(blind["chosen"].values())
    return (
        f"Named in clips of {named['engine']} by lot, without their prompts: {told}. Of {blind['engines']['alone']} "
        f"and the sketch side by side in hidden order, the sketch was taken for {taken} of {asked} prompts: it is the "
        f"default."
    )


def operations() -> str:
    """What operations keep, how they join, what a minute is like."""
    found = result("operations")["figures"]
    kept, seams, minute = found["kept"], found["seams"], found["minute"]
    least = min(one["least"] for one in kept.values() if isinstance(one, dict))
    ways = ("alone", "guided")
    rows = [
        (
            "kept frames against the codec's own picture, at least",
            ["equal" if least >= BEST_DB else f"{least} dB"] * 2,
        ),
        (
            "joins and loop ends: change of a frame against the clip's median",
            [f"{seams[way]['all']['median']:.2f}x, at most 1.25x in {_percent(seams[way]['all'])}" for way in ways],
        ),
        ("nine in ten other frames change less than", [f"{seams[way]['elsewhere']:.2f}x" for way in ways]),
        (
            f"a minute: shift of the background's colours (renders: {minute['render']['background_shift_share']:.1%})",
            [f"{minute[way]['background_shift_share']:.1%}" for way in ways],
        ),
        (
            f"a minute: the judge sees the subject in (in renders: {minute['render']['subject_seen_share']:.0%})",
            [f"{minute[way]['subject_seen_share']:.0%}" for way in ways],
        ),
        ("a minute: joins of windows", [f"{minute[way]['windows_join']['median']:.2f}x" for way in ways]),
        *[
            (f"subject seen, {shape} (in renders: {share['render']:.0%})", [f"{share[way]:.0%}" for way in ways])
            for shape, share in found["shapes"].items()
            if isinstance(share, dict)
        ],
    ]
    growth, remix = found["growth"], found["remix"]
    likeness = ", ".join(
        f"{one['psnr_db']:g} at {strength}" for strength, one in remix.items() if isinstance(one, dict)
    )
    same, hidden = found["characters"], found["hidden"]
    return "\n".join(
        [
            "| operations | from words alone | guided by the sketch |",
            "|---|---|---|",
            *(f"| {name} | {values[0]} | {values[1]} |" for name, values in rows),
            "",
            f"Measured with storybook {found['kept']['model']}. "
            f"A clip of 60 s against one of 10 s: {growth['memory_ratio']:.2f}x the memory, "
            f"{growth['pace_ratio']:.2f}x the work for each second. Likeness of a remix to its source in dB, by "
            f"strength: {likeness}. Two shots of one character are alike by {same['same']:.2f} (cosine of the "
            f"judge's answers), of two by {same['different']:.2f}. Hidden behind a wall for a second, the same "
            f"subject comes out in {hidden['same_subject_share']:.0%} of {hidden['cases']} clips.",
        ]
    )


def _percent(spread: dict[str, float]) -> str:
    return f"{spread['share_within_1.25']:.0%}"


def _row(name: str, slot: str, alone: dict[str, Any], guided: dict[str, Any]) -> str:
    one, other = alone["scores"][slot], guided["scores"][slot]
    cells = [f"{way['score']:.3f} ({way['ratio']:.0%})" for way in (one, other)]
    return f"| {name} | {cells[0]} | {cells[1]} | {one['ceiling']:.3f} |"


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
            f"{found['weights']} on {found['device']}: {found['clip']}; {found['steps']} guided steps. "
            f"Text {shared['text']['wall_s']:.3f} s, "
            f"mp4 {shared['mp4']['wall_s']:.2f} s. The first use of a model adds "
            f"{next(iter(found['first_use_s'].values())):.1f} s.",
        ]
    )
