"""The cookie of a browser that is signed in, and the check that a request comes from our own pages."""

from starlette.requests import Request
from starlette.responses import Response

from yozora.service.accounts.logins import LOGIN_S
from yozora.service.refusals import Refusal

SAFE = ("GET", "HEAD", "OPTIONS")


def cookie_of(request: Request) -> str | None:
    """The token in the cookie of a request."""
    return request.cookies.get(_name(request))


def with_cookie(response: Response, token: str, request: Request) -> Response:
    """The answer, which signs the browser in. Over https the cookie is bound to this host; scripts never see it."""
    response.set_cookie(
        _name(request),
        token,
        max_age=int(LOGIN_S),
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="strict",
    )
    return response


def without_cookie(response: Response, request: Request) -> Response:
    """The answer, which takes the cookie away."""
    response.delete_cookie(_name(request), path="/", secure=is_secure(request), httponly=True, samesite="strict")
    return response


def check_origin(request: Request) -> None:
    """Raise Refusal where another site's page sends a change along with our cookie."""
    if request.method in SAFE:
        return
    origin = request.headers.get("origin")
    if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
        raise Refusal(
            f"This request comes from a page of another site, {origin[:60]!r}. Use the pages of this server, or a key "
            "in the header Authorization.",
            status=403,
            code="foreign_origin",
            kind="permission_error",
        )


def is_secure(request: Request) -> bool:
    """Whether the request came by https."""
    return request.url.scheme == "https"


def _name(request: Request) -> str:
    return "__Host-yozora" if is_secure(request) else "yozora"
