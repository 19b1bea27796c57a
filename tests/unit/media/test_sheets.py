"""A contact sheet shows the clip from its first to its last frame."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signing import signer

from yozora import media

NIGHT = (0x0B, 0x0D, 0x17)


@given(st.integers(1, 40_000), st.integers(1, 30))
def test_picks_are_evenly_spaced_from_the_first_to_the_last(frames: int, count: int) -> None:
    picks = media.evenly_spaced(frames, count)
    assert len(picks) == min(frames, count)
    assert picks[0] == 0
    assert len(picks) == 1 or picks[-1] == frames - 1
    gaps = {later - earlier for earlier, later in pairwise(picks)}
    assert not gaps or (min(gaps) > 0 and max(gaps) - min(gaps) <= 1)


@settings(max_examples=25)
@given(st.integers(1, 9), st.integers(16, 500), st.integers(16, 500))
def test_a_sheet_holds_every_picture_whole(count: int, width_px: int, height_px: int) -> None:
    frames = [np.full((height_px, width_px, 3), 40 + number, dtype=np.uint8) for number in range(count)]
    sheet = media.contact_sheet(frames, times_s=[0.0] * count)
    tile = media.thumbnail(frames[0])
    assert max(tile.shape) == min(400, max(width_px, height_px))
    for number in range(count):
        assert (sheet == 40 + number).all(axis=2).sum() >= tile.shape[0] * tile.shape[1]


def test_the_ground_is_the_night() -> None:
    sheet = media.contact_sheet([np.full((36, 64, 3), 255, dtype=np.uint8)], times_s=[0.0])
    assert tuple(sheet[0, 0]) == NIGHT
    assert sheet.dtype == np.uint8


def test_every_picture_has_its_time_under_it() -> None:
    frames = [np.zeros((90, 160, 3), dtype=np.uint8)] * 2
    early = media.contact_sheet(frames, times_s=[0.0, 1.0])
    late = media.contact_sheet(frames, times_s=[0.0, 2.0])
    rows, columns = np.nonzero((early != late).any(axis=2))
    assert rows.min() > 12 + 90 and columns.min() > 12 + 160


def test_a_sheet_needs_pictures_and_as_many_times() -> None:
    for frames, times_s in (([], []), ([np.zeros((8, 8, 3), dtype=np.uint8)], [])):
        with pytest.raises(ValueError, match="needs as many times as frames, at least one"):
            media.contact_sheet(frames, times_s=times_s)


def test_a_picture_is_written_without_loss(tmp_path: Path) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    media.write_png(tmp_path / "new" / "p.png", picture, seal=signer().seal_drawn())
    assert np.array_equal(next(media.read_frames(tmp_path / "new" / "p.png")), picture)
