"""Pages that ask a person about clips and save the answers as a file."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

KEY = "key.json"

_PAGE = """<!doctype html><meta charset="utf-8"><title>%(title)s</title>
<style>
body { font: 16px/1.5 system-ui; max-width: 760px; margin: 2rem auto; padding: 0 1rem }
video { width: 49%% } fieldset { border: 0; padding: 0; margin: .5rem 0 2.5rem } label { margin-right: 1.5rem }
</style>
<h1>%(title)s</h1>
<p>%(lead)s</p>
<form>%(questions)s<button>Save what I chose</button> <output></output></form>
<script>
const form = document.forms[0];
form.onsubmit = (event) => {
  event.preventDefault();
  const chosen = Object.fromEntries([...new FormData(form)].filter(([, answer]) => answer));
  const left = %(answers)d - Object.keys(chosen).length;
  form.querySelector('output').value = left ? left + ' are still open.' : 'Saved.';
  if (left) return;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([JSON.stringify(chosen)], { type: 'application/json' }));
  link.download = 'choices.json';
  link.click();
};
</script>
"""


def write(out: Path, key: dict[str, Any], *, title: str, lead: str, questions: Sequence[str], answers: int) -> None:
    """A page with questions, HTML each; so many of its fields have to be answered before anything is saved. The `key`
    is a file beside it that it does not read."""
    told = {"title": title, "lead": lead, "questions": "".join(questions), "answers": answers}
    (out / KEY).write_text(json.dumps(key, indent=1) + "\n", "utf-8")
    (out / "index.html").write_text(_PAGE % told, "utf-8")
    print(f"Open {out / 'index.html'}.")


def video(name: str) -> str:
    """A clip beside the page, over and over."""
    return f'<video src="{name}" muted loop autoplay playsinline></video>\n'


def run(
    parser: argparse.ArgumentParser,
    *,
    make: Callable[[argparse.Namespace], None],
    count: Callable[[dict[str, Any], list[dict[str, str]]], None],
) -> None:
    """Make a page in `--out`, or count what was saved on it (`--choices`) by its key."""
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--choices", type=Path, nargs="+")
    options = parser.parse_args()
    key = options.out / KEY
    if not options.choices:
        make(options)
    elif key.exists():
        count(json.loads(key.read_text("utf-8")), [json.loads(file.read_text("utf-8")) for file in options.choices])
    else:
        sys.exit(f"{key} is missing; expected the folder that the page was made in.")
