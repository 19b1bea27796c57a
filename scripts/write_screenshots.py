"""Show every page of the Studio in both themes and both languages: `docs/studio/NAME-THEME-LANGUAGE.webp`, and a page
that lists them.

Run `python scripts/write_screenshots.py [NAME...]`: names of pages, or none for all. Needs Chromium and built pages.
"""

import io
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from install_chromium import chromium
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, sync_playwright
from showroom import ADMINISTRATOR, Showroom, showroom

TARGET = Path(__file__).parents[1] / "docs/studio"
WIDE, PHONE = (1440, 900), (390, 844)
THEMES, LANGUAGES = ("dark", "light"), {"en": "en-US", "zh": "zh-CN"}
LARGEST, QUALITY = (1152, 844), 72
SETTLED_MS = 900


def _nothing(page: Page) -> None:
    pass


@dataclass(frozen=True, kw_only=True)
class Shot:
    """A page: where it is, what is done there before it is shown, and how large the window is."""

    path: str
    before: Callable[[Page], None] = _nothing
    window: tuple[int, int] = WIDE
    signed_in: bool = False


def _write(words: str) -> Callable[[Page], None]:
    def write(page: Page) -> None:
        page.get_by_role("textbox").last.fill(words)
        page.wait_for_timeout(1500)

    return write


def _click(role: Literal["radio", "button", "tab"], *names: str) -> Callable[[Page], None]:
    def click(page: Page) -> None:
        page.get_by_role(role, name=re.compile("|".join(names))).first.click()

    return click


def _bring(content: bytes) -> Callable[[Page], None]:
    def bring(page: Page) -> None:
        file: FilePayload = {"name": "fox.mp4", "mimeType": "video/mp4", "buffer": content}
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("heading", level=2).wait_for()

    return bring


def _to_tools(page: Page) -> None:
    page.get_by_role("tablist").evaluate("list => scrollBy(0, list.getBoundingClientRect().top - 120)")


def _press(keys: str) -> Callable[[Page], None]:
    def press(page: Page) -> None:
        page.keyboard.press(keys)

    return press


TOOLS = (
    *("remix", "restyle", "recut", "extend", "loop", "blend", "connect", "upscale"),
    *("recipe", "history", "provenance"),
)
ALONE = ("appearance", "storage", "styles", "characters", "keys", "shortcuts", "about")
WITH_ACCOUNTS = ("account", "plan", "safety", "people", "plans", "models", "queue", "appeals")


def empty(_: Showroom) -> Mapping[str, Shot]:
    """A studio on its first day."""
    return {
        "empty-library": Shot(path="/"),
        "empty-boards": Shot(path="/boards"),
        "empty-uploads": Shot(path="/uploads"),
        "empty-trash": Shot(path="/trash"),
        "empty-activity": Shot(path="/activity"),
        "phone-empty-library": Shot(path="/", window=PHONE),
    }


def furnished(room: Showroom) -> Mapping[str, Shot]:
    """A studio with things in it."""
    room.furnish()
    mammoth, penguin, sailboat = f"/clips/{room.clips[0]}", f"/clips/{room.clips[1]}", f"/clips/{room.clips[2]}"
    return {
        "library": Shot(path="/"),
        "library-list": Shot(path="/", before=_click("radio", "List", "列表")),
        "library-chosen": Shot(path="/", before=_press("Control+a")),
        "composer": Shot(path="/", before=_write("长毛猛犸象在沙漠中行走，广角镜头拍摄，戴着摩托车头盔")),
        "search": Shot(path="/?q=beach"),
        "nothing-found": Shot(path="/?q=zeppelin"),
        "favourites": Shot(path="/favourites"),
        "bookmarks": Shot(path="/bookmarks"),
        "folder": Shot(path=f"/folders/{room.folders[0]}"),
        "uploads": Shot(path="/uploads"),
        "trash": Shot(path="/trash"),
        "compare": Shot(path="/compare?ids=" + ",".join(room.takes)),
        "clip": Shot(path=mammoth),
        **{f"clip-{tool}": Shot(path=f"{mammoth}?tool={tool}", before=_to_tools) for tool in TOOLS},
        "variations": Shot(path=penguin),
        "boards": Shot(path="/boards"),
        "storyboard": Shot(path=f"/boards/{room.boards[0]}"),
        "activity": Shot(path="/activity"),
        **{f"settings-{section}": Shot(path=f"/settings/{section}") for section in ALONE},
        "shortcuts": Shot(path="/", before=_press("?")),
        "nowhere": Shot(path="/nowhere/at/all"),
        "phone-library": Shot(path="/", window=PHONE),
        "phone-composer": Shot(path="/", window=PHONE, before=_write("a fox runs through the snow at night")),
        "phone-clip": Shot(path=sailboat, window=PHONE),
        "phone-storyboard": Shot(path=f"/boards/{room.boards[0]}", window=PHONE),
        "phone-settings": Shot(path="/settings", window=PHONE),
    }


def inhabited(room: Showroom) -> Mapping[str, Shot]:
    """A studio of several people."""
    with room.api() as api:
        clip = room.made(api, {"prompt": "a fox runs through a moonlit forest", "seconds": "4"})
        share = api.post(f"/api/clips/{clip}/shares").raise_for_status().json()["token"]
        film = api.get(f"/v1/videos/{clip}/content").raise_for_status().content
        asked = {"prompt": "Gore, a play: a man is tortured and dismembered", "seconds": "4"}
        decision = api.post("/v1/videos", json=asked).json()["error"]["refusal"]["decision"]
        why = {"words": "It is a comedy for puppets, and the man is made of wool."}
        api.post(f"/api/decisions/{decision}/appeal", json=why).raise_for_status()
        for name, role, plan in (("Grace", "member", "plus"), ("Lin", "viewer", "plus")):
            api.post("/api/admin/people", json={"name": name, "role": role, "plan": plan}).raise_for_status()
    return {
        "sign-in": Shot(path="/sign-in"),
        "sign-in-problem": Shot(path="/sign-in?problem=disabled"),
        "welcome": Shot(path="/welcome#token"),
        "shared": Shot(path=f"/shared/{share}"),
        "verify": Shot(path="/verify"),
        "verify-answer": Shot(path="/verify", before=_bring(film)),
        "phone-verify": Shot(path="/verify", before=_bring(film), window=PHONE),
        "shared-no-more": Shot(path="/shared/nothing"),
        **{f"settings-{one}": Shot(path=f"/settings/{one}", signed_in=True) for one in WITH_ACCOUNTS},
    }


ROOMS = (empty, furnished, inhabited)


def taken(browser: Browser, url: str, wanted: Mapping[str, Shot]) -> Iterator[str]:
    """Take and store pictures; yields the name of each page."""
    for name, shot in wanted.items():
        for theme in THEMES:
            for language, locale in LANGUAGES.items():
                window = {"width": shot.window[0], "height": shot.window[1]}
                context = browser.new_context(
                    viewport=window, locale=locale, color_scheme=theme, reduced_motion="reduce"
                )
                context.add_init_script(
                    f"localStorage.setItem('yozora.theme', JSON.stringify({{state: {{theme: '{theme}'}}, version: 0}}))"
                )
                if shot.signed_in:
                    assert context.request.post(f"{url}/api/sign-in", data=ADMINISTRATOR).ok
                page = context.new_page()
                page.goto(url + shot.path)
                page.wait_for_timeout(SETTLED_MS)
                shot.before(page)
                page.wait_for_timeout(SETTLED_MS)
                _store(page.screenshot(), TARGET / f"{name}-{theme}-{language}.webp")
                context.close()
        yield name


def _store(png: bytes, path: Path) -> None:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.thumbnail(LARGEST)
    picture.save(path, "WEBP", quality=QUALITY, method=6)


def main() -> None:
    """All, or those that are named."""
    named = sys.argv[1:]
    TARGET.mkdir(exist_ok=True)
    names: list[str] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for number, furnish in enumerate(ROOMS):
            with showroom(Path(folder) / str(number), accounts=furnish is inhabited) as room:
                wanted = furnish(room)
                names += wanted
                for name in taken(
                    browser, room.url, {one: shot for one, shot in wanted.items() if not named or one in named}
                ):
                    print(name, flush=True)
        browser.close()
    _list(names)


def _list(names: Sequence[str]) -> None:
    rows = ["| " + " | ".join(f"![]({name}-{theme}-en.webp)" for theme in THEMES) + f" | {name} |" for name in names]
    head = [
        "# Every page of the Studio",
        "",
        "Written by `scripts/write_screenshots.py`; each is here in Chinese as well, as NAME-THEME-zh.webp.",
        "",
        "| dark | light | |",
        "| --- | --- | --- |",
    ]
    (TARGET / "README.md").write_text("\n".join([*head, *rows, ""]), "utf-8")


if __name__ == "__main__":
    main()
