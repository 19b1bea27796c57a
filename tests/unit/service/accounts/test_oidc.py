"""Sign-in elsewhere, against a small issuer on this machine that can also lie."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from providers import ANN, CLIENT, SECRET, Home, House, providing
from starlette.responses import JSONResponse, Response

from yozora.service.accounts.issuers import Issuer
from yozora.service.accounts.logins import SignInRefused
from yozora.service.accounts.oidc import IssuerAway, OpenIdConnect, Pending

NOW = 1_795_000_000.0
BACK = "http://127.0.0.1:8000/signed-in"
STRANGER = RSAKey.generate_key(2048, {"kid": "one"})


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with providing() as house:
        yield house


@pytest.fixture
def home(house: House) -> Home:
    house.home = Home(url=house.url, clock=lambda: NOW)
    return house.home


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as client:
        yield client


@pytest.fixture
def issuer(home: Home) -> Issuer:
    return Issuer(url=home.url, client_id=CLIENT, client_secret=SECRET, domains=("example.org",))


@pytest.fixture
def here(issuer: Issuer, client: httpx.Client) -> OpenIdConnect:
    return OpenIdConnect(issuer, client)


@dataclass
class Visit:
    """A browser that went to the issuer and comes back with a code."""

    code: str
    pending: Pending


def visit(home: Home, here: OpenIdConnect) -> Visit:
    address, pending = here.start(BACK, now=NOW)
    return Visit(code=home.sign_in(address), pending=pending)


def finish(home: Home, here: OpenIdConnect, now: float = NOW + 10) -> Any:
    back = visit(home, here)
    return here.finish(back.code, back.pending.state, back.pending, now=now)


def test_somebody_signs_in(home: Home, here: OpenIdConnect) -> None:
    subject = finish(home, here)
    assert (subject.name, subject.email, subject.groups) == ("Ann Lee", "ann@example.org", ())
    assert subject.login_subject == f"{home.url}#248289761001"


def test_the_browser_is_sent_with_a_state_a_nonce_and_a_challenge(home: Home, here: OpenIdConnect) -> None:
    address, pending = here.start(BACK, now=NOW)
    assert address.startswith(f"{home.url}/authorize?")
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert query == {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": BACK,
        "scope": "openid email profile",
        "state": pending.state,
        "nonce": pending.nonce,
        "code_challenge": query["code_challenge"],
        "code_challenge_method": "S256",
    }
    assert pending.verifier not in address and len({pending.state, pending.nonce, pending.verifier}) == 3


def test_each_sign_in_has_its_own_secrets_and_shows_none(here: OpenIdConnect) -> None:
    (_, first), (_, second) = here.start(BACK, now=NOW), here.start(BACK, now=NOW)
    assert first.state != second.state and first.nonce != second.nonce and first.verifier != second.verifier
    assert first.verifier not in repr(first) and SECRET not in repr(here.issuer)


def test_an_address_with_a_query_of_its_own_keeps_it(home: Home, here: OpenIdConnect) -> None:
    home.discovery["authorization_endpoint"] = f"{home.url}/authorize?tenant=7"
    assert here.start(BACK, now=NOW)[0].startswith(f"{home.url}/authorize?tenant=7&response_type=code&")


def test_a_client_may_give_its_secret_in_the_form(home: Home, here: OpenIdConnect) -> None:
    home.discovery["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    assert finish(home, here).name == "Ann Lee"


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("PS256", RSAKey.generate_key(2048, {"kid": "two"})),
        ("ES256", ECKey.generate_key("P-256", {"kid": "two"})),
        ("ES384", ECKey.generate_key("P-384", {"kid": "two"})),
        ("Ed25519", OKPKey.generate_key("Ed25519", {"kid": "two"})),
    ],
)
def test_other_signatures_work_as_well(home: Home, here: OpenIdConnect, algorithm: str, key: Any) -> None:
    home.key, home.header = key, {"alg": algorithm, "kid": "two"}
    home.published.append(key.as_dict(private=False))
    assert finish(home, here).name == "Ann Lee"


def test_keys_of_a_kind_that_is_not_known_yet_do_no_harm(home: Home, here: OpenIdConnect) -> None:
    home.published.insert(0, {"kty": "AKP", "kid": "later", "alg": "ML-DSA-65", "pub": "AAAA"})
    assert finish(home, here).name == "Ann Lee"


def test_a_key_that_was_changed_is_found(home: Home, here: OpenIdConnect) -> None:
    finish(home, here)
    home.key = RSAKey.generate_key(2048, {"kid": "new"})
    home.header = {"alg": "RS256", "kid": "new"}
    home.published[:] = [home.key.as_dict(private=False)]
    assert finish(home, here).name == "Ann Lee"


def test_a_state_of_another_browser_is_refused_before_anything_is_asked(home: Home, here: OpenIdConnect) -> None:
    mine, other = visit(home, here), visit(home, here)
    home.asked.clear()
    for state in (other.pending.state, "", "\ud83e", mine.pending.state + "x"):
        with pytest.raises(SignInRefused, match=r"^This sign-in did not begin in this browser\. Sign in again\.$"):
            here.finish(mine.code, state, mine.pending, now=NOW)
    assert home.asked == []


@pytest.mark.parametrize("passed_s", [601, -1])
def test_a_sign_in_ends_after_ten_minutes(home: Home, here: OpenIdConnect, passed_s: float) -> None:
    with pytest.raises(SignInRefused, match=r"^This sign-in took longer than 10 minutes\. Sign in again\.$"):
        finish(home, here, now=NOW + passed_s)


def test_a_code_works_once(home: Home, here: OpenIdConnect) -> None:
    back = visit(home, here)
    here.finish(back.code, back.pending.state, back.pending, now=NOW)
    with pytest.raises(SignInRefused, match=r"^The sign-in service does not take this sign-in twice, or any more\."):
        here.finish(back.code, back.pending.state, back.pending, now=NOW)


def test_a_stolen_code_is_worth_nothing_in_another_browser(home: Home, here: OpenIdConnect) -> None:
    stolen, mine = visit(home, here), visit(home, here)
    with pytest.raises(SignInRefused, match="does not take this sign-in"):
        here.finish(stolen.code, mine.pending.state, mine.pending, now=NOW)


def test_a_token_of_another_sign_in_is_refused(home: Home, here: OpenIdConnect) -> None:
    back = visit(home, here)
    with pytest.raises(SignInRefused, match=r"not to be trusted.*nonce"):
        here.finish(back.code, back.pending.state, replace(back.pending, nonce="another one"), now=NOW)


@pytest.mark.parametrize(
    ("lie", "about"),
    [
        ({"iss": "https://login.example.org"}, "iss"),
        ({"iss": None}, "iss"),
        ({"aud": "another client"}, "aud"),
        ({"aud": ["another client"]}, "aud"),
        ({"aud": None}, "aud"),
        ({"exp": int(NOW) - 61}, "exp"),
        ({"exp": None}, "exp"),
        ({"exp": "never"}, "exp"),
        ({"iat": int(NOW) + 3600}, "issued in the future"),
        ({"nonce": "another one"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"sub": None}, "sub"),
        ({"sub": ""}, "sub"),
        ({"sub": 7}, "sub"),
    ],
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(
    home: Home, here: OpenIdConnect, lie: dict[str, Any], about: str
) -> None:
    home.token = lie
    with pytest.raises(SignInRefused, match=rf"^The sign-in service's token is not to be trusted \(.*{about}"):
        finish(home, here)


@pytest.mark.parametrize(
    "lie",
    [
        {"aud": [CLIENT, "another client"]},
        {"aud": [CLIENT, "another client"], "azp": "another client"},
        {"azp": "another client"},
    ],
)
def test_a_token_for_another_program_is_refused(home: Home, here: OpenIdConnect, lie: dict[str, Any]) -> None:
    home.token = lie
    with pytest.raises(SignInRefused, match=r"^The sign-in service's token is for another program\."):
        finish(home, here)


def test_a_token_for_several_programs_says_that_it_is_for_this_one(home: Home, here: OpenIdConnect) -> None:
    home.token = {"aud": [CLIENT, "another client"], "azp": CLIENT}
    assert finish(home, here).name == "Ann Lee"


def test_a_token_signed_by_somebody_else_is_refused(home: Home, here: OpenIdConnect) -> None:
    home.key = STRANGER
    with pytest.raises(SignInRefused, match="not to be trusted"):
        finish(home, here)


def test_a_token_signed_with_the_clients_secret_is_refused(home: Home, here: OpenIdConnect) -> None:
    home.key = OctKey.import_key(SECRET * 4, {"kid": "one"})
    home.header = {"alg": "HS256", "kid": "one"}
    home.published[:] = [home.key.as_dict(private=True)]
    with pytest.raises(SignInRefused, match="not to be trusted"):
        finish(home, here)


def test_a_token_without_a_signature_is_refused(home: Home, here: OpenIdConnect) -> None:
    home.header = {"alg": "none"}
    with pytest.raises(SignInRefused, match="not to be trusted"):
        finish(home, here)


@pytest.mark.parametrize(
    "published", [[], [{}], [{"kty": "RSA"}], [{"kty": "RSA", "kid": "one", "n": "?", "e": "?"}], [7]]
)
def test_an_issuer_without_the_key_is_not_trusted(home: Home, here: OpenIdConnect, published: list[Any]) -> None:
    home.published = published
    with pytest.raises(SignInRefused, match="not to be trusted"):
        finish(home, here)


@pytest.mark.parametrize("address", ["ann@example.com", "ann@sub.example.org", "ann@example.org.evil.test", "ann", ""])
def test_an_address_of_another_domain_is_not_let_in(home: Home, here: OpenIdConnect, address: str) -> None:
    home.claims["email"] = address
    with pytest.raises(SignInRefused, match=r"is known to .* but not let in here: expected a verified e-mail address"):
        finish(home, here)


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_was_not_verified_is_not_let_in(home: Home, here: OpenIdConnect, verified: Any) -> None:
    home.claims["email_verified"] = verified
    with pytest.raises(SignInRefused, match="not let in here"):
        finish(home, here)


def test_domains_are_compared_without_case(home: Home, here: OpenIdConnect) -> None:
    home.claims["email"] = "Ann@EXAMPLE.org"
    assert finish(home, here).email == "Ann@EXAMPLE.org"


def test_a_group_lets_in_as_well(home: Home, issuer: Issuer, client: httpx.Client) -> None:
    here = OpenIdConnect(replace(issuer, domains=(), groups=("film",)), client)
    home.claims |= {"email_verified": False, "groups": ["staff", "film", 7]}
    assert finish(home, here).groups == ("staff", "film")
    for groups in (["staff"], "film", None, {"film": True}):
        home.claims["groups"] = groups
        with pytest.raises(SignInRefused, match="not let in here"):
            finish(home, here)


def test_groups_are_asked_for_where_they_are_offered(home: Home, issuer: Issuer, client: httpx.Client) -> None:
    home.discovery["scopes_supported"] = ["openid", "groups"]
    here = OpenIdConnect(replace(issuer, groups=("film",)), client)
    assert "scope=openid+email+profile+groups&" in here.start(BACK, now=NOW)[0]


def test_a_star_lets_in_everybody_the_issuer_knows(home: Home, issuer: Issuer, client: httpx.Client) -> None:
    home.claims = {"sub": "7"}
    subject = finish(home, OpenIdConnect(replace(issuer, domains=("*",)), client))
    assert (subject.name, subject.email) == ("somebody", None)


def test_what_the_token_does_not_say_is_asked_for(home: Home, here: OpenIdConnect) -> None:
    home.claims = {"sub": "248289761001"}
    home.userinfo = dict(ANN)
    assert finish(home, here).name == "Ann Lee"


def test_what_is_told_of_somebody_else_is_refused(home: Home, here: OpenIdConnect) -> None:
    home.claims = {"sub": "248289761001"}
    home.userinfo = ANN | {"sub": "7"}
    with pytest.raises(SignInRefused, match=r"^The sign-in service told of somebody else than who signed in\."):
        finish(home, here)


def test_one_address_is_not_verified_by_another(home: Home, here: OpenIdConnect) -> None:
    home.claims = {"sub": "248289761001", "email": "ann@example.org"}
    home.userinfo = ANN | {"email": "ann@example.com"}
    with pytest.raises(SignInRefused, match=r"^'ann@example\.com' is known"):
        finish(home, here)


def test_where_to_ask_is_remembered_for_an_hour(home: Home, issuer: Issuer, client: httpx.Client) -> None:
    passed_s = 0.0
    here = OpenIdConnect(issuer, client, clock=lambda: passed_s)
    for passed_s in (0.0, 3599.0, 3600.0):  # noqa: B007 - the clock reads it
        here.start(BACK, now=NOW)
    assert home.asked == ["/.well-known/openid-configuration"] * 2


def test_an_issuer_that_calls_itself_otherwise_is_not_used(home: Home, here: OpenIdConnect) -> None:
    home.discovery["issuer"] = "https://login.example.org"
    with pytest.raises(IssuerAway, match=r"calls itself 'https://login\.example\.org'\. Configure the issuer exactly"):
        here.start(BACK, now=NOW)


@pytest.mark.parametrize(
    "address", [None, 7, "", "http://login.example.org/token", "file:///etc/passwd", "http://[", "x"]
)
def test_an_issuer_sends_nobody_to_places_that_are_not_safe(home: Home, here: OpenIdConnect, address: Any) -> None:
    home.discovery["authorization_endpoint"] = address
    with pytest.raises(IssuerAway, match="has no authorization_endpoint by https: got "):
        here.start(BACK, now=NOW)


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys", "/userinfo"])
@pytest.mark.parametrize(
    "answer",
    [
        Response("<h1>Bad gateway</h1>", status_code=502),
        Response("[]"),
        Response("[" * 100_000),
        Response('"' + "x" * 2**20 + '"'),
        JSONResponse({"error": "server_error"}, status_code=500),
        Response(status_code=302, headers={"location": "/keys"}),
    ],
    ids=["a page", "a list", "brackets without end", "too long", "an error", "somewhere else"],
)
def test_an_issuer_that_answers_nonsense_is_away(home: Home, here: OpenIdConnect, path: str, answer: Response) -> None:
    home.claims = {"sub": "7"}
    home.userinfo = {"sub": "7"}
    home.answers[path] = answer
    with pytest.raises(IssuerAway, match=f"^The sign-in service {home.url} (does not answer as it should|answered)"):
        finish(home, here)


def test_an_issuer_that_gives_no_token_is_away(home: Home, here: OpenIdConnect) -> None:
    home.answers["/token"] = JSONResponse({"access_token": "open sesame"})
    with pytest.raises(IssuerAway, match=r"sent no ID token\. Is the client allowed `openid`\?"):
        finish(home, here)


def test_a_wrong_client_secret_is_the_administrators_matter(home: Home, issuer: Issuer, client: httpx.Client) -> None:
    here = OpenIdConnect(replace(issuer, client_secret="wrong"), client)
    with pytest.raises(
        IssuerAway, match=r"answered 401 'invalid_client'\. An administrator should look at the client's"
    ):
        finish(home, here)


def test_an_issuer_that_is_switched_off_is_away(client: httpx.Client) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    issuer = Issuer(url=url, client_id=CLIENT, client_secret=SECRET, domains=("*",))
    with pytest.raises(IssuerAway, match=r"does not answer as it should \(ConnectError\)\. Try again;"):
        OpenIdConnect(issuer, client).start(BACK, now=NOW)
