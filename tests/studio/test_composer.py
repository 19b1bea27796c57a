"""The composer: from words to a clip, and nothing that is written is ever lost."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from studio.axe import violations
from studio.harness import Studio


def words(page: Page) -> Locator:
    return page.get_by_label("What happens in the clip")


def test_words_become_a_clip_of_the_library(studio: Studio, page: Page) -> None:
    page.goto(studio.url)
    words(page).fill("a fox runs through the snow")
    page.get_by_role("button", name="Length: 5 s").click()
    page.get_by_role("button", name="2 s", exact=True).click()
    words(page).press("Enter")
    expect(page.get_by_text("One clip is being made.", exact=True)).to_be_visible()
    expect(words(page)).to_have_value("")
    page.get_by_role("button", name="Bring the words back").click()
    expect(words(page)).to_have_value("a fox runs through the snow")
    expect(page.get_by_text(re.compile("^Ready: a fox")).first).to_be_visible()
    with studio.api() as api:
        [clip] = api.get("/api/clips").json()["clips"]
    assert (clip["prompt"], clip["seconds"], clip["status"]) == ("a fox runs through the snow", 2.0, "completed")


def test_each_word_says_what_became_of_it_and_can_be_changed(studio: Studio, page: Page) -> None:
    page.goto(studio.url)
    words(page).fill("a dragonfly with a quasar in the forest")
    heard = page.get_by_role("list", name="What is understood")
    expect(heard.get_by_role("button", name="dragonfly → fly")).to_be_visible()
    expect(heard.get_by_role("button", name="forest")).to_be_visible()
    heard.get_by_role("button", name="quasar left out").click()
    page.get_by_role("button", name="Take it out").click()
    expect(words(page)).to_have_value("a dragonfly with in the forest")
    heard.get_by_role("button", name="dragonfly → fly").click()
    page.get_by_placeholder("Look for a word").fill("elephant")
    page.get_by_role("button", name="elephant", exact=True).click()
    expect(words(page)).to_have_value("an elephant with in the forest")
    expect(heard.get_by_role("button", name="elephant")).to_be_visible()


def test_chinese_words_show_what_is_drawn(studio: Studio, page: Page) -> None:
    page.goto(studio.url)
    words(page).fill("长毛猛犸象在沙漠中行走，戴着摩托车头盔")
    heard = page.get_by_role("list", name="What is understood")
    expect(heard.get_by_role("button", name="长毛猛犸象 mammoth")).to_be_visible()
    expect(heard.get_by_role("button", name="摩托车头盔 left out")).to_be_visible()


def test_enter_while_an_input_method_composes_makes_nothing(studio: Studio, page: Page) -> None:
    page.goto(studio.url)
    words(page).fill("狐狸")
    sent = list[str]()
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/v1/videos") else None)
    event = {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True}
    words(page).dispatch_event("keydown", event)
    words(page).press("Shift+Enter")
    expect(words(page)).to_have_value("狐狸\n")
    assert sent == []


def test_what_is_refused_keeps_its_words_and_says_why(studio: Studio, page: Page) -> None:
    page.goto(studio.url)
    error = {"message": "The style is gone. Choose another one.", "code": "invalid_value", "param": "style"}
    page.route("**/v1/videos", lambda route: route.fulfill(status=400, json={"error": error}))
    words(page).fill("a whale in the sea")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("alert")).to_contain_text("The style is gone. Choose another one.")
    expect(words(page)).to_have_value("a whale in the sea")
    words(page).press_sequentially(" at night")
    expect(page.get_by_text("The style is gone.")).to_have_count(0)


def test_a_lost_answer_makes_nothing_twice(studio: Studio, page: Page) -> None:
    page.goto(studio.url)
    lost = list[str]()

    def lose_first(route: Route) -> None:
        if route.request.method != "POST" or lost:
            route.continue_()
            return
        lost.append(route.request.headers["idempotency-key"])
        route.fetch()  # the server has it, the page never hears of it
        route.abort()

    page.route("**/v1/videos", lose_first)
    words(page).fill("a crab on the beach")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("It was not sent. Your words are kept.")).to_be_visible()
    page.reload()
    words(page).press("Enter")
    expect(page.get_by_text("One clip is being made.", exact=True)).to_be_visible()
    with studio.api() as api:
        assert len(api.get("/api/clips").json()["clips"]) == 1


def test_a_draft_outlives_the_page(studio: Studio, page: Page) -> None:
    page.goto(studio.url)
    words(page).fill("a horse")
    page.get_by_role("button", name="Ratio: 16:9").click()
    page.get_by_role("menuitemradio", name=re.compile("^1:1")).click()
    page.get_by_role("button", name="Seed: New each time").click()
    page.get_by_role("switch", name=re.compile("^Keep the seed")).click()
    page.get_by_role("textbox", name="Number").fill("42")
    page.reload()
    expect(words(page)).to_have_value("a horse")
    expect(page.get_by_role("button", name="Ratio: 1:1")).to_be_visible()
    expect(page.get_by_role("button", name="Seed: 42")).to_be_visible()


def test_the_keyboard_goes_to_the_words_and_words_go_to_a_board(studio: Studio, page: Page) -> None:
    page.goto(studio.url)
    expect(words(page)).to_be_visible()
    page.keyboard.press("c")
    expect(words(page)).to_be_focused()
    page.keyboard.type("a dog")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(words(page)).to_be_focused()
    page.get_by_role("button", name="Storyboard", exact=True).click()
    expect(page).to_have_url(re.compile("/boards/board_"))
    with studio.api() as api:
        [board] = api.get("/api/boards").json()
    assert (board["name"], board["timeline"]["cards"]) == ("a dog", [{"kind": "text", "text": "a dog"}])


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_composer_can_be_used_by_everybody(studio: Studio, page: Page, theme: str) -> None:
    page.goto(studio.url)
    if theme == "light":
        page.get_by_role("button", name="Light theme").click()
    words(page).fill("a dragonfly with a quasar")
    page.get_by_role("button", name="quasar left out").click()
    expect(page.get_by_role("button", name="Take it out")).to_be_visible()
    assert not (found := violations(page)), found[0]


def test_what_a_plan_does_not_allow_is_said_before_with_what_it_does(studio: Studio, page: Page) -> None:
    def limited(route: Route) -> None:
        said = route.fetch().json()
        high = "x1080" in (route.request.post_data or "")
        refusal = {"message": "Too large.", "type": "permission_error", "param": None, "code": "plan_limit"}
        limits = {**said["limits"], "most_height_px": 480, "priority_clips_a_month": 50}
        route.fulfill(json={**said, "limits": limits, "priority_left": 40, "refusal": refusal if high else None})

    page.route("**/api/estimate", limited)
    page.goto(studio.url)
    words(page).fill("a horse")
    expect(page.get_by_text("40 of 50 left")).to_be_visible()
    page.get_by_role("button", name="Resolution: 480p").click()
    page.get_by_role("menuitemradio", name=re.compile("^1080p")).click()
    page.get_by_role("button", name="Use 480p").click()
    expect(page.get_by_role("button", name="Resolution: 480p")).to_be_visible()
    expect(page.get_by_text("40 of 50 left")).to_be_visible()


def test_a_picture_is_pasted_and_a_clip_goes_on(studio: Studio, page: Page) -> None:
    studio.made(studio.clip("a whale in the sea"))
    page.goto(studio.url)
    words(page).evaluate(
        """async (area) => {
          const canvas = new OffscreenCanvas(64, 64);
          canvas.getContext("2d").fillRect(0, 0, 64, 64);
          const file = new File([await canvas.convertToBlob()], "sea.png", { type: "image/png" });
          const data = new DataTransfer();
          data.items.add(file);
          area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    page.get_by_role("button", name="Take sea.png away").click()
    page.get_by_role("button", name="Add a picture or a clip").click()
    page.get_by_role("radio", name="Clips").click()
    page.get_by_role("dialog").get_by_role("button", name="a whale in the sea").click()
    page.get_by_role("button", name="Let it go on").click()
    expect(page.get_by_role("button", name="Take a whale in the sea away")).to_be_visible()
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("One clip is being made.", exact=True)).to_be_visible()
    with studio.api() as api:
        assert [clip["operation"] for clip in api.get("/api/clips").json()["clips"]] == ["extend", "create"]


def test_words_that_are_too_many_stay_and_it_is_said(studio: Studio, page: Page) -> None:
    page.goto(studio.url)
    words, too_many = page.get_by_label("What happens in the clip"), "a fox runs " * 3000
    words.fill(too_many)
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text(re.compile("32,?000"))
    expect(words).to_have_value(too_many)
    with studio.api() as api:
        assert api.get("/v1/videos").json()["data"] == []


def test_what_was_begun_is_not_offered_any_more_once_it_was_sent(studio: Studio, page: Page) -> None:
    page.goto(studio.url)
    page.get_by_label("What happens in the clip").press_sequentially("a fox in the fores")
    endings = page.get_by_text("Tab", exact=True)
    expect(endings.first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_label("What happens in the clip")).to_have_value("")
    expect(endings).to_have_count(0)
