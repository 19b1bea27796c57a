"""Whatever is changed in a signed file, however little, it is not believed any more."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from signing import said_by, signer
from unit.provenance.conftest import Write
from unit.provenance.test_signing import KINDS, of_files

from yozora.core.errors import UnreadableFile
from yozora.core.recipe import Recipe
from yozora.provenance import State

FLIPS = 400


def believed(path: Path, content: bytes) -> bool:
    """Whether a file with this content passes for a whole one."""
    path.write_bytes(content)
    try:
        return said_by(path).state in (State.TRUSTED, State.VALID)
    except UnreadableFile:
        return False


@pytest.mark.parametrize("name", KINDS)
def test_no_bit_can_be_changed(name: str, write: Write) -> None:
    path = write(name)
    content = path.read_bytes()
    assert believed(path, content)
    drawn = random.Random(11)
    begin = content.find(b"\x63pad", content.find(b"c2pa.signature"))
    places = [
        *drawn.sample(range(len(content)), FLIPS // 2),
        *drawn.sample(range(min(len(content), 1500)), FLIPS // 4),
        *drawn.sample(range(begin, begin + 1000), FLIPS // 4),
    ]
    for place in places:
        changed = bytearray(content)
        changed[place] ^= 1 << drawn.randrange(8)
        assert not believed(path, changed), f"byte {place} of {len(content)}"


def test_no_bit_of_what_it_was_made_from_can_be_changed(write: Write, recipe: Callable[..., Recipe]) -> None:
    basis = recipe(size="64x48", seconds=0.125)
    path = write("remix.mp4", made=of_files(basis, write("first.mp4"), write("second.png")))
    content, drawn = path.read_bytes(), random.Random(12)
    end = content.find(b"moov")
    for place in drawn.sample(range(end), FLIPS):
        changed = bytearray(content)
        changed[place] ^= 1 << drawn.randrange(8)
        assert not believed(path, changed), f"byte {place} of {len(content)}"


@pytest.mark.parametrize("name", KINDS)
def test_nothing_can_be_cut_off_or_put_at_the_end(name: str, write: Write) -> None:
    path = write(name)
    content = path.read_bytes()
    for changed in (content[:-1], content[: len(content) // 2], content + b"\x00", content + content):
        assert not believed(path, changed)


def test_nothing_can_be_hidden_in_a_box_that_is_free(write: Write) -> None:
    path = write("clip.mp4")
    content = path.read_bytes()
    assert believed(path, content + b"\x00\x00\x00\x0cfree\x00\x00\x00\x00")
    assert not believed(path, content + b"\x00\x00\x00\x0cfree\x00\x00\x00\x01")


def test_the_manifest_of_another_file_is_not_believed(write: Write, recipe: Callable[..., Recipe]) -> None:
    one = write("one.png", signer().seal_for(recipe(size="64x48", seconds=1 / 24))).read_bytes()
    path = write("other.png", signer().seal_for(recipe(prompt="b", size="64x48", seconds=1 / 24)))
    other = path.read_bytes()
    begin, end = 33, 33 + 12 + int.from_bytes(one[33:37])
    assert one[37:41] == b"caBX"
    swapped = other[:33] + one[begin:end] + other[33 + 12 + int.from_bytes(other[33:37]) :]
    swapped = swapped.replace(b'"a fox', b'"a cat')
    assert not believed(path, swapped)
