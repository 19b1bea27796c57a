"""`yozora characters`: somebody with a name, in one clip after another."""

from pathlib import Path
from typing import Annotated

import typer

from yozora.cli.making import AsJson, Force

app = typer.Typer(
    help="Keep characters by name and use them in any prompt.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="What it is called.")]


@app.command()
def add(
    name: Name,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A picture or a clip of it.", show_default=False)
    ] = None,
    words: Annotated[
        str,
        typer.Option(metavar="TEXT", help="Who it is, such as: an orange dog. [default: as seen]", show_default=False),
    ] = "",
    force: Force = False,
) -> None:
    """Keep a character: the one in a picture or clip, or the one in words."""
    from yozora.cli import verbs

    verbs.add_character(name, file, words=words, force=force)


@app.command("list")
def listed(as_json: AsJson = False) -> None:
    """List all characters."""
    from yozora.cli import verbs

    verbs.list_characters(as_json=as_json)


@app.command()
def remove(name: Name) -> None:
    """Forget a character."""
    from yozora.cli import verbs

    verbs.remove_character(name)
