"""The wiring of upkeep: a library's backup, restoration, check-up, and clips from elsewhere."""

import json
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from yozora.cli import signing
from yozora.cli.home import home, private
from yozora.cli.report import Reporter, reporting
from yozora.core.errors import InvalidRequest, YozoraError
from yozora.library import doctor, versions
from yozora.library.backup import back_up
from yozora.library.blobs import Blobs, FolderBlobs, open_blobs
from yozora.library.checks import Finding, Patient
from yozora.library.checks.surroundings import shipped
from yozora.library.database import Database
from yozora.library.importing import Imported, Outcome, as_text, files_in, import_folder
from yozora.library.restoring import restore as put_back
from yozora.library.tables import Person
from yozora.service.accounts import people
from yozora.service.accounts.people import Role
from yozora.service.config import Config, read_config

EXIT_WRONG = 1


def backup(out: Path, *, force: bool) -> None:
    """Copy the library into a file."""
    with reporting(as_json=False) as reporter:
        config = read_config(home())
        done = back_up(_database(config), _blobs(config), out, overwrite=force, progress=reporter.progress)
        reporter.close()
        clips, size = done.label.counts.get("clips", 0), f"{done.size_bytes / 1e6:.1f} MB"
        print(f"Backed up   {done.path}  ({clips} clips, {done.files} files, {size})")
        if done.missing:
            reporter.note(
                f"{len(done.missing)} files are missing in the library or damaged, so they are not in the backup, such "
                f"as {done.missing[0]}. See: yozora doctor"
            )
            sys.exit(EXIT_WRONG)


def restore(path: Path, *, force: bool) -> None:
    """Put a backup back."""
    with reporting(as_json=False) as reporter:
        config = read_config(home())
        database = _database(config)
        done = put_back(path, database, _blobs(config), scratch=config.scratch, force=force, progress=reporter.progress)
        reporter.close()
        print(f"Restored    {done.label.counts.get('clips', 0)} clips, {done.files} files, as of {done.label.made_at}")
        if done.aside is not None:
            print(f"Moved aside {done.aside}  (the database that was there; no files were removed)")
        if done.label.missing:
            reporter.note(f"{len(done.label.missing)} files were missing already when the backup was made.")


def examine(*, repair: bool, deep: bool, as_json: bool) -> None:
    """Look for what is wrong, and repair it."""
    with reporting(as_json=as_json) as reporter:
        config = read_config(home())
        wrong = found = 0
        for finding in doctor.examine(_patient(config, reporter, deep=deep)):
            reporter.close()
            found += 1
            left, reason = _repaired(finding) if repair else (finding.count, "")
            wrong += left > 0
            _tell(finding, tried=repair, repaired=repair and not left, reason=reason, as_json=as_json)
        if as_json:
            _print(event="done", findings=found, wrong=wrong)
        elif not found:
            print("Nothing is wrong.")
        if wrong:
            sys.exit(EXIT_WRONG)


def import_clips(folder: Path, *, person: str | None, as_json: bool) -> None:
    """Take the clips of a folder into somebody's library."""
    with reporting(as_json=as_json) as reporter:
        config = read_config(home())
        files_in(folder)  # says what is wrong with it, before a library is made
        database = _database(config)
        versions.make_private(database)
        database.upgrade()
        person_id = _person(database, person)
        counts = Counter[Outcome]()
        for one in import_folder(
            folder,
            person_id=person_id,
            database=database,
            blobs=_blobs(config),
            seal_from=signing.signer().seal_from,
            progress=reporter.progress,
        ):
            counts[one.outcome] += 1
            _tell_import(one, reporter, as_json=as_json)
        reporter.close()
        summed: Mapping[str, int] = {outcome.value: counts[outcome] for outcome in Outcome}
        if as_json:
            _print(event="done", **summed)
        else:
            told = (f"{counts[Outcome.SKIPPED]} were there already", f"{counts[Outcome.REFUSED]} could not be read")
            print(f"Imported    {counts[Outcome.IMPORTED]} clips  ({', '.join(told)})")
        if counts[Outcome.REFUSED]:
            sys.exit(EXIT_WRONG)


def _database(config: Config) -> Database:
    private(config.home)
    return Database(config.database_url)


def _blobs(config: Config) -> Blobs:
    return open_blobs(config.files_url, cache=config.home / "cache")


def _patient(config: Config, reporter: Reporter, *, deep: bool) -> Patient:
    database, blobs = _database(config), _blobs(config)
    file = versions.file_of(database)
    folders = [config.home / "cache"] + ([] if file is None else [file.parent])
    if isinstance(blobs, FolderBlobs):
        folders.append(blobs.place("0" * 64).parents[1])
    return Patient(
        home=config.home,
        database=database,
        blobs=blobs,
        now=time.time(),
        scratch=config.scratch,
        seal_from=lambda path, name: signing.signer().seal_from(path, name),
        folders=tuple(folders),
        deep=deep,
        weights=shipped(),
        progress=reporter.progress,
    )


def _repaired(finding: Finding) -> tuple[int, str]:
    """How many are left after a repair, and why."""
    if finding.repair is None:
        return finding.count, ""
    try:
        return finding.repair(), ""
    except (YozoraError, OSError) as error:
        return finding.count, str(error)


def _tell(finding: Finding, *, tried: bool, repaired: bool, reason: str, as_json: bool) -> None:
    can = finding.repair is not None
    if as_json:
        said: dict[str, Any] = {"check": finding.check, "what": finding.what, "count": finding.count}
        said |= {"examples": list(finding.examples), "can_repair": can, "cure": finding.cure}
        _print(event="finding", **said, repaired=repaired, reason=reason)
        return
    print(f"{finding.what}  ({finding.count}: {', '.join(finding.examples)})" if finding.examples else finding.what)
    state = "Repaired" if repaired else "Not repaired" if tried else "--repair"
    print(f"    {state}: {reason or finding.cure}" if can else f"    {finding.cure}")


def _tell_import(one: Imported, reporter: Reporter, *, as_json: bool) -> None:
    path, reason = as_text(str(one.path)), as_text(one.reason)
    if as_json:
        _print(event=one.outcome.value, file=path, clip=one.clip_id, reason=reason)
    elif one.outcome is Outcome.REFUSED:
        reporter.note(f"Not imported: {reason}")
    elif reason:
        reporter.note(f"{path}: {reason}")


def _person(database: Database, name: str | None) -> str:
    """Who the clips are for: the person of a name, or the first administrator, who is made where there is nobody."""
    first = select(Person.id).where(Person.role == Role.ADMINISTRATOR.value).order_by(Person.created_at, Person.id)
    with database.writing() as session:
        if session.scalar(select(Person.id).limit(1)) is None:
            people.first_start(session, now=database.now(session))
        if name is None:
            return session.scalars(first).first() or _nobody("There is no administrator.")
        found = people.person_called(session, name)
        return found.id if found is not None else _nobody(f"There is nobody called {name!r}.")


def _nobody(got: str) -> str:
    raise InvalidRequest(f"{got} Name somebody who has an account: --person NAME.")


def _print(**entries: Any) -> None:
    print(json.dumps(entries, ensure_ascii=False), flush=True)
