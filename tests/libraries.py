"""Libraries to keep, to damage and to repair: real databases and real files in a folder of the test."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from chaos import databases
from signing import gate, signer

from yozora.engines.fake import FakeEngine
from yozora.generate import create
from yozora.library.blobs import FolderBlobs
from yozora.library.checks import Finding, Patient
from yozora.library.database import Database, add_unless_there
from yozora.library.doctor import examine
from yozora.library.tables import Clip, File, Job, Person, Table, new_id

NOW = 4_000_000_000.0
"""Long after the files of the tests were written."""

DAY_S = 24 * 3600.0
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Library:
    """A library in a folder; its database may lie elsewhere."""

    folder: Path
    database: Database
    blobs: FolderBlobs

    def person(self, name: str = "Ann") -> str:
        """Somebody new; returns the id."""
        person_id = new_id("person")
        with self.database.writing() as session:
            session.add(Person(id=person_id, name=name, role="administrator", plan="open", created_at=NOW))
        return person_id

    def file(self, content: bytes, *, media_type: str = "video/mp4", created_at: float = NOW) -> str:
        """A file that the database knows; returns its SHA-256."""
        blob = self.blobs.add_bytes(content)
        row = File(sha256=blob.sha256, size_bytes=blob.size_bytes, media_type=media_type, created_at=created_at)
        with self.database.writing() as session:
            add_unless_there(session, row)
        return blob.sha256

    def clip(self, person_id: str, *, job: str | None = None, **values: Any) -> str:
        """A clip of three small files, unless `values` say otherwise; with a job where its state is given."""
        clip_id = new_id("video")
        files = {"video": b"video of ", "thumbnail": b"thumbnail of ", "spritesheet": b"sheet of "}
        given = {name: values.pop(name) if name in values else None for name in files}
        if values.get("status", "completed") == "completed":
            named = {name: self.file(text + clip_id.encode()) for name, text in files.items() if given[name] is None}
            given |= named
        usual: Row = {"prompt": "a fox", "operation": "create", "model": "sketch", "status": "completed"}
        usual |= {"size": "64x64", "fps": "24", "frames": 24, "seed": 7, "asked": {}, "created_at": NOW}
        lost = {name: None for name, sha256 in given.items() if sha256 == ""}
        with self.database.writing() as session:
            session.add(Clip(id=clip_id, person_id=person_id, **{**usual, **given, **lost, **values}))
            session.flush()
            if job is not None:
                session.add(self.job(clip_id, person_id, job))
        return clip_id

    def job(self, clip_id: str, person_id: str, state: str) -> Job:
        """A job in some state; one that runs was begun now."""
        running = {"worker": "w", "lease_until": NOW + 30, "attempts": 1, "token": 1} if state == "running" else {}
        return Job(
            id=clip_id,
            person_id=person_id,
            lane=0,
            position=NOW,
            cost=1.0,
            most_at_once=4,
            state=state,
            created_at=NOW,
            **running,
        )

    def rows(self, *tables: str) -> dict[str, list[Row]]:
        """Every row of these tables, or of all of them."""
        with self.database.reading() as session:
            return {
                table.name: [
                    dict(row)
                    for row in session.execute(sa.select(table).order_by(*table.primary_key.columns)).mappings()
                ]
                for table in Table.metadata.sorted_tables
                if not tables or table.name in tables
            }

    def row(self, table: str, key: str) -> Row:
        """The row of one table with this key."""
        named = next(iter(Table.metadata.tables[table].primary_key)).name
        return next(row for row in self.rows(table)[table] if row[named] == key)

    def files(self) -> dict[str, bytes]:
        """What is in the store."""
        return {one.sha256: self.blobs.place(one.sha256).read_bytes() for one in self.blobs.all()}

    def patient(self, **values: Any) -> Patient:
        """As a doctor sees it, so much later that nothing of it is in the making."""
        usual: Row = {
            "home": self.folder,
            "database": self.database,
            "blobs": self.blobs,
            "now": NOW,
            "seal_from": signer().seal_from,
        }
        usual |= {"scratch": self.folder / "scratch", "folders": (self.folder, self.folder / "files")}
        return Patient(**{**usual, "least_free_bytes": 0, **values})

    def examined(self, *, repair: bool = False, **values: Any) -> dict[str, Finding]:
        """What a doctor finds, by the name of the check; and repairs."""
        found: dict[str, Finding] = {}
        for finding in examine(self.patient(**values)):
            found[finding.check] = finding
            if repair and finding.repair is not None:
                assert finding.repair() == 0
        return found


def library_in(folder: Path, kind: str = "sqlite") -> Library:
    """A new library with nothing in it, in a folder that only its owner reads."""
    folder.mkdir(mode=0o700)
    database = Database(databases.new_url(kind, folder))
    if database.url.database and kind == "sqlite":
        Path(database.url.database).chmod(0o600)
    return Library(folder=folder, database=database, blobs=FolderBlobs(folder / "files"))


def opened(folder: Path, kind: str = "sqlite") -> Iterator[Library]:
    """The same, until it is no longer needed."""
    library = library_in(folder, kind)
    with closing(library.database):
        yield library


def fill(library: Library) -> None:
    """Two rows of every table that there is, now or later; each refers to others where it can."""
    keys: dict[str, list[Row]] = {}
    with library.database.writing() as session:
        for table in Table.metadata.sorted_tables:
            rows = [_row(library, table, number, keys) for number in (1, 2)]
            own = {key.parent.name: key.column.name for key in table.foreign_keys if key.column.table is table}
            session.execute(sa.insert(table), [{**row, **dict.fromkeys(own)} for row in rows])
            first, second = ({name: row[name] for name in _key(table)} for row in rows)
            for name, to in own.items():  # the earlier row refers to the later one
                change = sa.update(table).values({name: second[to]})
                session.execute(change.where(*(table.columns[one] == value for one, value in first.items())))
            keys[table.name] = [first, second]


def _key(table: sa.Table) -> list[str]:
    return [column.name for column in table.primary_key]


def _row(library: Library, table: sa.Table, number: int, keys: Mapping[str, list[Row]]) -> Row:
    if table.name == "files":
        blob = library.blobs.add_bytes(f"file {number}".encode())
        return {"sha256": blob.sha256, "size_bytes": blob.size_bytes, "media_type": "x/y", "created_at": NOW}
    row: Row = {}
    for column in table.columns:
        key = next(iter(column.foreign_keys), None)
        if key is not None:
            referred = keys.get(key.column.table.name)
            row[column.name] = None if referred is None else referred[number - 1][key.column.name]
        else:
            row[column.name] = _value(column, number)
    return row


def _value(column: "sa.Column[Any]", number: int) -> Any:
    kinds: tuple[tuple[type, Any], ...] = (
        (sa.Boolean, number == 1),
        (sa.Integer, 2**31 - number),
        (sa.Float, NOW + number / 8),
        (sa.LargeBinary, bytes([0, 255, number])),
        (sa.JSON, {"夜空": [number, None, 0.1]}),
        (sa.String, f"{column.name} 夜 '{number}'"),
    )
    return next(value for kind, value in kinds if isinstance(column.type, kind))


def rendered(path: Path, recipe: Any) -> Path:
    """A real clip or picture of colour bars with a recipe inside."""
    return create(recipe, engine=FakeEngine(), gate=gate(), out=path).path


def seconds(row: Row) -> float:
    """The length of a clip."""
    return float(row["frames"] / Fraction(row["fps"]))
