"""Folders of work: nobody's is swept while they live, and what the dead left is."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from yozora.core.errors import UnwritableOutput
from yozora.jobs.scratch import OLD_S, own_folder, sweep

HOLDER = """
import sys, time
from pathlib import Path
from yozora.jobs.scratch import own_folder
with own_folder(Path(sys.argv[1])):
    (Path(sys.argv[1]) / "clip.mp4").write_text("half a clip")
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_folder_is_there_while_it_is_used_and_gone_afterwards(tmp_path: Path) -> None:
    with own_folder(tmp_path / "scratch" / "w1"):
        (tmp_path / "scratch" / "w1" / "clip.mp4").write_text("half a clip")
    assert not list((tmp_path / "scratch").iterdir())


def test_a_folder_in_use_is_not_swept_and_that_of_a_killed_process_is(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path / "w1")], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        os.utime(tmp_path / "w1", (0, 0))
        assert sweep(tmp_path) == 0
        assert (tmp_path / "w1" / "clip.mp4").exists()
        holder.kill()
    assert sweep(tmp_path) == 1
    assert not list(tmp_path.iterdir())


def test_a_killed_process_of_the_same_name_is_followed_by_a_new_one(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path / "w1")], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        holder.kill()
    with own_folder(tmp_path / "w1"):
        assert sweep(tmp_path) == 0


def test_what_has_no_owner_is_swept_when_it_is_a_day_old(tmp_path: Path) -> None:
    old_s = time.time() - OLD_S - 60
    for name in ("request-old", "request-new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "clip.mp4").write_text("a clip")
    (tmp_path / "part").write_text("a part")
    os.utime(tmp_path / "request-old" / "clip.mp4", (old_s, old_s))
    os.utime(tmp_path / "request-old", (old_s, old_s))
    os.utime(tmp_path / "part", (old_s, old_s))
    assert sweep(tmp_path) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["request-new"]


def test_a_folder_that_is_not_there_has_nothing_to_sweep(tmp_path: Path) -> None:
    assert sweep(tmp_path / "nowhere") == 0


def test_sweeping_while_others_come_and_go_takes_nothing_from_them(tmp_path: Path) -> None:
    wrong: list[BaseException] = []
    ended = threading.Event()

    def come_and_go(name: str) -> None:
        try:
            for _ in range(100):
                with own_folder(tmp_path / name):
                    (tmp_path / name / "clip.mp4").write_text("half a clip")
                    time.sleep(0.001)
                    assert (tmp_path / name / "clip.mp4").read_text() == "half a clip"
        except BaseException as error:
            wrong.append(error)

    def sweep_on() -> None:
        while not ended.is_set():
            sweep(tmp_path)

    workers = [threading.Thread(target=come_and_go, args=(f"w{number}",)) for number in range(3)]
    sweepers = [threading.Thread(target=sweep_on) for _ in range(2)]
    for thread in (*workers, *sweepers):
        thread.start()
    for thread in workers:
        thread.join(60)
    ended.set()
    for thread in sweepers:
        thread.join(60)
    assert not wrong


def test_where_there_is_no_place_to_work_in_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "scratch").write_text("no folder")
    with pytest.raises(UnwritableOutput, match=r"scratch/w1 cannot be made: .*\. Is the disk full\?"):
        with own_folder(tmp_path / "scratch" / "w1"):
            pass
