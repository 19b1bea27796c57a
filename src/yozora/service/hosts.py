"""What is turned away before any route sees it: names that are not this server's, and bytes that no text has."""

import re
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yozora.core.errors import YozoraError
from yozora.service.cookies import SAFE, check_origin
from yozora.service.forms import read_json
from yozora.service.house import House
from yozora.service.refusals import Refusal, answer, refused

HERE = ("localhost", "127.0.0.1", "[::1]")
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]*)(?::[0-9]{0,5})?")
_JSON = "/api/"
_FORMS = ("/api/uploads", "/api/estimate", "/api/recipes/read", "/api/verify")
"""Routes that read and check their bodies themselves, as all of the Videos API do."""


class Gate:
    """Around all routes. Where there are no accounts, only pages of this machine may ask: a page elsewhere whose name
    has been made to lead here (DNS rebinding) says that name in Host."""

    def __init__(self, app: ASGIApp, *, house: House) -> None:
        self._app = app
        own = (urlsplit(house.public_url).hostname or "").lower()
        self._names = frozenset((*HERE, own)) - {""} if house.alone else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            receive = await self._passed(Request(scope, receive))
        except YozoraError as error:
            await answer(refused(error))(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _passed(self, request: Request) -> Receive:
        """The body of a request that may go on. Raises YozoraError."""
        self._check_host(request)
        _check_address(request)
        if "authorization" not in request.headers:
            check_origin(request)  # also of requests that sign somebody in
        path = request.url.path
        if request.method in SAFE or not path.startswith(_JSON) or path in _FORMS:
            return request.receive
        return _again(await read_json(request), request.receive)

    def _check_host(self, request: Request) -> None:
        host = request.headers.get("host", "")
        found = _HOST.fullmatch(host.lower())
        if self._names is None or (found is not None and found[1] in self._names):
            return
        port = (request.scope.get("server") or ("", ""))[1]
        raise Refusal(
            f"This server is not called {host[:60]!r}. Open it as http://localhost:{port}; a server for other machines "
            "is started by: yozora serve.",
            status=421,
            code="wrong_host",
            kind="permission_error",
        )


def _check_address(request: Request) -> None:
    said = request.scope["path"] + request.scope["query_string"].decode("latin-1").replace("%00", "\0")
    if "\0" in said:
        raise Refusal(
            "The address has the character NUL (%00), which no name has. Leave it out.", code="invalid_address"
        )


def _again(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Message:
        return waiting.pop() if waiting else await receive()

    return received
