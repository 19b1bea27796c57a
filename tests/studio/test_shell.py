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


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=["wide", "phone"])
def test_what_is_said_covers_neither_the_top_nor_the_composer(
    studio: Studio, page: Page, size: tuple[int, int]
) -> None:
    studio.made(*[studio.clip(name) for name in ("one", "two", "three", "four", "five")])
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(studio.url)
    page.get_by_role("link", name="five").focus()
    page.keyboard.press("Delete")
    said = page.get_by_role("region", name="Notices (F8)").get_by_role("listitem")
    top, foot, notice = (
        place.bounding_box() for place in (page.get_by_role("banner"), page.get_by_role("textbox").last, said)
    )
    first = page.locator("[data-item]").first.bounding_box()
    assert top and foot and notice and first
    assert notice["y"] > max(top["y"] + top["height"], first["y"] + first["height"])
    assert notice["y"] + notice["height"] <= foot["y"]
    assert notice["x"] >= 0 and notice["x"] + notice["width"] <= size[0]
    page.keyboard.press("F8")
    page.keyboard.press("Tab")
    expect(said).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="five")).to_be_visible()


def test_pages_load_nothing_from_elsewhere(studio: Studio, page: Page) -> None:
    asked = list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(studio.url)
    expect(page.get_by_role("link", name="All clips")).to_be_visible()
    page.wait_for_load_state("load")
    assert asked and all(one.startswith((studio.url, "data:", "blob:")) for one in asked), asked
