"""Plans as YAML that people read and edit."""

import re
import textwrap
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from yozora.core.errors import InvalidPlan, UnreadableFile
from yozora.worlds import vocabulary
from yozora.worlds.scene import FORMAT, Scene

LARGEST_PLAN_BYTES = 2**20

_HEADING = """\
# A plan: everything that is drawn. Edit it, then: yozora create --plan THIS-FILE --out clip.mp4
#
# seconds   length of the clip
# seed      draws what the plan leaves open: hills, clouds, small motions
# place     {Place}
# time      {TimeOfDay}
# weather   {Weather}
# style     {Style}
# camera    shot: {Shot}
#           angle: {Angle}
#           move: {Move}
#           target: id of the actor it frames
# actors    id: your name for it; subject: a member of the cast, such as fox or racing_car (see: yozora worlds cast)
#           x: -1 left edge, 0 middle, 1 right edge; depth: 0 where the camera looks, 1 farther, negative nearer
#           height: 0 on the ground, 1 one frame above it; scale: 1 the usual size; facing: left or right
#           colour: {Colour}
#   beats   what it does from start_s to end_s (seconds; without end_s until the clip ends)
#           action: {Action}
#           direction: {Direction}
#           speed: {Speed}
#           target: id of the actor that is chased, approached or bumped into
# relations subject and object: ids of actors
#           kind: {RelationKind}

"""
_WIDTH = 118
_INDENT = "#             "


class PlainLoader(yaml.SafeLoader):
    """YAML whose `on`, `off`, `yes` and `no` are words: `kind: on` says where an actor stands."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as the base class declares it
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


PlainLoader.add_implicit_resolver(  # pyright: ignore[reportUnknownMemberType]
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf")
)


def write_plan(scene: Scene) -> str:
    """The plan as YAML, with a heading that explains every entry. `read_plan` reads it back as it was."""
    written = scene.to_plan()
    entries: dict[str, Any] = {"format": FORMAT, "seconds": scene.seconds, "seed": scene.seed}
    entries |= {name: getattr(scene, name).value for name in ("place", "time", "weather", "style")}
    camera = scene.camera
    entries["camera"] = {"shot": camera.shot.value, "angle": camera.angle.value, "move": camera.move.value}
    entries["camera"] |= written.get("camera", {})
    entries |= {name: written[name] for name in ("actors", "relations") if name in written}
    return _heading() + yaml.safe_dump(entries, sort_keys=False, allow_unicode=True, width=_WIDTH)


def read_plan(path: Path) -> Scene:
    """Read a plan file. Raises UnreadableFile and InvalidPlan, naming the line or the entry."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_PLAN_BYTES + 1)
    except FileNotFoundError as error:
        raise UnreadableFile(f"{path} does not exist. Write one with: yozora plan PROMPT --out {path}") from error
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}. Give the path of a plan file.") from error
    if len(raw) > LARGEST_PLAN_BYTES:
        raise UnreadableFile(f"{path} has more than {LARGEST_PLAN_BYTES} bytes; a plan is a short text file.")
    try:
        entries: Any = yaml.load(raw, Loader=PlainLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InvalidPlan(f"{path} is not YAML: {_where(error)}. Mend that line, or write a new plan.") from error
    if not isinstance(entries, dict):
        raise InvalidPlan(f"{path} holds no plan. Write one with: yozora plan PROMPT --out {path}")
    return Scene.from_plan(entries)  # pyright: ignore[reportUnknownArgumentType]


def _where(error: Exception) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"line {error.problem_mark.line + 1}: {error.problem}"
    return " ".join(str(error).split())


def _heading() -> str:
    words = {
        name: ", ".join(kind)
        for name, kind in vars(vocabulary).items()
        if isinstance(kind, type) and issubclass(kind, StrEnum)
    }
    lines = _HEADING.format(**words).splitlines()
    return "".join(
        f"{line}\n" for long in lines for line in textwrap.wrap(long, _WIDTH, subsequent_indent=_INDENT) or [""]
    )
