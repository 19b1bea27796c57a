"""A prompt as a row of marks: every stretch of it with the meanings the lexicon gives it, longest match first."""

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from yozora.director.inflection import Form, forms
from yozora.director.lexicon import Lexicon, Sense, lexicon
from yozora.director.tokens import MEASURES, Token, tokenise, writes_kana

_CHINESE_COUNT = re.compile(rf"(一两|两三|三四|[一二两三四五六七八九十几数]|\d+)([多几]?)(?:大|小)?([{MEASURES}])")
_CHINESE_AGE = re.compile("[一二三四五六七八九十百两]+多?岁")
_LAST = ("to", "toward", "towards", "off", "away", "out", "at")
_BETWEEN = re.compile("(?:了一|了两|了三|了几|了|起了|起|着|一)[个支下次场]?")
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
           "几": 3, "数": 3, "一两": 2, "两三": 3, "三四": 4}  # fmt: skip
_FORMS_OF = {
    "action": set(Form),
    "camera": set(Form),
    "subject": {Form.SAME, Form.S, Form.IRREGULAR},
    "heads": {Form.SAME, Form.S},
    "unknown": {Form.SAME, Form.S},
    "place": {Form.SAME, Form.S},
    "weather": {Form.SAME, Form.S},
    "time": {Form.SAME},
}
_MOST_SPELLINGS_TRIED = 16
_SHORTEST_SPELLING = 5
_SPELLING_CUTOFF = 0.85
MOST_EQUALS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """A stretch of the prompt. `kind` is word, han, picture, stop, comma or other; no senses means unknown."""

    kind: str
    text: str
    start: int
    senses: tuple[tuple[Sense, Form], ...] = ()

    @property
    def end(self) -> int:
        """Where the mark ends in the prompt."""
        return self.start + len(self.text)

    def sense(self, slot: str) -> Sense | None:
        """Its meaning in that table, if it has one."""
        return next((sense for sense, _ in self.senses if sense.slot == slot), None)

    def form(self, slot: str) -> Form:
        """How the word is bent when it is read from that table."""
        return next((form for sense, form in self.senses if sense.slot == slot), Form.SAME)


def count_of(number: int) -> Sense:
    """A count as the cast can play it: at most five of a kind."""
    return Sense(slot="count", value=str(max(1, min(MOST_EQUALS, number))), exact=1 <= number <= MOST_EQUALS)


def _english(tokens: list[Token], at: int, words: Lexicon) -> tuple[int, tuple[tuple[Sense, Form], ...]]:
    """The longest phrase that begins at that token: how many tokens, and its senses."""
    longest, senses = 0, dict[tuple[str, str], tuple[Sense, Form]]()
    for first, bent in forms(tokens[at].text.lower().replace("’", "'")):
        for phrase, sense in words.english.get(first, ()):
            if len(phrase) < longest:
                break
            form = _fit(tokens, at, phrase, bent)
            if form is None or form not in _FORMS_OF.get(sense.slot, {Form.SAME}):
                continue
            if _is_a_sentence(phrase, sense, form, words) or _ends_in_a_way(
                tokens, at + len(phrase) - 1, phrase, words
            ):
                continue
            if len(phrase) > longest:
                longest, senses = len(phrase), {}
            senses.setdefault((sense.slot, sense.slot), (sense, form))
    return longest, tuple(senses.values())


def _is_a_sentence(phrase: tuple[str, ...], sense: Sense, form: Form, words: Lexicon) -> bool:
    """ "The bus stops": not several bus stops."""
    last = [known for one, known in words.english.get(phrase[-1], ()) if len(one) == 1]
    return sense.slot == "place" and form is Form.S and len(phrase) > 1 and any(s.slot == "action" for s in last)


def _ends_in_a_way(tokens: list[Token], last: int, phrase: tuple[str, ...], words: Lexicon) -> bool:
    """ "Runs toward" in "runs toward the camera", "leaps at" in "leaps at sunset": the last word begins a phrase."""
    if len(phrase) == 1 or phrase[-1] not in _LAST:
        return False
    ways = [
        way for way, sense in words.english.get(phrase[-1], ()) if sense.slot in ("direction", "time") and len(way) > 1
    ]
    nights = last + 1 < len(tokens) and any(
        sense.slot == "time" for one, sense in words.english.get(tokens[last + 1].text.lower(), ()) if len(one) == 1
    )
    return (nights and phrase[-1] == "at") or any(_fit(tokens, last, way, Form.SAME) is Form.SAME for way in ways)


def _fit(tokens: list[Token], at: int, phrase: tuple[str, ...], bent: Form) -> Form | None:
    form = bent
    for offset, wanted in enumerate(phrase[1:], start=1):
        if at + offset >= len(tokens) or tokens[at + offset].kind not in ("word", "number"):
            return None
        found = dict(forms(tokens[at + offset].text.lower().replace("’", "'"))).get(wanted)
        if found is None:
            return None
        form = found if form is Form.SAME else form
    return form


def _chinese(text: str, start: int, words: Lexicon) -> list[Mark]:
    """The marks of an unbroken Chinese stretch."""
    marks: list[Mark] = []
    at = 0
    while at < len(text):
        if age := _CHINESE_AGE.match(text, at):
            word, sense = age[0], Sense(slot="filler", value="filler", exact=True)
        elif number := _CHINESE_COUNT.match(text, at):
            word, sense = number[0], count_of(_number(number[1]))
        else:
            word, sense = _apart(text, at, words) or (_before_a_way(text, at, words), None)
        found = (sense,) if sense else words.chinese.get(word, ())
        word = word or text[at]
        marks.append(Mark(kind="han", text=word, start=start + at, senses=tuple((s, Form.SAME) for s in found)))
        at += len(word)
    return marks


def _whole(text: str, at: int, words: Lexicon) -> str:
    """The longest Chinese word that begins there."""
    lengths = range(min(words.longest.get(text[at], 0), len(text) - at), 0, -1)
    return next((text[at : at + n] for n in lengths if text[at : at + n] in words.chinese), "")


def _before_a_way(text: str, at: int, words: Lexicon) -> str:
    """The longest word, without a last character that begins a way: "驶" in "驶向远方", "跳" in "跳过来"."""
    word = _whole(text, at, words)
    way = _whole(text, at + len(word) - 1, words) if len(word) > 1 and word[-1] in "向往朝上下过" else ""
    leads = len(way) > 1 and any(sense.slot in ("direction", "glue") for sense in words.chinese[way])
    return word[:-1] if leads and word[:-1] in words.chinese else word


def _apart(text: str, at: int, words: Lexicon) -> tuple[str, Sense] | None:
    """A verb and what belongs to it with 了, 起, 一 or itself between: "转了一圈", "点了点头", "跳起了舞"."""
    verb = text[at]
    if (between := _BETWEEN.match(text, at + 1)) is None:
        return None
    begin = between.end() + (text[between.end() : between.end() + 1] == verb)
    for end in range(min(begin + 3, len(text)), begin - 1, -1):
        whole = verb + text[begin:end]
        if (end > begin or begin > between.end()) and len(whole) <= end - at - 1:
            for sense in words.chinese.get(whole, ()):
                if sense.slot in ("action", "weather") and len(_whole(text, at, words)) < end - at:
                    return text[at:end], sense
    return None


def _number(text: str) -> int:
    return _DIGITS[text] if text in _DIGITS else int(text[:9])


def _picture(token: Token, words: Lexicon) -> Mark:
    """An emoji, by the words of its Unicode name."""
    name = [Token("word", word, 0) for word in unicodedata.name(token.text, "").lower().replace("-", " ").split()]
    for at in range(len(name)):
        _, senses = _english(name, at, words)
        drawn = tuple(pair for pair in senses if pair[0].slot in ("subject", "weather"))
        if drawn:
            return Mark(kind="picture", text=token.text, start=token.start, senses=drawn[:1])
    return Mark(kind="picture", text=token.text, start=token.start)


@cache
def _spellings() -> dict[str, list[str]]:
    """Single content words of the lexicon by first two letters, for misspelt words."""
    by_letter: dict[str, list[str]] = {}
    for first, phrases in lexicon().english.items():
        content = any(len(phrase) == 1 and sense.slot not in ("glue", "filler", "heads") for phrase, sense in phrases)
        if content and len(first) >= _SHORTEST_SPELLING:
            by_letter.setdefault(first[:2], []).append(first)
    return by_letter


@cache
def _respelt(word: str) -> str | None:
    near = get_close_matches(word, _spellings().get(word[:2], []), n=1, cutoff=_SPELLING_CUTOFF)
    derived = bool(near) and (near[0].startswith(word) or word.startswith(near[0]))
    return near[0] if near and not derived else None


def _misspelt(token: Token, words: Lexicon) -> tuple[tuple[Sense, Form], ...]:
    """The senses of the known word that this one is most likely a slip of; they are stand-ins."""
    word = token.text.lower()
    if (
        len(word) < _SHORTEST_SPELLING
        or word.endswith(("ed", "ing"))
        or not word.isascii()
        or (near := _respelt(word)) is None
    ):
        return ()
    _, senses = _english([Token("word", near, token.start)], 0, words)
    return tuple((Sense(slot=s.slot, value=s.value, exact=False), form) for s, form in senses)


def marks_of(prompt: str) -> list[Mark]:
    """The prompt as marks, in order."""
    words, tokens = lexicon(), tokenise(prompt)
    reads_han = not writes_kana(prompt)
    spellings_left = _MOST_SPELLINGS_TRIED
    marks: list[Mark] = []
    at = 0
    while at < len(tokens):
        token, taken = tokens[at], 1
        if token.kind == "word" or (token.kind == "number" and _continues(tokens, at)):
            taken, senses = _english(tokens, at, words)
            if not taken and spellings_left and len(token.text) >= _SHORTEST_SPELLING:
                spellings_left -= 1
                senses = _misspelt(token, words)
            taken = max(1, taken)
            text = prompt[token.start : tokens[at + taken - 1].end]
            marks.append(Mark(kind="word", text=text, start=token.start, senses=senses or _bare_number(token)))
        elif token.kind == "han" and reads_han:
            marks += _chinese(token.text, token.start, words)
        elif token.kind == "picture":
            marks.append(_picture(token, words))
        elif token.kind == "count":
            sense = count_of(_number(token.text[:-1].strip()))
            marks.append(Mark(kind="han", text=token.text, start=token.start, senses=((sense, Form.SAME),)))
        elif token.kind in ("filler", "number"):
            lens = token.text.lower().endswith(("mm", "毫米"))
            taken = 2 if lens and at + 1 < len(tokens) and tokens[at + 1].text.lower() in ("film", "lens") else 1
            nothing = Sense(slot="filler", value="undrawn" if lens else "filler", exact=True)
            text = prompt[token.start : tokens[at + taken - 1].end]
            marks.append(Mark(kind="word", text=text, start=token.start, senses=((nothing, Form.SAME),)))
        else:
            marks.append(Mark(kind=token.kind, text=token.text, start=token.start))
        at += taken
    return marks


def _continues(tokens: list[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].kind == "word"


def _bare_number(token: Token) -> tuple[tuple[Sense, Form], ...]:
    return ((count_of(int(token.text[:9])), Form.SAME),) if token.kind == "number" and token.text.isdecimal() else ()
