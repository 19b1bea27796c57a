"""The player goes to the frame it says: what is in the picture is compared with what stands beside it."""

import time

import pytest
from playwright.sync_api import Page, expect
from studio.harness import Studio
from studio.pictures import frame_in

SIZE = "640x360"


def shows(page: Page, frame: int, *, video: int = 0) -> None:
    """Wait until a video shows a frame and the player says so."""
    expect(page.get_by_role("slider", name="Position")).to_have_attribute("aria-valuenow", str(frame))
    until = time.monotonic() + 5
    while (seen := frame_in(page.locator("video").nth(video))) != f"{frame:05d}" and time.monotonic() < until:
        page.wait_for_timeout(20)
    at = page.locator("video").nth(video).evaluate("video => [video.currentTime, video.paused, video.seeking]")
    assert seen == f"{frame:05d}", at


@pytest.fixture(params=["24", "30000/1001", "12"])
def fps(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_each_key_goes_to_its_frame_exactly(studio: Studio, page: Page, fps: str) -> None:
    pace = float(fps.split("/")[0]) / float((fps + "/1").split("/")[1])
    clip = studio.clip(size=SIZE, seconds="2", fps=pace, seed=1)
    studio.made(clip)
    with studio.api() as api:
        frames = api.get(f"/api/clips/{clip}").json()["frames"]
    page.goto(f"{studio.url}/clips/{clip}")
    shows(page, 0)
    for key, frame in [
        *((".", number) for number in range(1, 6)),
        (",", 4),
        ("ArrowRight", 5),
        ("ArrowLeft", 4),
        ("End", frames - 1),
        (".", frames - 1),
        (",", frames - 2),
        ("Shift+ArrowLeft", frames - 2 - round(pace)),
        ("Home", 0),
        ("Shift+ArrowRight", round(pace)),
    ]:
        page.keyboard.press(key)
        shows(page, frame)


def test_the_line_goes_where_it_is_pointed_at_and_shows_what_is_there(studio: Studio, page: Page) -> None:
    clip = studio.clip(size=SIZE, seconds="2", fps=24)
    studio.made(clip)
    page.goto(f"{studio.url}/clips/{clip}")
    shows(page, 0)
    thumb = page.get_by_role("slider", name="Position")
    line = thumb.locator("..").bounding_box()
    assert line is not None
    page.mouse.move(line["x"] + line["width"] * 30 / 47, line["y"] + line["height"] / 2)
    expect(page.get_by_text("01:06", exact=True)).to_be_visible()
    page.mouse.down()
    shows(page, 30)
    page.mouse.move(line["x"] + line["width"] * 10 / 47, line["y"] + line["height"] / 2, steps=12)
    shows(page, 10)
    page.mouse.up()
    shows(page, 10)


def test_playing_ends_on_the_last_frame_or_begins_again(studio: Studio, page: Page) -> None:
    clip = studio.clip(size=SIZE, seconds="1", fps=24)
    studio.made(clip)
    page.goto(f"{studio.url}/clips/{clip}")
    shows(page, 0)
    again = page.get_by_role("button", name="Play again and again")
    expect(again).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Space")
    page.wait_for_timeout(1500)
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    again.click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    shows(page, 23)


def test_j_k_and_l_play_backwards_stop_and_play_faster(studio: Studio, page: Page) -> None:
    clip = studio.clip(size=SIZE, seconds="4", fps=24)
    studio.made(clip)
    page.goto(f"{studio.url}/clips/{clip}")
    shows(page, 0)
    page.keyboard.press("l")
    page.keyboard.press("l")
    expect(page.get_by_role("button", name="Speed: 2×")).to_be_visible()
    page.wait_for_timeout(700)
    page.keyboard.press("k")
    place = page.get_by_role("slider", name="Position")
    there = int(place.get_attribute("aria-valuenow") or "0")
    assert there > 20
    shows(page, there)
    page.keyboard.press("j")
    page.wait_for_timeout(500)
    page.keyboard.press("k")
    back = int(place.get_attribute("aria-valuenow") or "0")
    assert back < there - 5
    shows(page, back)
