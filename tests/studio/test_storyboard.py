"""The storyboard: cards on a line of time, by pointer and by keyboard, saved, and made into a clip."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from studio.axe import violations
from studio.harness import Studio

FPS = 10
BASE: dict[str, Any] = {"format": "yozora-timeline/1", "size": "256x144", "fps": str(FPS), "frames": 60, "seed": 1}


def text(words: str, at_s: float, until_s: float) -> dict[str, Any]:
    return {"kind": "text", "text": words, "at_s": at_s, "until_s": until_s}


def board_of(studio: Studio, *cards: dict[str, Any], **more: Any) -> str:
    """A new board; its id."""
    with studio.api() as api:
        said = {"name": "Opening scene", "timeline": {**BASE, **more, "cards": list(cards)}}
        return api.post("/api/boards", json=said).raise_for_status().json()["id"]


def opened(studio: Studio, page: Page, board: str) -> None:
    page.goto(f"{studio.url}/boards/{board}")
    expect(page.get_by_role("region", name="Time", exact=True)).to_be_visible()


def spans(page: Page) -> list[tuple[int, int]]:
    """Frames of the cards, in order of time."""
    cards = page.locator("[data-card]")
    return [
        (int(card.get_attribute("data-first") or -1), int(card.get_attribute("data-end") or -1)) for card in cards.all()
    ]


def kept(studio: Studio, page: Page, board: str) -> dict[str, Any]:
    """The board as the server has it, once everything is saved."""
    expect(page.get_by_text("saved", exact=True)).to_be_visible()
    with studio.api() as api:
        return api.get(f"/api/boards/{board}").json()


def card(page: Page, words: str) -> Locator:
    return page.get_by_role("button", name=words)


def drag(page: Page, what: Locator, *, by_frames: int, hold_x: float | None = None) -> None:
    """Take a card in its middle, or at `hold_x`, and let it go so many frames later."""
    box = what.bounding_box()
    assert box is not None
    first, end = (int(what.get_attribute(name) or 0) for name in ("data-first", "data-end"))
    frame_px = box["width"] / (end - first)
    x = box["x"] + (box["width"] / 2 if hold_x is None else hold_x % box["width"])
    y = box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by_frames * frame_px / 2, y)
    page.mouse.move(x + by_frames * frame_px, y)
    page.mouse.up()


def test_an_example_board_comes_with_one_click_and_shows_gap_and_cut(studio: Studio, page: Page) -> None:
    page.goto(f"{studio.url}/boards")
    page.get_by_role("button", name="Begin with an example").click()
    expect(page.locator("[data-card]")).to_have_count(3)
    expect(page.get_by_text("filled by the model · 1.5 s")).to_be_visible()
    expect(page.locator("[data-cut]")).to_have_count(1)
    page.goto(f"{studio.url}/boards")
    expect(page.get_by_role("link", name="Opening scene")).to_be_visible()


def test_a_card_is_moved_with_the_pointer_snaps_to_its_neighbour_and_is_saved(studio: Studio, page: Page) -> None:
    board = board_of(studio, text("a fox", 0, 2), text("a wolf", 4, 6))
    opened(studio, page, board)
    expect(page.locator("[data-gap]")).to_have_count(1)
    drag(page, card(page, "a wolf"), by_frames=-20)
    expect(page.locator("[data-cut]")).to_have_count(1)
    assert spans(page) == [(0, 20), (20, 40)]
    assert kept(studio, page, board)["timeline"]["cards"][1]["at_s"] == 2
    page.keyboard.press("Control+z")
    expect(page.locator("[data-cut]")).to_have_count(0)
    assert spans(page) == [(0, 20), (40, 60)]


def test_a_card_is_trimmed_at_its_edge_and_never_over_another(studio: Studio, page: Page) -> None:
    opened(studio, page, board_of(studio, text("a fox", 0, 2), text("a wolf", 4, 6)))
    drag(page, card(page, "a fox"), by_frames=35, hold_x=-3)
    expect(page.locator("[data-cut]")).to_have_count(1)
    assert spans(page) == [(0, 40), (40, 60)]


def test_a_card_is_dragged_past_its_neighbour_and_both_trade_order_until_it_is_undone(
    studio: Studio, page: Page
) -> None:
    board = board_of(studio, text("a fox", 0, 2), text("a wolf", 2, 5), frames=50)
    opened(studio, page, board)
    drag(page, card(page, "a fox"), by_frames=14)
    assert spans(page) == [(0, 20), (20, 50)]
    drag(page, card(page, "a fox"), by_frames=17)
    expect(card(page, "Text card, 3.0 s to 5.0 s: a fox")).to_have_attribute("aria-pressed", "true")
    assert spans(page) == [(0, 30), (30, 50)]
    assert [one.get("at_s", 0) for one in kept(studio, page, board)["timeline"]["cards"]] == [3, 0]
    page.keyboard.press("Control+z")
    expect(card(page, "Text card, 2.0 s to 5.0 s: a wolf")).to_be_visible()
    assert spans(page) == [(0, 20), (20, 50)]


def test_a_neighbour_makes_way_while_a_card_is_held_and_goes_back_when_it_is_put_back(
    studio: Studio, page: Page
) -> None:
    opened(studio, page, board_of(studio, text("a fox", 0, 2), text("a wolf", 2, 5), frames=50))
    fox, wolf = card(page, "a fox").bounding_box(), card(page, "a wolf").bounding_box()
    assert fox is not None
    assert wolf is not None
    page.mouse.move(fox["x"] + fox["width"] / 2, fox["y"] + fox["height"] / 2)
    page.mouse.down()
    page.mouse.move(wolf["x"] + 2 / 3 * wolf["width"], fox["y"] + fox["height"] / 2)
    moved = card(page, "a wolf").bounding_box()
    assert moved is not None
    assert moved["x"] == pytest.approx(fox["x"], abs=1)
    page.keyboard.press("Escape")
    assert card(page, "a wolf").bounding_box() == wolf
    page.mouse.up()
    assert spans(page) == [(0, 20), (20, 50)]


def test_the_key_that_moves_a_card_takes_it_past_its_neighbour(studio: Studio, page: Page) -> None:
    opened(studio, page, board_of(studio, text("a fox", 0, 2), text("a wolf", 2.1, 5), frames=50))
    card(page, "a fox").focus()
    page.keyboard.down("ArrowRight")
    page.keyboard.down("ArrowRight")  # it is held, and goes no further
    page.keyboard.up("ArrowRight")
    expect(page.locator("[data-cut]")).to_have_count(1)
    assert spans(page) == [(1, 21), (21, 50)]
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("status").filter(has_text="Moved to 3.0 s")).to_be_attached()
    assert spans(page) == [(1, 30), (30, 50)]
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("status").filter(has_text="There is no room for it there.")).to_be_attached()


@pytest.mark.parametrize("how", ["click", "focus"])
def test_a_card_that_is_chosen_is_where_the_playhead_goes(studio: Studio, page: Page, how: str) -> None:
    opened(studio, page, board_of(studio, text("a fox", 0, 2), text("a wolf", 4, 6)))
    playhead = page.get_by_role("slider", name="Playhead")
    getattr(card(page, "a wolf"), how)()
    expect(playhead).to_have_attribute("aria-valuenow", "4")
    page.keyboard.press("s")
    expect(page.get_by_text("Move the playhead into the card first").first).to_be_visible()
    page.keyboard.press(".")
    getattr(card(page, "a wolf"), how)()  # the playhead is on it, and stays
    expect(playhead).to_have_attribute("aria-valuenow", "4.1")
    page.keyboard.press("s")
    expect(page.locator("[data-card]")).to_have_count(3)
    assert spans(page) == [(0, 20), (40, 41), (41, 60)]


def test_a_card_is_dragged_to_the_playhead_which_stays(studio: Studio, page: Page) -> None:
    opened(studio, page, board_of(studio, text("a fox", 0, 2)))
    page.get_by_role("slider", name="Playhead").focus()
    for _ in range(4):
        page.keyboard.press("Shift+ArrowRight")
    drag(page, card(page, "a fox"), by_frames=40)
    expect(card(page, "Text card, 4.0 s to 6.0 s: a fox")).to_be_visible()
    expect(page.get_by_role("slider", name="Playhead")).to_have_attribute("aria-valuenow", "4")


def test_everything_is_done_by_keyboard(studio: Studio, page: Page) -> None:
    board = board_of(studio, text("a fox", 0, 4))
    opened(studio, page, board)
    card(page, "a fox").focus()
    for _ in range(20):
        page.keyboard.press(".")
    page.keyboard.press("s")
    expect(page.locator("[data-card]")).to_have_count(2)
    assert spans(page) == [(0, 20), (20, 40)]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("[data-cut]")).to_have_count(0)
    assert spans(page) == [(0, 20), (31, 51)]
    expect(page.get_by_role("status").filter(has_text="Moved to 3.1 s")).to_be_attached()
    page.keyboard.press("Delete")
    expect(page.locator("[data-card]")).to_have_count(1)
    page.keyboard.press("End")
    page.keyboard.press("t")
    page.keyboard.type("a whale")
    expect(card(page, "a whale")).to_be_visible()
    assert [one["text"] for one in kept(studio, page, board)["timeline"]["cards"]] == ["a fox", "a whale"]


def test_words_are_understood_while_they_are_written_and_the_camera_is_a_word(studio: Studio, page: Page) -> None:
    opened(studio, page, board_of(studio, text("a fox", 0, 4)))
    card(page, "a fox").click()
    words = page.get_by_role("textbox", name="What happens")
    words.fill("a fox near the glorp")
    understood = page.get_by_role("list", name="Understood")
    expect(understood.get_by_text("glorp, left out")).to_be_visible()
    pan = page.get_by_role("button", name="pan left")
    pan.click()
    expect(words).to_have_value("a fox near the glorp, camera pans left")
    expect(pan).to_have_attribute("aria-pressed", "true")
    pan.click()
    expect(words).to_have_value("a fox near the glorp")


def test_a_board_becomes_a_take_with_its_clip_trimmed(studio: Studio, page: Page) -> None:
    clip = studio.clip(seconds="2")
    studio.made(clip)
    film = {"kind": "clip", "file": clip, "sha256": "", "start_s": 0.5, "end_s": 1.5}
    board = board_of(studio, film, text("a wolf runs", 2, 3), frames=40)
    opened(studio, page, board)
    expect(page.get_by_text("kept 1.0 s, from words 1.0 s, filled 2.0 s")).to_be_visible()
    page.get_by_role("button", name="Make this clip").click()
    expect(page.get_by_role("button", name="Take 1 / 1")).to_be_visible()
    with studio.api() as api:
        (take,) = api.get("/api/clips", params={"board": board}).json()["clips"]
        studio.made(take["id"])
        cards = api.get(f"/api/clips/{take['id']}").json()["recipe"]["timeline"]["cards"]
    assert (cards[0]["start_s"], cards[0]["end_s"]) == (0.5, 1.5)
    expect(page.get_by_role("link", name="Open as a clip")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="Take 2 / 2")).to_be_visible()


def test_what_a_board_costs_is_not_asked_while_a_card_has_no_words(studio: Studio, page: Page) -> None:
    with page.expect_response("**/api/estimate"):
        opened(studio, page, board_of(studio, text("a fox", 0, 2)))
    answers = list[int]()
    page.on("response", lambda one: answers.append(one.status) if one.url.endswith("/api/estimate") else None)
    page.keyboard.press("End")
    page.keyboard.press("t")
    expect(page.get_by_role("button", name="Put right first")).to_be_visible()
    page.wait_for_timeout(700)  # longer than what is written is waited for
    assert answers == []
    with page.expect_response("**/api/estimate"):
        page.keyboard.type("a wolf")
    assert answers == [200]


def test_what_must_be_put_right_first_names_its_card(studio: Studio, page: Page) -> None:
    opened(studio, page, board_of(studio, text("a fox", 0, 2), text("", 3, 4)))
    page.get_by_role("button", name="Put right first").click()
    page.get_by_role("button", name="This text card has no words.").click()
    expect(card(page, "Text card, 3.0 s to 4.0 s")).to_have_attribute("aria-pressed", "true")


def test_work_without_a_connection_is_kept_and_sent_later(studio: Studio, page: Page) -> None:
    board = board_of(studio, text("a fox", 0, 2))
    opened(studio, page, board)
    page.route("**/api/boards/*", lambda route: route.abort() if route.request.method == "PATCH" else route.continue_())
    card(page, "a fox").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("alert").get_by_text("kept on this machine")).to_be_visible()
    page.reload()
    expect(card(page, "Text card, 0.1 s to 2.1 s: a fox")).to_be_visible()
    page.unroute("**/api/boards/*")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    assert kept(studio, page, board)["timeline"]["cards"][0]["at_s"] == 0.1


def test_a_board_that_was_changed_elsewhere_is_not_overwritten(studio: Studio, page: Page) -> None:
    board = board_of(studio, text("a fox", 0, 2))
    opened(studio, page, board)
    page.route("**/api/events", lambda route: route.abort())
    page.reload()
    expect(card(page, "a fox")).to_be_visible()
    with studio.api() as api:
        theirs = {**BASE, "cards": [text("theirs", 0, 1)]}
        api.patch(f"/api/boards/{board}", json={"timeline": theirs, "revision": 1}).raise_for_status()
    card(page, "a fox").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Keep mine as a copy").click()
    expect(page.get_by_role("textbox", name="Name of the board")).to_have_value("Opening scene 2")
    expect(card(page, "Text card, 0.1 s to 2.1 s: a fox")).to_be_visible()
    page.goto(f"{studio.url}/boards/{board}")
    expect(card(page, "theirs")).to_be_visible()


def test_a_clip_is_dragged_from_the_library_and_becomes_words(studio: Studio, page: Page) -> None:
    clip = studio.clip("a fox runs through the snow")
    studio.made(clip)
    opened(studio, page, board_of(studio, text("a wolf", 4, 6)))
    page.get_by_role("button", name="Clip", exact=True).click()
    picker = page.get_by_role("region", name="Add from your library")
    thing = picker.get_by_role("button", name="a fox runs")
    thing.drag_to(
        page.get_by_role("list", name="Cards in order of time").locator("xpath=.."), target_position={"x": 40, "y": 40}
    )
    expect(card(page, "Clip card")).to_be_visible()
    page.get_by_role("button", name="Turn into text").click()
    expect(card(page, "Text card").filter(has_text="a fox runs through the snow")).to_be_visible()


@pytest.mark.parametrize("how", ["button", "key"])
def test_words_of_a_new_card_are_written_at_once(studio: Studio, page: Page, how: str) -> None:
    opened(studio, page, board_of(studio, text("a fox", 0, 2)))
    page.get_by_role("button", name="Clip", exact=True).click()
    expect(page.get_by_role("heading", name="Add from your library")).to_be_visible()
    if how == "button":
        page.get_by_role("button", name=re.compile("^Text( T)?$")).click()
    else:
        page.get_by_role("slider", name="Playhead").focus()
        page.keyboard.press("End")
        page.keyboard.press("t")
    words = page.get_by_label("What happens")
    expect(words).to_be_focused()
    page.keyboard.type("a dog sits down")
    expect(words).to_have_value("a dog sits down")
    expect(page.locator("[data-card]")).to_have_count(2)


def test_what_another_page_could_not_save_is_kept_until_somebody_chooses(studio: Studio, page: Page) -> None:
    board = board_of(studio, text("a fox", 0, 2), text("a wolf", 4, 6))
    other = page.context.new_page()
    other.route("**/api/events", lambda route: route.abort())  # it hears of nothing
    opened(studio, other, board)
    opened(studio, page, board)
    card(page, "a fox").click()
    page.get_by_label("What happens").fill("a bear")
    kept(studio, page, board)
    card(other, "a wolf").click()
    other.get_by_label("What happens").fill("a dog")
    expect(other.get_by_text("This board was changed elsewhere")).to_be_visible()
    other.close()
    page.get_by_label("What happens").fill("a bear runs")
    expect(page.get_by_text("saving", exact=True)).to_be_visible()
    kept(studio, page, board)
    page.reload()
    expect(page.get_by_text("This board was changed elsewhere")).to_be_visible()
    page.get_by_role("button", name="Keep mine as a copy").click()
    expect(page).not_to_have_url(re.compile(board))
    expect(card(page, "a dog")).to_be_visible()


def test_an_undo_leaves_the_playhead_on_the_board(studio: Studio, page: Page) -> None:
    opened(studio, page, board_of(studio, text("a fox", 0, 2), frames=20))
    page.keyboard.press("End")
    page.keyboard.press("t")
    page.keyboard.press("Escape")
    expect(page.locator("[data-card]")).to_have_count(2)
    page.get_by_role("slider", name="Playhead").focus()
    page.keyboard.press("End")
    page.keyboard.press("Control+z")
    expect(page.locator("[data-card]")).to_have_count(1)
    expect(page.get_by_role("slider", name="Playhead")).to_have_attribute("aria-valuenow", "2")


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_everybody_can_use_boards(studio: Studio, page: Page, theme: str) -> None:
    clip = studio.clip()
    studio.made(clip)
    film = {"kind": "clip", "file": clip, "sha256": "", "start_s": 0, "end_s": 1}
    board = board_of(studio, film, text("a fox", 2, 4), text("a wolf", 4, 6))
    page.goto(f"{studio.url}/boards")
    expect(page.get_by_role("link", name="Opening scene")).to_be_visible()
    if theme == "light":
        page.get_by_role("button", name="Light theme").click()
    assert violations(page) == []
    opened(studio, page, board)
    card(page, "a wolf").click()
    expect(page.get_by_role("list", name="Understood")).to_be_visible()
    assert violations(page) == []
