"""Signing in by a service elsewhere (OpenID Connect), where one is configured."""

import base64
from typing import Any

from fastapi import APIRouter, Request
from pydantic import TypeAdapter
from starlette.responses import RedirectResponse, Response

from yozora.service.accounts.issuers import person_for
from yozora.service.accounts.logins import Recognised, SignInRefused, sign_in
from yozora.service.accounts.oidc import PENDING_S, OpenIdConnect, Pending
from yozora.service.callers import TheHouse
from yozora.service.cookies import is_secure, with_cookie
from yozora.service.house import House
from yozora.service.refusals import Refusal

PENDING = "yozora-pending"
BACK = "/api/oidc/callback"
KEPT = TypeAdapter(Pending)
REDIRECT: dict[int | str, dict[str, Any]] = {302: {"description": "Where to go on."}}

router = APIRouter(prefix="/api/oidc", tags=["Account"])


@router.get("/start", response_class=RedirectResponse, status_code=302, responses=REDIRECT)
def start(request: Request, house: TheHouse) -> Response:
    """Go to the sign-in service."""
    where = house.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
    address, pending = _service(house).start(where + BACK, now=house.clock())
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
def callback(request: Request, house: TheHouse, code: str = "", state: str = "", error: str = "") -> Response:
    """Come back from the sign-in service, and be signed in."""
    if error:
        raise SignInRefused(f"The sign-in service says {error[:60]!r}. Sign in again, or ask an administrator.")
    subject = _service(house).finish(code, state, _pending(request), now=house.clock())
    with house.database.writing() as session:
        person = person_for(session, subject, _service(house).issuer, now=house.clock())
        token = sign_in(session, Recognised(person=person), now=house.clock())
    answer = with_cookie(RedirectResponse("/", status_code=302), token, request)
    answer.delete_cookie(PENDING, path=BACK)
    return answer


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
        raise SignInRefused("This sign-in did not begin in this browser, or long ago. Sign in again.") from error
