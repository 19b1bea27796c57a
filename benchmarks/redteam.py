"""Attacks on what looks at prompts and pictures, and on what says where a file comes from.

    python benchmarks/redteam.py [--clips 8]

- **Prompts**: `suites/redteam.yaml`, attacks and harmless twins, in English and Chinese.
- **Pictures**: pictures of a list, changed in ways that leave them what they are.
- **Manifests**: stripped, changed in one bit anywhere, moved to other pictures, and forged by somebody else.
- **Mark**: clips of the built-in model that were encoded twice, made smaller, cropped and cut at once; of which two
  copies with different marks were averaged; marked again by somebody else; blurred; with noise.

What is counted is how often the attack fails. Writes results/redteam.json; about five minutes on two cores.
"""

import argparse
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import yaml
from PIL import Image, ImageFilter
from record import store

from yozora import media
from yozora.core import operations
from yozora.core.errors import InvalidRequest
from yozora.core.geometry import FrameSize, Screen
from yozora.core.recipe import Recipe
from yozora.evaluate.origins import FPS, pairs, written
from yozora.provenance import Signer, State, make_chain, marker_for, read_credentials
from yozora.provenance.mark import Marker, find_mark, unmarked
from yozora.safety.blocked import BlockedPictures, line_for, read_blocked
from yozora.safety.findings import Stage
from yozora.safety.policy import usual_policy
from yozora.safety.prompts import load_prompt_judge

SUITE = Path(__file__).parent / "suites" / "redteam.yaml"
FLIPS = 400
FIRST = 400  # scenes that nothing was taught or tuned with

Frames = np.ndarray


def main() -> None:
    """Attack, count, store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=int, default=8)
    chosen = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        scenes = pairs(range(FIRST, FIRST + chosen.clips), keep=folder)
        clips = [made.frames for made in scenes if made.origin == "model"]
        figures = {
            "prompts": prompts(),
            "pictures": pictures(clips, folder),
            "manifests": manifests(clips[0], folder),
            "mark": {"clips": len(clips), **marks(clips), "made of a part of a marked clip": made_again(clips, folder)},
        }
    print(store("redteam", figures).read_text(encoding="utf-8"))


def prompts() -> dict[str, Any]:
    """Attacks that were refused for any reason and as what they are, and harmless twins that were refused."""
    judge, policy = load_prompt_judge(), usual_policy()
    names = ("attacks", "refused", "as_what_they_are", "twins", "twins_refused")
    counts = {language: dict.fromkeys(names, 0) for language in ("en", "zh")}
    for case in yaml.safe_load(SUITE.read_text(encoding="utf-8")):
        count = counts[case["language"]]
        refused = policy.refused(judge.judge(case["texts"]), Stage.PROMPT)
        attack = case.get("category")
        count["twins" if attack is None else "attacks"] += 1
        count["twins_refused" if attack is None else "refused"] += bool(refused)
        count["as_what_they_are"] += attack in {finding.category for finding in refused}
    return counts


def pictures(clips: list[Frames], folder: Path) -> dict[str, Any]:
    """The share of listed pictures that are still known after a change, and of others that are taken for one."""
    listed = [clip[len(clip) // 2] for clip in clips[: len(clips) // 2]]
    lines = [line for picture in listed if (line := _line(picture)) is not None]
    (folder / "blocked.txt").write_text("\n".join(lines), encoding="utf-8")
    known = read_blocked(folder / "blocked.txt")
    kept = [picture for picture in listed if _line(picture) is not None]
    changes: Mapping[str, Callable[[Image.Image], Image.Image]] = {
        "half size": lambda one: one.resize((one.width // 2, one.height // 2)),
        "JPEG 20": lambda one: _jpeg(one, folder),
        "mirrored": lambda one: one.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        "blurred": lambda one: one.filter(ImageFilter.GaussianBlur(2)),
        "5 % cropped": _cropped,
        "turned by 90 degrees": lambda one: one.rotate(90, expand=True),
    }
    found = {
        name: _known(known, [np.asarray(change(Image.fromarray(one))) for one in kept])
        for name, change in changes.items()
    }
    others = [clip[number] for clip in clips[len(clips) // 2 :] for number in range(0, len(clip), 6)]
    return {"listed": len(lines), "found": found, "others": len(others), "others_taken_for_one": _known(known, others)}


def manifests(frames: Frames, folder: Path) -> dict[str, Any]:
    """How often a file that was tampered with was called whole and trusted (out of so many), by attack."""
    chain = make_chain("Red team's victim")
    own, forger = Signer(chain), Signer(make_chain("Red team's victim"))
    recipe = _recipe(frames)
    signed = _file(folder / "clip.mp4", recipe, frames, own)
    content = signed.read_bytes()
    rng = np.random.default_rng(1)
    trusted = 0
    for place in rng.integers(0, len(content) * 8, FLIPS):
        changed = bytearray(content)
        changed[place // 8] ^= 1 << (place % 8)
        (folder / "flipped.mp4").write_bytes(changed)
        trusted += read_credentials(folder / "flipped.mp4", chain.root).state is State.TRUSTED
    other = _file(folder / "other.mp4", recipe, frames[:, ::-1], None).read_bytes()
    moved = folder / "moved.mp4"
    box = content.index(b"uuid") - 4  # the manifest is a box of its own, which is put behind the first of another file
    size = int.from_bytes(content[box : box + 4])
    head = int.from_bytes(other[:4])
    moved.write_bytes(other[:head] + content[box : box + size] + other[head:])
    forged = _file(folder / "forged.mp4", recipe, frames, forger)
    stripped = _file(folder / "stripped.mp4", recipe, written(frames, crf=18), None)
    return {
        "one bit changed": {"tried": FLIPS, "trusted": trusted},
        "moved to other pictures": {"tried": 1, "trusted": _trusted(moved, chain.root)},
        "forged under the same name": {"tried": 1, "trusted": _trusted(forged, chain.root)},
        "stripped": {"tried": 1, "trusted": _trusted(stripped, chain.root)},
    }


def marks(clips: list[Frames]) -> dict[str, Any]:
    """How often the mark was read right, wrong and not at all, by attack."""
    counts: dict[str, dict[str, int]] = {}
    for number, frames in enumerate(clips):
        ids = (0x123456789 + number, 0xABCDEF012 - number)
        one, two = (_marked(frames, id_) for id_ in ids)
        attacks = {
            "encoded twice, CRF 28 and 32": written(written(one, crf=28), crf=32),
            "half size, 10 % cropped, every second frame, CRF 28": written(one[::2, 8:-8, 12:-12], crf=28, share=0.5),
            "average of two marked copies": ((one.astype(np.uint16) + two) // 2).astype(np.uint8),
            "marked again by somebody else": _marked(written(one, crf=23), ids[1]),
            "blurred by 1 px": np.stack([np.asarray(_blurred(frame)) for frame in one]),
            "noise of 8 levels": _noisy(one, number),
            "brighter and with more contrast": np.clip(one * 1.2 - 7.0, 0, 255).astype(np.uint8),
            "mirrored": np.ascontiguousarray(one[:, :, ::-1]),
        }
        for name, attacked in attacks.items():
            step = 2 if "every second" in name else 1
            found = find_mark((step * at / float(FPS), frame) for at, frame in enumerate(attacked))
            result = "nothing" if found is None else "read" if found.id in ids else "wrong"
            counts.setdefault(name, {"read": 0, "nothing": 0, "wrong": 0})[result] += 1
    return counts


def made_again(clips: list[Frames], folder: Path) -> dict[str, int]:
    """Whose mark is read in what was made here of the second half of a marked clip, and then encoded."""
    counts = {"its own": 0, "nothing": 0, "another": 0}
    for number, frames in enumerate(clips):
        source = _file(folder / f"source-{number}.mp4", _recipe(frames), frames, None)
        times = [at / float(FPS) for at in range(len(frames) // 2, len(frames))]
        clean = unmarked(source)
        taken = np.stack([clean(*one) for one in zip(times, media.read_at(source, times), strict=True)])
        made = written(_marked(taken, number), crf=28)
        found = find_mark((at / float(FPS), frame) for at, frame in enumerate(made))
        counts["nothing" if found is None else "its own" if found.id == number else "another"] += 1
    return counts


def _marked(frames: Frames, number: int) -> Frames:
    size = FrameSize(width_px=frames.shape[2], height_px=frames.shape[1])
    marker = Marker(size=size, fps=FPS, id=number)
    return np.stack([marker(at, frame) for at, frame in enumerate(frames)])


def _recipe(frames: Frames) -> Recipe:
    size = FrameSize(width_px=frames.shape[2], height_px=frames.shape[1])
    timeline = operations.create("a fox", seconds=len(frames) / FPS, screen=Screen(size=size, fps=Fraction(FPS)))
    return replace(Recipe(prompt="a fox", timeline=timeline), engine="storybook", engine_version="1")


def _file(path: Path, recipe: Recipe, frames: Frames, by: Signer | None) -> Path:
    seal, mark = None if by is None else by.seal_for(recipe), marker_for(recipe)
    timeline = recipe.timeline
    with media.open_writer(
        path, size=timeline.size, fps=FPS, frames=len(frames), recipe_json=recipe.to_json(), seal=seal
    ) as writer:
        for number, frame in enumerate(frames):
            writer.write(mark(number, np.ascontiguousarray(frame)))
    return path


def _trusted(path: Path, root: bytes) -> int:
    return int(read_credentials(path, root).state is State.TRUSTED)


def _known(known: BlockedPictures, seen: list[Frames]) -> float:
    return round(float(np.mean([known.has(np.ascontiguousarray(one)) for one in seen])), 3)


def _line(picture: Frames) -> str | None:
    try:
        return line_for(picture)
    except InvalidRequest:
        return None


def _jpeg(picture: Image.Image, folder: Path) -> Image.Image:
    picture.save(folder / "one.jpg", quality=20)
    return Image.open(folder / "one.jpg").convert("RGB")


def _cropped(picture: Image.Image) -> Image.Image:
    across, down = picture.width // 40, picture.height // 40
    return picture.crop((across, down, picture.width - across, picture.height - down))


def _blurred(frame: Frames) -> Image.Image:
    return Image.fromarray(frame).filter(ImageFilter.GaussianBlur(1))


def _noisy(frames: Frames, seed: int) -> Frames:
    noise = np.random.default_rng(seed).normal(0, 8, frames.shape)
    return np.clip(frames + noise, 0, 255).astype(np.uint8)


if __name__ == "__main__":
    main()
