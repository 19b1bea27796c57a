"""Modules to OpenVINO graphs whose batch, frames, rows and columns stay free. Needs torch."""

import json
import logging
import os
import warnings
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import openvino
import torch
from openvino import opset14 as opset
from torch import Tensor, nn
from torch.export import Dim

from yozora.models.transformer import Transformer
from yozora.runtime.networks import DECODER, INTERPOLATOR, NETWORKS_FILE, TRANSFORMER, UPSCALER
from yozora.runtime.stored import eight_bits, locate
from yozora.runtime.torch import Modules

MOST_CLIPS, MOST_LATENTS, MOST_BLOCKS, MOST_PX = 64, 4096, 512, 8192
EXACT = ("Sin", "Cos")
SHORTENED = ("blocks", "pooled")
"""Parts of the transformer whose matrices are stored in eight bits, each row with a scale of its own: what comes out
differs by 0.2 to 0.4 % in pixels, and by 1.3 to 2 % where everything is (the modulation 1 %, the way out 1.4 %)."""
HALVED_FROM = 1024
"""Constants of fewer numbers stay float32. OpenVINO's own halving takes them all, the rates of the noise level's waves
among them, whose angles are then wrong by up to 0.15 (difference to torch: 0.006 of the result against 0.000004)."""


def export(modules: Modules, folder: Path) -> tuple[Path, ...]:
    """Write the graphs of the networks, large weights as float16 or in eight bits, and `networks.json`: the sizes of
    the modules and where their weights are. Returns the files."""
    transformer = modules.transformer
    channels = transformer.config.channels
    batch, rows, columns = Dim("b", max=MOST_CLIPS), Dim("h", max=MOST_BLOCKS), Dim("w", max=MOST_BLOCKS)
    latents = {0: batch, 1: Dim("t", max=MOST_LATENTS), 2: rows, 3: columns}
    phrases = torch.zeros(2, len(transformer.config.slots), dtype=torch.int64)
    example = (torch.zeros(2, 4, 5, 6, channels), torch.full((2, 4), 0.5), phrases)
    shapes: dict[str, Any] = {"noisy": latents, "sigma": {0: batch, 1: latents[1]}, "phrases": {0: batch}}
    if transformer.config.cutouts:
        example, shapes["cutouts"] = (*example, torch.zeros(2, 4, 5, 6, transformer.config.cutouts)), latents
    graphs = {
        TRANSFORMER: graph_of(transformer, example, shapes, shortened=_matrices(transformer)),
        # The graph holds for 1 and 2 frames too; torch only says nothing about them, because it treats sizes of 0 and
        # 1 (of the frames after the first) apart.
        DECODER: graph_of(
            modules.decoder,
            (torch.zeros(2, 4, 5, 6, channels),),
            {"latents": {**latents, 1: Dim("t", min=3, max=MOST_LATENTS)}},
        ),
        INTERPOLATOR: _interpolator(modules.interpolator),
        UPSCALER: graph_of(
            modules.upscaler,
            (torch.zeros(2, 3, 12, 20),),
            {"small": {0: batch, 2: Dim("H", max=MOST_PX), 3: Dim("W", max=MOST_PX)}},
        ),
    }
    configs = {TRANSFORMER: asdict(transformer.config), DECODER: _sizes_of(modules)}
    said: dict[str, Any] = {}
    for name, module in modules.named().items():
        openvino.save_model(graphs[name], folder / f"{name}.xml", compress_to_fp16=False)
        parameters = {key: value.float().cpu().numpy() for key, value in module.state_dict().items()}
        table = locate(parameters, folder / f"{name}.bin")
        said[name] = {
            "config": configs.get(name, {}),
            "parameters": {key: asdict(place) for key, place in table.items()},
        }
    (folder / NETWORKS_FILE).write_text(json.dumps(said) + "\n", "utf-8")
    return tuple(
        sorted([folder / NETWORKS_FILE, *(folder / f"{name}.{end}" for name in said for end in ("xml", "bin"))])
    )


def _interpolator(module: nn.Module) -> Any:
    batch, sides = (
        Dim("b", max=MOST_CLIPS),
        {2: 2 * Dim("rows", max=MOST_PX // 2), 3: 2 * Dim("columns", max=MOST_PX // 2)},
    )
    picture = {0: batch, **sides}
    example = (torch.zeros(2, 3, 12, 20), torch.zeros(2, 3, 12, 20), torch.full((2,), 0.5))
    return graph_of(module, example, {"before": picture, "after": picture, "moment": {0: batch}})


def graph_of(
    module: nn.Module, example: tuple[Tensor, ...], shapes: dict[str, Any], *, shortened: Sequence[Tensor] = ()
) -> Any:
    """The graph of a module. The `shortened` of its parameters are stored in eight bits.

    At bf16 OpenVINO computes everything in it but what stands between the last matrix product and an output. Angles of
    a hundred turns need more, so sines and cosines are made outputs too: the error of a transformer with random weights
    on 40 latent frames falls from 0.039 of the result to 0.007.
    """
    with _quiet(), torch.no_grad():
        program = torch.export.export(module.float().cpu().eval(), example, dynamic_shapes=shapes)
        graph: Any = openvino.convert_model(program)  # pyright: ignore[reportUnknownMemberType]
    exact = [node.output(0) for node in graph.get_ordered_ops() if node.get_type_name() in EXACT]
    if exact:
        graph.add_outputs(exact)
    _shorten(graph, {matrix.detach().numpy().tobytes() for matrix in shortened})
    return graph


def is_shortened(parameter: str) -> bool:
    """Whether a parameter of the transformer, by its name, is a matrix that is stored in eight bits."""
    return parameter.split(".")[0] in SHORTENED and parameter.endswith(".weight")


def _matrices(transformer: Transformer) -> list[Tensor]:
    return [matrix for name, matrix in transformer.named_parameters() if is_shortened(name)]


def _shorten(graph: Any, in_eight_bits: set[bytes]) -> None:
    """Store large constants as float16 or in eight bits; they are widened again when the graph is compiled."""
    for node in graph.get_ordered_ops():
        if node.get_type_name() != "Constant" or node.get_element_type() != openvino.Type.f32:
            continue
        if node.data.size >= HALVED_FROM:
            users: Any = node.output(0).get_target_inputs()
            short = node.data.tobytes() in in_eight_bits
            widened: Any = _in_eight_bits(node.data) if short else _widened(node.data.astype(np.float16))
            for user in users:
                user.replace_source_output(widened.output(0))


def _in_eight_bits(values: Any) -> Any:
    short, scale = eight_bits(values)
    return opset.multiply(_widened(short), opset.constant(scale))  # pyright: ignore[reportUnknownMemberType]


def _widened(values: Any) -> Any:
    return opset.convert(opset.constant(values), "f32")  # pyright: ignore[reportUnknownMemberType]


def _sizes_of(modules: Modules) -> dict[str, int]:
    decoder = modules.decoder
    return {"width": decoder.enter.out_channels, "depth": len(decoder.mixers), "features": decoder.features}


@contextmanager
def _quiet() -> Generator[None]:
    """Without what torch and OpenVINO say of themselves while they convert, and without OpenVINO sending statistics of
    it to its makers, which it does not do where CI is set."""
    before = os.environ.get("CI")
    os.environ["CI"] = "true"
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logging.NOTSET)
        if before is None:
            del os.environ["CI"]
        else:
            os.environ["CI"] = before
