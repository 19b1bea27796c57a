"""Options that every operation has, written once and joined to each command's own."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Concatenate

import typer

if TYPE_CHECKING:
    from yozora.generate.drafts import Look

Force = Annotated[bool, typer.Option("--force", help="Replace files that exist already.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON lines for programs.")]
Sheet = Annotated[bool, typer.Option("--sheet", help="Also write a contact sheet beside the clip.")]
Seed = Annotated[
    int | None,
    typer.Option(metavar="NUMBER", help="Draws what the words leave open. [default: by chance]", show_default=False),
]


@dataclass(frozen=True, kw_only=True)
class Making:
    """What may be said of any operation on the command line, as typed."""

    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where to: .mp4, .gif, .webp, .png (numbered pictures), .jpg (one picture). [default: named after it]",
            show_default=False,
        ),
    ] = None
    size: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE",
            help="Such as 1920x1080, 720p, square, portrait. [default: as what is given, or 1280x720]",
            show_default=False,
        ),
    ] = None
    fps: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBER",
            help="Frames a second, such as 24 or 29.97. [default: as what is given, or 24]",
            show_default=False,
        ),
    ] = None
    style: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="A style, or a style file; see: yozora styles.", show_default=False),
    ] = None
    fit: Annotated[
        str | None,
        typer.Option(
            metavar="HOW",
            help="Pictures of another shape: crop, letterbox or stretch. [default: crop]",
            show_default=False,
        ),
    ] = None
    seed: Seed = None
    variations: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER",
            min=1,
            max=4,
            help="Make up to 4 takes with the following seeds. [default: 1, or as the storyboard says]",
            show_default=False,
        ),
    ] = None
    engine: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Who draws: sketch (the world's renderer) or storybook (the built-in model). "
            "[default: storybook where pictures or clips are given, otherwise sketch]",
            show_default=False,
        ),
    ] = None
    steps: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", help="Denoising steps (storybook). [default: 20]", show_default=False),
    ] = None
    guidance: Annotated[
        float | None,
        typer.Option(metavar="NUMBER", help="How hard words pull (storybook). [default: 1.5]", show_default=False),
    ] = None
    negative: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What not to draw (storybook).", show_default=False)
    ] = None
    guide: Annotated[
        float | None,
        typer.Option(
            metavar="0..1",
            help="How much of the sketch of the same plan to start from (storybook). [default: 0]",
            show_default=False,
        ),
    ] = None
    sheet: Sheet = False
    force: Force = False
    as_json: AsJson = False

    @property
    def look(self) -> "Look":
        """Size, pace, style, fit, seed, variations."""
        from yozora.cli import styles
        from yozora.generate.drafts import Look

        return Look(
            size=self.size,
            fps=self.fps,
            style=None if self.style is None else styles.named(self.style),
            fit=self.fit,
            seed=self.seed,
            variations=self.variations,
        )

    @property
    def options(self) -> dict[str, Any]:
        """The engine's own options, as far as they were said."""
        asked = {name: getattr(self, name) for name in ("steps", "guidance", "negative", "guide")}
        return {name: value for name, value in asked.items() if value is not None}


def makes(command: Callable[Concatenate[Making, ...], None]) -> Callable[..., None]:
    """The command with the options of `Making` after its own; it gets them as its first argument."""
    common = inspect.signature(Making).parameters
    own = [entry for name, entry in inspect.signature(command, eval_str=True).parameters.items() if name != "making"]

    def run(**values: Any) -> None:
        making = Making(**{name: values.pop(name) for name in common})
        command(making, **values)

    every = [*own, *common.values()]
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__annotations__ = {entry.name: entry.annotation for entry in every}
    setattr(run, "__signature__", inspect.Signature(every))  # noqa: B010 - functions have none that a checker knows
    return run
