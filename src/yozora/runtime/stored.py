"""Weights are stored once: a graph's `.bin` holds them, and a table says where in it each parameter of a module is."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

KINDS = ("float16", "float32")
IN_EIGHT_BITS = "int8"


@dataclass(frozen=True, kw_only=True)
class Stored:
    """Where the numbers of one parameter begin, their kind and the parameter's shape; of one in eight bits, also where
    the float32 are that its rows are multiplied by."""

    offset_bytes: int
    kind: str
    shape: tuple[int, ...]
    scale_offset_bytes: int | None = None

    @classmethod
    def parse(cls, entry: Mapping[str, Any]) -> "Stored":
        """From the JSON of `asdict`."""
        return cls(
            offset_bytes=entry["offset_bytes"],
            kind=entry["kind"],
            shape=tuple(entry["shape"]),
            scale_offset_bytes=entry.get("scale_offset_bytes"),
        )


def eight_bits(values: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Rows (all but the first axis) as integers up to 127, and what each row is to be multiplied by [rows, 1, ...]."""
    largest = np.abs(values).max(tuple(range(1, values.ndim)), keepdims=True)
    scale = np.where(largest == 0, 1, largest / 127).astype(np.float32)
    return np.round(values / scale).astype(np.int8), scale


def locate(parameters: Mapping[str, NDArray[np.float32]], binary: Path) -> dict[str, Stored]:
    """Find each parameter in the file of a graph, in eight bits, halved or whole. One that is not there, because the
    graph keeps only what was computed from it, is appended whole: graphs read by offset and never see it."""
    data = bytearray(binary.read_bytes())
    table: dict[str, Stored] = {}
    for name, values in parameters.items():
        if (found := _in_eight_bits(values, data)) is not None:
            table[name] = found
            continue
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


def _in_eight_bits(values: NDArray[np.float32], data: bytearray) -> Stored | None:
    if values.ndim < 2:
        return None
    short, scale = eight_bits(values)
    offset, scale_offset = data.find(short.tobytes()), data.find(scale.tobytes())
    if min(offset, scale_offset) < 0:
        return None
    return Stored(offset_bytes=offset, kind=IN_EIGHT_BITS, shape=values.shape, scale_offset_bytes=scale_offset)


def read(table: Mapping[str, Stored], binary: Path) -> dict[str, NDArray[np.float32]]:
    """The parameters that `locate` found."""
    data = binary.read_bytes()
    found = dict[str, NDArray[np.float32]]()
    for name, place in table.items():
        values = np.frombuffer(data, place.kind, int(np.prod(place.shape)), place.offset_bytes).reshape(place.shape)
        found[name] = values.astype(np.float32)
        if place.scale_offset_bytes is not None:
            scale = np.frombuffer(data, np.float32, place.shape[0], place.scale_offset_bytes)
            found[name] *= scale.reshape(-1, *[1] * (values.ndim - 1))
    return found
