"""The wishes while a prompt is read: parties, deeds and settings that later words may still change."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from yozora.director.gaits import TRAVELLING, fit, gallop, is_alive, own_way
from yozora.director.inflection import forms
from yozora.director.notes import Note
from yozora.director.report import Status
from yozora.director.wishes import Bond, Deed, Party, Wishes
from yozora.worlds.cast.roster import member
from yozora.worlds.vocabulary import (
    Action,
    Angle,
    Colour,
    Direction,
    Gait,
    Kind,
    Move,
    Place,
    RelationKind,
    Shot,
    Speed,
    Style,
    TimeOfDay,
    Weather,
)

_GENERIC = {"bird", "fish", "person", "man", "woman", "boy", "girl", "automobile", "dog", "cat", "flower", "tree",
            "sailboat", "ship", "office", "house", "ogre", "soccer_ball", "crab"}  # fmt: skip
_VAGUE_SNOW = ("the snow", "雪景", "雪中", "雪里", "积雪")
_ANY_WAY = ("go", "move", "travel", "cross", "pass", "前行", "前进", "移动", "经过", "路过", "穿过")
_SNOWSTORMS = ("snowstorm", "blizzard", "暴风雪")
_SNOWED_ON = (Place.CITY, Place.VILLAGE, Place.FOREST, Place.GARDEN, Place.MOUNTAINS)
_HIS = ("man", "boy", "grandfather", "prince", "king", "wizard", "bearded_man")
_HERS = ("woman", "girl", "grandmother", "princess", "witch", "mermaid", "fairy", "dancer")
_AIMED = (Action.CHASE, Action.APPROACH, Action.COLLIDE, Action.CIRCLE)


@dataclass
class PartyDraft:
    """A party being described."""

    subject: str
    count: int
    note: Note
    colour: Colour | None = None
    scale: float = 1.0
    side: Direction | None = None
    distant: bool = False
    absorbed: bool = False
    counted: bool = True


@dataclass
class DeedDraft:
    """A deed being described; `rides` is a deed done on the target's back or seat."""

    party: int
    action: Action
    step: int
    note: Note
    direction: Direction | None = None
    speed: Speed = Speed.NORMAL
    target: int | None = None
    rides: bool = False


@dataclass
class Setting:
    """One candidate for place, time, weather, style or a camera wish; an `implied` one yields to any that is said."""

    table: str
    value: str
    exact: bool
    note: Note
    implied: bool = False


@dataclass
class Draft:
    """Everything read so far."""

    parties: list[PartyDraft] = field(default_factory=lambda: [])
    deeds: list[DeedDraft] = field(default_factory=lambda: [])
    bonds: list[Bond] = field(default_factory=lambda: [])
    settings: list[Setting] = field(default_factory=lambda: [])
    step: int = 0

    @classmethod
    def among(cls, parties: Sequence[Party]) -> "Draft":
        """A draft in which those are there already."""
        return cls(
            parties=[
                PartyDraft(
                    subject=one.subject, count=one.count, note=Note.silent((-1, -1)), colour=one.colour, scale=one.scale
                )
                for one in parties
            ]
        )

    def then(self) -> None:
        """What is said from here on happens after everything said so far."""
        if self.deeds or self.bonds:
            self.step = max([deed.step for deed in self.deeds], default=0) + 1

    def earlier(self, first: int) -> None:
        """What is said from here on happens before the deeds of this step from number `first` on."""
        for deed in self.deeds[first:]:
            deed.step += deed.step >= self.step

    def known_party(self, subject: str, *, exactly: bool) -> int | None:
        """The party that a second mention of that subject speaks of, be it by a wider word unless `exactly`."""
        for number in range(len(self.parties) - 1, -1, -1):
            if self.parties[number].subject == subject and not self.parties[number].absorbed:
                return number
        if subject not in _GENERIC or exactly:
            return None
        wanted = member(subject)
        for number in range(len(self.parties) - 1, -1, -1):
            entry = member(self.parties[number].subject)
            if entry.kind is not wanted.kind:
                continue
            if wanted.kind is Kind.PERSON and not _same_person(entry.id, subject):
                continue
            if wanted.kind is not Kind.ANIMAL or _related(entry.gait, wanted.gait, entry.id, subject):
                return number
        return None

    def spoken_of(self, pronoun: str, recent: list[int], *, rolling: bool = False) -> list[int]:
        """The parties a pronoun stands for, given the parties spoken of last, latest first.

        "It" is rather somebody alive, but where it rolls, bounces or bursts rather a thing.
        """
        if pronoun == "they":
            lively = [n for n, party in enumerate(self.parties) if is_alive(party.subject) or party.count > 1]
            return recent if len(recent) > 1 else lively or recent or list(range(len(self.parties)))
        order = recent + [n for n in range(len(self.parties) - 1, -1, -1) if n not in recent]
        fitting = [number for number in order if _may_be(pronoun, self.parties[number].subject)]
        lively = [number for number in fitting if is_alive(self.parties[number].subject) is not rolling]
        known = [number for number in lively if number in recent] if pronoun == "it" else []
        return (known or fitting or order)[:1]

    def bond(self, subject: int, kind: RelationKind, other: int, note: Note | None) -> None:
        """Remember how two parties stand, once for each pair; any other relation says more than `near`."""
        if kind is not RelationKind.NEAR:
            pair = {subject, other}
            self.bonds = [b for b in self.bonds if b.kind is not RelationKind.NEAR or {b.subject, b.object} != pair]
        taken = any({bond.subject, bond.object} == {subject, other} for bond in self.bonds)
        if subject == other or taken:
            if note is not None and subject == other:
                note.forget()
            return
        self.bonds.append(Bond(subject=subject, kind=kind, object=other))

    def unbind(self, party: int) -> None:
        """Forget how the party stands to others."""
        self.bonds = [bond for bond in self.bonds if party not in (bond.subject, bond.object)]

    def part(self, party: int) -> int:
        """Take one out of a party of several; it did until now what the others did."""
        whole = self.parties[party]
        whole.count -= 1
        number = len(self.parties)
        self.parties.append(replace(whole, count=1))
        self.deeds += [replace(deed, party=number) for deed in self.deeds if deed.party == party]
        self.bonds += [replace(bond, subject=number) for bond in self.bonds if bond.subject == party]
        return number

    def mentions(self, party: int) -> bool:
        """Whether the party does something."""
        return any(deed.party == party for deed in self.deeds)

    def object_of(self, subjects: list[int], recent: list[int], pronoun: str) -> int | None:
        """The party that a pronoun stands for where somebody else acts on it: rather one that lives."""
        others = [n for n in [*recent, *range(len(self.parties))] if n not in subjects and not self.parties[n].absorbed]
        fitting = [number for number in others if _may_be(pronoun, self.parties[number].subject)]
        others = fitting or others
        return min(
            others, key=lambda number: (not is_alive(self.parties[number].subject), others.index(number)), default=None
        )

    def wishes(self) -> Wishes:
        """The finished wishes; deeds are made to fit their bodies and the notes say so."""
        for deed in list(self.deeds):
            self._finish(deed)
        self._one_mount_each()
        drawn = [number for number, party in enumerate(self.parties) if not party.absorbed]
        numbers = {number: place for place, number in enumerate(drawn)}
        self._snow()
        self._ashore()
        self._sides()
        self._sunlight()
        picked = {table: self._pick(table) for table in ("place", "time", "weather", "style", "shot", "angle", "move")}
        return Wishes(
            parties=tuple(_party(party) for party in self.parties if not party.absorbed),
            deeds=tuple(_deed(deed, numbers) for deed in self.deeds if deed.party in numbers),
            bonds=tuple(
                Bond(subject=numbers[bond.subject], kind=bond.kind, object=numbers[bond.object])
                for bond in self.bonds
                if bond.subject in numbers and bond.object in numbers
            ),
            steps=max([deed.step for deed in self.deeds], default=0) + 1,
            place=Place(picked["place"]) if picked["place"] else None,
            time=TimeOfDay(picked["time"]) if picked["time"] else None,
            weather=Weather(picked["weather"]) if picked["weather"] else None,
            style=Style(picked["style"]) if picked["style"] else None,
            shot=Shot(picked["shot"]) if picked["shot"] else None,
            angle=Angle(picked["angle"]) if picked["angle"] else None,
            move=Move(picked["move"]) if picked["move"] else None,
        )

    def _pick(self, table: str) -> str | None:
        """The first exact candidate, or the first; others are reported as replaced, or if stand-ins as unknown."""
        candidates = [setting for setting in self.settings if setting.table == table]
        chosen = min(candidates, key=lambda setting: (not setting.exact, setting.implied), default=None)
        if chosen is None:
            return None
        for setting in candidates:
            if setting.value != chosen.value and setting.exact:
                setting.note.replace(chosen.value)
            elif setting.value != chosen.value:
                setting.note.forget()
        return chosen.value

    def _one_mount_each(self) -> None:
        """ "Two knights on horses" ride two horses."""
        for bond in self.bonds:
            rider, mount = self.parties[bond.subject], self.parties[bond.object]
            carries = member(mount.subject).kind in (Kind.ANIMAL, Kind.CREATURE, Kind.VEHICLE)
            if bond.kind is RelationKind.ON and carries and is_alive(rider.subject):
                rides = any(deed.rides and deed.party == bond.subject for deed in self.deeds)
                if not mount.counted and (mount.count > 1 or rides):
                    mount.count = rider.count
                elif not rider.counted and rider.count > 1 and mount.count > 1:
                    rider.count = mount.count

    def _sides(self) -> None:
        """Who stands on the left stands left of who stands on the right."""
        for number, party in enumerate(self.parties):
            for other, opposite in enumerate(self.parties):
                if (party.side, opposite.side) == (Direction.LEFT, Direction.RIGHT):
                    self.bond(number, RelationKind.LEFT_OF, other, None)

    def _sunlight(self) -> None:
        """The sun rises at dawn and sinks at sunset."""
        if any(setting.table == "time" for setting in self.settings):
            return
        for deed in self.deeds:
            if self.parties[deed.party].subject == "sun" and deed.action in (Action.FLOAT, Action.FALL):
                time = TimeOfDay.DAWN if deed.action is Action.FLOAT else TimeOfDay.SUNSET
                self.settings.append(Setting(table="time", value=time.value, exact=False, note=deed.note))

    def _ashore(self) -> None:
        """By a lake, a river or a pond, those who walk are drawn on a beach."""
        subjects = [member(party.subject) for party in self.parties if is_alive(party.subject) and not party.absorbed]
        afloat = any(d.action in (Action.SWIM, Action.SAIL) for d in self.deeds) or any(
            member(party.subject).gait in (Gait.SAIL, Gait.SWIM) for party in self.parties
        )
        if subjects and not afloat and all(entry.gait in (Gait.WALK, Gait.RUN, Gait.HOP) for entry in subjects):
            for setting in self.settings:
                if setting.table == "place" and setting.value == Place.SEA and not setting.exact:
                    setting.value = Place.BEACH.value
                    setting.note.replace(setting.value)

    def _snow(self) -> None:
        """A city in the snow is a city where it snows; snow on a snowfield is no weather."""
        places = [setting for setting in self.settings if setting.table == "place"]
        for storm in [setting for setting in self.settings if setting.note.said in _SNOWSTORMS and not places]:
            self.settings.append(replace(storm, table="place", value=Place.SNOWFIELD.value, implied=True))
        snowy = [setting for setting in places if setting.value == Place.SNOWFIELD and setting.exact]
        vague = any(word in setting.note.said for setting in snowy for word in _VAGUE_SNOW)
        around = _SNOWED_ON if vague else _SNOWED_ON[:2]
        if snowy and any(setting.value in around for setting in places):
            for setting in snowy:
                setting.table, setting.value = "weather", Weather.SNOW.value
        elif snowy:
            lying = ("snow", "雪", "白雪")
            self.settings = [s for s in self.settings if not (s.table == "weather" and s.note.said in lying)]

    def _finish(self, deed: DeedDraft) -> None:
        subject = self.parties[deed.party].subject
        said = deed.action
        if (seat := self._seat(deed.party)) is not None and deed.target is None and (deed.rides or said in TRAVELLING):
            deed.action = own_way(self.parties[seat].subject)
            deed.note.drew = deed.action.value
            return
        if deed.rides:
            deed.action = self._riding(deed)
            return
        if deed.action in _AIMED and deed.target is None:
            self._aim(deed)
        deed.action = fit(subject, deed.action)
        if deed.action is Action.WALK and own_way(subject) is Action.FLY and _any_way(deed.note.said) and self._aloft():
            deed.action = Action.FLY
        if deed.action is Action.FLOAT and deed.direction is Direction.UP and member(subject).kind is Kind.VEHICLE:
            deed.action = Action.FLY
        if said is Action.WALK and deed.action is own_way(subject) and _any_way(deed.note.said):
            deed.note.drew = deed.action.value
        elif deed.action is not said and deed.note.status is not Status.UNKNOWN:
            deed.note.replace(deed.action.value)

    def _seat(self, party: int) -> int | None:
        """The vehicle on which the party was said to be."""
        seats = [bond.object for bond in self.bonds if bond.subject == party and bond.kind is RelationKind.ON]
        return next((seat for seat in seats if member(self.parties[seat].subject).kind is Kind.VEHICLE), None)

    def _aloft(self) -> bool:
        """Whether the sky was named as the place."""
        return any((setting.table, setting.value) == ("place", Place.SKY) for setting in self.settings)

    def _riding(self, deed: DeedDraft) -> Action:
        """Riders sit on what they ride, which carries them at its own gait."""
        if deed.target is None:
            deed.note.replace(own_way(self.parties[deed.party].subject).value)
            return own_way(self.parties[deed.party].subject)
        self.bond(deed.party, RelationKind.ON, deed.target, deed.note)
        own = own_way(self.parties[deed.target].subject)
        carried = DeedDraft(
            party=deed.target, action=gallop(own, deed.action), step=deed.step, note=deed.note,
            direction=deed.direction, speed=deed.speed,
        )  # fmt: skip
        self.deeds.append(carried)
        deed.target = None
        deed.note.drew = carried.action.value
        return carried.action

    def _aim(self, deed: DeedDraft) -> None:
        """A chase or a meeting without a named goal: the other doer is the goal, or it becomes a simple run."""
        others = [d.party for d in self.deeds if d.note is deed.note and d.party != deed.party]
        before = [d.target for d in self.deeds if d.party == deed.party and d.target is not None]
        exactly = deed.note.status is Status.KNOWN
        if self.parties[deed.party].count > 1 and not others and exactly:
            deed.target = deed.party
        elif others or before:
            deed.target = (others or before)[0]
        elif deed.action is Action.CHASE and (spoken_of := self._before(deed)) is not None:
            deed.target = spoken_of
        elif deed.action is Action.COLLIDE or (deed.action is Action.CHASE and deed.note.status is Status.REPLACED):
            deed.note.forget()
            self.deeds.remove(deed)
        elif deed.action is Action.CHASE:
            deed.action = Action.RUN
        elif deed.action is Action.APPROACH:
            deed.action, deed.direction = own_way(self.parties[deed.party].subject), deed.direction or Direction.TOWARD

    def _before(self, deed: DeedDraft) -> int | None:
        """Who else that lives or drives was named last before that deed."""
        others = [
            number
            for number, party in enumerate(self.parties)
            if party.note.start < deed.note.start and number != deed.party and not party.absorbed
            if is_alive(party.subject) or member(party.subject).kind is Kind.VEHICLE
        ]
        return max(others, key=lambda number: self.parties[number].note.start, default=None)


def _party(draft: PartyDraft) -> Party:
    return Party(
        subject=draft.subject, count=draft.count, colour=draft.colour, scale=draft.scale, side=draft.side,
        distant=draft.distant,
    )  # fmt: skip


def _deed(draft: DeedDraft, numbers: dict[int, int]) -> Deed:
    return Deed(
        party=numbers[draft.party], action=draft.action, step=draft.step, direction=draft.direction, speed=draft.speed,
        target=None if draft.target is None else numbers.get(draft.target),
    )  # fmt: skip


def _any_way(verb: str) -> bool:
    """Whether the verb, such as "crosses", leaves open how somebody gets about."""
    first = verb.split()[0] if verb else ""
    return any(base in _ANY_WAY for base, _ in forms(first))


def _same_person(subject: str, generic: str) -> bool:
    """ "The man" may be the detective, but not the boy or the woman."""
    if generic == "person":
        return True
    if subject in ("boy", "girl", "baby") or generic in ("boy", "girl"):
        return False
    return subject not in (_HERS if generic == "man" else _HIS)


def _related(gait: Gait, wanted: Gait, subject: str, generic: str) -> bool:
    if generic == "bird":
        return gait in (Gait.FLY, Gait.SAIL) or subject in (
            "parrot", "crow", "owl", "penguin", "flamingo", "peacock", "goose", "chick", "rooster", "turkey", "dodo",
        )  # fmt: skip
    if generic == "fish":
        return gait is wanted
    return subject.endswith(generic) or (generic == "dog" and subject == "poodle")


def _may_be(pronoun: str, subject: str) -> bool:
    person = member(subject).kind is Kind.PERSON
    if pronoun == "it":
        return not person and member(subject).kind in (Kind.ANIMAL, Kind.CREATURE, Kind.VEHICLE, Kind.OBJECT, Kind.FOOD)
    others = _HERS if pronoun == "he" else _HIS
    return is_alive(subject) and subject not in others
