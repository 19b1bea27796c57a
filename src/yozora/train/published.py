"""Going on from a published model."""

from dataclasses import replace
from pathlib import Path

from yozora.conditioning.phrases import SLOTS, Vocabulary
from yozora.models.transformer import Transformer
from yozora.runtime.torch import load_modules
from yozora.weights.store import VOCABULARY


def begin_with(module: Transformer, vocabulary: Vocabulary, folder: Path) -> int:
    """Give a transformer the weights of the model in a folder; words that it did not know keep what they have, and so
    does what sees cut-outs, where it was told of none.

    Returns how many there are of those. Raises ValueError where the sizes of the networks differ.
    """
    known, published = Vocabulary.read(folder / VOCABULARY), load_modules(folder).transformer
    mine_may = {"slots": module.config.slots} | ({} if published.config.cutouts else {"cutouts": module.config.cutouts})
    if (theirs := replace(published.config, **mine_may)) != module.config:
        raise ValueError(f"{folder} holds a network of another size: {theirs}. Train with its --size.")
    weights, mine = published.state_dict(), module.state_dict()
    new = 0
    for number, slot in enumerate(SLOTS):
        name = f"words.{number}.weight"
        table = mine[name].clone()
        table[0] = weights[name][0]
        for place, word in enumerate(vocabulary.words[slot], start=1):
            if word in known.words[slot]:
                table[place] = weights[name][1 + known.words[slot].index(word)]
            else:
                new += 1
        weights[name] = table
    module.load_state_dict(mine | weights)
    return new
