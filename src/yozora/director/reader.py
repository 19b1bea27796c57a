"""A prompt read word by word into wishes and a report: a small grammar of English and Chinese."""

from yozora.director import sentence, settings, things
from yozora.director.matching import Mark, marks_of
from yozora.director.notes import Notes
from yozora.director.reading import Clause, Reading
from yozora.director.report import Heard
from yozora.director.senses import Word, choose
from yozora.director.wishes import Wishes

_HEARERS = {
    "subject": things.subject,
    "unknown": things.unknown,
    "heads": things.unknown,
    "count": things.adjective,
    "colour": things.adjective,
    "size": things.adjective,
    "action": sentence.action,
    "relation": sentence.relation,
    "direction": sentence.adverb,
    "speed": sentence.adverb,
    "place": settings.setting,
    "time": settings.setting,
    "weather": settings.setting,
    "style": settings.setting,
    "camera": settings.setting,
}
_NEXT_MARKS = 4
_LAST_WORDS = 12


def understand(prompt: str) -> tuple[Wishes, tuple[Heard, ...]]:
    """What the prompt asks for, and the report of every word."""
    reading = Reading(notes=Notes(prompt))
    marks = marks_of(prompt)
    for at, mark in enumerate(marks):
        reading.after = marks[at + 1 : at + 1 + _NEXT_MARKS]
        word = choose(reading.before, mark, reading.after[0] if reading.after else None)
        _hear(reading, word)
        reading.before = [*reading.before[-_LAST_WORDS:], word]
    things.predicate(reading)
    sentence.stop(reading)
    wishes = reading.draft.wishes()
    return wishes, reading.notes.heard()


def _hear(reading: Reading, word: Word) -> None:
    match word.slot:
        case "stop":
            things.predicate(reading)
            sentence.stop(reading)
        case "comma":
            things.predicate(reading) if word.mark.text[0] not in '、"“”' else None
            sentence.pause(reading)
        case "order":
            things.predicate(reading)
            sentence.order(reading, word)
        case "glue":
            _glue(reading, word)
        case _:
            if hearer := _HEARERS.get(word.slot):
                hearer(reading, word)


def _glue(reading: Reading, word: Word) -> None:
    clause, thing = reading.clause, reading.thing
    match word.value:
        case "det" | "the" | "another":
            thing.article = word.value
            _relative(reading, word)
        case "it" | "he" | "she" | "they":
            _pronoun(reading, word)
        case "who":
            _restart(clause)
        case "have":
            clause.verb = clause.verb or bool(clause.subjects)
        case "and":
            clause.joined = clause.joined or not thing.colours
        case "with" | "in" | "on" | "by" | "at" | "zai":
            _preposition(reading, word)
        case "up" | "below":
            _height(reading, word)
        case "no" | "like":
            if word.value == "no" and not _names_follow(reading.after):
                return
            clause.skip = word.value
        case "back":
            _background(reading, word)
        case "camera":
            _camera(reading)
        case _:
            pass


def _relative(reading: Reading, word: Word) -> None:
    """ "A fox that runs": the fox is meant."""
    last = reading.last()
    follows = reading.after[:1]
    if word.mark.text.lower() == "that" and last is not None and last.slot == "subject":
        if any(mark.sense("action") or mark.sense("glue") for mark in follows):
            reading.thing.article = ""
            _restart(reading.clause)


def _restart(clause: Clause) -> None:
    if clause.latest:
        clause.subjects, clause.verb, clause.joined, clause.preposition = clause.latest[:1], False, False, None


def _pronoun(reading: Reading, word: Word) -> None:
    clause, draft = reading.clause, reading.draft
    if clause.skip:
        clause.skip = ""
        return
    last = reading.last()
    generic = word.mark.text.lower().split()[-1] in (
        "animal",
        "creature",
        "animals",
        "creatures",
        "动物",
        "小动物",
        "生物",
    )
    if generic and (not draft.parties or reading.thing.article == "det" or reading.thing.counts):
        things.unknown(reading, word)
        return
    notes = reading.thing.notes()
    reading.notes.drop(notes)
    reading.thing = type(reading.thing)()
    if word.mark.kind == "han" and reading.after and (glue := reading.after[0].sense("glue")) and glue.value == "de":
        return
    meant = draft.spoken_of(word.value, clause.subjects or clause.latest)
    aimed = [deed for deed in clause.deeds if deed.action in things.AIMED and deed.target is None]
    if not meant or word.mark.text.lower() in (
        "itself",
        "自己",
        "themselves",
        "each other",
        "one another",
        "彼此",
        "互相",
        "相互",
    ):
        return
    if clause.relation is not None:
        (kind, note), clause.relation = clause.relation, None
        sentence.bind(reading, kind, meant[0], note)
    elif aimed and not clause.joined:
        others = [number for number in clause.latest + meant if number not in clause.subjects]
        for deed in aimed:
            deed.target = next(iter(others), None)
    elif clause.preposition is not None and last is not None and last.slot == "glue" and not clause.joined:
        clause.preposition = None
    elif clause.joined or not clause.verb:
        clause.subjects, clause.verb, clause.mute, clause.camera = meant, False, False, False
        clause.deeds = []
        clause.joined = False
    clause.latest = [*meant, *(n for n in clause.latest if n not in meant)][:3]


def _preposition(reading: Reading, word: Word) -> None:
    clause = reading.clause
    last = reading.before[-1] if reading.before else None
    if word.mark.text.lower() == "of" and last is not None and last.slot == "heads":
        clause.skip = "like"
        return
    if word.mark.kind == "han" and word.value == "in":
        _within(reading, word)
        return
    clause.preposition = word
    clause.joined = False if clause.subjects else clause.joined


def _within(reading: Reading, word: Word) -> None:
    """ "在咖啡中": those who act are drawn on what they are in."""
    _stand(reading, word, exact=False, kind=sentence.RelationKind.ON)


def _height(reading: Reading, word: Word) -> None:
    kind = sentence.RelationKind.ON if word.value == "up" else sentence.RelationKind.UNDER
    _stand(reading, word, exact=True, kind=kind)


def _stand(reading: Reading, word: Word, *, exact: bool, kind: "sentence.RelationKind") -> None:
    """A Chinese 上, 下 or 里 right after a thing that something else stands on, under or in."""
    last, clause = reading.last(), reading.clause
    if last is None or last.slot != "subject" or not clause.latest or last.mark.end != word.mark.start:
        return
    other = clause.latest[0]
    if other in clause.subjects and len(clause.subjects) == 1 and not _existence(reading):
        return
    note = reading.notes.add((word.mark.start, word.mark.end), sentence.Slot.RELATION, drew=kind.value, exact=exact)
    if other in clause.subjects:
        clause.subjects.remove(other)
    sentence.bind(reading, kind, other, note)


def _existence(reading: Reading) -> bool:
    """ "桌上有一只猫": what stands there is named next."""
    return any((g := mark.sense("glue")) is not None and g.value == "have" for mark in reading.after[:2]) or any(
        mark.sense("action") is not None for mark in reading.after[:1]
    )


def _names_follow(after: list[Mark]) -> bool:
    return any(mark.sense("subject") for mark in after[:2])


def _background(reading: Reading, word: Word) -> None:
    """ "Trees in the background" stand far behind; in Chinese the words come first."""
    clause = reading.clause
    if word.mark.kind == "word" and word.exact and clause.latest and not clause.joined:
        reading.draft.parties[clause.latest[0]].distant = True
    else:
        clause.distant = True


def _camera(reading: Reading) -> None:
    """The camera itself acts, unless somebody looks at it."""
    clause = reading.clause
    if clause.verb and not clause.joined:
        clause.preposition = None
        return
    if clause.preposition is None:
        clause.camera, clause.mute, clause.subjects, clause.deeds, clause.verb = True, True, [], [], False
    clause.preposition = None
