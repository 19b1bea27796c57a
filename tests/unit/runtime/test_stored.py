"""Where parameters are in a graph's file."""

from pathlib import Path

import numpy as np
import pytest

from yozora.runtime.stored import IN_EIGHT_BITS, eight_bits, locate, read


def test_parameters_are_found_halved_or_whole_and_appended_when_they_are_not_there(tmp_path: Path) -> None:
    halved, whole, absent = (np.linspace(low, low + 1, 6, dtype=np.float32).reshape(2, 3) for low in (0.1, 3, 7))
    large = np.array([1e6, 2.5], np.float32)
    binary = tmp_path / "graph.bin"
    binary.write_bytes(b"head" + halved.astype(np.float16).tobytes() + b"odd" + whole.tobytes() + large.tobytes())
    before = binary.read_bytes()
    parameters = {"halved": halved, "whole": whole, "large": large, "absent": absent}
    table = locate(parameters, binary)
    found = read(table, binary)
    assert {name: place.kind for name, place in table.items()} == {
        "halved": "float16",
        "whole": "float32",
        "large": "float32",
        "absent": "float32",
    }
    assert binary.read_bytes() == before + absent.tobytes()
    np.testing.assert_array_equal(found["halved"], halved.astype(np.float16).astype(np.float32))
    for name in ("whole", "large", "absent"):
        np.testing.assert_array_equal(found[name], parameters[name])


@pytest.mark.parametrize("shape", [(6, 40), (3, 5, 2, 2)])
def test_rows_in_eight_bits_are_found_with_what_they_are_multiplied_by(tmp_path: Path, shape: tuple[int, ...]) -> None:
    values = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    values[1] *= 100
    values[2] = 0
    short, scale = eight_bits(values)
    binary = tmp_path / "graph.bin"
    binary.write_bytes(b"head" + short.tobytes() + b"odd" + scale.tobytes())
    before = binary.read_bytes()
    table = locate({"matrix": values}, binary)
    found = read(table, binary)["matrix"]
    assert table["matrix"].kind == IN_EIGHT_BITS and binary.read_bytes() == before
    furthest = np.abs(values).reshape(shape[0], -1).max(1) / 254 * 1.001
    assert (np.abs(found - values).reshape(shape[0], -1).max(1) <= furthest).all()
