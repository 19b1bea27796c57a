"""What part a word plays that no table knows: somebody or something, what is done, where, or a mere description."""

from yozora.director.inflection import Form
from yozora.director.matching import Mark
from yozora.director.reading import Reading
from yozora.director.report import Slot
from yozora.director.senses import Word

_DESCRIBING = ("ous", "ful", "less", "ive", "able", "ible", "ish", "escent", "ed", "ing", "y")
_NO_PLURAL = ("ss", "us", "is")
_ONE = ("a", "an", "one", "every", "each", "another")
_WHERE = (
    "in", "inside", "inside of", "within", "into", "out of", "through", "throughout", "across", "on", "upon", "at",
    "along",
)  # fmt: skip
_VERB_ENDS = ("s", "ed", "ing")


def part_of(reading: Reading, word: Word) -> Slot:
    """The slot of an unknown word by its neighbours, and in English by its ending."""
    if word.mark.senses:
        return Slot.ACTION if _does_something_to(reading, word) else Slot.OTHER
    if word.mark.kind == "han":
        return reading.notes.unknown_until(word.mark.start) or _chinese(reading)
    return _english(reading, word) if word.mark.kind == "word" else Slot.OTHER


def ends_a_name(reading: Reading, word: Word) -> bool:
    """Whether the unknown word after an article is the last of its phrase: "a quokka" in "a quokka juggles"."""
    said, follows = word.mark.text.lower(), reading.after[0] if reading.after else None
    if word.mark.kind != "word" or said.endswith("ly"):
        return False
    if follows is None or follows.kind != "word" or follows.text.lower().endswith("ly"):
        return True
    if _plural(said) and not _one(reading):
        return True
    if _finite(follows):
        then = reading.after[1] if len(reading.after) > 1 else None
        return _one(reading) or then is None or not (_finite(then) or _links(then))
    if follows.sense("action") is not None:
        return follows.form("action") is not Form.SAME
    return bool(follows.senses) and not any(
        follows.sense(slot) for slot in ("subject", "heads", "colour", "size", "count", "place", "unknown")
    )


def _english(reading: Reading, word: Word) -> Slot:
    said, clause, last = word.mark.text.lower(), reading.clause, reading.last()
    if said.endswith("ly"):
        return Slot.OTHER
    if reading.thing.begun:
        follows = reading.after[0] if reading.after else None
        describes = said.endswith(_DESCRIBING)
        if follows is not None and follows.kind == "comma" and describes:
            return Slot.OTHER
        if not ends_a_name(reading, word) and (describes or (follows is not None and bool(follows.senses))):
            return Slot.OTHER
        return Slot.PLACE if _is_where(reading) else Slot.SUBJECT
    if last is not None and last.slot == "glue" and last.value in ("is", "start"):
        acts = said.endswith("ing") if last.value == "is" else not _names(reading.after[:1])
        return Slot.ACTION if acts else Slot.OTHER
    if _is_where(reading) and last is not None and last.slot == "glue":
        return Slot.PLACE if word.mark.text[0].isupper() else Slot.OTHER
    stranger = last is not None and last.slot == "unknown"
    several = last is not None and (last.form is Form.S or (stranger and _plural(last.mark.text.lower())))
    if (clause.subjects or stranger) and _may_act(reading) and not _names(reading.after[:1]):
        if said.endswith(_VERB_ENDS) or (several and last is not None and last.slot in ("unknown", "subject")):
            return Slot.ACTION
    acts_next = bool(reading.after) and (_finite(reading.after[0]) or reading.after[0].sense("action") is not None)
    return Slot.SUBJECT if acts_next and not clause.subjects and not said.endswith(_DESCRIBING) else Slot.OTHER


def _chinese(reading: Reading) -> Slot:
    """By what stands before and after the stretch; one sign alone is too little to tell a thing or a place by."""
    follows = next((mark for mark in reading.after if _says_something(mark)), None)
    glue = follows.sense("glue") if follows is not None else None
    if follows is not None and (follows.text == "地" or (glue is not None and glue.value == "de")):
        return Slot.OTHER
    if follows is not None and follows.sense("subject") is not None and (reading.thing.counts or _stands_in(reading)):
        return Slot.OTHER
    clause, alone = reading.clause, not reading.after or bool(reading.after[0].senses)
    if reading.thing.counts and not _stands_in(reading):
        return Slot.SUBJECT
    if clause.subjects and not clause.verb and not _stands_in(reading):
        return Slot.ACTION
    if alone:
        return Slot.OTHER
    if follows is not None and follows.sense("relation") is not None:
        return Slot.SUBJECT
    if (glue is not None and glue.value in ("in", "up")) or _stands_in(reading):
        return Slot.PLACE
    if clause.subjects:
        return Slot.SUBJECT
    acts = follows is not None and (follows.sense("action") is not None or (glue is not None and glue.value == "zai"))
    return Slot.SUBJECT if acts else Slot.OTHER


def _says_something(mark: Mark) -> bool:
    return mark.kind != "han" or (bool(mark.senses) and mark.sense("filler") is None)


def _stands_in(reading: Reading) -> bool:
    """Whether no more than a description lies between 在 and the word."""
    said = (word for word in reversed(reading.before) if word.slot not in ("unknown", "colour", "size"))
    return next(((word.slot, word.value) == ("glue", "zai") for word in said if word.value != "de"), False)


def _is_where(reading: Reading) -> bool:
    preposition = reading.clause.preposition
    return preposition is not None and preposition.mark.text.lower() in _WHERE


def _does_something_to(reading: Reading, word: Word) -> bool:
    """ "A robot repairs a car": what looks like a part of the robot is done to something."""
    last, follows = reading.last(), reading.after[0].sense("glue") if reading.after else None
    given = follows is not None and follows.value in ("det", "the", "another")
    return word.slot == "heads" and given and last is not None and last.lively


def _may_act(reading: Reading) -> bool:
    """Whether no verb has been said yet, or another follows: "runs and yodels"."""
    clause, last = reading.clause, reading.last()
    return not clause.verb or (last is not None and (last.slot in ("comma", "order") or last.value == "and"))


def _names(marks: list[Mark]) -> bool:
    return any(mark.sense("subject") is not None and not _finite(mark) for mark in marks)


def _one(reading: Reading) -> bool:
    """Whether the article says that it is one: a word with an s after it is then its verb."""
    articles = [word for word in reading.before if word.slot == "glue" and word.value in ("det", "the", "another")]
    return bool(articles) and articles[-1].mark.text.lower() in _ONE


def _plural(said: str) -> bool:
    return len(said) > 3 and said.endswith("s") and not said.endswith(_NO_PLURAL)


def _finite(mark: Mark) -> bool:
    """Whether it is, or looks like, a verb with an s: "runs", and of unknown words "yodels"."""
    if mark.kind != "word":
        return False
    return mark.form("action") is Form.S if mark.senses else _plural(mark.text.lower())


def _links(mark: Mark) -> bool:
    glue = mark.sense("glue")
    return glue is not None and glue.value in ("is", "have", "start")
