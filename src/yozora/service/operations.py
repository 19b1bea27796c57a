"""What those who run a server look at: is it alive, can it work, how much does it do."""

import shutil
from collections.abc import Iterable, Iterator

from fastapi import APIRouter, Request
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from pydantic import BaseModel
from sqlalchemy import func, select, text
from starlette.responses import JSONResponse, Response

from yozora.core.errors import YozoraError
from yozora.jobs.queue import ACTIVE, is_paused
from yozora.library.tables import Clip, Job
from yozora.service.callers import Administrator, TheHouse
from yozora.service.house import House

LEAST_FREE_BYTES = 500 * 2**20
BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

router = APIRouter(tags=["Operations"])


class Alive(BaseModel):
    """The process answers."""

    status: str = "ok"


class Ready(BaseModel):
    """Whether work can be done, and what each part says."""

    ready: bool
    parts: dict[str, str]


class Meters:
    """Counts of one process, or of all that write into the same folder."""

    def __init__(self, house: House) -> None:
        self.registry = CollectorRegistry()
        self.shown = self.registry if house.meters is None else CollectorRegistry()
        self.requests = Counter(
            "yozora_requests", "Answers given.", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "yozora_request_seconds", "How long answers took.", ("route",), buckets=BUCKETS_S, registry=self.registry
        )
        if house.meters is not None:
            MultiProcessCollector(self.shown, path=str(house.meters))
        self.shown.register(_Library(house))

    def answered(self, *, method: str, route: str, status: int, took_s: float) -> None:
        """Count one answer. `route` is the pattern, such as /v1/videos/{video_id}."""
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(route).observe(took_s)


class _Library(Collector):
    """Jobs and clips, read from the database when they are asked for."""

    def __init__(self, house: House) -> None:
        self._house = house

    def collect(self) -> Iterable[Metric]:
        jobs = GaugeMetricFamily("yozora_jobs", "Jobs that wait or run.", labels=("state", "lane"))
        clips = GaugeMetricFamily("yozora_clips", "Clips of the library.", labels=("status",))
        stored = GaugeMetricFamily("yozora_stored_bytes", "Bytes of all clips.")
        paused = GaugeMetricFamily("yozora_queue_paused", "1 where nothing new is started.")
        with self._house.database.reading() as session:
            waiting = select(Job.state, Job.lane, func.count()).where(Job.state.in_(ACTIVE))
            for state, lane, count in session.execute(waiting.group_by(Job.state, Job.lane)):
                jobs.add_metric((state, "relaxed" if lane else "priority"), count)
            for status, count in session.execute(select(Clip.status, func.count()).group_by(Clip.status)):
                clips.add_metric((status,), count)
            stored.add_metric((), float(session.scalar(select(func.sum(Clip.size_bytes))) or 0))
            paused.add_metric((), float(is_paused(session)))
        return [jobs, clips, stored, paused]

    def describe(self) -> Iterable[Metric]:
        return ()


@router.get("/healthz")
async def healthz() -> Alive:  # which waits for no thread: all may be waiting for a database that is away
    """The process answers. Needs no key."""
    return Alive()


@router.get("/readyz", responses={200: {"model": Ready}, 503: {"model": Ready}})
def readyz(house: TheHouse) -> Response:
    """Database, files and disk are there. Needs no key."""
    parts = dict(_parts(house))
    ready = all(said == "ok" for said in parts.values())
    return JSONResponse(Ready(ready=ready, parts=parts).model_dump(), status_code=200 if ready else 503)


@router.get("/metrics", response_class=Response)
def metrics(request: Request, house: TheHouse, caller: Administrator) -> Response:
    """Counts for Prometheus. Needs an administrator's key."""
    meters: Meters = request.app.state.meters
    return Response(generate_latest(meters.shown), media_type=CONTENT_TYPE_LATEST)


def _parts(house: House) -> Iterator[tuple[str, str]]:
    try:
        with house.database.reading() as session:
            session.execute(text("SELECT 1"))
        yield "database", "ok"
    except YozoraError as error:
        yield "database", str(error)
    try:
        next(iter(house.blobs.all()), None)  # a bucket that there is not has no file either, and says so only here
        yield "files", "ok"
    except (YozoraError, OSError) as error:
        yield "files", str(error)
    try:
        house.folder.mkdir(parents=True, exist_ok=True)
        free_bytes = shutil.disk_usage(house.folder).free
    except OSError as error:
        yield "disk", f"the folder of what is being made cannot be used: {error.strerror}"
        return
    yield "disk", "ok" if free_bytes > LEAST_FREE_BYTES else f"only {free_bytes // 2**20} MiB are free; make room"
