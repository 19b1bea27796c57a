"""Files dropped anywhere: those made here open as their recipes, others are kept, and none is lost in silence."""

import base64
import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from studio.axe import violations
from studio.harness import Studio

DROP = """([files, kind]) => {
  const data = new DataTransfer();
  for (const { name, type, content } of files) {
    const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
    data.items.add(new File([bytes], name, { type }));
  }
  const say = () =>
    document.querySelector("main").dispatchEvent(
      new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }),
    );
  clearInterval(window.dragging_); // somebody who drags says so again and again, until they drop
  if (kind === "dragover") window.dragging_ = setInterval(say, 50);
  say();
}"""


def drop(page: Page, *files: tuple[str, str, bytes], kind: str = "drop") -> None:
    said = [
        {"name": name, "type": type_, "content": base64.b64encode(content).decode()} for name, type_, content in files
    ]
    page.evaluate(DROP, [said, kind])


def a_picture(shade: int = 90) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.full((64, 64, 3), shade, np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


def a_clip_made_here(
    studio: Studio, prompt: str = "a fox runs through the snow", **said: object
) -> tuple[str, str, bytes]:
    clip = studio.clip(prompt, **said)
    studio.made(clip)
    with studio.api() as api:
        return "fox.mp4", "video/mp4", api.get(f"/v1/videos/{clip}/content").content


def opened(studio: Studio, page: Page) -> None:
    page.goto(studio.url)
    expect(page.get_by_label("What happens in the clip")).to_be_visible()


def test_a_file_made_here_is_made_again(studio: Studio, page: Page) -> None:
    file = a_clip_made_here(studio, seed=7)
    opened(studio, page)
    drop(page, file, kind="dragover")
    expect(page.get_by_text("Drop it here")).to_be_visible()
    drop(page, file)
    dialog = page.get_by_role("dialog", name="a fox runs through the snow")
    expect(dialog).to_have_accessible_description(re.compile("^fox.mp4 · made by Yozora"))
    dialog.get_by_role("button", name="Make it again").click()
    expect(page.get_by_text("It is being made again.", exact=True)).to_be_visible()
    with studio.api() as api:
        clips = api.get("/api/clips").json()["clips"]
    assert [(clip["prompt"], clip["seed"], clip["frames"], clip["size"]) for clip in clips] == [
        ("a fox runs through the snow", 7, 12, "256x144")
    ] * 2


def test_a_file_is_called_by_the_beginning_of_its_words_and_all_of_them_are_there(studio: Studio, page: Page) -> None:
    words = "a fox runs through the snow at night. Then the camera follows it into a dark forest with an owl"
    opened(studio, page)
    drop(page, a_clip_made_here(studio, words))
    dialog = page.get_by_role("dialog", name=f"{words[:80].rstrip()}…")
    expect(dialog.get_by_text(words, exact=True)).to_be_visible()


def test_a_file_made_here_is_changed_first(studio: Studio, page: Page) -> None:
    file = a_clip_made_here(studio, seed=7, style="film noir")
    opened(studio, page)
    drop(page, file)
    page.get_by_role("button", name="Change it first").click()
    expect(page.get_by_label("What happens in the clip")).to_have_value("a fox runs through the snow")
    expect(page.get_by_role("button", name="Seed: 7")).to_be_visible()
    expect(page.get_by_role("button", name="Style: Film noir")).to_be_visible()


def test_a_file_made_here_opens_on_the_storyboard(studio: Studio, page: Page) -> None:
    file = a_clip_made_here(studio)
    opened(studio, page)
    drop(page, file)
    page.get_by_role("button", name="Open on the storyboard").click()
    expect(page).to_have_url(re.compile("/boards/board_"))
    with studio.api() as api:
        [board] = api.get("/api/boards").json()
    assert board["timeline"]["frames"] == 12


def test_a_picture_becomes_the_first_frame(studio: Studio, page: Page) -> None:
    opened(studio, page)
    drop(page, ("sea.png", "image/png", a_picture()))
    page.get_by_role("button", name="Use in a new clip").click()
    expect(page.get_by_role("button", name="Take sea.png away")).to_be_visible()
    words = page.get_by_label("What happens in the clip")
    words.fill("a whale swims")
    words.press("Enter")
    expect(page.get_by_text("One clip is being made.", exact=True)).to_be_visible()
    with studio.api() as api:
        [clip] = api.get("/api/clips").json()["clips"]
        asked = api.get(f"/api/clips/{clip['id']}").json()["asked"]
        [upload] = api.get("/api/uploads").json()
    assert asked["input_reference"] == {"file_id": upload["id"]}


def test_several_files_are_uploaded_and_what_cannot_be_read_says_why(studio: Studio, page: Page) -> None:
    opened(studio, page)
    drop(
        page, ("a.png", "image/png", a_picture(1)), ("b.png", "image/png", a_picture(2)), ("c.txt", "text/plain", b"no")
    )
    dialog = page.get_by_role("dialog", name="Your files")
    expect(dialog.get_by_role("img", name="Added")).to_have_count(2)
    expect(dialog.get_by_role("alert")).to_have_count(1)
    dialog.get_by_role("button", name="See uploads").click()
    expect(page).to_have_url(re.compile("/uploads$"))
    drop(page, ("notes.txt", "text/plain", b"no picture at all"))
    expect(page.get_by_role("dialog", name="This file cannot be used").get_by_role("alert")).to_be_visible()


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_recipe_can_be_read_by_everybody(studio: Studio, page: Page, theme: str, tmp_path: Path) -> None:
    file = a_clip_made_here(studio)
    opened(studio, page)
    if theme == "light":
        page.get_by_role("button", name="Light theme").click()
    drop(page, file)
    expect(page.get_by_role("button", name="Make it again")).to_be_enabled()
    assert violations(page) == []
