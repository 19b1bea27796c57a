"""From a request to a draft: the same operations, by the same code, as everywhere else."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from yozora.core.cards import Card, ClipCard, Fit, TextCard
from yozora.core.characters import Character
from yozora.core.errors import InvalidRequest
from yozora.core.geometry import Screen, frame_count
from yozora.core.presets import StylePreset
from yozora.core.timeline import Timeline, check_prompt
from yozora.generate import drafts
from yozora.generate.drafts import Draft, Look
from yozora.service.forms import SentFile
from yozora.service.videos.given import Given
from yozora.service.videos.requests import (
    BoardCard,
    ChangeVideo,
    CreateVideo,
    ExtendVideo,
    RemixVideo,
    Settings,
    VideoReference,
)

USUAL_SECONDS = 4.0
OPTIONS = {
    "num_inference_steps": "steps",
    "guidance_scale": "guidance",
    "negative_prompt": "negative",
    "guide": "guide",
}


def look_of(wish: Settings, *, size: str | None, style: StylePreset | None) -> Look:
    """Size, pace, style, fit, seed and takes of a request."""
    fps = None if wish.fps is None else Fraction(str(wish.fps)).limit_denominator(1001)
    return Look(size=size, fps=fps, style=style, fit=wish.fit, seed=wish.seed, variations=wish.n)


def options_of(wish: Settings) -> dict[str, Any]:
    """The engine's own options, as far as they were said."""
    return {ours: value for theirs, ours in OPTIONS.items() if (value := getattr(wish, theirs)) is not None}


def created(
    wish: CreateVideo, given: Given, *, style: StylePreset | None, characters: Sequence[Character] = ()
) -> Draft:
    """Text to video, image to video, or a storyboard. Raises YozoraError."""
    look = look_of(wish, size=wish.size, style=style)
    screen = look.screen()
    seconds = USUAL_SECONDS if wish.seconds is None else wish.seconds
    if wish.num_frames is not None:
        seconds = screen.seconds_of(wish.num_frames)
    if wish.storyboard is not None:
        return drafts.storyboard(_board(wish, given, seconds=seconds, screen=screen, characters=characters), look)
    image = None if wish.input_reference is None else given.picture(wish.input_reference)
    draft = drafts.create(wish.prompt, look, seconds=seconds, image=image, loop=wish.loop)
    return replace(draft, timeline=replace(draft.timeline, characters=tuple(characters)))


def remixed(wish: RemixVideo, source: SentFile | VideoReference, given: Given, *, style: StylePreset | None) -> Draft:
    """A clip by other words. Raises YozoraError."""
    look = look_of(wish, size=wish.size, style=style)
    return drafts.remix(given.clip(source), wish.prompt, look, strength=wish.remix_strength)


def extended(wish: ExtendVideo, given: Given, *, style: StylePreset | None) -> Draft:
    """More of a clip. Raises YozoraError."""
    look = look_of(wish, size=None, style=style)
    before, after = (wish.seconds, 0.0) if wish.before else (0.0, wish.seconds)
    return drafts.extend(given.clip(wish.video), look, before=before, after=after, prompt=wish.prompt)


def changed(wish: ChangeVideo, given: Given, *, style: StylePreset | None) -> Draft:
    """Any other change of a clip. Raises YozoraError."""
    look = look_of(wish, size=wish.size, style=None if wish.operation == "restyle" else style)
    clip = given.clip(wish.video)
    if wish.operation == "blend" and wish.other is not None:
        curve = wish.blend if isinstance(wish.blend, str) else tuple(wish.blend)
        return drafts.blend(clip, given.clip(wish.other), look, curve=curve, prompt=wish.prompt)
    if wish.operation == "connect" and wish.other is not None:
        return drafts.connect(clip, given.clip(wish.other), look, gap=wish.gap, prompt=wish.prompt)
    if wish.operation == "loop":
        return drafts.loop(clip, look, seam=wish.seam, prompt=wish.prompt)
    if wish.operation == "recut":
        return drafts.recut(clip, wish.parts, look, seconds=wish.seconds, prompt=wish.prompt)
    if wish.operation == "restyle" and style is not None:
        redrawn = wish.model == drafts.SKETCH
        return drafts.restyle(clip, style, look, strength=wish.strength, prompt=wish.prompt, redrawn=redrawn)
    return drafts.upscale(clip, look)


def _board(
    wish: CreateVideo, given: Given, *, seconds: float, screen: Screen, characters: Sequence[Character]
) -> Timeline:
    cards = tuple(_card(card, f"storyboard[{number}]", given) for number, card in enumerate(wish.storyboard or ()))
    if not cards:
        raise InvalidRequest('storyboard has no cards. Give at least one, such as {"at": 0, "text": "a fox runs"}.')
    ends = [card.until_s for card in cards if not isinstance(card, TextCard) and card.until_s is not None]
    length_s = seconds if wish.seconds is not None or wish.num_frames is not None else max([seconds, *ends])
    drawn = Look(seed=wish.seed).drawn()
    return Timeline(
        cards=cards,
        frames=frame_count(length_s, screen.fps),
        fps=screen.fps,
        size=screen.size,
        seed=drawn,
        variations=wish.n,
        loop=wish.loop,
        characters=tuple(characters),
    )


def _card(card: BoardCard, where: str, given: Given) -> Card:
    until_s = None if card.seconds is None else card.at + card.seconds
    if card.text is not None:
        return TextCard(text=check_prompt(card.text), at_s=card.at, until_s=until_s)
    if card.image is not None:
        image = drafts.image_card(given.picture(card.image), at_s=card.at)
        return replace(image, until_s=until_s, strength=card.strength, fit=Fit(card.fit or Fit.CROP))
    assert card.video is not None, where
    source = drafts.source_of(given.clip(card.video))
    if card.start >= source.seconds:
        raise InvalidRequest(
            f"{where} starts at {card.start:g} s of its clip, which lasts {source.seconds:g} s. Start it earlier."
        )
    return ClipCard(
        file=source.file,
        sha256=source.sha256,
        start_s=card.start,
        end_s=source.seconds if card.seconds is None else min(card.start + card.seconds, source.seconds),
        at_s=card.at,
        strength=card.strength,
        influence=tuple(card.influence),
        fit=Fit(card.fit or Fit.CROP),
    )
