"""Tables with a row for each word, carried from a network that knows some of the words to one that knows others."""

from collections.abc import Sequence

from jaxtyping import Float
from torch import Tensor


def carried(
    mine: Float[Tensor, "n *k"], theirs: Float[Tensor, "m *k"], words: Sequence[str], known: Sequence[str]
) -> tuple[Float[Tensor, "n *k"], int]:
    """My table of `words` with the rows of another network's for those that both know, and how many words are new.

    Rows before those of the words are the other network's, too."""
    first = len(mine) - len(words)
    table, new = mine.clone(), 0
    table[:first] = theirs[:first]
    for row, word in enumerate(words, start=first):
        if word in known:
            table[row] = theirs[first + known.index(word)]
        else:
            new += 1
    return table, new
