"""The director: an English or Chinese prompt becomes a scene graph, with a report of what was understood."""

from dataclasses import dataclass, replace

from yozora.core.cards import Card, TextCard
from yozora.core.characters import spelt_out
from yozora.core.presets import StylePreset
from yozora.core.timeline import Timeline, check_prompt
from yozora.director.blocking import block
from yozora.director.presets import PRESETS
from yozora.director.reader import language_of, understand
from yozora.director.report import Heard, Slot, Status, Understanding
from yozora.director.sequel import Span, go_on, parties_of, unchanged
from yozora.worlds.scene import Scene

__all__ = [
    "PRESETS",
    "Directed",
    "Heard",
    "Slot",
    "Status",
    "Understanding",
    "direct",
    "direct_on",
    "plan_out",
    "scene_of",
]


@dataclass(frozen=True, kw_only=True)
class Directed:
    """A scene to draw and what was understood of the words it came from."""

    scene: Scene
    understanding: Understanding


def direct(prompt: str, *, seconds: float, seed: int, style: StylePreset | None = None) -> Directed:
    """Plan a clip of `seconds` from a prompt, in a style. What was said never changes with the seed.

    Raises InvalidRequest when the prompt is empty or longer than 32,000 characters.
    """
    text = check_prompt(prompt)
    wishes, heard = understand(f"{text.rstrip('.。')}. {style.words}" if style and style.words else text)
    return Directed(
        scene=block(wishes, seconds=seconds, seed=seed),
        understanding=Understanding(language=language_of(text), heard=heard),
    )


def direct_on(scene: Scene, words: str, *, begin_s: float, end_s: float) -> Directed:
    """What the words say happens from one second of a scene to another; place, light, camera and whoever is not spoken
    of go on, and pronouns mean who is there. Raises InvalidRequest as `direct` does."""
    text = check_prompt(words)
    wishes, heard = understand(text, among=parties_of(scene))
    return Directed(
        scene=go_on(scene, wishes, Span(begin_s=begin_s, end_s=end_s)),
        understanding=Understanding(language=language_of(text), heard=unchanged(scene, heard)),
    )


def plan_out(timeline: Timeline) -> tuple[Timeline, Understanding | None]:
    """The timeline with a plan on each card of words that has none yet, and what was understood of all of them."""
    cards: list[Card] = list(timeline.cards)
    understood: list[Understanding] = []
    for placed in timeline.placed:
        if isinstance(placed.card, TextCard) and placed.card.plan is None:
            seconds = float((placed.end - placed.first) / timeline.fps)
            text = spelt_out(placed.card.text, timeline.characters)
            directed = direct(text, seconds=seconds, seed=timeline.seed, style=timeline.style)
            cards[placed.number - 1] = replace(placed.card, plan=directed.scene.to_plan())
            understood.append(directed.understanding)
    heard = tuple(dict.fromkeys(heard for one in understood for heard in one.heard))
    report = Understanding(language=understood[0].language, heard=heard) if understood else None
    return replace(timeline, cards=tuple(cards)), report


def scene_of(card: TextCard, *, seconds: float, seed: int) -> Scene:
    """The plan that rides on a card, or a new one of its words. Raises InvalidPlan and InvalidRequest."""
    if card.plan is not None:
        return Scene.from_plan(card.plan)
    return direct(card.text, seconds=seconds, seed=seed).scene
