"""The page on which everybody can check where a file comes from, without an account."""

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page, expect
from studio.axe import violations
from studio.harness import made
from studio.inhabited import Inhabited

from yozora import media
from yozora.core.geometry import FrameSize

WISH = {"prompt": "a fox runs through the snow", "size": "640x360", "seconds": "2", "fps": 24, "model": "sketch"}


def clip_of(inhabited: Inhabited) -> bytes:
    """A clip of Ada's, as she downloads it."""
    with inhabited.api("Ada") as ada:
        clip = ada.post("/v1/videos", json=WISH).raise_for_status().json()["id"]
        made(ada, clip)
        return ada.get(f"/v1/videos/{clip}/content").content


def picture(path: Path) -> Path:
    """A photograph of nothing, which nobody signed."""
    noise = np.random.default_rng(1).integers(0, 255, (40, 64, 3), np.uint8)
    Image.fromarray(noise).resize((320, 200)).save(path, "JPEG")
    return path


def stripped(path: Path, out: Path) -> Path:
    """A clip's pictures, encoded again with nothing said about them."""
    frames = list(media.read_frames(path))
    size = FrameSize(width_px=frames[0].shape[1], height_px=frames[0].shape[0])
    with media.open_writer(out, size=size, fps=Fraction(24), frames=len(frames), recipe_json="") as writer:
        for frame in frames:
            writer.write(frame)
    return out


def check(page: Page, path: Path, answer: str | re.Pattern[str]) -> None:
    page.get_by_label("A picture or a clip").set_input_files(path)
    expect(page.get_by_role("heading", level=2, name=answer)).to_be_visible()


def test_everybody_learns_where_a_file_comes_from(inhabited: Inhabited, page: Page, tmp_path: Path) -> None:
    content = clip_of(inhabited)
    (tmp_path / "fox.mp4").write_bytes(content)
    (tmp_path / "changed.mp4").write_bytes(content.replace(b"a fox runs", b"a dog runs"))
    page.goto(f"{inhabited.url}/sign-in")
    page.get_by_role("link", name="Check where a file comes from").click()
    expect(page.get_by_role("heading", level=1, name="Where does it come from?")).to_be_visible()
    assert violations(page) == []
    check(page, tmp_path / "fox.mp4", "It was made here")
    expect(page.get_by_text(re.compile(r"^99\.9 % sure\."))).to_be_visible()
    expect(page.get_by_text(re.compile("From words, by Sketch, on "))).to_be_visible()
    expect(page.get_by_text("Its pictures carry the invisible mark")).to_be_visible()
    expect(page.get_by_text("signed by somebody who is known here")).to_be_visible()
    expect(page.get_by_role("link", name="Open the clip")).to_have_count(0)
    assert violations(page) == []
    page.get_by_role("button", name="Check another file").click()
    check(page, tmp_path / "changed.mp4", "It was made here")
    expect(page.get_by_text("It has been changed since it was signed.")).to_be_visible()
    page.get_by_role("button", name="Check another file").click()
    check(page, stripped(tmp_path / "fox.mp4", tmp_path / "stripped.mp4"), "It was made here")
    expect(page.get_by_text("It carries no C2PA manifest")).to_be_visible()
    expect(page.get_by_text("Its pictures carry the invisible mark")).to_be_visible()
    page.get_by_role("button", name="Check another file").click()
    check(page, picture(tmp_path / "noise.jpg"), "Nothing says where it comes from")


def test_what_is_no_picture_is_said_and_another_can_be_chosen(inhabited: Inhabited, page: Page, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("notes")
    page.goto(f"{inhabited.url}/verify")
    page.get_by_label("A picture or a clip").set_input_files(tmp_path / "notes.txt")
    expect(page.get_by_role("alert")).to_contain_text("The file could not be checked")
    assert violations(page) == []
    check(page, picture(tmp_path / "noise.jpg"), "Nothing says where it comes from")


def test_a_check_can_be_given_up(inhabited: Inhabited, page: Page, tmp_path: Path) -> None:
    page.route("**/api/verify", lambda _: None)  # it never answers
    page.goto(f"{inhabited.url}/verify")
    page.get_by_label("A picture or a clip").set_input_files(picture(tmp_path / "noise.jpg"))
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Choose a file")).to_be_visible()


def test_whose_clip_it_is_opens_it(inhabited: Inhabited, page: Page, tmp_path: Path) -> None:
    (tmp_path / "fox.mp4").write_bytes(clip_of(inhabited))
    inhabited.sign_in(page, "Ada")
    page.goto(f"{inhabited.url}/verify")
    check(page, tmp_path / "fox.mp4", "It was made here")
    page.get_by_role("link", name="Open the clip").click()
    expect(page.get_by_role("heading", level=1, name=re.compile("fox"))).to_be_visible()
