"""What it takes to look at every frame, how often what is made here is refused by mistake, and how far the fingerprints
of pictures are from one another.

    python benchmarks/frames.py [--scenes 20] [--first 0]

Scenes are drawn by chance, two seconds each; both engines make each of them at 256x256, 256x144, 144x256 and
256x160 px in turn. The judge runs on one core; `cpu_ms` is processor time of all cores, which a busy machine changes
less. The result goes to `benchmarks/results/frames.json`.
"""

import argparse
import io
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
from PIL import Image

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE)]

import record  # noqa: E402

from yozora import generate  # noqa: E402
from yozora.core.events import silent  # noqa: E402
from yozora.core.ports import Engine, Frame  # noqa: E402
from yozora.core.timeline import Timeline  # noqa: E402
from yozora.engines.sketch import SketchEngine  # noqa: E402
from yozora.engines.storybook import PaintOptions, load_storybook  # noqa: E402
from yozora.generate import drafts, recipes  # noqa: E402
from yozora.media.fingerprints import PLAIN, Fingerprint, fingerprint  # noqa: E402
from yozora.safety.blocked import SAME_BITS  # noqa: E402
from yozora.safety.frames import FAINT, FrameJudge, load_frame_judge, reduced  # noqa: E402
from yozora.weights.manifest import BUILT_IN  # noqa: E402
from yozora.worlds.captions import captions  # noqa: E402
from yozora.worlds.sampling import sample  # noqa: E402

SIZES = ("256x256", "256x144", "144x256", "256x160")
SECONDS, FPS = 2, 24
PRODUCED = 8
SEEDS = 8_400_000
REFUSED = 0.5
"""The score from which on the usual policy refuses."""


def timelines(first: int, scenes: int, size: str | None = None) -> Iterator[drafts.Draft]:
    """Scenes by chance, in words."""
    for number in range(first, first + scenes):
        words = captions(sample(SEEDS + number, seconds=SECONDS), seed=number).long_en
        look = drafts.Look(size=size or SIZES[number % len(SIZES)], fps=FPS, seed=number)
        yield drafts.create(words, look, seconds=SECONDS)


def rendered(engine: Engine, timeline: Timeline) -> tuple[list[Frame], float, float]:
    """Frames and the seconds that they took, on the wall and of processors."""
    began, worked = time.perf_counter(), time.process_time()
    frames = list(engine.render(timeline, progress=silent))
    return frames, time.perf_counter() - began, time.process_time() - worked


def milliseconds(call: Callable[[Frame], object], frames: list[Frame]) -> dict[str, float]:
    """The middle of the wall time of a call, and its mean processor time."""
    wall: list[float] = []
    began = time.process_time()
    for frame in frames:
        start = time.perf_counter()
        call(frame)
        wall.append(time.perf_counter() - start)
    cpu = (time.process_time() - began) / len(frames)
    return {"wall_ms": round(statistics.median(wall) * 1e3, 2), "cpu_ms": round(cpu * 1e3, 2)}


def scores(judge: FrameJudge, clips: list[list[Frame]]) -> dict[str, Any]:
    """How sure each network is of frames with nothing in them that is looked for, and both."""
    pairs = np.array(
        [[net(reduced(frame)) for net in (judge.nsfwjs, judge.open_nsfw)] for clip in clips for frame in clip]
    )
    both = pairs.min(1)
    starts = np.cumsum([0, *map(len, clips)])[:-1]
    return {
        "frames": len(pairs),
        "refused_frames": int((both >= REFUSED).sum()),
        "refused_clips": int((np.maximum.reduceat(both, starts) >= REFUSED).sum()),
        "highest_score": round(float(both.max()), 3),
        "refused_by_nsfwjs_alone": round(float((pairs[:, 0] >= REFUSED).mean()), 4),
        "refused_by_open_nsfw_alone": round(float((pairs[:, 1] >= REFUSED).mean()), 4),
        "looked_at_by_both": round(float((pairs[:, 0] >= FAINT).mean()), 4),
    }


def production(engine: Engine, judge: FrameJudge, first: int) -> dict[str, Any]:
    """What looking adds to making whole clips of the usual size: drawing, marking, looking, writing the file."""
    ways: dict[str, Callable[[int, Frame], None]] = {
        "unseen": generate.unseen,
        "seen": lambda number, frame: (judge.judge(frame, number), None)[1],
    }
    spent = dict.fromkeys((f"{way}_{kind}" for way in ways for kind in ("wall_s", "cpu_s")), 0.0)
    for plan in timelines(first, PRODUCED, size="1280x720"):
        recipe = recipes.recipe_of(plan)
        for way, review in ways.items():
            gate = generate.Gate(review=review, sign=lambda _: unsigned)
            with tempfile.TemporaryDirectory() as folder:
                began, worked = time.perf_counter(), time.process_time()
                generate.create(recipe, engine=engine, out=Path(folder) / "clip.mp4", gate=gate)
                spent[f"{way}_wall_s"] += time.perf_counter() - began
                spent[f"{way}_cpu_s"] += time.process_time() - worked
    longer = {kind: round(spent[f"seen_{kind}_s"] / spent[f"unseen_{kind}_s"] - 1, 3) for kind in ("wall", "cpu")}
    return {"size": "1280x720", "clips": PRODUCED, "longer": longer}


def unsigned(source: BinaryIO, target: BinaryIO, _: str) -> None:
    """A seal that only copies: signing takes a moment a clip, and is measured by benchmarks/signing.py."""
    shutil.copyfileobj(source, target)


def engine_figures(
    engine: Engine, plans: list[Timeline], judge: FrameJudge
) -> tuple[dict[str, Any], list[list[Frame]]]:
    """Times and scores of one engine, and its clips."""
    rendered(engine, plans[0])
    clips: list[list[Frame]] = []
    alone_s, worked_s = 0.0, 0.0
    for plan in plans:
        frames, took_s, cpu_s = rendered(engine, plan)
        clips.append(frames)
        alone_s, worked_s = alone_s + took_s, worked_s + cpu_s
    frames = [frame for clip in clips for frame in clip]
    looked = milliseconds(judge.judge, frames)
    made = {"wall_ms": alone_s, "cpu_ms": worked_s}
    made = {kind: round(seconds * 1e3 / len(frames), 2) for kind, seconds in made.items()}
    return {
        "clips": len(clips),
        **scores(judge, clips),
        "generation": made,
        "look": looked,
        "share_of_generation": {kind: round(looked[kind] / made[kind], 3) for kind in looked},
    }, clips


def encoded(frame: Frame, quality: int) -> Frame:
    """After JPEG."""
    file = io.BytesIO()
    Image.fromarray(frame).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file).convert("RGB"))


def scaled(frame: Frame, factor: float) -> Frame:
    """Larger or smaller."""
    height, width, _ = frame.shape
    return np.asarray(Image.fromarray(frame).resize((round(width * factor), round(height * factor))))


def cut(frame: Frame, share: float) -> Frame:
    """Without a share of each side, half of it at each end."""
    top, left = (round(side * share / 2) for side in frame.shape[:2])
    return np.ascontiguousarray(frame[top : frame.shape[0] - top, left : frame.shape[1] - left])


ATTACKS: dict[str, Callable[[Frame], Frame]] = {
    "jpeg_30": lambda frame: encoded(frame, 30),
    "jpeg_10": lambda frame: encoded(frame, 10),
    "half_size": lambda frame: scaled(frame, 0.5),
    "third_size": lambda frame: scaled(frame, 1 / 3),
    "double_size": lambda frame: scaled(frame, 2),
    "mirror": lambda frame: np.ascontiguousarray(frame[:, ::-1]),
    "mirror_half_jpeg_30": lambda frame: encoded(scaled(np.ascontiguousarray(frame[:, ::-1]), 0.5), 30),
    "darker": lambda frame: (frame * 0.7).astype(np.uint8),
    "cut_2_percent": lambda frame: cut(frame, 0.02),
    "cut_5_percent": lambda frame: cut(frame, 0.05),
    "cut_10_percent": lambda frame: cut(frame, 0.1),
}


def fingerprint_figures(clips: list[tuple[int, list[Frame]]]) -> dict[str, Any]:
    """Distances between frames of different scenes, and between a frame and what was made of it. Three frames a clip;
    a clip comes with the number of its scene, since both engines draw the same."""
    frames = [(scene, clip[at]) for scene, clip in clips for at in (0, len(clip) // 2, -1)]
    found = [(scene, frame, fingerprint(frame)) for scene, frame in frames]
    told = [one for one in found if one[2].quality >= PLAIN]
    bits = np.stack([made.bits for *_, made in told]).astype(np.float32) * 2 - 1
    mirrored = np.stack([made.mirrored for *_, made in told]).astype(np.float32) * 2 - 1
    distances = np.minimum(256 - bits @ bits.T, 256 - bits @ mirrored.T) / 2
    scenes = np.array([scene for scene, *_ in told])
    different = distances[np.triu(scenes[:, None] != scenes[None], 1)]
    attacked: dict[str, Any] = {}
    for name, attack in ATTACKS.items():
        apart = np.array([_apart(fingerprint(attack(frame)), made) for _, frame, made in told])
        attacked[name] = {
            "middle": float(np.median(apart)),
            "furthest": int(apart.max()),
            "found": round(float((apart <= SAME_BITS).mean()), 3),
        }
    return {
        "bits": 256,
        "same_up_to": SAME_BITS,
        "pictures": len(found),
        "too_little_in_them": len(found) - len(told),
        "different_pairs": int(different.size),
        "nearest_different": int(different.min()),
        "taken_for_one_another": int((different <= SAME_BITS).sum()),
        "attacked": attacked,
    }


def _apart(changed: Fingerprint, listed: Fingerprint) -> int:
    return int(min((bits != listed.bits).sum() for bits in (changed.bits, changed.mirrored)))


def main() -> None:
    """Measure and store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", type=int, default=20)
    parser.add_argument("--first", type=int, default=0)
    chosen = parser.parse_args()
    judge = load_frame_judge(threads=1)
    plans = [draft.timeline for draft in timelines(chosen.first, chosen.scenes)]
    engines: dict[str, Any] = {}
    clips: list[tuple[int, list[Frame]]] = []
    made_by: dict[str, Engine] = {"storybook": load_storybook(PaintOptions()), "sketch": SketchEngine()}
    for name, engine in made_by.items():
        engines[name], made = engine_figures(engine, plans, judge)
        clips += enumerate(made)
    square = [frame for _, clip in clips if clip[0].shape[:2] == (256, 256) for frame in clip]
    small = [reduced(frame) for frame in square]
    rounding = json.loads((BUILT_IN / "detectors" / "manifest.json").read_text("utf-8"))["rounding"]
    figures = {
        "scenes": chosen.scenes,
        "load_average": round(os.getloadavg()[0], 1),
        "one_core_256_px": {
            "reduced": milliseconds(reduced, square),
            "nsfwjs": milliseconds(judge.nsfwjs, small),
            "open_nsfw": milliseconds(judge.open_nsfw, small),
            "both": milliseconds(
                lambda frame: (judge.nsfwjs(picture := reduced(frame)), judge.open_nsfw(picture)), square
            ),
            "fingerprint": milliseconds(fingerprint, square),
        },
        "engines": engines,
        "whole_clips": {name: production(engine, judge, chosen.first) for name, engine in made_by.items()},
        "fingerprints": fingerprint_figures(clips),
        "eight_bits_from_whole_numbers": rounding,
    }
    print(json.dumps(figures, indent=1))
    print(record.store("frames", figures))


if __name__ == "__main__":
    main()
