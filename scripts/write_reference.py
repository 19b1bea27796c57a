"""Write `docs/reference/plan.md` from the scene graph's own words. --check only compares."""

import dataclasses
import re
import sys
from pathlib import Path

from yozora.worlds import scene, vocabulary
from yozora.worlds.cast.roster import roster

TARGET = Path(__file__).parents[1] / "docs/reference/plan.md"
RECORDS = (scene.Scene, scene.Camera, scene.Actor, scene.Beat, scene.Relation, scene.Kept)
WORDS = (
    vocabulary.Place,
    vocabulary.TimeOfDay,
    vocabulary.Weather,
    vocabulary.Style,
    vocabulary.Shot,
    vocabulary.Angle,
    vocabulary.Move,
    vocabulary.Action,
    vocabulary.Direction,
    vocabulary.Speed,
    vocabulary.RelationKind,
    vocabulary.Colour,
)


def _default(entry: dataclasses.Field) -> str:
    if entry.default is not dataclasses.MISSING:
        return "" if entry.default is None else str(entry.default if entry.default != () else "none")
    return "see below" if entry.default_factory is not dataclasses.MISSING else "must be given"


def _record(kind: type) -> str:
    rows = []
    for entry in dataclasses.fields(kind):
        named = str(entry.type).replace("yozora.worlds.scene.", "").replace("yozora.worlds.vocabulary.", "")
        named = re.sub(r"<(?:class|enum) '(?:.*\.)?(\w+)'>", r"\1", named)
        rows.append(f"| `{entry.name}` | {named.replace('|', 'or')} | {_default(entry)} |")
    about = " ".join((kind.__doc__ or "").split())
    return f"## {kind.__name__}\n\n{about}\n\n| entry | value | default |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def page() -> str:
    """The whole page."""
    head = "# The plan file\n\nWritten from the code by `scripts/write_reference.py`.\n\n"
    space = (scene.__doc__ or "").strip().split("\n\n", 1)
    words = "\n".join(f"| {kind.__name__} | {', '.join(f'`{word}`' for word in kind)} |" for kind in WORDS)
    kinds: dict[str, list[str]] = {}
    for member in roster().values():
        kinds.setdefault(str(member.kind), []).append(f"`{member.id}`")
    cast = "\n".join(f"| {kind} | {', '.join(names)} |" for kind, names in kinds.items())
    body = "\n".join(_record(kind) for kind in RECORDS)
    tail = f"\n## Words\n\n| kind | words |\n|---|---|\n{words}\n\n## Subjects\n\n| kind | ids |\n|---|---|\n{cast}\n"
    return head + "\n\n".join(space) + "\n\n" + body + tail


def main() -> None:
    """Write or check."""
    if "--check" in sys.argv:
        same = TARGET.exists() and TARGET.read_text("utf-8") == page()
        raise SystemExit(0 if same else "docs/reference/plan.md is out of date. Run: python scripts/write_reference.py")
    TARGET.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
