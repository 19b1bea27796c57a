"""How an id of 36 bits is spelt by 216 signs: a tail-biting convolutional code of rate 1/6 with 1,024 states.

It has no check sum: bits spent on one would weaken every sign, and how well the nearest word fits tells more.
"""

from functools import cache

import numpy as np

ID_BITS = 36
RATE = 6
SIGNS = ID_BITS * RATE
MEMORY = 10
STATES = 1 << MEMORY
GENERATORS = (0o2451, 0o3517, 0o2667, 0o3465, 0o2623, 0o3577)
"""The best of 6,000 drawn at random: words that part and meet again differ in at least 44 signs."""
ROUNDS = 3
"""The ring of bits is decoded this often in a row; the middle round no longer feels where it began or ends."""


@cache
def outputs() -> np.ndarray:
    """The signs [RATE, 2 * STATES] that are sent for each content of the register (the newest bit is the lowest)."""
    register = np.arange(2 * STATES)
    parity = [np.bitwise_count(register & taps) & 1 for taps in GENERATORS]
    return 1 - 2 * np.array(parity, np.float32)


def signs_of(number: int) -> np.ndarray:
    """The signs [SIGNS] that spell an id."""
    bits = [number >> place & 1 for place in range(ID_BITS)]
    registers = [sum(bits[place - age] << age for age in range(MEMORY + 1)) for place in range(ID_BITS)]
    return outputs()[:, registers].T.ravel()


def nearest_ids(signs: np.ndarray) -> list[int]:
    """The ids whose signs are most like each row of [n, SIGNS] (Viterbi's algorithm, around the ring)."""
    rows = np.arange(len(signs))
    steps = signs.astype(np.float32).reshape(len(signs), ID_BITS, RATE) @ outputs()
    score = np.zeros((len(signs), STATES), np.float32)
    older = np.empty((ROUNDS * ID_BITS, len(signs), STATES), np.bool_)
    for step in range(ROUNDS * ID_BITS):
        gain = steps[:, step % ID_BITS]
        low = np.repeat(score[:, : STATES // 2], 2, axis=1) + gain[:, :STATES]
        high = np.repeat(score[:, STATES // 2 :], 2, axis=1) + gain[:, STATES:]
        older[step] = high > low
        score = np.maximum(low, high)
    state = score.argmax(1)
    found = [0] * len(signs)
    for step in reversed(range(ROUNDS * ID_BITS)):
        if ID_BITS <= step < 2 * ID_BITS:
            found = [one | int(bit) << (step - ID_BITS) for one, bit in zip(found, state & 1, strict=True)]
        state = state >> 1 | older[step, rows, state].astype(np.int64) << (MEMORY - 1)
    return found
