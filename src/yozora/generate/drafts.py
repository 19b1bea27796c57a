"""From what a person names (files, words, numbers) to a timeline: the operations of `core`, with their files opened."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from yozora import media
from yozora.core import operations
from yozora.core.cards import ClipCard, Fit, ImageCard, MediaCard, TextCard
from yozora.core.curves import Points
from yozora.core.errors import InvalidRequest, UnreadableFile
from yozora.core.geometry import FrameSize, Screen, check_larger, frame_count, frame_rate
from yozora.core.operations import Part
from yozora.core.presets import StylePreset
from yozora.core.recipe import Parent, Recipe
from yozora.core.source import Source
from yozora.core.timeline import SEEDS, Timeline, check_prompt
from yozora.director import Slot, direct
from yozora.director.captioner import Seen, load_eyes
from yozora.worlds.captions import captions
from yozora.worlds.earlier import led_up
from yozora.worlds.scene import MOST_KEPT, Kept, Scene

USUAL_SECONDS = 5.0
WHOLE_S = 0.5  # a clip whose length differs by more from its recipe was cut by another program
USUAL_SCREEN = Screen(size=FrameSize(width_px=1280, height_px=720), fps=Fraction(24))
SKETCH, STORYBOOK = "sketch", "storybook"


@dataclass(frozen=True, kw_only=True)
class Look:
    """What may be set for every operation; None leaves it to the clips that are given, or to the usual."""

    size: str | None = None
    fps: str | float | Fraction | None = None
    style: StylePreset | None = None
    fit: str | None = None
    seed: int | None = None
    variations: int | None = None

    def screen(self, usual: Screen = USUAL_SCREEN) -> Screen:
        """The screen asked for. Raises InvalidRequest."""
        return Screen(
            size=usual.size if self.size is None else FrameSize.parse(self.size),
            fps=usual.fps if self.fps is None else frame_rate(self.fps),
        )

    def drawn(self, usual: int | None = None) -> int:
        """The seed asked for, or the usual one, or one drawn by chance. Raises InvalidRequest."""
        seed = usual if self.seed is None else self.seed
        return secrets.randbelow(SEEDS) if seed is None else check_seed(seed)

    def on(self, timeline: Timeline, *, seed: int | None = None) -> Timeline:
        """The timeline with this look, and its own `seed` where none is asked for. Raises InvalidRequest."""
        if self.fit is not None and self.fit not in tuple(Fit):
            raise InvalidRequest(f"fit={self.fit!r} is not known. Use one of: {', '.join(Fit)}.")
        style = self.style
        if style is not None:
            if not timeline.texts:
                raise InvalidRequest(
                    f"style {style.name!r} has no words to act on. Say what happens, or use yozora restyle."
                )
            timeline = _in_style(timeline, style)
        cards = tuple(
            replace(card, fit=Fit(self.fit)) if self.fit is not None and isinstance(card, MediaCard) else card
            for card in timeline.cards
        )
        return replace(
            timeline,
            cards=cards,
            seed=self.drawn(seed),
            variations=timeline.variations if self.variations is None else self.variations,
            style=style or timeline.style,
        )


@dataclass(frozen=True, kw_only=True)
class Said:
    """What happens `after` a clip, or else before it, in a plan that goes on."""

    words: str
    after: bool


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A timeline, the operation that made it, the files it comes from, the engine that suits it, and what was
    `said` to happen besides its plans."""

    operation: str
    timeline: Timeline
    parents: tuple[Parent, ...] = ()
    engine: str = STORYBOOK
    said: Said | None = None


def source_of(path: str | Path) -> Source:
    """A clip, with the recipe inside it where there is one that can be read. Raises UnreadableFile."""
    found = media.clip_source(path)
    text = media.read_recipe(path)
    try:
        return found if text is None else replace(found, recipe=Recipe.from_json(text))
    except UnreadableFile:  # the pictures are whole, and a recipe of another version is no reason to refuse them
        return found


def image_card(path: str | Path, *, at_s: float = 0.0) -> ImageCard:
    """A picture file as a card. Raises UnreadableFile."""
    return ImageCard(file=str(path), sha256=media.picture_digest(path), at_s=at_s)


def create(
    prompt: str | Scene,
    look: Look,
    *,
    seconds: float | None = None,
    image: str | Path | None = None,
    loop: bool = False,
) -> Draft:
    """Text to video."""
    screen = look.screen()
    images = () if image is None else (image_card(image),)
    if isinstance(prompt, Scene):
        length_s = _whole_frames(prompt.seconds if seconds is None else seconds, screen)
        look = replace(look, seed=look.drawn(prompt.seed))
        plan = replace(prompt, seed=look.drawn(), seconds=length_s).to_plan()
        timeline = operations.create("", seconds=length_s, screen=screen, plan=plan, images=images)
    else:
        length_s = USUAL_SECONDS if seconds is None else seconds
        timeline = operations.create(check_prompt(prompt), seconds=length_s, screen=screen, images=images)
    return _draft("create", replace(timeline, loop=loop), look, images, engine=STORYBOOK if images else SKETCH)


def still(prompt: str | Scene, look: Look) -> Draft:
    """One picture."""
    screen = look.screen()
    return replace(create(prompt, look, seconds=screen.seconds_of(1)), operation="still")


def animate(
    images: Sequence[tuple[str | Path, float | None]], prompt: str, look: Look, *, seconds: float | None = None
) -> Draft:
    """Pictures, each at a moment (None: the last frame), and what happens."""
    length_s = USUAL_SECONDS if seconds is None else seconds
    usual = USUAL_SCREEN
    if images:
        height_px, width_px = media.read_picture(images[0][0]).shape[:2]
        usual = Screen.nearest(width_px=width_px, height_px=height_px, fps=USUAL_SCREEN.fps)
        if max(width_px, height_px) > max(USUAL_SCREEN.size.width_px, USUAL_SCREEN.size.height_px):
            share = USUAL_SCREEN.size.width_px / max(width_px, height_px)
            usual = Screen.nearest(width_px=round(width_px * share), height_px=round(height_px * share), fps=usual.fps)
    screen = look.screen(usual)
    cards = [
        operations.at_last(image_card(path), seconds=length_s, screen=screen)
        if at_s is None
        else image_card(path, at_s=at_s)
        for path, at_s in images
    ]
    timeline = operations.animate(cards, prompt.strip(), seconds=length_s, screen=screen)
    return _draft("animate", timeline, look, cards)


def storyboard(timeline: Timeline, look: Look) -> Draft:
    """A timeline as it was written; the look counts where it says something."""
    screen = look.screen(Screen(size=timeline.size, fps=timeline.fps))
    on_screen = _on_screen(timeline, screen)
    engine = STORYBOOK if on_screen.media else SKETCH
    if look.seed is not None:
        on_screen = _replanned(on_screen, seed=check_seed(look.seed))
    return _draft(
        "storyboard", on_screen, replace(look, seed=look.drawn(timeline.seed)), on_screen.media, engine=engine
    )


def extend(clip: str | Path, look: Look, *, before: float = 0, after: float = 0, prompt: str = "") -> Draft:
    """More of a clip."""
    source = source_of(clip)
    screen = look.screen(operations.screen_of(source))
    text = _words(prompt, source, at=-1 if after else 0)
    timeline = _going_on(operations.extend(source, screen=screen, text=text, before_s=before, after_s=after), source)
    if not prompt.strip() or not all(card.plan is not None for card in timeline.texts):
        return _changed("extend", timeline, look, source)
    said = Said(words=check_prompt(prompt), after=bool(after))
    return replace(_changed("extend", _saying(timeline, said.words, after=said.after), look, source), said=said)


def connect(one: str | Path, other: str | Path, look: Look, *, gap: float = 2.0, prompt: str = "") -> Draft:
    """Two clips, and what lies between them."""
    first, second = source_of(one), source_of(other)
    screen = look.screen(operations.screen_of(first))
    timeline = operations.connect(first, second, screen=screen, gap_s=gap, text=prompt.strip())
    if not timeline.texts:
        timeline = _told_apart(timeline, first, second)
    return _changed("connect", timeline, look, first, second)


def loop(clip: str | Path, look: Look, *, seam: str | float = "normal", prompt: str = "") -> Draft:
    """A clip that goes on for ever."""
    source = source_of(clip)
    screen = look.screen(operations.screen_of(source))
    timeline = operations.loop(source, screen=screen, seam=seam, text=_words(prompt, source))
    return _changed("loop", timeline if prompt.strip() else _going_on(timeline, source), look, source)


def blend(
    one: str | Path, other: str | Path, look: Look, *, curve: str | Points = "transition", prompt: str = ""
) -> Draft:
    """Two clips as one."""
    first, second = source_of(one), source_of(other)
    screen = look.screen(operations.screen_of(first))
    timeline = operations.blend(first, second, screen=screen, curve=curve, text=prompt.strip())
    if not timeline.texts:
        timeline = _told_apart(timeline, first, second)
    return _changed("blend", timeline, look, first, second)


def remix(clip: str | Path, prompt: str, look: Look, *, strength: str | float = "mild") -> Draft:
    """A clip by other words."""
    source = source_of(clip)
    screen = look.screen(operations.screen_of(source))
    text = check_prompt(prompt)
    return _changed("remix", operations.remix(source, text, screen=screen, strength=strength), look, source)


def restyle(
    clip: str | Path,
    style: StylePreset,
    look: Look,
    *,
    strength: str | float | None = None,
    prompt: str = "",
    redrawn: bool = False,
) -> Draft:
    """A clip in another style; `redrawn` anew from its own recipe, where it has one that is words alone."""
    source = source_of(clip)
    screen = look.screen(operations.screen_of(source))
    if redrawn and source.recipe is not None and not source.recipe.timeline.media:
        if strength is not None:
            raise InvalidRequest(
                f"strength={strength} says how much of the clip may change, but the sketch draws its whole plan anew. "
                "Leave the strength out, or use the engine storybook."
            )
        timeline = _on_screen(_redrawn(source.recipe.timeline, prompt.strip()), screen)
    else:
        text = _words(prompt, source)
        change = "mild" if strength is None else strength
        timeline = operations.restyle(source, style, screen=screen, text=text, strength=change)
        timeline = timeline if prompt.strip() else _retold(timeline, source)
    return _changed("restyle", timeline, replace(look, style=style), source)


def recut(
    clip: str | Path, parts: Sequence[str | Part], look: Look, *, seconds: float | None = None, prompt: str = ""
) -> Draft:
    """Parts of a clip at other times."""
    source = source_of(clip)
    screen = look.screen(operations.screen_of(source))
    read = [Part.parse(part) if isinstance(part, str) else part for part in parts]
    text = _words(prompt, source)
    timeline = operations.recut(source, read, screen=screen, seconds=seconds, text=text)
    return _changed("recut", timeline if prompt.strip() else _told_in_parts(timeline, source), look, source)


def upscale(clip: str | Path, look: Look) -> Draft:
    """A clip or a picture on a larger screen, twice as large unless a size is asked for."""
    if media.is_picture(clip):
        return _larger_picture(clip, look)
    source = source_of(clip)
    screen = look.screen(_double(operations.screen_of(source)))
    return _changed("upscale", operations.upscale(source, screen=screen), look, source)


def _larger_picture(path: str | Path, look: Look) -> Draft:
    image = image_card(path)
    height_px, width_px = media.read_picture(path).shape[:2]
    own = Screen.nearest(width_px=width_px, height_px=height_px, fps=USUAL_SCREEN.fps)
    screen = look.screen(_double(own))
    check_larger(screen.size, str(path), width_px=width_px, height_px=height_px)
    timeline = operations.animate([image], "", seconds=screen.seconds_of(1), screen=screen)
    return _draft("upscale", timeline, look, [image])


def _double(screen: Screen) -> Screen:
    return Screen.nearest(width_px=2 * screen.size.width_px, height_px=2 * screen.size.height_px, fps=screen.fps)


@dataclass(frozen=True, kw_only=True)
class Described:
    """A clip as cards: from its own `recipe`, or as a network `saw` it, shot by shot."""

    timeline: Timeline
    recipe: Recipe | None
    saw: tuple[Seen, ...] = ()


def describe(clip: str | Path) -> Described:
    """A clip turned back into cards and text. Raises YozoraError."""
    source = source_of(clip)
    if source.recipe is not None:
        return Described(timeline=source.recipe.timeline, recipe=source.recipe)
    seen = load_eyes().look(source)
    screen = operations.screen_of(source)
    cards = tuple(
        TextCard(text=one.words, at_s=one.start_s, until_s=one.end_s, plan=one.scene.to_plan()) for one in seen
    )
    frames = frame_count(source.seconds, screen.fps)
    return Described(
        timeline=Timeline(cards=cards, frames=frames, fps=screen.fps, size=screen.size), recipe=None, saw=seen
    )


def _draft(
    operation: str, timeline: Timeline, look: Look, given: Sequence[MediaCard], *, engine: str = STORYBOOK
) -> Draft:
    parents = {card.sha256: _parent(card) for card in given}
    return Draft(operation=operation, timeline=look.on(timeline), parents=tuple(parents.values()), engine=engine)


def _parent(card: MediaCard) -> Parent:
    if isinstance(card, ClipCard):
        return Parent.of(source_of(card.file))
    return Parent(file=Path(card.file).name, sha256=card.sha256)


def _changed(operation: str, timeline: Timeline, look: Look, *sources: Source) -> Draft:
    """A draft from clips, with the seed and the style of the first unless others are asked for, and with everybody whom
    their recipes know by a name."""
    recipes = [source.recipe for source in sources if source.recipe is not None]
    cast = {one.name: one for recipe in reversed(recipes) for one in recipe.timeline.characters}
    first = sources[0].recipe
    style = first.timeline.style if first is not None and timeline.texts else None
    seeded = look.on(
        replace(timeline, characters=tuple(cast.values()), style=timeline.style or style),
        seed=None if first is None else first.seed,
    )
    parents = {source.sha256: Parent.of(source) for source in sources}
    return Draft(operation=operation, timeline=seeded, parents=tuple(parents.values()))


def _on_screen(timeline: Timeline, screen: Screen) -> Timeline:
    """The timeline on another screen, as long as before; what stands on its last frame stands there again."""
    frames = frame_count(timeline.seconds, screen.fps)
    last_s = screen.seconds_of(frames - 1)
    cards = tuple(
        replace(card, at_s=min(card.at_s, last_s)) if isinstance(card, ImageCard) and card.until_s is None else card
        for card in timeline.cards
    )
    return replace(timeline, cards=cards, size=screen.size, fps=screen.fps, frames=frames)


def _in_style(timeline: Timeline, style: StylePreset) -> Timeline:
    """The timeline whose plans, where there are some, are in the style that its words name."""
    found = direct(style.words, seconds=1.0, seed=0) if style.words else None
    if found is None or not any(heard.slot is Slot.STYLE for heard in found.understanding.heard):
        return timeline
    return _replanned(timeline, style=found.scene.style.value)


def _replanned(timeline: Timeline, **entries: Any) -> Timeline:
    """The timeline with other entries in its plans, where it has some."""
    cards = tuple(
        replace(card, plan={**card.plan, **entries}) if isinstance(card, TextCard) and card.plan is not None else card
        for card in timeline.cards
    )
    return replace(timeline, cards=cards)


def _redrawn(timeline: Timeline, prompt: str) -> Timeline:
    """A timeline to be planned again, by the `prompt` or else by its own words; a plan without words stays."""
    if prompt:
        return replace(timeline, cards=(TextCard(text=check_prompt(prompt)),))
    words = tuple(replace(card, plan=None) if card.text else card for card in timeline.texts)
    return replace(timeline, cards=words)


def _going_on(timeline: Timeline, source: Source) -> Timeline:
    """The timeline with the clip's own plans at their times, the first begun before it and the last going on after its
    end, if the clip was made here and is whole."""
    told = _told(source)
    if not told or any(card.plan is None for card in told):
        return timeline
    begun_s, cards = timeline.media[0].at_s, list[TextCard]()
    for number, card in enumerate(told):
        at_s, played = begun_s + card.at_s, Scene.from_plan(card.plan or {})
        scene, lead_s = replace(played, kept=None), at_s if number == 0 else 0.0
        if number == len(told) - 1:
            scene = replace(scene, seconds=round(timeline.seconds - at_s, 6))
            until_s = None
        else:
            until_s = begun_s + (told[number + 1].at_s if card.until_s is None else card.until_s)
        if lead_s:
            at_s, scene = 0.0, led_up(scene, lead_s, aspect=timeline.size.aspect)
        scene = replace(scene, kept=_kept(played, lead_s) if scene.seconds > played.seconds else played.kept)
        cards.append(TextCard(text=card.text, at_s=at_s, until_s=until_s, plan=scene.to_plan()))
    return replace(timeline, cards=(*timeline.media, *cards))


def _saying(timeline: Timeline, words: str, *, after: bool) -> Timeline:
    """The timeline of a clip that goes on, with what happens after the clip or else before it added to its words."""
    card = timeline.texts[-1 if after else 0]
    text = _then(card.text, words) if after else _then(words, card.text)
    cards = tuple(replace(card, text=text) if one is card else one for one in timeline.cards)
    return replace(timeline, cards=cards)


def _then(first: str, second: str) -> str:
    stop = "。" if first.strip()[-1:] > "\u2fff" else ". "
    return f"{first.rstrip(' .。')}{stop}{second}" if first.strip() else second


def _kept(played: Scene, at_s: float) -> Kept | None:
    """The scene as the part of a longer one, unless it is the last of too many."""
    scene, count = played, 1
    while scene.kept is not None:
        scene, count = scene.kept.scene, count + 1
    return Kept(scene=played, at_s=at_s) if count <= MOST_KEPT else None


def _told(source: Source) -> tuple[TextCard, ...]:
    """The cards of words that a clip was made by, in order of time; of an enlarged clip those of the clip before."""
    recipe = source.recipe
    while recipe is not None and not recipe.timeline.texts and recipe.operation == "upscale" and recipe.parents:
        recipe = recipe.parents[0].recipe
    whole = recipe is not None and abs(recipe.timeline.seconds - source.seconds) < WHOLE_S
    return recipe.timeline.texts if recipe is not None and whole else ()


def _retold(timeline: Timeline, source: Source) -> Timeline:
    """The timeline of a whole clip with its own words at their times, to be planned again, where there are several
    cards."""
    told = [replace(card, plan=None) for card in _told(source) if card.text]
    return replace(timeline, cards=(*timeline.media, *told)) if len(told) > 1 else timeline


def _told_in_parts(timeline: Timeline, source: Source) -> Timeline:
    """The timeline of parts of a clip, each with the clip's own words of its moments, where there are several cards;
    they cross over in gaps."""
    told = _told(source)
    if len(told) < 2:
        return timeline
    parts = [part for part in timeline.media if isinstance(part, ClipCard)]
    spoken = [card for part in parts for card in _told_in(part, told, shortest_s=float(1 / timeline.fps))]
    return replace(timeline, cards=(*timeline.media, *spoken))


def _told_in(part: ClipCard, told: Sequence[TextCard], *, shortest_s: float) -> Iterator[TextCard]:
    """The words of a clip's moments that a part of it shows, where the part has them on screen."""
    ends_s = [*(card.at_s for card in told[1:]), part.end_s]
    for card, end_s in zip(told, ends_s, strict=True):
        begin_s, until_s = max(card.at_s, part.start_s), min(end_s, part.end_s)
        if until_s - begin_s >= shortest_s:
            later_s = part.at_s - part.start_s
            yield TextCard(text=card.text or words_of_plan(card), at_s=begin_s + later_s, until_s=until_s + later_s)


def _words(prompt: str, source: Source, *, at: int = 0) -> str:
    """The words, or what the clip's own recipe says `at` first (0) or last (-1), or else what the captioner sees in its
    first or last shot."""
    if prompt.strip():
        return check_prompt(prompt)
    told = _told(source)
    if told:
        return told[at].text or words_of_plan(told[at])
    if source.recipe is not None and (words := words_of(source.recipe)):
        return words
    return load_eyes().look(source)[at].words


def words_of(recipe: Recipe) -> str:
    """The prompt of a recipe, or its plan in words."""
    if recipe.prompt:
        return recipe.prompt
    planned = [words_of_plan(card) for card in recipe.timeline.texts]
    return planned[0] if planned else ""


def words_of_plan(card: TextCard) -> str:
    """What a card without words says by its plan."""
    return captions(Scene.from_plan(card.plan), seed=0).long_en if card.plan is not None else card.text


def _told_apart(timeline: Timeline, one: Source, other: Source) -> Timeline:
    """Words for two clips: those of the first and then those of the second, which cross over in the gap between the
    clips, or change in the middle of what they share."""
    first, second = _words("", one, at=-1), _words("", other)
    if not (first or second):
        return timeline
    begin, end = timeline.placed[0], timeline.placed[-1]
    middle = timeline.frames // 2
    until, at = (begin.end, end.first) if begin.end < end.first else (middle, middle)
    until_s, at_s = (float(frame / timeline.fps) for frame in (until, at))
    spoken = (TextCard(text=first or second, until_s=until_s), TextCard(text=second or first, at_s=at_s))
    return replace(timeline, cards=(*timeline.cards, *spoken))


def _whole_frames(seconds: float, screen: Screen) -> float:
    return screen.seconds_of(frame_count(seconds, screen.fps))


def check_seed(seed: int) -> int:
    """The seed. Raises InvalidRequest."""
    if not 0 <= seed < SEEDS:
        raise InvalidRequest(f"seed={seed} is out of range: from 0 to {SEEDS - 1}. Leave it out to draw one by chance.")
    return seed
