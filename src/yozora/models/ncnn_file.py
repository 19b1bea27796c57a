"""Reads weights of a plain chain of convolutions from the two files of ncnn, to start from published weights.

Format: https://github.com/Tencent/ncnn/wiki/param-and-model-file-structure
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HALF_TAG = 0x01306B47  # what follows is float16, padded to 4 bytes


def chain_weights(param: Path, binary: Path) -> list[NDArray[np.float32]]:
    """Weights and biases of convolutions (3x3) and slopes of PReLU layers, in order.

    Raises ValueError when the files hold anything else.
    """
    data, at = binary.read_bytes(), 0
    found: list[NDArray[np.float32]] = []
    for line in param.read_text().splitlines()[2:]:
        words = line.split()
        options = dict(word.split("=", 1) for word in words if "=" in word)
        if words and words[0] == "Convolution":
            out, size = int(options["0"]), int(options["6"])
            weights, at = _weights(data, at, size)
            found.append(weights.reshape(out, -1, 3, 3))
            found.append(np.frombuffer(data, np.float32, out, at).copy())
            at += 4 * out
        elif words and words[0] == "PReLU":
            found.append(np.frombuffer(data, np.float32, int(options["0"]), at).copy())
            at += 4 * int(options["0"])
    if at != len(data):
        raise ValueError(f"{binary} holds {len(data)} bytes; its layers account for {at}. Is it another network?")
    return found


def _weights(data: bytes, at: int, size: int) -> tuple[NDArray[np.float32], int]:
    tag = int(np.frombuffer(data, np.uint32, 1, at)[0])
    if tag == HALF_TAG:
        return np.frombuffer(data, np.float16, size, at + 4).astype(np.float32), at + 4 + (2 * size + 3) // 4 * 4
    if tag:
        raise ValueError(f"Weights are stored as {tag:#x}; expected float32 or float16.")
    return np.frombuffer(data, np.float32, size, at + 4).copy(), at + 4 + 4 * size
