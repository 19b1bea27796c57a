"""Prompts to judge by, written by rule from held-out lessons: half English, half Chinese, every judged slot stated."""

import itertools
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from yozora.conditioning.phrases import Phrases, mirrored, phrases_of
from yozora.core import operations
from yozora.core.cards import ImageCard, Plan
from yozora.core.geometry import Screen
from yozora.core.timeline import Timeline
from yozora.director import direct
from yozora.evaluate.judge import NOTHING, UNPAINTED, shown
from yozora.worlds.captions import chinese, chinese_words, english, english_words
from yozora.worlds.captions.facts import Dice, facts_of
from yozora.worlds.lessons import Curriculum, lesson
from yozora.worlds.scene import Scene
from yozora.worlds.vocabulary import Action, Direction, Weather

HELD_OUT = 90_000_000
"""First seed of the lessons that nothing is trained on."""

COMBINED = ("subject", "place", "time", "direction", "action", "camera")
JUDGED = (
    "subject",
    "left",
    "right",
    "colour",
    "count",
    "place",
    "time",
    "weather",
    "direction",
    "action",
    "then",
    "camera",
)
UNSAID = {"colour": UNPAINTED, "then": NOTHING, "count": "1", "weather": Weather.CLEAR.value}
"""What is so without being said."""

Language = Literal["en", "zh"]
Combination = tuple[str | None, ...]
"""The words of a scene in the slots of `COMBINED`."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """A prompt and what it states, slot by slot. `plan` is what the director makes of it; `seen` is whether all
    its judged words stand together anywhere in the training data, or None where that is not known."""

    prompt: str
    language: Language
    seed: int
    stated: Phrases
    plan: Plan
    seen: bool | None

    def timeline(self, *, seconds: float, screen: Screen, image: ImageCard | None = None) -> Timeline:
        """The clip an engine is asked for."""
        images = () if image is None else (image,)
        drawn = operations.create(self.prompt, seconds=seconds, screen=screen, plan=self.plan, images=images)
        return replace(drawn, seed=self.seed)


def cases(
    curriculum: Curriculum,
    count: int,
    *,
    seconds: float,
    seen: frozenset[Combination] | None = None,
    unseen: int = 0,
) -> list[Case]:
    """`count` cases for clips of `seconds`, the same every time. The last `unseen` of them are the next lessons whose
    combination is not among those `seen` in training; the others come as they come."""
    plain = [_case(curriculum, number, seconds, seen) for number in range(count - unseen)]
    later = (number for number in itertools.count(count) if _said(curriculum, number, seconds) not in (seen or ()))
    return plain + [_case(curriculum, number, seconds, seen) for number in itertools.islice(later, unseen)]


def combinations_of(*folders: Path) -> frozenset[Combination]:
    """Every combination in the shards of these folders, mirrored ones too, as training mirrors half of what it sees."""
    said: list[Phrases] = [
        one for folder in folders for path in folder.glob("[!.]*/phrases.json") for one in json.loads(path.read_text())
    ]
    return frozenset(_combination(either) for one in said for either in (one, mirrored(one)))


def _lesson(curriculum: Curriculum, number: int, seconds: float) -> Scene:
    """The held-out lessons in an order in which the subjects, which come round with the seeds, are mixed."""
    once = len(curriculum.subjects)
    order = np.random.default_rng(0).permutation(once)
    seed = HELD_OUT + number // once * once + int(order[number % once])
    return lesson(curriculum, seed, seconds=seconds)


def _said(curriculum: Curriculum, number: int, seconds: float) -> Combination:
    return _combination(phrases_of(_lesson(curriculum, number, seconds)))


def _combination(said: Phrases) -> Combination:
    return tuple(said.get(slot) for slot in COMBINED)


def _case(curriculum: Curriculum, number: int, seconds: float, seen: frozenset[Combination] | None) -> Case:
    scene = _lesson(curriculum, number, seconds)
    # Every round has every subject: the languages change places each round, so that each tells of every subject.
    swapped = number // len(curriculum.subjects)
    language: Language = "en" if (number + swapped) % 2 == 0 else "zh"
    prompt = in_words(scene, language)
    return Case(
        prompt=prompt,
        language=language,
        seed=scene.seed,
        stated=stated(scene),
        plan=direct(prompt, seconds=seconds, seed=scene.seed).scene.to_plan(),
        seen=None if seen is None else _combination(phrases_of(scene)) in seen,
    )


def in_words(scene: Scene, language: Language) -> str:
    """One sentence with everything a lesson states: subjects, what they do, place, time, weather, shot, camera."""
    facts = facts_of(scene)
    hero = facts.hero
    assert hero is not None, "a lesson has an actor"
    dice = Dice(f"{scene.seed}/{language}")
    words = english_words if language == "en" else chinese_words
    time, shot, move = (
        dice.one_of(choice)
        for choice in (words.TIMES[scene.time], words.SHOTS[scene.camera.shot], words.MOVES[scene.camera.move])
    )
    sky = dice.one_of(words.WEATHERS[facts.weather]) if facts.weather in words.WEATHERS else ""
    if language == "en":
        teller = english.Teller(facts, dice)
        when = f"{time}, {sky}" if sky else time
        return f"{teller.clause(hero, where=teller.where(hero))} {when}, {shot}, {move}"
    teller = chinese.Teller(facts, dice)
    where = f"在{teller.where(hero)}"
    opener = "，".join(part for part in (time, sky, where if hero.relations else "") if part)
    return f"{opener}，{teller.clause(hero, where=where)}，{shot}，{move}"


def stated(scene: Scene) -> Phrases:
    """The judged slots that the sentence states; whoever jumps is not said to stay where it is."""
    said = {slot: word for slot, word in shown(phrases_of(scene)).items() if slot in JUDGED}
    said = {slot: word for slot, word in said.items() if UNSAID.get(slot) != word}
    if said["direction"] == Direction.STAY and said["action"] != Action.STAND:
        del said["direction"]
    return said
