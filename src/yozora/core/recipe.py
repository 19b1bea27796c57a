"""The recipe: everything a clip was made from, carried inside its file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from yozora.core import entries as read
from yozora.core.cards import Card, TextCard
from yozora.core.errors import InvalidRequest, UnreadableFile
from yozora.core.source import Source
from yozora.core.timeline import Timeline
from yozora.core.timeline_json import from_entries, to_entries

FORMAT = "yozora-recipe/2"
MOST_GENERATIONS = 8
"""So deep is lineage kept inside a file; of what is older only name and hash remain."""

MOST_LINEAGE_CHARACTERS = 400_000


@dataclass(frozen=True, kw_only=True)
class Parent:
    """A file that a clip was made from: its name, the SHA-256 of its bytes, its own recipe where it has one."""

    file: str
    sha256: str
    recipe: "Recipe | None" = None

    @classmethod
    def of(cls, source: Source) -> "Parent":
        """A clip that was given."""
        return cls(file=Path(source.file).name, sha256=source.sha256, recipe=source.recipe)


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Operation, words, timeline with its plans, engine and settings. The same recipe gives the same frames.

    `notes` is what the engine drew otherwise than asked; `parents` are the clips and pictures it was made from.
    """

    prompt: str
    timeline: Timeline
    operation: str = "create"
    engine: str = ""
    engine_version: str = ""
    understanding: Mapping[str, Any] = field(default_factory=dict[str, Any])
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    notes: tuple[str, ...] = ()
    parents: tuple[Parent, ...] = ()

    @property
    def seed(self) -> int:
        """Draws what the cards leave open."""
        return self.timeline.seed

    def to_json(self) -> str:
        """One line of JSON, keys sorted, characters beyond ASCII kept. Files are named without their folders."""
        for generations in range(MOST_GENERATIONS, 0, -1):
            text = json.dumps(self._record(generations), ensure_ascii=False, sort_keys=True)
            if len(text) <= MOST_LINEAGE_CHARACTERS:
                return text
        return json.dumps(self._record(0), ensure_ascii=False, sort_keys=True)

    def _record(self, generations: int) -> dict[str, Any]:
        cards = tuple(_without_folder(card) for card in self.timeline.cards)
        return {
            "format": FORMAT,
            "operation": self.operation,
            "prompt": self.prompt,
            "engine": {"name": self.engine, "version": self.engine_version, "options": dict(self.options)},
            "timeline": to_entries(replace(self.timeline, cards=cards)),
            "understanding": self.understanding,
            "notes": list(self.notes),
            "parents": [_of_parent(parent, generations) for parent in self.parents],
        }

    @classmethod
    def from_json(cls, text: str) -> "Recipe":
        """Read what `to_json` wrote. Raises UnreadableFile."""
        try:
            return cls._read(json.loads(text))
        except (KeyError, TypeError, ValueError, RecursionError, InvalidRequest) as error:
            raise UnreadableFile(f"The recipe is damaged: {error!r}. It cannot be read.") from error

    @classmethod
    def _read(cls, record: dict[str, Any]) -> "Recipe":
        if record["format"] != FORMAT:
            raise UnreadableFile(f"The recipe has format {record['format']!r}; this version reads {FORMAT!r}.")
        engine = read.mapping(record["engine"], ("name", "version", "options"), "engine")
        return cls(
            prompt=read.text(record["prompt"], "prompt"),
            timeline=from_entries(record["timeline"]),
            operation=read.text(record["operation"], "operation"),
            engine=read.text(engine["name"], "name of the engine"),
            engine_version=read.text(engine["version"], "version of the engine"),
            understanding=read.mapping(record["understanding"], None, "understanding"),
            options=read.mapping(engine["options"], None, "options of the engine"),
            notes=tuple(read.text(note, "a note") for note in read.listed(record["notes"], "notes")),
            parents=tuple(
                Parent(
                    file=read.text(parent["file"], "file of a parent"),
                    sha256=read.text(parent["sha256"], "sha256 of a parent"),
                    recipe=cls._read(parent["recipe"]) if "recipe" in parent else None,
                )
                for parent in read.listed(record["parents"], "parents")
            ),
        )


def _of_parent(parent: Parent, generations: int) -> dict[str, Any]:
    entries: dict[str, Any] = {"file": Path(parent.file).name, "sha256": parent.sha256}
    if parent.recipe is not None and generations:
        entries["recipe"] = parent.recipe._record(generations - 1)  # pyright: ignore[reportPrivateUsage]
    return entries


def _without_folder(card: Card) -> Card:
    """A clip is made to be shared, and where its maker keeps files is nobody's business."""
    return card if isinstance(card, TextCard) else replace(card, file=Path(card.file).name)
