"""How well the invisible mark is read, what it costs, and whether it is ever read where it is not.

    python benchmarks/mark.py [--clips 200] [--unmarked 10000] [--folder FOLDER] [--only attacks unmarked pace]

Clips of 2 s are made by the model and drawn by the sketch, and kept in FOLDER, so that a run can go on. Each is marked
with an id of its own, encoded as clips are, attacked, and read. Writes results/mark.json; with --only it renews those
parts of it. About half an hour on two cores, and a quarter more for the clips.
"""

import argparse
import io
import json
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import av
import numpy as np
from av.video.stream import VideoStream
from PIL import Image, ImageSequence
from record import RESULTS, store

from yozora import media
from yozora.core.events import silent
from yozora.core.geometry import FrameSize
from yozora.core.ports import Frame
from yozora.engines.sketch import SketchEngine
from yozora.engines.storybook import PaintOptions, StorybookEngine, load_storybook
from yozora.generate import drafts
from yozora.provenance.mark import ID_BITS, Mark, Marker, find_mark
from yozora.provenance.mark.reader import (
    SURE_AFTER_SEARCH,
    SURE_IN_PLACE,
    differences,
    in_place,
    likeliest,
    searched,
)
from yozora.worlds.captions import captions
from yozora.worlds.sampling import sample

FPS = Fraction(24)
SECONDS = 2
FIRST_SEED = 7_000_000
SIZES = ("256x144", "256x256", "144x256", "256x160")
PROCESSES = 2

Timed = list[tuple[float, Frame]]


@cache
def engine(name: str) -> StorybookEngine | SketchEngine:
    """The model, or the sketch it is guided by."""
    return load_storybook(PaintOptions()) if name == "storybook" else SketchEngine()


def made(folder: Path, name: str, number: int) -> Path:
    """The file of a clip's frames; it is made when it is not there."""
    path = folder / name / f"{number:03d}.npy"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        words = captions(sample(FIRST_SEED + number, seconds=SECONDS), seed=number).long_en
        look = drafts.Look(size=SIZES[number % len(SIZES)], fps=int(FPS), seed=number)
        line = drafts.create(words, look, seconds=SECONDS).timeline
        np.save(path, np.stack(list(engine(name).render(line, progress=silent))))
    return path


def timed(frames: list[Frame], fps: Fraction = FPS) -> Timed:
    """Frames with their times."""
    return [(float(number / fps), frame) for number, frame in enumerate(frames)]


def size_of(frame: Frame) -> FrameSize:
    """The size of a picture."""
    return FrameSize(width_px=frame.shape[1], height_px=frame.shape[0])


def our_file(frames: list[Frame], path: Path) -> list[Frame]:
    """Frames as they come out of a file that Yozora writes."""
    writing = media.open_writer(
        path, size=size_of(frames[0]), fps=FPS, frames=len(frames), recipe_json="", overwrite=True
    )
    with writing as writer:
        for frame in frames:
            writer.write(frame)
    return [frame.copy() for frame in media.read_frames(path)]


def h264(crf: int, clip: Timed) -> Timed:
    """The clip encoded again by x264 with its usual settings."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "again.mp4"
        with av.open(str(path), "w", format="mp4") as out:
            stream = out.add_stream("libx264", rate=FPS, options={"crf": str(crf)})
            assert isinstance(stream, VideoStream)
            stream.height, stream.width = clip[0][1].shape[:2]
            stream.pix_fmt = "yuv420p"
            for _, frame in clip:
                out.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
            out.mux(stream.encode())
        frames = [frame.copy() for frame in media.read_frames(path)]
    return [(at, frame) for (at, _), frame in zip(clip, frames, strict=True)]


def resized(share: float, clip: Timed) -> Timed:
    """Every picture made larger or smaller."""
    height, width = clip[0][1].shape[:2]
    size = round(width * share), round(height * share)
    return [(at, np.asarray(Image.fromarray(frame).resize(size, Image.Resampling.LANCZOS))) for at, frame in clip]


def cropped(share: float, clip: Timed) -> Timed:
    """A share of each side cut off, more on one side than on the other; sides stay even for encoders."""
    height, width = clip[0][1].shape[:2]
    high, wide = (2 * round(side * (1 - share) / 2) for side in (height, width))
    top, left = (height - high) // 3, (width - wide) * 2 // 3
    return [(at, np.ascontiguousarray(frame[top : top + high, left : left + wide])) for at, frame in clip]


def gif(clip: Timed) -> Timed:
    """The clip as a GIF of 12 frames a second and 256 colours. Frames that became alike are one that stands longer."""
    pictures = [Image.fromarray(frame).quantize(256) for _, frame in clip[::2]]
    lasting_ms = [(80, 80, 90)[number % 3] for number in range(len(pictures))]
    file = io.BytesIO()
    pictures[0].save(file, "GIF", save_all=True, append_images=pictures[1:], duration=lasting_ms, loop=0)
    at_ms = 0
    frames: Timed = []
    for picture in ImageSequence.Iterator(Image.open(file)):
        frames.append((at_ms / 1000, np.array(picture.convert("RGB"))))
        at_ms += picture.info["duration"]
    return frames


def saved(kind: str, quality: int, clip: Timed) -> Timed:
    """A single picture as a file."""
    file = io.BytesIO()
    Image.fromarray(clip[0][1]).save(file, kind, quality=quality)
    return [(0.0, np.array(Image.open(file).convert("RGB")))]


ATTACKS: dict[str, Callable[[Timed], Timed]] = {
    "own file": lambda clip: clip,
    "h264 crf 28": partial(h264, 28),
    "h264 crf 35": partial(h264, 35),
    "half size": partial(resized, 0.5),
    "10 % cropped": partial(cropped, 0.1),
    "half the frames dropped": lambda clip: clip[::2],
    "gif": gif,
    "double size": partial(resized, 2),
    "30 % cropped": partial(cropped, 0.3),
    "10 % cropped, h264 crf 28": lambda clip: h264(28, cropped(0.1, clip)),
    "first 0.7 s cut off": lambda clip: [(at - clip[17][0], frame) for at, frame in clip[17:]],
    "one frame": lambda clip: clip[:1],
}

STILL_ATTACKS: dict[str, Callable[[Timed], Timed]] = {
    "png": lambda clip: clip,
    "jpeg 92": partial(saved, "JPEG", 92),
    "jpeg 60": partial(saved, "JPEG", 60),
    "webp 80": partial(saved, "WEBP", 80),
    "gif still": partial(saved, "GIF", 0),
    "half size still": partial(resized, 0.5),
    "10 % cropped still": partial(cropped, 0.1),
}


def psnr_db(before: list[Frame], after: list[Frame]) -> float:
    """Of all channels, over the whole clip."""
    error = np.stack(before).astype(np.float32) - np.stack(after)
    return float(10 * np.log10(255**2 / np.mean(np.square(error))))


def attacked(folder: Path, number: int) -> dict[str, Any]:
    """One clip: what the mark costs, and what is read after each attack (confidence, and whether it is right)."""
    frames = list(np.load(made(folder, "storybook", number)))
    id_ = int(np.random.default_rng(number).integers(1 << ID_BITS))
    marker = Marker(size=size_of(frames[0]), fps=FPS, id=id_)
    marked = [marker(place, frame) for place, frame in enumerate(frames)]
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "clip.mp4"
        our_file(frames, path)
        plain_bytes = path.stat().st_size
        clip = timed(our_file(marked, path))
        marked_bytes = path.stat().st_size
    reads = {name: _read(attack(clip), id_) for name, attack in ATTACKS.items()}
    still = Marker(size=size_of(frames[0]), fps=None, id=id_)(0, frames[0])
    reads |= {name: _read(attack([(0.0, still)]), id_) for name, attack in STILL_ATTACKS.items()}
    tiny = np.array(Image.fromarray(frames[0]).resize((64, 64), Image.Resampling.LANCZOS))
    reads["64 px png"] = _read([(0.0, Marker(size=size_of(tiny), fps=None, id=id_)(0, tiny))], id_)
    return {
        "psnr_db": psnr_db(frames, marked),
        "still_psnr_db": psnr_db(frames[:1], [still]),
        "bytes_share": marked_bytes / plain_bytes - 1,
        "reads": reads,
    }


def _read(clip: Timed, id_: int) -> tuple[float, bool]:
    mark = find_mark(clip)
    return (mark.confidence, mark.id == id_) if mark else (0.0, False)


def attacks(folder: Path, clips: int, unmarked: int) -> dict[str, Any]:
    """Every attack on every clip."""
    rows = _each(partial(attacked, folder), clips)
    reads = defaultdict[str, list[tuple[float, bool]]](list)
    for row in rows:
        for name, read in row["reads"].items():
            reads[name].append(read)
    return {
        "clips": clips,
        "psnr_db": _spread([row["psnr_db"] for row in rows]),
        "still_psnr_db": _spread([row["still_psnr_db"] for row in rows]),
        "bytes_added_share": round(float(np.mean([row["bytes_share"] for row in rows])), 4),
        "read": {name: _rates(all_) for name, all_ in reads.items()},
    }


def _rates(reads: list[tuple[float, bool]]) -> dict[str, Any]:
    sure = [confidence for confidence, _ in reads if confidence]
    return {
        "right_share": round(float(np.mean([right for _, right in reads])), 4),
        "wrong": sum(1 for confidence, right in reads if confidence and not right),
        "confidence": _spread(sure) if sure else None,
    }


def _spread(values: list[float]) -> dict[str, float]:
    return {name: round(float(how(values)), 2) for name, how in (("mean", np.mean), ("least", np.min))}


def cut(folder: Path, clips: int, number: int) -> Timed:
    """Unmarked frames, other ones for every number: pieces of clips in time and place, at other sizes, and noise."""
    rng = np.random.default_rng(number)
    kind = ("storybook", "sketch", "storybook", "sketch", "noise")[number % 5]
    count, step = int(rng.integers(1, 13)), int(rng.integers(1, 4))
    if kind == "noise":
        height, width = (2 * int(side) for side in rng.integers(32, 160, 2))
        coarse = int(rng.integers(1, 9))
        shape = (count, -(-height // coarse), -(-width // coarse), 3)
        rough = rng.integers(0, 256, shape, np.uint8)
        return timed([np.kron(one, np.ones((coarse, coarse, 1), np.uint8))[:height, :width] for one in rough])
    frames = np.load(made(folder, kind, int(rng.integers(clips))), mmap_mode="r")
    start = int(rng.integers(0, len(frames) - 1))
    chosen: np.ndarray = frames[start : start + count * step : step]
    high, wide = (int(side * rng.uniform(0.5, 1)) for side in chosen.shape[1:3])
    top, left = (int(rng.integers(side - kept + 1)) for side, kept in zip(chosen.shape[1:3], (high, wide), strict=True))
    clip = timed([np.ascontiguousarray(frame[top : top + high, left : left + wide]) for frame in chosen], FPS / step)
    return resized(float(rng.uniform(0.5, 2)), clip) if rng.random() < 0.5 else clip


def likely(folder: Path, clips: int, number: int) -> tuple[Mark, Mark]:
    """The likeliest mark of unmarked frames, as they lie and after the search, however unsure."""
    sums = differences(cut(folder, clips, number))
    assert sums is not None
    return likeliest(in_place(sums)), likeliest(searched(sums))


def unmarked(folder: Path, clips: int, sets: int) -> dict[str, Any]:
    """How confident the reader is where nothing is."""
    pairs = _each(partial(likely, folder, clips), sets)
    found: dict[str, Any] = {"sets": sets}
    names = ("in_place", SURE_IN_PLACE), ("after_search", SURE_AFTER_SEARCH)
    for (name, sure), marks in zip(names, zip(*pairs, strict=True), strict=True):
        values = np.array([mark.confidence for mark in marks])
        found[name] = {
            "threshold": sure,
            "false_ids": int((values >= sure).sum()),
            "confidence": {
                "mean": round(float(values.mean()), 2),
                "deviation": round(float(values.std()), 2),
                "99.9 %": round(float(np.percentile(values, 99.9)), 2),
                "most": round(float(values.max()), 2),
            },
        }
    return found


def pace(folder: Path, clips: int, sets: int) -> dict[str, Any]:
    """Milliseconds of one core to mark a frame, and seconds to read 5 s of 720p."""
    found: dict[str, Any] = {}
    for words in ("256x144", "256x256", "1280x720", "1920x1080"):
        size = FrameSize.parse(words)
        frame = np.array(
            Image.fromarray(np.load(made(folder, "storybook", 1))[20]).resize((size.width_px, size.height_px))
        )
        marker = Marker(size=size, fps=FPS, id=1)
        took = _took(partial(marker, 0, frame), 300 if size.width_px < 300 else 40)
        found[f"ms_a_frame {words}"] = round(1000 * float(np.median(took)), 3)
        if words == "1280x720":
            marked = timed([marker(number, frame) for number in range(120)])
            found["s_to_read 5 s of 720p"] = round(min(_took(partial(find_mark, marked), 3)), 2)
            found["s_to_read 5 s of 720p, cropped"] = round(min(_took(partial(find_mark, cropped(0.1, marked)), 3)), 2)
            found["s_to_read 5 s of 720p, unmarked"] = round(min(_took(partial(find_mark, timed([frame] * 120)), 3)), 2)
    return found


def _took(work: Callable[[], object], times: int) -> list[float]:
    """Seconds of this process's own work, run after run."""
    took = list[float]()
    for _ in range(times):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return took


def _each(work: Callable[[int], Any], count: int) -> list[Any]:
    with get_context("spawn").Pool(PROCESSES) as pool:
        return pool.map(work, range(count), chunksize=5)


PARTS: dict[str, Callable[[Path, int, int], dict[str, Any]]] = {
    "attacks": attacks,
    "unmarked": unmarked,
    "pace": pace,
}


def main() -> None:
    """Measure all, or some, and store it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=tuple(PARTS), default=tuple(PARTS))
    parser.add_argument("--clips", type=int, default=200)
    parser.add_argument("--unmarked", type=int, default=10_000, help="how many sets of frames without a mark")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "yozora-mark")
    chosen = parser.parse_args()
    for name in ("storybook", "sketch"):
        for number in range(chosen.clips):
            made(chosen.folder, name, number)
    path = RESULTS / "mark.json"
    figures: dict[str, Any] = json.loads(path.read_text("utf-8"))["figures"] if path.exists() else {}
    for name in chosen.only:
        began = time.perf_counter()
        figures[name] = PARTS[name](chosen.folder, chosen.clips, chosen.unmarked)
        print(name, json.dumps(figures[name], indent=1), f"{time.perf_counter() - began:.0f} s", flush=True)
        store("mark", {"figures": figures})


if __name__ == "__main__":
    main()
