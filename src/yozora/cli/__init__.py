"""The verbs of the command line, and the only place that wires real parts together."""


def main() -> None:
    """Run the command line; what it needs is loaded here and not before."""
    from yozora.cli.app import app

    app(prog_name="yozora")
