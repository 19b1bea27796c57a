"""Files of what was deleted for good go soon, and never while anything refers to them; on both databases."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from chaos import databases
from libraries import NOW, Library, opened

from yozora.library import leftovers
from yozora.library.tables import Board, Clip, Figure, File, Released, Share, Upload, new_id

LATER = NOW + leftovers.SETTLED_S + leftovers.STAMPED_S + 1


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture(params=databases.KINDS)
def library(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Library]:
    yield from opened(tmp_path / "home", request.param)


@pytest.fixture
def ann(library: Library) -> str:
    return library.person()


def purge(library: Library, *ids: str, now: float = NOW) -> None:
    """Clips or uploads are deleted for good."""
    with library.database.writing() as session:
        rows = [session.get(Clip, one) or session.get_one(Upload, one) for one in ids]
        leftovers.release(session, *rows, now=now)
        for row in rows:
            session.delete(row)


def upload(library: Library, person_id: str, sha256: str) -> str:
    row = Upload(
        id=new_id("file"), person_id=person_id, name="x", purpose="", kind="clip", sha256=sha256, size_bytes=1,
        size="64x64", fps="24", frames=24, created_at=NOW, trashed_at=None,
    )  # fmt: skip
    with library.database.writing() as session:
        session.add(row)
    return row.id


def remove(library: Library, *, now: float = LATER) -> int:
    return leftovers.remove(library.database, library.blobs, now=now)


def sound(library: Library) -> bool:
    return library.examined(now=NOW) == {}


def test_files_of_a_clip_that_was_deleted_are_removed_and_no_others(library: Library, ann: str) -> None:
    kept, gone = library.clip(ann), library.clip(ann)
    purge(library, gone)
    assert remove(library) == 3
    clip = library.row("clips", kept)
    assert set(library.files()) == {clip["video"], clip["thumbnail"], clip["spritesheet"]}
    assert not library.rows("released")["released"] and sound(library)
    assert remove(library) == 0


def test_nothing_is_removed_that_was_released_or_stored_lately(library: Library, ann: str) -> None:
    clip = library.clip(ann)
    files = library.files()
    purge(library, clip)
    assert remove(library, now=NOW + leftovers.SETTLED_S) == 0
    for sha256 in files:
        os.utime(library.blobs.place(sha256), (LATER, LATER))  # somebody stores the same once more
    assert remove(library) == 0 and library.files() == files
    assert remove(library, now=2 * LATER) == 3


@pytest.mark.parametrize(
    "use", ["clip", "thumbnail", "upload", "board", "figure", "recipe", "request", "running", "share"]
)
def test_a_file_that_anything_else_uses_stays(library: Library, ann: str, use: str) -> None:
    shared = library.file(b"shared", created_at=1.0)
    gone = library.clip(ann, video=shared)
    recipe = f'{{"timeline": {{"cards": [{{"sha256": "{shared}"}}]}}}}'
    with library.database.writing() as session:
        if use == "board":
            timeline = {"cards": [{"sha256": shared}]}
            session.add(Board(id="b", person_id=ann, name="", timeline=timeline, created_at=NOW, changed_at=NOW))
        if use == "figure":
            session.add(Figure(id="c", person_id=ann, name="Bo", words="", sha256=shared, created_at=NOW))
    other = {
        "clip": lambda: library.clip(library.person("Bob"), video=shared),
        "thumbnail": lambda: library.clip(ann, thumbnail=shared),
        "upload": lambda: upload(library, ann, shared),
        "recipe": lambda: library.clip(ann, recipe=recipe),
        "request": lambda: library.clip(ann, asked={"image": shared}),
        "running": lambda: library.clip(ann, job="running", status="in_progress", recipe=recipe),
        "share": lambda: library.clip(ann, video=shared),
    }.get(use, str)()
    if use == "share":
        with library.database.writing() as session:
            session.add(Share(token="t", clip_id=other, created_at=NOW))
    purge(library, gone)
    assert remove(library) == 2 and shared in library.files()
    assert not library.rows("released")["released"], "it is noted anew when its last user goes"
    if use in ("clip", "upload", "recipe", "running"):
        purge(library, other)
        remove(library)
        assert shared not in library.files() and sound(library)


def test_an_upload_goes_with_the_last_clip_that_was_made_from_it(library: Library, ann: str) -> None:
    picture = library.file(b"picture", created_at=1.0)
    clip, sent = library.clip(ann, recipe=f'{{"sha256": "{picture}"}}'), upload(library, ann, picture)
    purge(library, sent)
    assert remove(library) == 0
    purge(library, clip)
    assert remove(library) == 4 and not library.files()


def test_a_file_that_gets_a_row_again_meanwhile_stays(
    library: Library, ann: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = library.clip(ann)
    video = library.row("clips", clip)["video"]
    purge(library, clip)
    every = library.blobs.all

    def meanwhile() -> Iterator[object]:
        with library.database.writing() as session:
            session.add(File(sha256=video, size_bytes=1, media_type="video/mp4", created_at=NOW))
            session.flush()
            session.add(Figure(id="c", person_id=ann, name="Bo", words="", sha256=video, created_at=NOW))
        yield from every()

    with monkeypatch.context() as patch:
        patch.setattr(library.blobs, "all", meanwhile)
        assert remove(library) == 2
    assert set(library.files()) == {video}
    assert remove(library) == 0 and video in library.files()


@pytest.mark.parametrize("after", range(4))
def test_killed_at_any_time_it_leaves_no_reference_to_a_file_that_is_gone(
    library: Library, ann: str, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, gone = library.clip(ann), library.clip(ann)
    purge(library, gone)
    removed: list[str] = []
    really = library.blobs.remove

    def dies(sha256: str) -> None:
        if len(removed) == after:
            raise Killed
        really(sha256)
        removed.append(sha256)
        if len(removed) == after:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(library.blobs, "remove", dies)
        with pytest.raises(Killed):
            remove(library)
    with library.database.reading() as session:
        known = set(session.scalars(sa.select(File.sha256)))
        assert session.scalar(sa.select(sa.func.count()).select_from(Released)) == 3
    assert known <= set(library.files()) and library.row("clips", kept)["video"] in library.files()
    assert remove(library) == 3 - len(removed) and len(library.files()) == 3 and sound(library)
