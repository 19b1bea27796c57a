"""The classifier of prompts as it ships, and the words it knows.

    pip download --no-deps --no-binary :all: synonyms==3.10.2 && tar xzf synonyms-3.10.2.tar.gz
    python recipes/prompt_safety.py --vectors synonyms-3.10.2/synonyms/data/words.vector \\
        --out src/yozora/safety/words

25 minutes on two cores: 6 MB. Needs torch and pypinyin. Vectors of Chinese words begin with those of synonyms
3.10.2 (MIT; taught by its authors on Wikipedia), those of English words with what the sentence encoder says of each
alone. Reads data/safety (README.md there says what it is, and how it is split into what is trained on and what
`benchmarks/moderation.py` measures on). Trained four times without a quarter of it, which then says where the line
lies, and with all of it: the mean of four, and the wording of each language once.
"""

import argparse
import itertools
import re
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "data" / "safety"))

from corpus import Row, plain, rows, words  # noqa: E402

from yozora.conditioning.nearest import sentence_encoder  # noqa: E402
from yozora.safety.features import ROWS, features  # noqa: E402
from yozora.safety.lists import HAN, lines, simplified, terms  # noqa: E402
from yozora.safety.prompts import PromptJudge, PromptModel  # noqa: E402
from yozora.safety.readings import CJK, Reader  # noqa: E402
from yozora.safety.wording import LONGEST_WORD, SIZES, UNKNOWN, Words  # noqa: E402
from yozora.worlds.captions import captions  # noqa: E402
from yozora.worlds.sampling import sample  # noqa: E402

THREADS = 2
EPOCHS, BATCH = 12, 256
TABLE_RATE, MEANING_RATE = 0.012, 0.002
TABLE_DECAY = 2e-6
WIDTH = 128
LANGUAGES = ("en", "zh")
WIDTHS = (128, 160, 160, 96)
"""Of the convolutions of each of `SIZES`."""
VECTOR, LENGTH = 64, 3.0
"""Numbers in the vector of a word, and how long it is at first."""
COMMON = 30000
"""Chinese words of the vectors, the commonest first, that are known though no lesson has them."""
WORDING_EPOCHS, WORDING_BATCH, WORDING_RATE, VECTOR_RATE = 7, 128, 1.5e-3, 1e-3
UNHEARD, DULLED, UNSURE = 0.15, 0.2, 0.5
"""While training wording: the share of words left out, of numbers of vectors, and of what the convolutions found."""
FADED = 0.3
"""The share of what a text is known by that is hidden while training."""
PUSH = 3.0
"""Words weigh this much, divided by the square root of their number."""
STRETCH = 8.0
"""Vectors of unit length are this long to the classifier."""
REFUSED = {"en": 0.035, "zh": 0.043}
"""Of what OVERT calls harmless in a part that was not trained on, this share is to be refused, in each language, by
lists or by a score over one half. What is written for this project is easier, and would draw the line too low. Taught
with all of it the classifier is surer, and refuses more of what was held out: in English one and a half in a hundred
more, in Chinese a third of one. These are chosen with that in view, for at most .05 in the end."""
FOLDS = 4
MODELS = 4
"""How many are trained, which differ by chance alone: their mean is less so. (The mean of those that find the line,
each taught with less, finds two in a hundred fewer at the same mistakes.)"""
KINDS = (
    "violence",
    "sexual",
    "minors",
    "hate",
    "self_harm",
    "likeness",
    "characters",
    "privacy",
    "wrongdoing",
    "plain",
)
SPLIT = ("overt", "own")
"""Where prompts are from that are taught by their sentences, too."""
SENTENCE = 0.3
"""What one of these counts, of its prompt."""
SCENES = 250
MOST_MIXED = 4
"""Chinese words of so many characters are also found where only some of them are in pinyin."""
NO_PINYIN = {"ai", "you", "men", "me", "a"}
"""Syllables that are words of their own between Chinese characters: 做AI视频 is no 做爱."""


def scenes() -> Iterator[Row]:
    """What the scenes of the storybook world are called: nothing in them could be refused."""
    for seed in range(SCENES):
        told = captions(sample(seed, seconds=5.0), seed=seed)
        for text, language in (
            (told.short_en, "en"),
            (told.long_en, "en"),
            (told.short_zh, "zh"),
            (told.long_zh, "zh"),
        ):
            yield Row(text, "plain", False, language, "scenes", "train", 0.5)


def prose() -> Iterator[Row]:
    """Sentences of this project's documents and of the Studio: harmless, and in words that prompts seldom have."""
    root = HERE.parent
    documents = [*root.glob("*.md"), *root.glob("docs/**/*.md")]
    for path in documents:
        for text in re.split(r"(?<=[.:;])\s+|\n\n", path.read_text(encoding="utf-8")):
            if len(re.findall("[a-z]{3,}", text)) > 3:
                yield Row(" ".join(text.split()), "plain", False, "en", "prose", "train", 0.5)
    for path in root.glob("studio/src/words/zh/*.ts"):
        for text in re.findall('["`]([^"`]*[\u4e00-\u9fff]{4}[^"`]*)["`]', path.read_text(encoding="utf-8")):
            yield Row(text, "plain", False, "zh", "prose", "train", 0.5)


def sentences(found: Iterable[Row]) -> Iterator[Row]:
    """What is harmless is so sentence by sentence: they are judged alone as well, and a story has its dark ones."""
    reader = Reader(frozenset(), {}, simplified())
    for row in found:
        if not row.unsafe and row.origin in SPLIT:
            for reading in reader.readings(row.text)[0].sentences():
                text = reading.text.strip()
                yield replace(row, text=text, origin="sentences", weight=row.weight * SENTENCE)


def write_vocabulary(train: Sequence[Row], out: Path) -> None:
    """Words that texts are mended with: of the lessons, of the lists."""
    known = {word for row in train for word in re.findall(r"[a-z]{2,}", row.text.lower())}
    short = {"am", "an", "as", "at", "be", "by", "do", "go", "he", "hi", "if", "in", "is", "it", "me", "my", "no", "of"}
    short |= {"oh", "ok", "on", "or", "so", "to", "tv", "up", "us", "we", "ai", "vs", "mm", "id", "uk", "dj"}
    for name in ("people.txt", "characters.txt", "artists.txt", "terms.txt"):
        known |= {word for line in lines(name) for word in re.findall(r"[a-z]{3,}", line.lower())}
    kept = sorted(word for word in known if len(word) > 2 or word in short)
    text = "\n".join(" ".join(kept[start : start + 14]) for start in range(0, len(kept), 14))
    (out / "vocabulary.txt").write_text(f"# Written by recipes/prompt_safety.py.\n{text}\n", "utf-8")


def write_pinyin(out: Path) -> None:
    """How Chinese terms look when some or all of their characters are written as they sound."""
    from pypinyin import lazy_pinyin

    english = {word for line in lines("vocabulary.txt") for word in line.split()}
    found = dict[str, str]()
    for name, part in terms().items():
        for term in part if name not in ("child", "innocent") else ():
            if not re.fullmatch("[\u4e00-\u9fff]{2,}", term):
                continue
            sounds = [sound.replace("ü", "v") for sound in lazy_pinyin(term)]
            choices = [(sign, sound) for sign, sound in zip(term, sounds, strict=True)]
            ways = itertools.product(*choices) if len(term) <= MOST_MIXED else (tuple(sounds),)
            for way in ways:
                latin = [part for part in way if part.isascii()]
                if not latin or (len(latin) < len(way) and set(latin) & NO_PINYIN):
                    continue
                key = "".join(way)
                if not key.isascii() or (len(key) > 4 and key not in english):
                    found.setdefault(key, term)
    text = "\n".join(f"{key} {term}" for key, term in sorted(found.items()))
    (out / "pinyin.txt").write_text(f"# Written by recipes/prompt_safety.py.\n{text}\n", "utf-8")


class Lessons:
    """Rows as the classifier sees them."""

    def __init__(self, found: Sequence[Row]) -> None:
        empty = PromptModel(
            kinds=("",),
            table=np.zeros((ROWS, 1), np.int8),
            scale=np.ones(1),
            inner=np.zeros((512, 1)),
            inner_bias=np.zeros(1),
            outer=np.zeros((1, 1)),
            bias=np.zeros(1),
            shifts=np.zeros(2),
        )
        reader = Reader(frozenset(), {}, simplified())
        judge = PromptJudge(empty, reader, None)
        texts, named, listed = list[str](), list[bool](), list[bool]()
        for row in found:
            plain = reader.readings(row.text)[0]
            texts.append(judge.masked(plain, row.text).text)
            named.append(texts[-1] != plain.text)
            with np.errstate(divide="ignore"):  # nothing is to be refused by a classifier that knows nothing
                listed.append(bool(judge.judge([row.text])))
        self.named, self.listed, self.texts = np.array(named), np.array(listed), texts
        self.chinese = np.array([HAN.search(text) is not None for text in texts])
        self.features = [np.array([feature.row for feature in features(text)] or [0]) for text in texts]
        self.vectors = torch.tensor(np.asarray(sentence_encoder().encode(texts)), dtype=torch.float32) * STRETCH
        self.labels = torch.tensor([KINDS.index(row.kind) + len(KINDS) * (not row.unsafe) for row in found])
        self.weights = torch.tensor([row.weight for row in found])


class Classifier(nn.Module):
    """Two that know nothing of each other, and whose logits are added: one sees features, the other the vector of the
    whole. Refused kinds come first, then harmless ones."""

    def __init__(self) -> None:
        super().__init__()
        kinds = 2 * len(KINDS)
        self.table = nn.Parameter(torch.zeros(ROWS, kinds))
        self.inner = nn.Linear(512, WIDTH)
        self.outer = nn.Linear(WIDTH, kinds)

    def words(self, lessons: Lessons, chosen: Sequence[int], rng: np.random.Generator | None = None) -> Tensor:
        """Logits [b, kinds] of features; with `rng` some are hidden."""
        seen = [lessons.features[index] for index in chosen]
        amounts = torch.tensor([len(row) ** -0.5 for row in seen], dtype=torch.float32)
        if rng:
            seen = [row[rng.random(len(row)) > FADED] if len(row) > 1 else row for row in seen]
        starts = torch.tensor(np.cumsum([0, *map(len, seen[:-1])]))
        summed = nn.functional.embedding_bag(torch.tensor(np.concatenate(seen)), self.table, starts, mode="sum")
        return summed * amounts[:, None] * PUSH

    def meaning(self, lessons: Lessons, chosen: Sequence[int], rng: np.random.Generator | None = None) -> Tensor:
        """Logits [b, kinds] of vectors; with `rng` some of what is seen is hidden."""
        hidden = torch.relu(self.inner(lessons.vectors[list(chosen)]))
        return self.outer(nn.functional.dropout(hidden, FADED, training=rng is not None))

    def forward(self, lessons: Lessons, chosen: Sequence[int]) -> Tensor:
        """Logits [b, kinds] of both."""
        return self.words(lessons, chosen) + self.meaning(lessons, chosen)


class WordingNet(nn.Module):
    """Convolutions over the vectors of words, their maximum and their mean, and kinds from these."""

    def __init__(self, words: Sequence[str], vectors: Tensor) -> None:
        super().__init__()
        self.words, self.numbers = words, Words(words)
        none = torch.zeros(1, vectors.shape[1])
        self.vectors = nn.Embedding.from_pretrained(torch.cat([none, vectors]), freeze=False, padding_idx=UNKNOWN)
        self.kernels = nn.ModuleList(
            nn.Conv1d(vectors.shape[1], width, size, padding=size - 1)
            for size, width in zip(SIZES, WIDTHS, strict=True)
        )
        self.outer = nn.Linear(2 * sum(WIDTHS), 2 * len(KINDS))

    def forward(self, texts: Sequence[str]) -> Tensor:
        """Logits [b, kinds]; while training, some of what is seen is hidden."""
        tokens = [torch.tensor(self.numbers.tokens(text)) for text in texts]
        lengths = torch.tensor([len(one) for one in tokens])
        vectors = self.vectors(nn.utils.rnn.pad_sequence(tokens, batch_first=True, padding_value=UNKNOWN))
        if self.training:
            vectors = vectors * (torch.rand(vectors.shape[:2]) > UNHEARD)[..., None]
        vectors = nn.functional.dropout(vectors, DULLED, self.training).mT
        found = list[Tensor]()
        for size, kernel in zip(SIZES, self.kernels, strict=True):
            heard = torch.relu(kernel(vectors))
            there = torch.arange(heard.shape[2]) < (lengths + size - 1)[:, None]
            heard = heard * there[:, None]
            found += [heard.amax(2), heard.sum(2) / lengths[:, None]]
        return self.outer(nn.functional.dropout(torch.cat(found, 1), UNSURE, self.training))


def english_vectors(texts: Iterable[str]) -> tuple[list[str], Tensor]:
    """Words of texts and of the lists, and what the sentence encoder says of each, in few numbers."""
    found = {word for text in texts for word in re.findall(r"[a-z0-9']+", text)}
    found |= {word for line in lines("vocabulary.txt") for word in line.split()}
    known = sorted(found)
    parts = (known[start : start + BATCH] for start in range(0, len(known), BATCH))
    return known, _shortened(np.concatenate([np.asarray(sentence_encoder().encode(part)) for part in parts]))


def chinese_vectors(texts: Iterable[str], path: Path) -> tuple[list[str], Tensor]:
    """The commonest words that have a vector, and those in texts."""
    found = dict[str, np.ndarray]()
    with path.open("rb") as file:
        amount, size = map(int, file.readline().split())
        for _ in range(amount):
            word = b"".join(iter(lambda: file.read(1), b" ")).decode(errors="replace").strip()
            found[word] = np.frombuffer(file.read(4 * size), np.float32)
    words = [word for word in found if re.fullmatch(rf"[{CJK}]{{1,{LONGEST_WORD}}}", word)]
    every, used = Words(words), set[int]()
    for text in texts:
        used |= set(every.tokens(text))
    known = [word for number, word in enumerate(words, UNKNOWN + 1) if number <= COMMON or number in used]
    return known, _shortened(np.stack([found[word] for word in known]))


def _shortened(vectors: np.ndarray) -> Tensor:
    vectors = vectors - vectors.mean(0)
    main = np.linalg.svd(vectors.T @ vectors)[0][:, :VECTOR]
    short = vectors @ main
    return torch.tensor(short / np.linalg.norm(short, axis=1, keepdims=True) * LENGTH, dtype=torch.float32)


def trained_wording(lessons: Lessons, chosen: np.ndarray, words: Sequence[str], vectors: Tensor) -> WordingNet:
    """A network of the chosen lessons, which are of one language."""
    torch.manual_seed(0)
    model = WordingNet(words, vectors)
    others = [parameter for name, parameter in model.named_parameters() if name != "vectors.weight"]
    groups = [
        {"params": [model.vectors.weight], "lr": VECTOR_RATE, "weight_decay": 0.0},
        {"params": others, "lr": WORDING_RATE, "weight_decay": 1e-2},
    ]

    def loss_of(batch: np.ndarray, rng: np.random.Generator) -> Tensor:
        return _error(lessons, batch, model([lessons.texts[index] for index in batch]))

    _descend(groups, loss_of, chosen, WORDING_EPOCHS, WORDING_BATCH, np.random.default_rng(0))
    return model.eval()


def trained(lessons: Lessons, chosen: np.ndarray, seed: int = 0) -> Classifier:
    """A classifier of the chosen lessons."""
    torch.manual_seed(seed)
    model = Classifier()
    groups = [
        {"params": [model.table], "lr": TABLE_RATE, "weight_decay": 0.0},
        {"params": [*model.inner.parameters(), *model.outer.parameters()], "lr": MEANING_RATE, "weight_decay": 1e-2},
    ]

    def loss_of(batch: np.ndarray, rng: np.random.Generator) -> Tensor:
        words, meaning = model.words(lessons, batch, rng), model.meaning(lessons, batch, rng)
        decay = TABLE_DECAY * (model.table**2).sum()
        return decay + _error(lessons, batch, words) + _error(lessons, batch, meaning)

    _descend(groups, loss_of, chosen, EPOCHS, BATCH, np.random.default_rng(seed))
    return model.eval()


def _error(lessons: Lessons, batch: np.ndarray, logits: Tensor) -> Tensor:
    errors = nn.functional.cross_entropy(logits, lessons.labels[batch], label_smoothing=0.03, reduction="none")
    return (errors * lessons.weights[batch]).mean()


def _descend(
    groups: list[dict[str, Any]],
    loss_of: Callable[[np.ndarray, np.random.Generator], Tensor],
    chosen: np.ndarray,
    epochs: int,
    size: int,
    rng: np.random.Generator,
) -> None:
    optimizer = torch.optim.AdamW(groups)
    steps = epochs * -(-len(chosen) // size)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: max(0.02, 1 - step / steps))
    for _ in range(epochs):
        order = rng.permutation(chosen)
        for start in range(0, len(order), size):
            optimizer.zero_grad()
            loss_of(order[start : start + size], rng).backward()
            optimizer.step()
            schedule.step()


@torch.no_grad()
def lines_between(
    model: Classifier, wordings: Mapping[str, WordingNet], lessons: Lessons, chosen: np.ndarray
) -> np.ndarray:
    """How much likelier than not a lesson is to be refused, as a logit."""
    found = list[Tensor]()
    for index in chosen:
        wording = wordings["zh" if lessons.chinese[index] else "en"]
        found.append(model(lessons, [index]) + wording([lessons.texts[index]]))
    logits = torch.cat(found)
    kinds = len(KINDS)
    return (logits[:, :kinds].logsumexp(1) - logits[:, kinds:].logsumexp(1)).numpy()


@torch.no_grad()
def write_model(models: Sequence[Classifier], shifts: Sequence[float], path: Path) -> None:
    """The mean of several. Weights of words in eight bits, the rest in 16."""
    table = np.mean([model.table.numpy() for model in models], axis=0) * PUSH
    scale = np.abs(table).max(0) / 127
    np.savez_compressed(
        path,
        kinds=np.array([*KINDS[:-1], "", *[""] * len(KINDS)]),
        table=np.round(table / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        inner=np.hstack([model.inner.weight.T.numpy() * STRETCH for model in models]).astype(np.float16),
        inner_bias=np.hstack([model.inner.bias.numpy() for model in models]).astype(np.float32),
        outer=np.vstack([model.outer.weight.T.numpy() / len(models) for model in models]).astype(np.float16),
        bias=np.mean([model.outer.bias.numpy() for model in models], axis=0).astype(np.float32),
        shifts=np.array(shifts, np.float32),
    )


@torch.no_grad()
def write_wording(model: WordingNet, path: Path) -> None:
    """Vectors in eight bits, the rest in 16."""
    vectors = model.vectors.weight.numpy()
    scale = np.abs(vectors).max(0) / 127
    layers = dict[str, np.ndarray]()
    for size, kernel in zip(SIZES, model.kernels, strict=True):
        layers[f"kernel{size}"] = kernel.weight.flatten(1).T.numpy().astype(np.float16)
        layers[f"bias{size}"] = kernel.bias.numpy()
    np.savez_compressed(
        path,
        words=np.array(model.words),
        vectors=np.round(vectors / scale).astype(np.int8),
        scale=scale,
        outer=model.outer.weight.T.numpy().astype(np.float16),
        bias=model.outer.bias.numpy(),
        **layers,
    )


def main() -> None:
    """Find the line, train, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vectors", type=Path, required=True, help="of Chinese words, as word2vec writes them")
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    torch.set_num_threads(THREADS)
    found = [row for row in (*rows(), *words(), *plain(), *scenes(), *prose()) if row.part != "test"]
    found += sentences(found)
    write_vocabulary(found, chosen.out)
    write_pinyin(chosen.out)
    lessons = Lessons(found)
    own = {language: lessons.chinese == (language == "zh") for language in LANGUAGES}
    texts = {language: [lessons.texts[index] for index in np.flatnonzero(mine)] for language, mine in own.items()}
    vectors = {"en": english_vectors(texts["en"]), "zh": chinese_vectors(texts["zh"], chosen.vectors)}

    def worded(part: np.ndarray) -> dict[str, WordingNet]:
        return {
            language: trained_wording(lessons, np.flatnonzero(part & mine), *vectors[language])
            for language, mine in own.items()
        }

    fold = np.array([_fold(row) for row in found])
    line = np.zeros(len(found))
    for number in range(FOLDS):
        held = np.flatnonzero(fold == number)
        rest = fold != number
        line[held] = lines_between(trained(lessons, np.flatnonzero(rest)), worded(rest), lessons, held)
    judged = (fold >= 0) & ~lessons.named  # the lists see to those that are named
    unsafe = np.array([row.unsafe for row in found])
    chinese = np.array([row.language == "zh" for row in found])
    overt = np.array([row.origin == "overt" for row in found])
    shifts = list[float]()
    for language, mine in (("en", judged & overt & ~chinese), ("zh", judged & overt & chinese)):
        harmless, share = ~unsafe & mine, REFUSED[language]
        listed = float(lessons.listed[harmless].mean())
        shifts.append(float(np.quantile(line[harmless & ~lessons.listed], 1 - (share - listed) / (1 - listed))))
        caught = float(((line > shifts[-1]) | lessons.listed)[unsafe & mine].mean())
        print(
            f"{share} of what is harmless is refused, {listed:.4f} by lists, where {caught:.3f} of the rest is caught"
        )
    models = [trained(lessons, np.arange(len(found)), seed) for seed in range(MODELS)]
    write_model(models, shifts, chosen.out / "prompts.npz")
    for language, net in worded(np.full(len(found), True)).items():
        write_wording(net, chosen.out / f"wording_{language}.npz")


def _fold(row: Row) -> int:
    """Which part a prompt is in, together with those that are alike; -1 where it is only taught with."""
    return -1 if row.group is None else zlib.crc32(row.group.encode()) % FOLDS


if __name__ == "__main__":
    main()
