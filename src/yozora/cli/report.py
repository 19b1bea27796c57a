"""What the command line says: to people on a terminal, or as JSON lines to programs."""

import json
import signal
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.text import Text

from yozora.core.errors import YozoraError
from yozora.core.events import Progress
from yozora.generate import Made

EXIT_ERROR = 2
EXIT_INTERRUPTED = 130
EXIT_TERMINATED = 143

_STATUSES = (("known", "Understood", "green"), ("replaced", "Replaced", "yellow"), ("unknown", "Not known", "red"))


class Reporter(Protocol):
    """Hears what a command does."""

    def understood(self, understanding: Mapping[str, Any]) -> None:
        """What became of the words of the prompt."""

    def progress(self, progress: Progress) -> None:
        """How far the work is."""

    def made(self, made: Made) -> None:
        """A clip is finished."""

    def note(self, text: str) -> None:
        """Something worth knowing that is no error."""

    def failed(self, kind: str, message: str) -> None:
        """The work has stopped."""

    def close(self) -> None:
        """Nothing more is told."""


class PeopleReporter:
    """Results on standard output, progress and errors on standard error."""

    def __init__(self) -> None:
        self._out = Console(highlight=False, soft_wrap=True)
        self._err = Console(stderr=True, highlight=False, soft_wrap=True)
        self._bar: Bar | None = None
        self._task = TaskID(0)

    def understood(self, understanding: Mapping[str, Any]) -> None:
        """One line each for what is known, replaced and unknown."""
        for line in understanding_lines(understanding):
            self._out.print(line)
        heard = understanding.get("heard", ())
        if heard and all(word["status"] == "unknown" for word in heard):
            self._out.print("            Nothing of this is known, so a quiet place is drawn. Try: a fox runs at night")

    def progress(self, progress: Progress) -> None:
        """A bar on a terminal; elsewhere a line at each quarter."""
        if not self._err.is_terminal:
            quarters = [progress.total * part // 4 for part in (1, 2, 3, 4)]
            if progress.done and progress.done in quarters:
                self._err.print(f"{progress.stage} {progress.done} of {progress.total}")
            return
        if self._bar is None:
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self._bar = Bar(*columns, console=self._err, transient=True)
            self._task = self._bar.add_task(progress.stage, total=progress.total)
            self._bar.start()
        self._bar.update(self._task, description=progress.stage, completed=progress.done, total=progress.total)

    def made(self, made: Made) -> None:
        """Where it is and how it can be had again."""
        self._stop_bar()
        timeline = made.recipe.timeline
        files = str(made.path) if len(made.paths) == 1 else f"{made.path} to {made.paths[-1].name}"
        length = "one picture" if timeline.frames == 1 else f"{timeline.seconds:g} s"
        facts = f"{length}, {timeline.size}, seed {made.recipe.seed}, made in {made.seconds_taken:.1f} s"
        self._out.print(Text.assemble(("Made        ", "bold"), files, (f"  ({facts})", "dim")))
        if made.sheet is not None:
            self._out.print(Text.assemble(("Sheet       ", "bold"), str(made.sheet)))

    def note(self, text: str) -> None:
        """In yellow, on standard error."""
        self._err.print(Text(text, style="yellow"))

    def failed(self, kind: str, message: str) -> None:
        """One red paragraph."""
        self._stop_bar()
        self._err.print(Text(message, style="red"))

    def close(self) -> None:
        """Leave the terminal as it was."""
        self._stop_bar()

    def _stop_bar(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


class JsonReporter:
    """One JSON object a line on standard output; `event` says which."""

    def understood(self, understanding: Mapping[str, Any]) -> None:
        """Event `understood`."""
        self._emit("understood", understanding=understanding)

    def progress(self, progress: Progress) -> None:
        """Event `progress`."""
        self._emit("progress", stage=progress.stage, done=progress.done, total=progress.total)

    def made(self, made: Made) -> None:
        """Event `done`, with the whole recipe."""
        self._emit(
            "done",
            path=str(made.path),
            paths=[str(path) for path in made.paths],
            sheet=None if made.sheet is None else str(made.sheet),
            seed=made.recipe.seed,
            frames=made.recipe.timeline.frames,
            seconds_taken=round(made.seconds_taken, 3),
            recipe=json.loads(made.recipe.to_json()),
        )

    def note(self, text: str) -> None:
        """Event `note`."""
        self._emit("note", message=text)

    def failed(self, kind: str, message: str) -> None:
        """Event `error`."""
        self._emit("error", kind=kind, message=message)

    def close(self) -> None:
        """Nothing to do."""

    def _emit(self, event: str, **values: Any) -> None:
        sys.stdout.write(json.dumps({"event": event, **values}, ensure_ascii=False) + "\n")
        sys.stdout.flush()


@contextmanager
def reporting(*, as_json: bool) -> Generator[Reporter]:
    """Tell errors and interruptions in the reporter's way, and end the program with their exit code."""
    reporter: Reporter = JsonReporter() if as_json else PeopleReporter()
    signal.signal(signal.SIGTERM, _terminated)
    try:
        yield reporter
    except YozoraError as error:
        reporter.failed(type(error).__name__, str(error))
        sys.exit(EXIT_ERROR)
    except KeyboardInterrupt:
        reporter.failed("Cancelled", "Stopped; nothing half-written was left behind.")
        sys.exit(EXIT_INTERRUPTED)
    finally:
        reporter.close()


def understanding_lines(understanding: Mapping[str, Any]) -> list[Text]:
    """What became of the words, most important last: a line for each status that occurs."""
    lines: list[Text] = []
    for status, label, colour in _STATUSES:
        entries = [heard for heard in understanding.get("heard", ()) if heard["status"] == status]
        words = [_said(heard, replaced=status == "replaced") for heard in entries]
        if words:
            lines.append(Text.assemble((f"{label:<12}", "bold"), (", ".join(dict.fromkeys(words)), colour)))
    return lines


def _said(heard: Mapping[str, str], *, replaced: bool) -> str:
    if heard["drew"] == "left out":
        return f"{heard['text']} (left out)"
    return f"{heard['text']} → {heard['drew']}" if replaced else heard["text"]


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(EXIT_TERMINATED)
