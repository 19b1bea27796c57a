"""What is refused, by the policy."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="What is refused here, and from which score on.", no_args_is_help=True)


@app.callback()
def root() -> None:
    """What is refused here, and from which score on."""


@app.command()
def show() -> None:
    """Print the policy that counts: policy.yaml in YOZORA_HOME, or the one that comes with the program."""
    from yozora.cli.guarding import POLICY
    from yozora.cli.home import home
    from yozora.cli.report import reporting
    from yozora.safety.policy import USUAL, read_policy

    with reporting(as_json=False):
        path = home() / POLICY
        if path.exists():
            read_policy(path)  # says what is wrong
            print(f"# {path}")
            print(path.read_text(encoding="utf-8"), end="")
        else:
            print(f"# It comes with the program. Keep what you change as {path}.")
            print(USUAL.read_text(encoding="utf-8"), end="")


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A policy, such as policy.yaml.")],
) -> None:
    """Say whether a policy can be read, and what it is called in decisions."""
    from yozora.cli.report import reporting
    from yozora.safety.policy import read_policy

    with reporting(as_json=False):
        policy = read_policy(file)
        print(f"{file} is version {policy.name}; decisions are kept for {policy.keep_days} days.")


@app.command("hash")
def hash_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A picture that is not wanted here.")],
) -> None:
    """Print the fingerprint of a picture, a line for blocked.txt in YOZORA_HOME: pictures like it are refused."""
    from yozora import media
    from yozora.cli.report import reporting
    from yozora.safety.blocked import line_for

    with reporting(as_json=False):
        print(f"{line_for(media.read_picture(file))}  # {file.name}")
