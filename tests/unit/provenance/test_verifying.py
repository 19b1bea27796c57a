"""One answer to where a file comes from, from whatever is left to tell by."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from signing import chain, signer, stranger

from yozora import media
from yozora.core.events import silent
from yozora.core.recipe import Recipe
from yozora.engines.sketch import SketchEngine
from yozora.evaluate.origins import written
from yozora.generate import drafts
from yozora.generate.drafts import Look
from yozora.media.fingerprints import Prints
from yozora.provenance import Signer, State, mark_id
from yozora.provenance.mark import Marker
from yozora.provenance.verifying import Answer, Likeness, Origin, Verdict, verify

FPS = Fraction(24)
SECONDS = 2.0
KNOWN = Origin(clip_id="video_1", model="sketch", operation="create", created_at=0.0)

Frames = np.ndarray


class Shelf:
    """A library with one clip in it, by its mark or by its looks."""

    def __init__(self, *, mark: int | None = None, looks: Prints | None = None) -> None:
        self._mark, self._looks = mark, looks

    def marked(self, mark: int) -> Origin | None:
        return KNOWN if mark == self._mark else None

    def alike(self, prints: Prints) -> Likeness | None:
        if self._looks is None:
            return None
        distances = np.bitwise_count(prints[:, None] ^ self._looks[None]).sum(-1).min(1)
        return Likeness(origin=KNOWN, share=float((distances <= 48).mean()))


EMPTY = Shelf()


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    look = Look(size="256x144", fps=FPS, seed=5)
    timeline = drafts.create("a fox runs through the snow at night", look, seconds=SECONDS).timeline
    return Recipe(prompt="a fox", timeline=timeline, engine="sketch", engine_version="1")


@pytest.fixture(scope="module")
def frames(recipe: Recipe) -> Frames:
    return np.stack(list(SketchEngine().render(recipe.timeline, progress=silent)))


@pytest.fixture(scope="module")
def marked(recipe: Recipe, frames: Frames) -> Frames:
    marker = Marker(size=recipe.timeline.size, fps=FPS, id=mark_id(recipe.to_json()))
    return np.stack([marker(number, frame) for number, frame in enumerate(frames)])


def file_of(folder: Path, recipe: Recipe, frames: Frames, *, by: Signer | None, name: str = "clip.mp4") -> Path:
    """The frames as a file, which somebody signs."""
    seal = None if by is None else by.seal_for(recipe)
    timeline = recipe.timeline
    path = folder / name
    with media.open_writer(
        path, size=timeline.size, fps=FPS, frames=len(frames), recipe_json=recipe.to_json(), seal=seal
    ) as writer:
        for frame in frames:
            writer.write(frame)
    return path


def told(path: Path, finder: Shelf = EMPTY) -> Verdict:
    return verify(path, roots=chain().root, finder=finder)


def without_manifest(path: Path, out: Path) -> Path:
    """The clip as somebody else's program writes it."""
    frames = written(np.stack(list(media.read_frames(path))), crf=20)
    recipe = Recipe.from_json(media.read_recipe(path) or "")
    return file_of(out, recipe, frames, by=None, name="copy.mp4")


def test_a_clip_as_it_was_made(tmp_path: Path, recipe: Recipe, marked: Frames) -> None:
    verdict = told(file_of(tmp_path, recipe, marked, by=signer()))
    assert (verdict.answer, verdict.changed) == (Answer.HERE, False)
    assert verdict.confidence > 0.99
    assert verdict.mark is not None
    assert verdict.mark.id == verdict.credentials.mark == mark_id(recipe.to_json())


def test_a_clip_without_its_manifest_is_found_by_its_mark(tmp_path: Path, recipe: Recipe, marked: Frames) -> None:
    copy = without_manifest(file_of(tmp_path, recipe, marked, by=signer()), tmp_path)
    verdict = told(copy, Shelf(mark=mark_id(recipe.to_json())))
    assert (verdict.answer, verdict.origin, verdict.credentials.state) == (Answer.HERE, KNOWN, State.NOT_PRESENT)
    elsewhere = told(copy)
    assert (elsewhere.answer, elsewhere.origin) == (Answer.YOZORA, None)


def test_a_clip_that_was_changed_after_it_was_signed_is_said_to_be(
    tmp_path: Path, recipe: Recipe, marked: Frames
) -> None:
    path = file_of(tmp_path, recipe, marked, by=signer())
    content = bytearray(path.read_bytes())
    content[content.rindex(b"mdat") + 400] ^= 1
    path.write_bytes(content)
    verdict = told(path, Shelf(mark=mark_id(recipe.to_json())))
    assert (verdict.answer, verdict.changed, verdict.credentials.state) == (Answer.HERE, True, State.INVALID)


def test_a_forged_manifest_is_no_proof(tmp_path: Path, recipe: Recipe, frames: Frames) -> None:
    """Somebody else signs other pictures as if Yozora had made them."""
    forger = stranger()
    verdict = told(file_of(tmp_path, recipe, frames, by=forger))
    assert (verdict.answer, verdict.credentials.state) == (Answer.YOZORA, State.VALID)
    assert verdict.confidence == 0.5
    assert verdict.origin is None


def test_a_copy_is_found_by_its_looks(tmp_path: Path, recipe: Recipe, frames: Frames) -> None:
    from yozora.media.fingerprints import fingerprint
    from yozora.provenance.verifying import prints_of

    looks = prints_of([fingerprint(frame) for frame in frames[::4]])
    small = written(frames, crf=30, share=0.5)
    path = tmp_path / "small.png"
    Image.fromarray(small[12]).save(path)
    verdict = told(path, Shelf(looks=looks))
    assert verdict.answer is Answer.COPY
    assert verdict.likeness == Likeness(origin=KNOWN, share=1.0)


@pytest.mark.parametrize("name", ["still.png", "still.jpg", "still.webp"])
def test_a_still_is_told_as_well(tmp_path: Path, recipe: Recipe, frames: Frames, name: str) -> None:
    number = mark_id(recipe.to_json())
    one = Marker(size=recipe.timeline.size, fps=None, id=number)(0, frames[12])
    path = file_of(tmp_path, replace(recipe, operation="still"), one[None], by=signer(), name=name)
    verdict = told(path)
    assert (verdict.answer, verdict.credentials.operation) == (Answer.HERE, "still")
    assert verdict.chance == 0


def test_what_somebody_painted_is_unknown(tmp_path: Path) -> None:
    path = tmp_path / "noise.png"
    rng = np.random.default_rng(1)
    Image.fromarray(rng.integers(0, 256, (120, 160, 3), np.uint8)).save(path)
    verdict = told(path)
    assert (verdict.answer, verdict.mark, verdict.credentials.state) == (Answer.UNKNOWN, None, State.NOT_PRESENT)
