"""Reading of things: who is named, how many, what colour, and whether they act or are acted upon."""

from dataclasses import replace

from yozora.director.draft import PartyDraft
from yozora.director.inflection import Form
from yozora.director.notes import Note
from yozora.director.reading import Described, Doing, Reading
from yozora.director.report import LEFT_OUT, Slot
from yozora.director.senses import Word
from yozora.director.sentence import AIMED, bind, by_whom, do, go_to
from yozora.director.strangers import ends_a_name, part_of
from yozora.worlds.cast.roster import member
from yozora.worlds.vocabulary import Action, Colour, Kind, RelationKind

_PLURAL_COUNT = 3
_NEAR = 5
_PLURALS = ("people", "children", "kids", "人们", "孩子们", "行人", "人群", "植物们")
_STEERING = (Action.DRIVE, Action.SAIL, Action.FLY)
_SAME_IN_PLURAL = ("fish", "sheep", "deer", "bison", "shrimp", "squid")
_TOWARD = ("toward", "towards", "over to", "向", "朝", "往", "朝着", "向着", "冲着", "对着")
_TAKES_PARTS = (Kind.ANIMAL, Kind.CREATURE, Kind.PERSON)
_ON_FOOT = (Action.WALK, Action.RUN)
_SEATS = ("chair", "sofa", "bed")
_STANDS = {"on": RelationKind.ON, "by": RelationKind.NEAR, "in": RelationKind.NEAR, "with": RelationKind.NEAR}


def subject(reading: Reading, word: Word) -> None:
    """A member of the cast is named."""
    clause = reading.clause
    if clause.skip:
        _leave_out(reading, word)
        return
    note = reading.notes.add((word.mark.start, word.mark.end), Slot.SUBJECT, drew=_drawn(word), exact=word.exact)
    number = _party(reading, word, note)
    thing, reading.thing = reading.thing, Described()
    _describe(reading, number, thing)
    if clause.side is not None:
        reading.draft.parties[number].side, clause.side = clause.side, None
    _take_place(reading, number, word, thing.deeds)
    for doing in thing.deeds:
        do(reading, [number], doing)
    if clause.distant:
        reading.draft.parties[number].distant = True
    clause.latest = [number, *(n for n in clause.latest if n != number)][:3]
    clause.preposition, clause.joined = None, False


def _drawn(word: Word) -> str:
    return member(word.value).english


def _leave_out(reading: Reading, word: Word) -> None:
    """ "No people" is drawn by leaving them out; "like a bird" is a simile and draws nothing."""
    notes = reading.thing.notes()
    span = (min([word.mark.start, *(note.start for note in notes)]), word.mark.end)
    reading.notes.drop(notes)
    if reading.clause.skip == "no":
        reading.notes.add(span, Slot.OTHER, drew=LEFT_OUT)
        reading.clause.left_out = True
    else:
        reading.notes.unknown(span)
    reading.thing, reading.clause.skip, reading.clause.preposition = Described(), "", None


def _party(reading: Reading, word: Word, note: Note) -> int:
    thing, draft = reading.thing, reading.draft
    last = reading.before[-1] if reading.before else None
    listed = last is not None and last.slot == "glue" and last.value == "and"
    pursued = any(deed.action in AIMED and deed.target is None for deed in reading.clause.deeds)
    known = draft.known_party(word.value, exactly=listed or pursued)
    fresh = thing.article in ("det", "another") or (bool(thing.counts) and thing.article != "the")
    differs = known is not None and thing.colours and draft.parties[known].colour not in (None, thing.colours[0][0])
    if known is not None and not fresh and not differs:
        return known
    plural = word.form in (Form.S, Form.IRREGULAR) or word.mark.text.lower() in _PLURALS
    if word.mark.text.lower() in _SAME_IN_PLURAL and not thing.article and reading.after:
        verb = reading.after[0].sense("action")
        plural = plural or (verb is not None and reading.after[0].form("action") is Form.SAME)
    plural = plural or (bool(reading.after) and reading.after[0].text == "们")
    count = thing.counts[-1][0] if thing.counts else _PLURAL_COUNT if plural else 1
    counted = bool(thing.counts) or not (plural or word.mark.kind == "han")
    draft.parties.append(PartyDraft(subject=word.value, count=count, note=note, counted=counted))
    return len(draft.parties) - 1


def _describe(reading: Reading, number: int, thing: Described) -> None:
    party = reading.draft.parties[number]
    if thing.scales:
        party.scale = thing.scales[0][0]
    paint(reading, number, thing.colours)


def paint(reading: Reading, number: int, colours: list[tuple[Colour, Note]]) -> None:
    """Give the party its first colour; the others are reported as replaced by it."""
    party = reading.draft.parties[number]
    for colour, note in colours:
        if party.colour in (None, colour):
            party.colour = colour
        else:
            note.replace(party.colour.value)


def _take_place(reading: Reading, number: int, word: Word, deeds: list[Doing]) -> None:
    """Is the thing what acts, what is acted upon, or where something stands?"""
    clause = reading.clause
    if clause.relation is not None:
        (kind, note), clause.relation = clause.relation, None
        bind(reading, kind, number, note)
        return
    rides = [deed for deed in clause.deeds if deed.rides and deed.note is clause.deeds[-1].note]
    aimed = [deed for deed in clause.deeds if (deed.action in AIMED or deed in rides) and deed.target is None]
    if aimed and not clause.joined and clause.preposition is None:
        for deed in aimed:
            deed.target = number if number != deed.party else None
    elif clause.preposition is not None:
        _after_preposition(reading, number, clause.preposition)
    elif clause.joined or not clause.verb:
        _begin(reading, number, word, deeds)
    else:
        _handle(reading, number)


def _handle(reading: Reading, number: int) -> None:
    """Who plays a guitar does not jump about; who drives a tractor sits on it."""
    parties = reading.draft.parties
    _walk_along(reading, number)
    for deed in reading.clause.deeds:
        rider = member(parties[deed.party].subject).kind in _TAKES_PARTS
        if deed.action in _STEERING and rider and member(parties[number].subject).kind is Kind.VEHICLE:
            deed.rides, deed.target = True, number
        if deed.note.said.startswith("play") and deed.action is Action.JUMP:
            deed.action = Action.SHAKE
            deed.note.replace(Action.SHAKE.value)


def _walk_along(reading: Reading, number: int, *, at_any_pace: bool = False) -> None:
    """ "A man walks his dog", "a man runs with his dog": both go, side by side."""
    parties, clause = reading.draft.parties, reading.clause
    walking = [
        deed
        for deed in clause.deeds[-1:]
        if (at_any_pace and deed.action in _ON_FOOT) or (deed.action is Action.WALK and _walks_somebody(deed.note.said))
    ]
    for deed in walking:
        if member(parties[number].subject).kind is Kind.ANIMAL and deed.party != number:
            clause.deeds.append(replace(deed, party=number))
            reading.draft.deeds.append(clause.deeds[-1])
            reading.bond(number, RelationKind.NEAR, deed.party, None)


def _walks_somebody(verb: str) -> bool:
    return verb.startswith("walk") or verb in ("遛", "遛着")


def _begin(reading: Reading, number: int, word: Word, deeds: list[Doing]) -> None:
    """The thing acts, alone or with those named just before."""
    clause = reading.clause
    if clause.waiting is not None:
        clause.placed, clause.waiting = clause.waiting, None
        reading.bond(number, *clause.placed)
        clause.brought = deeds
    listed = reading.last_comma() and all(_moves(reading, other) for other in (*clause.subjects, number))
    if reading.last_comma() and _acts_alone(reading, number):
        listed, clause.anew = False, True
    if reading.last_comma() and not listed and (not _only_named(reading) or _acts_next(reading, number)):
        clause.anew = True
    if clause.joined and not clause.verb and not clause.mute and (listed or not clause.anew):
        clause.subjects += [number] if number not in clause.subjects else []
        if clause.placed is not None:
            reading.bond(number, *clause.placed)
            for doing in clause.brought:
                do(reading, [number], doing)
    else:
        _absorb(reading, number, word)
        clause.subjects = [number]
        clause.deeds = []
        clause.placed = None if clause.brought is not deeds else clause.placed
    clause.verb, clause.mute, clause.camera, clause.anew = False, False, False, False


def _moves(reading: Reading, number: int) -> bool:
    entry = member(reading.draft.parties[number].subject)
    return entry.kind in (*_TAKES_PARTS, Kind.VEHICLE)


def _acts_alone(reading: Reading, number: int) -> bool:
    """ "A robot, a dog runs": the verb speaks of one."""
    verb = reading.after[0] if reading.after else None
    singular = verb is not None and verb.sense("action") is not None and verb.form("action") is Form.S
    return singular and reading.draft.parties[number].count == 1


def _acts_next(reading: Reading, number: int) -> bool:
    """ "A candle on a table, a mouse walks past": who moves, and not what stood there before, does what follows."""
    return _moves(reading, number) and any(mark.sense("action") is not None for mark in reading.after[:1])


def _only_named(reading: Reading) -> bool:
    """Whether what stands before the comma is itself no more than one of a list of still things."""
    return not any(_moves(reading, number) for number in reading.clause.subjects)


def _absorb(reading: Reading, number: int, word: Word) -> None:
    """In "robot dog" the dog is meant: the word before only says what kind of dog."""
    last, parties = reading.last(), reading.draft.parties
    if last is None or last.slot != "subject" or last.mark.kind != "word" or word.mark.kind != "word":
        return
    first = parties[number - 1]
    fresh = number == len(parties) - 1 and reading.clause.subjects == [number - 1] and first.note.end == last.mark.end
    if fresh and not reading.draft.mentions(number - 1):
        first.note.replace(_drawn(word))
        first.absorbed = True


def _after_preposition(reading: Reading, number: int, preposition: Word) -> None:
    """ "On a rock" and "with a hat" say how those who act stand to the thing; "at", "from" say nothing to draw."""
    clause = reading.clause
    if preposition.value == "by" and by_whom(reading, number):
        return
    kind = _STANDS.get(preposition.value)
    if preposition.mark.text.lower() in _TOWARD:
        if preposition.mark.kind == "han":
            clause.goal = number
        else:
            go_to(reading, number)
        return
    if preposition.value == "in" and preposition.mark.text.lower() not in ("in", "inside", "inside of", "within"):
        return
    if kind is None or preposition.mark.kind != "word":
        return
    if preposition.value == "with":
        for actor in clause.subjects[-1:]:
            reading.bond(actor, kind, number, None)
        if not any(mark.sense("action") for mark in reading.after[:1]):
            _walk_along(reading, number, at_any_pace=True)
        return
    if preposition.value == "in":
        kind = within(reading.draft.parties[number].subject)
    span = (preposition.mark.start, preposition.mark.end)
    note = reading.notes.add(span, Slot.RELATION, drew=kind.value, exact=preposition.value != "in")
    bind(reading, kind, number, note)


def within(subject: str) -> RelationKind:
    """Who is in a vehicle or a seat is drawn on it; what is in anything else is drawn near it."""
    return RelationKind.ON if member(subject).kind is Kind.VEHICLE or subject in _SEATS else RelationKind.NEAR


def adjective(reading: Reading, word: Word) -> None:
    """A count, a colour or a size, which belongs to the next thing, or after "is" to the last one."""
    thing, span = reading.thing, (word.mark.start, word.mark.end)
    if word.slot == "count":
        if word.mark.kind == "han" and word.value == "1":
            thing.counts.append((1, Note.silent(span)))
        else:
            thing.counts.append(
                (_count(word), reading.notes.add(span, Slot.COUNT, drew=word.value[:1], exact=word.exact))
            )
    elif word.slot == "colour":
        note = reading.notes.add(span, Slot.COLOUR, drew=word.value, exact=word.exact)
        thing.colours.append((Colour(word.value), note))
    else:
        drew = "larger" if float(word.value) > 1 else "smaller"
        thing.scales.append((float(word.value), reading.notes.add(span, Slot.OTHER, drew=drew, exact=word.exact)))


def _count(word: Word) -> int:
    return int(word.value[:1])


def predicate(reading: Reading) -> None:
    """Before a pause: "the car is red" paints the car; any other colour without a thing paints nothing."""
    thing, clause = reading.thing, reading.clause
    said = not _of_a_part(reading) and any(
        (word.slot == "glue" and word.value == "is")
        or word.mark.text.lower() in ("from", "painted", "turns", "变成", "变为")
        for word in reading.before[-6:]
    )
    target = next(iter(clause.subjects or clause.latest), None)
    if said and target is not None and not clause.mute:
        paint(reading, target, thing.colours)
        if thing.scales:
            reading.draft.parties[target].scale = thing.scales[0][0]
        thing.colours, thing.scales = [], []
    reading.lose_description()


def _of_a_part(reading: Reading) -> bool:
    """ "Its eyes are red" says nothing of the whole."""
    words = [word for word in reading.before if word.slot not in ("filler", "colour", "size", "speed")]
    verb = next((n for n in range(len(words) - 1, 0, -1) if words[n].value == "is"), 0)
    return verb > 0 and words[verb - 1].slot in ("unknown", "heads")


def unknown(reading: Reading, word: Word) -> None:
    """A word with no meaning here is reported, with the colours and counts that were said of it."""
    clause, thing = reading.clause, reading.thing
    last = reading.last()
    reading.lose_relation()
    if last is not None and (last.slot, last.value) == ("glue", "no"):
        reading.notes.add((word.mark.start, word.mark.end), Slot.OTHER, drew=LEFT_OUT)
        return
    if word.slot == "heads" and last is not None and last.slot == "subject" and not (clause.skip or _gives(reading)):
        _compound(reading, last)
    part = part_of(reading, word)
    named = part in (Slot.SUBJECT, Slot.PLACE) and ends_a_name(reading, word)
    if not named and describes_a_thing(reading):
        reading.notes.unknown((word.mark.start, word.mark.end))
        return
    reading.notes.unknown((_swallow(reading, word), word.mark.end), part)
    _go_on_after(reading, word)
    if named:
        thing.article = ""


def _go_on_after(reading: Reading, word: Word) -> None:
    """The unknown word may be who acts from here on, or what is done."""
    clause, thing = reading.clause, reading.thing
    looks_like_verb = word.mark.kind == "han" or word.mark.text.lower().endswith(("s", "ed", "ing"))
    last = reading.last()
    if _does_it_itself(reading):
        clause.subjects, clause.deeds, clause.mute, clause.verb = [], [], True, False
        return
    chained = last is not None and (last.slot in ("comma", "order") or last.value == "and")
    if chained and clause.subjects and looks_like_verb and word.mark.kind == "word" and not thing.article:
        clause.verb, clause.joined = True, False
    elif clause.subjects and not clause.verb and not thing.article:
        clause.verb = looks_like_verb or clause.verb
    elif not clause.subjects and clause.preposition is None and word.mark.kind == "word":
        clause.mute = True
    elif clause.verb and clause.joined and thing.article and clause.preposition is None:
        clause.subjects, clause.deeds, clause.mute, clause.verb = [], [], True, False


def _does_it_itself(reading: Reading) -> bool:
    """ "..., leaves fall", "..., smoke rising": after a pause the unknown thing right before a verb does it."""
    last, clause = reading.last(), reading.clause
    follows = reading.after[0] if reading.after else None
    opens = last is not None and (last.slot in ("comma", "order") or last.value == "and")
    if not opens or follows is None or follows.kind != "word" or not (clause.verb or clause.deeds or clause.subjects):
        return False
    return follows.sense("action") is not None and not reading.now.lower().endswith(("ly", "ing", "ed"))


def describes_a_thing(reading: Reading) -> bool:
    """Whether the unknown word is an adjective: a thing follows with no more than other adjectives between."""
    for mark in reading.after[: 1 if reading.after and reading.after[0].kind == "han" else 3]:
        if mark.sense("subject") is not None:
            return reading.thing.begun
        if mark.kind not in ("word", "han") or (mark.senses and not mark.sense("filler") and not mark.sense("colour")):
            return False
    return False


def _swallow(reading: Reading, word: Word) -> int:
    """Counts and colours right before an unknown word are part of its phrase; returns where the phrase starts.

    A Chinese count waits on: "两只戴着帽子的猫" are two cats.
    """
    thing, start = reading.thing, word.mark.start
    waiting = thing.counts if word.mark.kind == "han" else []
    pending = [note for note in thing.notes() if all(note is not kept for _, kept in waiting)]
    for note in sorted(pending, key=lambda note: note.start, reverse=True):
        if start - note.end <= _NEAR:
            start = note.start
            reading.notes.drop([note])
        else:
            note.forget()
    thing.counts, thing.colours, thing.scales = list(waiting), [], []
    return start


def _gives(reading: Reading) -> bool:
    """ "One person hands another a book": what looks like a part is done to something."""
    glue = reading.after[0].sense("glue") if reading.after else None
    return glue is not None and glue.value in ("det", "the", "another")


def _compound(reading: Reading, last: Word) -> None:
    """ "Motorcycle helmet" is a helmet: the thing before the head word is taken back. A dog keeps its tail."""
    han = last.mark.kind == "han"
    if han and member(last.value).kind in _TAKES_PARTS:
        return
    party = reading.draft.parties[-1] if reading.draft.parties else None
    if party is None or party.note.end != last.mark.end or reading.draft.mentions(len(reading.draft.parties) - 1):
        return
    number = len(reading.draft.parties) - 1
    party.absorbed = True
    reading.draft.unbind(number)
    for deed in reading.clause.deeds:
        deed.target = None if deed.target == number else deed.target
    reading.notes.drop([party.note])
    reading.notes.unknown((party.note.start, party.note.end))
    for numbers in (reading.clause.subjects, reading.clause.latest):
        if number in numbers:
            numbers.remove(number)
