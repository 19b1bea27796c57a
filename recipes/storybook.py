"""The storybook model from a bare machine to a published folder, in one command.

    python recipes/storybook.py --run RUN --minutes 27 --size full

Lessons are rendered on all cores but two, from the first moment on; the decoder is trained as soon as there are some,
then the transformer, which takes up what is rendered meanwhile. Stopped and called again it goes on where it was, until
its minutes are spent; `RUN/plan.json` says how many each part has had. With `--from MODEL` everything begins with
what is published there: its codec, its decoder and, where it is of the same size, its transformer. At the end
`RUN/model` is the model, judged with `python benchmarks/faithfulness.py --model RUN/model --data RUN/data`.

On a GPU add `--compile`. To try the plan itself: `--size tiny --minutes 4 --clips 300` on any machine.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from storybook_flow import SIZES

from yozora.models.basis_file import BASES
from yozora.runtime.torch import load_modules

HERE = Path(__file__).parent
SHARES = {"decoder": 0.1, "flow": 0.74, "publish": 0.05}
"""Of the minutes. The rest is for starting up and for pictures of the way."""
BESIDE = {"interpolator": 0.1, "upscaler": 0.1}
"""Of the minutes, while the transformer is trained: drawing what they learn from takes most of their time."""
COOLED = 0.25
"""The last part of the transformer's minutes brings its rate down."""
FIRST_SHARDS = 25
"""Rendered before training begins: every word is in them."""
PATIENCE_S = 600


class Plan:
    """What each part has had of its minutes, kept in a file."""

    def __init__(self, path: Path, minutes: float) -> None:
        self._path, self._minutes = path, minutes
        self.spent: dict[str, float] = json.loads(path.read_text("utf-8")) if path.exists() else {}

    def left(self, part: str) -> float:
        """Minutes a part has still."""
        return self._minutes * SHARES[part] - self.spent.get(part, 0.0)

    def estimate(self) -> str:
        """What is still to come."""
        return ", ".join(f"{part} {left:.1f} min" for part in SHARES if (left := self.left(part)) > 0)

    @contextmanager
    def part(self, part: str) -> Generator[float]:
        """Minutes left for a part; what it takes is written down, however it ends."""
        began = time.monotonic()
        say(f"{part}; still to come: {self.estimate()}")
        try:
            yield self.left(part)
        finally:
            self.spent[part] = self.spent.get(part, 0.0) + (time.monotonic() - began) / 60
            self._path.write_text(json.dumps(self.spent, indent=1) + "\n", "utf-8")


def say(line: str) -> None:
    """Tell whoever watches."""
    print(f"[{time.strftime('%H:%M:%S')}] {line}", flush=True)


def recipe(name: str, *arguments: object) -> list[str]:
    """A command line."""
    return [sys.executable, str(HERE / f"storybook_{name}.py"), *map(str, arguments)]


@contextmanager
def rendering(chosen: argparse.Namespace, data: Path) -> Generator[None]:
    """Lessons are rendered meanwhile, by processes that give way to everything else."""
    bases = ("--bases", chosen.published / BASES) if chosen.published else ()
    wish = ("--clips", chosen.clips, "--pictures", chosen.clips * 2, "--workers", chosen.workers, *bases)
    with (chosen.run / "rendering.log").open("ab") as log:
        child = subprocess.Popen(
            recipe("data", "--out", data, *wish),
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=lambda: os.nice(10),
        )
    try:
        deadline = time.monotonic() + PATIENCE_S
        while len(list(data.glob("[!.]*/phrases.json"))) < FIRST_SHARDS and child.poll() is None:
            if time.monotonic() > deadline:
                sys.exit(f"There are no lessons after {PATIENCE_S} s; see {chosen.run / 'rendering.log'}.")
            time.sleep(1)
        if child.poll():
            sys.exit(f"Rendering failed; see {chosen.run / 'rendering.log'}.")
        yield
    finally:
        if child.poll() is None:
            os.killpg(child.pid, 15)
            child.wait()


@contextmanager
def beside(chosen: argparse.Namespace, runs: Mapping[str, Path], learn: Sequence[object]) -> Generator[None]:
    """The interpolator and the upscaler are trained meanwhile, where they are not yet; waits for them."""
    children = {
        part: subprocess.Popen(recipe(part, *learn, "--run", runs[part], "--minutes", chosen.minutes * share))
        for part, share in BESIDE.items()
        if not (runs[part] / "newest.pt").exists()
    }
    try:
        yield
        if failed := [part for part, child in children.items() if child.wait()]:
            sys.exit(f"{failed[0]} failed. When that is mended, the same command goes on from here.")
    finally:
        for child in children.values():
            child.terminate()


def has_size(model: Path, size: str) -> bool:
    """Whether the transformer of a model is of a size."""
    config = load_modules(model).transformer.config
    return (config.width, config.depth, config.heads) == SIZES[size]


def run(part: str, *arguments: object) -> None:
    """Run a recipe; stop where it fails."""
    if code := subprocess.run(recipe(part, *arguments)).returncode:
        sys.exit(f"{part} ended with {code}. When that is mended, the same command goes on from here.")


def train(plan: Plan, part: str, *arguments: object) -> None:
    """Let a recipe have what is left of its minutes."""
    if plan.left(part) <= 0:
        return
    with plan.part(part) as minutes:
        run(part, *arguments, "--minutes", round(minutes, 3))


def follow(chosen: argparse.Namespace, plan: Plan) -> None:
    """All parts in their order."""
    data, runs = chosen.run / "data", {part: chosen.run / part for part in (*SHARES, *BESIDE)}
    learn = ("--data", data, "--decoder", runs["decoder"] / "newest.pt")
    known = ("--from", chosen.published) if chosen.published else ()
    with rendering(chosen, data):
        train(plan, "decoder", "--data", data, "--run", runs["decoder"], *known)
        begin = known if chosen.published and has_size(chosen.published, chosen.size) else ()
        quick = ("--compile",) if chosen.compile else ()
        shape = ("--size", chosen.size, "--tokens", chosen.tokens, "--cooldown", COOLED, "--average", chosen.average)
        with beside(chosen, runs, learn):
            train(plan, "flow", "--data", data, "--run", runs["flow"], *shape, *begin, *quick)
    with plan.part("publish"):
        trained = [word for part in runs if part != "publish" for word in (f"--{part}", runs[part] / "newest.pt")]
        run("publish", *trained, "--data", data, "--version", chosen.version, "--out", chosen.run / "model")
    say(f"{chosen.run / 'model'} is the model")


def main() -> None:
    """Follow the plan."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--from", type=Path, dest="published", help="folder of the model to begin with")
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument("--clips", type=int, default=200_000, help="rendered at most; pictures are twice as many")
    parser.add_argument("--workers", type=int, default=max(1, (os.cpu_count() or 2) - 2))
    parser.add_argument("--tokens", type=int, default=131_072, help="in a step of the transformer")
    parser.add_argument("--average", type=float, default=0.9995)
    parser.add_argument("--compile", action="store_true", help="worth its minute on a GPU")
    parser.add_argument("--version", default="new")
    chosen = parser.parse_args()
    chosen.run.mkdir(parents=True, exist_ok=True)
    follow(chosen, Plan(chosen.run / "plan.json", chosen.minutes))


if __name__ == "__main__":
    main()
