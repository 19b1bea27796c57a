"""A person may stop the work at any time, and finds no half-written file."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest


def _as_at_a_terminal() -> None:
    """Ctrl-C stops the program, also where the tests run in the background and ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("ending", ["mp4", "gif", "webp", "png"])
@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopping_a_render_leaves_nothing_behind(ending: str, stop: signal.Signals, code: int, tmp_path: Path) -> None:
    words = ["create", "a fox", "--engine", "fake", "--size", "640x360", "--seconds", "35", "--json"]
    process = subprocess.Popen(
        [sys.executable, "-m", "yozora", *words, "--out", f"clip.{ending}"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=_as_at_a_terminal,
    )
    with process:
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line).get("done", 0) >= 5:
                break
        assert list(tmp_path.iterdir()), "the clip should be under way"
        process.send_signal(stop)
        rest = [json.loads(line) for line in process.stdout]
        assert process.wait(timeout=60) == code
    assert not list(tmp_path.iterdir())
    assert not [event for event in rest if event["event"] == "done"]


def test_the_old_clip_is_still_there_after_stopping_its_replacement(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_text("precious")
    words = ["create", "a fox", "--engine", "fake", "--seconds", "60", "--json", "--force", "--out", "clip.mp4"]
    with subprocess.Popen(
        [sys.executable, "-m", "yozora", *words],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=_as_at_a_terminal,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line).get("done", 0) >= 5:
                break
        process.send_signal(signal.SIGINT)
        process.stdout.read()
    assert process.returncode == 130
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("clip.mp4", "precious")]
