"""A prompt cut into words, Chinese stretches, pictures and everything else, each with its place in the prompt."""

import re
from dataclasses import dataclass

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
MEASURES = "只头匹条辆架艘个位名朵棵座颗栋间株尾把台本支根盏块枚顶列节杯轮团幢扇口滴份片幅张段部则"
_KANA = re.compile(r"[\u3040-\u30ff]")
_PICTURES = r"\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff"
_TOKEN = re.compile(
    r"(?P<filler>\d+(?:\.\d+)?\s*[-‐‑]?\s*"
    r"(?:mm|fps|k|p|s|px|seconds?|years?[- ]old|st|nd|rd|th|°\s*[cf]?|%)(?![A-Za-z])"
    r"|\d+\s*(?:多)?\s*(?:毫米|岁|世纪|年代|年|月|日|号|秒|分钟|点|度|多岁))"
    rf"|(?P<count>\d+\s*[{MEASURES}])"
    rf"|(?P<han>[{_HAN}]+)"
    r"|(?P<word>['’](?:s|t|re|ve|ll|d|m)(?![A-Za-z])|[A-Za-zÀ-ÖØ-öø-ɏ]+)"
    r"|(?P<number>\d+)"
    rf"|(?P<picture>[{_PICTURES}])"
    r"|(?P<stop>[.!?;。！？；\n]+)"
    r"|(?P<comma>[,:，、：()（）—–\"“”]+)"
    r"|(?P<joiner>[\ufe0f\u200d]|\s+|[-‐‑'’])"
    r"|(?P<other>[^\W\d_]+|.)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is the name of the group that matched: word, han, number, picture, filler, stop, comma, other."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the token ends in the prompt."""
        return self.start + len(self.text)


def tokenise(prompt: str) -> list[Token]:
    """Every token of the prompt in order; blanks, hyphens and joiners are left out."""
    return [
        Token(match.lastgroup or "other", match[0], match.start())
        for match in _TOKEN.finditer(prompt)
        if match.lastgroup != "joiner"
    ]


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in the lexicon, cut as a prompt is cut."""
    return tuple(
        token.text.lower().replace("’", "'") for token in tokenise(name) if token.kind in ("word", "number", "filler")
    )


def writes_kana(prompt: str) -> bool:
    """Whether the text is Japanese: a fifth or more of its East Asian characters are kana."""
    kana = len(_KANA.findall(prompt))
    han = len(re.findall(rf"[{_HAN}]", prompt))
    return kana > 0 and kana * 4 >= han


def counts(prompt: str) -> tuple[int, int]:
    """Han characters and Latin letters in the text."""
    return len(re.findall(rf"[{_HAN}]", prompt)), len(re.findall(r"[A-Za-z]", prompt))
