"""Going on from a published model: what it knew it still knows, and new words are added to it."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from yozora.conditioning.phrases import SLOTS, Vocabulary
from yozora.models.basis_file import BASES, load_bases
from yozora.models.blocks import extended
from yozora.models.codec import Decoder
from yozora.models.transformer import Transformer
from yozora.runtime.torch import load_modules
from yozora.train.published import begin_decoder_with, begin_with
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
    noisy = torch.from_numpy(rng.standard_normal((1, 3, 8, 8, PUBLISHED.config.channels)).astype(np.float32))
    laid = torch.from_numpy(rng.standard_normal((1, 3, 8, 8, PUBLISHED.config.cutouts)).astype(np.float32))
    sigma = torch.full((1, 3), 0.7)
    with torch.no_grad():
        before, after = (
            module(noisy, sigma, torch.from_numpy(words.numbers(said))[None], laid)
            for module, words in ((PUBLISHED, KNOWN), (new, MORE))
        )
    assert torch.allclose(before, after, atol=1e-5)


MORE_CHANNELS = 7


def widened(latents: torch.Tensor) -> torch.Tensor:
    """The same latents with noise in channels that the published codec does not have."""
    known = PUBLISHED.config.channels
    more = torch.randn(*latents.shape[:-1], MORE_CHANNELS, generator=torch.Generator().manual_seed(2))
    return torch.cat([latents[..., :known], more, latents[..., known:]], -1)


def test_more_channels_of_a_codec_change_nothing_of_those_that_were_known() -> None:
    config = PUBLISHED.config
    new = network(KNOWN, channels=config.channels + MORE_CHANNELS, cutouts=config.cutouts + MORE_CHANNELS)
    assert begin_with(new, KNOWN, FOLDER) == 0
    generator = torch.Generator().manual_seed(1)
    noisy = torch.randn(1, 3, 8, 8, config.channels, generator=generator)
    laid = torch.randn(1, 3, 8, 8, config.cutouts, generator=generator)
    sigma, said = torch.full((1, 3), 0.7), torch.from_numpy(KNOWN.numbers({"subject": "cat"}))[None]
    with torch.no_grad():
        before, after = PUBLISHED(noisy, sigma, said, laid), new(widened(noisy), sigma, said, widened(laid))
    assert torch.allclose(before, after[..., : config.channels], atol=1e-5)


def test_a_decoder_of_more_channels_begins_with_the_corrections_that_were_learnt() -> None:
    known, bases = load_modules(FOLDER).decoder.eval(), load_bases(FOLDER / BASES)
    rows = [np.random.default_rng(3).standard_normal((900, len(basis.mean))).astype(np.float32) for basis in bases]
    wider = [
        extended(basis, blocks, channels=basis.channels + MORE_CHANNELS)
        for basis, blocks in zip(bases, rows, strict=True)
    ]
    new = Decoder(*wider).eval()
    begin_decoder_with(new, FOLDER)
    latents = torch.randn(1, 2, 8, 8, PUBLISHED.config.channels, generator=torch.Generator().manual_seed(1))
    silent = torch.cat([latents, torch.zeros(1, 2, 8, 8, MORE_CHANNELS)], -1)
    with torch.no_grad():
        assert torch.allclose(known(latents), new(silent), atol=1e-3)


@pytest.mark.parametrize("other", [{"channels": 96}, {"cutouts": 0}])
def test_a_network_that_knows_more_is_refused(other: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="network of another size"):
        begin_with(network(KNOWN, **other), KNOWN, FOLDER)


def test_another_size_of_network_is_refused() -> None:
    with pytest.raises(ValueError, match="network of another size"):
        begin_with(network(MORE, width=128), MORE, FOLDER)
