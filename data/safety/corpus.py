"""The prompts that moderation is taught and measured with, and which of them may be used for what."""

import hashlib
import itertools
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

import yaml

HERE = Path(__file__).parent
KINDS = {
    "copyright_violations": "characters",
    "discrimination": "hate",
    "illegal_activities": "wrongdoing",
    "unethical_unsafe_action": "wrongdoing",
    "privacy_individual": "privacy",
    "privacy_public": "privacy",
    "self_harm": "self_harm",
    "sexual_content": "sexual",
    "violence": "violence",
}
"""The categories of OVERT, as findings call them."""
_CHILD = re.compile(
    r"\b(child|kid|minor|teen|adolescen|underage|school|student|youth|young (girl|boy|person|people)|preteen)"
)
ALIKE = 0.5
"""Prompts of one category that share this much of their words stay together."""
TEST = 0.2
UNSAFE = 1.8
"""How much more a prompt to be refused counts: there are fewer."""
OWN = {False: 2.0, True: 0.8}
"""What one written for this project counts, and one that is plain."""
PLAIN = {"en": 12000, "zh": 5000}
"""Plain requests of each language that are put together."""
WORD = 0.3
"""What a single word counts."""
MOST_WAYS = 6
"""How many of the ways to read a line with alternatives are used."""
Part = Literal["train", "test"]


@dataclass(frozen=True)
class Row:
    """A prompt: what it is or could be mistaken for, whether it must be refused, its language, and what it is for.
    Those of one `group` stay together, however they are split; those of none are only taught with."""

    text: str
    kind: str
    unsafe: bool
    language: str
    origin: str
    part: Part
    weight: float = 1.0
    group: str | None = None


def rows() -> list[Row]:
    """All prompts. What is alike, translated from one another or written on one line is in one part."""
    groups = _groups_of_overt()
    found = list[Row]()
    for name, language in (("overt.jsonl", "en"), ("overt_zh.jsonl", "zh")):
        for line in (HERE / name).read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            group = groups[entry.get("of", entry["prompt"])]
            unsafe = entry["set"] == "unsafe"
            kind = KINDS[entry["category"]]
            if kind == "sexual" and _CHILD.search(entry.get("of", entry["prompt"]).lower()):
                kind = "minors"
            weight = UNSAFE if unsafe else 1.0
            found.append(Row(entry["prompt"], kind, unsafe, language, "overt", _part(group), weight, group))
    for name in ("own_unsafe.txt", "own_benign.txt"):
        found += _own(HERE / name, unsafe="unsafe" in name)
    for name in ("more_unsafe.txt", "more_benign.txt"):
        found += [replace(row, part="train") for row in _own(HERE / name, unsafe="unsafe" in name)]
    held = {row.text for row in found if row.part == "test"}
    return [row for row in found if row.part == "test" or row.text not in held]


def twins() -> Iterator[tuple[str, str, str]]:
    """Language, a request that must be refused, and one in much the same words that must not be: never taught."""
    refused = ""
    for _, language, line in _headed(HERE / "twins.txt"):
        if line.startswith("- "):
            refused = line[2:]
        elif line.startswith("+ "):
            yield language, refused, line[2:]


def words() -> Iterator[Row]:
    """Words that are harmless by themselves. Some are held out."""
    for kind, language, line in _headed(HERE / "words.txt"):
        yield from (Row(word, kind, False, language, "words", _part(word), WORD) for word in line.split())


def plain() -> Iterator[Row]:
    """Plain requests put together of `plain.yaml`, only to be taught with: never a line of a suite of harmless ones."""
    suites = HERE.parent.parent / "benchmarks" / "suites"
    kept = {_bare(line) for line in (suites / "vbench.txt").read_text(encoding="utf-8").splitlines()}
    lists: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "plain.yaml").read_text(encoding="utf-8"))
    for language, entry in lists.items():
        rng = random.Random(language)
        for _ in range(PLAIN[language]):
            text = re.sub(r"\{(\w+)\}", partial(_chosen, rng, entry["lists"]), rng.choice(entry["patterns"]))
            if _bare(text) not in kept:
                yield Row(text, "plain", False, language, "plain", "train", 0.7)


def _chosen(rng: random.Random, lists: dict[str, list[str]], name: re.Match[str]) -> str:
    return rng.choice(lists[name.group(1)])


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _headed(path: Path) -> Iterator[tuple[str, str, str]]:
    """Kind, language and text of each line of a file whose parts have headings (`# kind language`)."""
    kind = language = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"# (\w+) (en|zh)", line):
            kind, language = heading.groups()
        elif line and not line.startswith("#"):
            yield kind, language, line


def _own(path: Path, *, unsafe: bool) -> Iterator[Row]:
    for kind, language, line in _headed(path):
        ways = ["".join(way) for way in itertools.product(*_choices(line))]
        ways.sort(key=_chance)
        part = _part(line)
        ways = ways[: 1 if part == "test" else MOST_WAYS]
        for way in ways:
            weight = OWN[kind == "plain"] / len(ways) ** 0.5
            yield Row(way, kind, unsafe, language, "own", part, weight, line)


def _choices(line: str) -> Iterator[list[str]]:
    for index, piece in enumerate(re.split(r"\{(.*?)\}", line)):
        yield piece.split("|") if index % 2 else [piece]


def _groups_of_overt() -> dict[str, str]:
    """The first of those that are alike, for each prompt of OVERT."""
    by_category = defaultdict[str, list[str]](list)
    for line in (HERE / "overt.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        by_category[entry["category"]].append(entry["prompt"])
    groups = dict[str, str]()
    for prompts in by_category.values():
        words = [frozenset(re.findall(r"\w+", prompt.lower())) for prompt in prompts]
        first = list(range(len(prompts)))
        for index, mine in enumerate(words):
            for other in range(index):
                theirs = words[other]
                if len(mine & theirs) > ALIKE * len(mine | theirs):
                    _unite(first, index, other)
        for index, prompt in enumerate(prompts):
            groups[prompt] = prompts[_root(first, index)]
    return groups


def _root(first: list[int], index: int) -> int:
    while first[index] != index:
        index = first[index]
    return index


def _unite(first: list[int], one: int, other: int) -> None:
    low, high = sorted((_root(first, one), _root(first, other)))
    first[high] = low


def _chance(text: str) -> float:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48


def _part(text: str) -> Part:
    return "test" if _chance(text) < TEST else "train"
