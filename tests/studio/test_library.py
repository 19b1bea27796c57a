"""The library: clips found, chosen, kept in folders, played, compared and thrown away; and files that are sent."""

import io
import json
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import insert, update
from studio.axe import violations
from studio.harness import Studio, until

from yozora.library.tables import Clip, new_id

MANY = 1500


def card(page: Page, name: str) -> Locator:
    """The card of a clip by its words."""
    return page.locator("[data-item]").filter(has=page.get_by_role("link", name=name))


def ids(studio: Studio, **said: str | bool) -> list[str]:
    """Ids of clips, the newest first."""
    with studio.api() as api:
        return [clip["id"] for clip in api.get("/api/clips", params=said).raise_for_status().json()["clips"]]


def folder(studio: Studio, name: str) -> str:
    with studio.api() as api:
        return api.post("/api/folders", json={"name": name}).raise_for_status().json()["id"]


def copy(studio: Studio, times: int) -> None:
    """The newest clip many times, as rows alone."""
    with studio.server.house.database.writing() as session:
        known = session.get_one(Clip, ids(studio)[0])
        row = {column.key: getattr(known, column.key) for column in Clip.__table__.columns}
        rows = [{**row, "id": new_id("video"), "title": f"clip {number}"} for number in range(times)]
        session.execute(insert(Clip), rows)


def test_the_newest_clip_is_first_and_opens_on_its_own_page(studio: Studio, page: Page) -> None:
    studio.clip("a fox in the snow")
    newest = studio.clip("a dog on the beach")
    page.goto(studio.url)
    expect(page.locator("[data-item] a").first).to_have_accessible_name("a dog on the beach 1 s · 16:9 · Sketch")
    card(page, "a dog").get_by_role("link").click()
    expect(page).to_have_url(f"{studio.url}/clips/{newest}")


def test_an_empty_library_gives_three_things_to_try(studio: Studio, page: Page) -> None:
    page.goto(studio.url)
    tries = page.get_by_role("list", name="Things to try").get_by_role("button")
    expect(tries).to_have_count(3)
    tries.first.click()
    expect(page.get_by_role("textbox").first).to_have_value("A fox runs through the snow at night, stars")


def test_a_search_outlives_a_reload_and_finding_nothing_says_so(studio: Studio, page: Page) -> None:
    studio.clip("a fox in the snow")
    studio.clip("a dog on the beach")
    page.goto(studio.url)
    expect(card(page, "a fox")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("dog")
    expect(card(page, "a fox")).to_have_count(0)
    expect(page).to_have_url(f"{studio.url}/?q=dog")
    page.reload()
    expect(page.get_by_role("searchbox")).to_have_value("dog")
    expect(card(page, "a dog")).to_be_visible()
    page.get_by_role("searchbox").fill("zebra")
    expect(page.get_by_role("heading", name="No clip has all of this")).to_be_visible()
    page.get_by_role("button", name="Clear the search").last.click()
    expect(card(page, "a fox")).to_be_visible()


def test_takes_of_one_request_are_one_card_and_open_side_by_side(studio: Studio, page: Page) -> None:
    studio.clip("a penguin waddles", n=4)
    studio.made(*ids(studio))
    page.goto(studio.url)
    expect(page.locator("[data-item]")).to_have_count(1)
    expect(page.locator("[data-item] img")).to_have_count(4)
    page.get_by_role("link", name="4 variations").click()
    expect(page.get_by_role("heading", name="Side by side")).to_be_visible()
    expect(page.locator("video")).to_have_count(4)


def test_a_clip_plays_while_the_pointer_rests_on_it(studio: Studio, page: Page) -> None:
    studio.made(studio.clip("a fox"))
    page.goto(studio.url)
    card(page, "a fox").hover()
    video = card(page, "a fox").locator("video")
    expect(video).to_have_count(1)
    until(page, "document.querySelector('[data-item] video')?.currentTime > 0")
    assert video.evaluate("video => video.muted && video.loop")
    page.mouse.move(0, 0)
    expect(video).to_have_count(0)


def test_clips_chosen_with_shift_go_to_the_trash_together_and_come_back(studio: Studio, page: Page) -> None:
    for name in ("one", "two", "three", "four"):
        studio.clip(name)
    page.goto(studio.url)
    card(page, "four").hover()
    card(page, "four").get_by_role("checkbox").click()
    card(page, "two").get_by_role("link").click(modifiers=["Shift"])
    expect(page.get_by_role("toolbar", name="Chosen clips")).to_contain_text("3 chosen")
    page.get_by_role("button", name="Move to trash").click()
    expect(page.locator("[data-item]")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-item]")).to_have_count(4)
    assert ids(studio, trashed=True) == []


def test_chosen_clips_are_dropped_onto_a_folder_and_counted_there(studio: Studio, page: Page) -> None:
    films = folder(studio, "Films")
    one, two = studio.clip("one"), studio.clip("two")
    studio.clip("three")
    page.goto(studio.url)
    for name in ("one", "two"):
        card(page, name).hover()
        card(page, name).get_by_role("checkbox").click()
    card(page, "one").drag_to(page.get_by_role("link", name="Films"))
    expect(page.get_by_text("2 clips are in Films.").first).to_be_visible()
    assert set(ids(studio, folder=films)) == {one, two}
    expect(page.get_by_role("link", name="Films")).to_have_accessible_name("Films 2")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Films")).to_have_accessible_name("Films")
    assert ids(studio, folder=films) == []


def test_a_folder_is_made_named_and_deleted_and_its_clips_stay(studio: Studio, page: Page) -> None:
    clip = studio.clip("a fox")
    page.goto(studio.url)
    page.get_by_role("button", name="New folder").click()
    expect(page.get_by_role("textbox", name="Name of the folder")).to_be_focused()
    page.keyboard.type("Foxes")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Foxes")).to_be_visible()
    page.get_by_role("link", name="Foxes").press("F2")
    expect(page.get_by_role("textbox", name="Name of the folder")).to_be_focused()
    page.keyboard.type("Red ones")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Red ones")).to_be_visible()
    with studio.api() as api:
        (made,) = api.get("/api/folders").json()
        api.post("/api/clips/move", params={"folder": made["id"]}, json={"ids": [clip]}).raise_for_status()
    page.get_by_role("link", name="Red ones").click()
    expect(card(page, "a fox")).to_be_visible()
    page.get_by_role("link", name="Red ones").press("Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete folder").click()
    expect(page).to_have_url(f"{studio.url}/")
    expect(card(page, "a fox")).to_be_visible()
    expect(page.get_by_role("link", name="Red ones")).to_have_count(0)


def test_everything_is_done_by_keys_alone(studio: Studio, page: Page) -> None:
    folder(studio, "Films")
    first, second = studio.clip("first"), studio.clip("second")
    page.goto(studio.url)
    card(page, "second").get_by_role("link").focus()
    page.keyboard.press("ArrowRight")
    expect(card(page, "first").get_by_role("link")).to_be_focused()
    with page.expect_response("**/api/clips/mark**"):
        page.keyboard.press("f")
    with page.expect_response("**/api/clips/mark**"):
        page.keyboard.press("b")
    assert ids(studio, favourite=True) == ids(studio, bookmarked=True) == [first]
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(card(page, "first").get_by_role("button", name="More for")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name="Move to…").press("Enter")
    page.keyboard.type("films")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 clip is in Films.").first).to_be_visible()
    card(page, "first").get_by_role("link").focus()
    page.keyboard.press("Delete")
    expect(card(page, "first")).to_have_count(0)
    expect(card(page, "second").get_by_role("link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{studio.url}/clips/{second}")


def test_the_trash_gives_back_and_is_emptied_after_asking(studio: Studio, page: Page) -> None:
    one, two, three = (studio.clip(name) for name in ("one", "two", "three"))
    studio.made(one, two, three)
    with studio.api() as api:
        api.post("/api/clips/trash", json={"ids": [one, two]}).raise_for_status()
    page.goto(f"{studio.url}/trash")
    expect(page.locator("[data-item] img").first).to_have_js_property("complete", True)
    assert page.locator("[data-item] img").first.evaluate("picture => picture.naturalWidth") > 0
    card(page, "one").get_by_role("link").click(button="right")
    page.get_by_role("menuitem", name="Restore").click()
    expect(page.locator("[data-item]")).to_have_count(1)
    page.get_by_role("button", name="Empty trash").click()
    page.get_by_role("dialog").get_by_role("button", name="Empty trash").click()
    expect(page.get_by_role("heading", name="The trash is empty")).to_be_visible()
    assert set(ids(studio)) == {one, three}


def test_a_clip_that_failed_says_why_and_is_tried_again(studio: Studio, page: Page) -> None:
    clip = studio.clip("a fox")
    studio.made(clip)
    error = {"code": "out_of_memory", "message": "There is no memory left. Choose a smaller size."}
    with studio.server.house.database.writing() as session:
        nothing = {"video": None, "thumbnail": None, "spritesheet": None}
        session.execute(update(Clip).where(Clip.id == clip).values(status="failed", error=error, **nothing))
    page.goto(studio.url)
    expect(page.get_by_text("There is no memory left. Choose a smaller size.")).to_be_visible()
    with page.expect_response(f"**/api/activity/{clip}/retry"):
        page.get_by_role("button", name="Try again").click()


def test_files_are_sent_and_what_cannot_be_read_says_why(studio: Studio, page: Page) -> None:
    file = io.BytesIO()
    Image.fromarray(np.full((64, 96, 3), 90, np.uint8)).save(file, "PNG")
    page.goto(f"{studio.url}/uploads")
    expect(page.get_by_role("heading", name="Send pictures and clips")).to_be_visible()
    page.locator("input[type=file][multiple]").first.set_input_files(
        [
            {"name": "harbour.png", "mimeType": "image/png", "buffer": file.getvalue()},
            {"name": "letter.png", "mimeType": "image/png", "buffer": b"Dear Ann"},
        ]
    )
    expect(page.get_by_role("button", name="Open: harbour.png")).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="letter.png was not sent")).to_be_visible()
    page.get_by_role("button", name="Use in composer").click()
    draft = json.loads(page.evaluate("localStorage.getItem('yozora.draft')"))["state"]["draft"]
    assert draft["given"]["name"] == "harbour.png" and draft["given"]["kind"] == "image"
    page.get_by_role("button", name="More for harbour.png").click()
    page.get_by_role("menuitem", name="Move to trash").click()
    expect(page.get_by_role("button", name="Open: harbour.png")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Open: harbour.png")).to_be_visible()


def test_of_many_clips_few_are_on_the_page_and_the_place_is_kept(studio: Studio, page: Page) -> None:
    studio.made(studio.clip("a fox"))
    copy(studio, MANY)
    page.goto(studio.url)
    expect(page.locator("[data-item]").first).to_be_visible()
    for _ in range(12):
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        page.wait_for_timeout(120)
    until(page, "Number(document.querySelector('[data-item]')?.ariaSetSize) > 600")
    assert page.locator("[data-item]").count() < 80
    page.evaluate("scrollTo(0, 9000)")
    page.wait_for_timeout(200)
    there = page.locator("[data-item]").nth(20)
    key = there.get_attribute("data-item")
    there.get_by_role("link").evaluate("link => link.click()")
    expect(page).not_to_have_url(f"{studio.url}/")
    page.go_back()
    expect(page.locator(f"[data-item={key}]")).to_be_visible()
    assert abs(page.evaluate("scrollY") - 9000) < 50


def test_a_place_that_could_not_be_read_is_read_again(studio: Studio, page: Page) -> None:
    studio.made(studio.clip("a fox"))
    page.route("**/api/clips?*", lambda route: route.fulfill(status=400, json={"error": {"message": "Not now."}}))
    page.goto(f"{studio.url}/?q=fox")
    wrong = page.get_by_role("alert").filter(has_text="Not now.")
    expect(wrong).to_be_visible()
    page.unroute("**/api/clips?*")
    wrong.get_by_role("button", name="Try again").click()
    expect(card(page, "a fox")).to_be_visible()
    expect(wrong).to_have_count(0)


def test_all_clips_of_a_search_are_chosen_also_those_that_were_not_read(studio: Studio, page: Page) -> None:
    studio.made(studio.clip("a fox"))
    copy(studio, MANY)
    other = studio.clip("a bear")
    studio.made(other)
    page.goto(f"{studio.url}/?q=fox")
    expect(page.locator("[data-item]").first).to_be_visible()
    page.keyboard.press("Control+a")
    chosen = page.get_by_role("toolbar", name="Chosen clips")
    expect(chosen).to_contain_text(f"{MANY + 1} chosen")
    page.keyboard.press("Escape")
    expect(chosen).to_have_count(0)
    page.keyboard.press("Control+a")
    chosen.get_by_role("button", name="Move to trash").click()
    expect(page.get_by_text(f"{MANY + 1} clips are in the trash.", exact=True)).to_be_visible()
    assert ids(studio) == [other]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="All clips")).to_contain_text(re.compile("1,?502"))


def test_all_that_was_read_stays_chosen_where_the_rest_cannot_be_read(studio: Studio, page: Page) -> None:
    studio.made(studio.clip("a fox"))
    copy(studio, 300)
    page.route(
        "**/api/clips?*after=*", lambda route: route.fulfill(status=400, json={"error": {"message": "Not now."}})
    )
    page.goto(studio.url)
    expect(page.locator("[data-item]").first).to_be_visible()
    page.keyboard.press("Control+a")
    expect(page.get_by_text("Not now.", exact=True).first).to_be_visible()
    chosen = page.get_by_role("toolbar", name="Chosen clips")
    expect(chosen).to_contain_text("60 chosen")
    page.unroute("**/api/clips?*after=*")
    page.keyboard.press("Control+a")
    expect(chosen).to_contain_text("301 chosen")


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_everybody_can_use_the_library(studio: Studio, page: Page, theme: str) -> None:
    page.goto(f"{studio.url}/favourites")
    if theme == "light":
        page.get_by_role("button", name="Light theme").click()
    expect(page.get_by_role("heading", name="No favourites yet")).to_be_visible()
    assert violations(page) == []
    folder(studio, "Films")
    studio.made(studio.clip("a fox"), studio.clip("a dog", n=2))
    page.goto(studio.url)
    expect(page.locator("[data-item]")).to_have_count(2)
    assert violations(page) == []
    page.get_by_role("radio", name="List").click()
    card(page, "a fox").get_by_role("checkbox").click()
    assert violations(page) == []
    for path in ("/uploads", "/trash"):
        page.goto(studio.url + path)
        expect(page.locator("main h2").first).to_be_visible()
        assert violations(page) == []


def test_chosen_clips_become_a_storyboard_one_after_the_other(studio: Studio, page: Page) -> None:
    studio.made(studio.clip("one"), studio.clip("two", seconds="2"))
    page.goto(studio.url)
    expect(page.locator("[data-item]")).to_have_count(2)
    page.locator("[data-item]").first.hover()
    page.keyboard.press("Control+A")  # as where the Caps Lock key is on
    expect(page.get_by_role("toolbar", name="Chosen clips")).to_contain_text("2 chosen")
    card(page, "two").get_by_role("link").click(button="right")
    page.get_by_role("menuitem", name="Open on a storyboard").click()
    expect(page).to_have_url(re.compile("/boards/board_"))
    with studio.api() as api:
        board = api.get(f"/api/boards/{page.url.rsplit('/', 1)[1]}").json()
    assert board["timeline"]["frames"] == 36
    assert [(card["kind"], card.get("at_s", 0)) for card in board["timeline"]["cards"]] == [("clip", 0), ("clip", 2)]
    expect(page.locator("[data-card]")).to_have_count(2)


def test_a_clip_that_is_being_made_is_stopped_from_its_menu(studio: Studio, page: Page) -> None:
    with studio.api() as api:
        api.put("/api/admin/queue", json={"paused": True}).raise_for_status()
    clip = studio.clip("a fox")
    page.goto(studio.url)
    card(page, "a fox").get_by_role("link").click(button="right")
    page.get_by_role("menuitem", name="Stop making it").click()
    expect(card(page, "a fox")).to_contain_text("Stopped before it was finished")
    with studio.api() as api:
        assert api.get(f"/v1/videos/{clip}").json()["status"] == "failed"
