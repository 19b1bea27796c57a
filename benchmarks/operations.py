"""What operations keep, how they join, and what a minute is like.

    python benchmarks/operations.py [--only kept seams ...] [--cases 12]

Clips are made by the model guided by the sketch, then changed by it. Writes results/operations.json; with --only it
renews those parts of it. About half an hour on two cores.
"""

import argparse
import itertools
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parent))
from PIL import Image
from record import RESULTS, store

from yozora import generate, media
from yozora.cli import signing
from yozora.conditioning.reel import positions_of, reel_of
from yozora.conditioning.windows import next_window
from yozora.core import operations
from yozora.core.cards import TextCard
from yozora.core.characters import Character
from yozora.core.events import silent
from yozora.core.geometry import FrameSize, Screen
from yozora.core.recipe import Recipe
from yozora.core.source import Source
from yozora.core.timeline import Timeline
from yozora.director import plan_out
from yozora.engines.sketch import SketchEngine
from yozora.engines.storybook import PaintOptions, StorybookEngine, load_storybook
from yozora.evaluate.cases import Case, cases
from yozora.evaluate.judge import Judge, answers, glimpse, load_judge
from yozora.evaluate.measures import psnr
from yozora.generate.drafts import image_card, source_of
from yozora.worlds.lessons import FOURTH

HERE = Path(__file__).parent
SCREEN = Screen(size=FrameSize(width_px=256, height_px=256), fps=Fraction(24))
GUIDE = 0.6
SHAPES = {
    "1:1": "256x256",
    "16:9": "342x192",
    "9:16": "192x342",
    "4:3": "296x222",
    "3:4": "222x296",
    "2.39:1": "396x166",
}
WAYS = {"alone": 0.0, "guided": GUIDE, "render": None}
STRENGTHS = (0.0, 0.25, 0.5, 0.75, 1.0)


@cache
def engine(guide: float = 0.0) -> StorybookEngine:
    """The model, alone or guided."""
    return load_storybook(PaintOptions(guide=guide))


@cache
def judge() -> Judge:
    """The judge, taught by true renders."""
    torch.set_num_threads(1)
    return load_judge(HERE / "judges" / "judge.pt")


def frames_of(line: Timeline, guide: float | None = 0.0) -> np.ndarray:
    """All pictures of a timeline; without a guide, by the sketch, which shows what can be seen at all."""
    renderer = SketchEngine() if guide is None else engine(guide)
    return np.stack(list(renderer.render(line, progress=silent)))


class Clips:
    """Clips of cases in a folder, made when they are asked for."""

    def __init__(self, folder: Path, count: int) -> None:
        self._folder = folder
        drawn = (case for case in cases(FOURTH, 2 * count, seconds=4.0) if "subject" in case.stated)
        self.cases = list(itertools.islice(drawn, count))

    def clip(self, case: Case, seconds: float) -> Source:
        """The clip of a case."""
        path = self._folder / f"{case.seed}-{seconds:g}.mp4"
        if not path.exists():
            line = case.timeline(seconds=seconds, screen=SCREEN)
            generate.create(
                Recipe(prompt=case.prompt, timeline=line), engine=engine(GUIDE), gate=signing.gate(), out=path
            )
        return source_of(path)

    def pairs(self, seconds: float) -> list[tuple[Case, Source, Source]]:
        """Each clip with the next one."""
        made = [self.clip(case, seconds) for case in self.cases]
        return list(zip(self.cases, made, [*made[1:], made[0]], strict=True))


def changes(case: Case, one: Source, other: Source, folder: Path) -> dict[str, Timeline]:
    """Every operation that keeps pictures."""
    picture = folder / f"{case.seed}.png"
    if not picture.exists():
        Image.fromarray(next(media.read_frames(one.file))).save(picture)
    parts = [operations.Part(start_s=0, end_s=1), operations.Part(start_s=1.5, end_s=2, at_s=2)]
    made = {
        "extend after": operations.extend(one, screen=SCREEN, after_s=2, text=case.prompt),
        "extend before": operations.extend(one, screen=SCREEN, before_s=2, text=case.prompt),
        "extend both": operations.extend(one, screen=SCREEN, before_s=1, after_s=1, text=case.prompt),
        "connect": operations.connect(one, other, screen=SCREEN, gap_s=1.5, text=case.prompt),
        "loop": operations.loop(one, screen=SCREEN, seam="normal", text=case.prompt),
        "recut": operations.recut(one, parts, screen=SCREEN, text=case.prompt),
        "animate": operations.animate([image_card(picture)], case.prompt, seconds=3, screen=SCREEN),
    }
    return {name: replace(line, seed=case.seed) for name, line in made.items()}


def kept(clips: Clips, folder: Path) -> dict[str, Any]:
    """PSNR in dB of kept frames against the codec's own picture of the same clip alone, operation by operation."""
    found: dict[str, list[float]] = {}
    for case, one, other in clips.pairs(2.0):
        for name, line in changes(case, one, other, folder).items():
            (painting,) = engine().paint(line)
            for run in painting.reel.runs:
                made = painting.frames[list(run.positions)]
                alone = engine().own(painting.given.clean[run.first : run.end], first=run.first == 0)
                found.setdefault(name, []).append(psnr(_bytes(made), _bytes(alone)))
    return {
        name: {"least": round(min(all_), 2), "mean": round(float(np.mean(all_)), 2)} for name, all_ in found.items()
    }


def _bytes(frames: np.ndarray) -> np.ndarray:
    return (frames.clip(0, 1) * 255).round().astype(np.uint8)


def seams(clips: Clips, folder: Path) -> dict[str, Any]:
    """How much more pictures differ at a join, or at a loop's end, than at the median of the clip; alone and guided.
    `elsewhere` is what nine in ten pictures that are at no join stay under."""
    return {name: _seams(clips, folder, guide) for name, guide in (("alone", 0.0), ("guided", GUIDE))}


def _seams(clips: Clips, folder: Path, guide: float) -> dict[str, Any]:
    found: dict[str, list[float]] = {}
    elsewhere: list[float] = []
    for case, one, other in clips.pairs(2.0):
        for name, line in changes(case, one, other, folder).items():
            if not (joins := _joins(line)):
                continue
            frames = frames_of(line, guide).astype(np.int16)
            steps = np.abs(np.diff(frames, axis=0)).mean((1, 2, 3))
            usual = float(np.median(steps))
            for join in joins:
                before, after = frames[join - 1], frames[join % len(frames)]
                found.setdefault(name, []).append(float(np.abs(after - before).mean()) / usual)
            elsewhere.append(
                float(np.percentile(np.delete(steps, [join - 1 for join in joins if join < len(frames)]), 90)) / usual
            )
    together = [value for all_ in found.values() for value in all_]
    return {
        **{name: _spread(all_) for name, all_ in found.items()},
        "all": _spread(together),
        "elsewhere": round(float(np.mean(elsewhere)), 3),
    }


def _joins(line: Timeline) -> list[int]:
    ends = {frame for one in line.placed if one.card in line.media for frame in (one.first, one.end)}
    inside = sorted(frame for frame in ends if 0 < frame < line.frames and frame not in line.cuts)
    return inside + ([line.frames] if line.loop else [])


def _spread(values: list[float]) -> dict[str, float]:
    return {
        "median": round(float(np.median(values)), 3),
        "most": round(max(values), 3),
        "share_within_1.25": round(float(np.mean(np.array(values) <= 1.25)), 3),
    }


def minute(clips: Clips, folder: Path) -> dict[str, Any]:
    """A clip of a minute in each way: drift of the background, the subject in every second, joins of windows."""
    return {name: _minute(clips.cases[:3], guide) for name, guide in WAYS.items()}


def _minute(chosen: list[Case], guide: float | None) -> dict[str, Any]:
    shifts, seen, joins = list[float](), list[bool](), list[float]()
    for case in chosen:
        line = replace(case.timeline(seconds=60, screen=replace(SCREEN, fps=Fraction(12))), seed=case.seed)
        frames = frames_of(line, guide)
        shifts.append(_shift(frames, 12))
        for second in range(0, 58, 2):
            found = answers(judge(), frames[12 * second : 12 * second + 24], fps=12)
            seen.append(found["subject"] == case.stated["subject"])
        steps = np.abs(np.diff(frames.astype(np.int16), axis=0)).mean((1, 2, 3))
        joins += [float(steps[join - 1] / np.median(steps)) for join in _window_joins(line)]
    return {
        "clips": len(chosen),
        "background_shift_share": round(float(np.mean(shifts)), 4),
        "subject_seen_share": round(float(np.mean(seen)), 3),
        "windows_join": _spread(joins),
    }


def _window_joins(line: Timeline) -> list[int]:
    """Frames that are the first of a window, of a timeline of words."""
    reel, joins = reel_of(line.shots[0]), list[int]()
    ceiling = np.ones(reel.latents, np.float32)
    while (window := next_window(ceiling)) is not None:
        joins.append(ceil(reel.frame_at(positions_of(window.fresh, window.until)[0])))
        ceiling[window.fresh : window.until] = 0
    return joins[1:]


def _shift(frames: np.ndarray, fps: int) -> float:
    """Mean shift of colour of the upper corners between second 5 and second 55, as a share of the range."""
    height, width = frames.shape[1:3]
    corners = np.concatenate(
        [frames[:, : height // 4, : width // 4], frames[:, : height // 4, -width // 4 :]], axis=2
    ).astype(np.float32)
    early, late = corners[5 * fps : 6 * fps].mean((0, 1, 2)), corners[55 * fps : 56 * fps].mean((0, 1, 2))
    return float(np.abs(late - early).mean() / 255)


def growth(clips: Clips, folder: Path) -> dict[str, Any]:
    """Peak memory and seconds of work for each second of video: clips of 10 and 60 s, each in its own process."""
    found: dict[str, Any] = {}
    for seconds in (10, 60):
        words = [sys.executable, __file__, "--one", str(seconds), "--folder", str(folder)]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        found[f"{seconds} s"] = json.loads(done.stdout.splitlines()[-1])
    ten, sixty = found["10 s"], found["60 s"]
    found["memory_ratio"] = round(sixty["peak_mb"] / ten["peak_mb"], 3)
    found["pace_ratio"] = round(sixty["s_per_s"] / ten["s_per_s"], 3)
    return found


def one(seconds: float, folder: Path) -> None:
    """Make one clip and print what it took."""
    line = operations.create("a dog runs through the snowfield by day", seconds=seconds, screen=SCREEN)
    list(engine().render(replace(line, frames=8), progress=silent))
    began = time.perf_counter()
    out = folder / f"long-{seconds:g}.mp4"
    generate.create(Recipe(prompt="", timeline=line), engine=engine(), gate=signing.gate(), out=out, overwrite=True)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"peak_mb": round(peak_mb), "s_per_s": round((time.perf_counter() - began) / seconds, 3)}))


def remixes(clips: Clips, folder: Path) -> dict[str, Any]:
    """Likeness to the source, PSNR in dB at the model's own size, and whether the new subject is seen, by strength."""
    found: dict[str, Any] = {}
    for strength in STRENGTHS:
        likeness, renewed = list[float](), list[bool]()
        for case, source, _ in clips.pairs(2.0):
            other = next(one for one in clips.cases if one.stated["subject"] != case.stated["subject"])
            line = replace(operations.remix(source, other.prompt, screen=SCREEN, strength=strength), seed=case.seed)
            frames = frames_of(line)
            before = np.stack(list(media.read_frames(source.file)))
            likeness.append(psnr(_small(frames), _small(before)))
            renewed.append(answers(judge(), frames, fps=24)["subject"] == other.stated["subject"])
        found[f"{strength:g}"] = {
            "psnr_db": round(float(np.mean(likeness)), 2),
            "new_subject_share": round(float(np.mean(renewed)), 3),
        }
    return found


def _small(frames: np.ndarray) -> np.ndarray:
    return frames.reshape(len(frames), 64, 4, 64, 4, 3).mean((2, 4)).round().astype(np.uint8)


def shapes(clips: Clips, folder: Path) -> dict[str, Any]:
    """How often the right subject is seen in each shape of picture, alone, guided and drawn."""
    found: dict[str, Any] = {}
    for shape, size in SHAPES.items():
        screen = Screen(size=FrameSize.parse(size), fps=Fraction(12))
        found[shape] = {}
        for name, guide in WAYS.items():
            hits = []
            for case in clips.cases:
                frames = frames_of(case.timeline(seconds=4, screen=screen), guide)
                hits.append(answers(judge(), frames, fps=12)["subject"] == case.stated["subject"])
            found[shape][name] = round(float(np.mean(hits)), 3)
    return found


def characters(clips: Clips, folder: Path) -> dict[str, Any]:
    """Two shots with a cut between them: how alike the judge finds the one in both where it is the same character, and
    where it is not (cosine of its answers for all subjects, 1 is the same)."""
    same, other = list[float](), list[float]()
    for case, following in zip(clips.cases, [*clips.cases[1:], clips.cases[0]], strict=True):
        shots = []
        for who in (case, following):
            pip = (Character(name="Pip", words=f"a {who.stated['subject'].replace('_', ' ')}"),)
            cards = (
                TextCard(text="Pip stands in the forest by day, close-up", until_s=2),
                TextCard(text="Pip stands in the desert by day, close-up", at_s=2),
            )
            line = Timeline(cards=cards, frames=96, fps=SCREEN.fps, size=SCREEN.size, seed=5, characters=pip)
            frames = frames_of(plan_out(line)[0], GUIDE)
            shots.append((_features(frames[:48]), _features(frames[48:])))
        same += [float(first @ second) for first, second in shots]
        other += [float(shots[0][0] @ shots[1][1]), float(shots[1][0] @ shots[0][1])]
    return {
        "pairs": len(same),
        "same": round(float(np.mean(same)), 3),
        "different": round(float(np.mean(other)), 3),
        "same_is_more_alike_share": round(float(np.mean(np.array(same) > np.array(other))), 3),
    }


def _features(frames: np.ndarray) -> np.ndarray:
    """The judge's answers for every subject, as a unit vector."""
    with torch.no_grad():
        logits = judge()(glimpse(frames, fps=24), torch.tensor([len(frames) / 24]))["subject"][0].numpy()
    centred = logits - logits.mean()
    return centred / np.linalg.norm(centred)


def hidden(clips: Clips, folder: Path) -> dict[str, Any]:
    """A subject hidden by a wall for a second: how often the same one comes out again."""
    same = []
    for case in clips.cases:
        source = clips.clip(case, 3.0)
        frames = [frame.copy() for frame in media.read_frames(source.file)]
        for frame in frames[-24:]:
            frame[100:] = (120, 110, 100)
        path = folder / f"hidden-{case.seed}.mp4"
        with media.open_writer(
            path, size=SCREEN.size, fps=SCREEN.fps, frames=len(frames), recipe_json="", overwrite=True
        ) as writer:
            for frame in frames:
                writer.write(frame)
        line = replace(
            operations.extend(media.clip_source(path), screen=SCREEN, after_s=2.5, text="the picture shows a place"),
            seed=case.seed,
        )
        seen = answers(judge(), frames_of(line)[-36:], fps=24)["subject"]
        same.append(seen == case.stated["subject"])
    return {"cases": len(same), "same_subject_share": round(float(np.mean(same)), 3)}


PARTS: dict[str, Callable[[Clips, Path], dict[str, Any]]] = {
    "kept": kept,
    "seams": seams,
    "remix": remixes,
    "shapes": shapes,
    "characters": characters,
    "hidden": hidden,
    "minute": minute,
    "growth": growth,
}


def main() -> None:
    """Measure all, or some, and store it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=tuple(PARTS), default=tuple(PARTS))
    parser.add_argument("--cases", type=int, default=12)
    parser.add_argument("--one", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        one(chosen.one, chosen.folder)
        return
    path = RESULTS / "operations.json"
    figures = json.loads(path.read_text("utf-8"))["figures"] if path.exists() else {}
    with tempfile.TemporaryDirectory() as scratch:
        clips = Clips(Path(scratch), chosen.cases)
        for name in chosen.only:
            began = time.perf_counter()
            figures[name] = {**PARTS[name](clips, Path(scratch)), "model": engine().version}
            print(name, json.dumps(figures[name]), f"{time.perf_counter() - began:.0f} s", flush=True)
            store("operations", {"figures": figures})


if __name__ == "__main__":
    main()
