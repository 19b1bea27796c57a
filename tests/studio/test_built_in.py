"""With the model that comes with the package: words become a clip in the browser, and it plays."""

from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from houses import house_in, serving, working
from playwright.sync_api import Page, expect
from studio.harness import Studio, until

from yozora.cli.working import engines_of
from yozora.service.config import Config

LONG_MS = 180_000
PLAYS = "(document.querySelector('video')?.currentTime ?? 0) > 0.2"


@pytest.fixture
def real(tmp_path: Path) -> Generator[Studio]:
    """A studio with the engines that people have."""
    house = replace(house_in(tmp_path, alone=True), engines=engines_of(Config(home=tmp_path)))
    with ExitStack() as stack:
        server = stack.enter_context(serving(house))
        stack.enter_context(working(house))
        yield Studio(server=server)


def test_words_are_painted_by_the_built_in_model_and_the_clip_plays(real: Studio, page: Page) -> None:
    page.goto(real.url)
    draft = {"prompt": "a fox runs through the snow", "model": "storybook", "resolution": "240p", "seconds": 1}
    keep = "(draft) => localStorage.setItem('yozora.draft', JSON.stringify({ state: { draft }, version: 0 }))"
    page.evaluate(keep, draft)
    page.reload()
    expect(page.get_by_label("What happens in the clip")).to_have_value("a fox runs through the snow")
    page.get_by_role("button", name="Create", exact=True).click()
    card = page.locator("[data-item]")
    expect(card.get_by_role("link")).to_have_count(1)
    expect(card.get_by_role("progressbar")).to_have_count(0, timeout=LONG_MS)
    card.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("a fox runs through the snow")
    page.get_by_role("button", name="Play", exact=True).click()  # who asks for less motion starts it themselves
    until(page, PLAYS)
    with real.api() as api:
        [clip] = api.get("/api/clips").json()["clips"]
    assert (clip["model"], clip["status"], clip["seconds"]) == ("storybook", "completed", 1.0)
