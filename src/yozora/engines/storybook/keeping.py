"""Windows that are finished, kept so that a long clip goes on from them after a break."""

import io

import numpy as np

from yozora.core.ports import Memory
from yozora.engines.storybook.joining import Latents

_VERSION = "version"


class Keeping:
    """The windows of a clip, shot by shot, in a memory of the engine's `version`; what another version kept is left."""

    def __init__(self, memory: Memory, *, version: str) -> None:
        self._memory, self._version = memory, version
        self._windows = self._read(memory.recall())

    def add(self, shot: int, window: int, latents: Latents) -> None:
        """Keep one more."""
        self._windows[shot, window] = latents
        arrays = {f"{first} {second}": value for (first, second), value in self._windows.items()}
        file = io.BytesIO()
        np.savez(file, allow_pickle=False, **{_VERSION: np.array(self._version)}, **arrays)
        self._memory.remember(len(self._windows), file.getvalue())

    def find(self, shot: int, window: int) -> Latents | None:
        """A window of a shot, by their numbers, or None where it is not finished."""
        return self._windows.get((shot, window))

    def _read(self, data: bytes | None) -> dict[tuple[int, int], Latents]:
        if data is None:
            return {}
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            if str(arrays[_VERSION]) != self._version:
                return {}
            named = [(name.split(), arrays[name]) for name in arrays.files if name != _VERSION]
        return {(int(shot), int(window)): latents for (shot, window), latents in named}
