"""A studio that runs, and what tests do there besides opening pages."""

import time
from dataclasses import dataclass

import httpx
from houses import Server
from playwright.sync_api import Page

UNTIL = """async () => {
  const last = Date.now() + 20_000;
  while (!(%s)) {
    if (Date.now() > last) throw new Error("This never came true.");
    await new Promise(requestAnimationFrame);
  }
}"""


def until(page: Page, condition: str) -> None:
    """Wait until something holds in a page, in JavaScript. Playwright's own way asks again with `eval`, which the
    policy of the pages forbids."""
    page.evaluate(UNTIL % condition)


def made(api: httpx.Client, *clips: str) -> None:
    """Wait until these clips are made."""
    for clip in clips:
        while (status := api.get(f"/v1/videos/{clip}").json()["status"]) != "completed":
            assert status != "failed", api.get(f"/v1/videos/{clip}").json()
            time.sleep(0.05)


@dataclass(frozen=True, kw_only=True)
class Studio:
    """A server for one person, with a worker; and that person's way around the pages."""

    server: Server

    @property
    def url(self) -> str:
        """Where it is."""
        return self.server.url

    def api(self) -> httpx.Client:
        """The same person as a program."""
        return self.server.client("any")

    def clip(self, prompt: str = "a fox runs through the snow", **said: object) -> str:
        """A clip that is made; its id."""
        wish = {"prompt": prompt, "size": "256x144", "seconds": "1", "fps": 12, "model": "sketch", **said}
        with self.api() as api:
            return api.post("/v1/videos", json=wish).raise_for_status().json()["id"]

    def made(self, *clips: str) -> None:
        """Wait until these clips are made."""
        with self.api() as api:
            made(api, *clips)
