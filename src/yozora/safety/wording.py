"""What words say beside one another: convolutions over their vectors, a network for each language.

Kim, Convolutional Neural Networks for Sentence Classification (2014), arXiv 1408.5882, with the mean beside the
maximum. `recipes/prompt_safety.py` says where the vectors come from; they were taught further with the rest.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import islice

import numpy as np
from jaxtyping import Float
from numpy.lib.stride_tricks import sliding_window_view

from yozora.safety.readings import CJK

UNKNOWN = 0
"""The token of a word without a vector, which adds nothing."""
LONGEST_TEXT = 64
"""Words of a text that are looked at."""
LONGEST_WORD = 6
"""Chinese characters that may be one word."""
SIZES = (1, 2, 3, 4)
"""Words that a convolution sees at once."""
_PART = re.compile(rf"[a-z0-9']+|[{CJK}]+")


class Words:
    """The words that have a vector, by number."""

    def __init__(self, words: Iterable[str]) -> None:
        self._numbers = {word: number for number, word in enumerate(words, UNKNOWN + 1)}

    def tokens(self, text: str) -> list[int]:
        """The numbers of a text's words. Never empty."""
        spans = islice(self.spans(text), LONGEST_TEXT)
        return [self._numbers.get(text[start:end], UNKNOWN) for start, end in spans] or [UNKNOWN]

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where a text's words are; Chinese is cut into the longest words that are known."""
        for part in _PART.finditer(text):
            start, end = part.span()
            if part.group().isascii():
                yield start, end
                continue
            while start < end:
                longest = range(min(LONGEST_WORD, end - start), 1, -1)
                size = next((size for size in longest if text[start : start + size] in self._numbers), 1)
                yield start, start + size
                start += size


class Wording:
    """Logits of kinds of prompts by what stands beside what."""

    def __init__(self, stored: Mapping[str, np.ndarray]) -> None:
        self.words = Words(map(str, stored["words"]))
        self._vectors = stored["vectors"]
        self._scale = stored["scale"]
        self._layers = [(stored[f"kernel{size}"].astype(np.float32), stored[f"bias{size}"]) for size in SIZES]
        self._outer, self._bias = stored["outer"].astype(np.float32), stored["bias"]

    def logits(self, text: str) -> Float[np.ndarray, " k"]:
        """What a text adds to the logit of each kind."""
        vectors = self._vectors[self.words.tokens(text)] * self._scale
        found = list[np.ndarray]()
        for size, (kernel, bias) in zip(SIZES, self._layers, strict=True):
            padded = np.pad(vectors, ((size - 1, size - 1), (0, 0)))
            windows = sliding_window_view(padded, size, axis=0)
            heard = np.maximum(windows.reshape(len(windows), -1) @ kernel + bias, 0)
            found += [heard.max(0), heard.sum(0) / len(vectors)]
        return np.concatenate(found) @ self._outer + self._bias


@cache
def load_wording(language: str) -> Wording:
    """The network for "en" or "zh" that comes with the program. Loaded once."""
    with files("yozora.safety").joinpath("words", f"wording_{language}.npz").open("rb") as file:
        return Wording(dict(np.load(file, allow_pickle=False)))
