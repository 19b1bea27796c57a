"""Every word a director knows, read from `words/*.txt` and the roster once looked up by its beginning."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from yozora.director.tokens import words_of
from yozora.worlds.cast.roster import roster

_COLOUR_IS_PART_OF_THE_NAME = ("blue whale", "red fox", "black bird", "white whale", "red panda")
_TABLES = (
    "place", "time", "weather", "style", "camera", "colour", "count", "size", "speed",
    "direction", "relation", "order", "action", "glue", "heads", "filler", "subject", "unknown",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Sense:
    """One meaning of a word: the table it stands in, what it becomes there, and whether it is exactly that."""

    slot: str
    value: str
    exact: bool


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """English phrases by first word, longest first; Chinese words whole, their greatest length by first character."""

    english: dict[str, list[tuple[tuple[str, ...], Sense]]] = field(default_factory=lambda: {})
    chinese: dict[str, tuple[Sense, ...]] = field(default_factory=lambda: {})
    longest: dict[str, int] = field(default_factory=lambda: {})


def _rows() -> list[tuple[Sense, list[str], list[str]]]:
    rows: list[tuple[Sense, list[str], list[str]]] = []
    for table in _TABLES:
        text = files("yozora.director").joinpath(f"words/{table}.txt").read_text("utf-8")
        for line in text.splitlines():
            if line and not line.startswith("#"):
                value, english, chinese = line.split(";")
                exact = Sense(slot=table, value=value.removeprefix("~"), exact=not value.startswith("~"))
                rows.append((exact, english.split(","), chinese.split(",")))
    for entry in roster().values():
        english = [("" if name.exact else "~") + name.text for name in entry.names_en]
        chinese = [("" if name.exact else "~") + name.text for name in entry.names_zh]
        rows.append((Sense(slot="subject", value=entry.id, exact=True), english, chinese))
    return rows


def named_exactly() -> list[tuple[str, str, list[str], list[str]]]:
    """Slot, value, and the English and Chinese names that mean exactly that; the cast by its own names first."""
    rows = sorted(_rows(), key=lambda row: row[0].slot == "subject" and row[0].value not in (row[1][:1] or [""]))
    return [
        (sense.slot, sense.value, _exactly(english), _exactly(chinese))
        for sense, english, chinese in rows
        if sense.exact and sense.slot != "unknown"
    ]


def _exactly(names: list[str]) -> list[str]:
    return [name for name in names if name and not name.startswith("~")]


def _read(sense: Sense, name: str) -> Sense:
    return Sense(slot=sense.slot, value=sense.value, exact=False) if name.startswith("~") else sense


def _ways(sense: Sense, name: str) -> list[str]:
    """ "向左" is also said with 往, 朝, 向着, 朝着 and 往着."""
    leads = sense.slot == "direction" and name.startswith("向")
    return [lead + name[1:] for lead in ("向", "往", "朝", "向着", "朝着", "往着", "对着")] if leads else [name]


def _with_article(sense: Sense, name: str) -> list[str]:
    """ "Camera pans left" is also said with "the"."""
    tilde, plain = ("~", name[1:]) if name.startswith("~") else ("", name)
    return [name, f"{tilde}the {plain}"] if sense.slot == "camera" and plain.startswith("camera ") else [name]


def _better(senses: list[Sense]) -> tuple[Sense, ...]:
    """One sense for each slot, an exact one where there is one; the order is kept."""
    kept: dict[str, Sense] = {}
    for sense in senses:
        if sense.slot not in kept or (sense.exact and not kept[sense.slot].exact):
            kept[sense.slot] = sense
    return tuple(kept.values())


def _free_colours(english: dict[tuple[str, ...], list[Sense]]) -> None:
    """Drop names such as "red balloon", so that the colour is heard on its own and paints the balloon."""
    for words in [words for words in english if len(words) > 1 and " ".join(words) not in _COLOUR_IS_PART_OF_THE_NAME]:
        painted = any(sense.slot == "colour" for sense in english.get(words[:1], ()))
        plain = {sense.value for sense in english.get(words[1:], ()) if sense.slot == "subject"}
        if painted and plain & {sense.value for sense in english[words] if sense.slot == "subject"}:
            del english[words]


@cache
def lexicon() -> Lexicon:
    """The words of both languages."""
    english: defaultdict[tuple[str, ...], list[Sense]] = defaultdict(list)
    chinese: defaultdict[str, list[Sense]] = defaultdict(list)
    for sense, english_names, chinese_names in _rows():
        for name in [spelt for said in filter(None, english_names) for spelt in _with_article(sense, said)]:
            if words := words_of(name.removeprefix("~")):
                english[words].append(_read(sense, name))
        for name in filter(None, chinese_names):
            for spelt in _ways(sense, name.removeprefix("~")):
                chinese[spelt].append(_read(sense, name))
    by_first: defaultdict[str, list[tuple[tuple[str, ...], Sense]]] = defaultdict(list)
    _free_colours(english)
    for words in sorted(english, key=len, reverse=True):
        by_first[words[0]] += [(words, sense) for sense in _better(english[words])]
    longest: defaultdict[str, int] = defaultdict(int)
    for word in chinese:
        longest[word[0]] = max(longest[word[0]], len(word))
    whole = {word: _better(senses) for word, senses in chinese.items()}
    return Lexicon(english=dict(by_first), chinese=whole, longest=dict(longest))
