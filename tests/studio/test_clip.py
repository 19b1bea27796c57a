"""The page of a clip: what is told of it, what is made of it, and where it comes from."""

import json
import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from studio.axe import violations
from studio.harness import Studio, until
from studio.pictures import frame_in

SIZE = "320x180"
TABS = (
    "Remix",
    "Restyle",
    "Re-cut",
    "Extend",
    "Loop",
    "Blend",
    "Connect",
    "Enlarge",
    "Recipe",
    "History",
    "Provenance",
)


def told(studio: Studio, clip: str) -> dict[str, Any]:
    with studio.api() as api:
        return api.get(f"/api/clips/{clip}").raise_for_status().json()


def children(studio: Studio, clip: str, count: int = 1) -> list[dict[str, Any]]:
    """What was made of a clip, once there is so much of it."""
    until = time.monotonic() + 10
    while len(found := told(studio, clip)["children"]) < count and time.monotonic() < until:
        time.sleep(0.05)
    assert len(found) == count
    studio.made(*found)
    return [told(studio, one) for one in found]


@pytest.fixture
def clip(studio: Studio) -> str:
    clip = studio.clip(size=SIZE, seconds="2", fps=24, seed=1)
    studio.made(clip)
    return clip


def test_a_clip_is_called_something_else_where_its_name_stands(studio: Studio, page: Page, clip: str) -> None:
    page.goto(f"{studio.url}/clips/{clip}")
    page.get_by_role("button", name="a fox runs through the snow, rename").click()
    page.get_by_role("textbox", name="Title").fill("Night fox")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Night fox")
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        page.get_by_role("button", name="Favourite").click()
    expect(page.get_by_role("button", name="Favourite")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Night fox")
    assert told(studio, clip)["favourite"]


def test_what_is_thrown_away_comes_back_by_undo(studio: Studio, page: Page, clip: str) -> None:
    page.goto(f"{studio.url}/clips/{clip}")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Move to trash").click()
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    assert told(studio, clip)["trashed_at"] is not None
    with page.expect_response("**/api/clips/restore"):
        undo.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("a fox runs through the snow")
    assert told(studio, clip)["trashed_at"] is None


def test_a_link_shows_the_clip_until_it_is_revoked(studio: Studio, page: Page, clip: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{studio.url}/clips/{clip}")
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_role("button", name="Revoke")).to_be_visible()
    address = str(page.evaluate("navigator.clipboard.readText()"))
    assert address.startswith(studio.url)
    with studio.server.client(None) as anybody:
        shown = f"/api/shared/{address.rsplit('/', 1)[1]}"
        assert anybody.get(shown).json()["prompt"] == "a fox runs through the snow"
        page.get_by_role("button", name="Revoke").click()
        expect(page.get_by_role("button", name="Make a link")).to_be_visible()
        assert anybody.get(shown).status_code == 404


def test_a_remix_says_its_cost_and_appears_beside_the_clip_in_step(studio: Studio, page: Page, clip: str) -> None:
    page.goto(f"{studio.url}/clips/{clip}")
    words = page.get_by_role("textbox", name="What happens")
    expect(words).to_have_value("a fox runs through the snow")
    words.fill("a wolf runs through the snow")
    page.get_by_role("radio", name="Strong").click()
    expect(page.get_by_text(re.compile("1 clip of 2 s"))).to_be_visible()
    page.get_by_role("button", name="Remix").click()
    beside = page.get_by_role("region", name="Side by side")
    expect(beside).to_be_visible()
    [made] = children(studio, clip)
    assert (made["operation"], made["asked"]["remix_strength"], made["seed"]) == (
        "remix",
        0.85,
        told(studio, clip)["seed"],
    )
    beside.get_by_role("slider", name="Position").focus()
    for key in ("End", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    for video in beside.locator("video").all():
        expect(video).to_have_js_property("seeking", False)
        until = time.monotonic() + 5
        while frame_in(video) != "00045" and time.monotonic() < until:
            page.wait_for_timeout(20)
        assert frame_in(video) == "00045"


def test_words_that_were_typed_stay_when_another_tool_is_looked_at(studio: Studio, page: Page, clip: str) -> None:
    page.goto(f"{studio.url}/clips/{clip}?tool=extend")
    expect(page.get_by_role("tab", name="Extend")).to_have_attribute("aria-selected", "true")
    page.get_by_role("textbox", name="What happens there").fill("it stops")
    page.get_by_role("tab", name="Recipe").click()
    assert page.url.endswith("?tool=recipe")
    page.get_by_role("tab", name="Extend").click()
    expect(page.get_by_role("textbox", name="What happens there")).to_have_value("it stops")


def test_a_recut_leaves_out_what_was_deleted_and_fills_what_was_left_open(
    studio: Studio, page: Page, clip: str
) -> None:
    page.goto(f"{studio.url}/clips/{clip}?tool=recut")
    expect(page.get_by_role("button", name="Re-cut")).to_be_disabled()
    strip = page.get_by_role("slider", name="Position in the re-cut")
    strip.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("s")
    page.keyboard.press("Home")
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("s")
    page.get_by_role("button", name="Fill anew").click()
    expect(page.get_by_text("made anew · 0.5 s")).to_be_visible()
    page.get_by_role("button", name="Re-cut").click()
    [made] = children(studio, clip)
    assert made["asked"]["parts"] == ["0.5-1@0.5", "1-2@1"]
    assert made["frames"] == 48


def test_parts_of_a_recut_are_dragged_into_another_order(studio: Studio, page: Page, clip: str) -> None:
    page.goto(f"{studio.url}/clips/{clip}?tool=recut")
    strip = page.get_by_role("slider", name="Position in the re-cut")
    strip.focus()
    expect(page.locator("[data-grip]")).to_have_count(0)
    for steps in (12, 24):
        page.keyboard.press("Home")
        for _ in range(steps):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("s")
    order = page.locator("[data-part]")

    def drag_to(share: float) -> None:
        box, grip = strip.bounding_box(), page.locator("[data-grip='0']").bounding_box()
        assert box is not None
        assert grip is not None
        page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] + share * box["width"], grip["y"] + grip["height"] / 2, steps=4)

    drag_to(0.9)
    expect(order.last).to_have_attribute("data-part", "0")
    page.keyboard.press("Escape")
    expect(order.first).to_have_attribute("data-part", "0")
    page.mouse.up()
    drag_to(0.45)
    page.mouse.up()
    expect(order.nth(1)).to_have_attribute("data-part", "0")
    expect(strip).to_have_attribute("aria-valuenow", "12")
    page.get_by_role("button", name="Undo").click()
    expect(order.first).to_have_attribute("data-part", "0")
    drag_to(0.9)
    page.mouse.up()
    expect(order.last).to_have_attribute("data-part", "0")
    page.get_by_role("button", name="Re-cut").click()
    [made] = children(studio, clip)
    assert made["asked"]["parts"] == ["0.5-1@0", "1-2@0.5", "0-0.5@1.5"]


def test_a_recut_goes_on_as_a_board(studio: Studio, page: Page, clip: str) -> None:
    page.goto(f"{studio.url}/clips/{clip}?tool=recut")
    page.get_by_role("slider", name="Position in the re-cut").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("]")
    page.get_by_role("button", name="Open on the storyboard").click()
    expect(page).to_have_url(re.compile("/boards/board_"))
    with studio.api() as api:
        [board] = api.get("/api/boards").json()
    [card] = board["timeline"]["cards"]
    assert (card["kind"], card["file"], card["sha256"]) == ("clip", clip, "")
    assert card["end_s"] == pytest.approx(25 / 24)


def test_a_blend_follows_a_curve_that_is_moved_by_keys(studio: Studio, page: Page, clip: str) -> None:
    other = studio.clip("a bear sleeps", size=SIZE, seconds="2", fps=24)
    studio.made(other)
    page.goto(f"{studio.url}/clips/{clip}?tool=blend")
    page.get_by_role("button", name="Choose a second clip").click()
    page.get_by_role("textbox", name="Search your clips").fill("bear")
    page.get_by_role("dialog").get_by_role("button", name="a bear sleeps").click()
    page.get_by_role("slider", name="Point 1").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name="Blend", exact=True).click()
    [made] = children(studio, clip)
    assert made["asked"]["blend"] == [[0.4, 0.05], [1.5, 1]]
    assert set(made["parents"]) == {clip, other}
    beside = page.get_by_role("region", name="Side by side")
    expect(beside.get_by_text("Second clip")).to_be_visible()
    expect(beside.locator("video")).to_have_count(3)


def queue_is(studio: Studio, *, paused: bool) -> None:
    with studio.api() as api:
        api.put("/api/admin/queue", json={"paused": paused}).raise_for_status()


def test_making_it_again_gives_the_same_recipe(studio: Studio, page: Page, clip: str) -> None:
    queue_is(studio, paused=True)
    page.goto(f"{studio.url}/clips/{clip}?tool=recipe")
    page.get_by_role("button", name="Make again").click()
    expect(page).not_to_have_url(re.compile(clip))
    again = page.url.rsplit("/", 1)[1]
    recipe = page.get_by_role("tab", name="Recipe")
    expect(recipe).to_have_attribute("aria-selected", "true")
    queue_is(studio, paused=False)
    studio.made(again)
    expect(page.get_by_role("tab", name="Remix")).to_be_visible()
    expect(recipe).to_have_attribute("aria-selected", "true")  # more is possible now, and nothing moves
    assert told(studio, again)["recipe"] == told(studio, clip)["recipe"]
    page.get_by_role("button", name="Change and make").click()
    draft = json.loads(str(page.evaluate("localStorage.getItem('yozora.draft')")))["state"]["draft"]
    assert (draft["prompt"], draft["seed"]) == ("a fox runs through the snow", told(studio, clip)["seed"])


def test_the_history_is_walked_by_arrow_keys_and_two_takes_are_compared(studio: Studio, page: Page, clip: str) -> None:
    with studio.api() as api:
        for prompt in ("a wolf runs", "a bear runs"):
            api.post(f"/v1/videos/{clip}/remix", json={"prompt": prompt}).raise_for_status()
    children(studio, clip, 2)
    page.goto(f"{studio.url}/clips/{clip}?tool=history")
    tree = page.get_by_role("list", name="Takes")
    tree.get_by_role("link", name="a fox runs through the snow").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(tree.get_by_role("link", name="a bear runs")).to_be_focused()
    for button in tree.get_by_role("button", name="Compare").all()[1:]:
        button.click()
    expect(page.get_by_role("region", name="Side by side").locator("video")).to_have_count(2)
    tree.get_by_role("link", name="a bear runs").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("a bear runs")


def test_a_clip_that_was_cancelled_says_so_and_can_be_tried_again(studio: Studio, page: Page) -> None:
    clip = studio.clip(size="1280x720", seconds="20", fps=30)
    page.goto(f"{studio.url}/clips/{clip}")
    page.get_by_role("main").get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("This clip was cancelled")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("This clip was cancelled")).to_be_hidden()
    assert told(studio, clip)["status"] != "failed"


def test_what_a_file_says_of_itself_is_told_and_no_more(studio: Studio, page: Page, clip: str) -> None:
    page.goto(f"{studio.url}/clips/{clip}?tool=provenance")
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("It was made here")).to_be_visible()
    expect(page.get_by_text("Its C2PA manifest is whole, and signed by somebody who is known here")).to_be_visible()
    expect(page.get_by_text("Its pictures carry the invisible mark")).to_be_visible()
    expect(page.get_by_text(re.compile(r"^[0-9a-f]{64}$"))).to_be_visible()


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_everybody_can_use_every_tool(studio: Studio, page: Page, clip: str, theme: str) -> None:
    with studio.api() as api:
        made = api.post(f"/v1/videos/{clip}/remix", json={"prompt": "a wolf runs"}).json()["id"]
    studio.made(made)
    page.goto(f"{studio.url}/clips/{clip}")
    expect(page.get_by_role("region", name="Side by side")).to_be_visible()
    if theme == "light":
        page.get_by_role("button", name="Light theme").click()
    found = list[str]()
    for tab in TABS:
        page.get_by_role("tab", name=tab, exact=True).click()
        page.wait_for_timeout(200)
        found += [f"{tab}: {one}" for one in violations(page)]
    assert found == []


def test_a_phone_shows_every_tool_without_scrolling_sideways(studio: Studio, page: Page, clip: str) -> None:
    with studio.api() as api:
        made = api.post(f"/v1/videos/{clip}/remix", json={"prompt": "a wolf runs"}).json()["id"]
    studio.made(made)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{studio.url}/clips/{clip}")
    expect(page.get_by_role("region", name="Side by side")).to_be_visible()
    for tab in TABS:
        page.get_by_role("tab", name=tab, exact=True).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, tab


def test_controls_go_away_while_a_clip_fills_the_screen_and_nobody_moves(studio: Studio, page: Page, clip: str) -> None:
    page.goto(f"{studio.url}/clips/{clip}")
    page.get_by_role("button", name="Full screen").click()
    play = page.get_by_role("button", name=re.compile("^(Play|Pause)$")).first
    if play.get_attribute("aria-label") == "Play":
        play.click()
    hidden = "getComputedStyle(document.querySelector('[data-player] > :last-child')).opacity === '0'"
    until(page, hidden)
    page.mouse.move(300, 300)
    until(page, hidden.replace("'0'", "'1'"))
