"""How a server is set up."""

import json
import re
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from yozora.service.config import Config

app = typer.Typer(help="How the service is set up.", no_args_is_help=True)


@app.callback()
def root() -> None:
    """How the service is set up."""


@app.command()
def show() -> None:
    """Print every entry as it counts now, from YOZORA_... variables, config.yaml in YOZORA_HOME, or as it comes."""
    from yozora.cli.home import home
    from yozora.cli.report import reporting
    from yozora.service.config import read_config

    with reporting(as_json=False):
        print(f"# YOZORA_HOME is {home()}. Keep what you change as config.yaml there.")
        print("\n".join(_lines(read_config(home()))))


def _lines(config: "Config") -> list[str]:
    """The entries as YAML; passwords in addresses are left out."""
    usual = {"database": config.database_url, "files": config.files_url}
    lines: list[str] = []
    for name, field in type(config).model_fields.items():
        if name not in ("home", "oidc_client_secret"):
            value: Any = getattr(config, name) or usual.get(name, getattr(config, name))
            shown = re.sub(r"(?<=://)([^:/@]+):[^@]+@", r"\1:***@", value) if isinstance(value, str) else value
            lines.append(f"{name}: {json.dumps(shown)}  # {field.description}")
    return lines
