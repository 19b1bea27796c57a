"""Every page on a phone: nothing wider than the screen, and all of it for everybody."""

import pytest
from playwright.sync_api import Page, expect
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
