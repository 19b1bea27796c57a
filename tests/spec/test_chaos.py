"""Workers are killed and put to sleep and the database breaks off, and still every clip is made, once, and none of the
work is done much more than once."""

import hashlib
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from chaos import databases
from chaos.fleet import Fleet
from chaos.orders import FPS, a_recipe, add_person, order
from chaos.workshop import until
from signing import alike, gate
from sqlalchemy import select

from yozora import generate
from yozora.core.recipe import Recipe
from yozora.engines.fake import WINDOW_FRAMES, FakeEngine
from yozora.jobs.queue import Queue
from yozora.jobs.turns import MOST_ATTEMPTS
from yozora.library.blobs import FolderBlobs
from yozora.library.database import Database
from yozora.library.tables import Charge, Checkpoint, Clip, Event, File, Job, Preview

PEOPLE = ("Ada", "Ben", "Cleo", "Dai")
JOBS, WORKERS = 60, 3
KILLS, SLEEPS = 20, 5
LEASE_S, PACE_S = 1.5, 0.12
HOLD = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
time.sleep(float(sys.argv[2]))
"""


@dataclass(kw_only=True)
class Storm:
    """A library under way, and what befalls it."""

    kind: str
    folder: Path
    random: random.Random
    windows: dict[str, int] = field(default_factory=dict[str, int])

    def __post_init__(self) -> None:
        self.url = databases.new_url(self.kind, self.folder)
        self.database = Database(self.url)
        self.queue = Queue(self.database, lease_s=LEASE_S)
        self.fleet = Fleet(url=self.url, home=self.folder, lease_s=LEASE_S, pace_s=PACE_S)

    def order_everything(self) -> None:
        """Clips of three to five windows, each with a seed of its own."""
        with self.database.writing() as session:
            people = [add_person(session, name) for name in PEOPLE]
            for seed in range(JOBS):
                windows = self.random.randint(3, 5)
                recipe = a_recipe(frames=windows * WINDOW_FRAMES, seed=seed)
                cost, lane = recipe.timeline.frames / FPS, self.random.choice((0, 0, 0, 1))
                person_id = self.random.choice(people)
                clip_id = order(session, self.queue, person_id, recipe=recipe, cost=cost, lane=lane, most_at_once=2)
                self.windows[clip_id] = windows

    def rage(self) -> None:
        """Everything that is to happen, in an order and at moments drawn by chance; the break in the middle."""
        fates = ["kill"] * KILLS + ["sleep"] * SLEEPS
        self.random.shuffle(fates)
        fates.insert(len(fates) // 2, "break")
        for fate in fates:
            self._let_time_pass(self.random.uniform(0.2, 1.0))
            if fate == "break":
                self._break_off()
            elif fate == "kill":
                self.fleet.kill(self._one_of_those_at_work())
            else:
                self.fleet.put_to_sleep(self._one_of_those_at_work(), LEASE_S + self.random.uniform(0.4, 1.0))
        while self.fleet.asleep:
            self._let_time_pass(0.1)

    def jobs(self) -> list[Job]:
        """As they stand."""
        with self.database.reading() as session:
            return list(session.scalars(select(Job)))

    def _let_time_pass(self, seconds: float) -> None:
        last_s = time.monotonic() + seconds
        while time.monotonic() < last_s:
            time.sleep(0.02)
            self.fleet.wake()

    def _one_of_those_at_work(self) -> subprocess.Popen[bytes]:
        """Not of those whose job would be given up for good if it were lost once more."""
        last_s = time.monotonic() + 20
        while time.monotonic() < last_s:
            held = {job.worker: job.attempts for job in self.jobs() if job.state == "running"}
            asleep = [worker for _, worker in self.fleet.asleep]
            busy = [
                worker
                for worker in self.fleet.running
                if worker not in asleep and 0 < held.get(self.fleet.name(worker), 0) < MOST_ATTEMPTS - 1
            ]
            if busy:
                return self.random.choice(busy)
            self._let_time_pass(0.05)
        raise AssertionError("nobody works any more")

    def _break_off(self) -> None:
        if self.kind == "postgres":
            databases.postgres().restart()
        else:
            subprocess.run([sys.executable, "-c", HOLD, self.url.removeprefix("sqlite:///"), "3"], check=True)


@contextmanager
def storm(kind: str, folder: Path) -> Generator[Storm]:
    one = Storm(kind=kind, folder=folder, random=random.Random(7))
    try:
        yield one
    finally:
        one.fleet.end()
        one.database.close()


@pytest.mark.parametrize("kind", databases.KINDS)
def test_nothing_is_lost_and_nothing_done_twice_whatever_dies(kind: str, tmp_path: Path) -> None:
    with storm(kind, tmp_path) as one:
        one.order_everything()
        for _ in range(WORKERS):
            one.fleet.start()
        one.rage()
        until(lambda: {job.state for job in one.jobs()} == {"done"}, what="all jobs to be done", seconds=60)
        own = {one.fleet.name(worker) for worker in one.fleet.running}
        scratch = tmp_path / "scratch"
        until(lambda: {path.name for path in scratch.iterdir()} <= own, what="the dead's folders to be swept")
        assert one.fleet.end() == [0] * WORKERS
        assert not list(scratch.iterdir())
        everything_was_finished_and_charged_once(one)
        little_was_made_twice(one)
        every_file_belongs_to_a_clip(one)
        interrupted_clips_are_as_if_nothing_had_happened(one)


def everything_was_finished_and_charged_once(one: Storm) -> None:
    with one.database.reading() as session:
        clips = {clip.id: clip for clip in session.scalars(select(Clip))}
        charges = {charge.job_id: charge for charge in session.scalars(select(Charge))}
        told = Counter(session.scalars(select(Event.subject).where(Event.kind == "clip.completed")))
        left = [*session.scalars(select(Checkpoint.job_id)), *session.scalars(select(Preview.clip_id))]
    assert {clip.status for clip in clips.values()} == {"completed"}
    assert told == dict.fromkeys(one.windows, 1)
    accepted = Counter(line["clip"] for line in one.fleet.said() if line.get("accepted"))
    assert set(accepted.values()) == {1}
    assert len(accepted) >= JOBS - KILLS  # a worker may be killed before it writes down that it has finished
    assert {clip_id: charge.seconds for clip_id, charge in charges.items()} == {job.id: job.cost for job in one.jobs()}
    assert not left


def little_was_made_twice(one: Storm) -> None:
    with one.database.reading() as session:
        seeds = {clip.seed: clip.id for clip in session.scalars(select(Clip))}
    made: dict[str, Counter[int]] = {clip_id: Counter() for clip_id in one.windows}
    for line in (one.folder / "trace").read_text().splitlines():
        seed, window = map(int, line.split())
        made[seeds[seed]][window] += 1
    jobs = {job.id: job for job in one.jobs()}
    for clip_id, windows in one.windows.items():
        assert set(made[clip_id]) == set(range(windows))
        assert made[clip_id].total() - windows <= jobs[clip_id].attempts - 1
    lost = sum(job.attempts - 1 for job in jobs.values())
    again = sum(windows.total() for windows in made.values()) - sum(one.windows.values())
    assert again <= lost <= KILLS + SLEEPS


def every_file_belongs_to_a_clip(one: Storm) -> None:
    blobs = FolderBlobs(one.folder / "files")
    blobs.sweep(0.0)  # what the killed were writing
    stored = {blob.sha256: blob.size_bytes for blob in blobs.all()}
    with one.database.reading() as session:
        known = {file.sha256: file.size_bytes for file in session.scalars(select(File))}
        clips = list(session.scalars(select(Clip)))
    assert known.items() <= stored.items(), "what the killed had stored, and nobody knows of, goes with a check-up"
    assert set(known) == {sha256 for clip in clips for sha256 in (clip.video, clip.thumbnail, clip.spritesheet)}
    for sha256 in stored:
        assert hashlib.sha256(b"".join(blobs.read(sha256))).hexdigest() == sha256


def interrupted_clips_are_as_if_nothing_had_happened(one: Storm) -> None:
    interrupted = [job.id for job in one.jobs() if job.attempts > 1]
    with one.database.reading() as session:
        clips = [session.get_one(Clip, clip_id) for clip_id in interrupted[:5]]
    assert clips
    for clip in clips:
        recipe = Recipe.from_json(clip.recipe or "")
        made = generate.create(recipe, engine=FakeEngine(), gate=gate(), out=one.folder / f"{clip.id}.mp4")
        assert clip.video is not None and alike(made.path, FolderBlobs(one.folder / "files").place(clip.video))
