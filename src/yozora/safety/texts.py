"""What a recipe says in words."""

from dataclasses import asdict
from pathlib import Path

from yozora.core.cards import TextCard
from yozora.core.recipe import Recipe


def texts_of(recipe: Recipe) -> list[str]:
    """Words that people wrote: of prompt and cards, names of files, characters, style. A plan's words are the
    program's own."""
    timeline = recipe.timeline
    cards = [card.text if isinstance(card, TextCard) else Path(card.file).name for card in timeline.cards]
    cast = [text for one in timeline.characters for text in (one.name, one.words)]
    style = [] if timeline.style is None else list(asdict(timeline.style).values())
    return [text for text in dict.fromkeys([recipe.prompt, *cards, *cast, *style]) if text]
