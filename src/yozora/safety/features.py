"""What the classifier of prompts sees: words, their neighbours and their parts, as numbers of a table."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from yozora.safety.readings import CJK

ROWS = 1 << 17
LONGEST_WORDS = 512
"""Words of a text that are looked at."""
_WORD = re.compile(rf"[a-z0-9']+|[{CJK}]|[^\s\w]")


@dataclass(frozen=True)
class Feature:
    """A row of the table, and the part [start, end) of the text that it stands for."""

    row: int
    start: int
    end: int


def features(text: str) -> tuple[Feature, ...]:
    """Words alone, in twos and with one left out; runs of three and four Chinese characters; parts of three to five
    letters. Each is there once."""
    words = [(match.group(), *match.span()) for match in _WORD.finditer(text)][:LONGEST_WORDS]
    found = dict[int, Feature]()
    for name, start, end in (*_groups(words), *_parts(words)):
        row = zlib.crc32(name.encode()) % ROWS
        found.setdefault(row, Feature(row, start, end))
    return tuple(found.values())


def _groups(words: list[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    for index, (word, start, end) in enumerate(words):
        yield f"1{word}", start, end
        for ahead, kind in ((1, "2"), (2, "s")):
            if index + ahead < len(words):
                other, _, last = words[index + ahead]
                yield f"{kind}{word} {other}", start, last
        for more in (3, 4) if not word.isascii() else ():
            run = words[index : index + more]
            if len(run) == more and run[-1][2] - start == more:
                yield "r" + "".join(sign for sign, _, _ in run), start, start + more


def _parts(words: list[tuple[str, int, int]]) -> Iterator[tuple[str, int, int]]:
    for word, start, end in words:
        marked = f"<{word}>"
        for length in (3, 4, 5) if word.isascii() and word[0].isalnum() else ():
            for at in range(len(marked) - length + 1):
                yield f"c{marked[at : at + length]}", start, end
