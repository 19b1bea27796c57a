"""Every page on a phone: nothing wider than the screen, and all of it for everybody."""

import pytest
from playwright.sync_api import Browser, Page, expect
from studio.axe import violations
from studio.harness import Studio

PHONE = {"width": 390, "height": 844}
TOOLS = (
    *("remix", "restyle", "recut", "extend", "loop", "blend", "connect", "upscale"),
    *("recipe", "history", "provenance"),
)
PLACES = ("/", "/favourites", "/uploads", "/trash", "/boards", "/activity", "/settings", "/settings/styles", "/nowhere")


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_page_fits_a_phone_and_is_for_everybody(studio: Studio, page: Page, theme: str) -> None:
    one, other = studio.clip("a fox"), studio.clip("a bear")
    studio.made(one, other)
    with studio.api() as api:
        timeline = api.get(f"/v1/videos/{one}").json()["recipe"]["timeline"]
        board = api.post("/api/boards", json={"name": "Opening scene", "timeline": timeline}).json()["id"]
    page.set_viewport_size(PHONE)
    page.add_init_script(
        f"localStorage.setItem('yozora.theme', JSON.stringify({{state: {{theme: '{theme}'}}, version: 0}}))"
    )
    tools = [f"/clips/{one}?tool={tool}" for tool in TOOLS]
    for path in (*PLACES, f"/compare?ids={one},{other}", *tools, f"/boards/{board}"):
        page.goto(f"{studio.url}{path}")
        expect(page.locator("main, [role=main]").first).to_be_visible()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        assert violations(page) == [], path
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], f"{path} is {width} px wide"


def test_a_clip_goes_frame_by_frame_and_tabs_hint_at_more(studio: Studio, page: Page) -> None:
    clip = studio.clip("a fox")
    studio.made(clip)
    page.set_viewport_size(PHONE)
    page.goto(f"{studio.url}/clips/{clip}")
    place = page.get_by_role("slider", name="Position").first
    for button, frame in (("One frame on", 1), ("One frame on", 2), ("One frame back", 1)):
        page.get_by_role("button", name=button).first.click()
        expect(place).to_have_attribute("aria-valuenow", str(frame))
    tabs = page.get_by_role("tablist")

    def faded() -> tuple[bool, bool]:
        picture = str(tabs.evaluate("list => getComputedStyle(list).maskImage"))
        width = tabs.evaluate("list => [list.matches('[data-before]'), list.matches('[data-after]')]")
        assert (picture == "none") == (not any(width))
        return width[0], width[1]

    assert faded() == (False, True)
    tabs.evaluate("list => list.scrollTo(60, 0)")
    expect(tabs).to_have_attribute("data-before", "")
    assert faded() == (True, True)
    tabs.evaluate("list => list.scrollTo(list.scrollWidth, 0)")
    expect(tabs).not_to_have_attribute("data-after", "")
    assert faded() == (True, False)
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(tabs).not_to_have_attribute("data-before", "")
    assert faded() == (False, False)


def test_keys_are_not_named_where_there_is_no_keyboard_but_in_their_list(studio: Studio, browser: Browser) -> None:
    clip = studio.clip("a fox")
    studio.made(clip)
    for touched in (False, True):
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, locale="en-US", has_touch=touched, is_mobile=touched
        )
        page = context.new_page()
        page.goto(f"{studio.url}/clips/{clip}?tool=recut")
        split = page.get_by_role("button", name="Split")
        expect(split).to_be_visible()
        expect(split.locator("kbd")).to_be_visible(visible=not touched)
        page.goto(f"{studio.url}/settings/shortcuts")
        expect(page.locator("kbd").first).to_be_visible()
        context.close()
