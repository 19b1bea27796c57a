"""What plans allow, over HTTP: every limit is an error that says what to do, and nobody gets more than it."""

import io
import re
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

import httpx
import numpy as np
import pytest
from houses import Server, house_in, serving
from PIL import Image

from yozora import media
from yozora.jobs.queue import Queue
from yozora.library.ledger import next_month
from yozora.library.tables import Charge, Clip
from yozora.service.accounts.people import Role
from yozora.service.accounts.plans import DEFAULTS

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "accounts.md"
SMALL = {"prompt": "a fox", "size": "64x64", "seconds": "1", "fps": 8}


@dataclass
class Clock:
    """The time, which can be moved on."""

    later_s: float = 0.0

    def __call__(self) -> float:
        return time.time() + self.later_s


CLOCK = Clock()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    house = house_in(tmp_path_factory.mktemp("house"))
    house = replace(house, clock=CLOCK, queue=Queue(house.database, clock=CLOCK))
    with serving(house) as server:
        yield server


@pytest.fixture(scope="module")
def ada(server: Server) -> Iterator[httpx.Client]:
    """An administrator."""
    with server.client(server.key_of("Ada", Role.ADMINISTRATOR)) as client:
        yield client


@pytest.fixture(autouse=True)
def usual(server: Server, ada: httpx.Client) -> Iterator[None]:
    """Nothing is left waiting, and plans and time are as they were."""
    before = ada.get("/api/admin/plans").json()
    yield
    CLOCK.later_s = 0.0
    server.work()
    assert ada.put("/api/admin/plans", json=before).status_code == 200


@contextmanager
def somebody(server: Server, plan: str = "plus") -> Generator[httpx.Client]:
    with server.client(server.key_of(f"Pat {token_hex(4)}", Role.MEMBER, plan=plan)) as client:
        yield client


def set_plan(ada: httpx.Client, plan: str, **limits: Any) -> None:
    plans = ada.get("/api/admin/plans").json()["plans"]
    plans[plan] |= limits
    assert ada.put("/api/admin/plans", json={"plans": plans}).status_code == 200


def used(server: Server, client: httpx.Client, clips: int) -> None:
    """As if somebody had made so many priority clips this month."""
    me = client.get("/api/me").json()
    with server.house.database.writing() as session:
        for _ in range(clips):
            charge = {"month": me["month"], "lane": 0, "seconds": 1.0, "created_at": CLOCK()}
            session.add(Charge(job_id=token_hex(8), person_id=me["person"]["id"], **charge))


def clip_of(client: httpx.Client, **said: Any) -> str:
    answer = client.post("/v1/videos", json={**SMALL, **said})
    assert answer.status_code == 200, answer.text
    return answer.json()["id"]


def picture(side_px: int = 64) -> bytes:
    file = io.BytesIO()
    noise = np.random.default_rng(side_px).integers(0, 255, (side_px, side_px, 3), np.uint8)
    Image.fromarray(noise).save(file, "PNG")
    return file.getvalue()


def check_limit(answer: httpx.Response, *, param: str | None, says: str) -> None:
    error = answer.json()["error"]
    assert (answer.status_code, error["type"], error["code"]) == (403, "permission_error", "plan_limit"), answer.text
    assert error["param"] == param and says in error["message"], error


def check_used_up(answer: httpx.Response, *, says: str) -> None:
    error = answer.json()["error"]
    wanted = (429, "rate_limit_error", "insufficient_quota")
    assert (answer.status_code, error["type"], error["code"]) == wanted, answer.text
    assert says in error["message"] and "an administrator can change your plan" in error["message"]
    assert answer.headers["x-should-retry"] == "false"


BOARD = [{"at": 0, "text": "a fox"}, {"at": 4, "text": "a wolf"}]


@pytest.mark.parametrize(
    ("path", "body", "param", "says"),
    [
        ("/v1/videos", {"size": "1080x1920"}, "size", "Try 720x1280."),
        ("/v1/videos", {"num_frames": 241}, "seconds", "Try 5 or less."),
        ("/v1/videos", {"storyboard": BOARD, "seconds": 8}, "seconds", "Try 5 or less."),
        ("/v1/videos", {"n": 3}, "n", "Ask for 2 at a time."),
        ("/v1/videos/extensions", {"seconds": 4.5}, "seconds", "Try 5 or less."),
        ("/v1/videos/changes", {"operation": "upscale", "size": "1024x1024"}, "size", "Try 720x720."),
        ("/v1/images/generations", {"n": 3}, "n", "Ask for 2 at a time."),
        ("/v1/images/generations", {"size": "1024x1024"}, "size", "Try 720x720."),
    ],
)
def test_a_limit_is_told_at_every_door_before_anything_is_stored(
    server: Server, path: str, body: dict[str, Any], param: str, says: str
) -> None:
    with somebody(server) as pat:
        source = clip_of(pat)
        server.work()
        source_or_length = {"video": {"id": source}} if "videos/" in path else {"seconds": 1}
        if "images" in path:
            source_or_length = {}
        answer = pat.post(path, json={"prompt": "a fox", "size": "64x64", **source_or_length, **body})
        check_limit(answer, param=param, says=says)
        assert [one["id"] for one in pat.get("/v1/videos").json()["data"]] == [source]


def test_plus_makes_fifty_clips_a_month_and_no_more(server: Server) -> None:
    with somebody(server) as pat:
        used(server, pat, 49)
        clip_of(pat)
        check_used_up(pat.post("/v1/videos", json=SMALL), says="All 50 clips a month of the plan 'plus' are used")
        server.work()
        renews = datetime.fromtimestamp(next_month(time.time()), UTC)
        check_used_up(pat.post("/v1/videos", json=SMALL), says=f"There are new ones on {renews:%Y-%m-%d}")
        me = pat.get("/api/me").json()
        assert (me["priority_clips"], me["waiting_priority_clips"]) == (50, 0)


def test_when_the_month_turns_there_are_new_clips(server: Server) -> None:
    with somebody(server) as pat:
        used(server, pat, 50)
        CLOCK.later_s = next_month(time.time()) - time.time() - 5
        check_used_up(pat.post("/v1/videos", json=SMALL), says="are used")
        CLOCK.later_s += 10
        clip_of(pat)
        server.work()
        me = pat.get("/api/me").json()
        assert (me["month"], me["priority_clips"]) == (f"{datetime.fromtimestamp(CLOCK(), UTC):%Y-%m}", 1)


def test_a_clip_counts_in_the_month_in_which_it_is_finished(server: Server) -> None:
    with somebody(server) as pat:
        CLOCK.later_s = next_month(time.time()) - time.time() - 5
        clip_of(pat)
        assert pat.get("/api/me").json()["waiting_priority_clips"] == 1
        CLOCK.later_s += 10
        server.work()
        me = pat.get("/api/me").json()
        assert (me["priority_clips"], me["waiting_priority_clips"]) == (1, 0)


def test_the_last_clip_of_a_month_is_had_once_however_many_ask_for_it(server: Server) -> None:
    with somebody(server) as pat, ThreadPoolExecutor(8) as threads:
        used(server, pat, 49)
        answers = list(threads.map(lambda _: pat.post("/v1/videos", json=SMALL).status_code, range(8)))
    assert sorted(answers) == [200] + [429] * 7


def test_takes_that_are_more_than_is_left_are_refused_together(server: Server) -> None:
    with somebody(server) as pat:
        used(server, pat, 49)
        check_used_up(pat.post("/v1/videos", json={**SMALL, "n": 2}), says="clips a month of the plan 'plus'")
        assert pat.get("/v1/videos").json()["data"] == []
        clip_of(pat)


def test_a_clip_is_charged_once_and_only_when_it_is_there(server: Server) -> None:
    with somebody(server) as pat:
        clip = clip_of(pat)
        with server.house.database.writing() as session:
            recipe, session.get_one(Clip, clip).recipe = session.get_one(Clip, clip).recipe, "{}"
        server.work()
        assert pat.get(f"/v1/videos/{clip}").json()["status"] == "failed"
        assert pat.get("/api/me").json()["priority_clips"] == 0
        with server.house.database.writing() as session:
            session.get_one(Clip, clip).recipe = recipe
        assert pat.post(f"/api/activity/{clip}/retry").status_code == 200
        server.work()
        assert pat.get("/api/me").json()["priority_clips"] == 1
        assert pat.post(f"/api/activity/{clip}/retry").status_code == 409
        pat.delete(f"/v1/videos/{clip}")
        pat.post("/api/clips/purge", json={"ids": [clip]})
        assert pat.get("/api/me").json()["priority_clips"] == 1, "what was made was made"


def test_what_is_tried_again_counts_as_if_it_was_asked_for_anew(server: Server, ada: httpx.Client) -> None:
    with somebody(server) as pat:
        used(server, pat, 49)
        first = clip_of(pat)
        pat.post(f"/api/activity/{first}/cancel")
        second = clip_of(pat)
        check_used_up(pat.post(f"/api/activity/{first}/retry"), says="All 50 clips")
        assert pat.get(f"/v1/videos/{first}").json()["status"] == "failed"
        pat.post(f"/api/activity/{second}/cancel")
        assert pat.post(f"/api/activity/{first}/retry").json()["state"] == "queued"
        pat.post(f"/api/activity/{first}/cancel")
        set_plan(ada, "plus", most_seconds=0.5)
        check_limit(pat.post(f"/api/activity/{first}/retry"), param="seconds", says="Try 0.5 or less.")


def test_pro_goes_on_in_the_relaxed_lane(server: Server) -> None:
    with somebody(server, "pro") as pro:
        used(server, pro, 499)
        kept = clip_of(pro)
        first = clip_of(pro, n=2)
        clip_of(pro, priority="relaxed")
        lanes = {job["clip"]["id"]: job["lane"] for job in pro.get("/api/activity").json()["jobs"]}
        assert lanes.pop(kept) == "priority" and set(lanes.values()) == {"relaxed"} and len(lanes) == 3
        pro.post(f"/api/activity/{kept}/cancel")
        assert pro.post(f"/api/activity/{first}/cancel").status_code == 200
        assert pro.post(f"/api/activity/{kept}/retry").json()["lane"] == "priority"
        assert pro.post(f"/api/activity/{first}/retry").json()["lane"] == "relaxed"
        server.work()
        me = pro.get("/api/me").json()
        assert (me["priority_clips"], me["relaxed_clips"]) == (500, 3)


def test_who_tries_again_when_the_month_is_used_up_goes_on_relaxed(server: Server) -> None:
    with somebody(server, "pro") as pro:
        used(server, pro, 499)
        clip = clip_of(pro)
        pro.post(f"/api/activity/{clip}/cancel")
        clip_of(pro)
        assert pro.post(f"/api/activity/{clip}/retry").json()["lane"] == "relaxed"


def test_no_more_clips_are_made_at_once_than_the_plan_has(server: Server) -> None:
    with somebody(server) as pat:
        clips = [clip_of(pat) for _ in range(3)]
        claims = [server.house.queue.claim(f"w{number}") for number in range(3)]
        assert [claim is not None for claim in claims] == [True, True, False]
        states = [pat.get(f"/v1/videos/{one}").json()["status"] for one in clips]
        assert states == ["in_progress", "in_progress", "queued"]
        assert claims[0] is not None and server.house.queue.give_back(claims[0])
        assert claims[1] is not None and server.house.queue.give_back(claims[1])
        server.work()
        assert {pat.get(f"/v1/videos/{one}").json()["status"] for one in clips} == {"completed"}


def test_files_that_the_plan_does_not_keep_are_refused(server: Server, ada: httpx.Client) -> None:
    kept, more = picture(32), picture(64)
    set_plan(ada, "plus", storage_bytes=len(kept) + 100)
    with somebody(server) as pat:
        first = pat.post("/api/uploads", files={"file": ("a.png", kept)}).json()["id"]
        says = f"{len(kept)} bytes are kept and {len(more)} would be added; the plan 'plus' keeps {len(kept) + 100}."
        sent = {"files": {"file": ("b.png", more)}}
        check_limit(pat.post("/api/uploads", **sent), param=None, says=says)
        check_limit(pat.post("/v1/files", data={"purpose": "vision"}, **sent), param=None, says="for good first")
        given = {"data": SMALL, "files": {"input_reference": ("b.png", more)}}
        check_limit(pat.post("/v1/videos", **given), param=None, says="Delete clips or uploads for good first.")
        pat.post(f"/api/uploads/{first}/trash")
        check_limit(pat.post("/api/uploads", files={"file": ("c.png", kept[:-1] + b"x")}), param=None, says="for good")
        assert pat.delete(f"/api/uploads/{first}").status_code == 204
        assert pat.get("/api/me").json()["storage_bytes"] == 0
        assert pat.post("/api/uploads", files={"file": ("a.png", kept)}).status_code == 201


def test_clips_that_were_made_count_as_kept(server: Server, ada: httpx.Client) -> None:
    set_plan(ada, "plus", storage_bytes=100)
    with somebody(server) as pat:
        clip = clip_of(pat)
        server.work()
        assert pat.get("/api/me").json()["storage_bytes"] > 100
        check_limit(pat.post("/v1/videos", json=SMALL), param=None, says="Delete clips or uploads for good first.")
        pat.delete(f"/v1/videos/{clip}")
        check_limit(pat.post("/v1/videos", json=SMALL), param=None, says="the plan 'plus' keeps 100")
        assert pat.post("/api/clips/purge", json={"ids": [clip]}).status_code == 200
        clip_of(pat)


def test_an_administrator_moves_somebody_to_another_plan_and_it_counts_at_once(
    server: Server, ada: httpx.Client
) -> None:
    with somebody(server) as pat:
        me = pat.get("/api/me").json()["person"]
        long = {**SMALL, "seconds": 12}
        check_limit(pat.post("/v1/videos", json=long), param="seconds", says="Try 5 or less.")
        assert ada.patch(f"/api/admin/people/{me['id']}", json={"plan": "pro"}).json()["plan"] == "pro"
        assert pat.post("/v1/videos", json=long).status_code == 200
        assert pat.get("/api/me").json()["plan"]["most_seconds"] == 20
        unknown = ada.patch(f"/api/admin/people/{me['id']}", json={"plan": "gold"})
        error = unknown.json()["error"]
        assert (unknown.status_code, error["code"], error["param"]) == (400, "invalid_value", "plan")
        assert "expected one of plus, pro, open" in error["message"]
        own = pat.patch(f"/api/admin/people/{me['id']}", json={"plan": "open"})
        assert own.status_code == 403


def test_an_administrator_changes_what_a_plan_allows(server: Server, ada: httpx.Client) -> None:
    with somebody(server) as pat:
        set_plan(ada, "plus", most_seconds=12, most_height_px=1080, variations_at_once=None, priority_clips_a_month=2)
        clip_of(pat, seconds=12, size="1920x1080", fps=1)
        check_used_up(pat.post("/v1/videos", json={**SMALL, "n": 3}), says="the plan 'plus'")
        assert pat.put("/api/admin/plans", json={"plans": {}}).status_code == 403
    plans = ada.get("/api/admin/plans").json()["plans"]
    without = {name: plan for name, plan in plans.items() if name != "plus"}
    for changed, says in (
        ({**plans, "plus": {**plans["plus"], "most_seconds": 0}}, "most_seconds of the plan 'plus' is 0"),
        ({**plans, "plus": {"relaxed": True}}, "The plan 'plus' has no priority_clips_a_month. Add it"),
        (without, "plans has no 'plus', which is the plan of new people"),
    ):
        wrong = ada.put("/api/admin/plans", json={"plans": changed})
        assert wrong.status_code == 400 and says in wrong.json()["error"]["message"], wrong.text
    assert ada.get("/api/admin/plans").json()["plans"] == plans


def test_the_page_about_plans_has_their_numbers() -> None:
    rows = re.findall(r"^\| `(\w+)`[^|]*\| (\S*) *\| (\S*) *\| (\S*) *\|", PAGE.read_text("utf-8"), re.MULTILINE)
    told = {name: values for name, *values in rows if name in DEFAULTS["plus"].__dataclass_fields__}
    assert len(told) == 7

    def shown(value: float | None) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "" if value is None else f"{value:g}"

    for name, values in told.items():
        assert values == [shown(getattr(DEFAULTS[plan], name)) for plan in ("plus", "pro", "open")], name


def test_clips_of_a_plan_with_a_visible_mark_say_so_in_their_corner(server: Server, tmp_path: Path) -> None:
    shown = list[np.ndarray]()
    for plan in ("plus", "pro"):
        with somebody(server, plan) as person:
            clip = clip_of(person, seed=7)
            server.work()
            (tmp_path / "clip.mp4").write_bytes(person.get(f"/v1/videos/{clip}/content").content)
        shown.append(next(media.read_frames(tmp_path / "clip.mp4")).astype(float))
    moved = np.abs(shown[0] - shown[1]).mean(2)
    high, wide = moved.shape
    assert moved[high // 2 :, wide // 3 :].max() > 40
    assert moved[: high // 2].max() < 25 and moved[:, : wide // 4].max() < 25
