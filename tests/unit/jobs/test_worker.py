"""Workers as they really are, in threads: they stop when they are told to, go on where others left off, and survive."""

import errno
import os
import shutil
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from chaos.orders import SCREEN, a_recipe
from chaos.workshop import LEASE_S, Workshop, until
from PIL import Image
from signing import signer
from sqlalchemy.orm import Session

from yozora import media
from yozora.core import operations
from yozora.core.cards import ImageCard
from yozora.core.errors import InvalidRequest
from yozora.core.events import Glimpse, Listener, Progress
from yozora.core.ports import FORGETFUL, Frame, Memory
from yozora.core.recipe import Recipe
from yozora.core.timeline import Timeline
from yozora.engines.fake import FakeEngine
from yozora.engines.sketch import SketchEngine
from yozora.generate import unseen
from yozora.jobs import patience
from yozora.jobs import queue as queues
from yozora.jobs.queue import Claim, Queue, Result, Standing
from yozora.jobs.watching import Watch
from yozora.library.blobs import Blob, FolderBlobs
from yozora.library.database import Database, DatabaseAway
from yozora.library.tables import Charge, Preview, Released, Setting


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Workshop:
    """Where nobody works yet."""
    return Workshop(database=database, folder=tmp_path)


@pytest.fixture
def file_shop(tmp_path: Path) -> Generator[Workshop]:
    """The same, on a file, for what is the same on both databases."""
    from chaos import databases

    yield Workshop(database=databases.fresh("sqlite"), folder=tmp_path)


def rows(shop: Workshop, table: type[Any]) -> int:
    with shop.database.reading() as session:
        return session.query(table).count()


def test_a_clip_is_made_and_stored(shop: Workshop) -> None:
    clip_id = shop.order(windows=3)
    assert shop.worker().work()
    clip = shop.clip(clip_id)
    assert (clip.status, clip.progress, clip.error) == ("completed", 100, None)
    assert {clip.video, clip.thumbnail, clip.spritesheet} == {blob.sha256 for blob in shop.blobs.all()}
    assert clip.video is not None and clip.thumbnail is not None and clip.spritesheet is not None
    with shop.blobs.at(clip.video) as path:
        assert media.read_recipe(path) == clip.recipe
    with shop.blobs.at(clip.thumbnail) as path, Image.open(path) as picture:
        assert (picture.format, picture.size) == ("WEBP", (64, 64))
    with shop.blobs.at(clip.spritesheet) as path, Image.open(path) as picture:
        assert (picture.format, picture.size) == ("JPEG", (5 * 64, 5 * 64))
    assert (rows(shop, Charge), rows(shop, Preview)) == (1, 0)
    assert not shop.worker().work()


def test_a_worker_works_until_it_is_stopped_and_leaves_nothing_behind(shop: Workshop) -> None:
    ids = [shop.order(windows=1, seed=seed) for seed in range(3)]
    with shop.working():
        for clip_id in ids:
            shop.wait(clip_id, "done")
    assert not list((shop.folder / "scratch").iterdir())


def test_cancelling_stops_the_work_at_its_next_sign_of_life(shop: Workshop) -> None:
    shop.pace_s = 0.3
    clip_id = shop.order(windows=40)
    with shop.working():
        until(lambda: shop.windows, what="the work to begin")
        assert shop.cancel(clip_id)
        shop.wait(clip_id, "cancelled")
        made = sum(shop.windows.values())
        other = shop.order(windows=1, seed=9)
        shop.wait(other, "done")
    assert made < 10
    assert sum(shop.windows.values()) == made + 1
    assert not [blob for blob in shop.blobs.all() if blob.sha256 not in _files(shop, other)]


def test_nothing_more_is_made_after_the_sign_of_life_that_hears_of_the_cancel(file_shop: Workshop) -> None:
    seen: list[int] = []

    class Counting(FakeEngine):
        def render(self, timeline: Timeline, *, progress: Listener, memory: Memory = FORGETFUL) -> Iterator[Frame]:
            for number, frame in enumerate(super().render(timeline, progress=progress, memory=memory)):
                if number == 5:
                    file_shop.cancel(clip_id)
                    time.sleep(1.5)  # some beats hear of it
                seen.append(number)
                yield frame

    clip_id = file_shop.order(windows=5)
    assert file_shop.worker(engines=lambda name, options: Counting()).work()
    assert file_shop.job(clip_id).state == "cancelled"
    assert seen == [0, 1, 2, 3, 4, 5]


def test_stopping_a_worker_hands_its_job_back_and_the_next_goes_on_from_there(shop: Workshop) -> None:
    shop.pace_s = 0.2
    clip_id = shop.order(windows=8)
    with shop.working():
        until(lambda: len(shop.windows) >= 3, what="three windows")
    job = shop.job(clip_id)
    assert (job.state, job.attempts, shop.clip(clip_id).status) == ("queued", 0, "queued")
    assert 3 <= len(shop.windows) < 8
    assert shop.worker("w2").work()
    assert shop.windows == {f"0 {window}": 1 for window in range(8)}
    assert (shop.job(clip_id).state, shop.job(clip_id).attempts) == ("done", 1)


def test_a_worker_that_was_silent_for_too_long_leaves_the_job_to_the_other(shop: Workshop) -> None:
    shop.pace_s = 0.2
    clip_id = shop.order(windows=6)
    silence = threading.Event()

    class Silent(Queue):
        def beat(self, claim: Claim, **said: Any) -> Standing:
            return Standing.MINE if silence.is_set() else super().beat(claim, **said)

        def remember(self, claim: Claim, done: int, data: bytes) -> Standing:
            while silence.is_set():
                time.sleep(0.05)
            return super().remember(claim, done, data)

    with shop.working(shop.worker("w1", queue=Silent(shop.database, lease_s=LEASE_S))):
        until(lambda: len(shop.windows) >= 2, what="two windows")
        silence.set()
        with shop.working(shop.worker("w2")):
            until(lambda: shop.job(clip_id).worker == "w2", what="the other one")
            silence.clear()
            shop.wait(clip_id, "done")
    assert sum(shop.windows.values()) <= 6 + 1
    assert (shop.job(clip_id).attempts, rows(shop, Charge)) == (2, 1)


def test_an_idle_worker_takes_over_what_a_dead_one_left(shop: Workshop) -> None:
    clip_id = shop.order(windows=2)
    shop.queue.claim("dead")
    with shop.working():
        shop.wait(clip_id, "done")
    assert shop.job(clip_id).attempts == 2


def test_a_full_disk_is_said_and_the_job_tried_again(file_shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(FolderBlobs):
        full = True

        def _land(self, scratch: Path, path: Path) -> None:
            if self.full:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            super()._land(scratch, path)

    monkeypatch.setattr(queues, "RETRY_S", 0.1)
    blobs = Full(file_shop.folder / "files")
    clip_id = file_shop.order(windows=1)
    with file_shop.working(file_shop.worker(blobs=blobs)):
        until(lambda: file_shop.job(clip_id).reason, what="a failure")
        assert "No space left on device" in (file_shop.job(clip_id).reason or "")
        blobs.full = False
        file_shop.wait(clip_id, "done")
    assert (file_shop.job(clip_id).reason, file_shop.windows) == (None, {"0 0": 1})


def test_a_disk_that_stays_full_ends_in_a_failure_that_says_so(
    file_shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "RETRY_S", 0.01)

    def full(*_: object, **__: object) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    clip_id = file_shop.order(windows=1)
    monkeypatch.setattr("tempfile.mkdtemp", full)
    with file_shop.working():
        file_shop.wait(clip_id, "failed")
        monkeypatch.undo()
        file_shop.wait(file_shop.order(windows=1, seed=1), "done")
    assert file_shop.clip(clip_id).error == {
        "code": "unwritable_output",
        "message": "A file on the server could not be written or read: No space left on device. Is its disk full?",
    }


def with_picture(shop: Workshop) -> tuple[Recipe, bytes, Blob]:
    picture = media.encoded(next(FakeEngine().render(a_recipe(frames=12).timeline, progress=print)), "JPEG", seal=None)
    blob = shop.blobs.add_bytes(picture)
    card = ImageCard(file="my fox.jpg", sha256=blob.sha256, at_s=0.0)
    timeline = operations.create("a fox", seconds=1, screen=SCREEN)
    timeline = replace(timeline, cards=(*timeline.cards, card), fps=Fraction(24))
    return Recipe(prompt="a fox", timeline=timeline, engine="fake"), picture, blob


def test_given_pictures_are_there_under_their_own_names(file_shop: Workshop) -> None:
    recipe, picture, _ = with_picture(file_shop)
    found: list[tuple[str, bytes]] = []

    class Reading(FakeEngine):
        def check(self, timeline: Timeline) -> None:
            file = Path(timeline.media[0].file)
            found.append((file.name, file.read_bytes()))

    clip_id = file_shop.order(recipe=recipe)
    assert file_shop.worker(engines=lambda name, options: Reading()).work()
    assert found == [("my fox.jpg", picture)]
    assert file_shop.job(clip_id).state == "done"
    assert str(file_shop.folder) not in (file_shop.clip(clip_id).recipe or "")


def test_a_missing_file_is_said_and_the_job_tried_again(file_shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "RETRY_S", 0.1)
    recipe, picture, blob = with_picture(file_shop)
    file_shop.blobs.remove(blob.sha256)
    clip_id = file_shop.order(recipe=recipe)
    with file_shop.working():
        until(lambda: file_shop.job(clip_id).reason, what="a failure")
        assert f"Blob {blob.sha256} is not in" in (file_shop.job(clip_id).reason or "")
        file_shop.blobs.add_bytes(picture)
        file_shop.wait(clip_id, "done")


def test_a_file_that_stays_missing_ends_in_a_failure_that_says_so(
    file_shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "RETRY_S", 0.01)
    recipe, _, blob = with_picture(file_shop)
    file_shop.blobs.remove(blob.sha256)
    clip_id = file_shop.order(recipe=recipe)
    with file_shop.working():
        file_shop.wait(clip_id, "failed")
    error = file_shop.clip(clip_id).error
    assert error is not None and error["code"] == "missing_blob" and blob.sha256 in error["message"]


def test_what_an_engine_cannot_make_fails_at_once(file_shop: Workshop) -> None:
    class Refusing(FakeEngine):
        def check(self, timeline: Timeline) -> None:
            raise InvalidRequest("No foxes today. Try a cat.")

    clip_id = file_shop.order()
    assert file_shop.worker(engines=lambda name, options: Refusing()).work()
    assert file_shop.job(clip_id).state == "failed"
    assert file_shop.clip(clip_id).error == {"code": "invalid_request", "message": "No foxes today. Try a cat."}


@pytest.mark.parametrize("is_relative", [True, False])
def test_of_a_file_its_name_is_said_and_not_where_it_lies(
    file_shop: Workshop, monkeypatch: pytest.MonkeyPatch, is_relative: bool
) -> None:
    monkeypatch.chdir(file_shop.folder)
    recipe, _, blob = with_picture(file_shop)
    FolderBlobs(file_shop.folder / "files").place(blob.sha256).write_bytes(b"no picture")
    clip_id = file_shop.order(recipe=recipe)
    worker = file_shop.worker(engines=lambda name, options: SketchEngine())
    assert replace(worker, folder=Path("here") if is_relative else file_shop.folder / "here").work()
    error = file_shop.clip(clip_id).error
    assert error is not None and error["message"].startswith("my fox.jpg is no picture")
    assert str(file_shop.folder) not in error["message"]


def test_where_the_room_is_too_small_the_folder_stays_unnamed(
    file_shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(file_shop.folder)._replace(free=0)
    clip_id = file_shop.order(windows=1)
    with monkeypatch.context() as patch:
        patch.setattr("shutil.disk_usage", lambda _: usage)
        assert file_shop.worker().work()
    reason = file_shop.job(clip_id).reason or ""
    assert reason.startswith("clip.mp4 may need") and "0 MB are free" in reason


@pytest.mark.parametrize("where", ["check", "render"])
def test_a_mistake_of_the_program_fails_the_job_and_not_the_worker(
    file_shop: Workshop, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setattr(queues, "RETRY_S", 0.01)
    clip_id = file_shop.order(windows=1)

    def engines(name: str, options: Any) -> FakeEngine:
        engine = FakeEngine()
        if file_shop.job(clip_id).state == "running":
            monkeypatch.setattr(engine, where, lambda *_, **__: 1 / 0)
        return engine

    with file_shop.working(file_shop.worker(engines=engines)):
        file_shop.wait(clip_id, "failed")
        file_shop.wait(file_shop.order(windows=1, seed=1), "done")
    error = file_shop.clip(clip_id).error
    assert error is not None and error["code"] == "server_error" and "log" in error["message"]


def test_an_end_that_cannot_be_written_down_fails_the_job_and_not_the_worker(
    file_shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "RETRY_S", 0.01)

    class Mistaken(Queue):
        def finish(self, claim: Claim, result: Result) -> bool:
            if claim.clip_id == clip_id:
                raise ValueError("no such month")
            return super().finish(claim, result)

    clip_id = file_shop.order(windows=1)
    with file_shop.working(file_shop.worker(queue=Mistaken(file_shop.database, lease_s=LEASE_S))):
        file_shop.wait(clip_id, "failed")
        file_shop.wait(file_shop.order(windows=1, seed=1), "done")


class Shaky(Database):
    """A database that is away while it is told to be."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.away = threading.Event()
        self.asked = 0

    @contextmanager
    def writing(self) -> Generator[Session]:
        with self._here(), super().writing() as session:
            yield session

    @contextmanager
    def reading(self) -> Generator[Session]:
        with self._here(), super().reading() as session:
            yield session

    @contextmanager
    def _here(self) -> Generator[None]:
        if self.away.is_set():
            self.asked += 1
            raise DatabaseAway("The database does not answer: it was told not to. Is it running?")
        yield


@pytest.fixture
def shaky(shop: Workshop) -> Generator[Shaky]:
    """The library's database as a worker sees it."""
    database = Shaky(shop.database.url.render_as_string(hide_password=False))
    yield database
    database.close()


@pytest.mark.parametrize("windows", [0, 2])
def test_a_database_that_is_away_is_waited_for_and_no_work_is_thrown_away(
    shop: Workshop, shaky: Shaky, windows: int
) -> None:
    shop.pace_s = 0.1
    with shop.working(shop.worker(queue=Queue(shaky, lease_s=LEASE_S))):
        clip_id = shop.order(windows=4)
        until(lambda: sum(shop.windows.values()) >= windows, what="the work")
        shaky.away.set()
        time.sleep(LEASE_S + 0.5)
        assert shaky.asked > 3
        shaky.away.clear()
        shop.wait(clip_id, "done")
    assert shop.windows == {f"0 {window}": 1 for window in range(4)}
    assert shop.job(clip_id).attempts == 1


def test_a_finished_clip_is_kept_until_the_database_is_back(shop: Workshop, shaky: Shaky) -> None:
    class Falling(FakeEngine):
        def render(self, timeline: Timeline, *, progress: Listener, memory: Memory = FORGETFUL) -> Iterator[Frame]:
            yield from super().render(timeline, progress=progress, memory=memory)
            shaky.away.set()

    clip_id = shop.order(windows=1)
    worker = shop.worker(queue=Queue(shaky, lease_s=LEASE_S), engines=lambda name, options: Falling(trace=shop.trace))
    with shop.working(worker):
        until(lambda: shaky.asked > 3, what="the worker to wait")
        shaky.away.clear()
        shop.wait(clip_id, "done")
    assert (shop.windows, shop.job(clip_id).attempts) == ({"0 0": 1}, 1)


def test_a_worker_that_is_to_end_does_not_wait_for_ever(
    shop: Workshop, shaky: Shaky, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "LAST_S", 0.5)
    shop.pace_s = 0.1
    clip_id = shop.order(windows=40)
    with shop.working(shop.worker(queue=Queue(shaky, lease_s=LEASE_S))) as stop:
        until(lambda: shop.windows, what="the work to begin")
        shaky.away.set()
        stop.set()
        stopped_s = time.monotonic()
    assert time.monotonic() - stopped_s < 5
    assert shop.job(clip_id).state == "running"
    shop.pace_s = 0.0
    with shop.working(shop.worker("w2")):
        shop.wait(clip_id, "done")


def test_after_the_database_was_away_nobody_is_thought_dead_at_once(shop: Workshop, shaky: Shaky) -> None:
    clip_id = shop.order(windows=1)
    shop.queue.claim("slow")
    shaky.away.set()
    with shop.working(shop.worker("w2", queue=Queue(shaky, lease_s=LEASE_S))):
        time.sleep(LEASE_S + 0.3)
        shaky.away.clear()
        back_s = time.monotonic()
        until(lambda: shop.job(clip_id).worker == "w2", what="the other one")
        assert time.monotonic() - back_s > LEASE_S / 2
        shop.wait(clip_id, "done")


def test_signs_of_life_go_on_after_a_mistake(file_shop: Workshop) -> None:
    class Stumbling(Queue):
        stumbles = 0

        def beat(self, claim: Claim, **said: Any) -> Standing:
            self.stumbles += 1
            if self.stumbles % 2:
                raise ValueError("what is this?")
            return super().beat(claim, **said)

    file_shop.pace_s = 2.0
    clip_id = file_shop.order(windows=2)
    with file_shop.working(file_shop.worker(queue=Stumbling(file_shop.database, lease_s=LEASE_S))):
        file_shop.wait(clip_id, "running")
        with file_shop.working(file_shop.worker("w2")):
            file_shop.wait(clip_id, "done")
    assert (file_shop.job(clip_id).attempts, file_shop.job(clip_id).worker) == (1, "w1")


def test_progress_and_previews_are_shown_while_a_clip_is_made(file_shop: Workshop) -> None:
    file_shop.pace_s = 0.4
    clip_id = file_shop.order(windows=5)
    shown: set[int] = set()
    with file_shop.working():
        while file_shop.job(clip_id).state != "done":
            shown.add(file_shop.clip(clip_id).progress)
            with file_shop.database.reading() as session:
                preview = session.get(Preview, clip_id)
            if preview is not None:
                assert preview.jpeg.startswith(b"\xff\xd8")
                shown.add(-1)
            time.sleep(0.05)
    assert -1 in shown
    assert len(shown) > 4


def test_a_clip_of_which_no_frame_is_finished_yet_shows_how_it_looks_so_far(file_shop: Workshop) -> None:
    clip_id = file_shop.order(windows=3)
    claim = file_shop.queue.claim("w1")
    assert claim is not None
    stop = threading.Event()
    asked: list[int] = []

    def glimpse() -> Glimpse:
        asked.append(1)
        return 7, np.full((48, 88, 3), 90, np.uint8)

    with Watch(file_shop.queue, claim, stop, patience.Patience(stop, lease_s=LEASE_S)) as watch:
        watch.show(signer().seal_drawn(), unseen)
        for done in range(1, 4):
            watch.progress(Progress(stage="steps", done=done, total=20, glimpse=glimpse))
        until(lambda: _preview(file_shop, clip_id) == 7, what="the picture")
    assert len(asked) == 1, "once a second is enough"


def test_a_worker_says_how_fast_its_machine_is_when_it_begins(file_shop: Workshop) -> None:
    def said() -> Setting | None:
        with file_shop.database.reading() as session:
            return session.get(Setting, queues.MACHINE)

    with file_shop.working():
        until(said, what="the speed")
    assert (found := said()) is not None and 0 < found.value["took_s"] < 60


def test_a_worker_removes_files_of_what_was_deleted_long_ago(file_shop: Workshop) -> None:
    gone, kept = (file_shop.blobs.add_bytes(data).sha256 for data in (b"gone", b"kept"))
    for sha256 in (gone, kept):
        os.utime(file_shop.folder / "files" / sha256[:2] / sha256[2:], (1, 1))
    with file_shop.database.writing() as session:
        session.add(Released(sha256=gone, released_at=1.0))
    with file_shop.working():
        until(lambda: not file_shop.blobs.has(gone), what="the file to be removed")
    assert file_shop.blobs.has(kept)


def _preview(shop: Workshop, clip_id: str) -> int | None:
    with shop.database.reading() as session:
        found = session.get(Preview, clip_id)
        return None if found is None else found.frame


def _files(shop: Workshop, clip_id: str) -> set[str | None]:
    clip = shop.clip(clip_id)
    return {clip.video, clip.thumbnail, clip.spritesheet}
