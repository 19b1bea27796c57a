"""Lists of names and terms, and where a text holds one of them."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from yozora.safety.findings import Category
from yozora.safety.readings import CJK, Reading

_WORD = re.compile(r"[a-z0-9]+")
HAN = re.compile(rf"[{CJK}]")
_DOTS = re.compile(r"[·•・]")


@dataclass(frozen=True)
class Entry:
    """A name or a term. `capital`: it counts only where it is written with a capital letter; `company`: it counts only
    in a text that also has one of these words."""

    text: str
    capital: bool = False
    company: tuple[str, ...] = ()


def lines(name: str) -> Iterator[str]:
    """The lines of a list that comes with the program, without its comments."""
    for line in files("yozora.safety").joinpath("words", name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def entries(line: str) -> Iterator[Entry]:
    """The entries of a line: "Name; =Name; Name & company, company"."""
    for part in line.split(";"):
        name, _, company = part.strip().partition(" & ")
        yield Entry(
            text=_DOTS.sub("", name.removeprefix("=").strip()).lower(),
            capital=name.startswith("="),
            company=tuple(word.strip().lower() for word in company.split(",") if word.strip()),
        )


class Matcher:
    """Finds entries in readings: Latin ones as whole words, others anywhere."""

    def __init__(self, found: Iterable[Entry]) -> None:
        self._words: dict[str, list[tuple[tuple[str, ...], Entry]]] = defaultdict(list)
        self._signs: dict[str, list[Entry]] = defaultdict(list)
        for entry in found:
            if HAN.search(entry.text):
                self._signs[entry.text[:2]].append(entry)
            else:
                words = tuple(_WORD.findall(_ascii(entry.text)))
                self._words[words[0]].append((words, entry))

    def spans(self, reading: Reading, source: str) -> Iterator[tuple[int, int]]:
        """Where in a reading of `source` there is an entry, one after the other."""
        found = (*self._latin(reading), *self._other(reading))
        past = 0
        for start, end, entry in sorted(found, key=lambda place: (place[0], -place[1])):
            if start >= past and self._counts(entry, reading, source, start):
                past = end
                yield start, end

    def _latin(self, reading: Reading) -> Iterator[tuple[int, int, Entry]]:
        words = [(match.group(), *match.span()) for match in _WORD.finditer(reading.text)]
        for index, (first, start, _) in enumerate(words):
            for wanted, entry in self._words.get(first, ()):
                there = words[index : index + len(wanted)]
                if tuple(word for word, _, _ in there) == wanted:
                    yield start, there[-1][2], entry

    def _other(self, reading: Reading) -> Iterator[tuple[int, int, Entry]]:
        text = reading.text
        for start in range(len(text) - 1):
            for entry in self._signs.get(text[start : start + 2], ()):
                if text.startswith(entry.text, start):
                    yield start, start + len(entry.text), entry

    def _counts(self, entry: Entry, reading: Reading, source: str, start: int) -> bool:
        if entry.capital and not source[reading.origins[start]].isupper():
            return False
        return not entry.company or any(_has(reading.text, word) for word in entry.company)


def _has(text: str, word: str) -> bool:
    return word in text if HAN.search(word) else re.search(rf"\b{re.escape(word)}", text) is not None


def _ascii(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if sign.isascii())


def matcher_of(*names: str) -> Matcher:
    """What finds everything that is on these lists."""
    return Matcher(entry for name in names for line in lines(name) for entry in entries(line))


def terms() -> Mapping[str, tuple[str, ...]]:
    """The parts of the list of terms."""
    parts, part = dict[str, tuple[str, ...]](), ""
    for line in lines("terms.txt"):
        if line.startswith("["):
            part = line.strip("[]")
            parts[part] = ()
        else:
            parts[part] += tuple(term.strip() for term in line.split(";"))
    return parts


def spellings() -> Mapping[str, str]:
    """Chinese words of risk as they are written in pinyin, whole or in part."""
    return dict(line.split(" ", 1) for line in lines("pinyin.txt"))


def simplified() -> Mapping[str, str]:
    """Traditional characters and the simplified ones that they are read as."""
    pairs = "".join(lines("traditional.txt"))
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


NAMED = {
    Category.LIKENESS: ("people.txt",),
    Category.CHARACTERS: ("characters.txt", "artists.txt"),
}
"""The lists of names and what they are about."""

SAID = (Category.SEXUAL, Category.MINORS, Category.HATE, Category.SELF_HARM, Category.WRONGDOING)
"""Categories that some terms say by themselves."""
