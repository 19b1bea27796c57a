"""Weights are stored once: a graph's `.bin` holds them, and a table says where in it each parameter of a module is."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

KINDS = ("float16", "float32")


@dataclass(frozen=True, kw_only=True)
class Stored:
    """Where the numbers of one parameter begin, their kind and the parameter's shape."""

    offset_bytes: int
    kind: str
    shape: tuple[int, ...]

    @classmethod
    def parse(cls, entry: Mapping[str, Any]) -> "Stored":
        """From the JSON of `asdict`."""
        return cls(offset_bytes=entry["offset_bytes"], kind=entry["kind"], shape=tuple(entry["shape"]))


def locate(parameters: Mapping[str, NDArray[np.float32]], binary: Path) -> dict[str, Stored]:
    """Find each parameter in the file of a graph, halved or whole. One that is not there, because the graph keeps only
    what was computed from it, is appended whole: graphs read by offset and never see it."""
    data = bytearray(binary.read_bytes())
    table: dict[str, Stored] = {}
    for name, values in parameters.items():
        for kind in KINDS:
            with np.errstate(over="ignore"):  # too large for float16: then it is looked for as float32
                offset = data.find(values.astype(kind).tobytes())
            if offset >= 0:
                break
        else:
            kind, offset = "float32", len(data)
            data += values.astype(np.float32).tobytes()
        table[name] = Stored(offset_bytes=offset, kind=kind, shape=values.shape)
    binary.write_bytes(data)
    return table


def read(table: Mapping[str, Stored], binary: Path) -> dict[str, NDArray[np.float32]]:
    """The parameters that `locate` found."""
    data = binary.read_bytes()
    return {
        name: np.frombuffer(data, place.kind, int(np.prod(place.shape)), place.offset_bytes)
        .reshape(place.shape)
        .astype(np.float32)
        for name, place in table.items()
    }
