"""Where a file comes from, for people and for programs."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.text import Text

from yozora.cli import ledger, signing
from yozora.cli.home import home
from yozora.cli.report import reporting
from yozora.core.errors import UnreadableFile
from yozora.library.database import Database
from yozora.media.fingerprints import Prints
from yozora.media.kinds import kind_of
from yozora.provenance.credentials import Credentials, State
from yozora.provenance.verifying import Answer, Likeness, Origin, Verdict, verify
from yozora.service.config import read_config
from yozora.service.studio.verifying import verdict_shape
from yozora.service.verification import LibraryFinder

ANSWERS = {
    Answer.HERE: "It was made here.",
    Answer.COPY: "It looks like a clip that was made here.",
    Answer.YOZORA: "It was made by Yozora, at another place, or here with nothing kept of it.",
    Answer.OTHER: "Somebody else says what it is, and has signed it.",
    Answer.LIKELY: "It has the look of the built-in model.",
    Answer.UNKNOWN: "Nothing says where it comes from.",
}
STATES = {
    State.TRUSTED: "whole, and signed by somebody who is known here",
    State.VALID: "whole, and signed by somebody who is not known here",
    State.INVALID: "it does not fit the file",
    State.NOT_PRESENT: "none",
}


class _Everywhere:
    """Clips that were made on the command line, and those of the library."""

    def __init__(self, library: LibraryFinder | None) -> None:
        self._library = library

    def marked(self, mark: int) -> Origin | None:
        """The clip with a mark."""
        return ledger.found(mark) or (None if self._library is None else self._library.marked(mark))

    def alike(self, prints: Prints) -> Likeness | None:
        """The clip of the library that looks most like it."""
        return None if self._library is None else self._library.alike(prints)


def check(file: Path, *, as_json: bool) -> None:
    """Say where a file comes from."""
    with reporting(as_json=False):
        if not file.is_file():
            raise UnreadableFile(f"{file} does not exist. Check the name.")
        kind_of(file)  # says what is wrong with what is neither picture nor clip
        verdict = _verdict(file)
        if as_json:
            print(verdict_shape(verdict, name=file.name).model_dump_json())
            return
        console = Console(highlight=False, soft_wrap=True)
        for line in _lines(verdict):
            console.print(line)


def _verdict(file: Path) -> Verdict:
    config = read_config(home())
    roots = signing.signer().roots
    if not config.database and not (config.home / "library.db").exists():
        return verify(file, roots=roots, finder=_Everywhere(None))
    with closing(Database(config.database_url)) as database:
        database.upgrade()
        return verify(file, roots=roots, finder=_Everywhere(LibraryFinder(database=database)))


def _lines(verdict: Verdict) -> Iterator[Text]:
    changed = " It has been changed since it was signed." if verdict.changed else ""
    yield Text.assemble((f"{ANSWERS[verdict.answer]}{changed}", "bold"), f"  ({verdict.confidence:.1%} sure)")
    for label, value in _evidence(verdict):
        yield Text.assemble((f"{label:<12}", "bold"), value)


def _evidence(verdict: Verdict) -> Iterator[tuple[str, str]]:
    said = verdict.credentials
    yield "Manifest", STATES[said.state]
    yield from _said(said)
    if verdict.mark is None:
        yield "Mark", "none was found"
    else:
        known = "no clip here has it" if verdict.origin is None else _clip(verdict.origin)
        yield "Mark", f"{verdict.mark.id:09x}: {known}"
    if verdict.likeness is not None:
        yield "Looks like", f"{_clip(verdict.likeness.origin)}, {verdict.likeness.share:.0%} of the pictures"
    yield "By its look", f"{verdict.chance:.0%} likely to be the built-in model's"


def _said(said: Credentials) -> Iterator[tuple[str, str]]:
    if said.state is State.NOT_PRESENT:
        return
    if said.issuer is not None:
        yield "  signed by", said.issuer
    if said.engine is not None:
        yield "  made by", f"{said.operation}, {said.engine} {said.engine_version}".strip()
    for one in said.ingredients:
        yield "  made from", f"{one.title} (its own manifest: {STATES[one.state]})"
    for problem in said.problems:
        yield "  problem", problem


def _clip(origin: Origin) -> str:
    when = datetime.fromtimestamp(origin.created_at, UTC)
    return f"{origin.clip_id} ({origin.operation}, {origin.model}, {when:%Y-%m-%d %H:%M} UTC)"
