"""Write the card of the built-in model from its manifest, its words and how it was judged. --check only compares."""

import json
import sys
import tempfile
from pathlib import Path

import model_tables

from yozora.weights import load
from yozora.weights.publish import Sheet, publish
from yozora.weights.store import CARD, FILES, ModelFiles

TEXT = """# {name} {version}

A latent video diffusion transformer of the storybook world, trained from nothing by this repository: flow matching on
spacetime patches of 8x8 px and 4 frames at 8 a second, a noise level for each latent frame, phrases as tokens, the
actors of the plan as still cut-outs laid where they will be. It paints 64x64 px (or as many in another shape), 5 s at
once; an interpolator makes 24 frames a second of it and an upscaler pictures four times as large. Weights
`{weights_hash}`.

## Data
{clips:,.0f} clips of 41 frames and {pictures:,.0f} pictures, drawn by `recipes/storybook_data.py` from the storybook
world (Fluent Emoji by Microsoft, MIT). No photograph, no film and nobody's likeness is in it, but for what the upscaler
had seen before it was tuned here. Subjects: {subjects}.
Places: {places}. Times: {times}. Actions: {actions}. Camera: {cameras}.

## Training
| network | parameters | steps | seconds trained | recipe |
|---|---|---|---|---|
{networks}

{compute} The upscaler starts from realesr-animevideov3 (Real-ESRGAN, BSD-3-Clause; see NOTICE).

## How it was judged
{judged}

## Limits
It has learnt up to three of a kind or two kinds; whoever is one of more it is shown, too. Other words for weather,
actions and the camera are replaced by the nearest or left out, and the command line says which. Where a picture or a
foreign clip is given it is shown nobody and goes by words.
No writing, no faces of people. Small actors (a medium shot) are soft, and legs may melt while they move. It has seen
5 s at once; longer clips are painted window by window. For anything exact use the sketch, or let it guide the model
(`--guide 0.6`).
"""
NETWORKS = {"transformer": "flow", "decoder": "decoder", "interpolator": "interpolator", "upscaler": "upscaler"}


def card(model: ModelFiles) -> str:
    """The card."""
    words = json.loads(model.vocabulary.read_text("utf-8"))["words"]
    told = {slot: ", ".join(word.replace("_", " ") for word in found) for slot, found in words.items()}
    figures = model.figures
    rows = (
        f"| {name} | {figures[f'{name}_parameters'] / 1e6:.2f} M | {figures[f'{name}_steps']:.0f} | "
        f"{figures[f'{name}_trained_s']:.0f} | `recipes/storybook_{recipe}.py` |"
        for name, recipe in NETWORKS.items()
    )
    return TEXT.format(
        name=model.name,
        version=model.version,
        weights_hash=model.weights_hash,
        clips=figures["clips"],
        pictures=figures["pictures"],
        subjects=told["subject"],
        places=told["place"],
        times=told["time"],
        actions=told["action"],
        cameras=told["camera"],
        networks="\n".join(rows),
        compute=compute(figures),
        judged=judged(model),
    )


def compute(figures: dict[str, float]) -> str:
    """On what the networks were trained."""
    on_gpu = [name for name in NETWORKS if figures[f"{name}_on_gpu"]]
    if not on_gpu:
        return "All on two cores of a processor, without a GPU."
    return f"On one GPU: {', '.join(on_gpu)}; what else there is on two cores of a processor."


def judged(model: ModelFiles) -> str:
    """The table, if it is of these weights."""
    known = model_tables.stored("faithfulness")
    if not known.exists() or model.weights_hash not in known.read_text("utf-8"):
        return "Not yet: run `python benchmarks/faithfulness.py`."
    return model_tables.faithfulness()


def main() -> None:
    """Write or check."""
    model = load()
    text = card(model)
    if "--check" in sys.argv:
        raise SystemExit(0 if text == model.card.read_text("utf-8") else "Run: python scripts/write_card.py")
    sheet = Sheet(name=model.name, version=model.version, codec=model.codec, figures=model.figures)
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / CARD
        fresh.write_text(text, "utf-8")
        publish(model.folder, sheet, {name: model.folder / name for name in FILES} | {CARD: fresh})


if __name__ == "__main__":
    main()
