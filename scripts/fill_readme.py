"""Fill the README's figures from `benchmarks/results/*.json` and from the package itself. --check only compares."""

import re
import sys
from pathlib import Path

import model_tables
from model_tables import result

from yozora.worlds.cast.roster import roster
from yozora.worlds.vocabulary import Action, Move, Place, Style, TimeOfDay, Weather

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
BEGIN, END = "<!-- tables: begin (python scripts/fill_readme.py) -->", "<!-- tables: end -->"
COUNTS = (
    (r"with \S+ animated and still members", lambda: f"with {len(roster())} animated and still members"),
    (r"\S+ places, \S+ times of\nday", lambda: f"{len(Place)} places, {len(TimeOfDay)} times of\nday"),
    (r"\S+ kinds of weather, \S+ actions", lambda: f"{len(Weather)} kinds of weather, {len(Action)} actions"),
    (r"actions, \S+ camera moves and \S+ styles", lambda: f"actions, {len(Move)} camera moves and {len(Style)} styles"),
)


def tables() -> str:
    """The measured tables as Markdown."""
    clip, world, planner = result("clip"), result("world"), result("planner")
    films = world["film_ms_per_frame"]
    rows = [
        ("a 5 s clip, 1280x720, 24 frames/s, from command to file", f"{clip['demo_wall_s']['median']} s"),
        ("five other prompts, the same", _range(list(clip["other_prompts_wall_s"].values())) + " s"),
        ("drawing one frame on one core: 480p, 720p, 1080p (median of 8 scenes)",
         ", ".join(f"{films[size]['median']:.0f}" for size in ("480p", "720p", "1080p")) + " ms"),
        ("training clips, 128 px, 32 frames, a second and core",
         f"{world['training']['clips_per_second_per_core']['median']}"),
        ("peak memory, 5 s and 60 s at 1280x720",
         " and ".join(f"{value} MB" for value in clip["peak_memory_mb"].values())),
        ("base install on disk", f"{clip['base_install_mb']} MB"),
        ("`yozora --help`", f"{clip['help_wall_s']} s"),
        ("held-out prompts planned right in every slot", f"{planner['right']} of {planner['total']}"),
    ]  # fmt: skip
    body = "\n".join(f"| {what} | {value} |" for what, value in rows)
    where = f"{clip['device']}, {clip['cores']} cores, Python {clip['python']}"
    sketch = f"| what | measured |\n|---|---|\n{body}\n\nOn: {where}."
    service = f"### Service\n{_service()}"
    model = (
        model_tables.faithfulness(),
        model_tables.people(),
        model_tables.scaling(),
        model_tables.operations(),
        model_tables.speed(),
    )
    studio = f"### Studio\n{_studio()}"
    return "\n\n".join((sketch, f"### Storybook\n{model[0]}", *model[1:], service, studio))


def _service() -> str:
    found = result("service")
    load, library = found["load"], found["library"]["took_ms"]
    shares = ", ".join(f"{100 * share:.0f}% {name}" for name, share in load["shares"].items())
    took = load["took_ms"]["all"]
    heard, late_ms = f"{load['clips_heard_of']} of {load['clips_made']}", load["event_late_ms"]["p95"]
    slowest = max(entry["p50"] for entry in library.values())
    rows = [
        (f"{load['requests_per_second']:.0f} requests a second for {load['seconds']:.0f} s ({shares})",
         f"half within {took['p50']} ms, 99% within {took['p99']} ms, {sum(load['errors'].values())} errors"),
        (f"{load['listeners']} pages that listen meanwhile: clips they heard of",
         f"{heard}; 95% of events within {late_ms:.0f} ms"),
        (f"a library of {found['library']['clips']:,} clips, listed or searched: the slowest of {len(library)} ways",
         f"half within {slowest} ms"),
    ]  # fmt: skip
    body = "\n".join(f"| {what} | {value} |" for what, value in rows)
    where = f"{found['device']}, {found['cores']} cores that server, worker and client share"
    return f"| what | measured |\n|---|---|\n{body}\n\nOn: {where}; engine `fake`, SQLite."


def _studio() -> str:
    found = result("studio")
    load, answers = found["load"], found["answers"]["took_ms"]
    rows = [
        ("JavaScript on first load of the library, gzipped", f"{load['scripts_gzipped_kb']} kB"),
        ("until something is painted; until clips are seen (median of 5 first visits)",
         f"{load['first_paint_ms']['p50']:.0f} ms; {load['first_clips_ms']['p50']:.0f} ms"),
        (f"keys and clicks, until the page has changed ({found['answers']['interactions_over_16_ms']} of them)",
         f"half within {answers['p50']:.0f} ms, 99% within {answers['p99']:.0f} ms"),
        *((f"{found['clips']:,} clips, scrolled by {one['px_a_second']:,} px a second",
           f"at least {one['frames_a_second']['least']} frames a second, "
           f"{100 * one['pictures_there_share']:.0f}% of the pictures in sight there at once")
          for one in found["scroll"]),
        ("a card of a storyboard dragged to and fro", f"{found['drag']['frames_a_second']['least']} frames a second"),
    ]  # fmt: skip
    body = "\n".join(f"| {what} | {value} |" for what, value in rows)
    where = f"{found['device']}, {found['cores']} cores that server, worker and browser share, no GPU"
    return f"| what | measured |\n|---|---|\n{body}\n\nOn: {where}; Chromium {found['browser']}, 1440x900."


def _range(values: list[float]) -> str:
    return f"{min(values)} to {max(values)}"


def filled(text: str) -> str:
    """The README with today's figures."""
    for pattern, value in COUNTS:
        text, found = re.subn(pattern, value(), text)
        if found != 1:
            raise SystemExit(f"README.md should have {pattern!r} once; it stands there {found} times.")
    head, rest = text.split(BEGIN)
    tail = rest.split(END)[1]
    return f"{head}{BEGIN}\n{tables()}\n{END}{tail}"


def main() -> None:
    """Fill or check."""
    text = README.read_text("utf-8")
    wanted = filled(text)
    if "--check" in sys.argv:
        raise SystemExit(0 if text == wanted else "README.md is out of date. Run: python scripts/fill_readme.py")
    README.write_text(wanted, "utf-8")


if __name__ == "__main__":
    main()
