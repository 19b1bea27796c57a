"""Making a clip: one flow for every engine. It knows ports and files, and nothing of how pictures come about."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from yozora import media
from yozora.core.errors import UnwritableOutput
from yozora.core.events import Listener, Progress, silent
from yozora.core.ports import FORGETFUL, Engine, Frame, Memory, Sign
from yozora.core.recipe import Recipe
from yozora.core.timeline import Timeline
from yozora.provenance import marker_for
from yozora.provenance.badge import Badge

SHEET_FRAMES = 8

Watcher = Callable[[int, Frame], None]


def unseen(number: int, frame: Frame) -> None:
    """Look at no frame."""


def check_files(timeline: Timeline, *, out: Path, sheet: Path | None, overwrite: bool) -> tuple[Path, ...]:
    """Say, before anything expensive, that clip and sheet can be written and are none of the files that are given;
    returns all files that will be written.

    Raises UnwritableOutput.
    """
    written: list[Path] = []
    given = {Path(card.file).resolve(): card.file for card in timeline.media}
    for file, frames in ((out, timeline.frames), (sheet, 1)):
        if file is None:
            continue
        target = media.check_output(file, size=timeline.size, fps=timeline.fps, frames=frames, overwrite=overwrite)
        for path in target.paths:
            if path.resolve() in given:
                raise UnwritableOutput(f"{path} is a file the clip is made from. Choose another --out.")
        written += target.paths
    return tuple(written)


@dataclass(frozen=True, kw_only=True)
class Gate:
    """What every clip goes through on its way out: `review` sees each frame with its number before it is marked and
    written, and raises Refused where it is not to be made; `sign` gives the seal of its files, and `watch` sees each
    marked frame. With `visible_mark`, a sign in the corner says to everybody what made it."""

    review: Watcher
    sign: Sign
    watch: Watcher = unseen
    visible_mark: bool = False


@dataclass(frozen=True, kw_only=True)
class Made:
    """A finished clip. `paths` are its files in order (one, unless it is a sequence of pictures)."""

    paths: tuple[Path, ...]
    sheet: Path | None
    recipe: Recipe
    seconds_taken: float

    @property
    def path(self) -> Path:
        """The clip, or the first picture of a sequence."""
        return self.paths[0]


def settled(recipe: Recipe, engine: Engine) -> Recipe:
    """The recipe with what the engine adds to it: its name, version and options, and its notes."""
    return replace(
        recipe,
        engine=engine.name,
        engine_version=engine.version,
        options=engine.options,
        notes=engine.notes(recipe.timeline),
    )


def create(
    recipe: Recipe,
    *,
    engine: Engine,
    out: Path,
    gate: Gate,
    sheet: Path | None = None,
    overwrite: bool = False,
    progress: Listener = silent,
    memory: Memory = FORGETFUL,
) -> Made:
    """Render the recipe's timeline into `out`, and a contact sheet into `sheet`; frames pass through one by one, and
    through the `gate`; each gets the invisible mark of the clip. What the files were made from and by is said in them,
    and signed.

    A listener that raises (Cancelled, say) stops the work; nothing half-written is left behind. What the engine keeps
    in `memory` lets the same recipe go on after a break.
    Raises InvalidRequest when the engine cannot make it or a file it is made from was changed after it was signed, and
    UnwritableOutput when a file cannot be written, all before the first frame.
    """
    began_s = time.perf_counter()
    timeline = recipe.timeline
    engine.check(timeline)
    recipe = settled(recipe, engine)
    check_files(timeline, out=out, sheet=sheet, overwrite=overwrite)
    seal, mark = gate.sign(recipe), marker_for(recipe)
    badge = Badge(timeline.size) if gate.visible_mark else None
    wanted = media.evenly_spaced(timeline.frames, SHEET_FRAMES) if sheet is not None else ()
    picked: list[Frame] = []
    with media.open_writer(
        out,
        size=timeline.size,
        fps=timeline.fps,
        frames=timeline.frames,
        recipe_json=recipe.to_json(),
        title=recipe.prompt,
        overwrite=overwrite,
        seal=seal,
    ) as writer:
        progress(Progress(stage="frames", done=0, total=timeline.frames))
        for number, frame in enumerate(engine.render(timeline, progress=progress, memory=memory)):
            gate.review(number, frame)
            marked = mark(number, frame if badge is None else badge(frame))
            writer.write(marked)
            gate.watch(number, marked)
            if number in wanted:
                picked.append(media.thumbnail(marked))
            progress(Progress(stage="frames", done=number + 1, total=timeline.frames))
    if sheet is not None:
        times_s = [float(number / timeline.fps) for number in wanted]
        media.write_png(sheet, media.contact_sheet(picked, times_s=times_s), seal=seal)
    return Made(paths=writer.paths, sheet=sheet, recipe=recipe, seconds_taken=time.perf_counter() - began_s)
