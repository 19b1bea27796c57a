"""Where and with what a measurement was made, and how it is stored beside the others."""

import json
import os
import platform
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
PACKAGES = ("numpy", "pillow", "av", "skia-python", "pymunk", "openvino", "torch", "c2pa-python")
MODULES = {"pillow": "PIL", "skia-python": "skia", "c2pa-python": "c2pa"}


def circumstances() -> dict[str, Any]:
    """Processor, cores, Python, package versions, commit."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")
        ]
        model = names[0] if names else model
    commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False).stdout.strip()
    return {
        "device": model,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES if find_spec(MODULES.get(name, name))},
        "commit": commit or None,
    }


def store(name: str, figures: dict[str, Any]) -> Path:
    """Write `results/NAME.json` with the circumstances; returns its path."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps({**circumstances(), **figures}, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return path
