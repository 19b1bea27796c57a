"""Captions written from the scene graph: English and Chinese, short and long, always true.

A caption says what the scene states and the picture shows, and nothing else. The seed draws words, word order and how
much the short one tells.
"""

from dataclasses import dataclass

from yozora.worlds.captions import chinese, english
from yozora.worlds.captions.facts import Dice, facts_of
from yozora.worlds.cast.roster import member
from yozora.worlds.scene import Actor, Scene


@dataclass(frozen=True, kw_only=True)
class Captions:
    """One clip in words: `short` as a person types it, `long` in one to three full sentences."""

    short_en: str
    long_en: str
    short_zh: str
    long_zh: str


def captions(scene: Scene, *, seed: int) -> Captions:
    """Describe a scene; the same seed gives the same words. Raises InvalidPlan where an actor is not in the cast."""
    facts = facts_of(scene)
    dice = [Dice(f"{seed}/{which}") for which in range(4)]
    return Captions(
        short_en=english.short(facts, dice[0]),
        long_en=english.long(facts, dice[1]),
        short_zh=chinese.short(facts, dice[2]),
        long_zh=chinese.long(facts, dice[3]),
    )


def noun_of(actor: Actor) -> str:
    """Who an actor is: `an orange dog`."""
    shade = "" if actor.colour is None else f"{actor.colour.value} "
    return english.with_article(shade + member(actor.subject).english)


def slots(scene: Scene) -> dict[str, str]:
    """What a caption may tell, in plain English words; what the scene does not state is left out."""
    return english.slots(facts_of(scene))
