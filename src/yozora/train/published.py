"""Going on from a published model."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from yozora.conditioning.phrases import SLOTS, Vocabulary
from yozora.models.codec import Decoder
from yozora.models.transformer import Transformer
from yozora.runtime.torch import load_modules
from yozora.train.words import carried
from yozora.weights.store import VOCABULARY


def begin_with(module: Transformer, vocabulary: Vocabulary, folder: Path) -> int:
    """Give a transformer the weights of the model in a folder; words that it did not know keep what they have, and so
    does what sees cut-outs, where it was told of none. Channels that its codec did not have begin at 0.

    Returns how many words there are of those. Raises ValueError where the sizes of the networks differ.
    """
    known, published = Vocabulary.read(folder / VOCABULARY), load_modules(folder).transformer
    here, there = module.config, published.config
    more = here.channels - there.channels
    cutouts = there.cutouts + more if there.cutouts else here.cutouts
    if more < 0 or replace(there, slots=here.slots, channels=here.channels, cutouts=cutouts) != here:
        raise ValueError(f"{folder} holds a network of another size: {there}; expected {here}.")
    mine = module.state_dict()
    weights = _widened(mine, published.state_dict(), there.channels, here.channels)
    new = 0
    for number, slot in enumerate(SLOTS):
        name = f"words.{number}.weight"
        weights[name], unknown = carried(mine[name], weights[name], vocabulary.words[slot], known.words[slot])
        new += unknown
    module.load_state_dict(mine | weights)
    return new


def begin_decoder_with(module: Decoder, folder: Path) -> None:
    """Give a decoder what that of the model in a folder has learnt, its bases left as they are. Channels that the codec
    there did not have begin at 0. Raises ValueError where the sizes of the networks differ."""
    known, mine = load_modules(folder).decoder, module.state_dict()
    learnt = {name: values.detach() for name, values in known.named_parameters() if values.requires_grad}
    before, now = known.enter.in_channels, module.enter.in_channels
    if now < before or known.enter.out_channels != module.enter.out_channels:
        raise ValueError(f"{folder} holds a decoder of another size: {known.enter}; expected {module.enter}.")
    module.load_state_dict(mine | _widened(mine, learnt, before, now))


def _widened(mine: Mapping[str, Tensor], theirs: Mapping[str, Tensor], before: int, now: int) -> dict[str, Tensor]:
    """The weights of a network for `before` channels as those of one for `now` channels, which come first in what goes
    in and out."""
    found = dict[str, Tensor]()
    for name, values in theirs.items():
        found[name] = values
        if mine[name].shape == values.shape or name.startswith("words."):
            continue
        if mine[name].shape[1:] == values.shape[1:]:
            found[name] = torch.cat([values, mine[name][before:]])
        else:
            more = values.new_zeros(len(values), now - before, *values.shape[2:])
            found[name] = torch.cat([values[:, :before], more, values[:, before:]], 1)
    return found
