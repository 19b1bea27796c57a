"""Pages that ask a person about clips and save the answers as a file."""

from collections.abc import Sequence
from pathlib import Path

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


def write(path: Path, *, title: str, lead: str, questions: Sequence[str], answers: int) -> None:
    """A page with questions, HTML each; so many of its fields have to be answered before anything is saved."""
    path.write_text(
        _PAGE % {"title": title, "lead": lead, "questions": "".join(questions), "answers": answers}, "utf-8"
    )


def video(name: str) -> str:
    """A clip beside the page, over and over."""
    return f'<video src="{name}" muted loop autoplay playsinline></video>\n'
