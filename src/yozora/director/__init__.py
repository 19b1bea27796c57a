"""The director: an English or Chinese prompt becomes a scene graph, with a report of what was understood."""

from dataclasses import dataclass

from yozora.core.timeline import TextCard, check_prompt
from yozora.director.blocking import block
from yozora.director.reader import language_of, understand
from yozora.director.report import Heard, Slot, Status, Understanding
from yozora.worlds.scene import Scene

__all__ = ["Directed", "Heard", "Slot", "Status", "Understanding", "direct", "scene_of"]


@dataclass(frozen=True, kw_only=True)
class Directed:
    """A scene to draw and what was understood of the words it came from."""

    scene: Scene
    understanding: Understanding


def direct(prompt: str, *, seconds: float, seed: int) -> Directed:
    """Plan a clip of `seconds` from a prompt. What was said never changes with the seed.

    Raises InvalidRequest when the prompt is empty or longer than 32,000 characters.
    """
    text = check_prompt(prompt)
    wishes, heard = understand(text)
    return Directed(
        scene=block(wishes, seconds=seconds, seed=seed),
        understanding=Understanding(language=language_of(text), heard=heard),
    )


def scene_of(card: TextCard, *, seconds: float, seed: int) -> Scene:
    """The plan that rides on a card, or a new one of its words. Raises InvalidPlan and InvalidRequest."""
    if card.plan is not None:
        return Scene.from_plan(card.plan)
    return direct(card.text, seconds=seconds, seed=seed).scene
