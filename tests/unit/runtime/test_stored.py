"""Where parameters are in a graph's file."""

from pathlib import Path

import numpy as np

from yozora.runtime.stored import locate, read


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
