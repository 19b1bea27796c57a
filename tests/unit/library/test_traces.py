"""A clip is found again by its mark, and by what its frames look like."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from chaos.databases import KINDS, new_url
from chaos.orders import add_person, order

from yozora.jobs.queue import Queue
from yozora.library import traces
from yozora.library.database import Database

RNG = np.random.default_rng(3)
PRINTS = RNG.integers(0, 2**64, (50, 6, 4), dtype=np.uint64)


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    database = Database(new_url(request.param, tmp_path))
    try:
        yield database
    finally:
        database.close()


@pytest.fixture
def ids(database: Database) -> list[str]:
    """Clips, two with each mark."""
    with database.writing() as session:
        person = add_person(session, "Nana")
        ids = [order(session, Queue(database), person) for _ in PRINTS]
        for number, (clip_id, prints) in enumerate(zip(ids, PRINTS, strict=True)):
            traces.leave(session, clip_id, mark=2**36 - 1 - number // 2, prints=prints)
    return ids


def flipped(prints: np.ndarray, bits: int) -> np.ndarray:
    """Fingerprints of which each differs in some bits."""
    change = np.array([RNG.permutation(256) < bits for _ in prints])
    return prints ^ np.packbits(change, axis=1).view(np.uint64)


def test_clips_are_found_by_their_mark(database: Database, ids: list[str]) -> None:
    with database.reading() as session:
        assert [clip.id for clip in traces.marked(session, 2**36 - 1 - 7)] == sorted(ids[14:16])
        assert not traces.marked(session, 5)


@pytest.mark.parametrize("number", [0, 17, 49])
def test_a_clip_is_found_by_frames_that_differ_a_little(
    monkeypatch: pytest.MonkeyPatch, database: Database, ids: list[str], number: int
) -> None:
    monkeypatch.setattr(traces, "AT_ONCE", 7)
    other = RNG.integers(0, 2**64, (2, 4), dtype=np.uint64)
    seen = np.concatenate([flipped(PRINTS[number], 20), other])
    with database.reading() as session:
        found = traces.alike(session, seen, nearest=31, share=0.5)
    assert found is not None
    assert (found.clip_id, found.distance) == (ids[number], 20)
    assert found.share == pytest.approx(6 / 8)


@pytest.mark.usefixtures("ids")
def test_what_looks_like_nothing_here_is_not_found(database: Database) -> None:
    with database.reading() as session:
        assert traces.alike(session, RNG.integers(0, 2**64, (6, 4), dtype=np.uint64), nearest=31, share=0.5) is None
        assert traces.alike(session, flipped(PRINTS[3], 40), nearest=31, share=0.5) is None


def test_an_empty_library_has_nothing_alike(database: Database) -> None:
    with database.reading() as session:
        assert traces.alike(session, PRINTS[0], nearest=31, share=0.5) is None
