"""Prompts are judged before anything is spent: by lists of names and terms, and by a classifier of what is meant.

Every text is read as it stands and with tricks of spelling undone; long ones are judged sentence by sentence too, and
all texts of a request as one, because people spread a sentence over cards.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from jaxtyping import Float, Int8

from yozora.conditioning.nearest import sentence_encoder
from yozora.safety.features import Feature, features
from yozora.safety.findings import Category, Finding
from yozora.safety.lists import HAN, NAMED, SAID, Entry, Matcher, lines, matcher_of, simplified, spellings, terms
from yozora.safety.readings import Reader, Reading

SURE = 1.0
"""The score of what a list says."""
FAINTEST = 0.2
"""What is less sure than that is no finding."""
ALONE = 2.0
"""How much surer, as a logit, a sentence by itself has to be than a whole text: it is out of its context."""
MOST_WORDS = 3
"""How many words of a text are named as the reason."""
STAND_INS = {
    Category.LIKENESS: ("a famous person", "某个名人"),
    Category.CHARACTERS: ("a well-known character", "某个著名角色"),
}
"""What the classifier reads in place of a name, in English and Chinese: it learns what is done, not who is famous."""

LONGEST_JOINED = 8000
"""Characters of all texts of a request, up to which they are judged together as well."""


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

    def scores(
        self, words: Float[np.ndarray, " k"], vector: Float[np.ndarray, "512"], *, chinese: bool, doubt: float
    ) -> Float[np.ndarray, " k"]:
        """How sure each kind is: the surest of those to be refused has the score that it is to be refused at all. The
        line between is drawn for each language, and `doubt` moves it, as a logit."""
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
        best = dict[Category, Finding]()
        for finding in self._findings([text for text in texts if text.strip()]):
            if finding.category not in best or finding.score > best[finding.category].score:
                best[finding.category] = finding
        return tuple(sorted(best.values(), key=lambda finding: -finding.score))

    def _findings(self, texts: Sequence[str]) -> Iterator[Finding]:
        joined = " ".join(texts)
        unique = list(dict.fromkeys((*texts, joined) if 0 < len(joined) <= LONGEST_JOINED else texts))
        parts = dict[str, tuple[Reading, str, float]]()
        for source in unique:
            readings = self._reader.readings(source)
            for reading in readings:
                yield from self._listed(reading, source)
            alone = ((sentence, ALONE) for sentence in readings[-1].sentences())
            for reading, doubt in (*((reading, 0.0) for reading in readings), *alone):
                masked = self.masked(reading, source)
                parts.setdefault(masked.text, (masked, source, doubt))
        vectors = self._encoder.encode(list(parts)) if parts else ()
        for (reading, source, doubt), vector in zip(parts.values(), vectors, strict=True):
            yield from self._classified(reading, source, vector, doubt)

    def masked(self, reading: Reading, source: str) -> Reading:
        """A reading with stand-ins for the names of people and characters."""
        for category, matcher in self._named.items():
            english, chinese = STAND_INS[category]
            reading = reading.replaced(
                {
                    (start, end): english if reading.text[start:end].isascii() else chinese
                    for start, end in matcher.spans(reading, source)
                }
            )
        return reading

    def _listed(self, reading: Reading, source: str) -> Iterator[Finding]:
        for category, matcher in (*self._named.items(), *self._said.items()):
            yield from _found(category, reading, source, list(matcher.spans(reading, source)))
        innocent = {span: " " for span in self._innocent.spans(reading, source)}
        reading = reading.replaced(innocent)
        child, sexual = (list(one.spans(reading, source)) for one in (self._child, self._with_child))
        if child and sexual:
            yield from _found(Category.MINORS, reading, source, [child[0], sexual[0]])

    def _classified(
        self, reading: Reading, source: str, vector: Float[np.ndarray, "512"], doubt: float
    ) -> Iterator[Finding]:
        found = features(reading.text)
        weights = self._model.weights(found)
        chinese = HAN.search(reading.text) is not None
        scores = self._model.scores(weights.sum(0), vector, chinese=chinese, doubt=doubt)
        for kind, category in enumerate(self._model.categories):
            if category and scores[kind] >= FAINTEST:
                words = _reasons(reading, source, found, weights[:, kind] - weights.mean(1))
                yield Finding(category=category, score=float(scores[kind]), words=words)


def _found(category: Category, reading: Reading, source: str, spans: Sequence[tuple[int, int]]) -> Iterator[Finding]:
    if spans:
        words = dict.fromkeys(reading.written(source, *span) for span in spans[:MOST_WORDS])
        yield Finding(category=category, score=SURE, words=tuple(words))


def _reasons(
    reading: Reading, source: str, found: Sequence[Feature], weights: Float[np.ndarray, " n"]
) -> tuple[str, ...]:
    """The words that say most that a text is of a kind, in the order in which they were written."""
    chosen = list[Feature]()
    for index in map(int, np.argsort(-weights, kind="stable")):
        feature = found[index]
        if weights[index] <= 0 or len(chosen) == MOST_WORDS:
            break
        if all(feature.end <= other.start or feature.start >= other.end for other in chosen):
            chosen.append(feature)
    ordered = sorted(chosen, key=lambda feature: feature.start)
    return tuple(dict.fromkeys(reading.written(source, one.start, one.end) for one in ordered))


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
