"""The Studio in headless Chromium: what is loaded, how soon, how quickly it answers, and how smoothly it scrolls.

Run `python benchmarks/studio.py`; the result goes to `benchmarks/results/studio.json`. Server, worker and browser run
on this machine, and pictures are drawn without a GPU. The frames of a scroll are counted in a trace, where the browser
draws them; those of a drag by requestAnimationFrame. 60 a second is the most there are.
"""

import argparse
import gzip
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import record
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))
from install_chromium import chromium
from showroom import Showroom, showroom

CLIPS = 5_000
LOADS = 5
SPEEDS_PX_S, SCROLL_S = (1500, 3000, 6000), 8
WINDOW = {"width": 1440, "height": 900}
CARD = "[data-item]"
COUNT_FRAMES = """() => {
  window.frames_ = [];
  const step = (now) => { window.frames_.push(now); window.counting_ = requestAnimationFrame(step); };
  window.counting_ = requestAnimationFrame(step);
}"""
COUNTED = "() => { cancelAnimationFrame(window.counting_); return window.frames_; }"
WATCH_ANSWERS = """() => {
  window.answers_ = [];
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (one.interactionId) window.answers_.push([one.name, one.duration]);
  }).observe({ type: "event", durationThreshold: 16, buffered: false });
}"""
WATCH_SIGHT = """() => {
  window.sight_ = [0, 0];
  const look = () => {
    for (const one of document.querySelectorAll("[data-item] img")) {
      const box = one.getBoundingClientRect();
      if (box.bottom < 0 || box.top > innerHeight) continue;
      window.sight_[0] += 1;
      if (one.complete && one.naturalWidth > 0) window.sight_[1] += 1;
    }
    requestAnimationFrame(look);
  };
  look();
}"""
PAINTED = """() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null"""


def loaded(browser: Browser, url: str) -> dict[str, Any]:
    """Opening the library with nothing kept from before."""
    scripts, painted_ms, useful_ms = dict[str, int](), list[float](), list[float]()
    for _ in range(LOADS):
        context = browser.new_context(viewport=WINDOW, locale="en-US")
        page = context.new_page()
        page.on("response", lambda answer: _note(answer.url, answer, scripts))
        page.goto(url, wait_until="commit")
        page.wait_for_selector(f"{CARD} img")
        useful_ms.append(page.evaluate("performance.now()"))
        painted_ms.append(page.evaluate(PAINTED))
        page.wait_for_load_state("networkidle")
        context.close()
    return {
        "scripts": len(scripts),
        "scripts_gzipped_kb": round(sum(scripts.values()) / 1000, 1),
        "first_paint_ms": _figures(painted_ms),
        "first_clips_ms": _figures(useful_ms),
    }


def _note(address: str, answer: Any, scripts: dict[str, int]) -> None:
    if address.endswith(".js"):
        scripts[address.rsplit("/", 1)[1]] = len(gzip.compress(answer.body(), 6))


def answered(page: Page, url: str) -> dict[str, Any]:
    """Until the picture has changed after a key or a click, by the browser's own count."""
    page.goto(url)
    page.wait_for_selector(f"{CARD} img")
    page.evaluate(WATCH_ANSWERS)
    page.keyboard.type("c")
    page.keyboard.type("a fox runs through the snow at night", delay=40)
    page.wait_for_timeout(500)
    page.keyboard.press("Escape")
    for _ in range(3):
        page.locator(CARD).nth(2).hover()
        page.keyboard.press("/")
        page.keyboard.type("beach", delay=60)
        page.wait_for_timeout(500)
        page.keyboard.press("Control+A")
        page.keyboard.press("Delete")
        page.wait_for_timeout(500)
    page.locator(f"{CARD} a").first.click()
    page.wait_for_timeout(800)
    page.go_back()
    page.wait_for_timeout(800)
    times = [took for _, took in page.evaluate("window.answers_")]
    return {"interactions_over_16_ms": len(times), "took_ms": _figures(times) if len(times) > 1 else None}


def scrolled(browser: Browser, url: str, speed_px_s: int) -> dict[str, Any]:
    """Down from the first clip, by a gesture of the browser itself."""
    context = browser.new_context(viewport=WINDOW, locale="en-US")
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector(f"{CARD} img")
    page.wait_for_timeout(700)
    devtools = context.new_cdp_session(page)
    page.evaluate(WATCH_SIGHT)
    browser.start_tracing(page=page, categories=["-*", "viz"])
    way = {"x": 800, "y": 400, "yDistance": -speed_px_s * SCROLL_S, "speed": speed_px_s, "gestureSourceType": "mouse"}
    devtools.send("Input.synthesizeScrollGesture", way)
    events = json.loads(browser.stop_tracing())["traceEvents"]
    pictures, there = page.evaluate("window.sight_")
    drawn_ms = sorted(one["ts"] / 1000 for one in events if one["name"] == "Display::DrawAndSwap")
    heap = devtools.send("Runtime.getHeapUsage")["usedSize"]
    cards = page.locator(CARD).count()
    context.close()
    return {
        "px_a_second": speed_px_s,
        **_paced(drawn_ms),
        "pictures_there_share": round(there / pictures, 3),
        "heap_mb": round(heap / 1e6, 1),
        "cards_in_page": cards,
    }


def dragged(page: Page, url: str, room: Showroom) -> dict[str, Any]:
    """A card of a storyboard, to and fro for some seconds."""
    page.goto(f"{url}/boards/{room.boards[0]}")
    card = page.locator("[data-card]").nth(1)
    card.wait_for()
    box = card.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(COUNT_FRAMES)
    for step in range(240):
        page.mouse.move(x + 60 * (1 if step % 80 < 40 else -1) * ((step % 40) / 40), y)
        page.wait_for_timeout(12)
    frames = _paced(page.evaluate(COUNTED))
    page.mouse.up()
    return frames


def _paced(times_ms: Sequence[float]) -> dict[str, Any]:
    gaps = [later - earlier for earlier, later in pairwise(times_ms)]
    whole = int((times_ms[-1] - times_ms[0]) // 1000)
    seconds = [sum(second <= (at - times_ms[0]) / 1000 < second + 1 for at in times_ms) for second in range(whole)]
    return {
        "seconds": whole,
        "frames_a_second": {"median": statistics.median(seconds), "least": min(seconds)},
        "gap_ms": _figures(gaps),
    }


def _figures(values: Sequence[float]) -> dict[str, float]:
    cut = statistics.quantiles(values, n=100, method="inclusive")
    return {"p50": round(cut[49], 1), "p99": round(cut[98], 1), "most": round(max(values), 1)}


def measure() -> dict[str, Any]:
    """All of it, with one server."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        with showroom(Path(folder) / "home") as room:
            room.furnish()
            room.multiply(CLIPS)
            context = browser.new_context(viewport=WINDOW, locale="en-US")
            page = context.new_page()
            figures = {
                "browser": browser.version,
                "clips": CLIPS,
                "load": loaded(browser, room.url),
                "answers": answered(page, room.url),
                "scroll": [scrolled(browser, room.url, speed) for speed in SPEEDS_PX_S],
                "drag": dragged(page, room.url, room),
            }
        browser.close()
    return figures


def main() -> None:
    """Measure and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dry", action="store_true", help="do not store")
    said = parser.parse_args()
    figures = measure()
    print(json.dumps(figures, indent=1))
    if not said.dry:
        print(record.store("studio", figures))


if __name__ == "__main__":
    main()
