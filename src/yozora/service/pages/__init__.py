"""The Studio's pages: what `studio/` is built into, and one page for every address that people open."""

import secrets
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

BUILT = Path(__file__).parent / "built"
NONCE = "NONCE"  # as `studio/vite.config.ts` writes it
_PROGRAMS = ("/api/", "/v1/", "/assets/")
_A_YEAR = "public, max-age=31536000, immutable"
_NOT_BUILT = """<!doctype html>
<html lang="en"><title>Yozora</title>
<body style="font: 16px/1.5 system-ui; margin: 4rem auto; max-width: 36rem; padding: 0 1rem">
<h1>The Studio has not been built</h1>
<p>The service runs; its pages are not there yet. In the folder of the source code run <code>make studio</code>, which
builds and opens them. Packages that pip installs have them already.</p>
</body></html>"""


def add_pages(app: Starlette, *, built: Path = BUILT) -> None:
    """Serve the files of the pages; `page` answers addresses that nothing else answers."""
    app.mount("/assets", GZipMiddleware(_Files(directory=built / "assets", check_dir=False), minimum_size=1000))


def is_page(request: Request) -> bool:
    """Whether somebody opens this address in a browser, and no program asks for it."""
    opened = request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", "")
    return opened and not f"{request.url.path}/".startswith(_PROGRAMS)


def page(*, built: Path = BUILT) -> Response:
    """The page, which finds out by itself what its address means."""
    nonce = secrets.token_urlsafe(16)
    headers = {"content-security-policy": policy(nonce), "cache-control": "no-store", **SAFE}
    try:
        text = (built / "index.html").read_text("utf-8").replace(NONCE, nonce)
    except FileNotFoundError:
        return HTMLResponse(_NOT_BUILT, 503, headers={**SAFE, "cache-control": "no-store"})
    return HTMLResponse(text, headers=headers)


SAFE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def policy(nonce: str) -> str:
    """What a page may load: its own files and nothing else. Dialogs write one style into the page, by the nonce."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' blob: data:",
            "media-src 'self' blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class _Files(StaticFiles):
    """Their names have a digest of what is in them, so a browser need not ask again."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        if answer.status_code == 200:
            answer.headers["cache-control"] = _A_YEAR
        answer.headers["x-content-type-options"] = "nosniff"
        return answer
