"""Keys of programs that use the service."""

from typing import Annotated

import typer

app = typer.Typer(help="Keys of programs that use the service.", no_args_is_help=True)


@app.callback()
def root() -> None:
    """Keys of programs that use the service."""


@app.command()
def create(
    name: Annotated[str, typer.Option(metavar="NAME", help="What the key is for.")],
    person: Annotated[str, typer.Option(metavar="NAME", help="Whose key it is.")] = "admin",
) -> None:
    """Print a new key. It is shown this once."""
    from yozora.cli import serving
    from yozora.cli.report import reporting

    with reporting(as_json=False):
        print(serving.create_key(name, person=person))
