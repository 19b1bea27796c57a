"""A small OpenID provider on this machine, which can also lie: what tests of signing in elsewhere talk to."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

CLIENT, SECRET = "yozora & friends", "se:cret+/="
KEY = RSAKey.generate_key(2048, {"kid": "one"})
ANN = {"sub": "248289761001", "name": "Ann Lee", "email": "ann@example.org", "email_verified": True}


@dataclass
class Home:
    """The issuer: what it says, and what it was asked. Each test has its own. `clock` tells it the time."""

    url: str = ""
    clock: Callable[[], float] = time.time
    claims: dict[str, Any] = field(default_factory=lambda: dict(ANN))
    token: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": "one"})
    key: Any = field(default_factory=lambda: KEY)
    published: list[dict[str, Any]] = field(default_factory=lambda: [KEY.as_dict(private=False)])
    discovery: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] | None = None
    answers: dict[str, Response] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def sign_in(self, address: str) -> str:
        """What the browser and the person do there: the code that goes back."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code {len(self.codes)}"
        self.codes[code] = query
        return code

    async def answer(self, request: Request) -> Response:
        path = request.url.path
        self.asked.append(path)
        ways = {"/token": self._token, "/keys": self._keys, "/userinfo": self._userinfo, "/authorize": self._authorize}
        return self.answers.get(path) or await ways.get(path, self._configuration)(request)

    async def _configuration(self, _: Request) -> Response:
        told = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            **({} if self.userinfo is None else {"userinfo_endpoint": f"{self.url}/userinfo"}),
        }
        return JSONResponse(told | self.discovery)

    async def _authorize(self, request: Request) -> Response:
        """As if somebody was signed in here and had agreed."""
        code = self.sign_in(str(request.url))
        query = {"code": code, "state": self.codes[code]["state"]}
        return RedirectResponse(f"{self.codes[code]['redirect_uri']}?{urlencode(query)}", status_code=302)

    async def _token(self, request: Request) -> Response:
        form = await request.form()
        if "authorization" in request.headers:
            given = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode().split(":")
            client = tuple(unquote_plus(part) for part in given)
        else:
            client = (form.get("client_id"), form.get("client_secret"))
        if client != (CLIENT, SECRET):
            return JSONResponse({"error": "invalid_client"}, status_code=401)
        asked = self.codes.pop(str(form.get("code")), None)
        verifier = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if (
            asked is None
            or (asked["code_challenge"], asked["code_challenge_method"]) != (challenge, "S256")
            or asked["redirect_uri"] != form.get("redirect_uri")
        ):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "iat": int(self.clock()),
            "exp": int(self.clock()) + 300,
            "nonce": asked["nonce"],
            **self.claims,
            **self.token,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        return JSONResponse({"id_token": self._signed(kept), "access_token": "open sesame", "token_type": "Bearer"})

    def _signed(self, claims: dict[str, Any]) -> str:
        if self.header["alg"] != "none":
            return jwt.encode(self.header, claims, self.key, algorithms=[self.header["alg"]])
        parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (self.header, claims))
        return b".".join((*parts, b"")).decode()

    async def _keys(self, _: Request) -> Response:
        return JSONResponse({"keys": self.published})

    async def _userinfo(self, request: Request) -> Response:
        if request.headers.get("authorization") != "Bearer open sesame":
            return JSONResponse({"error": "invalid_token"}, status_code=401)
        return JSONResponse(self.userinfo)


class House:
    """Where issuers live, one after the other: a server is started once for all tests here."""

    def __init__(self) -> None:
        self.home, self.url = Home(), ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await (await self.home.answer(Request(scope, receive)))(scope, receive, send)


@contextmanager
def providing() -> Iterator[House]:
    """A place where issuers live, as long as it runs."""
    house = House()
    config = uvicorn.Config(house, host="127.0.0.1", port=0, log_level="error", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.005)
    house.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield house
    server.should_exit = True
    thread.join()
