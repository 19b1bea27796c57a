"""Whatever is done to a queue, in whatever order, it agrees with a model of a few lines."""

from dataclasses import dataclass

import pytest
from chaos import databases
from chaos.desk import LEASE_S, Desk
from chaos.orders import a_result
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule
from sqlalchemy import func, select

from yozora.jobs.queue import PRIORITY, RELAXED, Claim, Standing, set_paused
from yozora.jobs.turns import MOST_ATTEMPTS, MOST_PRIORITY_STARTS, RETRY_S
from yozora.library.tables import Charge, Checkpoint, Clip, Job

AT_ONCE = {"Ada": 1, "Ben": 2, "Cleo": 9}
STATUS = {
    **{"queued": "queued", "running": "in_progress", "done": "completed"},
    **{"failed": "failed", "cancelled": "failed"},
}


@dataclass
class Model:
    """What should be known of a job."""

    person: str
    lane: int
    state: str = "queued"
    token: int = 0
    attempts: int = 0
    lease_until: float = 0.0
    not_before: float = 0.0
    begun: bool = False
    wants_cancel: bool = False
    kept: bytes | None = None

    def requeue(self) -> None:
        self.state = "cancelled" if self.wants_cancel else "queued"
        self.kept = None if self.wants_cancel else self.kept

    def end(self, state: str) -> None:
        self.state, self.kept = state, None


class Machine(RuleBasedStateMachine):
    """People want things, workers work and die, and time goes by."""

    kind = "sqlite"
    jobs = Bundle("jobs")
    claims = Bundle("claims")

    @initialize()
    def open(self) -> None:
        self.database = databases.fresh(self.kind)
        self.desk = Desk(database=self.database)
        self.model: dict[str, Model] = {}
        self.paused = False
        self.priority_starts = 0

    def mine(self, claim: Claim) -> Model | None:
        job = self.model[claim.clip_id]
        return job if job.state == "running" and job.token == claim.token else None

    def silent(self, job: Model) -> bool:
        return job.state == "running" and job.lease_until < self.desk.now

    def can_start(self, job: Model) -> bool:
        others = [one for one in self.model.values() if one.person == job.person and one.state == "running"]
        waits = job.state == "queued" and job.not_before <= self.desk.now
        begun = self.silent(job) or (waits and job.begun and not job.not_before)
        within = len(others) - (job.state == "running") < AT_ONCE[job.person]
        return (
            (begun or (waits and not self.paused)) and within and not job.wants_cancel and job.attempts < MOST_ATTEMPTS
        )

    @rule(target=jobs, who=st.sampled_from(tuple(AT_ONCE)), lane=st.sampled_from((PRIORITY, RELAXED)))
    def order(self, who: str, lane: int) -> str:
        clip_id = self.desk.order(who, lane=lane, most_at_once=AT_ONCE[who])
        self.model[clip_id] = Model(person=who, lane=lane)
        return clip_id

    @rule(target=claims)
    def claim(self) -> object:
        expected = {clip_id for clip_id, job in self.model.items() if self.can_start(job)}
        relaxed = any(self.model[clip_id].lane == RELAXED for clip_id in expected)
        claim = self.desk.queue.claim("w")
        if claim is None:
            assert not expected
            return multiple()
        assert claim.clip_id in expected
        job = self.model[claim.clip_id]
        job.state, job.token, job.attempts, job.begun = "running", job.token + 1, job.attempts + 1, True
        job.lease_until = self.desk.now + LEASE_S
        self.priority_starts = self.priority_starts + 1 if relaxed and job.lane == PRIORITY else 0
        assert self.priority_starts <= MOST_PRIORITY_STARTS
        assert (claim.token, claim.attempts) == (job.token, job.attempts)
        assert self.desk.queue.recall(claim) == job.kept
        return claim

    @rule(claim=claims)
    def beat(self, claim: Claim) -> None:
        job = self.mine(claim)
        said = self.desk.queue.beat(claim, progress=30)
        assert said is (Standing.LOST if job is None else Standing.CANCELLED if job.wants_cancel else Standing.MINE)
        if job is not None:
            job.lease_until = self.desk.now + LEASE_S

    @rule(claim=claims, data=st.binary(max_size=4))
    def remember(self, claim: Claim, data: bytes) -> None:
        job = self.mine(claim)
        assert (self.desk.queue.remember(claim, 1, data) is Standing.MINE) == (job is not None)
        if job is not None:
            job.lease_until, job.kept = self.desk.now + LEASE_S, data

    @rule(claim=claims)
    def finish(self, claim: Claim) -> None:
        job, other = self.mine(claim), self.model[claim.clip_id]
        said_before = other.state == "done" and other.token == claim.token
        accepted = job is not None and not job.wants_cancel
        assert self.desk.queue.finish(claim, a_result(claim)) == (accepted or said_before)
        if job is not None:
            job.end("done" if accepted else "cancelled")

    @rule(claim=claims, again=st.booleans())
    def fail(self, claim: Claim, again: bool) -> None:
        job = self.mine(claim)
        assert self.desk.queue.fail(claim, code="x", message="No.", again=again) == (job is not None)
        if job is None:
            return
        if job.wants_cancel or (again and job.attempts < MOST_ATTEMPTS):
            job.not_before = self.desk.now + RETRY_S * 4 ** (job.attempts - 1)
            job.requeue()
        else:
            job.end("failed")

    @rule(claim=claims)
    def give_back(self, claim: Claim) -> None:
        job = self.mine(claim)
        assert self.desk.queue.give_back(claim) == (job is not None)
        if job is not None:
            job.attempts, job.not_before = job.attempts - (not job.wants_cancel), 0.0
            job.requeue()

    @rule(claim=consumes(claims))
    def cancelled(self, claim: Claim) -> None:
        job = self.mine(claim)
        assert self.desk.queue.cancelled(claim) == (job is not None)
        if job is not None:
            job.end("cancelled")

    @rule(clip_id=jobs)
    def cancel(self, clip_id: str) -> None:
        job = self.model[clip_id]
        assert self.desk.cancel(clip_id) == (job.state in ("queued", "running"))
        if job.state in ("queued", "running"):
            job.wants_cancel = True
            if job.state == "queued" or self.silent(job):
                job.end("cancelled")

    @rule(clip_id=jobs)
    def retry(self, clip_id: str) -> None:
        job = self.model[clip_id]
        assert self.desk.retry(clip_id) == (job.state in ("failed", "cancelled"))
        if job.state in ("failed", "cancelled"):
            self.model[clip_id] = Model(person=job.person, lane=job.lane, token=job.token)

    @rule(clip_id=jobs, other=jobs)
    def move(self, clip_id: str, other: str) -> None:
        one, before = self.model[clip_id], self.model[other]
        fine = clip_id != other and one.person == before.person and one.state == before.state == "queued"
        assert self.desk.move(clip_id, before=other) == fine

    @rule()
    def sweep(self) -> None:
        gone = [
            job
            for job in self.model.values()
            if self.silent(job) and (job.wants_cancel or job.attempts >= MOST_ATTEMPTS)
        ]
        assert self.desk.queue.sweep() == len(gone)
        for job in gone:
            job.end("cancelled" if job.wants_cancel else "failed")

    @rule(seconds=st.sampled_from((0.5, RETRY_S, LEASE_S + 1, 400.0)))
    def wait(self, seconds: float) -> None:
        self.desk.now += seconds

    @rule()
    def pause(self) -> None:
        self.paused = not self.paused
        with self.database.writing() as session:
            set_paused(session, self.paused)

    @invariant()
    def agrees(self) -> None:
        with self.database.reading() as session:
            rows = session.execute(select(Job, Clip.status).join(Clip, Clip.id == Job.id)).all()
            kept = {row.job_id: row.data for row in session.scalars(select(Checkpoint))}
            charged = session.scalar(select(func.count()).select_from(Charge))
        found = {job.id: (job.state, job.token, job.attempts, job.wants_cancel, status) for job, status in rows}
        assert found == {
            clip_id: (job.state, job.token, job.attempts, job.wants_cancel, STATUS[job.state])
            for clip_id, job in self.model.items()
        }
        assert kept == {clip_id: job.kept for clip_id, job in self.model.items() if job.kept is not None}
        assert charged == sum(job.state == "done" for job in self.model.values())


class PostgresMachine(Machine):
    """The same on the other database."""

    kind = "postgres"


@pytest.mark.parametrize(("machine", "examples"), [(Machine, 40), (PostgresMachine, 15)], ids=databases.KINDS)
def test_a_queue_does_what_its_model_does(machine: type[Machine], examples: int) -> None:
    case = machine.TestCase
    case.settings = settings(max_examples=examples, stateful_step_count=40)
    case().runTest()
