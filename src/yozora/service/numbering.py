"""Each answer has an id, and each request is noted by it."""

import logging
import time
import uuid

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yozora.service.operations import Meters
from yozora.service.refusals import SERVER, Refusal, answer

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
"""The Content-Security-Policy of every answer that is no page: shown as one all the same, it could do nothing."""

log = logging.getLogger(__name__)


class Numbered:
    """Around the whole service: `x-request-id` on every answer, also where a mistake of the program ends the request.

    It hands messages on as they come, so that files and streams go out piece by piece.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        number, began_s, status = f"req_{uuid.uuid4().hex}", time.perf_counter(), 0

        async def numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = number
                headers["x-content-type-options"] = "nosniff"
                headers.setdefault("content-security-policy", NOTHING)
            await send(message)

        try:
            await self._app(scope, receive, numbered)
        except Exception:
            path = _path(scope, getattr(scope.get("route"), "path", ""))
            log.exception("mistake", extra={"request": number, "path": path})
            if status:  # half an answer cannot be taken back; the broken connection says that it is no whole one
                raise
            await answer(_mistake(number))(scope, receive, numbered)
        finally:
            _note(scope, number, status, took_s=time.perf_counter() - began_s)


def _mistake(number: str) -> Refusal:
    return Refusal(
        f"Something went wrong on the server that should not have. It is in its log as {number}.",
        status=500,
        code="server_error",
        kind=SERVER,
    )


def _path(scope: Scope, route: str) -> str:
    """The path of a request; where it holds a secret, as links to clips do, that of its route."""
    return route if "{token}" in route else scope["path"]


def _note(scope: Scope, number: str, status: int, *, took_s: float) -> None:
    meters: Meters = scope["app"].state.meters
    route: str = getattr(scope.get("route"), "path", "none")
    meters.answered(method=scope["method"], route=route, status=status, took_s=took_s)
    entries = {
        "request": number,
        "method": scope["method"],
        "path": _path(scope, route),
        "status": status,
        "took_ms": round(1000 * took_s, 1),
    }
    log.info("answered", extra=entries)
