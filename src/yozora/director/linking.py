"""Reading of the small words: articles, pronouns, prepositions, "and", "with", "no", "like", "the camera"."""

from collections.abc import Callable

from yozora.director import sentence, things
from yozora.director.inflection import Form
from yozora.director.matching import Mark
from yozora.director.reading import Clause, Described, Reading
from yozora.director.report import LEFT_OUT, Slot
from yozora.director.senses import Word
from yozora.worlds.cast.roster import member
from yozora.worlds.vocabulary import RelationKind

_GENERIC = ("animal", "creature", "animals", "creatures", "动物", "小动物", "生物")
_PICTURES = ("shot", "video", "view", "footage", "scene", "picture", "image", "photo", "photograph", "film", "clip",
             "movie", "drawing", "rendering", "artwork", "trailer")  # fmt: skip
_UNNAMED = {"he": "man", "she": "woman"}
_REFLEXIVE = ("itself", "自己", "themselves", "each other", "one another", "彼此", "互相", "相互")


def glue(reading: Reading, word: Word) -> None:
    """Let a small word change how the words after it are read."""
    if handler := _HANDLERS.get(word.value):
        handler(reading, word)


def _article(reading: Reading, word: Word) -> None:
    reading.thing.article = word.value
    _relative(reading, word)


def _who(reading: Reading, word: Word) -> None:
    if reading.clause.waiting is None:
        _restart(reading.clause)


def _have(reading: Reading, word: Word) -> None:
    clause = reading.clause
    clause.verb = clause.verb or bool(clause.subjects)


def _and(reading: Reading, word: Word) -> None:
    clause = reading.clause
    if clause.left_out and word.mark.text.lower() in ("or", "或", "或者", "和"):
        clause.skip = "no"
    sentence.back_to_main(clause)
    clause.joined = clause.joined or not reading.thing.colours
    clause.preposition = clause.preposition if clause.relation is not None else None


def _skip(reading: Reading, word: Word) -> None:
    last = reading.last()
    if word.mark.kind == "han" and last is not None and last.mark.text in ("也", "都") and reading.clause.latest:
        _nobody(reading)
    elif word.value == "like" or _names_follow(reading.after):
        reading.clause.skip = word.value


def _nobody(reading: Reading) -> None:
    """ "一个人也没有": the one just named is left out."""
    clause = reading.clause
    party = reading.draft.parties[clause.latest[0]]
    party.absorbed = True
    party.note.drew = LEFT_OUT
    clause.subjects = [number for number in clause.subjects if number != clause.latest[0]]
    del clause.latest[0]


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
    generic = word.mark.text.lower().split()[-1] in _GENERIC
    if generic and (not draft.parties or reading.thing.article == "det" or reading.thing.counts):
        things.unknown(reading, word)
        return
    reading.notes.drop(reading.thing.notes())
    reading.thing = Described()
    if _possessive(reading, word):
        if not clause.subjects and not clause.verb:
            clause.subjects = draft.spoken_of(word.value, clause.latest)
        return
    if clause.relation is not None and word.mark.text.lower() in _REFLEXIVE:
        (kind, note), clause.relation = clause.relation, None
        sentence.mutual(reading, kind, note)
        return
    if not any(not party.absorbed for party in draft.parties) and word.value in _UNNAMED and not clause.camera:
        person = Word(mark=word.mark, slot="subject", value=_UNNAMED[word.value], exact=False, form=Form.SAME)
        things.subject(reading, person)
        return
    rolling = any(_rolls(mark) for mark in reading.after[:3])
    meant = draft.spoken_of(word.value, clause.subjects or clause.latest, rolling=rolling)
    if meant and word.mark.text.lower() not in _REFLEXIVE:
        _refer(reading, word.value, meant)
        clause.latest = [*meant, *(n for n in clause.latest if n not in meant)][:3]


def _one_of_them(reading: Reading, word: Word) -> None:
    """ "The last one falls": one of those just named acts alone."""
    clause, draft = reading.clause, reading.draft
    many = [number for number in [*clause.subjects, *clause.latest] if draft.parties[number].count > 1]
    if not many:
        reading.notes.unknown((word.mark.start, word.mark.end))
        return
    alone = draft.part(many[0])
    drew = member(draft.parties[alone].subject).english
    draft.parties[alone].note = reading.notes.add((word.mark.start, word.mark.end), Slot.SUBJECT, drew=drew)
    clause.subjects, clause.deeds, clause.latest = [alone], [], [alone, *clause.latest][:3]
    clause.verb, clause.mute, clause.joined, clause.anew, clause.preposition = False, False, False, False, None
    reading.thing = Described()


def _possessive(reading: Reading, word: Word) -> bool:
    follows = reading.after[0].sense("glue") if reading.after else None
    return word.mark.kind == "han" and follows is not None and follows.value == "de"


def _rolls(mark: Mark) -> bool:
    action = mark.sense("action")
    return action is not None and action.value.split()[0] in ("roll", "bounce", "explode")


def _refer(reading: Reading, pronoun: str, meant: list[int]) -> None:
    """The pronoun is the object of a relation, the goal of an action, or who acts next."""
    clause = reading.clause
    aimed = [deed for deed in clause.deeds if deed.action in things.AIMED and deed.target is None]
    if clause.relation is not None:
        (kind, note), clause.relation = clause.relation, None
        sentence.bind(reading, kind, meant[0], note)
    elif aimed and not clause.joined:
        target = reading.draft.object_of(clause.subjects, clause.latest, pronoun)
        for deed in aimed:
            deed.target = target
    elif _governed(reading) and not _acts_next(reading):
        clause.preposition = None
    elif clause.joined or not clause.verb or _acts_next(reading):
        clause.subjects, clause.deeds = meant, []
        clause.verb, clause.mute, clause.camera, clause.joined, clause.anew = False, False, False, False, False


def _governed(reading: Reading) -> bool:
    """Whether a preposition stands right before the pronoun."""
    clause, last = reading.clause, reading.last()
    return clause.preposition is not None and last is not None and last.slot == "glue" and not clause.joined


def _acts_next(reading: Reading) -> bool:
    """ "太阳一出来它就融化了": a Chinese pronoun before a verb acts, whatever came before."""
    for mark in reading.after[:4]:
        if mark.kind != "han" or mark.sense("subject") is not None:
            return False
        if mark.sense("action") is not None:
            return True
    return False


def _preposition(reading: Reading, word: Word) -> None:
    clause = reading.clause
    last = reading.before[-1] if reading.before else None
    if word.mark.text.lower() == "of" and last is not None and last.slot == "heads":
        clause.skip = "like"
        return
    if word.mark.text.lower() == "of" and not clause.subjects and _pictures(reading):
        clause.preposition, clause.joined, clause.mute = None, True, False
        return
    if word.mark.kind == "han" and word.value == "in":
        _within(reading, word)
        return
    clause.preposition = word
    clause.joined = False if clause.subjects else clause.joined


def _pictures(reading: Reading) -> bool:
    """ "Wide shot at dawn of a fox": what the shot or the picture shows follows."""
    for word in reversed(reading.before):
        if word.slot in ("camera", "style") or word.mark.text.lower() in _PICTURES:
            return True
        if word.slot in ("stop", "place", "subject"):
            return False
    return False


def _passive(reading: Reading, word: Word) -> None:
    """ "被": who is named next acts on those named before."""
    clause = reading.clause
    if clause.subjects and any(mark.sense("subject") for mark in reading.after[:5]):
        clause.passive, clause.subjects, clause.verb, clause.joined = clause.subjects, [], False, True


def _clause(reading: Reading, word: Word) -> None:
    reading.begin_clause()
    reading.clause.subjects = []


def _mutual(reading: Reading, word: Word) -> None:
    note = reading.notes.add((word.mark.start, word.mark.end), Slot.RELATION, drew=RelationKind.NEAR.value)
    sentence.mutual(reading, RelationKind.NEAR, note)


def _within(reading: Reading, word: Word) -> None:
    """ "在咖啡中": those who act are drawn near what they are in, or on their seat."""
    last = reading.last()
    kind = things.within(last.value) if last is not None and last.slot == "subject" else RelationKind.NEAR
    _stand(reading, word, exact=False, kind=kind)


def _height(reading: Reading, word: Word) -> None:
    kind = RelationKind.ON if word.value == "up" else RelationKind.UNDER
    _stand(reading, word, exact=True, kind=kind)


def _stand(reading: Reading, word: Word, *, exact: bool, kind: RelationKind) -> None:
    """A Chinese 上, 下 or 里 right after a thing that something else stands on, under or in."""
    last, clause = reading.last(), reading.clause
    if last is None or last.slot != "subject" or not clause.latest or last.mark.end != word.mark.start:
        return
    if any(earlier.mark.text in ("从", "由", "自") for earlier in reading.before[-5:]):
        return
    other = clause.latest[0]
    opens = bool(reading.after) and reading.after[0].kind == "comma" and not clause.verb
    if other in clause.subjects and len(clause.subjects) == 1 and not opens and not _existence(reading):
        return
    note = reading.notes.add((word.mark.start, word.mark.end), Slot.RELATION, drew=kind.value, exact=exact)
    if other in clause.subjects:
        clause.subjects.remove(other)
    sentence.bind(reading, kind, other, note)


def _existence(reading: Reading) -> bool:
    """ "桌上有一只猫": what stands there is named next."""
    return any((g := mark.sense("glue")) is not None and g.value == "have" for mark in reading.after[:2]) or any(
        mark.sense("action") is not None for mark in reading.after[:1]
    )


def _names_follow(after: list[Mark]) -> bool:
    return any(mark.sense("subject") for mark in after[:2]) or any(mark.sense("weather") for mark in after[:1])


def _background(reading: Reading, word: Word) -> None:
    """ "Trees in the background" stand far behind; in Chinese the words come first."""
    clause = reading.clause
    if word.mark.kind == "word" and word.exact and clause.latest and not clause.joined:
        reading.draft.parties[clause.latest[0]].distant = True
    else:
        clause.distant = True


def _camera(reading: Reading, word: Word) -> None:
    """The camera itself acts, unless somebody looks at it."""
    clause = reading.clause
    if clause.verb and not clause.joined:
        clause.preposition = None
        return
    if clause.preposition is None:
        clause.camera, clause.mute, clause.subjects, clause.deeds, clause.verb = True, True, [], [], False
    clause.preposition = None


_HANDLERS: dict[str, Callable[[Reading, Word], None]] = {
    **dict.fromkeys(("det", "the", "another"), _article),
    **dict.fromkeys(("it", "he", "she", "they"), _pronoun),
    **dict.fromkeys(("with", "in", "on", "by", "at", "zai"), _preposition),
    **dict.fromkeys(("up", "below"), _height),
    **dict.fromkeys(("no", "like"), _skip),
    "one": _one_of_them,
    "who": _who,
    "where": _clause,
    "mutual": _mutual,
    "passive": _passive,
    "have": _have,
    "and": _and,
    "back": _background,
    "camera": _camera,
}
