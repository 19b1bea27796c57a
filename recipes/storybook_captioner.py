"""The captioner as it ships: a judge trained on true renders, exported and checked against torch.

    python recipes/storybook_captioner.py --judge benchmarks/judges --out src/yozora/weights/captioner

Seconds on one core. The judge is trained by `storybook_judge.py`.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import openvino
import torch
from torch import Tensor, nn
from torch.export import Dim

from yozora.evaluate.judge import Judge, load_judge
from yozora.models.glimpses import GRAPH_STEP_PX, HEIGHT_PX, MOMENTS
from yozora.runtime.export import graph_of
from yozora.runtime.openvino import Graph
from yozora.weights.captioner import GRAPH, WORDS, publish_captioner

WIDTHS = (64, 96, 112, 48)
FURTHEST = 1e-2
"""Of a logit; weights are halved."""


class Answers(nn.Module):
    """All answers of a judge in one row, slot after slot."""

    def __init__(self, judge: Judge) -> None:
        super().__init__()
        self.judge = judge

    def forward(self, frames: Tensor, seconds: Tensor) -> Tensor:
        """Logits [b, words of all slots]."""
        found = self.judge(frames, seconds)
        return torch.cat([found[slot] for slot in self.judge.config.words], 1)


def main() -> None:
    """Export, check, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judge", type=Path, required=True, help="a folder with judge.pt and ceiling.json")
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    judge = load_judge(chosen.judge / "judge.pt")
    answers = Answers(judge)
    batch, width = Dim("b", max=64), GRAPH_STEP_PX * Dim("w", min=2, max=64)
    example = (torch.zeros(2, MOMENTS, 2, 3, HEIGHT_PX, 80), torch.ones(2))
    graph = graph_of(answers, example, {"frames": {0: batch, 5: width}, "seconds": {0: batch}})
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        openvino.save_model(graph, folder / GRAPH, compress_to_fp16=False)
        (folder / WORDS).write_text(json.dumps(judge.config.words, indent=1) + "\n", "utf-8")
        check(Graph(folder / GRAPH), answers)
        ceiling = json.loads((chosen.judge / "ceiling.json").read_text("utf-8"))["judge"]
        files = {path.name: path for path in folder.iterdir()}
        print(publish_captioner(chosen.out, ceiling=ceiling, files=files))


def check(graph: Graph, answers: Answers) -> None:
    """Stop unless the graph says what the module says."""
    for number, width in enumerate(WIDTHS):
        rng = np.random.default_rng(number)
        frames = rng.random((1 + number, MOMENTS, 2, 3, HEIGHT_PX, width), np.float32)
        seconds = rng.uniform(1, 5, 1 + number).astype(np.float32)
        with torch.no_grad():
            right = answers(torch.from_numpy(frames), torch.from_numpy(seconds)).numpy()
        apart = float(np.abs(graph(frames, seconds) - right).max())
        print(f"{width} px wide: at most {apart:.1e} apart")
        if not apart < FURTHEST * float(np.abs(right).max()):
            sys.exit("The exported graph does not agree with torch.")


if __name__ == "__main__":
    main()
