"""The verbs. Everything heavy is imported inside them, so that `--help` is quick."""

from pathlib import Path
from typing import Annotated, Any

import typer

from yozora.cli import cast, configuring, keys, rules, worlds
from yozora.cli.making import AsJson, Force, Making, Seed, Sheet, makes

app = typer.Typer(
    name="yozora",
    help="Write a scene, watch it move, keep directing it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.add_typer(worlds.app, name="worlds")
app.add_typer(cast.app, name="characters")
app.add_typer(keys.app, name="keys")
app.add_typer(configuring.app, name="config")
app.add_typer(rules.app, name="policy")

Prompt = Annotated[str, typer.Argument(metavar="PROMPT", help="What happens, in English or Chinese.")]
MaybePrompt = Annotated[
    str | None, typer.Argument(metavar="PROMPT", help="What happens, in English or Chinese.", show_default=False)
]
Clip = Annotated[Path, typer.Argument(metavar="FILE", help="A clip that yozora made.")]
AnyClip = Annotated[Path, typer.Argument(metavar="CLIP", help="A clip: MP4, MOV, WebM, MKV, GIF and more.")]
OtherClip = Annotated[Path, typer.Argument(metavar="CLIP", help="Another clip.")]
Words = Annotated[
    str,
    typer.Option(
        "--prompt",
        metavar="TEXT",
        help="What happens. [default: as the clip's own recipe says]",
        show_default=False,
    ),
]
PlanFile = Annotated[
    Path | None, typer.Option("--plan", metavar="FILE", help="Draw this plan instead of a prompt.", show_default=False)
]
Strength = Annotated[
    str, typer.Option(metavar="HOW", help="How much may change: subtle, mild, strong, or 0 (nothing) to 1 (all).")
]
Seconds = Annotated[
    float | None, typer.Option(metavar="NUMBER", help="Length. [default: 5, or as the plan says]", show_default=False)
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
@makes
def create(
    making: Making,
    prompt: MaybePrompt = None,
    plan: PlanFile = None,
    seconds: Seconds = None,
    image: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A picture the clip starts with.", show_default=False),
    ] = None,
    loop: Annotated[bool, typer.Option("--loop", help="End as it begins.")] = False,
) -> None:
    """Make a clip of a prompt or of a plan."""
    from yozora.cli import verbs
    from yozora.generate import drafts

    verbs.make(
        lambda look: drafts.create(verbs.prompt_or_plan(prompt, plan), look, seconds=seconds, image=image, loop=loop),
        making,
    )


@app.command()
@makes
def still(making: Making, prompt: MaybePrompt = None, plan: PlanFile = None) -> None:
    """Make one picture of a prompt or of a plan."""
    from yozora.cli import verbs
    from yozora.generate import drafts

    verbs.make(lambda look: drafts.still(verbs.prompt_or_plan(prompt, plan), look), making)


@app.command()
@makes
def animate(
    making: Making,
    pictures: Annotated[
        list[str],
        typer.Argument(
            metavar="PICTURE...", help="Pictures: the first frame, or FILE@SECOND, or FILE@end for the last frame."
        ),
    ],
    prompt: Annotated[str, typer.Option(metavar="TEXT", help="What happens.", show_default=False)] = "",
    seconds: Annotated[float, typer.Option(metavar="NUMBER", help="Length.")] = 5.0,
) -> None:
    """Make a clip of pictures."""
    from yozora.cli import verbs
    from yozora.generate import drafts

    verbs.make(lambda look: drafts.animate(verbs.pictures(pictures), prompt, look, seconds=seconds), making)


@app.command()
@makes
def storyboard(
    making: Making, file: Annotated[Path, typer.Argument(metavar="FILE", help="A storyboard, YAML or JSON.")]
) -> None:
    """Make one clip of a storyboard: cards of text, images and clips at their times."""
    from yozora.cli import boards, verbs
    from yozora.generate import drafts

    verbs.make(lambda look: drafts.storyboard(boards.read_board(file), look), making)


@app.command()
@makes
def extend(
    making: Making,
    clip: AnyClip,
    before: Annotated[float, typer.Option(metavar="NUMBER", help="Seconds to make before it.")] = 0.0,
    after: Annotated[float, typer.Option(metavar="NUMBER", help="Seconds to make after it.")] = 0.0,
    prompt: Words = "",
) -> None:
    """Make more of a clip, before it, after it, or both."""
    from yozora.cli import verbs
    from yozora.generate import drafts

    verbs.make(lambda look: drafts.extend(clip, look, before=before, after=after, prompt=prompt), making)


@app.command()
@makes
def connect(
    making: Making,
    clip: AnyClip,
    other: OtherClip,
    gap: Annotated[float, typer.Option(metavar="NUMBER", help="Seconds to make between them.")] = 2.0,
    prompt: Words = "",
) -> None:
    """Make what lies between two clips."""
    from yozora.cli import verbs
    from yozora.generate import drafts

    verbs.make(lambda look: drafts.connect(clip, other, look, gap=gap, prompt=prompt), making)


@app.command()
@makes
def loop(
    making: Making,
    clip: AnyClip,
    seam: Annotated[
        str, typer.Option(metavar="HOW", help="What leads back to the beginning: short, normal, long, or seconds.")
    ] = "normal",
    prompt: Words = "",
) -> None:
    """Close a clip to a loop."""
    from yozora.cli import verbs
    from yozora.generate import drafts

    verbs.make(lambda look: drafts.loop(clip, look, seam=seam, prompt=prompt), making)


@app.command()
@makes
def blend(
    making: Making,
    clip: AnyClip,
    other: OtherClip,
    curve: Annotated[
        str,
        typer.Option(
            metavar="CURVE",
            help="How much of the other clip shows: transition, mix, sample, or points SECOND:SHARE,...",
        ),
    ] = "transition",
    prompt: Words = "",
) -> None:
    """Make one clip of two."""
    from yozora.cli import verbs
    from yozora.generate import drafts

    verbs.make(lambda look: drafts.blend(clip, other, look, curve=curve, prompt=prompt), making)


@app.command()
@makes
def remix(making: Making, clip: AnyClip, prompt: Prompt, strength: Strength = "mild") -> None:
    """Make a clip again by other words."""
    from yozora.cli import verbs
    from yozora.generate import drafts

    verbs.make(lambda look: drafts.remix(clip, prompt, look, strength=strength), making)


@app.command()
@makes
def restyle(
    making: Making,
    clip: AnyClip,
    to: Annotated[str, typer.Argument(metavar="STYLE", help="A style, or a style file; see: yozora styles.")],
    strength: Annotated[
        str | None,
        typer.Option(
            metavar="HOW",
            help="How much may change: subtle, mild, strong, or 0 to 1 (storybook). [default: mild]",
            show_default=False,
        ),
    ] = None,
    prompt: Words = "",
) -> None:
    """Make a clip again in another style; the sketch draws its plan anew."""
    from yozora.cli import styles as style_files
    from yozora.cli import verbs
    from yozora.generate import drafts

    redrawn = making.engine == drafts.SKETCH
    how: dict[str, Any] = {"strength": strength, "prompt": prompt, "redrawn": redrawn}
    verbs.make(lambda look: drafts.restyle(clip, style_files.named(to), look, **how), making)


@app.command()
@makes
def recut(
    making: Making,
    clip: AnyClip,
    parts: Annotated[
        list[str],
        typer.Argument(
            metavar="PART...", help="Seconds to keep, such as 0-2, and where to: 3-5@2.5. Gaps are filled anew."
        ),
    ],
    seconds: Annotated[
        float | None,
        typer.Option(metavar="NUMBER", help="Length. [default: until the last part ends]", show_default=False),
    ] = None,
    prompt: Words = "",
) -> None:
    """Put parts of a clip at other times: split, trim, move, delete, fill."""
    from yozora.cli import verbs
    from yozora.generate import drafts

    verbs.make(lambda look: drafts.recut(clip, parts, look, seconds=seconds, prompt=prompt), making)


@app.command()
@makes
def upscale(making: Making, clip: AnyClip) -> None:
    """Make a clip or a picture larger: twice as large, or --size."""
    from yozora.cli import verbs
    from yozora.generate import drafts

    verbs.make(lambda look: drafts.upscale(clip, look), making)


@app.command()
def describe(
    clip: AnyClip,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a storyboard to edit, .yaml.", show_default=False),
    ] = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Turn a clip back into cards and text: from its recipe, or as the captioner sees it."""
    from yozora.cli import verbs

    verbs.describe(clip, out=out, force=force, as_json=as_json)


@app.command()
def styles(as_json: AsJson = False) -> None:
    """List the styles to choose from, and say how to make one."""
    from yozora.cli import verbs

    verbs.styles(as_json=as_json)


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
    files: Annotated[
        list[Path] | None,
        typer.Option(
            "--file",
            metavar="FILE",
            help="A picture or clip it was made from, where that is no longer beside it.",
            show_default=False,
        ),
    ] = None,
    sheet: Sheet = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Make a clip again from the recipe inside it."""
    from yozora.cli import verbs

    verbs.rerun(file, out=out, files=files or [], sheet=sheet, force=force, as_json=as_json)


@app.command()
def init(
    new_key: Annotated[
        bool, typer.Option("--new-key", help="Make a new one; what was signed by the one before stays trusted.")
    ] = False,
) -> None:
    """Make the key that signs everything you make, where there is none yet, and say where it is."""
    from yozora.cli import signing
    from yozora.cli.report import reporting

    with reporting(as_json=False):
        signing.initialize(new_key=new_key)


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A picture or a clip.")],
    as_json: AsJson = False,
) -> None:
    """Say where a file comes from: by its manifest, its invisible mark, clips that look like it, and the look of it."""
    from yozora.cli import checking

    checking.check(file, as_json=as_json)


@app.command()
def serve(
    host: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="The address to listen on. [default: 127.0.0.1]", show_default=False),
    ] = None,
    port: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="The port. [default: 8000]", show_default=False)
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", help="Workers it runs itself. [default: 1]", show_default=False),
    ] = None,
    processes: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER",
            help="Processes that answer; one uses one core at most. [default: 1]",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Run the service: the Videos API, with accounts and a queue. YOZORA_HOME names its folder."""
    from yozora.cli import serving
    from yozora.cli.report import reporting

    with reporting(as_json=False):
        serving.serve(alone=False, host=host, port=port, workers=workers, processes=processes)


@app.command()
def studio(
    port: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="The port. [default: 8000]", show_default=False)
    ] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Open it in the browser as soon as it is there.")] = False,
) -> None:
    """Run the Studio for yourself alone: on this machine only, without accounts, and for programs with any key."""
    from yozora.cli import serving
    from yozora.cli.report import reporting

    with reporting(as_json=False):
        serving.serve(alone=True, open_it=open_it, port=port)


@app.command(hidden=True)
def answer() -> None:
    """One of several processes of `yozora serve`, which starts it."""
    from yozora.cli import serving

    serving.answer()


@app.command()
def worker() -> None:
    """Run one more worker, here or on another machine: YOZORA_DATABASE and YOZORA_FILES say where the queue is."""
    from yozora.cli import working
    from yozora.cli.report import reporting

    with reporting(as_json=False):
        working.work()


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to, such as library.tar.")],
    force: Force = False,
) -> None:
    """Copy the whole library into one file, also while the server runs. Password hashes and digests of keys are in it:
    keep it where nobody else can read it."""
    from yozora.cli import upkeep

    upkeep.backup(file, force=force)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What yozora backup wrote.")],
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Also where people or clips are already: move that database aside. Stop the server first."
        ),
    ] = False,
) -> None:
    """Put a backup into an empty library, after checking all of it. It brings its passwords and keys along: restore
    only what you trust."""
    from yozora.cli import upkeep

    upkeep.restore(file, force=force)


@app.command()
def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="Repair what can be repaired.")] = False,
    deep: Annotated[bool, typer.Option("--deep", help="Also read every file, and compare its hash.")] = False,
    as_json: AsJson = False,
) -> None:
    """Look for what is wrong with the library. The exit code is 1 when something is and was not repaired."""
    from yozora.cli import upkeep

    upkeep.examine(repair=repair, deep=deep, as_json=as_json)


@app.command("import")
def import_(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder with clips and pictures.")],
    person: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Whose they are. [default: the first administrator]", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take clips and pictures of a folder into the library, such as downloads from the hosted Sora: date, title and
    operation are read from their names, the prompt from a .json or .txt file beside them."""
    from yozora.cli import upkeep

    upkeep.import_clips(folder, person=person, as_json=as_json)
