"""Going on from a published model: what it knew it still knows, and new words are added to it."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from yozora.conditioning.phrases import SLOTS, Vocabulary
from yozora.models.transformer import Transformer
from yozora.runtime.torch import load_modules
from yozora.train.published import begin_with
from yozora.weights.manifest import BUILT_IN
from yozora.weights.store import VOCABULARY

FOLDER = BUILT_IN / "storybook"
KNOWN = Vocabulary.read(FOLDER / VOCABULARY)
MORE = Vocabulary(words={slot: ("aardvark", *KNOWN.words[slot]) for slot in SLOTS})
"""Every word has another number."""


PUBLISHED = load_modules(FOLDER).transformer.eval()


def network(vocabulary: Vocabulary, **other: int) -> Transformer:
    return Transformer(replace(PUBLISHED.config, slots=vocabulary.sizes, **other)).eval()


def test_words_that_were_known_mean_the_same_and_others_are_counted() -> None:
    new = network(MORE)
    assert begin_with(new, MORE, FOLDER) == len(SLOTS)
    said = {"subject": "cat", "place": "forest", "time": "night", "count": "1", "action": "walk", "direction": "left"}
    rng = np.random.default_rng(1)
    noisy = torch.from_numpy(rng.standard_normal((1, 3, 8, 8, 128)).astype(np.float32))
    laid = torch.from_numpy(rng.standard_normal((1, 3, 8, 8, PUBLISHED.config.cutouts)).astype(np.float32))
    sigma = torch.full((1, 3), 0.7)
    with torch.no_grad():
        before, after = (
            module(noisy, sigma, torch.from_numpy(words.numbers(said))[None], laid)
            for module, words in ((PUBLISHED, KNOWN), (new, MORE))
        )
    assert torch.allclose(before, after, atol=1e-5)


def test_another_size_of_network_is_refused() -> None:
    with pytest.raises(ValueError, match="network of another size"):
        begin_with(network(MORE, width=128), MORE, FOLDER)
