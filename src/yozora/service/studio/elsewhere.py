"""Signing in by a service elsewhere (OpenID Connect), where one is configured.

A browser that is not let in comes back to the page for signing in, which says why; a program gets the error itself.
"""

import base64
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from pydantic import TypeAdapter
from starlette.responses import RedirectResponse, Response

from yozora.core.errors import YozoraError
from yozora.service.accounts.issuers import person_for
from yozora.service.accounts.logins import Recognised, SignInRefused, sign_in
from yozora.service.accounts.oidc import PENDING_S, OpenIdConnect, Pending
from yozora.service.callers import TheHouse
from yozora.service.cookies import is_secure, with_cookie
from yozora.service.house import House
from yozora.service.queries import Code
from yozora.service.refusals import Refusal, refused

PENDING = "yozora-pending"
BACK = "/api/oidc/callback"
KEPT = TypeAdapter(Pending)
REDIRECT: dict[int | str, dict[str, Any]] = {302: {"description": "Where to go on."}}

router = APIRouter(prefix="/api/oidc", tags=["Account"])


@router.get("/start", response_class=RedirectResponse, status_code=302, responses=REDIRECT)
def start(request: Request, house: TheHouse) -> Response:
    """Go to the sign-in service."""
    where = house.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
    try:
        address, pending = _service(house).start(where + BACK, now=house.clock())
    except YozoraError as error:
        return _said_on_a_page(request, error)
    answer = RedirectResponse(address, status_code=302)
    answer.set_cookie(
        PENDING,
        base64.urlsafe_b64encode(KEPT.dump_json(pending)).decode(),
        max_age=int(PENDING_S),
        path=BACK,
        secure=is_secure(request),
        httponly=True,
        samesite="lax",  # the browser comes back from another site
    )
    return answer


@router.get("/callback", response_class=RedirectResponse, status_code=302, responses=REDIRECT)
def callback(request: Request, house: TheHouse, code: Code = "", state: Code = "", error: Code = "") -> Response:
    """Come back from the sign-in service, and be signed in."""
    try:
        token = _finished(request, house, code=code, state=state, error=error)
    except YozoraError as problem:
        return _said_on_a_page(request, problem)
    answer = with_cookie(RedirectResponse("/", status_code=302), token, request)
    answer.delete_cookie(PENDING, path=BACK)
    return answer


def _finished(request: Request, house: House, *, code: str, state: str, error: str) -> str:
    if error:
        raise SignInRefused(
            f"The sign-in service says {error[:60]!r}. Sign in again, or ask an administrator.", why="not_agreed"
        )
    subject = _service(house).finish(code, state, _pending(request), now=house.clock())
    with house.database.writing() as session:
        person = person_for(session, subject, _service(house).issuer, now=house.clock())
        return sign_in(session, Recognised(person=person), now=house.clock())


def _said_on_a_page(request: Request, error: YozoraError) -> Response:
    if "text/html" not in request.headers.get("accept", ""):
        raise error
    # A word and not the message: whoever makes up an address must not put their own text on the page.
    why = error.why if isinstance(error, SignInRefused) else refused(error).code
    return RedirectResponse(f"/sign-in?{urlencode({'problem': why})}", status_code=302)


def _service(house: House) -> OpenIdConnect:
    if house.sign_in_service is None:
        raise Refusal(
            "No sign-in service is configured here. Sign in with a name and a password.",
            status=404,
            code="no_sign_in_service",
        )
    return house.sign_in_service


def _pending(request: Request) -> Pending:
    try:
        return KEPT.validate_json(base64.urlsafe_b64decode(request.cookies[PENDING]), strict=True)
    except (KeyError, ValueError) as error:
        raise SignInRefused(
            "This sign-in did not begin in this browser, or long ago. Sign in again.", why="begun_elsewhere"
        ) from error
