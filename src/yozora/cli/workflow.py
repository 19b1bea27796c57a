"""The wiring: draft -> recipe -> engine -> file. The command line and the Python surface share it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, TypedDict, Unpack

from yozora import generate
from yozora.cli import boards, characters, guarding, ledger, signing, styles
from yozora.core.characters import spelt_out
from yozora.core.curves import Points
from yozora.core.errors import InvalidRequest, UnwritableOutput
from yozora.core.events import Listener, silent
from yozora.core.geometry import frame_count
from yozora.core.operations import Part
from yozora.core.ports import Engine
from yozora.core.presets import StylePreset
from yozora.core.recipe import Recipe
from yozora.core.timeline import Timeline, check_prompt
from yozora.director import Understanding, direct
from yozora.generate import Made, drafts
from yozora.generate.drafts import Described, Draft, Look
from yozora.generate.recipes import check_recipe, recipe_of, with_files
from yozora.worlds.scene import Scene

ENGINES = ("sketch", "storybook")
FILMS = (".mp4", ".gif")


class How(TypedDict, total=False):
    """What every operation takes besides its own: `engine` (sketch or storybook) and its `options` (storybook's are
    `steps`, `guidance`, `negative` and `guide`); `size`, such as 1280x720 or 720p, and `fps`; `style`, by name or a
    preset; `fit` of pictures of another shape: crop, letterbox or stretch; `seed`; and who hears the `progress`."""

    engine: str
    options: Mapping[str, Any]
    size: str
    fps: str | float | Fraction
    style: str | StylePreset
    fit: str
    seed: int | None
    progress: Listener


def create(
    prompt: str | Scene,
    *,
    out: str | Path,
    image: str | Path | None = None,
    seconds: float | None = None,
    loop: bool = False,
    **how: Unpack[How],
) -> Made:
    """Make a clip of a prompt, or of a scene from `plan`, and write it to `out`, replacing what is there.

    `image` is a picture that the clip starts with; a `loop` ends as it begins. `seconds` is 5 for a prompt unless
    given, and the scene's own length for a scene; without `seed` one is drawn, and stands in `made.recipe.seed`. The
    ending of `out` decides the kind of file: .mp4, .gif, .webp or .png. `how` is as in `How`.
    Raises YozoraError; nothing half-written is left behind.
    """
    return _make(lambda look: drafts.create(prompt, look, seconds=seconds, image=image, loop=loop), out, how)


def still(prompt: str | Scene, *, out: str | Path, **how: Unpack[How]) -> Made:
    """Make one picture: .png, .jpg or .webp. Raises YozoraError."""
    return _make(lambda look: drafts.still(prompt, look), out, how)


def animate(
    images: str | Path | Sequence[tuple[str | Path, float | None]],
    prompt: str = "",
    *,
    out: str | Path,
    seconds: float | None = None,
    **how: Unpack[How],
) -> Made:
    """Make a clip of a picture that it starts with, or of pictures each with its second (None: the last frame).

    Raises YozoraError.
    """
    listed = [(images, 0.0)] if isinstance(images, (str, Path)) else images
    return _make(lambda look: drafts.animate(listed, prompt, look, seconds=seconds), out, how)


def storyboard(board: str | Path | Timeline, *, out: str | Path, **how: Unpack[How]) -> Made:
    """Make one clip of a storyboard: a YAML or JSON file, or a timeline. Raises YozoraError."""
    timeline = board if isinstance(board, Timeline) else boards.read_board(Path(board))
    return _make(lambda look: drafts.storyboard(timeline, look), out, how)


def extend(
    clip: str | Path, *, out: str | Path, before: float = 0, after: float = 0, prompt: str = "", **how: Unpack[How]
) -> Made:
    """Make more of a clip: seconds `before` it, `after` it, or both. Raises YozoraError."""
    return _make(lambda look: drafts.extend(clip, look, before=before, after=after, prompt=prompt), out, how)


def connect(
    one: str | Path, other: str | Path, *, out: str | Path, gap: float = 2.0, prompt: str = "", **how: Unpack[How]
) -> Made:
    """Make what lies between two clips, `gap` seconds long. Raises YozoraError."""
    return _make(lambda look: drafts.connect(one, other, look, gap=gap, prompt=prompt), out, how)


def loop(
    clip: str | Path, *, out: str | Path, seam: str | float = "normal", prompt: str = "", **how: Unpack[How]
) -> Made:
    """Close a clip to a loop by `seam` seconds (or short, normal, long) that lead back. Raises YozoraError."""
    return _make(lambda look: drafts.loop(clip, look, seam=seam, prompt=prompt), out, how)


def blend(
    one: str | Path,
    other: str | Path,
    *,
    out: str | Path,
    curve: str | Points = "transition",
    prompt: str = "",
    **how: Unpack[How],
) -> Made:
    """Make one clip of two, by a `curve` of how much of the other shows: transition, mix, sample, or points
    (second, share). Raises YozoraError."""
    return _make(lambda look: drafts.blend(one, other, look, curve=curve, prompt=prompt), out, how)


def remix(
    clip: str | Path, prompt: str, *, out: str | Path, strength: str | float = "mild", **how: Unpack[How]
) -> Made:
    """Make a clip again by other words; `strength` subtle, mild, strong, or 0 (keep) to 1 (new). Raises YozoraError."""
    return _make(lambda look: drafts.remix(clip, prompt, look, strength=strength), out, how)


def restyle(
    clip: str | Path,
    to: str | StylePreset,
    *,
    out: str | Path,
    strength: str | float | None = None,
    prompt: str = "",
    **how: Unpack[How],
) -> Made:
    """Make a clip again in another style, by name or a preset; `strength` is mild unless said otherwise. The sketch
    draws the clip's plan anew instead. Raises YozoraError."""
    redrawn = how.get("engine") == drafts.SKETCH
    preset = _preset(to)
    return _make(
        lambda look: drafts.restyle(clip, preset, look, strength=strength, prompt=prompt, redrawn=redrawn), out, how
    )


def recut(
    clip: str | Path,
    parts: Sequence[str | Part],
    *,
    out: str | Path,
    seconds: float | None = None,
    prompt: str = "",
    **how: Unpack[How],
) -> Made:
    """Put parts of a clip, such as "0-2" and "3-5@2.5", at other times; gaps are filled anew. Raises YozoraError."""
    return _make(lambda look: drafts.recut(clip, parts, look, seconds=seconds, prompt=prompt), out, how)


def upscale(clip: str | Path, *, out: str | Path, **how: Unpack[How]) -> Made:
    """Make a clip or a picture larger: twice, or to `size`. Raises YozoraError."""
    return _make(lambda look: drafts.upscale(clip, look), out, how)


def describe(clip: str | Path) -> Described:
    """Turn a clip back into cards and text: from the recipe inside it, or as the captioner sees it. Raises
    YozoraError."""
    return drafts.describe(clip)


def plan(prompt: str, *, seconds: float = drafts.USUAL_SECONDS, seed: int | None = None) -> Scene:
    """The scene a prompt becomes, before anything is drawn; `dataclasses.replace` edits it. Raises InvalidRequest."""
    frame_count(seconds, drafts.USUAL_SCREEN.fps)
    return direct(_spelt_out(prompt), seconds=seconds, seed=Look(seed=seed).drawn()).scene


def understand(prompt: str) -> Understanding:
    """Every word of the prompt: known, replaced by something close, or unknown. Raises InvalidRequest."""
    return direct(_spelt_out(prompt), seconds=drafts.USUAL_SECONDS, seed=0).understanding


def _spelt_out(prompt: str) -> str:
    return spelt_out(check_prompt(prompt), characters.known())


def inspect(path: str | Path) -> Recipe:
    """The recipe inside a clip, with those of the clips it was made from. Raises UnreadableFile."""
    return check_recipe(path)


def rerun(path: str | Path, *, out: str | Path, files: Sequence[str | Path] = (), progress: Listener = silent) -> Made:
    """Make a clip again from the recipe inside it, replacing what is at `out`. Raises YozoraError.

    Pictures and clips it was made from are known by their hashes, and are looked for among `files`, beside the clip and
    in the working folder.
    """
    recipe = with_files(inspect(path), beside=Path(path), files=files)
    engine = engine_named(recipe.engine, recipe.options)
    return _made(recipe, engine, out, progress)


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


def check_kind(draft: Draft, out: Path) -> None:
    """Raise UnwritableOutput where a picture would become a film of one frame."""
    if draft.operation == "still" and out.suffix.lower() in FILMS:
        raise UnwritableOutput(f"{out} is the name of a clip, and a still is one picture. Try {out.stem}.png.")


def _make(draw: Callable[[Look], Draft], out: str | Path, how: How) -> Made:
    style = how.get("style")
    look = Look(
        size=how.get("size"),
        fps=how.get("fps"),
        style=None if style is None else _preset(style),
        fit=how.get("fit"),
        seed=how.get("seed"),
    )
    draft = draw(look)
    check_kind(draft, Path(out))
    engine = engine_named(how.get("engine") or draft.engine, how.get("options"))
    progress = how.get("progress", silent)
    take = replace(draft, timeline=next(draft.timeline.takes()))
    recipe = recipe_of(take, known=characters.known())
    return _made(recipe, engine, out, progress)


def _made(recipe: Recipe, engine: Engine, out: str | Path, progress: Listener) -> Made:
    guarding.check_words(recipe)
    made = generate.create(recipe, engine=engine, out=Path(out), gate=signing.gate(), overwrite=True, progress=progress)
    ledger.note(made)
    return made


def _preset(style: str | StylePreset) -> StylePreset:
    return styles.named(style) if isinstance(style, str) else style
