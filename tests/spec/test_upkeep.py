"""Whoever runs Yozora can bring clips along, back up, restore and repair the library by four verbs."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
PAGE = Path(__file__).parents[2] / "docs" / "howto" / "keep-the-library.md"
NAME = "20241209_1432_夜空 Fox_storyboard_01jexyz0123456789abcdefghj.mp4"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a library that is not there yet."""
    for name in [name for name in os.environ if name.startswith("YOZORA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("YOZORA_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a clip and a still, which nobody changes."""
    folder = tmp_path_factory.mktemp("made")
    look = ("--engine", "fake", "--size", "64x64")
    for words in (("create", "a fox", "--seconds", "0.5", "--out", NAME), ("still", "an owl", "--out", "owl.png")):
        subprocess.run([sys.executable, "-m", "yozora", *words, *look], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def downloads(home: Path, made: Path, tmp_path: Path) -> Path:
    """A folder with a clip and a still."""
    return Path(shutil.copytree(made, tmp_path / "downloads"))


@pytest.fixture
def server(downloads: Path, yozora: Run, tmp_path: Path) -> Iterator[str]:
    """The address of a server with two clips."""
    assert yozora("import", "downloads").returncode == 0
    words = [sys.executable, "-m", "yozora", "serve", "--port", "0", "--workers", "1"]
    environment = {**os.environ, "YOZORA_ENGINE": "fake"}
    with (
        (tmp_path / "log").open("w") as log,
        subprocess.Popen(words, stdout=subprocess.PIPE, stderr=log, text=True, env=environment) as process,
    ):
        assert process.stdout is not None
        line = next(line for line in process.stdout if line.startswith("Listening on "))
        yield line.split()[-1]
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
        process.wait(30)


def lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def files_in(home: Path) -> dict[str, bytes]:
    return {path.parent.name + path.name: path.read_bytes() for path in home.glob("files/*/*")}


def _as_at_a_terminal() -> None:
    """Ctrl-C stops the program, also where the tests run in the background and ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_every_command_of_the_page_runs(home: Path, yozora: Run) -> None:
    for block in re.findall(r"```console\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL):
        for line in block.splitlines():
            words = shlex.split(line.removeprefix("$ "))
            assert words[0] == "yozora"
            done = yozora(*words[1:])
            assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


def test_a_library_goes_from_one_house_to_another(
    downloads: Path, home: Path, tmp_path: Path, yozora: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = yozora("import", "downloads")
    assert done.stdout == "Imported    2 clips  (0 were there already, 0 could not be read)\n"
    assert yozora("import", "downloads").stdout == "Imported    0 clips  (2 were there already, 0 could not be read)\n"
    assert yozora("doctor", "--deep").stdout == "Nothing is wrong.\n"
    done = yozora("backup", "library.tar")
    assert re.fullmatch(r"Backed up   library\.tar  \(2 clips, \d files, 0\.4 MB\)\n", done.stdout)
    monkeypatch.setenv("YOZORA_HOME", str(tmp_path / "elsewhere"))
    done = yozora("restore", "library.tar")
    assert re.fullmatch(r"Restored    2 clips, \d files, as of 20\d\d-\S+\n", done.stdout), done.stderr
    assert yozora("doctor", "--deep").stdout == "Nothing is wrong.\n"
    assert files_in(home) == files_in(tmp_path / "elsewhere") and len(files_in(home)) >= 5


def test_a_new_library_is_for_its_owners_eyes(downloads: Path, home: Path, yozora: Run) -> None:
    assert yozora("import", "downloads").returncode == 0
    assert [path.stat().st_mode & 0o777 for path in (home, home / "library.db")] == [0o700, 0o600]


def test_backing_up_needs_no_pause_and_replacing_the_database_does(server: str, tmp_path: Path, yozora: Run) -> None:
    key = yozora("keys", "create", "--name", "test").stdout.strip()
    asked = urllib.request.Request(
        f"{server}/v1/videos",
        data=json.dumps({"prompt": "a fox", "seconds": "1", "size": "64x64"}).encode(),
        headers={"authorization": f"Bearer {key}", "content-type": "application/json"},
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:
        made = json.load(answer)["id"]
    assert yozora("backup", "library.tar").returncode == 0
    done = yozora("restore", "library.tar", "--force")
    assert (done.returncode, done.stdout) == (2, "")
    assert "is in use by another program. Stop `yozora serve` and all workers first" in done.stderr
    for _ in range(300):
        asked = urllib.request.Request(f"{server}/v1/videos/{made}", headers={"authorization": f"Bearer {key}"})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            if json.load(answer)["status"] == "completed":
                break
        time.sleep(0.1)
    else:
        raise AssertionError((tmp_path / "log").read_text())
    done = yozora("doctor", "--deep")
    assert (done.returncode, done.stdout) == (0, "Nothing is wrong.\n")


def test_a_key_works_again_after_a_backup_is_restored(
    downloads: Path, home: Path, yozora: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert yozora("import", "downloads").returncode == 0
    key = yozora("keys", "create", "--name", "test").stdout.strip()
    assert yozora("backup", "library.tar").returncode == 0
    monkeypatch.setenv("YOZORA_HOME", str(tmp_path / "elsewhere"))
    assert yozora("restore", "library.tar").returncode == 0
    words = [sys.executable, "-m", "yozora", "serve", "--port", "0", "--workers", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        url = next(line for line in process.stdout if line.startswith("Listening on ")).split()[-1]
        asked = urllib.request.Request(f"{url}/v1/videos", headers={"authorization": f"Bearer {key}"})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            assert {one["title"] for one in json.load(answer)["data"]} == {"夜空 Fox", "owl"}
        process.send_signal(signal.SIGTERM)
        process.stdout.read()


def test_what_is_wrong_is_said_by_the_exit_code_until_it_is_repaired(downloads: Path, home: Path, yozora: Run) -> None:
    assert yozora("import", "downloads").returncode == 0
    home.chmod(0o755)
    (home / "scratch").mkdir()
    (home / "scratch" / "request-1").write_bytes(b"")
    os.utime(home / "scratch" / "request-1", (1, 1))
    done = yozora("doctor")
    assert done.returncode == 1 and "--repair: makes the folder 0700 and the database 0600" in done.stdout
    told = yozora("doctor", "--json")
    found = [line for line in lines(told) if line["event"] == "finding"]
    assert told.returncode == 1 and {one["check"]: one["repaired"] for one in found} == {
        "permissions": False,
        "leftovers": False,
    }
    assert lines(told)[-1] == {"event": "done", "findings": 2, "wrong": 2}
    done = yozora("doctor", "--repair")
    assert done.returncode == 0 and done.stdout.count("Repaired: ") == 2
    assert lines(yozora("doctor", "--json")) == [{"event": "done", "findings": 0, "wrong": 0}]


def test_a_backup_of_a_library_with_a_hole_is_made_and_said(downloads: Path, home: Path, yozora: Run) -> None:
    assert yozora("import", "downloads").returncode == 0
    lost = next(home.glob("files/*/*"))
    lost.unlink()
    done = yozora("backup", "library.tar")
    assert done.returncode == 1 and done.stdout.startswith("Backed up   library.tar")
    assert "1 files are missing in the library or damaged, so they are not in the backup, such as" in done.stderr
    assert lost.parent.name + lost.name in done.stderr
    done = yozora("doctor", "--repair")
    assert done.returncode == 0 and "Files of the library are missing." in done.stdout
    assert yozora("backup", "library.tar", "--force").returncode == 0


@pytest.mark.parametrize("words", [["restore", "bad.tar"], ["restore", "none.tar"], ["import", "nowhere"]])
def test_what_cannot_be_read_is_a_sentence_and_changes_nothing(
    words: list[str], home: Path, tmp_path: Path, yozora: Run
) -> None:
    (tmp_path / "bad.tar").write_bytes(b"nonsense")
    done = yozora(*words)
    assert done.returncode == 2 and "Traceback" not in done.stderr and words[1] in done.stderr
    assert not home.exists() or not list(home.iterdir())


def test_a_backup_where_there_is_no_library_is_refused(home: Path, tmp_path: Path, yozora: Run) -> None:
    done = yozora("backup", "library.tar")
    assert done.returncode == 2 and "There is no library at sqlite:///" in done.stderr
    assert not (tmp_path / "library.tar").exists()


def test_clips_are_given_to_whom_they_are_for(downloads: Path, yozora: Run) -> None:
    done = yozora("import", "downloads", "--person", "Nobody Known")
    assert done.returncode == 2 and "There is nobody called 'Nobody Known'. Name somebody" in done.stderr
    told = lines(yozora("import", "downloads", "--person", "ADMIN", "--json"))
    assert [one["event"] for one in told] == ["imported", "progress", "imported", "progress", "done"]
    assert told[-1] == {"event": "done", "imported": 2, "skipped": 0, "refused": 0}


def test_stopping_an_import_keeps_what_is_finished(downloads: Path, tmp_path: Path, yozora: Run) -> None:
    clip = (downloads / NAME).read_bytes()
    for number in range(40):
        (downloads / f"{number:02d}.mp4").write_bytes(clip + b"\0\0\0\x08free" * (number + 1))
    with subprocess.Popen(
        [sys.executable, "-m", "yozora", "import", "downloads", "--json"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=_as_at_a_terminal,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line).get("done", 0) >= 3:
                break
        process.send_signal(signal.SIGINT)
        process.stdout.read()
    assert process.returncode == 130
    counted = lines(yozora("import", "downloads", "--json"))[-1]
    assert counted["skipped"] >= 3 and counted["imported"] > 0 and counted["imported"] + counted["skipped"] == 42
    assert yozora("doctor").returncode == 0


def test_the_help_says_that_a_backup_holds_secrets(yozora: Run) -> None:
    assert "Password\n  hashes and digests of keys are in it" in yozora("backup", "--help").stdout
