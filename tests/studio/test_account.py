"""Coming in and going out: signing in, links, what is shared, and what is left behind."""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from houses import house_in, serving
from playwright.sync_api import Page, expect
from providers import CLIENT, SECRET, Home, providing
from studio.axe import violations
from studio.harness import Studio, made, until
from studio.inhabited import PASSWORD, Inhabited

from yozora.service.accounts.issuers import Issuer
from yozora.service.accounts.oidc import OpenIdConnect

WISH = {"prompt": "a fox runs through the snow", "size": "128x72", "seconds": "1", "fps": 8}


def write(page: Page, name: str, password: str) -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def shared(inhabited: Inhabited) -> tuple[str, str]:
    """A clip of Ada's that is made, and its link."""
    with inhabited.api("Ada") as ada:
        clip = ada.post("/v1/videos", json=WISH).raise_for_status().json()["id"]
        made(ada, clip)
        return clip, ada.post(f"/api/clips/{clip}/shares").json()["token"]


def test_whoever_is_not_signed_in_signs_in_and_comes_where_they_wanted(inhabited: Inhabited, page: Page) -> None:
    page.goto(f"{inhabited.url}/settings/about?from=here")
    expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    write(page, "Ada", "not this one")
    expect(page.get_by_role("alert")).to_contain_text("The name or the password is not right")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ada")
    write(page, "Ada", PASSWORD)
    expect(page.get_by_role("heading", level=1, name="About")).to_be_visible()
    assert page.url == f"{inhabited.url}/settings/about?from=here"


@pytest.mark.parametrize("to", ["//evil.example/", "/\\evil.example", "https://evil.example/", "/sign-in?to=/sign-in"])
def test_an_address_that_leads_elsewhere_leads_to_the_library(inhabited: Inhabited, page: Page, to: str) -> None:
    page.goto(f"{inhabited.url}/sign-in?to={httpx.QueryParams({'x': to})['x']}")
    write(page, "Ada", PASSWORD)
    expect(page).to_have_url(f"{inhabited.url}/")


def test_a_password_can_be_looked_at_while_it_is_written(inhabited: Inhabited, page: Page) -> None:
    page.goto(f"{inhabited.url}/sign-in")
    field = page.get_by_label("Password", exact=True)
    field.fill("night")
    expect(field).to_have_attribute("type", "password")
    page.get_by_role("button", name="Show password").click()
    expect(field).to_have_attribute("type", "text")


@pytest.fixture
def home() -> Generator[Home]:
    with providing() as issuers:
        issuers.home = Home(url=issuers.url)
        yield issuers.home


def test_a_service_elsewhere_lets_in_or_the_page_says_why_not(home: Home, tmp_path: Path, page: Page) -> None:
    issuer = Issuer(url=home.url, client_id=CLIENT, client_secret=SECRET, domains=("example.org",))
    with httpx.Client(trust_env=False) as client:
        house = replace(house_in(tmp_path), sign_in_service=OpenIdConnect(issuer, client))
        with serving(house) as server:
            home.claims["email"] = "ann@evil.example"
            page.goto(f"{server.url}/settings/about")
            page.get_by_role("link", name="Sign in with your organisation").click()
            expect(page.get_by_role("alert")).to_contain_text("this server does not let you in")
            home.claims["email"] = "ann@example.org"
            page.goto(f"{server.url}/settings/about")
            page.get_by_role("link", name="Sign in with your organisation").click()
            expect(page.get_by_role("heading", level=1, name="About")).to_be_visible()
            expect(page.get_by_role("button", name="Account: Ann Lee")).to_be_visible()


def test_a_made_up_problem_puts_no_words_of_its_own_on_the_page(inhabited: Inhabited, page: Page) -> None:
    page.goto(f"{inhabited.url}/sign-in?problem=Call+0800+SCAM")
    expect(page.get_by_role("alert")).to_contain_text("did not work")
    expect(page.get_by_text("SCAM")).to_have_count(0)


def test_a_link_lets_somebody_choose_a_password_once_and_tells_their_name(inhabited: Inhabited, page: Page) -> None:
    with inhabited.api("Ada") as ada:
        token = ada.post("/api/admin/people", json={"name": "Mia"}).json()["token"]
    page.goto(f"{inhabited.url}/welcome#{token}")
    page.get_by_label("New password").fill("nine char")
    expect(page.get_by_text("One more character")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Welcome to Yozora")).to_be_visible()
    page.get_by_label("New password").fill("three words together")
    expect(page.get_by_text("Strength: Hard to guess")).to_be_visible()
    page.get_by_role("button", name="Choose this password").click()
    expect(page.get_by_role("heading", name="Welcome, Mia")).to_be_visible()
    page.get_by_role("button", name="To the Studio").click()
    expect(page.get_by_role("button", name="Account: Mia")).to_be_visible()
    page.goto("about:blank")
    page.goto(f"{inhabited.url}/welcome#{token}")
    page.get_by_label("New password").fill("three words together")
    page.get_by_role("button", name="Choose this password").click()
    expect(page.get_by_role("heading", name="This link has ended")).to_be_visible()


def test_a_shared_clip_is_seen_by_everybody_until_its_link_ends(inhabited: Inhabited, page: Page) -> None:
    _, token = shared(inhabited)
    page.goto(f"{inhabited.url}/shared/{token}")
    expect(page.get_by_role("heading", level=1, name="a fox runs through the snow")).to_be_visible()
    expect(page.get_by_text("by Ada")).to_be_visible()
    expect(page.get_by_text("Made with Yozora")).to_be_visible()
    until(page, "document.querySelector('video').readyState >= 2")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert download.value.path().read_bytes()[4:8] == b"ftyp"
    with inhabited.api("Ada") as ada:
        ada.delete(f"/api/shares/{token}")
    page.reload()
    expect(page.get_by_role("heading", level=1, name="This link shows nothing any more")).to_be_visible()


def test_signing_out_leaves_nothing_of_a_person_in_the_browser(inhabited: Inhabited, page: Page) -> None:
    inhabited.sign_in(page, "Ada")
    page.goto(f"{inhabited.url}/settings")
    page.evaluate(
        "localStorage.setItem('yozora.draft', JSON.stringify({state: {draft: {prompt: 'secret'}}, version: 0}))"
    )
    page.get_by_role("button", name="Light theme").click()
    page.get_by_role("button", name="Account: Ada").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    assert page.evaluate("localStorage.getItem('yozora.draft')") is None
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.goto(f"{inhabited.url}/settings")
    expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()


def test_where_somebody_is_alone_nobody_signs_in_or_out(studio: Studio, page: Page) -> None:
    page.goto(f"{studio.url}/sign-in?to=/settings")
    expect(page).to_have_url(f"{studio.url}/settings")
    expect(page.get_by_role("link", name="Settings", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Account:")).to_have_count(0)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_pages_outside_are_for_everybody(inhabited: Inhabited, page: Page, theme: str) -> None:
    _, token = shared(inhabited)
    for path, heading in (
        ("/sign-in?problem=disabled", "Sign in"),
        ("/welcome#token", "Welcome to Yozora"),
        ("/welcome", "This link is not whole"),
        (f"/shared/{token}", "a fox runs through the snow"),
        ("/shared/nothing", "This link shows nothing any more"),
    ):
        page.goto("about:blank")
        page.goto(f"{inhabited.url}{path}")
        expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        if page.locator("html").get_attribute("data-theme") != theme:
            page.get_by_role("button", name="Light theme").click()
        assert violations(page) == [], path
