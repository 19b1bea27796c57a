"""Prompts are judged before anything is spent: by lists of names and terms, and by a classifier of what is meant.

Every text is read as it stands and with tricks of spelling undone; long ones are judged sentence by sentence too, and
all texts of a request as one, because people spread a sentence over cards.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from jaxtyping import Float, Int8

from yozora.conditioning.nearest import sentence_encoder
from yozora.safety.features import Feature, features
from yozora.safety.findings import Category, Finding
from yozora.safety.lists import HAN, NAMED, SAID, Entry, Matcher, lines, matcher_of, simplified, spellings, terms
from yozora.safety.readings import CJK, Reader, Reading
from yozora.safety.wording import Wording, load_wording

SURE = 1.0
"""The score of what a list says."""
FAINTEST = 0.2
"""What is less sure than that is no finding."""
ALONE = 2.0
"""How much surer, as a logit, a sentence by itself has to be than a whole text: it is out of its context."""
SINGLE = 5.0
"""And a text that is a single word: it has none."""
CALM = -3.0
"""A text that its words alone find less alarming than this, as a logit, is harmless: by cross validation 7 in 10,000 of
what is caught are lost, and for half of all ordinary prompts the sentence encoder need not be loaded."""
MOST_WORDS = 3
"""How many words of a text are named as the reason."""
LEAST_SHARE = 3
"""A word is no reason when it says less than this part of what the first one says."""
MOST_TRIED = 8
"""Words that are left out, one at a time, to see which ones are the reason."""
STAND_INS = {
    Category.LIKENESS: ("a famous person", "某个名人"),
    Category.CHARACTERS: ("a well-known character", "某个著名角色"),
}
"""What the classifier reads in place of a name, in English and Chinese: it learns what is done, not who is famous."""

LONGEST_JOINED = 8000
"""Characters of all texts of a request, up to which they are judged together as well."""

_SAYS = re.compile(rf"[{CJK}]+|[a-z0-9']{{3,}}")
_SINGLE = re.compile(rf"\W*(?:[a-zA-Z]+|[{CJK}]{{1,3}})\W*")


class PromptModel:
    """Softmax over kinds of prompts, of words and of the vector of the whole. `kinds` are categories for what is to be
    refused, and "" for what is not."""

    def __init__(
        self,
        *,
        kinds: tuple[str, ...],
        table: Int8[np.ndarray, "rows k"],
        scale: Float[np.ndarray, " k"],
        inner: Float[np.ndarray, "512 w"],
        inner_bias: Float[np.ndarray, " w"],
        outer: Float[np.ndarray, "w k"],
        bias: Float[np.ndarray, " k"],
        shifts: Float[np.ndarray, "2"],
    ) -> None:
        self.categories = tuple(Category(kind) if kind else None for kind in kinds)
        self._table, self._scale, self._shifts = table, scale, shifts
        self._inner, self._inner_bias, self._outer, self._bias = inner, inner_bias, outer, bias
        self._bad = np.array([kind != "" for kind in kinds])

    def weights(self, found: Sequence[Feature]) -> Float[np.ndarray, "n k"]:
        """What each feature of a text adds to the logit of each kind."""
        rows = self._table[[feature.row for feature in found]]
        return rows * (self._scale / max(1, len(found)) ** 0.5)

    def alarm(self, words: Float[np.ndarray, " k"]) -> float:
        """How much likelier than not something is to be refused, by its words alone, as a logit."""
        shares = np.exp(words - words.max())
        return float(np.log(shares[self._bad].sum()) - np.log(shares[~self._bad].sum()))

    def scores(
        self, words: Float[np.ndarray, " k"], vector: Float[np.ndarray, "512"], *, chinese: bool, doubt: float
    ) -> Float[np.ndarray, " k"]:
        """How sure each kind is, by what its words add to each and the vector of the whole: the surest of those to be
        refused has the score that it is to be refused at all. The line between is drawn for each language, and `doubt`
        moves it, as a logit."""
        logits = words + np.maximum(vector @ self._inner + self._inner_bias, 0) @ self._outer + self._bias
        shares = np.exp(logits - logits.max())
        bad = float(shares[self._bad].sum())
        refused = bad / (bad + float(shares[~self._bad].sum()) * np.exp(self._shifts[int(chinese)] + doubt))
        return np.where(self._bad, shares / shares[self._bad].max() * refused, 0)


class PromptJudge:
    """Judges texts, in milliseconds; the first one waits a third of a second for the sentence encoder."""

    def __init__(self, model: PromptModel, reader: Reader, encoder: Any) -> None:
        self._model, self._reader, self._encoder = model, reader, encoder
        parts = terms()
        self._named = {category: matcher_of(*names) for category, names in NAMED.items()}
        self._said = {category: _matcher(parts[category.value]) for category in SAID}
        self._child, self._with_child = _matcher(parts["child"]), _matcher(parts["child sexual"])
        self._innocent = _matcher(parts["innocent"])

    def judge(self, texts: Sequence[str]) -> tuple[Finding, ...]:
        """What is found in the texts of one request, one finding a category, the surest first."""
        best = dict[Category, tuple[Finding, _Seen | None]]()
        for finding, seen in self._findings([text for text in texts if text.strip()]):
            if finding.category not in best or finding.score > best[finding.category][0].score:
                best[finding.category] = finding, seen
        found = [finding if seen is None else self._explained(finding, seen) for finding, seen in best.values()]
        return tuple(sorted(found, key=lambda finding: -finding.score))

    def _findings(self, texts: Sequence[str]) -> Iterator[tuple[Finding, "_Seen | None"]]:
        joined = " ".join(texts)
        unique = list(dict.fromkeys((*texts, joined) if 0 < len(joined) <= LONGEST_JOINED else texts))
        parts = dict[str, _Seen]()
        for source in unique:
            readings = self._reader.readings(source)
            for reading in readings:
                yield from ((finding, None) for finding in self._listed(reading, source))
            alone = ((sentence, ALONE) for sentence in readings[-1].sentences())
            whole = SINGLE if _SINGLE.fullmatch(source) else 0.0
            for reading, doubt in (*((reading, whole) for reading in readings), *alone):
                masked = self.masked(reading, source)
                if masked.text not in parts:
                    parts[masked.text] = self._seen(masked, source, doubt)
        doubtful = [seen for seen in parts.values() if self._model.alarm(seen.words) >= CALM]
        for seen, scores in zip(doubtful, self._scored(doubtful), strict=True):
            for category, score in zip(self._model.categories, scores, strict=True):
                if category and score >= FAINTEST:
                    yield Finding(category=category, score=float(score)), seen

    def masked(self, reading: Reading, source: str) -> Reading:
        """A reading with stand-ins for the names of people and characters."""
        for category, matcher in self._named.items():
            english, chinese = STAND_INS[category]
            reading = reading.replaced(
                {
                    (start, end): english if reading.text[start:end].isascii() else chinese
                    for start, end in matcher.spans(reading, source)
                },
                whole=True,
            )
        return reading

    def _listed(self, reading: Reading, source: str) -> Iterator[Finding]:
        reading = reading.replaced({span: " " for span in self._innocent.spans(reading, source)})
        for category, matcher in (*self._named.items(), *self._said.items()):
            yield from _found(category, reading, source, list(matcher.spans(reading, source)))
        child, sexual = (list(one.spans(reading, source)) for one in (self._child, self._with_child))
        if child and sexual:
            yield from _found(Category.MINORS, reading, source, [child[0], sexual[0]])

    def _seen(self, reading: Reading, source: str, doubt: float) -> "_Seen":
        return _Seen(reading, source, doubt, words=self._model.weights(features(reading.text)).sum(0))

    def _scored(self, parts: Collection["_Seen"]) -> Float[np.ndarray, "n k"]:
        """How sure the classifier is of each kind, for each part."""
        rows = list[np.ndarray]()
        vectors = self._encoder.encode([seen.reading.text for seen in parts]) if parts else ()
        for seen, vector in zip(parts, vectors, strict=True):
            text = seen.reading.text
            words = seen.words + _network(text).logits(text)
            rows.append(self._model.scores(words, vector, chinese=_is_chinese(text), doubt=seen.doubt))
        return np.array(rows)

    def _explained(self, finding: Finding, seen: "_Seen") -> Finding:
        """With the words that say most: those for which the table has most, and without which the network says less.
        The encoder is not asked: it is slow, and what it says of a text with a hole in it is no reason."""
        text, kind = seen.reading.text, self._model.categories.index(finding.category)
        network = _network(text)
        spans = [(start, end) for start, end in network.words.spans(text) if _SAYS.fullmatch(text, start, end)]
        said = self._table_says(text, spans, kind)
        as_it_is = _above(network.logits(text), kind)
        gains = {
            span: gain + as_it_is - _above(network.logits(seen.reading.replaced({span: " "}).text), kind)
            for span, gain in sorted(said.items(), key=lambda item: -item[1])[:MOST_TRIED]
        }
        least = max((0.0, *gains.values())) / LEAST_SHARE
        chosen = [span for span in sorted(gains, key=lambda span: -gains[span])[:MOST_WORDS] if gains[span] > least]
        words = dict.fromkeys(seen.reading.written(seen.source, *span) for span in sorted(chosen))
        whole = tuple(word for word in words if not any(word in other for other in words if other != word))
        return replace(finding, words=whole)

    def _table_says(self, text: str, spans: Sequence[tuple[int, int]], kind: int) -> dict[tuple[int, int], float]:
        """What each word adds to the logit of a kind."""
        found = features(text)
        weights = self._model.weights(found)
        letters = np.zeros(len(text))
        for feature, gain in zip(found, weights[:, kind] - weights.mean(1), strict=True):
            letters[feature.start : feature.end] += gain / (feature.end - feature.start)
        return {span: float(letters[slice(*span)].sum()) for span in spans}


@dataclass(frozen=True)
class _Seen:
    """What the classifier reads of a text as it was written, how much surer it has to be, and what its words add to
    the logit of each kind."""

    reading: Reading
    source: str
    doubt: float
    words: Float[np.ndarray, " k"]


def _found(category: Category, reading: Reading, source: str, spans: Sequence[tuple[int, int]]) -> Iterator[Finding]:
    if spans:
        words = dict.fromkeys(reading.written(source, *span) for span in spans[:MOST_WORDS])
        yield Finding(category=category, score=SURE, words=tuple(words))


def _is_chinese(text: str) -> bool:
    return HAN.search(text) is not None


def _network(text: str) -> Wording:
    return load_wording("zh" if _is_chinese(text) else "en")


def _above(logits: Float[np.ndarray, " k"], kind: int) -> float:
    return float(logits[kind] - logits.mean())


def _matcher(found: Sequence[str]) -> Matcher:
    return Matcher(Entry(text=text) for text in found)


def usual_reader() -> Reader:
    """The reader with the words and spellings that come with the program."""
    vocabulary = frozenset(word for line in lines("vocabulary.txt") for word in line.split())
    return Reader(vocabulary, spellings(), simplified())


@cache
def load_prompt_judge() -> PromptJudge:
    """The judge that comes with the program. Loaded once."""
    with files("yozora.safety").joinpath("words", "prompts.npz").open("rb") as file:
        stored = np.load(file, allow_pickle=False)
        model = PromptModel(
            kinds=tuple(map(str, stored["kinds"])),
            table=stored["table"],
            scale=stored["scale"],
            inner=stored["inner"].astype(np.float32),
            inner_bias=stored["inner_bias"],
            outer=stored["outer"].astype(np.float32),
            bias=stored["bias"],
            shifts=stored["shifts"],
        )
    return PromptJudge(model, usual_reader(), sentence_encoder())
