"""What each verb does: draft, ask the workflow, tell the reporter."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from rich.console import Console
from rich.text import Text

from yozora import generate, media
from yozora.cli import boards, guarding, ledger, plans, signing, workflow
from yozora.cli import characters as people
from yozora.cli import styles as style_files
from yozora.cli.making import Making
from yozora.cli.report import Reporter, reporting, understanding_lines
from yozora.core.cards import TextCard
from yozora.core.characters import Character
from yozora.core.errors import InvalidRequest, UnwritableOutput
from yozora.core.ports import Engine
from yozora.core.recipe import Parent, Recipe
from yozora.core.timeline import Timeline, check_prompt
from yozora.core.timeline_json import to_entries
from yozora.director import PRESETS
from yozora.generate.drafts import Draft, Look
from yozora.generate.likeness import taken
from yozora.generate.recipes import recipe_of, with_files
from yozora.worlds.scene import Scene

SLUG_CHARACTERS = 40


def prompt_or_plan(prompt: str | None, plan: Path | None) -> str | Scene:
    """What was given of the two. Raises InvalidRequest unless it is exactly one."""
    if (prompt is None) == (plan is None):
        got = "Neither a prompt nor" if prompt is None else "Both a prompt and"
        raise InvalidRequest(f"{got} a plan was given; exactly one is expected. Give a PROMPT, or --plan FILE.")
    if plan is None:
        assert prompt is not None
        return check_prompt(_tidy(prompt))
    return plans.read_plan(plan)


def make(draw: Callable[[Look], Draft], making: Making) -> None:
    """Make one clip, or several with the seeds that follow."""
    with reporting(as_json=making.as_json) as reporter:
        draft = draw(making.look)
        engine = workflow.engine_named(making.engine or draft.engine, making.options)
        takes = [recipe_of(replace(draft, timeline=take), known=people.known()) for take in draft.timeline.takes()]
        ending = ".png" if draft.timeline.frames == 1 else ".mp4"
        named = making.out or Path(f"yozora-{_slug(takes[0])}-{takes[0].seed}{ending}")
        outs = [named] if len(takes) == 1 else [_numbered(named, number) for number in range(1, len(takes) + 1)]
        for recipe, path in zip(takes, outs, strict=True):
            engine.check(recipe.timeline)
            workflow.check_kind(draft, path)
            _check(recipe, path, sheet=making.sheet, force=making.force)
        if takes[0].understanding:
            reporter.understood(takes[0].understanding)
        for note in engine.notes(takes[0].timeline):
            reporter.note(note)
        for recipe, path in zip(takes, outs, strict=True):
            _make(recipe, path, engine=engine, sheet=making.sheet, force=making.force, reporter=reporter)


def pictures(named: Sequence[str]) -> list[tuple[str, float | None]]:
    """Pictures and their moments: `a.png` (the first frame), `b.png@2.5`, `c.png@end`. Raises InvalidRequest."""
    return list(_moments(named))


def _moments(named: Sequence[str]) -> Iterator[tuple[str, float | None]]:
    for name in named:
        file, mark, moment = name.rpartition("@")
        if not mark or Path(name).exists():
            yield name, 0.0
            continue
        try:
            yield file, None if moment == "end" else float(moment)
        except ValueError as error:
            raise InvalidRequest(f"{name}: {moment!r} is no moment. Write FILE@SECOND or FILE@end.") from error


def add_character(name: str, file: Path | None, *, words: str, force: bool) -> None:
    """Keep somebody under a name."""
    with reporting(as_json=False):
        if file is None and not words.strip():
            raise InvalidRequest(f"Who is {name}? Give a picture or a clip, or --words TEXT, such as: an orange dog.")
        one = Character(name=name, words=words) if file is None else taken(name, file, words=words)
        path = people.keep(one, overwrite=force)
        print(
            f"{one.name} is {one.words}. Kept in {path}. Use the name in any prompt: {one.name} runs through the snow"
        )


def list_characters(*, as_json: bool) -> None:
    """Print everybody."""
    with reporting(as_json=as_json):
        for one in people.known():
            print(json.dumps(asdict(one), ensure_ascii=False) if as_json else f"{one.name:<15} {one.words}")


def remove_character(name: str) -> None:
    """Forget somebody."""
    with reporting(as_json=False):
        print(f"Removed {people.forget(name)}.")


def styles(*, as_json: bool) -> None:
    """Print the styles that can be chosen."""
    with reporting(as_json=as_json):
        found = {**PRESETS, **style_files.own()}
        if as_json:
            for preset in found.values():
                print(json.dumps(asdict(preset), ensure_ascii=False))
            return
        console = Console(highlight=False, soft_wrap=True)
        for preset in found.values():
            console.print(Text.assemble((f"{preset.name:<15}", "bold"), preset.words))
        console.print("\nYour own: write a YAML file with name, theme, colour, camera, film_stock, lighting, content,")
        console.print(f"mood (any of them) into {style_files.own_folder()}, or give its path: --style FILE")


def describe(clip: Path, *, out: Path | None, force: bool, as_json: bool) -> None:
    """Print or write the cards of a clip, and who says so."""
    with reporting(as_json=as_json):
        found = workflow.describe(clip)
        if out is not None:
            _write_text(out, boards.write_board(found.timeline), force=force)
        if as_json:
            seen = [{"start_s": one.start_s, "end_s": one.end_s, "sure": dict(one.sure)} for one in found.saw]
            told = {"from": "recipe" if found.recipe else "captioner", "seen": seen}
            print(json.dumps({**told, "timeline": to_entries(found.timeline)}, ensure_ascii=False))
            return
        console = Console(highlight=False, soft_wrap=True)
        told = (
            f"the recipe inside it ({found.recipe.operation})"
            if found.recipe
            else "the captioner, which knows its world"
        )
        console.print(Text.assemble(("As said by  ", "bold"), told))
        for line in _cards(found.timeline):
            console.print(line)
        for one in found.saw:
            sure = ", ".join(f"{slot} {share:.2f}" for slot, share in one.sure.items())
            console.print(Text.assemble(("How sure    ", "bold"), f"{one.start_s:g} s: {sure}"))
        if out is not None:
            console.print(f"Wrote {out}. Edit it, then: yozora storyboard {out} --out clip.mp4")


def plan(prompt: str, *, out: Path | None, seconds: float, seed: int | None, force: bool) -> None:
    """Print or write the plan of a prompt."""
    with reporting(as_json=False):
        text = plans.write_plan(workflow.plan(_tidy(prompt), seconds=seconds, seed=seed))
        if out is None:
            print(text, end="")
            return
        _write_text(out, text, force=force)
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


def rerun(file: Path, *, out: Path, files: list[Path], sheet: bool, force: bool, as_json: bool) -> None:
    """Make the clip again; say so when the engine has changed since."""
    with reporting(as_json=as_json) as reporter:
        recipe = with_files(workflow.inspect(file), beside=file, files=files)
        engine = workflow.engine_named(recipe.engine, recipe.options)
        if engine.version != recipe.engine_version:
            was = f"{recipe.engine} {recipe.engine_version}"
            reporter.note(f"{file} was drawn by {was}; this is {engine.version}, so pictures may differ.")
        engine.check(recipe.timeline)
        _check(recipe, out, sheet=sheet, force=force)
        for note in engine.notes(recipe.timeline):
            reporter.note(note)
        _make(recipe, out, engine=engine, sheet=sheet, force=force, reporter=reporter)


def _check(recipe: Recipe, path: Path, *, sheet: bool, force: bool) -> None:
    beside = media.sheet_beside(path) if sheet else None
    for file in generate.check_files(recipe.timeline, out=path, sheet=beside, overwrite=True):
        if file.exists() and not force:
            raise _exists(file)


def _make(recipe: Recipe, path: Path, *, engine: Engine, sheet: bool, force: bool, reporter: Reporter) -> None:
    guarding.check_words(recipe)
    made = generate.create(
        recipe,
        engine=engine,
        out=path,
        gate=signing.gate(),
        sheet=media.sheet_beside(path) if sheet else None,
        overwrite=force,
        progress=reporter.progress,
    )
    ledger.note(made)
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
        "Prompt": recipe.prompt.replace("\n", " / ") or "(made without words)",
        "Length": "one picture" if timeline.frames == 1 else _length(timeline),
        "Size": str(timeline.size),
        "Seed": str(recipe.seed),
        "Made by": f"{recipe.operation}, {recipe.engine} {recipe.engine_version}",
    }
    if recipe.options:
        rows["Options"] = ", ".join(f"{name} {value}" for name, value in recipe.options.items() if value != "")
    if timeline.style is not None:
        rows["Style"] = timeline.style.name
    if timeline.characters:
        rows["Characters"] = ", ".join(f"{one.name} is {one.words}" for one in timeline.characters)
    for label, value in rows.items():
        console.print(Text.assemble((f"{label:<12}", "bold"), value))
    for line in _cards(timeline) if len(timeline.cards) > 1 else ():
        console.print(line)
    for line in understanding_lines(recipe.understanding):
        console.print(line)
    for note in recipe.notes:
        console.print(Text(note, style="yellow"))
    for line in _lineage(recipe.parents):
        console.print(line)


def _length(timeline: Timeline) -> str:
    return f"{timeline.seconds:g} s, {timeline.frames} frames at {float(timeline.fps):g} a second"


def _cards(timeline: Timeline) -> Iterator[Text]:
    """A line for each card, in order of time."""
    for placed in timeline.placed:
        span = f"{float(placed.first / timeline.fps):g} to {float(placed.end / timeline.fps):g} s"
        what = placed.card.text or "(a plan)" if isinstance(placed.card, TextCard) else str(placed.card)
        yield Text.assemble((f"{'Card ' + str(placed.number):<12}", "bold"), f"{span}: {what}")


def _write_text(out: Path, text: str, *, force: bool) -> None:
    if out.exists() and not force:
        raise _exists(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UnwritableOutput(f"{out} cannot be written: {error.strerror}. Choose another place.") from error


def _lineage(parents: Sequence[Parent], depth: int = 0) -> Iterator[Text]:
    """The tree of what a clip was made from."""
    for parent in parents:
        told = "" if parent.recipe is None else f": {parent.recipe.operation}, {parent.recipe.prompt[:60]!r}"
        label = "Made from" if depth == 0 else ""
        yield Text.assemble((f"{label:<12}", "bold"), f"{'  ' * depth}{parent.file} ({parent.sha256[:12]}){told}")
        if parent.recipe is not None:
            yield from _lineage(parent.recipe.parents, depth + 1)


def _slug(recipe: Recipe) -> str:
    words = recipe.prompt or recipe.operation
    slug = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFKC", words).lower()).strip("-")
    return slug[:SLUG_CHARACTERS].rstrip("-") or "clip"


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.stem}-{number}{path.suffix}")


def _tidy(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
