"""The storybook model as it ships: averaged weights of four runs, exported, checked against torch, in one folder.

    python recipes/storybook_publish.py --flow RUN/newest.pt --decoder RUN/newest.pt --interpolator RUN/newest.pt \
        --upscaler RUN/newest.pt --data DATA --version 1 --out src/yozora/weights/storybook

Networks for which no run is named are those of the model `--rest` FOLDER, whose codec DATA has to have. A minute on two
cores. The card is written afterwards, when the model has been judged: `python scripts/write_card.py`.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
from storybook_flow import config_of

from yozora.conditioning.phrases import SLOTS, Vocabulary
from yozora.models.basis_file import BASES, load_bases
from yozora.models.blocks import BLOCK_PX, FPS
from yozora.models.codec import Decoder
from yozora.models.interpolator import Interpolator
from yozora.models.transformer import Transformer
from yozora.models.upscaler import Upscaler
from yozora.runtime.agreement import SHAPES, Agreement, agreement
from yozora.runtime.export import export
from yozora.runtime.networks import TRANSFORMER
from yozora.runtime.openvino import OpenVino, able
from yozora.runtime.torch import Modules, TorchNetworks, load_modules
from yozora.train.loop import Run, read_run
from yozora.weights.manifest import MANIFEST
from yozora.weights.publish import Sheet, publish
from yozora.weights.store import CARD, VOCABULARY, CodecFacts, ModelFiles

GRIDS = ((2, 1, 8, 8), (1, 11, 8, 8), (2, 5, 6, 11), (1, 21, 11, 6), (1, 7, 7, 9))
FURTHEST = {"f32": 5e-3, "bf16": 5e-2}
SHORTENED = 2e-2
"""Relative differences to torch float32 with the weights as trained; of the transformer, whose blocks are stored in
eight bits, at least the latter."""

MEGABYTES = 40
TRAINERS = {
    "flow": "storybook_flow.py",
    "decoder": "storybook_decoder.py",
    "interpolator": "storybook_interpolator.py",
    "upscaler": "storybook_upscaler.py",
}
NETWORK_OF = {"flow": TRANSFORMER}
"""Of a run whose name is not that of its network."""


def build(runs: Mapping[str, Run], *, size: str, vocabulary: Vocabulary, bases: Path, rest: Path | None) -> Modules:
    """The networks with the weights of their runs, and of the model `rest` where they have none."""
    image, video = load_bases(bases)
    modules = Modules(
        transformer=Transformer(config_of(size, image, vocabulary)),
        decoder=Decoder(image, video),
        interpolator=Interpolator(),
        upscaler=Upscaler(),
    )
    published = {} if rest is None else load_modules(rest).named()
    for name in TRAINERS:
        network = NETWORK_OF.get(name, name)
        weights = runs[name].weights if name in runs else published[network].state_dict()
        modules.named()[network].load_state_dict(weights)
    return modules


def figures_of(runs: Mapping[str, Run], modules: Modules, before: Mapping[str, float]) -> dict[str, float]:
    """Sizes and training of the networks; of those that were not trained again as they stood `before`."""
    found = {name: value for name, value in before.items() if name.split("_")[0] in modules.named()}
    for name, run in runs.items():
        network = NETWORK_OF.get(name, name)
        found[f"{network}_parameters"] = sum(one.numel() for one in modules.named()[network].parameters())
        found[f"{network}_steps"] = run.steps
        found[f"{network}_on_gpu"] = int(run.device != "cpu")
        found[f"{network}_trained_s"] = round(run.seconds)
    return found


def lessons_of(data: Path) -> dict[str, float]:
    """Clips and single pictures in a folder of shards."""
    shapes = [np.load(path, mmap_mode="r").shape for path in data.glob("[!.]*/image.npy")]
    return {
        "clips": sum(shape[0] for shape in shapes if shape[1] > 1),
        "pictures": sum(shape[0] for shape in shapes if shape[1] == 1),
    }


def check(folder: Path, modules: Modules) -> None:
    """Stop unless the graphs do what the modules do."""
    config = modules.transformer.config
    original = TorchNetworks(modules)
    for precision in reversed(able()):
        graphs = OpenVino(folder, precision=precision)
        found = agreement(
            graphs,
            original,
            channels=config.channels,
            slots=config.slots,
            cutouts=config.cutouts,
            shapes=(*SHAPES, *GRIDS),
        )
        for network in dict.fromkeys(one.network for one in found):
            report(precision, [one for one in found if one.network == network])


def report(precision: str, found: list[Agreement]) -> None:
    """Print the furthest of one network's comparisons, and stop when it is too far."""
    worst = max(found, key=lambda one: one.relative)
    line = f"{worst.network} at {precision}: {worst.relative:.1e} relative at {worst.shape}, at most {worst.worst:.1e}"
    print(line, flush=True)
    furthest = max(FURTHEST[precision], SHORTENED if worst.network == TRANSFORMER else 0.0)
    if not worst.relative < furthest:
        sys.exit(f"The exported graph does not agree with torch; expected less than {furthest:.0e} relative.")


def publish_model(chosen: argparse.Namespace, runs: Mapping[str, Run]) -> ModelFiles:
    """Export, check, write."""
    said = json.loads((chosen.flow.parent / "config.json").read_text("utf-8"))
    vocabulary = Vocabulary(words={slot: tuple(said["words"][slot]) for slot in SLOTS})
    bases = chosen.data / BASES
    modules = build(runs, size=said["size"], vocabulary=vocabulary, bases=bases, rest=chosen.rest)
    before = {} if chosen.rest is None else json.loads((chosen.rest / MANIFEST).read_text("utf-8"))["figures"]
    image, video = load_bases(bases)
    codec = CodecFacts(channels=image.channels, frames_per_latent=video.frames, block_px=BLOCK_PX, fps=FPS)
    figures = figures_of(runs, modules, before) | lessons_of(chosen.data)
    for name, amount in said["before"].items():
        figures[name] += amount
    sheet = Sheet(name="storybook", version=chosen.version, codec=codec, figures=figures)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        files = {path.name: path for path in export(modules, folder)}
        check(folder, modules)
        words = folder / VOCABULARY
        words.write_text(json.dumps({"words": vocabulary.words}, ensure_ascii=False, indent=1) + "\n", "utf-8")
        card = folder / CARD
        card.write_text("Not yet judged.\n", "utf-8")
        return publish(chosen.out, sheet, {**files, VOCABULARY: words, BASES: bases, CARD: card})


def lacking(chosen: argparse.Namespace, runs: Mapping[str, Path]) -> str | None:
    """What has to be given first."""
    if chosen.rest is None and (missing := [name for name in TRAINERS if name not in runs]):
        return f"--{missing[0]} is missing. Name its run, or with --rest a model that it is taken from."
    for name, path in runs.items():
        if not path.is_file():
            return f"--{name} {path}: there is no such run. Train it first with recipes/{TRAINERS[name]}."
    for path in (chosen.data / BASES, chosen.flow.parent / "config.json"):
        if not path.is_file():
            return f"{path} is missing; expected a file."
    if chosen.rest and not chosen.decoder:
        has, needs = (load_bases(folder / BASES)[0].channels for folder in (chosen.rest, chosen.data))
        if has != needs:
            return f"The decoder of {chosen.rest} takes {has} channels, the lessons have {needs}. Train one: --decoder."
    return None


def main() -> None:
    """Say what is missing, or publish."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in TRAINERS:
        parser.add_argument(f"--{name}", type=Path, required=name == "flow", help="newest.pt of its run")
    parser.add_argument("--rest", type=Path, help="folder of the model that the other networks are taken from")
    parser.add_argument("--data", type=Path, required=True, help="the folder with bases.npz the runs were trained on")
    parser.add_argument("--version", required=True)
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    runs = {name: path for name in TRAINERS if (path := getattr(chosen, name)) is not None}
    if why := lacking(chosen, runs):
        sys.exit(why)
    model = publish_model(chosen, {name: read_run(path) for name, path in runs.items()})
    size = sum(path.stat().st_size for path in model.folder.iterdir()) / 1e6
    print(f"{model.folder}: {model.name} {model.version} ({model.weights_hash}), {size:.1f} MB")
    for path in sorted(model.folder.iterdir()):
        print(f"  {path.name:18} {path.stat().st_size:>11,} bytes")
    if size > MEGABYTES:
        sys.exit(f"{size:.1f} MB is more than the {MEGABYTES} MB a model may take.")


if __name__ == "__main__":
    main()
