"""Looking at the storybook world itself."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Look at the storybook world.", no_args_is_help=True, rich_markup_mode=None)

Out = Annotated[Path, typer.Option(metavar="FILE", help="Where to: a .png file.")]


@app.command()
def sheet(
    out: Out,
    count: Annotated[int, typer.Option(metavar="NUMBER", min=1, max=60, help="How many scenes.")] = 20,
    seed: Annotated[int, typer.Option(metavar="NUMBER", help="The first scene; the others follow.")] = 0,
    subject: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only scenes about this member of the cast.", show_default=False)
    ] = None,
    style: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only scenes in this style.", show_default=False)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")] = False,
) -> None:
    """Draw random scenes side by side, three moments each."""
    from yozora.cli import sheets
    from yozora.cli.report import reporting

    with reporting(as_json=False) as reporter:
        sheets.draw(
            out, sheets.Wish(count=count, seed=seed, subject=subject, style=style), force=force, reporter=reporter
        )


@app.command()
def cast(
    out: Out,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")] = False,
) -> None:
    """Draw every member of the cast with its names."""
    from yozora.cli import sheets
    from yozora.cli.report import reporting

    with reporting(as_json=False) as reporter:
        sheets.draw_cast(out, force=force, reporter=reporter)
