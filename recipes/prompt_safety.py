"""The classifier of prompts as it ships, and the words it knows.

    python recipes/prompt_safety.py --out src/yozora/safety/words

Eight minutes on two cores: 2.1 MB. Needs torch and pypinyin. Reads data/safety (README.md there says what it is, and
how it is split into what is trained on and what `benchmarks/moderation.py` measures on). Trained four times without a
quarter of it, which then says where the line lies, and four times with all of it, of which the mean is kept.
"""

import argparse
import itertools
import re
import sys
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "data" / "safety"))

from corpus import Row, plain, rows, words  # noqa: E402

from yozora.conditioning.nearest import sentence_encoder  # noqa: E402
from yozora.safety.features import ROWS, features  # noqa: E402
from yozora.safety.lists import lines, simplified, terms  # noqa: E402
from yozora.safety.prompts import PromptJudge, PromptModel  # noqa: E402
from yozora.safety.readings import Reader  # noqa: E402
from yozora.worlds.captions import captions  # noqa: E402
from yozora.worlds.sampling import sample  # noqa: E402

THREADS = 2
EPOCHS, BATCH = 12, 256
TABLE_RATE, MEANING_RATE = 0.012, 0.002
TABLE_DECAY = 2e-6
WIDTH = 128
FADED = 0.3
"""The share of what a text is known by that is hidden while training."""
PUSH = 3.0
"""Words weigh this much, divided by the square root of their number."""
STRETCH = 8.0
"""Vectors of unit length are this long to the classifier."""
REFUSED = 0.04
"""Of what OVERT calls harmless in a part that was not trained on, this share is to be refused, in each language, by
lists or by a score over one half. What is written for this project is easier, and would draw the line too low. Taught
with all of it the classifier is surer: of what was held out it is about one in a hundred more."""
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
        self.named, self.listed = np.array(named), np.array(listed)
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


def trained(lessons: Lessons, chosen: np.ndarray, seed: int = 0) -> Classifier:
    """A classifier of the chosen lessons."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model = Classifier()
    groups = [
        {"params": [model.table], "lr": TABLE_RATE, "weight_decay": 0.0},
        {"params": [*model.inner.parameters(), *model.outer.parameters()], "lr": MEANING_RATE, "weight_decay": 1e-2},
    ]
    optimizer = torch.optim.AdamW(groups)
    steps = EPOCHS * -(-len(chosen) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: max(0.02, 1 - step / steps))
    for _ in range(EPOCHS):
        order = rng.permutation(chosen)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            loss = TABLE_DECAY * (model.table**2).sum()
            for logits in (model.words(lessons, batch, rng), model.meaning(lessons, batch, rng)):
                errors = nn.functional.cross_entropy(
                    logits, lessons.labels[batch], label_smoothing=0.03, reduction="none"
                )
                loss = loss + (errors * lessons.weights[batch]).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return model.eval()


@torch.no_grad()
def lines_between(model: Classifier, lessons: Lessons, chosen: np.ndarray) -> np.ndarray:
    """How much likelier than not a lesson is to be refused, as a logit."""
    logits = torch.cat([model(lessons, chosen[start : start + 512]) for start in range(0, len(chosen), 512)])
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


def main() -> None:
    """Find the line, train, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    torch.set_num_threads(THREADS)
    found = [row for row in (*rows(), *words(), *plain(), *scenes(), *prose()) if row.part != "test"]
    write_vocabulary(found, chosen.out)
    write_pinyin(chosen.out)
    lessons = Lessons(found)
    fold = np.array([_fold(row) for row in found])
    line = np.zeros(len(found))
    for number in range(FOLDS):
        held = np.flatnonzero(fold == number)
        line[held] = lines_between(trained(lessons, np.flatnonzero(fold != number)), lessons, held)
    judged = (fold >= 0) & ~lessons.named  # the lists see to those that are named
    unsafe = np.array([row.unsafe for row in found])
    chinese = np.array([row.language == "zh" for row in found])
    overt = np.array([row.origin == "overt" for row in found])
    shifts = list[float]()
    for mine in (judged & overt & ~chinese, judged & overt & chinese):
        harmless = ~unsafe & mine
        listed = float(lessons.listed[harmless].mean())
        shifts.append(float(np.quantile(line[harmless & ~lessons.listed], 1 - (REFUSED - listed) / (1 - listed))))
        caught = float(((line > shifts[-1]) | lessons.listed)[unsafe & mine].mean())
        print(
            f"{REFUSED} of what is harmless is refused, {listed:.4f} by lists, where {caught:.3f} of the rest is caught"
        )
    models = [trained(lessons, np.arange(len(found)), seed) for seed in range(MODELS)]
    write_model(models, shifts, chosen.out / "prompts.npz")


def _fold(row: Row) -> int:
    """Which part a prompt is in, together with those that are alike; -1 where it is only taught with."""
    return -1 if row.group is None else zlib.crc32(row.group.encode()) % FOLDS


if __name__ == "__main__":
    main()
