"""A doctor finds each kind of damage, says what a repair does, and the repaired library has nothing wrong with it."""

import hashlib
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from chaos import databases
from libraries import DAY_S, NOW, Library, fill, library_in, opened, rendered
from signing import alike, guard, signer

from yozora.core.recipe import Recipe
from yozora.engines.fake import FakeEngine
from yozora.jobs.queue import Queue
from yozora.jobs.scratch import own_folder
from yozora.jobs.worker import Worker
from yozora.library import versions
from yozora.library.backup import back_up
from yozora.library.checks.surroundings import shipped
from yozora.library.database import Database
from yozora.library.restoring import restore
from yozora.library.tables import Board, Charge, Clip, Figure, File, Job, Preview, Upload
from yozora.weights import CodecFacts, load
from yozora.weights.publish import Sheet, publish
from yozora.weights.store import FILES

KINDS = databases.KINDS
Recipes = Callable[..., Recipe]


@pytest.fixture(params=KINDS)
def library(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Library]:
    """A library in a folder of its own, on each kind of database."""
    yield from opened(tmp_path / "home", request.param)


@pytest.fixture
def filed(tmp_path: Path) -> Iterator[Library]:
    """A library whose database is a file."""
    yield from opened(tmp_path / "home")


@pytest.fixture
def person_id(library: Library) -> str:
    return library.person()


def healthy(library: Library, **values: Any) -> bool:
    return library.examined(**values) == {}


def work(library: Library) -> None:
    """Do every job that waits, with colour bars."""
    queue = Queue(library.database, clock=lambda: NOW)
    worker = Worker(
        queue=queue,
        blobs=library.blobs,
        engines=lambda *_: FakeEngine(),
        guard=guard(),
        sign=signer().seal_for,
        name="w",
        folder=library.folder / "scratch",
    )
    while worker.work():
        pass
    shutil.rmtree(library.folder / "scratch")


def made(library: Library, person_id: str, recipe: Recipe) -> str:
    """A clip that a worker made."""
    clip_id = library.clip(person_id, job="queued", status="queued", recipe=recipe.to_json())
    work(library)
    assert library.row("clips", clip_id)["status"] == "completed"
    return clip_id


def test_a_library_in_use_has_nothing_wrong_with_it(library: Library, person_id: str) -> None:
    library.clip(person_id)
    library.clip(person_id, job="queued", status="queued")
    library.clip(person_id, job="running", status="in_progress")
    library.clip(person_id, job="failed", status="failed")
    assert healthy(library) and healthy(library, deep=True)


def test_an_empty_library_and_none_at_all_have_nothing_wrong(library: Library, tmp_path: Path) -> None:
    assert healthy(library)
    with closing(Database(f"sqlite:///{tmp_path / 'none' / 'library.db'}")) as database:
        (tmp_path / "none").chmod(0o700)
        assert healthy(Library(folder=tmp_path / "none", database=database, blobs=library.blobs))
    assert not list((tmp_path / "none").iterdir())


def test_looking_changes_nothing(library: Library) -> None:
    fill(library)
    library.blobs.remove(min(library.files()))
    rows, files = library.rows(), library.files()
    assert library.examined(deep=True)
    assert (library.rows(), library.files()) == (rows, files)


def test_a_lost_clip_is_marked_as_failed_and_can_be_made_again(
    library: Library, person_id: str, recipe: Recipes, tmp_path: Path
) -> None:
    clip_id = made(library, person_id, recipe(seconds=0.5, size="64x64"))
    for _ in range(3):
        library.clip(person_id)
    video = library.row("clips", clip_id)["video"]
    before = Path(shutil.copy(library.blobs.place(video), tmp_path / "before.mp4"))
    library.blobs.remove(video)
    found = library.examined()
    assert set(found) == {"missing_files"}
    assert (found["missing_files"].count, found["missing_files"].examples) == (1, (video,))
    library.examined(repair=True)
    clip = library.row("clips", clip_id)
    assert (clip["status"], clip["error"]["code"], clip["video"], clip["size_bytes"]) == (
        "failed",
        "file_lost",
        None,
        0,
    )
    assert library.row("jobs", clip_id)["state"] == "failed" and library.rows("charges")["charges"] == []
    assert "unused_files" not in library.examined()
    with library.database.writing() as session:
        assert Queue(library.database, clock=lambda: NOW).retry(session, clip_id)
    work(library)
    clip = library.row("clips", clip_id)
    assert clip["status"] == "completed" and alike(library.blobs.place(clip["video"]), before)
    assert [charge["job_id"] for charge in library.rows("charges")["charges"]] == [clip_id]
    assert healthy(library)


def test_a_lost_clip_without_a_recipe_says_that_it_has_to_be_brought_back(library: Library, person_id: str) -> None:
    clip_id = library.clip(person_id)
    library.blobs.remove(library.row("clips", clip_id)["video"])
    library.examined(repair=True)
    error = library.row("clips", clip_id)["error"]
    assert error == {
        "code": "file_lost",
        "message": "The file of the clip was lost. Bring it back from a backup, or import it again.",
    }
    assert library.rows("jobs")["jobs"] == []


@pytest.mark.parametrize("lost", ["thumbnail", "spritesheet"])
def test_lost_pictures_are_made_again_of_the_clip(lost: str, library: Library, person_id: str, recipe: Recipes) -> None:
    clip_id = made(library, person_id, recipe(seconds=0.5, size="64x64"))
    before = library.row("clips", clip_id)
    library.blobs.remove(before[lost])
    assert set(library.examined(repair=True)) == {"missing_files", "clips_without_pictures"}
    clip = library.row("clips", clip_id)
    assert (clip["status"], clip["video"]) == ("completed", before["video"])
    assert library.blobs.has(clip["thumbnail"]) and library.blobs.has(clip["spritesheet"])
    other = "spritesheet" if lost == "thumbnail" else "thumbnail"
    assert clip[other] == before[other] and healthy(library)


def test_pictures_that_cannot_be_made_again_are_counted_as_left(library: Library, person_id: str) -> None:
    library.clip(person_id, thumbnail="")
    finding = library.examined()["clips_without_pictures"]
    assert finding.repair is not None and finding.repair() == 1
    assert set(library.examined()) == {"clips_without_pictures"}


def test_uploads_and_characters_let_go_of_a_lost_file(library: Library, person_id: str) -> None:
    kept, lost = library.file(b"kept"), library.file(b"lost")
    library.clip(person_id)
    common = {"person_id": person_id, "created_at": NOW}
    with library.database.writing() as session:
        for sha256 in (kept, lost):
            sent = {"purpose": "p", "kind": "image", "size_bytes": 4, "size": "1x1", "frames": 1}
            session.add(Upload(id=f"file_{sha256}", name="n", sha256=sha256, **sent, **common))
            session.add(Figure(id=f"char_{sha256}", name="Pip", words="a penguin", sha256=sha256, **common))
    library.blobs.remove(lost)
    library.examined(repair=True)
    assert [row["sha256"] for row in library.rows("uploads")["uploads"]] == [kept]
    assert {row["sha256"] for row in library.rows("characters")["characters"]} == {kept, None}
    assert healthy(library)


def test_a_damaged_file_is_found_by_its_size_or_when_all_are_read_and_is_kept_aside(
    library: Library, person_id: str
) -> None:
    for _ in range(3):
        library.clip(person_id)
    cut, changed = (row["video"] for row in library.rows("clips")["clips"][:2])
    content = library.files()
    library.blobs.place(cut).write_bytes(content[cut][:5])
    library.blobs.place(changed).write_bytes(content[changed].upper())
    assert library.examined()["damaged_files"].examples == (cut,)
    assert library.examined(deep=True, repair=True)["damaged_files"].count == 2
    kept = {path.name: path.read_bytes() for path in (library.folder / "damaged").iterdir()}
    assert kept == {f"{cut}.mp4": content[cut][:5], f"{changed}.mp4": content[changed].upper()}
    assert not library.blobs.has(cut) and library.blobs.add_bytes(content[changed]).sha256 == changed
    assert library.files()[changed] == content[changed]


def test_a_wrong_size_of_a_whole_file_is_corrected(library: Library, person_id: str) -> None:
    sha256 = library.row("clips", library.clip(person_id))["video"]
    with library.database.writing() as session:
        session.execute(sa.update(File).where(File.sha256 == sha256).values(size_bytes=1))
    assert set(library.examined(repair=True)) == {"sizes"} and healthy(library, deep=True)
    assert library.row("files", sha256)["size_bytes"] == len(library.files()[sha256])


def test_where_most_files_are_elsewhere_nothing_is_touched(library: Library, person_id: str) -> None:
    for _ in range(2):
        library.clip(person_id)
    strange = library.blobs.add_bytes(b"of another library").sha256
    for sha256 in library.files():
        if sha256 != strange:
            library.blobs.remove(sha256)
    before = library.rows()
    found = library.examined(repair=True)
    assert set(found) == {"missing_files", "orphans"} and all(one.repair is None for one in found.values())
    assert "Is the right folder or bucket given (YOZORA_FILES)" in found["missing_files"].cure
    assert library.rows() == before and set(library.files()) == {strange}


def test_files_that_the_database_does_not_know_are_removed_when_they_are_a_day_old(
    library: Library, person_id: str
) -> None:
    library.clip(person_id)
    known = set(library.files())
    orphan = library.blobs.add_bytes(b"orphan").sha256
    assert healthy(library, now=time.time() + DAY_S - 60)
    found = library.examined(now=time.time() + DAY_S + 60)
    assert set(found) == {"orphans"} and found["orphans"].examples == (orphan,)
    library.examined(now=time.time() + DAY_S + 60, repair=True)
    assert set(library.files()) == known and healthy(library)


def test_an_orphan_that_gets_a_row_before_it_is_removed_stays(library: Library, person_id: str) -> None:
    library.clip(person_id)
    orphan = library.blobs.add_bytes(b"orphan").sha256
    finding = library.examined()["orphans"]
    assert library.file(b"orphan") == orphan and finding.repair is not None
    assert finding.repair() == 0 and library.blobs.has(orphan)


def test_an_orphan_that_is_added_again_before_it_is_removed_stays(library: Library, person_id: str) -> None:
    library.clip(person_id)
    orphan = library.blobs.add_bytes(b"orphan").sha256
    os.utime(library.blobs.place(orphan), (1, 1))
    finding = library.examined(now=time.time())["orphans"]
    library.blobs.add_bytes(b"orphan")
    assert finding.repair is not None and finding.repair() == 0 and library.blobs.has(orphan)


def test_rows_that_nothing_mentions_are_forgotten_and_their_files_with_them(library: Library, person_id: str) -> None:
    library.clip(person_id)
    known = set(library.files())
    library.file(b"unused", created_at=NOW - DAY_S - 60)
    young = library.file(b"young", created_at=NOW - DAY_S + 60)
    assert set(library.examined()) == {"unused_files"}
    assert set(library.examined(repair=True)) == {"unused_files", "orphans"}
    assert set(library.files()) == known | {young} and healthy(library)


def test_files_that_recipes_boards_and_requests_mention_are_in_use(library: Library, person_id: str) -> None:
    old = partial(library.file, created_at=1.0)
    shas = [old(text) for text in (b"in a recipe", b"on a board", b"in a request")]
    library.clip(person_id, recipe=f'{{"sha256": "{shas[0]}"}}', asked={"image": shas[2]})
    board = {"id": "board_1", "person_id": person_id, "name": "n", "timeline": {"cards": [{"sha256": shas[1]}]}}
    with library.database.writing() as session:
        session.add(Board(**board, created_at=1.0, changed_at=1.0))
    assert healthy(library)
    with library.database.writing() as session:
        session.execute(sa.delete(File).where(File.sha256.in_(shas)))
    assert healthy(library), "what a recipe mentions is kept, even where its row was lost"


def test_files_of_a_database_that_was_moved_aside_are_kept(library: Library, person_id: str, tmp_path: Path) -> None:
    library.clip(person_id)
    old = library.files()
    with closing(library_in(tmp_path / "other").database) as database:
        other = Library(folder=tmp_path / "other", database=database, blobs=library.blobs)
        out = back_up(other.database, other.blobs, tmp_path / "empty.tar").path
    library.database.close()
    aside = restore(out, library.database, library.blobs, scratch=tmp_path / "scratch", force=True).aside
    assert aside is not None and healthy(library) and library.files() == old
    if library.database.is_sqlite:
        Path(aside).write_bytes(b"nonsense")
        finding = library.examined(repair=True)["orphans"]
        assert finding.repair is None and "moved aside cannot be read" in finding.cure and library.files() == old
        Path(aside).unlink()
    else:
        with library.database.writing() as session:
            session.execute(sa.text(f"DROP {aside} CASCADE"))
    library.examined(repair=True)
    assert library.files() == {}


def test_clips_that_are_completed_without_a_file_are_marked_as_failed(
    library: Library, person_id: str, recipe: Recipes
) -> None:
    text = recipe(seconds=0.5, size="64x64").to_json()
    clip_id = library.clip(person_id, video="", recipe=text)
    with library.database.writing() as session:
        session.add(Preview(clip_id=clip_id, frame=1, jpeg=b""))
    assert set(library.examined(repair=True)) == {"clips_without_file"}
    assert library.row("clips", clip_id)["status"] == "failed" and library.rows("previews")["previews"] == []
    with library.database.writing() as session:
        assert Queue(library.database, clock=lambda: NOW).retry(session, clip_id)
    work(library)
    assert library.row("clips", clip_id)["status"] == "completed"
    with library.database.reading() as session:
        assert session.scalars(sa.select(Charge.job_id)).all() == [clip_id]


def test_a_job_whose_worker_is_gone_for_long_is_put_back(library: Library, person_id: str, recipe: Recipes) -> None:
    text = recipe(seconds=0.5, size="64x64").to_json()
    stuck = library.clip(person_id, job="running", status="in_progress", recipe=text)
    cancelled = library.clip(person_id, job="running", status="in_progress", recipe=text)
    with library.database.writing() as session:
        session.execute(sa.update(Job).values(attempts=5))
        session.execute(sa.update(Job).where(Job.id == cancelled).values(wants_cancel=True))
    assert healthy(library, now=NOW + 600)
    assert library.examined(now=NOW + 700, repair=True)["stuck_jobs"].count == 2
    assert library.row("jobs", cancelled)["state"] == "cancelled"
    assert library.row("clips", cancelled)["error"] == {"code": "cancelled", "message": "The clip was cancelled."}
    job = library.row("jobs", stuck)
    assert (job["state"], job["attempts"], job["worker"], job["lease_until"]) == ("queued", 4, None, None)
    work(library)
    assert library.row("clips", stuck)["status"] == "completed" and healthy(library, now=NOW + 700)


def test_clips_that_wait_for_nobody_are_queued_or_marked_as_failed(
    library: Library, person_id: str, recipe: Recipes
) -> None:
    text = recipe(seconds=0.5, size="64x64").to_json()
    queued = library.clip(person_id, status="in_progress", recipe=text)
    ended = library.clip(person_id, status="queued", job="done", recipe=text)
    bare = library.clip(person_id, status="queued")
    assert set(library.examined(repair=True)) == {"clips_without_job"}
    assert [library.row("clips", one)["status"] for one in (queued, ended, bare)] == ["queued", "failed", "failed"]
    assert (library.row("jobs", queued)["state"], library.row("jobs", queued)["cost"]) == ("queued", 1.0)
    assert library.row("jobs", ended)["state"] == "failed"
    assert library.row("clips", bare)["error"]["code"] == "job_lost"
    work(library)
    assert library.row("clips", queued)["status"] == "completed" and healthy(library)


def test_what_crashes_left_is_swept_when_it_is_a_day_old(filed: Library) -> None:
    scratch = filed.folder / "scratch"
    old = [filed.folder / "files" / ".new-0123", filed.folder / ".yozora-abc", scratch / "request-1", scratch / "file"]
    for path in (old[1], old[2], scratch / "host-7" / "tmp1"):
        path.mkdir(parents=True)
    (filed.folder / "files").mkdir()
    for path in (old[0], old[3], old[1] / "source.db", old[2] / "picture"):
        path.write_bytes(b"half")
    being_made = scratch / "host-7" / "tmp1" / "clip.mp4"
    being_made.write_bytes(b"half")
    for path in (scratch / "host-7" / "tmp1", scratch / "host-7"):
        os.utime(path, (1, 1))
    os.utime(being_made, (NOW - 60, NOW - 60))
    found = filed.examined(repair=True)
    assert set(found) == {"leftovers"} and found["leftovers"].count == 4
    assert not any(path.exists() for path in old) and being_made.exists() and healthy(filed)


def test_the_folder_of_a_worker_that_had_nothing_to_do_for_days_stays(filed: Library) -> None:
    folder = filed.folder / "scratch" / "host-7"
    with own_folder(folder):
        for path in (folder / ".lock", folder):
            os.utime(path, (1, 1))
        assert filed.examined(repair=True) == {} and folder.is_dir()
        (filed.folder / "scratch" / "host-8").mkdir()
        (filed.folder / "scratch" / "host-8" / ".lock").write_bytes(b"")
        assert filed.examined(repair=True)["leftovers"].count == 1
        assert [path.name for path in folder.parent.iterdir()] == ["host-7"]


def test_other_users_are_kept_out(filed: Library) -> None:
    database = Path(filed.database.url.database or "")
    (filed.folder / "config.yaml").write_text("host: 0.0.0.0\n")
    filed.folder.chmod(0o755)
    database.chmod(0o644)
    finding = filed.examined(repair=True)["permissions"]
    assert finding.count >= 3 and str(filed.folder) in finding.examples
    assert [path.stat().st_mode & 0o777 for path in (filed.folder, database)] == [0o700, 0o600]
    database.chmod(0o644)  # nobody else gets through the folder
    assert healthy(filed)


def test_a_disk_that_is_nearly_full_is_said_and_cannot_be_repaired(filed: Library) -> None:
    found = filed.examined(least_free_bytes=1e18)
    assert set(found) == {"disk"} and found["disk"].repair is None and "empty the trash" in found["disk"].cure


def test_weights_that_ship_are_whole(filed: Library) -> None:
    assert set(shipped()) >= {"storybook", "captioner", "detectors"} and healthy(filed, weights=shipped())


def test_weights_that_were_changed_are_said(filed: Library, tmp_path: Path) -> None:
    source = tmp_path / "from"
    source.mkdir()
    for name in FILES:
        (source / name).write_text(name)
    facts = CodecFacts(channels=16, frames_per_latent=4, block_px=8, fps=8)
    sheet = Sheet(name="toy", version="3", codec=facts, figures={})
    toy = publish(tmp_path / "toy", sheet, {name: source / name for name in FILES}).folder
    assert healthy(filed, weights={"toy": partial(load, toy)})
    (toy / "decoder.bin").write_text("DECODER.BIN")
    finding = filed.examined(weights={"toy": partial(load, toy)})["weights"]
    assert finding.what == "The model toy is damaged." and "decoder.bin has the SHA-256" in finding.cure


def test_a_damaged_database_is_said_and_nothing_in_it_is_looked_at(filed: Library) -> None:
    fill(filed)
    filed.database.close()
    path = Path(filed.database.url.database or "")
    whole = path.read_bytes()
    for damaged in (whole[:8192] + bytes(8192) + whole[16384:], b"nonsense" * 1000):
        path.write_bytes(damaged)
        found = filed.examined(repair=True)
        assert set(found) == {"integrity"} and found["integrity"].repair is None
        assert "put a backup in its place: yozora restore FILE.tar --force" in found["integrity"].cure
        filed.database.close()


def test_rows_that_refer_to_none_let_go_but_what_people_made_stays(filed: Library) -> None:
    person_id = filed.person()
    clip_id = filed.clip(person_id)
    with closing(sqlite3.connect(filed.database.url.database or "", isolation_level=None)) as connection:
        connection.execute("UPDATE clips SET folder_id = 'gone'")
        connection.execute("INSERT INTO logins VALUES ('digest', 'gone', 1, 2)")
    found = filed.examined(repair=True)
    assert found["strays"].count == 2 and healthy(filed)
    assert filed.row("clips", clip_id)["folder_id"] is None and filed.rows("logins")["logins"] == []
    with closing(sqlite3.connect(filed.database.url.database or "", isolation_level=None)) as connection:
        connection.execute("UPDATE clips SET person_id = 'gone'")
    finding = filed.examined()["strays"]
    assert finding.repair is not None and finding.repair() == 1
    assert filed.row("clips", clip_id)["person_id"] == "gone"


def test_a_database_of_a_newer_program_is_not_looked_at(library: Library, person_id: str) -> None:
    library.clip(person_id, video="")
    with library.database.writing() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    found = library.examined(repair=True)
    assert set(found) == {"version"} and found["version"].repair is None
    assert found["version"].cure == "Install the version of yozora that made it."


def test_a_database_of_an_older_program_is_brought_up_to_date(
    library: Library, person_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = versions.newest()
    library.clip(person_id, video="")
    monkeypatch.setattr(versions, "newest", lambda: "as if there were a later one")
    finding = library.examined()["version"]
    assert finding.what == f"The database is of version {newest}; this program works with {versions.newest()}."
    assert finding.cure == "brings its tables up to date" and finding.repair is not None and finding.repair() == 0


def test_a_library_is_examined_and_repaired_while_clips_are_made(
    library: Library, person_id: str, recipe: Recipes
) -> None:
    text = recipe(seconds=0.25, size="64x64").to_json()
    stop = threading.Event()
    ids: list[str] = []

    def add() -> None:
        while not stop.is_set():
            ids.append(library.clip(person_id, job="queued", status="queued", recipe=text))
            work_once()

    def work_once() -> None:
        queue = Queue(library.database)
        Worker(
            queue=queue,
            blobs=library.blobs,
            engines=lambda *_: FakeEngine(),
            guard=guard(),
            sign=signer().seal_for,
            name="w",
            folder=library.folder / "s",
        ).work()

    adding = threading.Thread(target=add)
    adding.start()
    try:
        while len(ids) < 6:
            assert library.examined(repair=True, now=time.time()) == {}
    finally:
        stop.set()
        adding.join()
    assert {row["status"] for row in library.rows("clips")["clips"]} == {"completed"}


def test_a_still_gets_its_pictures_too(filed: Library, recipe: Recipes, tmp_path: Path) -> None:
    still = recipe(seconds=1 / 24, size="64x64")
    picture = rendered(tmp_path / "still.png", still)
    sha256 = filed.file(picture.read_bytes(), media_type="image/png")
    clip_id = filed.clip(filed.person(), video=sha256, thumbnail="", spritesheet="", frames=1)
    assert set(filed.examined(repair=True)) == {"clips_without_pictures"} and healthy(filed)
    with filed.database.reading() as session:
        assert session.get_one(Clip, clip_id).thumbnail is not None
    assert hashlib.sha256(picture.read_bytes()).hexdigest() == sha256
