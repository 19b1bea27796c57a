"""The queue as a page: what runs, what waits, what failed, and what is said of it elsewhere."""

import re
from pathlib import Path

import pytest
from houses import house_in, serving, working
from playwright.sync_api import Page, expect
from studio.axe import violations
from studio.harness import Studio


def paused(studio: Studio, *prompts: str) -> list[str]:
    """Clips that wait in a queue that is paused."""
    with studio.api() as api:
        api.put("/api/admin/queue", json={"paused": True}).raise_for_status()
    return [studio.clip(prompt) for prompt in prompts]


def order(studio: Studio) -> list[str]:
    with studio.api() as api:
        return [job["clip"]["prompt"] for job in api.get("/api/activity").json()["jobs"] if job["state"] == "queued"]


def test_what_waits_is_moved_by_menu_keyboard_and_pointer(studio: Studio, page: Page) -> None:
    paused(studio, "a fox", "a dog", "a cat")
    page.goto(f"{studio.url}/activity")
    lines = page.get_by_role("list").filter(has_text="a fox").get_by_role("listitem")
    expect(lines).to_have_count(3)
    page.get_by_role("button", name="Move a cat").click()
    with page.expect_response("**/move"):
        page.get_by_role("menuitem", name="First").click()
    expect(lines.first).to_contain_text("a cat")
    with page.expect_response("**/move"):
        page.get_by_role("button", name=re.compile("^Drag a cat")).press("Alt+ArrowDown")
    expect(lines.nth(1)).to_contain_text("a cat")
    expect(page.get_by_text("a cat: now 2 of 3")).to_be_attached()
    lines.nth(2).drag_to(lines.nth(0), target_position={"x": 40, "y": 2})
    expect(lines.first).to_contain_text("a dog")
    while order(studio) != ["a dog", "a fox", "a cat"]:
        expect(lines.first).to_contain_text("a dog")


def test_what_is_cancelled_can_be_brought_back(studio: Studio, page: Page) -> None:
    paused(studio, "a fox")
    page.goto(f"{studio.url}/activity")
    page.get_by_role("button", name="Cancel a fox").click()
    expect(page.get_by_text("You stopped it.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Waiting")).to_be_visible()
    assert order(studio) == ["a fox"]


def test_an_administrator_lets_the_queue_go_on(studio: Studio, page: Page) -> None:
    paused(studio, "a fox")
    page.goto(f"{studio.url}/activity")
    expect(page.get_by_text("The queue is paused")).to_be_visible()
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    page.get_by_role("button", name="Let it go on").first.click()
    expect(page.get_by_text("Ready: a fox", exact=True)).to_be_visible()
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page).to_have_url(re.compile("/clips/video_"))
    expect(page).not_to_have_title(re.compile(r"^\("))


def test_progress_is_there_again_after_the_page_was_loaded_again(studio: Studio, page: Page) -> None:
    [clip] = paused(studio, "a fox")
    page.goto(f"{studio.url}/activity")
    expect(page.get_by_text("a fox")).to_be_visible()
    page.reload()
    expect(page.get_by_text("a fox")).to_be_visible()
    with studio.api() as api:
        api.put("/api/admin/queue", json={"paused": False})
    studio.made(clip)
    expect(page.get_by_role("heading", name="Done lately")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("a fox"))).to_have_attribute("href", f"/clips/{clip}")


def test_what_was_missed_while_the_connection_was_lost_is_heard(studio: Studio, page: Page) -> None:
    [clip] = paused(studio, "a fox")
    page.goto(f"{studio.url}/activity")
    expect(page.get_by_role("heading", name="Waiting")).to_be_visible()
    page.context.set_offline(True)
    with studio.api() as api:
        api.put("/api/admin/queue", json={"paused": False})
    studio.made(clip)
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Done lately")).to_be_visible()


def test_a_page_goes_on_where_it_was_when_the_server_comes_back(tmp_path: Path, page: Page) -> None:
    with serving(house_in(tmp_path, alone=True)) as server:
        [clip] = paused(Studio(server=server), "a fox")
        page.goto(f"{server.url}/activity")
        expect(page.get_by_role("heading", name="Waiting")).to_be_visible()
    expect(page.get_by_text(re.compile("connection", re.IGNORECASE)).first).to_be_visible()
    house = house_in(tmp_path, alone=True)
    with serving(house, port=int(server.url.rsplit(":", 1)[1])) as again, working(house):
        studio = Studio(server=again)
        with studio.api() as api:
            api.put("/api/admin/queue", json={"paused": False})
        studio.made(clip)
        expect(page.get_by_role("heading", name="Done lately")).to_be_visible()
        expect(page.get_by_role("heading", name="Waiting")).to_have_count(0)
        page.goto("about:blank")


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_queue_can_be_used_by_everybody(studio: Studio, page: Page, theme: str) -> None:
    studio.made(studio.clip("a whale"))
    cancelled, _ = paused(studio, "a fox", "a dog")
    with studio.api() as api:
        api.post(f"/api/activity/{cancelled}/cancel").raise_for_status()
    page.goto(f"{studio.url}/activity")
    expect(page.get_by_text("You stopped it.")).to_be_visible()
    if theme == "light":
        page.get_by_role("button", name="Light theme").click()
    assert violations(page) == []
