"""From a prompt to a file, as a user runs it: seconds for a 5 s clip, memory against length, size of the install.

Run `python benchmarks/clip.py`; the result goes to `benchmarks/results/clip.json`. Every clip is made by the command
line in a process of its own, start-up, encoding and the contact sheet included.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import record

PROMPT = "a woolly mammoth walks through the desert at sunset, wide shot"
OTHERS = (
    "a fox runs through a snowy forest at night",
    "three penguins dance on a stage",
    "a red car drives through the city in the rain, the camera follows",
    "an octopus and two fish swim under water",
    "一艘帆船在日落时分驶过大海",
)
RUNS = 5
MEMORY_SECONDS = (5, 60)


def make(prompt: str, out: Path, *, seconds: int) -> tuple[float, int]:
    """Wall seconds and peak resident kilobytes of one command."""
    command = [sys.executable, "-m", "yozora", "create", prompt, "--out", str(out), "--seed", "1", "--force"]
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--seconds", str(seconds)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed with status {status}")
    return time.perf_counter() - began, usage.ru_maxrss


def help_seconds() -> float:
    """Wall seconds of `yozora --help`, median of the runs."""
    times: list[float] = []
    for _ in range(RUNS):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "yozora", "--help"], check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def install_megabytes() -> float:
    """What a base install puts on the disk: a fresh environment with this package in it."""
    with tempfile.TemporaryDirectory() as scratch:
        python = Path(scratch) / "bin/python"
        subprocess.run([sys.executable, "-m", "venv", scratch], check=True)
        root = Path(__file__).parents[1]
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-c", str(root / "constraints.txt"), str(root)], check=True)
        return sum(path.lstat().st_size for path in Path(scratch).rglob("*") if path.is_file()) / 1e6


def main() -> None:
    """Measure and store."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "clip.mp4"
        demo = [round(make(PROMPT, out, seconds=5)[0], 2) for _ in range(RUNS)]
        others = {prompt: round(make(prompt, out, seconds=5)[0], 2) for prompt in OTHERS}
        memory = {f"{seconds} s": make(PROMPT, out, seconds=seconds)[1] // 1024 for seconds in MEMORY_SECONDS}
    figures = {
        "clip": "5 s, 1280x720, 24 frames a second, mp4",
        "demo_wall_s": {"runs": demo, "median": statistics.median(demo)},
        "other_prompts_wall_s": others,
        "peak_memory_mb": memory,
        "help_wall_s": round(help_seconds(), 3),
        "base_install_mb": round(install_megabytes()),
    }
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    print(record.store("clip", figures))


if __name__ == "__main__":
    main()
