"""Who gets in, and who does not: by a service elsewhere, by a link, a password, a key or a shared address."""

import base64
import json
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from houses import QUICK, Server, house_in, serving
from joserfc.jwk import ECKey, OctKey, RSAKey
from providers import CLIENT, SECRET, Home, House, providing
from sqlalchemy import func, select
from starlette.responses import JSONResponse, Response

from yozora.library.tables import Login, Person
from yozora.service.accounts import people
from yozora.service.accounts.issuers import Issuer
from yozora.service.accounts.oidc import OpenIdConnect
from yozora.service.accounts.people import Role
from yozora.service.studio.elsewhere import BACK, PENDING

PASSWORD, OTHER = "a long night sky", "a longer night sky"
SMALL = {"prompt": "a fox", "size": "64x64", "seconds": "1", "fps": 8}
DAY_S = 24 * 3600.0
STRANGER = RSAKey.generate_key(2048, {"kid": "one"})


@dataclass
class Clock:
    """The time, which can be moved on."""

    later_s: float = 0.0

    def __call__(self) -> float:
        return time.time() + self.later_s


CLOCK = Clock()


@pytest.fixture(scope="module")
def issuers() -> Iterator[House]:
    with providing() as house:
        yield house


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, issuers: House) -> Generator[Server]:
    house = house_in(tmp_path_factory.mktemp("house"))
    issuer = Issuer(url=issuers.url, client_id=CLIENT, client_secret=SECRET, domains=("example.org",))
    with httpx.Client(trust_env=False) as client:
        house = replace(house, clock=CLOCK, sign_in_service=OpenIdConnect(issuer, client))
        with serving(house) as server:
            yield server


@pytest.fixture
def home(issuers: House, server: Server, request: pytest.FixtureRequest) -> Iterator[Home]:
    """The issuer, where somebody is signed in whom nobody has seen before."""
    issuers.home = Home(url=issuers.url, clock=CLOCK)
    issuers.home.claims |= {"sub": request.node.name[:200].replace("\n", ""), "name": "Ann"}
    service = server.house.sign_in_service
    assert service is not None
    usual = service.issuer
    yield issuers.home
    service.issuer, CLOCK.later_s = usual, 0.0


@pytest.fixture
def browser(server: Server) -> Iterator[httpx.Client]:
    with browsing(server) as browser:
        yield browser


@contextmanager
def browsing(server: Server) -> Generator[httpx.Client]:
    """A browser of its own."""
    with httpx.Client(base_url=server.url, trust_env=False, timeout=30) as browser:
        yield browser


def agreed(browser: httpx.Client) -> str:
    """Go to the issuer and agree there: the address that leads back."""
    away = browser.get("/api/oidc/start")
    assert away.status_code == 302, away.text
    return str(browser.get(away.headers["location"]).headers["location"])


def sign_in(browser: httpx.Client) -> httpx.Response:
    return browser.get(agreed(browser))


def count(server: Server) -> tuple[int, int]:
    """How many people there are, and how many browsers are signed in."""
    with server.house.database.reading() as session:
        people_, logins = (session.scalar(select(func.count()).select_from(table)) for table in (Person, Login))
    return people_ or 0, logins or 0


def check_refused(answer: httpx.Response, *, says: str, status: int = 401, code: str = "sign_in_refused") -> None:
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert says in error["message"], error["message"]
    assert "yozora=" not in answer.headers.get("set-cookie", "")


def person_of(server: Server, name: str, **how: Any) -> str:
    """Somebody with a password."""
    with server.house.database.writing() as session:
        person = people.add_person(session, name, role=Role.MEMBER, plan="open", now=0.0)
        person.password = QUICK.hash_password(PASSWORD)
        return person.id


def with_password(browser: httpx.Client, name: str, password: str = PASSWORD) -> httpx.Response:
    return browser.post("/api/sign-in", json={"name": name, "password": password})


def test_somebody_comes_in_by_a_service_elsewhere_and_is_the_same_person_each_time(
    server: Server, home: Home, browser: httpx.Client
) -> None:
    back = sign_in(browser)
    assert (back.status_code, back.headers["location"]) == (302, "/")
    me = browser.get("/api/me").json()
    assert (me["person"]["role"], me["person"]["plan"]) == ("member", "plus") and "admin" not in me["scopes"]
    home.claims |= {"name": "Ann Lee-Smith", "email": "smith@example.org"}
    with browsing(server) as another:
        assert sign_in(another).status_code == 302
        assert another.get("/api/me").json()["person"] == me["person"]


def test_the_cookies_are_for_this_server_and_not_for_scripts(home: Home, browser: httpx.Client) -> None:
    started = browser.get("/api/oidc/start")
    kept = started.headers["set-cookie"].lower()
    assert f"path={BACK}" in kept and "httponly" in kept and "samesite=lax" in kept and "max-age=600" in kept
    back = browser.get(browser.get(started.headers["location"]).headers["location"])
    session, gone = (one.lower() for one in back.headers.get_list("set-cookie"))
    assert session.startswith("yozora=") and "path=/;" in session and "domain" not in session
    assert "httponly" in session and "samesite=strict" in session and "max-age=2592000" in session
    assert gone.startswith(PENDING) and "max-age=0" in gone


def test_over_https_the_cookies_never_leave_it(home: Home, server: Server) -> None:
    encrypted = {"x-forwarded-proto": "https"}
    with browsing(server) as browser:
        started = browser.get("/api/oidc/start", headers=encrypted)
    kept = started.headers["set-cookie"]
    assert "secure" in kept.lower()
    query = parse_qs(urlsplit(started.headers["location"]).query)
    assert query["redirect_uri"] == [server.url.replace("http:", "https:") + BACK]
    with browsing(server) as browser:
        back = urlsplit(str(browser.get(started.headers["location"]).headers["location"]))
        cookie = {**encrypted, "cookie": kept.partition(";")[0]}
        session = browser.get(f"{back.path}?{back.query}", headers=cookie).headers.get_list("set-cookie")[0]
    assert session.startswith("__Host-yozora=") and "secure" in session.lower()


def test_people_come_back_to_the_public_address_and_nowhere_else(home: Home, tmp_path: Path) -> None:
    issuer = Issuer(url=home.url, client_id=CLIENT, client_secret=SECRET, domains=("*",))
    with httpx.Client(trust_env=False) as client:
        house = replace(
            house_in(tmp_path), public_url="https://films.example.org/", sign_in_service=OpenIdConnect(issuer, client)
        )
        with serving(house) as server, browsing(server) as browser:
            host = {"host": "evil.example"}
            away = browser.get("/api/oidc/start", params={"next": "https://evil.example"}, headers=host)
            query = parse_qs(urlsplit(away.headers["location"]).query)
            assert query["redirect_uri"] == [f"https://films.example.org{BACK}"]
            back = urlsplit(str(browser.get(away.headers["location"]).headers["location"]))
            answer = browser.get(f"{back.path}?{back.query}&next=https://evil.example&return_to=//evil.example")
            assert (answer.status_code, answer.headers["location"]) == (302, "/")


@pytest.mark.parametrize(
    "key", [RSAKey.generate_key(2048, {"kid": "two"}), ECKey.generate_key("P-256", {"kid": "two"})]
)
def test_keys_of_either_kind_sign_people_in(home: Home, browser: httpx.Client, key: Any) -> None:
    algorithm = "RS256" if isinstance(key, RSAKey) else "ES256"
    home.key, home.header, home.published = key, {"alg": algorithm, "kid": "two"}, [key.as_dict(private=False)]
    assert sign_in(browser).status_code == 302
    assert browser.get("/api/me").status_code == 200


LIES: Mapping[str, tuple[dict[str, Any], str]] = {
    "another nonce": ({"nonce": "another one"}, "nonce"),
    "no nonce": ({"nonce": None}, "nonce"),
    "another issuer": ({"iss": "https://login.example.org"}, "iss"),
    "another audience": ({"aud": "another client"}, "aud"),
    "an audience beside ours": ({"aud": [CLIENT, "another client"]}, "another program"),
    "a token that has ended": ({"exp": 1_500_000_000}, "exp"),
    "a token of tomorrow": ({"iat": 4_000_000_000}, "future"),
    "an address that was not verified": ({"email_verified": False}, "known to"),
    "an address that nobody says was verified": ({"email_verified": None}, "known to"),
    "another domain": ({"email": "ann@example.org.evil.example"}, "known to"),
    "no address": ({"email": None}, "known to"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_should_let_in_nobody_lets_in_nobody(
    server: Server, home: Home, browser: httpx.Client, lie: str
) -> None:
    before = count(server)
    home.token, says = LIES[lie]
    check_refused(sign_in(browser), says=says)
    assert browser.get("/api/me").status_code == 401
    assert count(server) == before


@pytest.mark.parametrize("forged", ["without a signature", "by a stranger", "with the client's secret"])
def test_a_token_that_is_not_signed_by_the_issuer_lets_in_nobody(
    server: Server, home: Home, browser: httpx.Client, forged: str
) -> None:
    before = count(server)
    if forged == "without a signature":
        home.header = {"alg": "none"}
    elif forged == "by a stranger":
        home.key = STRANGER
    else:
        home.key, home.header = OctKey.import_key(SECRET * 4, {"kid": "one"}), {"alg": "HS256", "kid": "one"}
    check_refused(sign_in(browser), says="not to be trusted")
    assert count(server) == before


def test_a_way_back_counts_once_and_in_the_browser_where_it_began(
    server: Server, home: Home, browser: httpx.Client
) -> None:
    address = agreed(browser)
    with browsing(server) as another:
        check_refused(another.get(address), says="did not begin in this browser")
        agreed(another)
        check_refused(another.get(address), says="did not begin in this browser")
    check_refused(browser.get(address + "x"), says="did not begin in this browser")
    kept = browser.cookies[PENDING]
    assert browser.get(address).status_code == 302
    browser.cookies.delete("yozora")
    check_refused(browser.get(address), says="did not begin in this browser")
    check_refused(
        browser.get(address, headers={"cookie": f"{PENDING}={kept}"}), says="does not take this sign-in twice"
    )
    assert browser.get("/api/me").status_code == 401


def test_a_way_back_ends_after_ten_minutes(home: Home, browser: httpx.Client) -> None:
    address = agreed(browser)
    CLOCK.later_s = 601
    check_refused(browser.get(address), says="took longer than 10 minutes")


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "&&&",
        b"[]",
        b"{}",
        b"[" * 3000,
        b'{"state": 1, "nonce": 1, "verifier": 1, "redirect_uri": 1, "started_at": 1}',
        b'{"state": "a", "nonce": "", "verifier": "", "redirect_uri": "", "started_at": "now"}',
        b'{"state": "a", "nonce": "", "verifier": "", "redirect_uri": "", "started_at": NaN}',
        b'{"state": "\\ud83e", "nonce": "", "verifier": "", "redirect_uri": "", "started_at": 1}',
    ],
)
def test_what_a_browser_makes_up_is_refused(home: Home, browser: httpx.Client, kept: str | bytes) -> None:
    text = kept if isinstance(kept, str) else base64.urlsafe_b64encode(kept).decode()
    answer = browser.get(BACK, params={"code": "x", "state": "a"}, headers={"cookie": f"{PENDING}={text}"})
    check_refused(answer, says="Sign in again.")


PAGE = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def problem(answer: httpx.Response) -> str:
    """What the page is told that a browser is sent back to."""
    address = urlsplit(answer.headers["location"])
    assert (answer.status_code, address.netloc, address.path) == (302, "", "/sign-in"), answer.text
    assert "yozora=" not in answer.headers.get("set-cookie", "")
    return parse_qs(address.query)["problem"][0]


def test_a_browser_that_is_not_let_in_comes_back_to_a_page_that_says_why(
    server: Server, home: Home, browser: httpx.Client
) -> None:
    browser.headers.update(PAGE)
    home.claims["email"] = "ann@evil.example"
    assert problem(sign_in(browser)) == "not_known_here"
    with browsing(server) as another:
        assert problem(another.get(agreed(browser), headers=PAGE)) == "begun_elsewhere"
    assert problem(browser.get(BACK, params={"error": "access_denied<b>"})) == "not_agreed"
    address = agreed(browser)
    CLOCK.later_s = 601
    assert problem(browser.get(address)) == "too_late"
    CLOCK.later_s = 0.0
    address = agreed(browser)
    home.answers["/token"] = Response("busy", status_code=503)
    assert problem(browser.get(address)) == "issuer_away"
    assert browser.get("/api/me", headers={"accept": "*/*"}).status_code == 401


def test_a_browser_whose_account_is_disabled_is_told_so(server: Server, home: Home, browser: httpx.Client) -> None:
    sign_in(browser)
    me = browser.get("/api/me").json()["person"]
    with server.client(server.key_of(f"Ada for {me['id']}", Role.ADMINISTRATOR)) as administrator:
        administrator.patch(f"/api/admin/people/{me['id']}", json={"disabled": True})
    browser.headers.update(PAGE)
    assert problem(sign_in(browser)) == "disabled"


def test_the_page_for_signing_in_knows_how_people_come_in(server: Server, tmp_path: Path) -> None:
    assert httpx.get(f"{server.url}/api/sign-in").json() == {"alone": False, "elsewhere": True}
    with serving(house_in(tmp_path, alone=True)) as alone, browsing(alone) as browser:
        assert browser.get("/api/sign-in").json() == {"alone": True, "elsewhere": False}
        assert problem(browser.get("/api/oidc/start", headers=PAGE)) == "no_sign_in_service"


def test_a_group_lets_in_whom_no_domain_does(server: Server, home: Home, browser: httpx.Client) -> None:
    service = server.house.sign_in_service
    assert service is not None
    service.issuer = replace(service.issuer, domains=(), groups=("editors",))
    home.claims["groups"] = ["guests"]
    check_refused(sign_in(browser), says="known to")
    home.claims["groups"] = ["guests", "editors"]
    assert sign_in(browser).status_code == 302


@pytest.mark.parametrize("path", ["/token", "/keys"])
def test_a_service_that_does_not_answer_is_said_to_be_away(home: Home, browser: httpx.Client, path: str) -> None:
    home.answers[path] = Response("busy", status_code=503)
    check_refused(sign_in(browser), says="does not answer as it should", status=502, code="issuer_away")
    del home.answers[path]
    assert sign_in(browser).status_code == 302


def test_while_the_service_is_away_people_come_in_by_their_passwords(tmp_path: Path) -> None:
    with providing() as gone:
        url = gone.url
    issuer = Issuer(url=url, client_id=CLIENT, client_secret=SECRET, domains=("*",))
    with httpx.Client(trust_env=False) as client:
        house = replace(house_in(tmp_path), sign_in_service=OpenIdConnect(issuer, client))
        with serving(house) as server, browsing(server) as browser:
            person_of(server, "Pat")
            check_refused(browser.get("/api/oidc/start"), says="does not answer", status=502, code="issuer_away")
            assert with_password(browser, "Pat").status_code == 200


def test_where_people_do_not_agree_nobody_is_let_in(home: Home, browser: httpx.Client) -> None:
    agreed(browser)
    answer = browser.get(BACK, params={"error": "access_denied", "state": "x"})
    check_refused(answer, says="The sign-in service says 'access_denied'. Sign in again")
    home.answers["/token"] = JSONResponse({"error": "invalid_grant"}, status_code=400)
    check_refused(sign_in(browser), says="Sign in again")


def test_without_a_service_it_is_said_that_there_is_none(tmp_path: Path) -> None:
    with serving(house_in(tmp_path)) as server, browsing(server) as browser:
        for path in ("/api/oidc/start", BACK):
            check_refused(
                browser.get(path), says="Sign in with a name and a password", status=404, code="no_sign_in_service"
            )


def test_an_account_with_the_same_name_or_address_is_not_taken_over(
    server: Server, home: Home, browser: httpx.Client
) -> None:
    own = {person_of(server, name) for name in ("Nia Roe", "nia@example.org")}
    home.claims |= {"name": "Nia Roe", "preferred_username": "nia@example.org", "email": "nia@example.org"}
    assert sign_in(browser).status_code == 302
    me = browser.get("/api/me").json()["person"]
    assert me["name"] == "Nia Roe 2" and me["id"] not in own
    with browsing(server) as another:
        assert with_password(another, "Nia Roe").json()["id"] in own
        check_refused(with_password(another, "Nia Roe 2"), says="The name or the password is not right")


def test_somebody_who_is_disabled_is_out_at_once_and_not_let_in_again(
    server: Server, home: Home, browser: httpx.Client
) -> None:
    sign_in(browser)
    me = browser.get("/api/me").json()["person"]
    with server.client(server.key_of(f"Ada of {me['id']}", Role.ADMINISTRATOR)) as administrator:
        path = f"/api/admin/people/{me['id']}"
        assert administrator.patch(path, json={"disabled": True}).status_code == 200
        assert browser.get("/api/me").status_code == 401
        check_refused(sign_in(browser), says=f"The account {me['name']!r} is disabled. Ask an administrator")
        administrator.patch(path, json={"disabled": False})
    assert browser.get("/api/me").status_code == 401, "the browser of before stays out"
    assert sign_in(browser).status_code == 302


def test_signing_out_ends_the_cookie_and_not_only_in_the_browser(
    server: Server, home: Home, browser: httpx.Client
) -> None:
    sign_in(browser)
    token = browser.cookies["yozora"]
    with browsing(server) as another:
        sign_in(another)
        assert browser.post("/api/sign-out").status_code == 204 and "yozora" not in browser.cookies
        assert browser.get("/api/me", headers={"cookie": f"yozora={token}"}).status_code == 401
        assert another.get("/api/me").status_code == 200
        sign_in(browser)
        assert browser.post("/api/sign-out", params={"everywhere": True}).status_code == 204
        assert another.get("/api/me").status_code == 401


def test_a_browser_is_signed_out_when_it_stays_away_for_a_month_and_not_before(
    home: Home, browser: httpx.Client
) -> None:
    sign_in(browser)
    token = {"cookie": f"yozora={browser.cookies['yozora']}"}
    for days in (29, 58):
        CLOCK.later_s = days * DAY_S
        answer = browser.get("/api/me", headers=token)
        assert answer.status_code == 200 and f"{token['cookie']}; " in answer.headers["set-cookie"]
        assert "Max-Age=2592000" in answer.headers["set-cookie"]
    CLOCK.later_s = 89 * DAY_S
    late = browser.get("/api/me", headers=token)
    assert late.status_code == 401 and "set-cookie" not in late.headers


def test_a_link_lets_in_once_within_a_day_and_ends_the_one_before(server: Server, home: Home) -> None:
    with server.client(server.key_of("Ada who invites", Role.ADMINISTRATOR)) as administrator:
        invited = administrator.post("/api/admin/people", json={"name": "Guest"}).json()
        again = administrator.post(f"/api/admin/people/{invited['person']['id']}/invite").json()
        body = {"token": invited["token"], "password": PASSWORD}
        check_refused(
            administrator.post("/api/welcome", json=body), says="Ask an administrator", status=410, code="link_ended"
        )
        short = administrator.post("/api/welcome", json={"token": again["token"], "password": "short"})
        assert short.status_code == 400 and "at least 10" in short.json()["error"]["message"]
        CLOCK.later_s = DAY_S + 1
        body["token"] = again["token"]
        check_refused(
            administrator.post("/api/welcome", json=body), says="older than a day", status=410, code="link_ended"
        )
        CLOCK.later_s = 0.0
        assert administrator.post("/api/welcome", json=body).status_code == 200
        check_refused(administrator.post("/api/welcome", json=body), says="was used", status=410, code="link_ended")


def test_another_password_signs_out_every_other_browser(server: Server) -> None:
    person_of(server, "Pia")
    with browsing(server) as here, browsing(server) as there:
        assert with_password(here, "Pia").status_code == with_password(there, "Pia").status_code == 200
        key = here.post("/api/keys", json={"name": "script"}).json()["secret"]
        wrong = here.post("/api/me/password", json={"present": "not this one", "new": OTHER})
        assert wrong.status_code == 403 and wrong.json()["error"]["code"] == "wrong_password"
        assert there.get("/api/me").status_code == 200
        assert here.post("/api/me/password", json={"present": PASSWORD, "new": OTHER}).status_code == 204
        assert here.get("/api/me").status_code == 200
        assert there.get("/api/me").status_code == 401
        assert with_password(there, "Pia").status_code == 401
        assert with_password(there, "Pia", OTHER).status_code == 200
    with server.client(key) as program:
        assert program.get("/v1/videos").status_code == 200, "keys are ended one by one"


def test_whoever_guesses_is_held_up_and_nobody_else(server: Server) -> None:
    for name in ("Ros", "Rob"):
        person_of(server, name)

    def tried(name: str, password: str, address: str) -> httpx.Response:
        with httpx.Client(base_url=server.url, headers={"x-forwarded-for": address}, trust_env=False) as browser:
            return with_password(browser, name, password)

    for number in range(10):
        assert tried(f"nobody {number}", "a guess", "203.0.113.7").status_code == 401
    held_up = tried("Ros", PASSWORD, "203.0.113.7")
    check_refused(held_up, says="wrong passwords for this address", status=429, code="too_many_tries")
    assert 0 < int(held_up.headers["retry-after"]) <= 900
    assert tried("Ros", PASSWORD, "203.0.113.8").status_code == 200
    for number in range(10):
        assert tried("rob", "a guess", f"198.51.100.{number}").status_code == 401
    held_up = tried("Rob", PASSWORD, "203.0.113.8")
    check_refused(held_up, says="wrong passwords for this name", status=429, code="too_many_tries")


DOES: Mapping[str, tuple[str, str, dict[str, Any] | None]] = {
    "read": ("GET", "/v1/videos", None),
    "create": ("POST", "/v1/videos", SMALL),
    "library": ("POST", "/api/folders", {"name": "Films"}),
    "account": ("GET", "/api/keys", None),
    "admin": ("GET", "/api/admin/people", None),
}


@pytest.mark.parametrize("scope", DOES)
def test_a_key_does_what_its_scope_says_and_nothing_else(server: Server, scope: str) -> None:
    with server.client(server.key_of(f"Ada of {scope}", Role.ADMINISTRATOR)) as administrator:
        made = administrator.post("/api/keys", json={"name": "one thing", "scopes": [scope]}).json()
    with server.client(made["secret"]) as program:
        for named, (method, path, body) in DOES.items():
            answer = program.request(method, path, json=body)
            if named == scope:
                assert answer.is_success, answer.text
            else:
                check_refused(answer, says=f"it needs the scope {named}", status=403, code="missing_scope")


def test_a_key_is_noted_when_it_is_used_and_ends_when_it_is_revoked(server: Server) -> None:
    with server.client(server.key_of("Kim", Role.MEMBER)) as kim:
        made = kim.post("/api/keys", json={"name": "script"}).json()

        def listed() -> dict[str, Any]:
            return next(one for one in kim.get("/api/keys").json() if one["id"] == made["id"])

        assert listed()["used_at"] is None and "secret" not in listed()
        assert made["secret"] not in json.dumps(kim.get("/api/keys").json())
        with server.client(made["secret"]) as program:
            assert program.get("/v1/videos").status_code == 200
            assert listed()["used_at"] == pytest.approx(time.time(), abs=30)
            kim.delete(f"/api/keys/{made['id']}")
            check_refused(program.get("/v1/videos"), says="There is no such key", code="invalid_api_key")
        assert listed()["revoked_at"] is not None


def test_a_shared_clip_is_seen_by_everybody_until_its_link_is_revoked(server: Server, browser: httpx.Client) -> None:
    with server.client(server.key_of("Sue", Role.MEMBER)) as sue:
        clip = sue.post("/v1/videos", json=SMALL).json()["id"]
        token = sue.post(f"/api/clips/{clip}/shares").json()["token"]
        other = sue.post(f"/api/clips/{clip}/shares").json()["token"]
        shown = f"/api/shared/{token}"
        assert browser.get(shown).status_code == 404, "there is nothing to see yet"
        server.work()
        told = browser.get(shown).json()
        assert (told["prompt"], told["by"], told["fps"], told["seconds"]) == ("a fox", "Sue", 8.0, 1.0)
        assert told["model"]
        seen = browser.get(f"{shown}/content")
        assert seen.status_code == 200 and seen.headers["cache-control"] == "private, no-cache"
        known = {"if-none-match": seen.headers["etag"]}
        assert browser.get(f"{shown}/content", headers=known).status_code == 304
        assert sue.delete(f"/api/shares/{token}").status_code == 204
        for path in (shown, f"{shown}/content"):
            check_refused(
                browser.get(path, headers=known), says="shows nothing any more", status=404, code="share_not_found"
            )
        assert browser.get(f"/api/shared/{other}").status_code == 200
        sue.delete(f"/v1/videos/{clip}")
        assert browser.get(f"/api/shared/{other}").status_code == 404, "what is in the trash is not shared"
