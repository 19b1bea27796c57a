"""An invisible mark: what it does to pictures, what it outlives, and that it is never found where it is not."""

from collections.abc import Callable
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from yozora import media
from yozora.core.geometry import FrameSize
from yozora.core.ports import Frame
from yozora.provenance.mark import ID_BITS, Marker, find_mark, unmarked
from yozora.provenance.mark.word import SIGNS, nearest_ids, signs_of

ID = 0x9_1234_ABCD
FPS = Fraction(24)

Timed = list[tuple[float, Frame]]


def scene(count: int, *, width: int = 256, height: int = 256, seed: int = 1) -> list[Frame]:
    """A sky, a field of grass, and a ball that rolls over it."""
    rng = np.random.default_rng(seed)
    down, across = np.mgrid[:height, :width] / min(height, width)
    ground = np.where(down[..., None] < 0.5, (120, 160, 230), (90, 150, 60)) + 40 * down[..., None]
    grass = Image.fromarray(rng.integers(0, 255, (height // 4, width // 4), np.uint8)).resize((width, height))
    ground = ground + np.where(down[..., None] < 0.5, 0, np.asarray(grass)[..., None] / 8)
    frames = list[Frame]()
    for number in range(count):
        ball = np.hypot(down - 0.6, across - 0.2 - number / 100) < 0.12
        frames.append(np.where(ball[..., None], (200, 60, 40), ground).clip(0, 255).astype(np.uint8))
    return frames


def marked(frames: list[Frame], number: int = ID) -> Timed:
    height, width = frames[0].shape[:2]
    marker = Marker(size=FrameSize(width_px=width, height_px=height), fps=FPS, id=number)
    return [(float(place / FPS), marker(place, frame)) for place, frame in enumerate(frames)]


def still(frame: Frame, number: int = ID) -> Frame:
    height, width = frame.shape[:2]
    return Marker(size=FrameSize(width_px=width, height_px=height), fps=None, id=number)(0, frame)


def psnr_db(one: np.ndarray, other: np.ndarray) -> float:
    return float(10 * np.log10(255**2 / np.mean(np.square(one.astype(float) - other))))


def resized(frame: Frame, width: int, height: int) -> Frame:
    return np.asarray(Image.fromarray(frame).resize((width, height), Image.Resampling.BICUBIC))


def saved(frame: Frame, **options: object) -> Frame:
    file = BytesIO()
    Image.fromarray(frame).save(file, **options)  # pyright: ignore[reportArgumentType]
    return np.asarray(Image.open(file).convert("RGB"))


def found(frames: Timed) -> int | None:
    mark = find_mark(frames)
    return mark.id if mark else None


CLIP = marked(scene(32))

CHANGES: dict[str, Callable[[Timed], Timed]] = {
    "nothing": lambda clip: clip,
    "half the size": lambda clip: [(at, resized(frame, 128, 128)) for at, frame in clip],
    "twice the size": lambda clip: [(at, resized(frame, 512, 512)) for at, frame in clip],
    "an odd size": lambda clip: [(at, resized(frame, 219, 219)) for at, frame in clip],
    "a tenth cut off": lambda clip: [(at, frame[9:239, 17:247]) for at, frame in clip],
    "cut and made larger": lambda clip: [(at, resized(frame[20:220, 40:240], 300, 300)) for at, frame in clip],
    "half the frames dropped": lambda clip: clip[1::2],
    "the beginning cut off": lambda clip: [(at - clip[13][0], frame) for at, frame in clip[13:]],
    "darker": lambda clip: [(at, (frame * 0.7).astype(np.uint8)) for at, frame in clip],
    "JPEG of every frame": lambda clip: [(at, saved(frame, format="JPEG", quality=60)) for at, frame in clip],
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_id_is_read_after(change: str) -> None:
    assert found(CHANGES[change](CLIP)) == ID


@pytest.mark.parametrize("size", [(256, 144), (144, 256), (342, 192), (1280, 720)], ids=str)
def test_the_id_is_read_in_every_shape(size: tuple[int, int]) -> None:
    assert found(marked(scene(16, width=size[0], height=size[1]))) == ID


@pytest.mark.parametrize("number", [0, (1 << ID_BITS) - 1, 1], ids=str)
def test_the_smallest_and_the_largest_id_are_read(number: int) -> None:
    assert found(marked(scene(16), number)) == number


@pytest.mark.parametrize(
    "options",
    [
        {"format": "PNG"},
        {"format": "JPEG", "quality": 80},
        {"format": "WEBP", "quality": 80},
        {"format": "GIF"},
    ],
    ids=lambda options: options["format"],
)
def test_a_single_picture_carries_the_id(options: dict[str, object]) -> None:
    assert found([(0.0, saved(still(scene(1)[0]), **options))]) == ID


def test_the_mark_does_not_show() -> None:
    frames = scene(24)
    assert psnr_db(np.stack([frame for _, frame in marked(frames)]), np.stack(frames)) > 41.2
    sky = np.stack([frame for _, frame in marked(frames)])[:, :100] - np.stack(frames)[:, :100].astype(float)
    assert np.sqrt(np.mean(sky**2)) < 1
    assert np.abs(sky).max() <= 3


def test_white_stays_white_or_nearly_and_black_does_not_wrap_round() -> None:
    for level in (0, 255):
        frame = np.full((64, 96, 3), level, np.uint8)
        ((_, after),) = marked([frame])
        assert np.abs(after.astype(int) - level).max() <= 5


@pytest.mark.parametrize("size", [(16, 16), (16, 400), (400, 16), (64, 64)], ids=str)
def test_the_smallest_and_the_narrowest_pictures_are_marked_too(size: tuple[int, int]) -> None:
    (frame,) = scene(1, width=size[0], height=size[1])
    for after in (marked([frame])[0][1], still(frame)):
        assert 0 < np.abs(after.astype(int) - frame).max() <= 20


def test_a_picture_given_is_not_changed() -> None:
    frame = scene(1)[0]
    before = frame.copy()
    ((_, after),) = marked([frame])
    assert np.array_equal(frame, before)
    assert after.dtype == np.uint8 and after.shape == frame.shape and not np.array_equal(after, before)


@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_found_where_there_is_no_mark(seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert found([(place / 24, frame) for place, frame in enumerate(scene(8, seed=seed))]) is None
    noise = [rng.integers(0, 256, (96, 128, 3), np.uint8) for _ in range(8)]
    assert found([(place / 24, frame) for place, frame in enumerate(noise)]) is None


def test_nothing_is_found_in_no_frames_and_in_an_empty_picture() -> None:
    assert find_mark([]) is None
    assert found([(0.0, np.zeros((64, 64, 3), np.uint8))]) is None


def test_two_clips_with_two_ids_are_told_apart() -> None:
    frames = scene(16)
    assert (found(marked(frames, 5)), found(marked(frames, 6))) == (5, 6)


def test_an_id_of_too_many_bits_is_refused() -> None:
    with pytest.raises(ValueError, match=r"id=68719476736 is not between 0 and 68719476735"):
        Marker(size=FrameSize(width_px=64, height_px=64), fps=FPS, id=1 << ID_BITS)


def test_a_word_is_read_though_signs_are_wrong() -> None:
    rng = np.random.default_rng(3)
    ids = [int(number) for number in rng.integers(0, 1 << ID_BITS, 20)]
    signs = np.stack([signs_of(number) for number in ids])
    assert signs.shape == (20, SIGNS)
    for row in signs:
        row[rng.choice(SIGNS, 20, replace=False)] *= -1  # fewer than half of the 44 that two words differ in
    assert nearest_ids(signs) == ids


def written(path: Path, frames: list[Frame]) -> Path:
    """A clip of frames, encoded."""
    height, width = frames[0].shape[:2]
    size = FrameSize(width_px=width, height_px=height)
    with media.open_writer(path, size=size, fps=FPS, frames=len(frames), recipe_json="{}") as writer:
        for frame in frames:
            writer.write(frame)
    return path


def read_back(path: Path, times: list[float]) -> tuple[list[Frame], list[Frame]]:
    """The pictures of a clip as they are, and without its mark."""
    frames, clean = list(media.read_at(path, times)), unmarked(path)
    return frames, [clean(time_s, frame) for time_s, frame in zip(times, frames, strict=True)]


def confidence(frames: Timed) -> float:
    mark = find_mark(frames)
    return 0.0 if mark is None else mark.confidence


def test_most_of_a_mark_is_taken_out_of_an_encoded_clip(tmp_path: Path) -> None:
    plain = scene(48)
    path = written(tmp_path / "clip.mp4", [frame for _, frame in marked(plain)])
    times = [number / 24 for number in range(48)]
    frames, without = read_back(path, times)
    before, after = (confidence(list(zip(times, some, strict=True))) for some in (frames, without))
    assert after < 0.5 * before
    assert psnr_db(np.stack(without), np.stack(plain)) > psnr_db(np.stack(frames), np.stack(plain)) + 0.5


@pytest.mark.parametrize("first", [0, 8])
def test_what_is_made_of_a_part_of_a_clip_has_its_own_mark_more_clearly(tmp_path: Path, first: int) -> None:
    """From a multiple of a third of a second on both marks turn together, and blur each other."""
    path = written(tmp_path / "clip.mp4", [frame for _, frame in marked(scene(64))])
    frames, without = read_back(path, [number / 24 for number in range(first, first + 48)])
    mark = find_mark(marked(without, 5))
    assert mark is not None and mark.id == 5
    assert mark.confidence > 1.5 * confidence(marked(frames, 5))


def test_a_clip_without_a_mark_or_out_of_step_with_it_stays_as_it_is(tmp_path: Path) -> None:
    plain = written(tmp_path / "plain.mp4", scene(24))
    later = written(tmp_path / "later.mp4", [frame for _, frame in marked(scene(40))][4:])
    for path in (plain, later):
        frames, without = read_back(path, [number / 24 for number in range(24)])
        assert all(np.array_equal(*both) for both in zip(frames, without, strict=True))
