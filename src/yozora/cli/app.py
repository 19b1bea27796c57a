"""The verbs. Everything heavy is imported inside them, so that `--help` is quick."""

from pathlib import Path
from typing import Annotated

import typer

from yozora.cli import worlds

app = typer.Typer(
    name="yozora",
    help="Write a scene, watch it move, keep directing it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.add_typer(worlds.app, name="worlds")

Prompt = Annotated[str, typer.Argument(metavar="PROMPT", help="What happens, in English or Chinese.")]
MaybePrompt = Annotated[
    str | None, typer.Argument(metavar="PROMPT", help="What happens, in English or Chinese.", show_default=False)
]
Clip = Annotated[Path, typer.Argument(metavar="FILE", help="A clip that yozora made.")]
Force = Annotated[bool, typer.Option("--force", help="Replace files that exist already.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON lines for programs.")]
Sheet = Annotated[bool, typer.Option("--sheet", help="Also write a contact sheet beside the clip.")]
Seed = Annotated[
    int | None,
    typer.Option(metavar="NUMBER", help="Draws what the words leave open. [default: by chance]", show_default=False),
]


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    """Write a scene, watch it move, keep directing it."""
    if version:
        from yozora import __version__

        typer.echo(f"yozora {__version__}")
        raise typer.Exit()


@app.command()
def create(
    prompt: MaybePrompt = None,
    plan: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw this plan instead of a prompt.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where to: .mp4, .gif, .webp, or .png (numbered pictures). [default: named after the prompt]",
            show_default=False,
        ),
    ] = None,
    seconds: Annotated[
        float | None,
        typer.Option(metavar="NUMBER", help="Length. [default: 5, or as the plan says]", show_default=False),
    ] = None,
    size: Annotated[str, typer.Option(metavar="SIZE", help="Such as 1920x1080, 720p, square, portrait.")] = "1280x720",
    fps: Annotated[str, typer.Option(metavar="NUMBER", help="Frames a second, such as 24 or 29.97.")] = "24",
    seed: Seed = None,
    variations: Annotated[
        int, typer.Option(metavar="NUMBER", min=1, max=4, help="Make up to 4 takes with the following seeds.")
    ] = 1,
    sheet: Sheet = False,
    engine: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="Who draws: sketch (the world's renderer) or storybook (the built-in model)."
        ),
    ] = "sketch",
    image: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A picture the clip starts with (storybook).", show_default=False),
    ] = None,
    steps: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", help="Denoising steps (storybook). [default: 20]", show_default=False),
    ] = None,
    guidance: Annotated[
        float | None,
        typer.Option(metavar="NUMBER", help="How hard words pull (storybook). [default: 3]", show_default=False),
    ] = None,
    negative: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="What not to draw (storybook).", show_default=False),
    ] = None,
    guide: Annotated[
        float | None,
        typer.Option(
            metavar="0..1",
            help="How much of the sketch of the same plan to start from (storybook). [default: 0]",
            show_default=False,
        ),
    ] = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Make a clip of a prompt or of a plan."""
    from yozora.cli import verbs

    asked = {"steps": steps, "guidance": guidance, "negative": negative, "guide": guide}
    order = verbs.Order(
        prompt=prompt,
        plan=plan,
        seconds=seconds,
        size=size,
        fps=fps,
        seed=seed,
        engine=engine,
        options={name: value for name, value in asked.items() if value is not None},
        image=image,
    )
    verbs.create(order, out=out, variations=variations, sheet=sheet, force=force, as_json=as_json)


@app.command()
def plan(
    prompt: Prompt,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where to. [default: print it]", show_default=False),
    ] = None,
    seconds: Annotated[float, typer.Option(metavar="NUMBER", help="Length.")] = 5.0,
    seed: Seed = None,
    force: Force = False,
) -> None:
    """Write the scene a prompt becomes as YAML to edit; draw it with `create --plan`."""
    from yozora.cli import verbs

    verbs.plan(prompt, out=out, seconds=seconds, seed=seed, force=force)


@app.command()
def understand(prompt: Prompt, as_json: AsJson = False) -> None:
    """Say what would be drawn, what is replaced and what is not known, without drawing."""
    from yozora.cli import verbs

    verbs.understand(prompt, as_json=as_json)


@app.command()
def inspect(
    file: Clip,
    as_json: AsJson = False,
    plan: Annotated[bool, typer.Option("--plan", help="Print only its plan, as YAML.")] = False,
) -> None:
    """Show how a clip was made."""
    from yozora.cli import verbs

    verbs.inspect(file, as_json=as_json, as_plan=plan)


@app.command()
def rerun(
    file: Clip,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where to.")],
    image: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The picture it starts with, where that is no longer beside the clip."),
    ] = None,
    sheet: Sheet = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Make a clip again from the recipe inside it."""
    from yozora.cli import verbs

    verbs.rerun(file, out=out, image=image, sheet=sheet, force=force, as_json=as_json)
