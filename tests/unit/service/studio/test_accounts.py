"""Signing in, keys, people, plans and models over HTTP."""

from collections.abc import Generator
from contextlib import contextmanager

import httpx
from houses import Server

from yozora.service.accounts import people
from yozora.service.accounts.people import Role

SMALL = {"size": "64x64", "seconds": "1", "fps": 8}
PASSWORD = "a long night sky"


@contextmanager
def browser(server: Server, token: str) -> Generator[httpx.Client]:
    """Somebody at a browser, who has just chosen a password."""
    with server.client(None) as client:
        answer = client.post("/api/welcome", json={"token": token, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        yield client


def first_link(server: Server) -> str:
    with server.house.database.writing() as session:
        token = people.first_start(session, now=server.house.clock())
    assert token is not None
    return token


def test_the_first_link_makes_an_administrator_who_invites_others(server: Server) -> None:
    with browser(server, link := first_link(server)) as admin:
        assert admin.get("/api/me").json()["person"]["role"] == "administrator"
        again = admin.post("/api/welcome", json={"token": link, "password": PASSWORD})
        assert again.status_code == 410 and "does not work any more" in again.json()["error"]["message"]
        invited = admin.post("/api/admin/people", json={"name": "Mia", "role": "member", "plan": "plus"}).json()
        with browser(server, invited["token"]) as mia:
            assert mia.get("/api/me").json()["plan"]["priority_clips_a_month"] == 50
            assert mia.get("/api/admin/people").status_code == 403
            assert [one["name"] for one in admin.get("/api/admin/people").json()] == ["admin", "Mia"]


def test_a_browser_is_signed_in_by_a_cookie_that_scripts_and_other_sites_cannot_use(server: Server) -> None:
    with browser(server, first_link(server)) as admin:
        assert admin.post("/api/sign-out").status_code == 204
        assert admin.get("/api/me").status_code == 401
        wrong = admin.post("/api/sign-in", json={"name": "admin", "password": "not this one"})
        assert wrong.status_code == 401 and wrong.json()["error"]["type"] == "authentication_error"
        right = admin.post("/api/sign-in", json={"name": "ADMIN", "password": PASSWORD})
        cookie = right.headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite=strict" in cookie
        foreign = admin.post("/api/folders", json={"name": "x"}, headers={"origin": "https://evil.example"})
        assert foreign.status_code == 403 and foreign.json()["error"]["code"] == "foreign_origin"
        assert admin.post("/api/folders", json={"name": "x"}, headers={"origin": server.url}).status_code == 201


def test_passwords_cannot_be_guessed_for_long(server: Server) -> None:
    first_link(server)
    with server.client(None) as nobody:
        tries = [nobody.post("/api/sign-in", json={"name": "admin", "password": f"guess {n}"}) for n in range(11)]
    assert [answer.status_code for answer in tries] == [401] * 10 + [429]
    assert 0 < int(tries[-1].headers["retry-after"]) <= 900


def test_a_key_is_shown_once_and_does_no_more_than_it_may(server: Server, member: httpx.Client) -> None:
    made = member.post("/api/keys", json={"name": "script", "scopes": ["read"]}).json()
    listed = member.get("/api/keys")
    assert made["secret"] not in listed.text and made["start"] in listed.text
    with server.client(made["secret"]) as program:
        assert program.get("/v1/videos").status_code == 200
        refused = program.post("/v1/videos", json={"prompt": "a fox", **SMALL})
        assert refused.status_code == 403 and refused.json()["error"]["code"] == "missing_scope"
        assert program.post("/api/keys", json={"name": "more"}).status_code == 403
        assert member.delete(f"/api/keys/{made['id']}").json()["revoked_at"] is not None
        assert program.get("/v1/videos").status_code == 401


def test_somebody_who_is_disabled_is_out_at_once(
    server: Server, administrator: httpx.Client, member: httpx.Client
) -> None:
    mia = next(one for one in administrator.get("/api/admin/people").json() if one["name"] == "Mia")
    path = f"/api/admin/people/{mia['id']}"
    assert administrator.patch(path, json={"disabled": True}).json()["disabled_at"] is not None
    assert member.get("/v1/videos").status_code == 401
    administrator.patch(path, json={"disabled": False})
    assert member.get("/v1/videos").status_code == 200


def test_a_viewer_looks_and_changes_nothing(server: Server) -> None:
    with server.client(server.key_of("Vic", Role.VIEWER)) as viewer:
        assert viewer.get("/v1/videos").status_code == 200
        assert viewer.post("/v1/videos", json={"prompt": "a fox", **SMALL}).status_code == 403
        assert viewer.post("/api/folders", json={"name": "x"}).status_code == 403


def test_a_plan_says_how_large_how_long_and_how_many(server: Server, administrator: httpx.Client) -> None:
    plans = administrator.get("/api/admin/plans").json()["plans"]
    plans["plus"] |= {"priority_clips_a_month": 2}
    assert administrator.put("/api/admin/plans", json={"plans": plans}).status_code == 200
    with server.client(server.key_of("Pat", Role.MEMBER, plan="plus")) as pat:
        large = pat.post("/v1/videos", json={"prompt": "a fox", "size": "1920x1080", "seconds": 1})
        assert large.status_code == 403 and "1280x720" in large.json()["error"]["message"]
        long = pat.post("/v1/videos", json={"prompt": "a fox", "size": "64x64", "seconds": 9})
        assert long.status_code == 403 and long.json()["error"]["code"] == "plan_limit"
        assert [pat.post("/v1/videos", json={"prompt": "a fox", **SMALL}).status_code for _ in range(3)] == [
            200,
            200,
            429,
        ]
        assert pat.get("/api/me").json()["waiting_priority_clips"] == 2
        server.work()
        assert pat.get("/api/me").json()["priority_clips"] == 2


def test_an_administrator_says_what_names_of_models_stand_for(administrator: httpx.Client) -> None:
    said = {"models": {"sora-2": {"engine": "storybook", "options": {"steps": 4}}, "house": {"engine": "sketch"}}}
    shown = administrator.put("/api/admin/models", json=said).json()["models"]
    assert shown["sora-2"]["engine"] == "storybook" and "sora-2-pro" in shown and "house" in shown
    assert administrator.post("/v1/videos", json={"prompt": "a fox", "model": "house", **SMALL}).status_code == 200
    unknown = administrator.post("/v1/videos", json={"prompt": "a fox", "model": "gpt-9", **SMALL})
    assert unknown.status_code == 400 and "house" in unknown.json()["error"]["message"]


def test_the_queue_is_paused_and_goes_on(server: Server, administrator: httpx.Client) -> None:
    administrator.put("/api/admin/queue", json={"paused": True})
    clip = administrator.post("/v1/videos", json={"prompt": "a fox", **SMALL}).json()["id"]
    server.work()
    assert administrator.get(f"/v1/videos/{clip}").json()["status"] == "queued"
    assert administrator.get("/api/activity").json()["paused"]
    administrator.put("/api/admin/queue", json={"paused": False})
    server.work()
    assert administrator.get(f"/v1/videos/{clip}").json()["status"] == "completed"
