"""The recipe: everything a clip was made from, carried inside its file."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from yozora.core.errors import UnreadableFile
from yozora.core.geometry import FrameSize
from yozora.core.timeline import Card, ImageCard, TextCard, Timeline

FORMAT = "yozora-recipe/1"


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Prompt, cards with their plans, seed, engine and settings. The same recipe gives the same frames.

    `notes` is what the engine drew otherwise than asked.
    """

    prompt: str
    timeline: Timeline
    seed: int
    engine: str
    engine_version: str
    understanding: Mapping[str, Any]
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    notes: tuple[str, ...] = ()

    def to_json(self) -> str:
        """One line of JSON, keys sorted, characters beyond ASCII kept."""
        timeline = self.timeline
        record = {
            "format": FORMAT,
            "prompt": self.prompt,
            "seed": self.seed,
            "engine": {"name": self.engine, "version": self.engine_version, "options": dict(self.options)},
            "settings": {"size": str(timeline.size), "fps": str(timeline.fps), "frames": timeline.frames},
            "cards": [_entries(card) for card in timeline.cards],
            "understanding": self.understanding,
            "notes": list(self.notes),
        }
        return json.dumps(record, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Recipe":
        """Read what `to_json` wrote. Raises UnreadableFile."""
        try:
            record: dict[str, Any] = json.loads(text)
            if record["format"] != FORMAT:
                raise UnreadableFile(f"The recipe has format {record['format']!r}; this version reads {FORMAT!r}.")
            settings = record["settings"]
            timeline = Timeline(
                cards=tuple(_card(entries) for entries in record["cards"]),
                frames=settings["frames"],
                fps=Fraction(settings["fps"]),
                size=FrameSize.parse(settings["size"]),
            )
            return cls(
                prompt=record["prompt"],
                timeline=timeline,
                seed=record["seed"],
                engine=record["engine"]["name"],
                engine_version=record["engine"]["version"],
                understanding=record["understanding"],
                options=record["engine"].get("options", {}),
                notes=tuple(record.get("notes", ())),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise UnreadableFile(f"The recipe is damaged: {error!r}. It cannot be read.") from error


def _entries(card: Card) -> dict[str, Any]:
    """A card as plain values; of a picture's path only the name, since a clip is made to be shared."""
    entries = asdict(card)
    return entries | {"file": Path(card.file).name} if isinstance(card, ImageCard) else entries


def _card(entries: dict[str, Any]) -> Card:
    return ImageCard(**entries) if "file" in entries else TextCard(**entries)
