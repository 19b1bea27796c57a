"""Settings: what each section does, who has it, and the sheet of shortcuts."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect
from studio.axe import violations
from studio.harness import Studio
from studio.inhabited import PASSWORD, Inhabited

from yozora.service.accounts.people import Role

OWN = ["Storage", "Safety", "Styles", "Characters", "Keys and webhooks"]
HELP = ["Shortcuts", "About"]
ALONE = ["Appearance", *OWN, "Appeals", *HELP]
MEMBER = ["Appearance", "Account", "Plan and usage", *OWN, *HELP]
ADMINISTRATOR = [*MEMBER[:-2], "People", "Plans", "Models", "Queue", "Appeals", *HELP]


def sections(page: Page) -> list[str]:
    """What the menu of settings has."""
    menu = page.get_by_role("navigation", name="Settings")
    expect(menu.get_by_role("link", name="About")).to_be_visible()
    return menu.get_by_role("link").all_inner_texts()


def paths(page: Page) -> list[str]:
    links = page.get_by_role("navigation", name="Settings").get_by_role("link")
    expect(links.last).to_be_visible()
    return [str(link.get_attribute("href")) for link in links.all()]


def test_everybody_has_the_sections_that_are_theirs(studio: Studio, inhabited: Inhabited, page: Page) -> None:
    page.goto(f"{studio.url}/settings")
    assert sections(page) == ALONE
    inhabited.person("Vic", Role.VIEWER)
    for name, wanted in (("Vic", MEMBER), ("Ada", ADMINISTRATOR)):
        inhabited.sign_in(page, name)
        page.goto(f"{inhabited.url}/settings")
        assert sections(page) == wanted
    inhabited.sign_in(page, "Vic")
    page.goto(f"{inhabited.url}/settings/people")
    expect(page.get_by_role("heading", level=1, name="There is no such section here")).to_be_visible()


def test_a_key_is_shown_once_works_and_ends(inhabited: Inhabited, page: Page) -> None:
    inhabited.sign_in(page, "Ada")
    page.goto(f"{inhabited.url}/settings/keys")
    page.get_by_role("button", name="New key").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Make key").click()
    expect(dialog.get_by_text("Give it a name.")).to_be_visible()
    dialog.get_by_label("Name").fill("laptop")
    dialog.get_by_role("button", name="Make key").click()
    secret = dialog.get_by_role("group", name="Secret").inner_text()
    expect(dialog.get_by_text("from openai import OpenAI")).to_contain_text(secret)
    dialog.get_by_role("button", name="Done").click()

    def asked(path: str) -> int:
        return httpx.get(f"{inhabited.url}{path}", headers={"authorization": f"Bearer {secret}"}).status_code

    assert asked("/v1/videos") == 200 and asked("/api/admin/people") == 403, "it does what was chosen and no more"
    assert secret not in page.content()
    page.get_by_role("button", name="Revoke: laptop").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("Revoked keys (1)")).to_be_visible()
    assert asked("/v1/videos") == 401


def test_a_style_is_written_seen_used_deleted_and_brought_back(studio: Studio, page: Page) -> None:
    page.goto(f"{studio.url}/settings/styles")
    for name in ("Papercraft", "Film noir"):
        expect(page.get_by_role("article", name=name, exact=True)).to_be_visible()
    page.get_by_role("button", name="New style").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Winter noir")
    with page.expect_response(re.compile(r"presets/picture\?words=black")) as picture:
        dialog.get_by_label("Colour").fill("black and white")
    assert picture.value.headers["content-type"] == "image/webp"
    dialog.get_by_role("button", name="Keep style").click()
    card = page.get_by_role("article", name="Winter noir")
    card.get_by_role("button", name="More for Winter noir").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(card).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    card.get_by_role("button", name="Use in composer").click()
    expect(page).to_have_url(f"{studio.url}/")
    assert page.evaluate("JSON.parse(localStorage.getItem('yozora.draft')).state.draft.style") == "Winter noir"


def test_a_style_that_is_shared_is_seen_by_others(inhabited: Inhabited, page: Page) -> None:
    with inhabited.api("Ada") as ada:
        ada.post("/api/presets", json={"name": "Frost", "entries": {"colour": "white"}}).raise_for_status()
    inhabited.person("Mia")
    for name in ("Ada", "Mia"):
        inhabited.sign_in(page, name)
        page.goto(f"{inhabited.url}/settings/styles")
        if name == "Ada":
            page.get_by_role("button", name="More for Frost").click()
            page.get_by_role("menuitem", name="Share with everybody here").click()
            expect(page.get_by_text("Frost can be used by everybody").first).to_be_visible()
    expect(page.get_by_role("article", name="Frost")).to_contain_text("Shared by others")
    page.get_by_role("button", name="More for Frost").click()
    expect(page.get_by_role("menuitem", name="Edit")).to_have_count(0)


def test_a_character_is_taken_from_a_clip_and_comes_back_after_undo(studio: Studio, page: Page) -> None:
    studio.made(studio.clip("a white fox"))
    page.goto(f"{studio.url}/settings/characters")
    page.get_by_role("button", name="New character").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Keep character").click()
    expect(dialog.get_by_text("Choose a clip or a file.")).to_be_visible()
    dialog.get_by_role("radio", name="Choose a white fox").check()
    dialog.get_by_label("Name").fill("Nana")
    dialog.get_by_label("Who that is").fill("a white fox")
    dialog.get_by_role("button", name="Keep character").click()
    card = page.get_by_role("article", name="Nana")
    card.get_by_role("button", name="More for Nana").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_text("Nobody is known by a name yet")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(card).to_contain_text("a white fox")
    card.get_by_role("button", name="Use in composer").click()
    expect(page).to_have_url(f"{studio.url}/")
    with studio.api() as api:
        [nana] = api.get("/v1/videos/characters").json()["data"]
    assert page.evaluate("JSON.parse(localStorage.getItem('yozora.draft')).state.draft.characters") == [nana["id"]]


def test_the_trash_is_emptied_after_a_question(studio: Studio, page: Page) -> None:
    kept, gone = studio.clip("a fox"), studio.clip("a dog")
    studio.made(kept, gone)
    with studio.api() as api:
        api.post("/api/clips/trash", json={"ids": [gone]})
    page.goto(f"{studio.url}/settings/storage")
    page.get_by_role("button", name="Empty the trash").click()
    expect(page.get_by_role("dialog")).to_contain_text("1 file is deleted for good")
    page.get_by_role("dialog").get_by_role("button", name="Empty the trash").click()
    expect(page.get_by_text("The trash is empty.").first).to_be_visible()
    expect(page.get_by_role("button", name="Empty the trash")).to_have_count(0)
    with studio.api() as api:
        assert api.get(f"/api/clips/{gone}").status_code == 404 and api.get(f"/api/clips/{kept}").status_code == 200


def test_somebody_is_invited_by_a_link_and_the_last_administrator_stays_one(inhabited: Inhabited, page: Page) -> None:
    inhabited.sign_in(page, "Ada")
    page.goto(f"{inhabited.url}/settings/people")
    page.get_by_role("button", name="Invite").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Mia")
    dialog.get_by_role("button", name="Plan: plus").click()
    page.get_by_role("menuitemradio", name="pro").click()
    dialog.get_by_role("button", name="Make a link").click()
    link = dialog.get_by_role("group", name="A link for Mia").inner_text()
    assert link.startswith(f"{inhabited.url}/welcome#")
    token = link.partition("#")[2]
    made = httpx.post(f"{inhabited.url}/api/welcome", json={"token": token, "password": PASSWORD}).json()
    assert (made["name"], made["plan"]) == ("Mia", "pro")
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_role("button", name="Plan, Mia: pro")).to_be_visible()
    page.get_by_role("button", name="Role, Ada: Administrator").click()
    page.get_by_role("menuitemradio", name="Member").click()
    expect(page.get_by_role("alert")).to_contain_text("last administrator")
    expect(page.get_by_role("button", name="Role, Ada: Administrator")).to_be_visible()


def test_a_plan_is_kept_as_its_fields_are_left(inhabited: Inhabited, page: Page) -> None:
    inhabited.sign_in(page, "Ada")
    page.goto(f"{inhabited.url}/settings/plans")
    cell = page.get_by_label("Seconds of a clip, plan plus")
    cell.fill("8")
    cell.blur()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.get_by_label("Storage in GB, plan plus").fill("1,5")
    page.keyboard.press("Enter")
    page.get_by_label("Clips at a time, plan plus").fill("100000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("expected 1 to 1000")
    with inhabited.api("Ada") as ada:
        plus = ada.get("/api/admin/plans").json()["plans"]["plus"]
    assert (plus["most_seconds"], plus["storage_bytes"], plus["clips_at_once"]) == (8, 1_500_000_000, 2)


def test_the_queue_is_paused_and_a_model_gets_another_name(inhabited: Inhabited, page: Page) -> None:
    inhabited.sign_in(page, "Ada")
    page.goto(f"{inhabited.url}/settings/queue")
    page.get_by_role("switch", name="Pause the queue").click()
    expect(page.get_by_text("The queue is paused.")).to_be_visible()
    page.goto(f"{inhabited.url}/settings/models")
    page.get_by_role("button", name="Add a name").click()
    page.get_by_role("dialog").get_by_label("Name").fill("house-model")
    page.get_by_role("dialog").get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("button", name="Engine of house-model: suited")).to_be_visible()
    with inhabited.api("Ada") as ada:
        assert ada.get("/api/admin/queue").json() == {"paused": True}
        assert "house-model" in ada.get("/api/admin/models").json()["models"]


def test_another_password_is_chosen(inhabited: Inhabited, page: Page) -> None:
    inhabited.sign_in(page, "Ada")
    page.goto(f"{inhabited.url}/settings/account")
    page.get_by_role("button", name="Change password").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Present password").fill("wrong wrong wrong")
    dialog.get_by_label("New password").fill("three words together")
    dialog.get_by_role("button", name="Change password").click()
    expect(dialog.get_by_role("alert")).to_contain_text("The present password is not right")
    dialog.get_by_label("Present password").fill(PASSWORD)
    dialog.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Your password is changed.").first).to_be_visible()
    said = {"name": "Ada", "password": "three words together"}
    assert httpx.post(f"{inhabited.url}/api/sign-in", json=said).status_code == 200


def test_a_question_mark_shows_all_shortcuts_but_not_while_somebody_writes(studio: Studio, page: Page) -> None:
    page.goto(f"{studio.url}/settings/characters")
    page.get_by_role("button", name="New character").click()
    page.get_by_role("dialog").get_by_label("Name").press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_contain_text("Split at the playhead")
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_section_is_for_everybody(inhabited: Inhabited, page: Page, theme: str) -> None:
    with inhabited.api("Ada") as ada:
        ada.post("/api/presets", json={"name": "Frost", "entries": {"colour": "white"}}).raise_for_status()
        ada.post("/api/keys", json={"name": "laptop"}).raise_for_status()
    inhabited.sign_in(page, "Ada")
    page.goto(f"{inhabited.url}/settings")
    if theme == "light":
        page.get_by_role("button", name="Light theme").click()
    for path in paths(page):
        page.goto(f"{inhabited.url}{path}")
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        assert violations(page) == [], path


def test_a_phone_shows_the_sections_and_then_one_of_them(inhabited: Inhabited, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    inhabited.sign_in(page, "Ada")
    page.goto(f"{inhabited.url}/settings")
    for path in paths(page):
        page.goto(f"{inhabited.url}{path}")
        expect(page.locator("h1:visible")).to_have_count(1)
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, f"{path} is {width} pixels wide"
    page.get_by_role("main").or_(page.get_by_role("banner")).get_by_role("link", name="Settings").first.click()
    expect(page.get_by_role("heading", level=1, name="Settings")).to_be_attached()
    expect(page.get_by_role("navigation", name="Settings").get_by_role("link", name="Styles")).to_be_visible()


AT_FIRST = """new MutationObserver(() => {
  window.atFirst ??= document.querySelector("#root *") && document.documentElement.dataset.motion;
}).observe(document, { childList: true, subtree: true });"""


def test_motion_is_as_the_machine_has_it_or_as_is_chosen_and_stays(studio: Studio, page: Page) -> None:
    clip = studio.clip("a fox")
    studio.made(clip)
    page.add_init_script(AT_FIRST)
    page.goto(f"{studio.url}/settings/appearance")
    html, choices = page.locator("html"), page.get_by_role("radiogroup", name="Motion")

    def fades_s() -> float:
        link = page.get_by_role("link", name="All clips")
        return float(link.evaluate("link => parseFloat(getComputedStyle(link).transitionDuration)"))

    expect(page.get_by_text("Your machine asks for less motion")).to_be_visible()
    assert fades_s() == pytest.approx(0.001)
    page.emulate_media(reduced_motion="no-preference")
    expect(html).to_have_attribute("data-motion", "full")
    assert fades_s() == pytest.approx(0.15)
    choices.get_by_role("radio", name="Reduced").click()
    expect(html).to_have_attribute("data-motion", "reduced")
    assert fades_s() == pytest.approx(0.001)
    page.goto(f"{studio.url}/clips/{clip}")
    assert page.evaluate("atFirst") == "reduced"
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.wait_for_timeout(300)
    assert page.locator("video").first.evaluate("video => video.paused")
    page.goto(studio.url)
    page.get_by_role("link", name="a fox").focus()
    page.wait_for_timeout(400)
    expect(page.locator("[data-item] video")).to_have_count(0)
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{studio.url}/settings/appearance")
    choices.get_by_role("radio", name="Full").click()
    page.goto(studio.url)
    assert page.evaluate("atFirst") == "full"
    page.keyboard.press("Tab")
    page.get_by_role("link", name="a fox").focus()
    expect(page.locator("[data-item] video")).to_have_count(1)
    page.goto(f"{studio.url}/clips/{clip}")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
