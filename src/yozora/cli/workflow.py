"""The wiring: prompt or plan -> recipe -> engine -> file. The command line and the Python surface share it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from yozora import generate, media
from yozora.core.errors import InvalidRequest, UnreadableFile
from yozora.core.events import Listener, silent
from yozora.core.geometry import FrameSize, frame_count, frame_rate
from yozora.core.ports import Engine
from yozora.core.recipe import Recipe
from yozora.core.timeline import ImageCard, check_prompt, from_prompt
from yozora.director import Understanding, direct
from yozora.generate import Made
from yozora.worlds.scene import Scene

ENGINES = ("sketch", "storybook")
USUAL_SECONDS = 5.0
USUAL_SIZE = "1280x720"
USUAL_FPS = 24
SEEDS = 2**32


@dataclass(frozen=True, kw_only=True)
class Screen:
    """How large the pictures are and how fast they follow each other."""

    size: FrameSize
    fps: Fraction

    @classmethod
    def parse(cls, *, size: str, fps: str | float | Fraction) -> "Screen":
        """Read `1280x720` or `720p`, and `24` or `24000/1001`. Raises InvalidRequest."""
        return cls(size=FrameSize.parse(size), fps=frame_rate(fps))


def create(
    prompt: str | Scene,
    *,
    out: str | Path,
    engine: str = "sketch",
    options: Mapping[str, Any] | None = None,
    image: str | Path | None = None,
    seconds: float | None = None,
    size: str = USUAL_SIZE,
    fps: str | float | Fraction = USUAL_FPS,
    seed: int | None = None,
    progress: Listener = silent,
) -> Made:
    """Make a clip of a prompt, or of a scene from `plan`, and write it to `out`, replacing what is there.

    `options` are the engine's own: `steps`, `guidance`, `negative` and `guide` of `storybook`. `image` is a picture
    that the clip starts with.
    `seconds` is 5 for a prompt unless given, and the scene's own length for a scene; without `seed` one is drawn, and
    stands in `made.recipe.seed`. The ending of `out` decides the kind of file: .mp4, .gif, .webp or .png.
    Raises YozoraError; nothing half-written is left behind.
    """
    screen = Screen.parse(size=size, fps=fps)
    chosen = engine_named(engine, options)
    first = () if image is None else (image_card(image),)
    recipe = draw_up(prompt, screen=screen, seconds=seconds, seed=seed, images=first)
    return generate.create(recipe, engine=chosen, out=Path(out), overwrite=True, progress=progress)


def plan(prompt: str, *, seconds: float = USUAL_SECONDS, seed: int | None = None) -> Scene:
    """The scene a prompt becomes, before anything is drawn; `dataclasses.replace` edits it. Raises InvalidRequest."""
    seed = check_seed(seed)
    frame_count(seconds, Fraction(USUAL_FPS))
    return direct(check_prompt(prompt), seconds=seconds, seed=seed).scene


def understand(prompt: str) -> Understanding:
    """Every word of the prompt: known, replaced by something close, or unknown. Raises InvalidRequest."""
    return direct(check_prompt(prompt), seconds=USUAL_SECONDS, seed=0).understanding


def inspect(path: str | Path) -> Recipe:
    """The recipe inside a clip. Raises UnreadableFile."""
    text = media.read_recipe(path)
    if text is None:
        raise UnreadableFile(
            f"{path} carries no recipe: it was not made by yozora, or another program rewrote it. "
            "Give a clip as yozora wrote it."
        )
    return Recipe.from_json(text)


def rerun(path: str | Path, *, out: str | Path, image: str | Path | None = None, progress: Listener = silent) -> Made:
    """Make a clip again from the recipe inside it, replacing what is at `out`. Raises YozoraError.

    A picture it starts with is looked for beside the clip and in the working folder, unless `image` is given.
    """
    recipe = with_pictures(inspect(path), beside=Path(path), image=image)
    engine = engine_named(recipe.engine, recipe.options)
    return generate.create(recipe, engine=engine, out=Path(out), overwrite=True, progress=progress)


def engine_named(name: str, options: Mapping[str, Any] | None = None) -> Engine:
    """The engine people call `name`, set up with its own options. Raises InvalidRequest."""
    if name == "storybook":
        from yozora.engines.storybook import PaintOptions, load_storybook

        return load_storybook(PaintOptions.read(options or {}))
    if options:
        raise InvalidRequest(f"The engine {name} has no options; got {', '.join(options)}. Use --engine storybook.")
    if name == "sketch":
        from yozora.engines.sketch import SketchEngine

        return SketchEngine()
    if name == "fake":
        from yozora.engines.fake import FakeEngine

        return FakeEngine()
    raise InvalidRequest(f"engine={name!r} is not known. Use one of: {', '.join(ENGINES)}.")


def with_pictures(recipe: Recipe, *, beside: Path, image: str | Path | None) -> Recipe:
    """The recipe with its pictures found: `image`, or files of their names beside the clip or in the working folder.

    Raises InvalidRequest.
    """
    if image is not None and not recipe.timeline.images:
        raise InvalidRequest(f"{beside} does not start with a picture. Leave out --image.")
    cards = tuple(
        replace(card, file=_found(card, beside, image)) if isinstance(card, ImageCard) else card
        for card in recipe.timeline.cards
    )
    return replace(recipe, timeline=replace(recipe.timeline, cards=cards))


def _found(card: ImageCard, beside: Path, image: str | Path | None) -> str:
    places = [Path(image)] if image is not None else [beside.parent / card.file, Path(card.file)]
    for place in places:
        if place.is_file():
            return str(place)
    raise InvalidRequest(
        f"The clip starts with {card.file} (sha256 {card.sha256[:12]}), which is not at {places[0]}. "
        "Give the picture: --image FILE."
    )


def image_card(path: str | Path) -> ImageCard:
    """A picture file as the first thing on screen. Raises UnreadableFile."""
    return ImageCard(file=str(path), sha256=media.picture_digest(path))


def draw_up(
    source: str | Scene,
    *,
    screen: Screen,
    seconds: float | None = None,
    seed: int | None = None,
    images: tuple[ImageCard, ...] = (),
) -> Recipe:
    """Everything the clip will be made from; the engine fills in its name and version. Raises InvalidRequest."""
    if isinstance(source, Scene):
        seed = check_seed(source.seed if seed is None else seed)
        length_s = _whole_frames(source.seconds if seconds is None else seconds, screen.fps)
        prompt, scene, understood = "", replace(source, seed=seed, seconds=length_s), {}
    else:
        prompt, seed = check_prompt(source), check_seed(seed)
        length_s = _whole_frames(USUAL_SECONDS if seconds is None else seconds, screen.fps)
        directed = direct(prompt, seconds=length_s, seed=seed)
        scene, understood = directed.scene, directed.understanding.to_json()
    timeline = from_prompt(
        prompt, seconds=length_s, fps=screen.fps, size=screen.size, plan=scene.to_plan(), images=images
    )
    return Recipe(prompt=prompt, timeline=timeline, seed=seed, engine="", engine_version="", understanding=understood)


def check_seed(seed: int | None) -> int:
    """The seed, or one drawn by chance. Raises InvalidRequest."""
    if seed is None:
        return secrets.randbelow(SEEDS)
    if not 0 <= seed < SEEDS:
        raise InvalidRequest(f"seed={seed} is out of range: from 0 to {SEEDS - 1}. Leave it out to draw one by chance.")
    return seed


def _whole_frames(seconds: float, fps: Fraction) -> float:
    return float(frame_count(seconds, fps) / fps)
