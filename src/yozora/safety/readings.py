"""Texts as they are meant: tricks of spelling are undone, and every character still knows where it was written."""

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

MOST_PIECES = 12
"""How many scattered pieces may be one word."""
LONGEST_RUN = 80
"""Letters of scattered pieces that are put together."""

CJK = "\u3400-\u4dbf\u4e00-\u9fff\u3040-\u30ff\uac00-\ud7af"
_LOOKALIKES = str.maketrans(
    "абвгԁеёзіїјкӏмноорԛѕтуԝхһьαβγεζηικνορτυχωłøđðþæœɑɡıɩʟꜱᴀʙᴄᴅᴇꜰɢʜɪᴊᴋᴍɴᴏᴘʀᴛᴜᴠᴡʏᴢ",
    "abbrdeeziijklmhoopqstywxhbabyezniknoptuxwloddpaoagiilsabcdefghijkmnoprtuvwyz",
)
_LEET = (
    str.maketrans("013456789@$!+|", "oleasgtbgasitl"),
    str.maketrans("013456789@$!+|", "oieasgtbgasiti"),
)
_WORD = re.compile(rf"[a-z0-9@$!+|]*[a-z0-9][a-z0-9@$!+|]*|[{CJK}]")
_GAP = re.compile(rf"[^a-z0-9{CJK}，。！？；、\n]{{0,3}}\Z")
_BETWEEN = re.compile(rf"(?<=[{CJK}])[ \t·•・.*|_~/\\^+=`#@&-]{{1,2}}(?=[{CJK}])")
_DRAWN_OUT = re.compile(r"([a-z])\1{4,}")
_LETTERS = re.compile(r"[A-Za-z]{2}")
_TAG = re.compile(r"</?[a-z][a-z0-9]{0,10}>")
_CODED = re.compile(r"[A-Za-z0-9+/_-]{11,}={0,2}")
_WRAPPERS = re.compile(
    r"(?:please )?(?:ignore|disregard|forget|bypass|override)(?: \w+){0,4} "
    r"(?:rules?|instructions?|guidelines?|polic(?:y|ies)|filters?|restrictions?|safety)"
    r"|(?:pretend|imagine)(?: that)?(?: there are| you have) no (?:rules|restrictions|filters|limits)"
    r"|you are (?:now )?(?:dan|an? (?:unrestricted|uncensored|unfiltered) \w+)"
    r"|without (?:any )?(?:restrictions|filters?|censorship)"
    r"|(?:请|你)?(?:忽略|无视|绕过|忘记|忘掉)[^，。！？,.!?]{0,8}?(?:规则|指令|限制|审查|过滤|规定)"
    r"|假装[^，。！？,.!?]{0,6}?没有[^，。！？,.!?]{0,4}?(?:限制|规则|审查)"
)
_SENTENCE = re.compile(r"[^.!?。！？\n]+[.!?。！？]*")


@dataclass(frozen=True)
class Reading:
    """A text as it is read; `origins` says of each of its characters which one of the written text it was."""

    text: str
    origins: tuple[int, ...]

    def written(self, source: str, start: int, end: int) -> str:
        """What was written where [start, end) is read, in whole words."""
        first, end = min(self.origins[start:end]), max(self.origins[start:end]) + 1
        while first and _LETTERS.fullmatch(source[first - 1 : first + 1]):
            first -= 1
        while _LETTERS.fullmatch(source[end - 1 : end + 1]):
            end += 1
        return source[first:end]

    def replaced(self, changes: Mapping[tuple[int, int], str], *, whole: bool = False) -> "Reading":
        """This reading with other words at some places, which do not overlap. Each part of a new word was a part of
        what it replaces; with `whole`, any two letters of it were all that it replaces."""
        text, origins, at = "", list[int](), 0
        for (start, end), word in sorted(changes.items()):
            text += self.text[at:start] + word
            origins += self.origins[at:start]
            span = self.origins[start:end]
            origins += (
                span[-(index % 2)] if whole else span[index * len(span) // len(word)] for index in range(len(word))
            )
            at = end
        return Reading(text + self.text[at:], (*origins, *self.origins[at:]))

    def sentences(self) -> Iterator["Reading"]:
        """Its sentences, where there are more than one."""
        found = [match for match in _SENTENCE.finditer(self.text) if len(match.group().strip()) > 1]
        for match in found if len(found) > 1 else ():
            yield Reading(match.group(), self.origins[match.start() : match.end()])


class Reader:
    """Undoes tricks of spelling. `vocabulary` are known words; `spellings` are ways to write some words (pinyin) and
    the words; `simplified` has characters and what they are read as."""

    def __init__(self, vocabulary: frozenset[str], spellings: Mapping[str, str], simplified: Mapping[str, str]) -> None:
        self._vocabulary, self._spellings, self._simplified = vocabulary, spellings, simplified

    def readings(self, source: str) -> tuple[Reading, ...]:
        """The text as it stands, and as it is meant where that is something else."""
        plain = self._plain(self._decoded(source))
        meant = self._mended(self._bare(plain))
        return tuple({reading.text: reading for reading in (plain, meant) if reading.text.strip()}.values())

    def _plain(self, written: Reading) -> Reading:
        """Lower case, one form for each letter and sign, no marks, nothing drawn out or that cannot be seen."""
        letters, origins = list[str](), list[int]()
        foreign = sum("\u0370" <= letter <= "\u052f" for letter in written.text)
        latin = sum("a" <= letter <= "z" for letter in written.text.lower())
        for letter, origin in zip(written.text, written.origins, strict=True):
            read = letter if letter.isascii() else _folded(letter)
            read = self._simplified.get(read, read.lower())
            if foreign <= 3 * latin and not read.isascii():
                read = read.translate(_LOOKALIKES)
            letters += read
            origins += [origin] * len(read)
        text = "".join(letters)
        reading = Reading(text, tuple(origins))
        changes = {match.span(): "" for match in re.finditer(rf"(?<=[{CJK}])[·•・](?=[{CJK}])", text)}
        changes |= {match.span(): 2 * match[1] for match in _DRAWN_OUT.finditer(text)}
        return reading.replaced(changes)

    def _bare(self, reading: Reading) -> Reading:
        """Without markup, without what tells a model to forget its rules, and nothing between Chinese characters."""
        for pattern in (_TAG, _WRAPPERS, _BETWEEN):
            reading = reading.replaced({match.span(): "" for match in pattern.finditer(reading.text)})
        return reading

    def _mended(self, reading: Reading) -> Reading:
        """With words that were taken to pieces, turned round or written in signs put right."""
        places = [match.span() for match in _WORD.finditer(reading.text)]
        changes, at = dict[tuple[int, int], str](), 0
        while at < len(places):
            count, word = self._joined(reading.text, places[at : at + LONGEST_RUN])
            if word:
                changes[places[at][0], places[at + count - 1][1]] = word
            at += count
        return reading.replaced(changes)

    def _joined(self, text: str, places: list[tuple[int, int]]) -> tuple[int, str]:
        """How many of these pieces are one thing, and what it means, "" where it is as it stands."""
        pieces = [text[start:end] for start, end in places]
        near = 1
        for (_, end), (start, _) in pairwise(places):
            if not _GAP.match(text[end:start]):
                break
            near += 1
        for count in range(min(near, MOST_PIECES), 0, -1):
            spelled = "".join(piece.rstrip("12345") or piece for piece in pieces[:count])
            if spelled in self._spellings and any(piece not in self._vocabulary for piece in pieces[:count]):
                return count, self._spellings[spelled]
        broken = self._broken(pieces[:near])
        if broken:
            return broken
        return 1, self._meant(pieces[0])

    def _broken(self, pieces: list[str]) -> tuple[int, str] | None:
        """Pieces that are words only together: "n a k e d", "na.ked"."""
        if not pieces[0].isascii():
            return None
        single = 0
        while single < len(pieces) and len(pieces[single]) == 1 and pieces[single].isascii():
            single += 1
        if single > 2:
            parts = self._parted("".join(pieces[:single]).translate(_LEET[1]))
            if parts:
                return single, " ".join(parts)
        for count in range(min(len(pieces), 4), 1, -1):
            word = "".join(pieces[:count])
            strange = any(piece not in self._vocabulary and not piece.isdigit() for piece in pieces[:count])
            if strange and len(word) > 3 and word in self._vocabulary:
                return count, word
        return None

    def _parted(self, letters: str) -> list[str]:
        """Known words that these letters are, as few as can be, or none."""
        best: list[list[str] | None] = [list[str](), *([None] * len(letters))]
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - 16), end):
                before, word = best[start], letters[start:end]
                if before is None or (word not in self._vocabulary and word != "a"):
                    continue
                now = best[end]
                if now is None or len(before) + 1 < len(now):
                    best[end] = [*before, word]
        return best[-1] or []

    def _meant(self, piece: str) -> str:
        """A known word that a strange piece stands for, or ""."""
        if len(piece) < 3 or piece in self._vocabulary or not piece.isascii():
            return ""
        tries: list[str] = [piece.translate(table) for table in _LEET] if not piece.isdigit() else []
        tries += [re.sub(r"(.)\1+", kept, word) for word in (piece, *tries) for kept in (r"\1\1", r"\1")]
        if len(piece) > 3:
            tries += [piece[::-1], codecs.encode(piece, "rot13")]
        return next((word for word in tries if word != piece and word in self._vocabulary), "")

    def _decoded(self, source: str) -> Reading:
        """As it was written, with entities and base64 read."""
        changes = dict[tuple[int, int], str]()
        for pattern, decode in ((re.compile(r"&#?\w{2,8};"), html.unescape), (_CODED, _from_base64)):
            for match in pattern.finditer(source):
                if word := _safely(decode, match.group()):
                    changes.setdefault(match.span(), word)
        return Reading(source, tuple(range(len(source)))).replaced(changes)


def _folded(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind in ("Mn", "Cf", "Me") or letter in "\u115f\u1160\u3164\uffa0\u2800":
        return ""
    read = unicodedata.normalize("NFKC", letter)
    if "\u00c0" <= read[:1] <= "\u1fff":
        read = "".join(part for part in unicodedata.normalize("NFD", read) if unicodedata.category(part) != "Mn")
    return " " if read.isspace() and read != "\n" else read


def _from_base64(code: str) -> str:
    raw = base64.b64decode(code + "=" * (-len(code) % 4), altchars=b"-_" if set(code) & set("-_") else None)
    text = raw.decode()
    return text if len(text) > 3 and text.isprintable() else ""


def _safely(decode: Callable[[str], str], code: str) -> str:
    try:
        word = decode(code)
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""
    return word if word != code else ""
