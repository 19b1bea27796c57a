"""Where a reader is in its prompt: the clause, the thing being described, and what was understood so far."""

from dataclasses import dataclass, field

from yozora.director.draft import DeedDraft, Draft
from yozora.director.matching import Mark
from yozora.director.notes import Note, Notes
from yozora.director.senses import Word
from yozora.worlds.vocabulary import Action, Colour, Direction, RelationKind, Speed


@dataclass(frozen=True, kw_only=True)
class Doing:
    """An action with its manner, before it is known who does it."""

    action: Action
    direction: Direction | None
    speed: Speed
    note: Note
    rides: bool = False


@dataclass
class Described:
    """What was said of a thing before it is named; `deeds` are participles such as "running"."""

    article: str = ""
    counts: list[tuple[int, Note]] = field(default_factory=lambda: [])
    colours: list[tuple[Colour, Note]] = field(default_factory=lambda: [])
    scales: list[tuple[float, Note]] = field(default_factory=lambda: [])
    deeds: list[Doing] = field(default_factory=lambda: [])

    def notes(self) -> list[Note]:
        """The notes of its counts, colours and sizes."""
        return [note for _, note in (*self.counts, *self.colours, *self.scales)]

    @property
    def begun(self) -> bool:
        """Whether a thing is being described."""
        return bool(self.article or self.counts or self.colours or self.scales)


@dataclass
class Clause:
    """Where in its sentence the reader is.

    `verb`: something was said to be done. `joined`: a new doer may be named, after "and", a comma or an order word.
    `anew`: the next doer named takes over from those before. `mute`: somebody undrawable is acting.
    `camera`: the camera is acting. `skip`: the next thing is not to be drawn, `left_out`: nor was
    the one before.
    `relation` waits for its object, `waiting` for the thing that stands so to an object already named, `side` for the
    thing that stands on that side of the frame. `anchor`: what the last relation was to. `placed` and `brought` hold
    for everyone in a list: "前面停着一辆卡车和一辆轿车". `main`: who acts in the main clause while a participle
    speaks of another. `goal`: where
    the next journey leads. `passive`: those to whom the next action is done.
    `first_deed`: the number of the first deed of this sentence. `turn`: how what comes after the next comma follows
    what was said before it: `then`, `earlier`, or at once.
    """

    subjects: list[int] = field(default_factory=lambda: [])
    latest: list[int] = field(default_factory=lambda: [])
    deeds: list[DeedDraft] = field(default_factory=lambda: [])
    verb: bool = False
    joined: bool = True
    anew: bool = False
    mute: bool = False
    camera: bool = False
    preposition: Word | None = None
    relation: tuple[RelationKind, Note] | None = None
    waiting: tuple[RelationKind, int, Note] | None = None
    direction: tuple[Direction, Note] | None = None
    speed: tuple[Speed, Note] | None = None
    distant: bool = False
    skip: str = ""
    left_out: bool = False
    first_deed: int = 0
    turn: str = ""
    side: Direction | None = None
    anchor: list[int] = field(default_factory=lambda: [])
    placed: tuple[RelationKind, int, Note] | None = None
    brought: list[Doing] = field(default_factory=lambda: [])
    goal: int | None = None
    main: list[int] = field(default_factory=lambda: [])
    passive: list[int] = field(default_factory=lambda: [])


@dataclass
class Reading:
    """All that a reader of one prompt remembers."""

    notes: Notes
    draft: Draft = field(default_factory=Draft)
    clause: Clause = field(default_factory=Clause)
    thing: Described = field(default_factory=Described)
    before: list[Word] = field(default_factory=lambda: [])
    now: str = ""
    after: list[Mark] = field(default_factory=lambda: [])

    def last(self) -> Word | None:
        """The word just read."""
        return self.before[-1] if self.before else None

    def last_comma(self) -> bool:
        """Whether the thing just named, with its description, comes right after a comma."""
        for word in reversed(self.before):
            if word.slot not in ("count", "colour", "size", "filler", "unknown", "glue"):
                return word.slot == "comma"
            if word.slot == "glue" and word.value not in ("det", "the", "another", "de"):
                return False
        return False

    def bond(self, subject: int, kind: RelationKind, other: int, note: Note | None) -> None:
        """Remember how two parties stand to each other, once."""
        self.draft.bond(subject, kind, other, note)

    def begin_clause(self) -> None:
        """Somebody else may act now."""
        clause = self.clause
        clause.verb, clause.deeds, clause.mute, clause.anew, clause.joined = False, [], False, True, True
        clause.preposition = None

    def lose_relation(self) -> None:
        """The relation has no object that is drawn."""
        if self.clause.relation is not None:
            self.notes.drop([self.clause.relation[1]])
            self.clause.relation = None

    def lose_description(self) -> None:
        """The description came to no thing: its participles and colours are not drawn."""
        for doing in self.thing.deeds:
            doing.note.forget()
        for _, note in (*self.thing.colours, *self.thing.scales):
            note.forget()
        self.notes.drop([note for _, note in self.thing.counts])
        self.thing = Described()
