"""The networks on a processor: OpenVINO graphs, no torch."""

import json
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from yozora.core.errors import InvalidRequest
from yozora.runtime.networks import (
    DECODER,
    INTERPOLATOR,
    NETWORKS_FILE,
    TRANSFORMER,
    UPSCALER,
    Clips,
    Cutouts,
    Latents,
    Levels,
    Moments,
    PhraseNumbers,
    Pictures,
    floats,
    with_cutouts,
)
from yozora.runtime.processor import quick_in_bf16

Precision = Literal["auto", "bf16", "f32"]
DEVICE = "CPU"
ALWAYS: dict[str, Precision] = {INTERPOLATOR: "f32"}
"""Networks that run at one precision whatever is asked: a place in a picture is half a pixel off at bf16."""


def able() -> tuple[Precision, ...]:
    """The precisions that this processor has."""
    return ("bf16", "f32") if "BF16" in _core().get_property(DEVICE, "OPTIMIZATION_CAPABILITIES") else ("f32",)


class OpenVino:
    """The graphs of a model folder. Each is compiled when a program first uses it, which takes about half a second.

    `threads` None leaves the number to OpenVINO (all cores). `precision` is that of the heavy networks, `auto` bf16
    where the processor is quick in it, or f32; the small network that moves pixels always runs at f32.
    Raises InvalidRequest for a precision that is not known or that this processor does not have.
    """

    def __init__(self, folder: Path, *, threads: int | None = None, precision: Precision = "auto") -> None:
        self._folder = folder
        self._threads = threads
        had = ("auto", *able())
        if precision not in had:
            raise InvalidRequest(f"precision={precision!r} is not to be had on this machine. Use {' or '.join(had)}.")
        self.precision = precision if precision != "auto" else "bf16" if "bf16" in had and quick_in_bf16() else "f32"

    @property
    def name(self) -> str:
        """`openvino bf16` or `openvino f32`."""
        return f"openvino {self.precision}"

    @property
    def cutouts(self) -> bool:
        """See `Networks.cutouts`."""
        return bool(self._cut_channels)

    def denoise(self, noisy: Latents, sigma: Levels, phrases: PhraseNumbers, cutouts: Cutouts | None = None) -> Latents:
        """See `Networks.denoise`."""
        numbers = np.ascontiguousarray(phrases, np.int64)
        laid = with_cutouts(noisy, cutouts, self._cut_channels)
        return _infer(self._transformer, floats(noisy), floats(sigma), numbers, *laid)

    def decode(self, latents: Latents) -> Clips:
        """See `Networks.decode`."""
        return _infer(self._decoder, floats(latents))

    def interpolate(self, before: Pictures, after: Pictures, moments: Moments) -> Pictures:
        """See `Networks.interpolate`."""
        return _infer(self._interpolator, floats(before), floats(after), floats(moments))

    def upscale(self, pictures: Pictures) -> Pictures:
        """See `Networks.upscale`."""
        return _infer(self._upscaler, floats(pictures))

    @cached_property
    def _cut_channels(self) -> int:
        sizes: dict[str, Any] = json.loads((self._folder / NETWORKS_FILE).read_text("utf-8"))[TRANSFORMER]["config"]
        return sizes.get("cutouts", 0)

    @cached_property
    def _transformer(self) -> Any:
        return self._request(TRANSFORMER)

    @cached_property
    def _decoder(self) -> Any:
        return self._request(DECODER)

    @cached_property
    def _interpolator(self) -> Any:
        return self._request(INTERPOLATOR)

    @cached_property
    def _upscaler(self) -> Any:
        return self._request(UPSCALER)

    def _request(self, network: str) -> Any:
        precision = ALWAYS.get(network, self.precision)
        return _request_to(self._folder / f"{network}.xml", precision=precision, threads=self._threads)


class Graph:
    """One graph by itself, at f32: arrays to its first output. Compiled when a program first uses it."""

    def __init__(self, path: Path, *, threads: int | None = None) -> None:
        self._path, self._threads = path, threads

    def __call__(self, *inputs: NDArray[Any]) -> NDArray[np.float32]:
        """The first output."""
        return _infer(self._request, *(floats(values) for values in inputs))

    @cached_property
    def _request(self) -> Any:
        return _request_to(self._path, precision="f32", threads=self._threads)


@cache
def _core() -> Any:
    import openvino  # takes 0.4 s, which `--help` and the sketch do not have to wait

    return openvino.Core()


def _request_to(path: Path, *, precision: str, threads: int | None) -> Any:
    """A request of one's own: two of them may run side by side."""
    return _compiled(path, path.stat().st_mtime_ns, precision, threads).create_infer_request()


@cache
def _compiled(path: Path, changed_ns: int, precision: str, threads: int | None) -> Any:
    """A graph, compiled once for as long as the program runs and the file stays as it is."""
    settings: dict[str, Any] = {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": precision,
        # What goes into products with weights in eight bits stays as it is. Rounded to eight bits too, which OpenVINO
        # does by itself, results differ by 1 %, and a step of the transformer takes 112 ms where it takes 138.
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": 0,
        # Threads nailed to cores stand in each other's way when two programs do it.
        "ENABLE_CPU_PINNING": False,
    }
    if threads is not None:
        settings["INFERENCE_NUM_THREADS"] = threads
    return _core().compile_model(path, DEVICE, settings)


def _infer(request: Any, *inputs: NDArray[Any]) -> NDArray[np.float32]:
    """The first output; a graph's other outputs only keep their computation precise (see `export`)."""
    request.infer(list(inputs))
    return request.get_output_tensor(0).data.copy()
