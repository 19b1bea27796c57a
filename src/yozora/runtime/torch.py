"""The networks on torch: for GPUs, and to check the graphs against. Weights are read from the graphs' files."""

import json
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from yozora.models.basis_file import BASES, load_bases
from yozora.models.codec import Decoder
from yozora.models.interpolator import Interpolator
from yozora.models.transformer import Transformer, TransformerConfig
from yozora.models.upscaler import Upscaler
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
from yozora.runtime.stored import Stored, read


@dataclass(frozen=True, kw_only=True)
class Modules:
    """The four networks of a model."""

    transformer: Transformer
    decoder: Decoder
    interpolator: Interpolator
    upscaler: Upscaler

    def named(self) -> dict[str, nn.Module]:
        """By the names of `NETWORKS`."""
        return {
            TRANSFORMER: self.transformer,
            DECODER: self.decoder,
            INTERPOLATOR: self.interpolator,
            UPSCALER: self.upscaler,
        }


class TorchNetworks:
    """Arrays in, arrays out. Weights stay float32; a `dtype` below that computes the heavy products in it, as training
    does (autocast)."""

    def __init__(self, modules: Modules, *, device: str = "cpu", dtype: torch.dtype = torch.float32) -> None:
        self._device, self._dtype = torch.device(device), dtype
        self._transformer = modules.transformer.to(self._device).eval()
        self._decoder = modules.decoder.to(self._device).eval()
        self._interpolator = modules.interpolator.to(self._device).eval()
        self._upscaler = modules.upscaler.to(self._device).eval()

    @property
    def name(self) -> str:
        """`torch bfloat16 on cuda`, say."""
        return f"torch {str(self._dtype).removeprefix('torch.')} on {self._device}"

    @property
    def cutouts(self) -> bool:
        """See `Networks.cutouts`."""
        return bool(self._transformer.config.cutouts)

    def denoise(self, noisy: Latents, sigma: Levels, phrases: PhraseNumbers, cutouts: Cutouts | None = None) -> Latents:
        """See `Networks.denoise`."""
        laid = with_cutouts(noisy, cutouts, self._transformer.config.cutouts)
        return self._run(self._transformer, floats(noisy), floats(sigma), np.asarray(phrases, np.int64), *laid)

    def decode(self, latents: Latents) -> Clips:
        """See `Networks.decode`."""
        return self._run(self._decoder, floats(latents))

    def interpolate(self, before: Pictures, after: Pictures, moments: Moments) -> Pictures:
        """See `Networks.interpolate`."""
        return self._run(self._interpolator, floats(before), floats(after), floats(moments))

    def upscale(self, pictures: Pictures) -> Pictures:
        """See `Networks.upscale`."""
        return self._run(self._upscaler, floats(pictures))

    def _run(self, module: nn.Module, *inputs: NDArray[Any]) -> NDArray[np.float32]:
        with torch.inference_mode(), self._casting():
            found: Tensor = module(*(_tensor(values).to(self._device) for values in inputs))
        return found.float().cpu().numpy()

    def _casting(self) -> AbstractContextManager[Any]:
        if self._dtype == torch.float32:
            return nullcontext()
        return torch.autocast(self._device.type, dtype=self._dtype)


def load_torch(folder: Path, *, device: str = "cpu", dtype: torch.dtype = torch.float32) -> TorchNetworks:
    """The networks of a model folder."""
    return TorchNetworks(load_modules(folder), device=device, dtype=dtype)


def load_modules(folder: Path) -> Modules:
    """The networks of a model folder as modules, weights and all."""
    said = json.loads((folder / NETWORKS_FILE).read_text("utf-8"))
    sizes: dict[str, Any] = said[TRANSFORMER]["config"]
    sizes["slots"] = tuple(sizes["slots"])
    modules = Modules(
        transformer=Transformer(TransformerConfig(**sizes)),
        decoder=Decoder(*load_bases(folder / BASES), **said[DECODER]["config"]),
        interpolator=Interpolator(),
        upscaler=Upscaler(),
    )
    for name, module in modules.named().items():
        table = {parameter: Stored.parse(entry) for parameter, entry in said[name]["parameters"].items()}
        values = read(table, folder / f"{name}.bin")
        module.load_state_dict({parameter: _tensor(array) for parameter, array in values.items()})
    return modules


def _tensor(values: NDArray[Any]) -> Tensor:
    return torch.from_numpy(values)  # pyright: ignore[reportUnknownMemberType]
