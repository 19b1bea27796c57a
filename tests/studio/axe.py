"""What axe-core, the usual program for it, finds wrong with a page for people who do not see it or use no mouse."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

PROGRAM = Path(__file__).parents[2] / "studio/node_modules/axe-core/axe.min.js"

SETTLED = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await Promise.race([frame().then(frame), new Promise((end) => setTimeout(end, 1000))]);
  const ends = document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity);
  const late = new Promise((end) => setTimeout(end, 1000));
  await Promise.race([Promise.allSettled(ends.map((one) => one.finished)), late]);
}"""
"""Colours that are on their way to others are nobody's to judge: a busy machine draws few frames a second."""


def violations(page: Page) -> list[str]:
    """What is wrong, by its rule and where it is. Empty for a page that everybody can use."""
    page.evaluate(SETTLED)
    page.evaluate(PROGRAM.read_text("utf-8"))
    said: dict[str, Any] = page.evaluate("axe.run({ resultTypes: ['violations'] })")
    return [
        f"{one['id']}: {one['help']}\n  {node['html'][:200]}\n  {(node.get('failureSummary') or '')[:300]}"
        for one in said["violations"]
        for node in one["nodes"]
    ]
