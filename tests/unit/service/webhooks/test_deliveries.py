"""Messages of what happened: each is written once and sent until somebody has taken it, whoever does it."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from chaos.databases import KINDS, new_url
from sqlalchemy import select

from yozora.library import events
from yozora.library.database import Database
from yozora.library.tables import Delivery, Event, Hook, Person, Setting
from yozora.service.webhooks import deliveries
from yozora.service.webhooks.courier import Courier
from yozora.service.webhooks.deliveries import PAUSES_S, Parcel
from yozora.service.webhooks.sending import FailedSending, Sender
from yozora.service.webhooks.signing import new_secret

NOW = 1_000_000.0


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    database = Database(new_url(request.param, tmp_path))
    with database.writing() as session:
        session.add(Person(id="person_1", name="Nana", role="member", plan="open", created_at=NOW))
    yield database
    database.close()


def add_hook(database: Database, hook_id: str = "hook_1", *, wants: str = "video.completed video.failed") -> Hook:
    hook = Hook(
        id=hook_id,
        person_id="person_1",
        url=f"https://{hook_id}.example/",
        secret=new_secret(),
        events=wants.split(),
        created_at=NOW,
    )
    with database.writing() as session:
        session.add(hook)
    return hook


def tell(database: Database, clip_id: str, *, kind: str = "clip.completed", at: float = NOW) -> None:
    with database.writing() as session:
        events.tell(session, "person_1", kind, clip_id, {}, now=at)


def told(parcels: list[Parcel]) -> list[str]:
    """The clips that messages are about."""
    return [json.loads(parcel.body)["data"]["id"] for parcel in parcels]


def sent_all(database: Database, *, now: float) -> list[str]:
    """Everything that is to be sent now, taken by whoever gets it."""
    found: list[Parcel] = []
    while parcels := deliveries.claim(database, now=now):
        found += parcels
        for parcel in parcels:
            deliveries.note(database, parcel, 204, "204", now=now)
    return told(found)


class TakesAll(Sender):
    """Sends nothing, and remembers what it was to send."""

    def __init__(self, status: int = 204) -> None:
        self.__dict__.update(status=status, sent=[])

    def send(self, url: str, body: bytes, headers: dict[str, str], *, timeout_s: float = 10) -> int:
        self.sent.append((url, body, headers))
        if not self.status:
            raise FailedSending("nobody is there")
        return self.status


def test_what_happened_becomes_one_message_for_each_address(database: Database) -> None:
    add_hook(database, "hook_1")
    add_hook(database, "hook_2")
    tell(database, "video_1")
    assert [deliveries.write(database, now=NOW + later) for later in (0, 1, 100, 200)] == [2, 0, 0, 0]
    assert sent_all(database, now=NOW) == ["video_1", "video_1"]
    assert sent_all(database, now=NOW + 1000) == []


def test_a_message_says_what_the_api_has_it_say(database: Database) -> None:
    add_hook(database)
    tell(database, "video_1", kind="clip.failed")
    deliveries.write(database, now=NOW)
    (parcel,) = deliveries.claim(database, now=NOW)
    body = json.loads(parcel.body)
    assert body.pop("id").startswith("evt_")
    assert body == {
        "object": "event",
        "created_at": int(NOW),
        "type": "video.failed",
        "data": {"id": "video_1"},
    }


def test_an_address_hears_of_what_it_wants_and_of_nothing_before_it_was_there(database: Database) -> None:
    add_hook(database, wants="video.completed")
    tell(database, "video_1", at=NOW - 1)
    tell(database, "video_2", kind="clip.failed")
    tell(database, "video_3", kind="clip.progress")
    tell(database, "video_4")
    deliveries.write(database, now=NOW)
    assert sent_all(database, now=NOW) == ["video_4"]


def test_an_event_that_appears_after_one_with_a_greater_number_is_not_missed(database: Database) -> None:
    add_hook(database)
    with database.writing() as session:
        session.add(_event(7, "video_7"))
    assert deliveries.write(database, now=NOW) == 1
    with database.writing() as session:
        session.add(_event(6, "video_6"))
    assert deliveries.write(database, now=NOW + 5) == 1
    assert sent_all(database, now=NOW + 5) == ["video_7", "video_6"]


def test_what_was_looked_at_for_long_enough_is_not_looked_at_again(database: Database) -> None:
    add_hook(database)
    for number in range(3):
        tell(database, f"video_{number}")
    deliveries.write(database, now=NOW)
    deliveries.write(database, now=NOW + deliveries.SETTLED_S + 1)
    with database.reading() as session:
        newest = events.newest(session)
        assert session.get_one(Setting, deliveries.SETTING).value == {"after": newest}


def test_more_messages_than_are_written_at_once_are_all_written(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "MOST_WRITTEN", 2)
    add_hook(database)
    for number in range(5):
        tell(database, f"video_{number}")
    later = NOW + deliveries.SETTLED_S + 1
    assert [deliveries.write(database, now=later) for _ in range(4)] == [2, 2, 1, 0]
    assert sorted(sent_all(database, now=later)) == [f"video_{number}" for number in range(5)]


def test_a_message_that_nobody_takes_is_sent_again_after_growing_pauses_and_then_given_up(database: Database) -> None:
    add_hook(database)
    tell(database, "video_1")
    deliveries.write(database, now=NOW)
    now, ids = NOW, set()
    for pause_s in (*PAUSES_S, None):
        (parcel,) = deliveries.claim(database, now=now)
        ids.add(parcel.id)
        deliveries.note(database, parcel, 500, "500", now=now)
        if pause_s is not None:
            assert deliveries.claim(database, now=now + pause_s - 0.1) == []
            now += pause_s
    assert deliveries.claim(database, now=now + 1e9) == []
    assert len(ids) == 1
    with database.reading() as session:
        assert session.scalars(select(Delivery.status)).all() == ["given up"]
        assert deliveries.last_answer(session, "hook_1") == "500"


def test_an_address_that_is_gone_gets_nothing_more(database: Database) -> None:
    add_hook(database)
    for number in range(3):
        tell(database, f"video_{number}")
    deliveries.write(database, now=NOW)
    (parcel,) = deliveries.claim(database, now=NOW)
    deliveries.note(database, parcel, 410, "410", now=NOW)
    tell(database, "video_4")
    assert deliveries.write(database, now=NOW) == 0
    assert deliveries.claim(database, now=NOW + 1e9) == []
    with database.reading() as session:
        assert session.get_one(Hook, "hook_1").disabled_at == NOW
        assert set(session.scalars(select(Delivery.status))) == {"gone"}


def test_a_dead_address_holds_up_nobody_else(database: Database) -> None:
    add_hook(database, "hook_1")
    for number in range(20):
        tell(database, f"video_{number}")
    deliveries.write(database, now=NOW)
    add_hook(database, "hook_2")
    tell(database, "video_20")
    deliveries.write(database, now=NOW)
    parcels = deliveries.claim(database, now=NOW)
    assert sorted(parcel.hook_id for parcel in parcels) == ["hook_1", "hook_2"]


def test_what_one_server_sends_no_other_one_sends(database: Database) -> None:
    for number in range(4):
        add_hook(database, f"hook_{number}")
    for number in range(5):
        tell(database, f"video_{number}")
    found: list[str] = []

    def serve() -> None:
        for _ in range(10):
            deliveries.write(database, now=NOW)
            for parcel in deliveries.claim(database, now=NOW, most=2):
                found.append(parcel.id)
                deliveries.note(database, parcel, 200, "200", now=NOW)

    threads = [threading.Thread(target=serve) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(set(found)) == 20


def test_what_a_server_claimed_that_died_is_sent_by_another_one(database: Database) -> None:
    add_hook(database)
    tell(database, "video_1")
    deliveries.write(database, now=NOW)
    (lost,) = deliveries.claim(database, now=NOW)
    assert deliveries.claim(database, now=NOW + deliveries.CLAIMED_S - 1) == []
    (found,) = deliveries.claim(database, now=NOW + deliveries.CLAIMED_S)
    assert (found.id, found.attempts) == (lost.id, 2)
    deliveries.note(database, lost, 500, "too late to count", now=NOW + deliveries.CLAIMED_S)
    deliveries.note(database, found, 200, "200", now=NOW + deliveries.CLAIMED_S)
    assert deliveries.claim(database, now=NOW + 1e9) == []


def test_a_courier_sends_signed_messages_once_also_after_a_restart(database: Database) -> None:
    hook = add_hook(database)
    tell(database, "video_1")
    sender = TakesAll()
    assert Courier(database, sender, clock=lambda: NOW).work() == 1
    assert Courier(database, sender, clock=lambda: NOW + 100).work() == 0
    ((url, body, headers),) = sender.sent
    assert (url, json.loads(body)["data"]) == (hook.url, {"id": "video_1"})
    text = f"{headers['webhook-id']}.{int(NOW)}.{body.decode()}".encode()
    digest = hmac.new(base64.b64decode(hook.secret.removeprefix("whsec_")), text, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"
    assert headers["webhook-timestamp"] == str(int(NOW))


def test_a_courier_tries_again_what_nobody_took(database: Database) -> None:
    add_hook(database)
    tell(database, "video_1")
    assert Courier(database, TakesAll(0), clock=lambda: NOW).work() == 1
    with database.reading() as session:
        assert deliveries.last_answer(session, "hook_1") == "nobody is there"
    assert Courier(database, TakesAll(), clock=lambda: NOW + 4).work() == 0
    assert Courier(database, TakesAll(), clock=lambda: NOW + 5).work() == 1


def test_a_courier_lets_go_of_old_events_but_of_none_that_nobody_has_heard_of(database: Database) -> None:
    add_hook(database)
    for number in range(2):
        tell(database, f"video_{number}")
    later = NOW + events.KEPT_S + 1
    tell(database, "video_new", at=later)
    sender = TakesAll()
    courier = Courier(database, sender, clock=lambda: later)
    while courier.work():
        pass
    assert sorted(json.loads(body)["data"]["id"] for _, body, _ in sender.sent) == ["video_0", "video_1", "video_new"]
    with database.reading() as session:
        assert [event.subject for event in session.scalars(select(Event))] == ["video_new"]


def test_a_courier_ends_when_it_is_told_to(database: Database) -> None:
    add_hook(database)
    tell(database, "video_1")
    sender = TakesAll()
    courier = Courier(database, sender, clock=lambda: NOW)
    courier.start()
    for _ in range(500):
        if sender.sent:
            break
        threading.Event().wait(0.01)
    courier.stop()
    assert len(sender.sent) == 1
    assert not [thread for thread in threading.enumerate() if thread.name == "webhooks"]


def _event(number: int, clip_id: str) -> Event:
    return Event(id=number, person_id="person_1", kind="clip.completed", subject=clip_id, data={}, created_at=NOW)
