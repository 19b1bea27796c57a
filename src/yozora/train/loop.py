"""The loop: steps until the time is up, a curve, checkpoints to go on from, a running mean of weights."""

import json
import math
import signal
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor, nn

from yozora.runtime.processor import quick_in_bf16

MOST_SPOILT = 20
AMOUNTS = ("tokens", "teraflops")
"""Figures that are summed up, and told by the second."""


class Lesson(Protocol):
    """What is trained. `loss` draws its own data for a step, the same for the same step number."""

    module: nn.Module

    def loss(self, step: int) -> tuple[Tensor, dict[str, float]]:
        """The loss of a step, and figures for the curve. Of `tokens` and `teraflops`, where they are among them, the
        curve has how many there are in a second."""
        ...

    def show(self, averaged: nn.Module, folder: Path, step: int) -> None:
        """Write samples of the averaged weights."""
        ...


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How long and how: `minutes` for this call, all counted; rates of the optimisers; the last `cooldown` share of the
    minutes brings the rate down to nothing; `average` is the decay of the running mean of the weights."""

    minutes: float
    rate: float = 2e-3
    warmup_steps: int = 200
    cooldown: float = 0.0
    average: float = 0.999
    clip: float = 1.0
    optimiser: str = "muon"
    checkpoint_minutes: float = 5.0
    sample_minutes: float = 15.0


def best_device() -> torch.device:
    """A GPU where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def short_products(device: torch.device) -> torch.autocast:
    """Products of matrices in bfloat16, where that is quicker."""
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type != "cpu" or quick_in_bf16())


def device_of(module: nn.Module) -> torch.device:
    """Where a module's numbers are."""
    return next(module.parameters()).device


def optimisers(module: nn.Module, pace: Pace) -> list[torch.optim.Optimizer]:
    """AdamW for everything, or Muon (torch's own) for the square matrices inside the blocks and AdamW for the rest."""
    matrices = [p for name, p in module.named_parameters() if "blocks." in name and p.ndim == 2 and min(p.shape) > 8]
    if pace.optimiser == "adamw" or not matrices:
        return [torch.optim.AdamW(module.parameters(), lr=pace.rate, betas=(0.9, 0.95), weight_decay=0.01)]
    taken = {id(p) for p in matrices}
    rest = [p for p in module.parameters() if id(p) not in taken]
    return [
        torch.optim.Muon(matrices, lr=pace.rate, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(rest, lr=pace.rate, betas=(0.9, 0.95), weight_decay=0.01),
    ]


def train(lesson: Lesson, run: Path, pace: Pace, *, say: Callable[[str], None]) -> Path:
    """Train until `pace.minutes` are over; returns the newest checkpoint.

    Asked to stop (Ctrl-C, SIGTERM) it writes its checkpoint and raises SystemExit. A step whose gradients are not
    finite is left out; FloatingPointError after several in a row.

    Goes on from `run/newest.pt` where that is. `run/curve.jsonl` gets a line every ten steps.
    """
    run.mkdir(parents=True, exist_ok=True)
    newest = run / "newest.pt"
    averaged = torch.optim.swa_utils.AveragedModel(
        lesson.module, multi_avg_fn=running_mean(pace.average), use_buffers=False
    )
    tools = optimisers(lesson.module, pace)
    step, trained_s = _resume(newest, lesson.module, averaged, tools)
    began = saved = shown = time.monotonic()
    before_s, spoilt = trained_s, 0
    curve = _Curve(run, step, pace.minutes, say)
    with _Stopping() as stopping:
        while not stopping.asked and (share := (time.monotonic() - began) / 60 / pace.minutes) < 1:
            _set_rate(tools, pace.rate * _schedule(step, share, pace))
            with short_products(device_of(lesson.module)):
                loss, figures = lesson.loss(step)
            loss.backward()
            norm = float(nn.utils.clip_grad_norm_(lesson.module.parameters(), pace.clip))
            spoilt = 0 if math.isfinite(norm) else spoilt + 1
            if spoilt > MOST_SPOILT:
                raise FloatingPointError(f"{spoilt} steps in a row were not finite. Go on from {newest}, more slowly.")
            for tool in tools:
                if not spoilt:
                    tool.step()
                tool.zero_grad(set_to_none=True)
            averaged.update_parameters(lesson.module)
            step += 1
            now = time.monotonic()
            trained_s = before_s + now - began
            curve.add(step, trained_s, loss, {"norm": norm, **figures})
            if now - saved > 60 * pace.checkpoint_minutes:
                save(newest, lesson.module, averaged, tools, step, trained_s, pace)
                saved = now
            if now - shown > 60 * pace.sample_minutes:
                lesson.show(averaged.module, run, step)
                shown = now
        save(newest, lesson.module, averaged, tools, step, trained_s, pace)
        lesson.show(averaged.module, run, step)
    if stopping.asked:
        raise SystemExit(f"Stopped after {step} steps; {newest} is written, and the same command goes on from it.")
    return newest


class _Curve:
    """The curve of a run from a step on: a line in its file every ten steps, and one to read every hundred."""

    def __init__(self, run: Path, step: int, minutes: float, say: Callable[[str], None]) -> None:
        self._run, self._first, self._say = run, step, say
        self._began = self._since = time.monotonic()
        self._end = self._began + 60 * minutes
        self._done = dict.fromkeys(AMOUNTS, 0.0)

    def add(self, step: int, trained_s: float, loss: Tensor, figures: dict[str, float]) -> None:
        """Take up a step."""
        for name in self._done.keys() & figures.keys():
            self._done[name] += figures.pop(name)
        if step % 10:
            return
        now = time.monotonic()
        line = {"step": step, "seconds": round(trained_s, 1), "loss": round(loss.item(), 4)}
        line |= {name: round(value, 4) for name, value in figures.items()}
        line |= {f"{name}_per_s": round(done / (now - self._since), 3) for name, done in self._done.items() if done}
        self._done, self._since = dict.fromkeys(AMOUNTS, 0.0), now
        with (self._run / "curve.jsonl").open("a") as file:
            file.write(json.dumps(line) + "\n")
        if step % 100 == 0:
            left_s = max(0.0, self._end - now)
            last = step + int(left_s * (step - self._first) / (now - self._began))
            told = ", ".join(f"{name} {value}" for name, value in line.items())
            self._say(f"{told}; {left_s / 60:.1f} min left, loss then about {expected(self._run, last):.3f}")


def expected(run: Path, step: int) -> float:
    """The loss that the curve of a run leads to at a later step, if it goes on falling with the logarithm of the steps
    as in its second half, and the rate is not brought down."""
    lines = [json.loads(line) for line in (run / "curve.jsonl").read_text("utf-8").splitlines()]
    late = [(math.log(line["step"]), line["loss"]) for line in lines[len(lines) // 2 :]]
    if len(late) < 2:
        return late[-1][1]
    slope, start = statistics.linear_regression(*zip(*late, strict=True))
    return start + slope * math.log(step)


def _set_rate(tools: list[torch.optim.Optimizer], rate: float) -> None:
    for tool in tools:
        for group in tool.param_groups:
            group["lr"] = rate


def running_mean(decay: float) -> Callable[[Any, Any, Any], None]:
    """Moves the mean towards the weights by 1 - `decay`; at first by more, so that it forgets the random beginning."""

    def step(mean: Any, weights: Any, steps: Any) -> None:
        share = 1 - min(decay, (1 + int(steps)) / (10 + int(steps)))
        with torch.no_grad():
            for kept, new in zip(mean, weights, strict=True):
                kept.lerp_(new, share)

    return step


def save(
    path: Path,
    module: nn.Module,
    averaged: nn.Module,
    tools: list[torch.optim.Optimizer],
    step: int,
    seconds: float,
    pace: Pace,
) -> None:
    """Write a checkpoint in one move, so that a stop in the middle leaves the one before."""
    state: dict[str, Any] = {
        "module": module.state_dict(),
        "averaged": averaged.state_dict(),
        "optimisers": [tool.state_dict() for tool in tools],
        "step": step,
        "seconds": seconds,
        "pace": asdict(pace),
        "device": device_of(module).type,
    }
    scratch = path.with_suffix(".part")
    torch.save(state, scratch)
    scratch.replace(path)


@dataclass(frozen=True, kw_only=True)
class Run:
    """What a run came to: its averaged weights, how long and on what it was trained."""

    weights: dict[str, Any]
    steps: int
    seconds: float
    device: str


def read_run(path: Path) -> Run:
    """The newest checkpoint of a run."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    prefix = "module."
    weights = {key.removeprefix(prefix): value for key, value in state["averaged"].items() if key.startswith(prefix)}
    device = str(state.get("device", "cpu"))
    return Run(weights=weights, steps=int(state["step"]), seconds=float(state["seconds"]), device=device)


def _resume(
    path: Path, module: nn.Module, averaged: nn.Module, tools: list[torch.optim.Optimizer]
) -> tuple[int, float]:
    if not path.exists():
        return 0, 0.0
    state = torch.load(path, map_location=device_of(module), weights_only=True)
    module.load_state_dict(state["module"])
    averaged.load_state_dict(state["averaged"])
    for tool, saved in zip(tools, state["optimisers"], strict=True):
        tool.load_state_dict(saved)
    return int(state["step"]), float(state["seconds"])


def _schedule(step: int, share: float, pace: Pace) -> float:
    warm = min(1.0, (step + 1) / pace.warmup_steps)
    return warm * (min(1.0, (1 - share) / pace.cooldown) if pace.cooldown else 1.0)


class _Stopping:
    """Set by SIGTERM or Ctrl-C inside its block; the loop then writes its checkpoint and ends."""

    def __init__(self) -> None:
        self.asked = False

    def __enter__(self) -> "_Stopping":
        self._before = {name: signal.signal(name, self._stop) for name in (signal.SIGTERM, signal.SIGINT)}
        return self

    def __exit__(self, *_: object) -> None:
        for name, handler in self._before.items():
            signal.signal(name, handler)

    def _stop(self, *_: object) -> None:
        self.asked = True
