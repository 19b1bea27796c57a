"""Fixtures for tests in a browser: a server with the fake engine, and a page that must not complain."""

import os
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest
from houses import house_in, serving, working
from install_chromium import chromium
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from studio.harness import Studio
from studio.inhabited import Inhabited

from yozora.service import pages

if "YOZORA_PAGES" in os.environ:  # another build than the usual one
    for one in (pages.add_pages, pages.page):
        one.__kwdefaults__["built"] = Path(os.environ["YOZORA_PAGES"])
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required")
PATIENCE_MS = 15_000

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")  # while it is open, no other test of this process can run an event loop of its own
def browser() -> Generator[Browser]:
    """Chromium without a window."""
    built: Path = pages.page.__kwdefaults__["built"]
    assert (built / "index.html").is_file(), "The Studio has not been built. Run: make pages"
    program = chromium()
    assert program is not None, "There is no Chromium. Run: python scripts/install_chromium.py"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def studio(tmp_path: Path) -> Generator[Studio]:
    """A studio in an empty folder, and a worker that works."""
    house = house_in(tmp_path / "studio", alone=True)
    with ExitStack() as stack:
        server = stack.enter_context(serving(house))
        stack.enter_context(working(house))
        yield Studio(server=server)


@pytest.fixture
def context(browser: Browser) -> Generator[BrowserContext]:
    """A browser that nobody has used, of somebody who reads English."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Generator[Page]:
    """A page. What it says on its console, and what goes wrong in it, fails the test."""
    page, wrong = context.new_page(), list[str]()

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            wrong.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def inhabited(tmp_path: Path) -> Generator[Inhabited]:
    """A studio with accounts, in which Ada is the administrator, and a worker that works."""
    house = house_in(tmp_path / "inhabited")
    with ExitStack() as stack:
        server = stack.enter_context(serving(house))
        stack.enter_context(working(house))
        yield Inhabited(server=server)
