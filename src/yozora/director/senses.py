"""Which of its meanings a word has in this prompt, decided by its neighbours."""

from dataclasses import dataclass

from yozora.director.inflection import Form
from yozora.director.matching import Mark
from yozora.worlds.cast.roster import roster
from yozora.worlds.vocabulary import Kind, Place

_PRECEDENCE = (
    "camera", "order", "relation", "direction", "speed", "count", "size", "glue", "style",
    "time", "weather", "place", "subject", "colour", "action", "filler", "heads", "unknown",
)  # fmt: skip
_LIVELY = (Kind.ANIMAL, Kind.CREATURE, Kind.PERSON, Kind.VEHICLE)
_NOUN_FOLLOWS = ("det", "the", "another", "no", "like", "in", "on", "by", "at", "with", "zai")
_VERB_FOLLOWS = ("is", "start", "who", "it", "he", "she", "they")
_PASSING = ("past", "from", "along",
             "toward", "towards", "for", "about", "of", "off", "against", "away from", "than", "经过",
            "通过", "向", "朝", "往", "对", "把", "将", "给", "沿着", "沿", "out of", "into")  # fmt: skip
_WITHIN = ("in", "at", "zai")


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """A mark with one meaning; `slot` is a table of the lexicon, stop, comma, or unknown."""

    mark: Mark
    slot: str
    value: str
    exact: bool
    form: Form

    @property
    def lively(self) -> bool:
        """Whether it names somebody who may act."""
        return self.slot == "subject" and roster()[self.value].kind in _LIVELY


def _word(mark: Mark, slot: str) -> Word:
    sense = mark.sense(slot)
    if sense is None:
        return Word(mark=mark, slot="unknown", value="", exact=False, form=Form.SAME)
    return Word(mark=mark, slot=slot, value=sense.value, exact=sense.exact, form=mark.form(slot))


def _verb_fits(before: list[Word], mark: Mark) -> bool:
    """Whether an action, rather than a thing, stands after these words."""
    form = mark.form("action")
    if form in (Form.ING, Form.ED):
        return True
    strange = False
    for word in reversed(before):
        if word.slot in ("filler", "unknown", "size", "colour", "speed") and word.mark.kind != "stop":
            strange = strange or word.slot == "unknown"
            continue
        if strange and form is Form.S and word.mark.text.lower() in ("a", "an", "his", "her", "its"):
            return True  # "a witch on a broom flies"
        if word.slot == "glue":
            if word.mark.text.lower() == "never":
                return True
            if word.value == "and":
                return any(w.slot == "action" for w in before[-8:])
            return word.value in _VERB_FOLLOWS
        return word.slot in ("subject", "order")
    return False


def _inside(before: list[Word], after: Mark | None) -> bool:
    """Whether the word names where something happens: "in a church", "教堂里"."""
    if after is not None and (glue := after.sense("glue")) and after.kind == "han" and glue.value in ("in", "up"):
        return True
    if after is not None and after.sense("relation") is not None:
        return False
    for word in reversed(before):
        if word.slot == "glue" and word.value in ("det", "the"):
            continue
        if word.slot in ("filler", "size", "colour") or (word.slot == "unknown" and word.mark.kind == "word"):
            continue
        said = word.mark.text.lower()
        return word.slot == "glue" and (word.value in _WITHIN or said == "on") and said not in _PASSING
    return False


def _upon(before: list[Word], mark: Mark, after: Mark | None) -> bool:
    """ "On a church", "教堂上": a building is a room only for who is in it."""
    thing, place = mark.sense("subject"), mark.sense("place")
    if thing is None or place is None or place.value != Place.ROOM or roster()[thing.value].kind is not Kind.BUILDING:
        return False
    if after is not None and after.kind == "han":
        return (glue := after.sense("glue")) is not None and glue.value == "up"
    said = next((word for word in reversed(before) if word.slot == "glue" and word.value not in ("det", "the")), None)
    return said is not None and said.value == "on"


def _names_a_thing(after: Mark | None) -> bool:
    if after is None or after.kind not in ("word", "han"):
        return False
    return not after.senses or any(s.slot in ("subject", "heads", "size", "colour", "place") for s, _ in after.senses)


def _coloured(before: list[Word], mark: Mark, after: Mark | None) -> str:
    if mark.form("subject") is not Form.SAME:
        return "subject"
    determined = bool(before) and (before[-1].slot == "count" or before[-1].value in ("det", "the", "another"))
    return "colour" if _names_a_thing(after) or not determined else "subject"


def _headed(before: list[Word], mark: Mark, slots: set[str]) -> str | None:
    """The meaning of a word that may be the second half of a compound, such as `leaves`, `stop` or `light`."""
    if "action" in slots:
        if before and before[-1].value in _NOUN_FOLLOWS and before[-1].mark.text.lower() != "never":
            return "place" if "place" in slots else "heads"
        acts = _verb_fits(before, mark) and (mark.form("action") is not Form.SAME or mark.text.lower() == "stop")
        compound = bool(before) and before[-1].slot == "subject" and not before[-1].lively
        return "action" if acts and not compound else "heads"
    if before and before[-1].slot == "subject" and before[-1].mark.end + 1 >= mark.start:
        return "heads"
    return None


def _before_or_behind(before: list[Word], mark: Mark, after: Mark | None) -> Word:
    """ "在树后" is a place, "跳过树后，" is a time."""
    for word in reversed(before[-5:]):
        if word.slot in ("comma", "stop"):
            break
        if word.mark.text.endswith("在") or (
            word.slot == "action" and word.mark.text in ("停", "站", "坐", "躲", "藏")
        ):
            return _word(mark, "relation")
    ends = after is not None and (after.kind == "comma" or after.sense("glue") is not None)
    if not ends:
        return Word(mark=mark, slot="unknown", value="", exact=False, form=Form.SAME)
    return _word(mark, "order")


def _special(before: list[Word], mark: Mark, after: Mark | None, slots: set[str]) -> Word | None:
    """Words that are read by rules of their own: heads of compounds, gerunds such as "building a nest", 前 and 后."""
    if len(slots) > 1 and "heads" in slots and (slot := _headed(before, mark, slots - {"heads"})):
        return _word(mark, slot)
    gerund = slots == {"subject"} and mark.text.lower().endswith("ing") and after is not None
    if gerund and after is not None and _word(after, "glue").value in ("det", "the"):
        return Word(mark=mark, slot="unknown", value="", exact=False, form=Form.SAME)
    if {"place", "relation"} <= slots and before and before[-1].value == "zai":
        return _word(mark, "place")  # "在屋顶上"; in "在房子屋顶上" the house stands between
    if {"order", "relation"} <= slots and mark.text in ("前", "后"):
        return _before_or_behind(before, mark, after)
    return None


def choose(before: list[Word], mark: Mark, after: Mark | None) -> Word:
    """The word with the meaning that fits between what came before and what follows."""
    slots = {sense.slot for sense, _ in mark.senses}
    if not mark.senses:
        slot = mark.kind if mark.kind in ("stop", "comma") else "unknown"
        return Word(mark=mark, slot=slot, value="", exact=False, form=Form.SAME)
    if (word := _special(before, mark, after, slots)) is not None:
        return word
    if "direction" in slots and "action" in slots:
        said = [word for word in before if word.slot not in ("speed", "filler")]
        return _word(mark, "action" if said and said[-1].slot == "subject" else "direction")
    if "action" in slots and slots & {"subject", "place", "weather", "speed", "filler"}:
        if mark.kind == "han" or _verb_fits(before, mark):
            return _word(mark, "action")
        slots = slots - {"action"}
    if {"colour", "subject"} <= slots and mark.kind == "word":
        return _word(mark, _coloured(before, mark, after))
    if (
        {"glue", "subject"} <= slots
        and before
        and before[-1].mark.text.lower() in ("a", "an", "his", "her", "old", "one")
    ):
        return _word(mark, "subject")
    if {"place", "subject"} <= slots:
        return _word(mark, "place" if _inside(before, after) and not _upon(before, mark, after) else "subject")
    return _word(mark, next(slot for slot in _PRECEDENCE if slot in slots))
