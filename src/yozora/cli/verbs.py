"""What each verb does: ask the workflow, tell the reporter."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from yozora import generate, media
from yozora.cli import plans, workflow
from yozora.cli.report import Reporter, reporting, understanding_lines
from yozora.core.errors import InvalidRequest, UnwritableOutput
from yozora.core.ports import Engine
from yozora.core.recipe import Recipe
from yozora.core.timeline import check_prompt
from yozora.worlds.scene import Scene

SLUG_CHARACTERS = 40


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a person asked for, as typed."""

    prompt: str | None
    plan: Path | None
    seconds: float | None
    size: str
    fps: str
    seed: int | None
    engine: str
    options: Mapping[str, Any]
    image: Path | None

    def source(self) -> str | Scene:
        """The prompt or the plan. Raises InvalidRequest unless exactly one is given."""
        if (self.prompt is None) == (self.plan is None):
            got = "Neither a prompt nor" if self.prompt is None else "Both a prompt and"
            raise InvalidRequest(f"{got} a plan was given; exactly one is expected. Give a PROMPT, or --plan FILE.")
        return check_prompt(_tidy(self.prompt)) if self.prompt is not None else plans.read_plan(_given(self.plan))


def create(order: Order, *, out: Path | None, variations: int, sheet: bool, force: bool, as_json: bool) -> None:
    """Make one clip, or several with the seeds that follow."""
    with reporting(as_json=as_json) as reporter:
        source = order.source()
        screen = workflow.Screen.parse(size=order.size, fps=order.fps)
        engine = workflow.engine_named(order.engine, order.options)
        first = _draw_up(source, order, screen)
        takes = [first, *(_draw_up(source, replace(order, seed=first.seed + n), screen) for n in range(1, variations))]
        named = out or Path(f"yozora-{_slug(first, order)}-{first.seed}.mp4")
        outs = [named] if variations == 1 else [_numbered(named, n) for n in range(1, variations + 1)]
        for recipe, path in zip(takes, outs, strict=True):
            engine.check(recipe.timeline)
            _check(recipe, path, sheet=sheet, force=force)
        if first.understanding:
            reporter.understood(first.understanding)
        for note in engine.notes(first.timeline):
            reporter.note(note)
        for recipe, path in zip(takes, outs, strict=True):
            _make(recipe, path, engine=engine, sheet=sheet, force=force, reporter=reporter)


def plan(prompt: str, *, out: Path | None, seconds: float, seed: int | None, force: bool) -> None:
    """Print or write the plan of a prompt."""
    with reporting(as_json=False):
        text = plans.write_plan(workflow.plan(_tidy(prompt), seconds=seconds, seed=seed))
        if out is None:
            print(text, end="")
            return
        if out.exists() and not force:
            raise _exists(out)
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UnwritableOutput(f"{out} cannot be written: {error.strerror}. Choose another place.") from error
        print(f"Wrote {out}. Edit it, then: yozora create --plan {out} --out clip.mp4")


def understand(prompt: str, *, as_json: bool) -> None:
    """Print what became of every word."""
    with reporting(as_json=as_json) as reporter:
        reporter.understood(workflow.understand(_tidy(prompt)).to_json())


def inspect(file: Path, *, as_json: bool, as_plan: bool) -> None:
    """Print the recipe of a clip."""
    with reporting(as_json=as_json):
        recipe = workflow.inspect(file)
        if as_plan:
            print(plans.write_plan(_scene(recipe, file)), end="")
        elif as_json:
            print(json.dumps(json.loads(recipe.to_json()), ensure_ascii=False, indent=2))
        else:
            _show(recipe)


def rerun(file: Path, *, out: Path, image: Path | None, sheet: bool, force: bool, as_json: bool) -> None:
    """Make the clip again; say so when the engine has changed since."""
    with reporting(as_json=as_json) as reporter:
        recipe = workflow.with_pictures(workflow.inspect(file), beside=file, image=image)
        engine = workflow.engine_named(recipe.engine, recipe.options)
        if engine.version != recipe.engine_version:
            was = f"{recipe.engine} {recipe.engine_version}"
            reporter.note(f"{file} was drawn by {was}; this is {engine.version}, so pictures may differ.")
        engine.check(recipe.timeline)
        _check(recipe, out, sheet=sheet, force=force)
        for note in engine.notes(recipe.timeline):
            reporter.note(note)
        _make(recipe, out, engine=engine, sheet=sheet, force=force, reporter=reporter)


def _draw_up(source: str | Scene, order: Order, screen: workflow.Screen) -> Recipe:
    images = () if order.image is None else (workflow.image_card(order.image),)
    return workflow.draw_up(source, screen=screen, seconds=order.seconds, seed=order.seed, images=images)


def _check(recipe: Recipe, path: Path, *, sheet: bool, force: bool) -> None:
    beside = media.sheet_beside(path) if sheet else None
    generate.check_files(recipe.timeline, out=path, sheet=beside, overwrite=True)
    for file in (path, beside):
        if file is not None and file.exists() and not force:
            raise _exists(file)


def _make(recipe: Recipe, path: Path, *, engine: Engine, sheet: bool, force: bool, reporter: Reporter) -> None:
    made = generate.create(
        recipe,
        engine=engine,
        out=path,
        sheet=media.sheet_beside(path) if sheet else None,
        overwrite=force,
        progress=reporter.progress,
    )
    reporter.made(made)


def _exists(path: Path) -> UnwritableOutput:
    return UnwritableOutput(f"{path} exists already. Choose another --out, or add --force to replace it.")


def _scene(recipe: Recipe, file: Path) -> Scene:
    for card in recipe.timeline.texts:
        if card.plan is not None:
            return Scene.from_plan(card.plan)
    raise InvalidRequest(f"{file} was made without a plan, so there is none to print.")


def _show(recipe: Recipe) -> None:
    console = Console(highlight=False, soft_wrap=True)
    timeline = recipe.timeline
    rows = {
        "Prompt": recipe.prompt or "(made from a plan)",
        "Length": f"{timeline.seconds:g} s, {timeline.frames} frames at {float(timeline.fps):g} a second",
        "Size": str(timeline.size),
        "Seed": str(recipe.seed),
        "Engine": f"{recipe.engine} {recipe.engine_version}",
    }
    if recipe.options:
        rows["Options"] = ", ".join(f"{name} {value}" for name, value in recipe.options.items())
    for card in timeline.images:
        rows["Starts with"] = f"{card.file} (sha256 {card.sha256[:12]})"
    for label, value in rows.items():
        console.print(Text.assemble((f"{label:<12}", "bold"), value))
    for line in understanding_lines(recipe.understanding):
        console.print(line)
    for note in recipe.notes:
        console.print(Text(note, style="yellow"))


def _slug(recipe: Recipe, order: Order) -> str:
    words = recipe.prompt or _given(order.plan).stem
    slug = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFKC", words).lower()).strip("-")
    return slug[:SLUG_CHARACTERS].rstrip("-") or "clip"


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.stem}-{number}{path.suffix}")


def _tidy(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _given(path: Path | None) -> Path:
    assert path is not None
    return path
