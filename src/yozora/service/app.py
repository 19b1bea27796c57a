"""The HTTP service as one application."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from yozora.core.errors import YozoraError
from yozora.service import operations, pages, threads
from yozora.service.hosts import Gate
from yozora.service.house import House
from yozora.service.numbering import Numbered
from yozora.service.refusals import Refusal, answer, refused
from yozora.service.studio import (
    about,
    account,
    activity,
    administration,
    boards,
    clips,
    counts,
    decisions,
    downloads,
    elsewhere,
    estimates,
    pictures,
    places,
    presets,
    recipes,
    shares,
    stream,
    uploads,
    verifying,
    vocabulary,
)
from yozora.service.studio.stream import Listeners
from yozora.service.videos import characters, documents, files, images, provenance, routes
from yozora.service.webhooks import routes as webhooks
from yozora.service.webhooks.courier import Courier

ROUTERS = (
    *(part.router for part in (characters, routes, files, images, provenance, webhooks)),
    *(part.router for part in (counts, downloads, clips, places, boards, presets, uploads)),
    *(part.router for part in (activity, estimates, shares)),
    *(part.router for part in (about, pictures, account, elsewhere, administration, stream, operations)),
    *(part.router for part in (recipes, vocabulary, decisions, verifying)),
)

_NUMBERED_PLACE = r"/(?:request-[^/\s]+/\d+/|yozora-body-[^/\s]+/\d+)"


class Service(FastAPI):
    """The application, and a description of it that says what every request and answer is."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        if self.openapi_schema is None:
            self.openapi_schema = documents.completed(super().openapi())
        return self.openapi_schema


def create_app(house: House) -> FastAPI:
    """The service of a house."""
    app = Service(
        title="Yozora", version="1", docs_url=None, redoc_url=None, openapi_url="/openapi.json", lifespan=_running
    )
    app.router.redirect_slashes = False  # the way back would be to whatever Host says
    app.state.house = house
    app.add_middleware(Gate, house=house)
    app.add_middleware(Numbered)
    app.add_exception_handler(YozoraError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.state.listeners = Listeners(house)
    app.state.meters = operations.Meters(house)
    for router in ROUTERS:
        app.include_router(router, responses=documents.ERRORS)
    pages.add_pages(app)
    _get_ready(app)
    return app


def _get_ready(app: FastAPI) -> None:
    """FastAPI puts a route together when an address is first looked for in its router: half a second in all."""
    nowhere: dict[str, Any] = {"type": "http", "method": "GET", "path": "/", "root_path": "", "headers": []}
    for route in app.router.routes:
        route.matches(nowhere)


@asynccontextmanager
async def _running(app: FastAPI) -> AsyncGenerator[None]:
    house: House = app.state.house
    courier = Courier(house.database, house.sender, policy=house.guard.policy, clock=house.clock)
    courier.start()
    threads.let_few_wait()
    yield
    await run_in_threadpool(courier.stop)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, YozoraError)
    house: House = request.app.state.house
    return answer(_without_folders(refused(error), house.folder))


def _without_folders(refusal: Refusal, folder: Path) -> Refusal:
    """The same with files by their names: where they lie on this server is nobody's business."""

    def name(found: re.Match[str]) -> str:
        return "" if found[0].endswith("/") else "The file"

    text = re.sub(re.escape(str(folder)) + _NUMBERED_PLACE, name, str(refusal))
    return refusal if text == str(refusal) else refusal.saying(text)


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    name = str(first["loc"][-1])
    return answer(Refusal(f"{name}: {first['msg']}.", code="invalid_value", param=name))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404 and pages.is_page(request):
        return pages.page()
    texts = {404: "There is nothing at this address.", 405: "This address does not know this method."}
    return answer(
        Refusal(
            texts.get(error.status_code, str(error.detail)),
            status=error.status_code,
            code="not_found" if error.status_code == 404 else "http_error",
            headers=error.headers,
        )
    )
