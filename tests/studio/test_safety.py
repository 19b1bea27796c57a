"""What the policy refuses: said where it was asked for, appealed, answered; and the policy itself."""

import io
import re
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from houses import house_in, serving
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect
from studio.axe import violations
from studio.harness import until
from studio.inhabited import Inhabited

from yozora.core.ports import Frame
from yozora.safety.findings import Category, Finding, Stage
from yozora.safety.policy import usual_policy
from yozora.safety.refusals import Refused

GORE = "graphic gore, a man is tortured and dismembered"
WISH = {"size": "256x144", "seconds": "1", "fps": 12, "model": "sketch"}
POLICY = """version: "house rules"
categories:
  violence:   {prompt: 0.4, upload: 0.4, frames: 0}
  sexual:     {prompt: 0.5, upload: 0.5, frames: 0.5}
  minors:     {prompt: 0.5, upload: 0.5, frames: 0.5}
  hate:       {prompt: 2, upload: 0.5, frames: 0.5}
  self_harm:  {prompt: 0.5, upload: 0.5, frames: 0.5}
  likeness:   {prompt: 0.5, upload: 0.5, frames: 0.5}
  characters: {prompt: 0.5, upload: 0.5, frames: 0.5}
  privacy:    {prompt: 0.5, upload: 0.5, frames: 0.5}
  wrongdoing: {prompt: 0.5, upload: 0.5, frames: 0.5}
  blocked:    {prompt: 0.5, upload: 0.5, frames: 0.5}
keep_days: 30
appeal: Write to safety@example.org as well.
"""


class RedPictures:
    """A judge of pictures who finds violence in those that are red."""

    def judge(self, frame: Frame, number: int) -> tuple[Finding, ...]:
        is_red = frame[..., 0].mean() > 200 > 60 > frame[..., 1].mean()
        return (Finding(category=Category.VIOLENCE, score=0.9, frame=number),) if is_red else ()


def red(name: str) -> FilePayload:
    """A red picture, as a file that somebody chooses."""
    file = io.BytesIO()
    Image.new("RGB", (64, 64), (255, 0, 0)).save(file, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": file.getvalue()}


@pytest.fixture
def guarded(tmp_path: Path) -> Generator[Inhabited]:
    """A studio in which red pictures are refused; Ada administers it and Vic makes clips, which nobody works on."""
    house = house_in(tmp_path)
    house = replace(house, guard=replace(house.guard, pictures=RedPictures()))
    with ExitStack() as stack:
        inhabited = Inhabited(server=stack.enter_context(serving(house)))
        inhabited.person("Vic")
        yield inhabited


@contextmanager
def beside(browser: Browser, guarded: Inhabited, name: str) -> Generator[Page]:
    """Somebody else's browser."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US", reduced_motion="reduce")
    page = context.new_page()
    guarded.sign_in(page, name)
    yield page
    context.close()


def words_of(guarded: Inhabited, prompt: str = GORE) -> Sequence[str]:
    """The words for which a prompt is refused."""
    with guarded.api("Vic") as api:
        error = api.post("/v1/videos", json={"prompt": prompt, **WISH}).json()["error"]
    assert error["code"] == "moderation_blocked" and error["refusal"]["category"] == "violence"
    return error["refusal"]["words"]


def refused_clip(guarded: Inhabited, prompt: str = "two people swim at night") -> str:
    """A clip of Vic's whose eighth frame was refused; its id."""
    with guarded.api("Vic") as api:
        clip = api.post("/v1/videos", json={"prompt": prompt, **WISH}).raise_for_status().json()["id"]
    queue = guarded.server.house.queue
    claim = queue.claim("worker")
    finding = Finding(category=Category.SEXUAL, score=0.9, frame=7)
    assert claim is not None and queue.refuse(claim, Refused(Stage.FRAMES, (finding,), usual_policy()))
    return clip


def answer(guarded: Inhabited, *, granted: bool, words: str = "") -> None:
    """Ada answers the only appeal that waits."""
    with guarded.api("Ada") as api:
        (appeal,) = api.get("/api/admin/appeals").json()
        said = {"granted": granted, "words": words}
        api.post(f"/api/admin/appeals/{appeal['id']}/answer", json=said).raise_for_status()


def marked(field: Locator) -> str:
    return field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")


def appeal(page: Page, words: str) -> None:
    """Say in the dialog why it is wrong."""
    dialog = page.get_by_role("dialog", name="Appeal")
    dialog.get_by_label("Why is this wrong?").fill(words)
    dialog.get_by_role("button", name="Send appeal").click()
    expect(dialog).to_be_hidden()


def ask(page: Page, prompt: str) -> Locator:
    """Ask in the composer for what is refused; what it says."""
    field = page.get_by_label("What happens in the clip")
    field.fill(prompt)
    field.press("Enter")
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("These words were refused")
    return notice


def test_refused_words_are_said_marked_and_never_lost(guarded: Inhabited, page: Page) -> None:
    words = words_of(guarded)
    guarded.sign_in(page, "Vic")
    page.goto(guarded.url)
    prompt = f"A fox sleeps. {GORE}"
    notice = ask(page, prompt)
    expect(notice).to_contain_text("Found violence in “")
    assert any(word in notice.inner_text() for word in words)
    assert violations(page) == []
    field = page.get_by_label("What happens in the clip")
    notice.get_by_role("button", name="Edit").click()
    expect(field).to_be_focused()
    assert marked(field) in words
    page.reload()
    expect(field).to_have_value(prompt)
    ask(page, prompt)
    field.fill("A fox sleeps")
    expect(notice).to_be_hidden()


def test_a_refusal_is_said_in_chinese(guarded: Inhabited, browser: Browser) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    page = context.new_page()
    guarded.sign_in(page, "Vic")
    page.goto(guarded.url)
    field = page.get_by_role("textbox").last
    field.fill(GORE)
    field.press("Enter")
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("这段文字被拒绝")
    expect(notice).to_contain_text(re.compile("在“.+”中发现：暴力。"))
    notice.get_by_role("button", name="申诉").click()
    expect(page.get_by_role("dialog", name="申诉").get_by_label("为什么判断有误？")).to_be_focused()
    page.keyboard.press("Escape")
    expect(notice.get_by_role("button", name="申诉")).to_be_focused()
    context.close()


def test_an_appeal_is_answered_and_what_was_granted_is_made(guarded: Inhabited, page: Page, browser: Browser) -> None:
    guarded.sign_in(page, "Vic")
    page.goto(guarded.url)
    notice = ask(page, GORE)
    notice.get_by_role("button", name="Appeal").click()
    dialog = page.get_by_role("dialog", name="Appeal")
    dialog.get_by_role("button", name="Send appeal").click()
    expect(dialog.get_by_text("Write why this is wrong.")).to_be_visible()
    assert violations(page) == []
    appeal(page, "It is the title of a film.")
    expect(notice).to_contain_text("You have appealed. It waits for an answer.")
    expect(notice.get_by_role("button", name="Appealed")).to_be_focused()

    with beside(browser, guarded, "Ada") as ada:
        ada.goto(f"{guarded.url}/settings")
        ada.get_by_role("link", name="Appeals 1 waits").click()
        card = ada.get_by_role("article", name="Vic")
        for said in ("Words: violence", "It is the title of a film.", GORE, re.compile(r"Score (9\d|100)%")):
            expect(card).to_contain_text(said)
        assert violations(ada) == []
        card.get_by_label("Your answer").fill("Then it is fine.")
        card.get_by_role("button", name="Grant").click()
        expect(page.get_by_text("Your appeal was granted.", exact=True)).to_be_visible()
        expect(ada.get_by_text("Nothing waits for an answer.")).to_be_visible()
        expect(ada.get_by_role("link", name="Appeals", exact=True)).to_be_visible()
        ada.get_by_role("radio", name="Answered").click()
        expect(card).to_contain_text("Granted")
        expect(card).to_contain_text("Then it is fine.")

    expect(notice).to_contain_text("The answer: Then it is fine.")
    notice.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("One clip is being made.", exact=True)).to_be_visible()
    expect(notice).to_be_hidden()
    with guarded.api("Vic") as api:
        assert [clip["prompt"] for clip in api.get("/api/clips").json()["clips"]] == [GORE]


def test_ones_own_decisions_say_what_became_of_them(guarded: Inhabited, page: Page) -> None:
    words_of(guarded)
    guarded.sign_in(page, "Vic")
    page.goto(f"{guarded.url}/settings/safety")
    own = page.get_by_role("article")
    expect(own).to_contain_text("Found violence in")
    expect(own.get_by_text("Refused", exact=True)).to_be_visible()
    own.get_by_role("button", name="Appeal").click()
    appeal(page, "It is mine.")
    expect(own).to_contain_text("Waits for an answer")
    answer(guarded, granted=False, words="It is not made here.")
    expect(page.get_by_text("Your appeal was denied.", exact=True)).to_be_visible()
    expect(own).to_contain_text("Denied")
    expect(own).to_contain_text("It is not made here.")
    own.get_by_role("button", name="Use in composer").click()
    expect(page.get_by_label("What happens in the clip")).to_have_value(re.compile(GORE))


def test_the_policy_that_counts_can_be_read(guarded: Inhabited, tmp_path: Path, page: Page) -> None:
    (tmp_path / "policy.yaml").write_text(POLICY, "utf-8")
    guarded.sign_in(page, "Vic")
    page.goto(f"{guarded.url}/settings/safety")
    expect(page.get_by_text("Nothing of yours was refused.")).to_be_visible()
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(1 + len(Category))
    for name, scores in (("violence", ["40%", "40%", "always"]), ("hate", ["never", "50%", "50%"])):
        row = rows.filter(has=page.get_by_role("rowheader", name=name, exact=True))
        expect(row.get_by_role("cell")).to_have_text(scores)
    for said in ("house rules", "30 days", "Write to safety@example.org as well."):
        expect(page.get_by_text(said)).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 780})
    for theme in ("dark", "light"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"


def test_a_clip_refused_while_it_was_made_is_appealed_and_tried_again(guarded: Inhabited, page: Page) -> None:
    clip = refused_clip(guarded)
    guarded.sign_in(page, "Vic")
    page.goto(guarded.url)
    card = page.get_by_role("listitem")
    expect(card).to_contain_text("This clip was refused while it was made. Found sexual content in frame 8.")
    expect(card.get_by_role("button", name="Try again")).to_be_hidden()
    card.get_by_role("button", name="More for two people").click()
    expect(page.get_by_role("menuitem", name="Appeal")).to_be_visible()
    expect(page.get_by_role("menuitem", name="Try again")).to_be_hidden()
    page.keyboard.press("Escape")
    card.get_by_role("button", name="Appeal").click()
    appeal(page, "They wear coats.")
    expect(card.get_by_role("button", name="Appealed")).to_be_visible()
    assert violations(page) == []
    page.goto(f"{guarded.url}/activity")
    expect(page.get_by_role("alert")).to_contain_text("You have appealed. It waits for an answer.")
    page.goto(f"{guarded.url}/clips/{clip}")
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("Found sexual content in frame 8.")
    expect(notice.get_by_role("button", name="Appealed")).to_be_visible()
    expect(notice.get_by_role("button", name="Try again")).to_be_hidden()
    answer(guarded, granted=True)
    notice.get_by_role("button", name="Try again").click()
    expect(notice).to_be_hidden()
    with guarded.api("Vic") as api:
        assert api.get(f"/api/clips/{clip}").json()["status"] == "queued"


def test_a_refused_file_is_said_where_it_was_brought(guarded: Inhabited, page: Page) -> None:
    file = red("red.png")
    guarded.sign_in(page, "Vic")
    page.goto(f"{guarded.url}/uploads")
    page.locator("input[type=file]").first.set_input_files(file)
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("red.png was not sent")
    expect(notice).to_contain_text("Found violence.")
    notice.get_by_role("button", name="Remove from the list").click()

    page.get_by_role("button", name="Add a picture or a clip").click()
    page.get_by_label("From a file").last.set_input_files(file)
    expect(notice).to_contain_text("This file was refused")
    expect(notice.get_by_role("button", name="Edit")).to_be_hidden()
    notice.get_by_role("button", name="Appeal").click()
    appeal(page, "It is a red wall.")
    answer(guarded, granted=True)
    notice.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("First frame")).to_be_visible()
    expect(notice).to_be_hidden()


def test_a_board_says_which_card_was_refused(guarded: Inhabited, page: Page) -> None:
    words = words_of(guarded)
    cards = [{"kind": "text", "text": "a fox sleeps", "until_s": 1}, {"kind": "text", "text": GORE, "at_s": 2}]
    timeline = {"format": "yozora-timeline/1", "size": "256x144", "fps": "12", "frames": 36, "seed": 1, "cards": cards}
    with guarded.api("Vic") as api:
        board = api.post("/api/boards", json={"name": "A night", "timeline": timeline}).raise_for_status().json()["id"]
    guarded.sign_in(page, "Vic")
    page.goto(f"{guarded.url}/boards/{board}")
    page.get_by_role("button", name="Make this clip").click()
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("Found violence in")
    notice.get_by_role("button", name="Edit").click()
    field = page.get_by_label("What happens", exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_value(GORE)
    assert marked(field) in words
    field.fill("the fox wakes")
    expect(notice).to_be_hidden()

    page.get_by_role("button", name="Image", exact=True).click()
    picker = page.get_by_role("region", name=re.compile("library", re.I))
    picker.locator("input[type=file]").set_input_files(red("r.png"))
    expect(notice).to_contain_text("r.png")
    expect(notice).to_contain_text("This file was refused")
    assert violations(page) == []
    notice.get_by_role("button", name="Leave it out").click()
    expect(notice).to_be_hidden()


def test_a_tool_of_a_clip_says_what_it_was_refused_for(guarded: Inhabited, page: Page) -> None:
    words = words_of(guarded)
    with guarded.api("Vic") as api:
        clip = api.post("/v1/videos", json={"prompt": "a fox sleeps", **WISH}).raise_for_status().json()["id"]
    guarded.server.work()
    guarded.sign_in(page, "Vic")
    page.goto(f"{guarded.url}/clips/{clip}")
    page.get_by_role("tab", name="Remix").click()
    field = page.get_by_role("tabpanel").get_by_role("textbox").first
    field.fill(f"a fox sleeps, {GORE}")
    page.get_by_role("button", name="Remix", exact=True).click()
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("Found violence in")
    notice.get_by_role("button", name="Edit").click()
    expect(field).to_be_focused()
    assert marked(field) in words
    page.get_by_role("heading", level=1).get_by_role("button").click()
    title = page.get_by_label("Title")
    title.fill(GORE)
    title.press("Enter")
    until(page, "document.body.innerText.includes('Settings, Safety says what is refused here')")
