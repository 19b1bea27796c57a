"""Show every page of the Studio in both themes and both languages: `docs/studio/NAME-THEME-LANGUAGE.webp`, and a page
that lists them.

Run `python scripts/write_screenshots.py [NAME...]`: names of pages, or none for all. Needs Chromium and built pages.
"""

import io
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from install_chromium import chromium
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from showroom import Showroom, showroom

TARGET = Path(__file__).parents[1] / "docs/studio"
WIDE, PHONE = (1440, 900), (390, 844)
THEMES, LANGUAGES = ("dark", "light"), {"en": "en-US", "zh": "zh-CN"}
QUALITY = 72
SETTLED_MS = 900


def _nothing(page: Page) -> None:
    pass


@dataclass(frozen=True, kw_only=True)
class Shot:
    """A page: where it is, what is done there before it is shown, and how large the window is."""

    path: str
    before: Callable[[Page], None] = _nothing
    window: tuple[int, int] = WIDE


def _write(words: str) -> Callable[[Page], None]:
    def write(page: Page) -> None:
        page.get_by_role("textbox").last.fill(words)
        page.wait_for_timeout(1500)

    return write


def _press(keys: str) -> Callable[[Page], None]:
    def press(page: Page) -> None:
        page.keyboard.press(keys)

    return press


def shots(room: Showroom) -> Mapping[str, Shot]:
    """All pages of a studio with things in it, by their names."""
    mammoth, penguin, sailboat = f"/clips/{room.clips[0]}", f"/clips/{room.clips[1]}", f"/clips/{room.clips[2]}"
    tools = ("remix", "restyle", "recut", "extend", "loop", "blend", "recipe", "history", "provenance")
    sections = ("appearance", "usage", "keys", "styles", "characters", "storage", "shortcuts", "about")
    return {
        "library": Shot(path="/"),
        "composer": Shot(path="/", before=_write("长毛猛犸象在沙漠中行走，广角镜头拍摄，戴着摩托车头盔")),
        "search": Shot(path="/?q=beach"),
        "nothing-found": Shot(path="/?q=zeppelin"),
        "favourites": Shot(path="/favourites"),
        "bookmarks": Shot(path="/bookmarks"),
        "folder": Shot(path=f"/folders/{room.folders[0]}"),
        "uploads": Shot(path="/uploads"),
        "trash": Shot(path="/trash"),
        "clip": Shot(path=mammoth),
        **{f"clip-{tool}": Shot(path=f"{mammoth}?tool={tool}") for tool in tools},
        "variations": Shot(path=penguin),
        "boards": Shot(path="/boards"),
        "storyboard": Shot(path=f"/boards/{room.boards[0]}"),
        "activity": Shot(path="/activity"),
        **{f"settings-{section}": Shot(path=f"/settings/{section}") for section in sections},
        "shortcuts": Shot(path="/", before=_press("?")),
        "nowhere": Shot(path="/nowhere/at/all"),
        "phone-library": Shot(path="/", window=PHONE),
        "phone-clip": Shot(path=sailboat, window=PHONE),
        "phone-storyboard": Shot(path=f"/boards/{room.boards[0]}", window=PHONE),
    }


EMPTY = {name: Shot(path=path) for name, path in {"empty-library": "/", "empty-boards": "/boards"}.items()}


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
                page = context.new_page()
                page.goto(url + shot.path)
                page.wait_for_timeout(SETTLED_MS)
                shot.before(page)
                page.wait_for_timeout(SETTLED_MS)
                _store(page.screenshot(), TARGET / f"{name}-{theme}-{language}.webp")
                context.close()
        yield name


def _store(png: bytes, path: Path) -> None:
    Image.open(io.BytesIO(png)).convert("RGB").save(path, "WEBP", quality=QUALITY, method=6)


def main() -> None:
    """All, or those that are named."""
    named = sys.argv[1:]
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        with showroom(Path(folder) / "empty") as room:
            for name in taken(browser, room.url, _chosen(EMPTY, named)):
                print(name)
        with showroom(Path(folder) / "full") as room:
            room.furnish()
            for name in taken(browser, room.url, _chosen(shots(room), named)):
                print(name)
        browser.close()


def _chosen(all_of_them: Mapping[str, Shot], named: list[str]) -> dict[str, Shot]:
    return {name: shot for name, shot in all_of_them.items() if not named or name in named}


if __name__ == "__main__":
    main()
