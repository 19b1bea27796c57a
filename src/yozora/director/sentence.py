"""Reading of what holds a sentence together: actions, relations, directions, order, pronouns and pauses."""

from yozora.director.draft import DeedDraft
from yozora.director.gaits import TRAVELLING
from yozora.director.inflection import Form
from yozora.director.matching import marks_of
from yozora.director.notes import Note
from yozora.director.reading import Clause, Doing, Reading
from yozora.director.report import LEFT_OUT, Slot
from yozora.director.senses import Word
from yozora.director.settings import camera_does
from yozora.worlds.cast.roster import member
from yozora.worlds.vocabulary import Action, Direction, Kind, RelationKind, Speed

_MOVED_TO = {
    RelationKind.LEFT_OF: Direction.LEFT,
    RelationKind.RIGHT_OF: Direction.RIGHT,
    RelationKind.BEHIND: Direction.AWAY,
    RelationKind.IN_FRONT_OF: Direction.TOWARD,
    RelationKind.ON: Direction.UP,
    RelationKind.UNDER: Direction.DOWN,
}
_SIDES = {RelationKind.LEFT_OF: Direction.LEFT, RelationKind.RIGHT_OF: Direction.RIGHT}
AIMED = (Action.CHASE, Action.APPROACH, Action.COLLIDE, Action.CIRCLE)
_NOT = ("not", "'t", "cannot", "never", "不", "没", "没有", "别", "未", "不再", "从不")
_COMPLEMENTS = ("上来", "上去", "下来", "下去")
_WHO = ("it", "he", "she", "they")
_WHERE = ("up", "below", "in")
_MOST_DEEDS = 200  # more than a clip can show
_ROOTED = (Kind.PLANT, Kind.NATURE, Kind.BUILDING)
_BRINGING = (Action.GROW, Action.APPEAR, Action.ENTER)
_MOVING_OVER = {Action.JUMP, Action.FLY, Action.RUN, Action.WALK, Action.HOP, Action.CIRCLE, Action.BOUNCE}


def bind(reading: Reading, kind: RelationKind, other: int, note: Note) -> None:
    """Those who act stand so to the other when the clip begins; after an event the words say where they go."""
    clause, draft = reading.clause, reading.draft
    actors = [number for number in clause.subjects if number != other]
    if clause.latest and other in clause.subjects and clause.latest[0] not in clause.subjects:
        actors = clause.latest[:1]  # "a cat with a dog behind it"
        draft.unbind(actors[0])
    if draft.step > 0 and clause.deeds and kind in _MOVED_TO:
        for deed in clause.deeds:
            deed.direction = deed.direction or _MOVED_TO[kind]
        note.replace(f"moves {_MOVED_TO[kind].value}")
    elif actors:
        for number in actors:
            reading.bond(number, kind, other, note)
    else:
        clause.waiting = (kind, other, note)


def relation(reading: Reading, word: Word) -> None:
    """An English relation waits for its object; a Chinese one follows it."""
    clause, kind = reading.clause, RelationKind(word.value)
    note = Note.silent((word.mark.start, word.mark.end))
    if word.mark.kind == "han":
        _relation_after(reading, word, kind)
    elif _opens_a_clause(reading):
        order(reading, word)
    elif _turned_about(reading, word, kind) or (word.mark.text.lower() == "around" and _goes_around(reading)):
        return
    elif _thing_follows(reading):
        note = reading.notes.add((word.mark.start, word.mark.end), Slot.RELATION, drew=kind.value, exact=word.exact)
        if kind is RelationKind.ON and not word.exact and any(d.action in _MOVING_OVER for d in clause.deeds):
            kind = RelationKind.NEAR
            note.replace(kind.value)
        clause.relation = (kind, note)
    elif kind in _SIDES:
        note = reading.notes.add((word.mark.start, word.mark.end), Slot.RELATION, drew=_SIDES[kind].value)
        for number in clause.subjects or clause.latest[:1]:
            reading.draft.parties[number].side = reading.draft.parties[number].side or _SIDES[kind]
    elif (
        kind in (RelationKind.BEHIND, RelationKind.ON)
        and clause.latest
        and clause.subjects
        and clause.latest[0] not in clause.subjects
    ):
        note = reading.notes.add((word.mark.start, word.mark.end), Slot.RELATION, drew=kind.value)
        reading.draft.unbind(clause.latest[0])
        reading.bond(clause.latest[0], kind, clause.subjects[-1], note)


def _turned_about(reading: Reading, word: Word, kind: RelationKind) -> bool:
    """ "A woman in front of whom a bear stands", "on the left a dog": who stands there is named next."""
    clause, span = reading.clause, (word.mark.start, word.mark.end)
    glue = reading.after[0].sense("glue") if reading.after else None
    if glue is not None and glue.value == "who" and clause.latest:
        note = reading.notes.add(span, Slot.RELATION, drew=kind.value, exact=word.exact)
        reading.begin_clause()
        clause.waiting, clause.subjects = (kind, clause.latest[0], note), []
        return True
    if kind in _SIDES and not word.mark.text.lower().endswith("of") and _at_the_start(reading):
        reading.notes.add(span, Slot.RELATION, drew=_SIDES[kind].value)
        clause.side = _SIDES[kind]
        return True
    return False


def mutual(reading: Reading, kind: RelationKind, note: Note) -> None:
    """ "Next to each other", "并排": all who act stand so to one another."""
    clause = reading.clause
    those = clause.subjects if len(clause.subjects) > 1 else clause.latest[:2]
    for number in those[1:]:
        reading.bond(those[0], kind, number, note)
    if len(those) < 2 and not any(reading.draft.parties[number].count > 1 for number in those):
        note.forget()


def _at_the_start(reading: Reading) -> bool:
    """Whether no more than "and" or "there is" has been said since the last pause."""
    last = next((w for w in reversed(reading.before) if w.slot not in ("filler", "order")), None)
    return last is None or last.slot in ("stop", "comma") or (last.slot == "glue" and last.value == "and")


def _opens_a_clause(reading: Reading) -> bool:
    """ "Before jumping", "before a cat appears" tell of an event, "before a castle" of a place."""
    if reading.now.lower() not in ("before", "after"):
        return False
    for at, mark in enumerate(reading.after):
        if mark.kind in ("comma", "stop"):
            return False
        if mark.sense("action") and not mark.sense("filler"):
            earlier = reading.after[:at]
            named = any(m.sense("subject") or (m.sense("glue") and m.senses[0][0].value in _WHO) for m in earlier)
            return named or (at == 0 and mark.form("action") is Form.ING)
    return False


def _goes_around(reading: Reading) -> bool:
    """ "Swims in circles around a boat", "runs around a tree": the thing that follows is circled."""
    clause, last = reading.clause, reading.last()
    moving = [deed for deed in clause.deeds if deed.action is Action.CIRCLE or deed.action in _MOVING_OVER]
    if (
        last is None
        or last.slot not in ("action", "speed", "direction", "filler")
        or not moving
        or not _things_next(reading)
    ):
        return False
    for deed in moving:
        deed.action = Action.CIRCLE
        deed.note.replace(Action.CIRCLE.value)
    return True


def _things_next(reading: Reading) -> bool:
    """Whether a member of the cast, and no place, is named next."""
    for mark in reading.after:
        if mark.sense("subject") is not None and mark.sense("place") is None:
            return True
        if mark.kind != "word" or not (
            mark.sense("glue") or mark.sense("colour") or mark.sense("size") or mark.sense("count")
        ):
            return False
    return False


def _thing_follows(reading: Reading) -> bool:
    """Whether an object comes within the next words."""
    for mark in reading.after:
        if not mark.senses:
            return mark.kind in ("word", "han")
        slots = {sense.slot for sense, _ in mark.senses}
        if slots & {"subject", "colour", "size", "count", "place"} or mark.sense("filler"):
            return True
        glue = mark.sense("glue")
        if glue is None:
            return False
        if glue.value in ("det", "the", "another", "it", "they", "he", "she"):
            return True
        return False
    return False


def _relation_after(reading: Reading, word: Word, kind: RelationKind) -> None:
    """ "狗在猫的左边": the object stands before the relation, the subject before it or after "有"."""
    near = [w for w in reading.before[-3:] if not (w.slot == "glue" and w.value in ("de", "up"))]
    clause = reading.clause
    if _at_the_start(reading):
        _relation_first(reading, word, kind)
        return
    if near and near[-1].slot == "glue" and near[-1].value == "zai" and kind in _SIDES and clause.subjects:
        note = reading.notes.add((word.mark.start, word.mark.end), Slot.RELATION, drew=_SIDES[kind].value)
        for number in clause.subjects:
            reading.draft.parties[number].side = _SIDES[kind]
        return
    pronoun = bool(near) and near[-1].slot == "glue" and near[-1].value in ("it", "he", "she", "they", "the")
    if near and clause.latest and (near[-1].slot == "action" or near[-1].value == "zai"):
        others = [number for number in clause.latest if number not in clause.subjects]
        if others and clause.subjects:
            note = reading.notes.add((word.mark.start, word.mark.end), Slot.RELATION, drew=kind.value, exact=word.exact)
            bind(reading, kind, others[0], note)
        return
    if not near or not clause.latest or (near[-1].slot != "subject" and not pronoun):
        return
    other = clause.latest[0]
    note = reading.notes.add((word.mark.start, word.mark.end), Slot.RELATION, drew=kind.value, exact=word.exact)
    if other in clause.subjects and not pronoun:
        clause.subjects.remove(other)
    clause.anchor = [other]
    bind(reading, kind, other, note)


def _relation_first(reading: Reading, word: Word, kind: RelationKind) -> None:
    """ "有一个雪人，旁边站着几个小孩": the new ones stand so to the one spoken of, or on that side of the frame."""
    clause, span = reading.clause, (word.mark.start, word.mark.end)
    spoken = [*clause.anchor, *clause.subjects[-1:], *clause.latest]
    if spoken:
        note = reading.notes.add(span, Slot.RELATION, drew=kind.value, exact=word.exact)
        reading.begin_clause()
        clause.waiting, clause.subjects = (kind, spoken[0], note), []
    if kind in _SIDES:
        if not spoken:
            reading.notes.add(span, Slot.RELATION, drew=_SIDES[kind].value)
        clause.side = _SIDES[kind]


def action(reading: Reading, word: Word) -> None:
    """Something is done: by those named before, or, as in "a running dog" and "奔跑的狗", by the thing that follows."""
    clause = reading.clause
    denied = any(_denies(earlier) for earlier in reading.before[-2:])
    if denied or _is_a_noun(reading, word):
        clause.verb = clause.verb or bool(clause.subjects)
        if denied:
            reading.notes.add((word.mark.start, word.mark.end), Slot.ACTION, drew=LEFT_OUT)
        else:
            reading.notes.unknown((word.mark.start, word.mark.end))
        return
    parts = word.value.split()
    note = reading.notes.add((word.mark.start, word.mark.end), Slot.ACTION, drew=parts[0], exact=word.exact)
    if clause.camera and not _brings_in(reading, word):
        camera_does(reading, word, note)
        return
    doing = _doing(reading, parts, note)
    goal, clause.goal = clause.goal, None
    last = reading.last()
    participle = word.form is Form.ING or word.mark.text.lower().startswith("in ")
    if last is not None and last.slot == "subject" and participle and clause.latest:
        clause.mute = False
        _set_aside(reading, last)
        actors = clause.subjects if clause.latest[0] in clause.subjects else clause.latest[:1]
    else:
        actors = clause.subjects
    if _describes_next(reading, word):
        reading.thing.deeds.append(doing)
    elif _brings_in(reading, word):
        reading.thing.deeds.append(doing)
        clause.subjects, clause.verb, clause.joined, clause.preposition = [], False, True, None
    elif clause.mute or not actors:
        _without_doer(reading, word, doing)
    elif _rides_on(clause, doing):
        return
    else:
        do(reading, _able(reading, actors, doing), doing)
        _done_to(reading, doing)
        if goal is not None:
            go_to(reading, goal)
        clause.verb, clause.joined, clause.anew, clause.preposition = True, False, False, None


def _denies(word: Word) -> bool:
    said = word.mark.text.lower().replace("’", "'")
    return said in _NOT or said.endswith("n't")


def _able(reading: Reading, actors: list[int], doing: Doing) -> list[int]:
    """ "A house and a car drives": of several, those set out that can."""
    rooted = [number for number in actors if member(reading.draft.parties[number].subject).kind in _ROOTED]
    return actors if doing.action not in TRAVELLING else [n for n in actors if n not in rooted] or actors


def _done_to(reading: Reading, doing: Doing) -> None:
    """ "老鼠被猫追": the mouse is chased."""
    clause = reading.clause
    for deed in [deed for deed in clause.deeds if deed.note is doing.note and clause.passive]:
        if deed.action in AIMED:
            deed.target = clause.passive[0]
    clause.passive = []


def by_whom(reading: Reading, number: int) -> bool:
    """ "The mouse is chased by a cat": those who come after "by" do it to those before."""
    done = [deed for deed in reading.clause.deeds if deed.action in AIMED and deed.target is None]
    verb = next((w for w in reversed(reading.before) if w.slot == "action"), None)
    if not done or verb is None or verb.form not in (Form.ED, Form.IRREGULAR):
        return False
    for deed in done[:1]:
        deed.target, deed.party = deed.party, number
    for deed in done[1:]:
        reading.draft.deeds.remove(deed)
    reading.clause.deeds = done[:1]
    return True


def go_to(reading: Reading, number: int) -> None:
    """ "朝小船游去", "swims slowly toward the boat": the thing is approached."""
    last = reading.clause.deeds[-1:]
    for deed in [deed for deed in reading.clause.deeds if last and deed.note is last[0].note]:
        if deed.action in TRAVELLING and deed.direction is None and deed.party != number and deed.target is None:
            deed.action, deed.target = Action.APPROACH, number
            deed.note.replace(Action.APPROACH.value)


def _rides_on(clause: Clause, doing: Doing) -> bool:
    """ "骑着骆驼向远方走去": the journey is the ride."""
    riding = [deed for deed in clause.deeds if deed.rides and deed.target is not None]
    if not riding or clause.joined or doing.action not in TRAVELLING:
        return False
    for deed in riding:
        deed.direction = doing.direction or deed.direction
        deed.action = doing.action if doing.action is Action.RUN else deed.action
        deed.speed = doing.speed if doing.speed is not Speed.NORMAL else deed.speed
    return True


def _set_aside(reading: Reading, last: Word) -> None:
    """ "Barks at a cat sitting on a car": until the next pause the cat is spoken of."""
    clause = reading.clause
    if last.lively and clause.subjects and clause.latest[0] not in clause.subjects:
        clause.main, clause.subjects, clause.deeds = clause.subjects, clause.latest[:1], []


def back_to_main(clause: Clause) -> None:
    """After a pause those are spoken of again who act in the main clause."""
    if clause.main:
        clause.subjects, clause.main = clause.main, []


def _is_a_noun(reading: Reading, word: Word) -> bool:
    """ "The cinnamon rolls": an unknown word stands between the article and the verb; "in the middle of a race"."""
    last = reading.last()
    if reading.clause.preposition is not None and word.form is Form.S and not reading.clause.verb:
        return False
    if reading.clause.preposition is not None and reading.thing.article and word.form is Form.SAME:
        return word.mark.kind == "word" and reading.clause.preposition.mark.text.lower() != "for"
    unfinished = last is not None and last.slot == "unknown" and last.mark.kind == "word"
    return unfinished and bool(reading.thing.article) and word.form in (Form.S, Form.SAME)


def _without_doer(reading: Reading, word: Word, doing: Doing) -> None:
    lively = [number for number in reading.clause.latest if not reading.clause.mute]
    if word.mark.kind == "han" and lively and not any(mark.sense("subject") for mark in reading.after[:2]):
        do(reading, lively[:1], doing)
        reading.clause.subjects, reading.clause.verb, reading.clause.joined = lively[:1], True, False
    elif lively and word.form is Form.ING and _alone(reading):
        do(reading, lively[:1], doing)
    elif reading.clause.mute or (word.mark.kind == "word" and word.form is Form.SAME and reading.thing.article):
        doing.note.forget()
    else:
        reading.thing.deeds.append(doing)


def _alone(reading: Reading) -> bool:
    """Whether the word is a sentence by itself, but for a label before it: "action: running."."""
    said = next((w for w in reversed(reading.before) if w.slot not in ("filler", "unknown", "comma")), None)
    return (said is None or said.slot == "stop") and (not reading.after or reading.after[0].kind in ("stop", "comma"))


def _doing(reading: Reading, parts: list[str], note: Note) -> Doing:
    clause = reading.clause
    extras = parts[1:]
    direction = next((Direction(part) for part in extras if part in list(Direction)), None)
    speed = next((Speed(part) for part in extras if part in list(Speed)), Speed.NORMAL)
    if clause.direction is not None:
        direction, clause.direction = clause.direction[0], None
    if clause.speed is not None:
        speed, clause.speed = clause.speed[0], None
    rides = parts[0] == "ride"
    act = Action.STAND if rides else Action(parts[0])
    return Doing(action=act, direction=direction, speed=speed, note=note, rides=rides)


def _describes_next(reading: Reading, word: Word) -> bool:
    """A participle before its noun: "a running dog", "奔跑的狗"."""
    if word.mark.kind == "word":
        return reading.thing.begun and word.form in (Form.ING, Form.ED)
    if not reading.after or (glue := reading.after[0].sense("glue")) is None or glue.value != "de":
        return False
    named = [mark.sense("subject") or mark.sense("colour") or mark.sense("size") for mark in reading.after[1:2]]
    return any(named)


def _brings_in(reading: Reading, word: Word) -> bool:
    """ "走来一只狗", "荷花上蹲着一只青蛙": the doer stands after these verbs, and after any that follow a place."""
    after = [mark for mark in reading.after if mark.text not in ("了", "着", "过")]
    if word.mark.kind != "han" or not after:
        return False
    counted = after[0].sense("count") is not None
    last = reading.last()
    placed = last is not None and (last.slot in ("relation", "place") or (last.slot == "glue" and last.value in _WHERE))
    named = counted or after[0].sense("subject") is not None
    return (counted and word.value.split()[0] in _BRINGING) or (
        placed and named and (not reading.clause.subjects or reading.clause.waiting is not None)
    )


def do(reading: Reading, actors: list[int], doing: Doing) -> None:
    """Those parties do it in the present step."""
    room = _MOST_DEEDS - len(reading.draft.deeds)
    if room < len(actors):
        doing.note.forget()
    for number in actors[: max(0, room)]:
        deed = DeedDraft(
            party=number, action=doing.action, step=reading.draft.step, note=doing.note,
            direction=doing.direction, speed=doing.speed, rides=doing.rides,
        )  # fmt: skip
        reading.draft.deeds.append(deed)
        reading.clause.deeds.append(deed)


def adverb(reading: Reading, word: Word) -> None:
    """A direction or a speed belongs to the action just said, or to the next one."""
    clause, span = reading.clause, (word.mark.start, word.mark.end)
    last = reading.last()
    recent = clause.deeds[-1:] and [deed for deed in clause.deeds if deed.note is clause.deeds[-1].note]
    ahead = word.mark.kind == "han" and bool(reading.after) and reading.after[0].sense("action") is not None
    if word.slot == "speed":
        note = reading.notes.add(span, Slot.OTHER, drew=word.value, exact=word.exact)
        if recent and not ahead and not (reading.thing.begun or clause.joined):
            for deed in recent:
                deed.speed = Speed(word.value)
        else:
            clause.speed = (Speed(word.value), note)
    elif clause.mute or (last is not None and last.slot == "glue" and last.value in ("the", "det")):
        return
    elif _along_a_street(reading, word):
        return
    elif word.mark.text in _COMPLEMENTS and (last is None or last.slot != "action" or not _leads_somewhere(recent)):
        return
    else:
        note = reading.notes.add(span, Slot.DIRECTION, drew=word.value, exact=word.exact)
        if any(deed.direction == word.value for deed in recent):
            return
        open_deeds = [deed for deed in recent if deed.direction is None]
        if open_deeds and not ahead and not clause.joined:
            for deed in open_deeds:
                deed.direction = Direction(word.value)
                _goes_that_way(deed)
        else:
            clause.direction = (Direction(word.value), note)


def _along_a_street(reading: Reading, word: Word) -> bool:
    """ "Down the street" leads nowhere in particular."""
    places = [mark.sense("place") for mark in reading.after[:3]]
    return word.mark.text.lower() in ("up", "down") and any(p is not None and p.value == "city" for p in places)


def _leads_somewhere(deeds: list[DeedDraft]) -> bool:
    return any(
        deed.action in _MOVING_OVER or deed.action in (Action.CLIMB, Action.ROLL, Action.FLOAT) for deed in deeds
    )


def _goes_that_way(deed: DeedDraft) -> None:
    """ "Drives off to the right" is seen all along, "drives off" ends outside the frame."""
    if deed.action is Action.ENTER and deed.direction is Direction.TOWARD:
        deed.action = Action.WALK
        deed.note.replace(Action.WALK.value)
        return
    verb, *off = deed.note.said.split()
    if deed.action is Action.LEAVE and off in (["off"], ["away"], ["out"]):
        known = [mark.sense("action") for mark in marks_of(verb)]
        way = known[0].value.split()[0] if known and known[0] is not None else ""
        if way in list(Action):
            deed.action = Action(way)
            deed.note.drew = way


def order(reading: Reading, word: Word) -> None:
    """ "Then" begins the next step; "while" lets somebody else act in this one."""
    clause = reading.clause
    back_to_main(clause)
    clause.joined, clause.preposition = True, None
    turn = _turn(reading, word)
    if not turn:
        return
    reading.notes.add((word.mark.start, word.mark.end), Slot.ORDER, drew=word.value, exact=word.exact)
    if turn == "first":
        return
    if turn.startswith("comma "):
        clause.turn = turn.removeprefix("comma ")
    else:
        _turn_now(reading, turn)
    reading.begin_clause()


def _turn(reading: Reading, word: Word) -> str:
    """How what follows comes after what was said: `then`, `earlier`, at the next `comma`, `first`, or not at all."""
    draft, clause = reading.draft, reading.clause
    said = len(draft.deeds) > clause.first_deed
    value = reading.now.lower() if word.slot == "relation" else word.value
    if value == "after":
        return "earlier" if said else "comma then"
    if value == "before":
        return "then" if said else "comma earlier"
    if value == "when":
        recent = [w for w in reading.before if w.slot == "action"]
        lasting = bool(recent) and recent[-1].form is Form.ING
        return ("then" if lasting else "") if said else "comma then"
    return "" if value == "meanwhile" else value


def _turn_now(reading: Reading, turn: str) -> None:
    if turn == "then":
        reading.draft.then()
    else:
        reading.draft.earlier(reading.clause.first_deed)


def pause(reading: Reading, word: Word) -> None:
    """After a comma somebody else may be named."""
    clause = reading.clause
    reading.lose_relation()
    back_to_main(clause)
    clause.skip = "" if clause.skip == "like" else clause.skip
    if clause.turn and word.mark.text[0] in ",，":
        _turn_now(reading, clause.turn)
        clause.turn = ""
        reading.begin_clause()
    clause.joined, clause.preposition = True, None
    if word.mark.text[0] == "，":
        clause.anew = True
    elif clause.camera:
        clause.camera = clause.mute = False


def stop(reading: Reading) -> None:
    """A sentence ends; only those spoken of last are remembered."""
    reading.lose_relation()
    _settle(reading)
    draft = reading.draft
    draft.step = max([draft.step, *(deed.step for deed in draft.deeds)])
    reading.clause = Clause(latest=reading.clause.latest, first_deed=len(draft.deeds))


def _settle(reading: Reading) -> None:
    """What still waits for somebody to belong to goes to the last deed, or is reported as not drawn."""
    clause = reading.clause
    if clause.direction is not None:
        for deed in [deed for deed in clause.deeds if deed.direction is None]:
            deed.direction = clause.direction[0]
            clause.direction = None
            break
    if clause.speed is not None and clause.deeds:
        clause.deeds[-1].speed = clause.speed[0]
    elif clause.speed is not None:
        clause.speed[1].forget()
    if clause.direction is not None:
        clause.direction[1].forget()
    if clause.waiting is not None:
        reading.notes.drop([clause.waiting[2]])
