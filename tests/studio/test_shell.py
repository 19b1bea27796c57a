"""What is around every page: places, theme, language, and what is said when the server is away."""

import pytest
from playwright.sync_api import Page, expect
from studio.axe import violations
from studio.harness import Studio


def test_the_theme_changes_and_stays(studio: Studio, page: Page) -> None:
    page.goto(studio.url)
    page.get_by_role("button", name="Light theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_the_language_changes_without_a_new_page_and_stays(studio: Studio, page: Page) -> None:
    page.goto(studio.url)
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("link", name="全部片段")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.reload()
    expect(page.get_by_role("link", name="全部片段")).to_be_visible()
    with studio.api() as api:
        assert api.get("/api/me").json()["person"]["language"] == "zh"


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_an_address_that_leads_nowhere_says_so(studio: Studio, page: Page, theme: str) -> None:
    page.goto(f"{studio.url}/nowhere/at/all")
    expect(page.get_by_text("There is nothing at this address")).to_be_visible()
    if theme == "light":
        page.get_by_role("button", name="Light theme").click()
    assert violations(page) == []


def test_pages_load_nothing_from_elsewhere(studio: Studio, page: Page) -> None:
    asked = list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(studio.url)
    expect(page.get_by_role("link", name="All clips")).to_be_visible()
    page.wait_for_load_state("load")
    assert asked and all(one.startswith((studio.url, "data:", "blob:")) for one in asked), asked
