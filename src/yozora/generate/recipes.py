"""From a draft to the recipe that an engine renders, and from the recipe inside a clip back to its files."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from yozora import media
from yozora.core.cards import MediaCard
from yozora.core.characters import Character, spelt_out
from yozora.core.errors import InvalidRequest, UnreadableFile
from yozora.core.recipe import Recipe
from yozora.core.timeline import Timeline
from yozora.director import Understanding, direct_on, plan_out
from yozora.generate.drafts import Draft, Said
from yozora.generate.likeness import named_in
from yozora.worlds.scene import Scene


def check_recipe(path: str | Path) -> Recipe:
    """The recipe inside a clip. Raises UnreadableFile."""
    text = media.read_recipe(path)
    if text is None:
        raise UnreadableFile(
            f"{path} carries no recipe: it was not made by yozora, or another program rewrote it. "
            "Give a clip as yozora wrote it."
        )
    return Recipe.from_json(text)


def recipe_of(draft: Draft, *, known: Sequence[Character] = ()) -> Recipe:
    """Everything the clip will be made from, with those of the `known` characters that it names; the engine fills in
    its name and version. Raises InvalidRequest."""
    timeline, understanding = plan_out(named_in(draft.timeline, known))
    if draft.said is not None:
        timeline, understanding = _acted_out(timeline, draft.said)
    return Recipe(
        prompt="\n".join(dict.fromkeys(card.text for card in timeline.texts if card.text)),
        timeline=timeline,
        operation=draft.operation,
        understanding={} if understanding is None else understanding.to_json(),
        parents=draft.parents,
    )


def _acted_out(timeline: Timeline, said: Said) -> tuple[Timeline, Understanding]:
    """The timeline whose plan before or after its clip does what is said, and what was understood of that."""
    clip = next(placed for placed in timeline.placed if placed.card is timeline.media[0])
    card = timeline.texts[-1 if said.after else 0]
    scene = Scene.from_plan(card.plan or {})
    begun_s, ended_s = (float(frame / timeline.fps) for frame in (clip.first, clip.end))
    directed = direct_on(
        scene,
        spelt_out(said.words, timeline.characters),
        begin_s=ended_s - card.at_s if said.after else 0.0,
        end_s=scene.seconds if said.after else begun_s,
    )
    planned = replace(card, plan=directed.scene.to_plan())
    cards = tuple(planned if one is card else one for one in timeline.cards)
    return replace(timeline, cards=cards), directed.understanding


def with_files(recipe: Recipe, *, beside: Path, files: Sequence[str | Path] = ()) -> Recipe:
    """The recipe with the files of its cards found: by their hashes among `files`, or by their names beside the clip or
    in the working folder. Raises InvalidRequest."""
    digests = {_digest(file): str(file) for file in files}
    cards = tuple(
        replace(card, file=_found(card, beside, digests)) if isinstance(card, MediaCard) else card
        for card in recipe.timeline.cards
    )
    if unused := sorted(digests[one] for one in set(digests) - {c.sha256 for c in cards if isinstance(c, MediaCard)}):
        raise InvalidRequest(f"{unused[0]} is none of the files that {beside} was made from. Leave it out.")
    return replace(recipe, timeline=replace(recipe.timeline, cards=cards))


def _found(card: MediaCard, beside: Path, digests: Mapping[str, str]) -> str:
    if card.sha256 in digests:
        return digests[card.sha256]
    for place in (beside.parent / card.file, Path(card.file)):
        if place.is_file() and _digest(place) == card.sha256:
            return str(place)
    raise InvalidRequest(
        f"The clip was made from {card.file} (sha256 {card.sha256[:12]}), which is not at {beside.parent / card.file}. "
        "Give the file: --file FILE."
    )


def _digest(path: str | Path) -> str:
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}. Check the name.") from error
