"""What was made on the command line, so that a clip is known again by its invisible mark."""

import json
import time
from pathlib import Path

from yozora.cli.home import home, private
from yozora.core.errors import UnwritableOutput
from yozora.generate import Made
from yozora.provenance import mark_id
from yozora.provenance.verifying import Origin

FILE = "made.jsonl"


def note(made: Made) -> None:
    """Keep a line about a clip. Raises UnwritableOutput."""
    recipe = made.recipe
    line = {
        "mark": mark_id(recipe.to_json()),
        "file": str(made.path.absolute()),
        "operation": recipe.operation,
        "engine": recipe.engine,
        "created_at": round(time.time(), 3),
    }
    path = private(home()) / FILE
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    except OSError as error:
        raise UnwritableOutput(f"{path} cannot be written: {error.strerror}.") from error


def found(mark: int) -> Origin | None:
    """The first clip that was made with a mark. Lines that are damaged are passed over."""
    path = home() / FILE
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", errors="replace") as file:
        for text in file:
            try:
                line = json.loads(text)
                if line["mark"] == mark:
                    return Origin(
                        clip_id=Path(line["file"]).name,
                        model=line["engine"],
                        operation=line["operation"],
                        created_at=float(line["created_at"]),
                    )
            except (ValueError, TypeError, KeyError):
                continue
    return None
