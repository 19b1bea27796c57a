"""The same request makes the same clips, however often it comes and however many come at once."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from chaos.databases import KINDS, new_url
from PIL import Image
from signing import guard, signer
from sqlalchemy import func, select

from yozora.engines.fake import FakeEngine
from yozora.generate.drafts import Draft
from yozora.jobs.queue import Queue
from yozora.library.blobs import FolderBlobs
from yozora.library.database import Database
from yozora.library.tables import Clip, Job, Person
from yozora.service.accounts.keys import KeyRing, Scope
from yozora.service.callers import Caller
from yozora.service.forms import SentFile
from yozora.service.house import House
from yozora.service.refusals import Refusal
from yozora.service.videos import drafting
from yozora.service.videos.ordering import Parts, ordered
from yozora.service.videos.requests import CreateVideo

CALLER = Caller(person_id="person_1", name="Nana", role="member", plan="open", scopes=frozenset(Scope))
TOGETHER = 6


@pytest.fixture(params=KINDS)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    database = Database(new_url(request.param, tmp_path))
    with database.writing() as session:
        session.add(Person(id="person_1", name="Nana", role="member", plan="open", created_at=0.0))
    yield House(
        database=database,
        blobs=FolderBlobs(tmp_path / "files"),
        queue=Queue(database),
        engines=lambda name, options: FakeEngine(),
        signer=signer(),
        folder=tmp_path / "scratch",
        keys=KeyRing(database),
        guard=guard(tmp_path),
    )
    database.close()


def drawn(wish: CreateVideo, parts: Parts) -> Draft:
    return drafting.created(wish, parts.given, style=parts.style)


def ask(house: House, *, key: str | None, picture: Path | None = None, prompt: str = "a fox") -> list[Clip]:
    sent = None if picture is None else SentFile(path=picture, filename="a.png", size_bytes=picture.stat().st_size)
    wish = CreateVideo(prompt=prompt, size="64x64", seconds=1, input_reference=sent)
    return ordered(house, CALLER, wish, {"prompt": prompt}, drawn, key=key)


def picture(folder: Path, number: int, colour: str = "#c63") -> Path:
    """Equal pictures for equal colours; a file each, since a request takes its file away."""
    path = folder / f"{number}.png"
    Image.new("RGB", (64, 64), colour).save(path)
    return path


def at_once(house: House, folder: Path, *, key: str | None) -> set[str]:
    """The clips that many requests get which come at the same moment."""
    start, ids = threading.Barrier(TOGETHER), []

    def one(path: Path) -> None:
        start.wait()
        ids.append(ask(house, key=key, picture=path)[0].id)

    threads = [threading.Thread(target=one, args=(picture(folder, number),)) for number in range(TOGETHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == TOGETHER
    return set(ids)


def test_requests_of_one_key_that_come_at_once_make_one_clip(house: House, tmp_path: Path) -> None:
    assert len(at_once(house, tmp_path, key="one")) == 1
    with house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == 1


def test_requests_that_bring_the_same_new_file_at_once_all_get_their_clip(house: House, tmp_path: Path) -> None:
    assert len(at_once(house, tmp_path, key=None)) == TOGETHER


def test_another_file_is_another_request_though_it_has_the_same_name_and_size(house: House, tmp_path: Path) -> None:
    ask(house, key="one", picture=picture(tmp_path, 1))
    ask(house, key="one", picture=picture(tmp_path, 2))
    with pytest.raises(Refusal, match="used for another request"):
        ask(house, key="one", picture=picture(tmp_path, 3, "#36c"))
