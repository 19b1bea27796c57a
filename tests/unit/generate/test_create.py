"""One flow for every engine: check, render, write, in this order and frame by frame."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from signing import gate

from yozora import media
from yozora.core.errors import Cancelled, InvalidRequest, UnwritableOutput
from yozora.core.events import Listener, Progress, silent
from yozora.core.ports import Frame, Memory
from yozora.core.recipe import Recipe
from yozora.core.timeline import Timeline
from yozora.engines.fake import FakeEngine
from yozora.generate import SHEET_FRAMES, create
from yozora.provenance import marker_for
from yozora.provenance.badge import Badge


class CountingEngine(FakeEngine):
    """Counts what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.rendered = 0

    def render(self, timeline: Timeline, *, progress: Listener, memory: Memory) -> Iterator[Frame]:
        for frame in super().render(timeline, progress=progress, memory=memory):
            self.rendered += 1
            yield frame


class RefusingEngine(CountingEngine):
    """Can make nothing."""

    def check(self, timeline: Timeline) -> None:
        raise InvalidRequest("Not this.")


def test_the_made_clip_says_what_it_is(tmp_path: Path, recipe: Callable[..., Recipe]) -> None:
    made = create(recipe(), engine=FakeEngine(), gate=gate(), out=tmp_path / "clip.mp4")
    assert made.path == tmp_path / "clip.mp4" and made.sheet is None
    assert made.seconds_taken > 0
    assert (made.recipe.engine, made.recipe.engine_version) == ("fake", FakeEngine.version)
    assert made.recipe.timeline == recipe().timeline


def test_progress_counts_every_frame(tmp_path: Path, recipe: Callable[..., Recipe]) -> None:
    heard: list[Progress] = []
    create(recipe(), engine=FakeEngine(), gate=gate(), out=tmp_path / "clip.mp4", progress=heard.append)
    assert heard == [Progress(stage="frames", done=done, total=24) for done in range(25)]


def test_a_refused_timeline_is_never_rendered_and_touches_no_file(
    tmp_path: Path, recipe: Callable[..., Recipe]
) -> None:
    engine = RefusingEngine()
    with pytest.raises(InvalidRequest, match="Not this"):
        create(recipe(), engine=engine, gate=gate(), out=tmp_path / "new" / "clip.mp4")
    assert engine.rendered == 0 and not list(tmp_path.iterdir())


@pytest.mark.parametrize("taken", ["clip.mp4", "clip.png"])
def test_a_path_that_is_taken_is_refused_before_the_first_frame(
    taken: str, tmp_path: Path, recipe: Callable[..., Recipe]
) -> None:
    (tmp_path / taken).write_text("precious")
    engine = CountingEngine()
    with pytest.raises(UnwritableOutput, match="exists already"):
        create(recipe(), engine=engine, gate=gate(), out=tmp_path / "clip.mp4", sheet=tmp_path / "clip.png")
    assert engine.rendered == 0
    assert [path.name for path in tmp_path.iterdir()] == [taken]


def test_a_listener_that_raises_stops_the_work_and_leaves_nothing(
    tmp_path: Path, recipe: Callable[..., Recipe]
) -> None:
    def stop(progress: Progress) -> None:
        if progress.done == 5:
            raise Cancelled

    engine = CountingEngine()
    with pytest.raises(Cancelled):
        create(
            recipe(), engine=engine, gate=gate(), out=tmp_path / "clip.mp4", sheet=tmp_path / "clip.png", progress=stop
        )
    assert engine.rendered == 5
    assert not list(tmp_path.iterdir())


def test_frames_are_written_while_they_are_drawn(tmp_path: Path, recipe: Callable[..., Recipe]) -> None:
    engine = CountingEngine()
    ahead: list[int] = []
    create(
        recipe(),
        engine=engine,
        gate=gate(),
        out=tmp_path / "clip.mp4",
        progress=lambda p: ahead.append(engine.rendered - p.done),
    )
    assert set(ahead) == {0}


@pytest.mark.parametrize("seconds", [0.01, 0.1, 2])
def test_the_sheet_shows_the_clip_from_the_first_frame_to_the_last(
    seconds: float, tmp_path: Path, recipe: Callable[..., Recipe]
) -> None:
    wanted = recipe(seconds=seconds)
    made = create(wanted, engine=FakeEngine(), gate=gate(), out=tmp_path / "clip.mp4", sheet=tmp_path / "clip.png")
    assert made.sheet == tmp_path / "clip.png"
    frames = list(FakeEngine().render(wanted.timeline, progress=lambda _: None))
    picks = media.evenly_spaced(len(frames), SHEET_FRAMES)
    mark = marker_for(made.recipe)
    expected = media.contact_sheet([mark(n, frames[n]) for n in picks], times_s=[n / 24 for n in picks])
    assert (next(media.read_frames(made.sheet)) == expected).all()


@pytest.mark.parametrize("size", ["640x360", "144x256", "64x64", "16x16"])
def test_a_visible_mark_is_drawn_into_the_corner_of_every_frame(
    size: str, tmp_path: Path, recipe: Callable[..., Recipe]
) -> None:
    wanted = recipe(seconds=0.1, size=size)
    visible = replace(gate(), visible_mark=True)
    made = create(wanted, engine=FakeEngine(), gate=visible, out=tmp_path / "clip.png")
    mark, badge = marker_for(made.recipe), Badge(wanted.timeline.size)
    drawn = FakeEngine().render(wanted.timeline, progress=silent)
    for number, (path, frame) in enumerate(zip(made.paths, drawn, strict=True)):
        assert (next(media.read_frames(path)) == mark(number, badge(frame))).all()
        rows, columns = (badge(frame) != frame).any(2).nonzero()
        assert rows.min() > frame.shape[0] / 2 or frame.shape[0] == 16
        assert rows.size > 16 and columns.max() < frame.shape[1]
