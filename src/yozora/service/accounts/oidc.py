"""Sign-in elsewhere, by OpenID Connect: the authorisation code flow with PKCE, state and nonce.

OpenID Connect Core 1.0 (https://openid.net/specs/openid-connect-core-1_0.html), RFC 7636 for PKCE, RFC 9700 for what
can go wrong.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import quote_plus, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from yozora.core.errors import YozoraError
from yozora.service.accounts.issuers import EVERYBODY, Claims, Issuer, Subject, is_safe, said, subject_of
from yozora.service.accounts.logins import SignInRefused
from yozora.service.accounts.tokens import new_token

PENDING_S = 600.0
LEEWAY_S = 60  # clocks of two machines differ
DISCOVERY_KEPT_S = 3600.0
TIMEOUT_S = 10.0
MOST_ANSWER_BYTES = 2**20
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
"""Signatures by a key that only the issuer has: never `none`, and none that the client's secret is enough for."""


class IssuerAway(YozoraError):
    """The sign-in service does not answer, or not as it should."""


@dataclass(frozen=True, kw_only=True)
class Pending:
    """A sign-in that has begun. Keep it where only the same browser can bring it back, such as a cookie."""

    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    redirect_uri: str
    started_at: float


class OpenIdConnect:
    """Signs people in by one issuer. `client` carries the requests; `clock` runs in seconds and never back."""

    def __init__(self, issuer: Issuer, client: httpx.Client, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.issuer, self._client, self._clock = issuer, client, clock
        self._discovered: tuple[float, Claims] | None = None

    def start(self, redirect_uri: str, *, now: float) -> tuple[str, Pending]:
        """Where to send a browser, and what to keep until it comes back to `redirect_uri`. Raises IssuerAway."""
        endpoints = self._discover()
        pending = Pending(
            state=new_token(), nonce=new_token(), verifier=new_token(), redirect_uri=redirect_uri, started_at=now
        )
        challenge = base64.urlsafe_b64encode(hashlib.sha256(pending.verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code",
            "client_id": self.issuer.client_id,
            "redirect_uri": redirect_uri,
            "scope": self._scope(endpoints),
            "state": pending.state,
            "nonce": pending.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        address = self._endpoint(endpoints, "authorization_endpoint")
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}", pending

    def finish(self, code: str, state: str, pending: Pending, *, now: float) -> Subject:
        """Who came back, from the `code` and `state` of the address; then call `issuers.person_for` and
        `logins.sign_in`. Raises SignInRefused and IssuerAway."""
        if not hmac.compare_digest(state.encode("utf-8", "surrogatepass"), pending.state.encode()):
            raise SignInRefused("This sign-in did not begin in this browser. Sign in again.", why="begun_elsewhere")
        if not 0 <= now - pending.started_at <= PENDING_S:
            raise SignInRefused(
                f"This sign-in took longer than {PENDING_S / 60:g} minutes. Sign in again.", why="too_late"
            )
        endpoints = self._discover()
        tokens = self._exchange(endpoints, code, pending)
        claims = self._verified(endpoints, tokens.get("id_token"), nonce=pending.nonce, now=now)
        claims = self._completed(endpoints, tokens.get("access_token"), claims)
        subject = subject_of(self.issuer, claims)
        self.issuer.check_lets_in(subject)
        return subject

    def _discover(self) -> Claims:
        if self._discovered is not None and self._clock() < self._discovered[0]:
            return self._discovered[1]
        until = self._clock() + DISCOVERY_KEPT_S
        found = self._answer("GET", f"{self.issuer.url.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer.url:
            raise IssuerAway(
                f"The sign-in service at {self.issuer.url} calls itself {said(found.get('issuer'))}. Configure the "
                "issuer exactly as it does."
            )
        self._discovered = (until, found)
        return found

    def _endpoint(self, endpoints: Claims, name: str) -> str:
        address = endpoints.get(name)
        home_is_here = urlsplit(self.issuer.url).scheme == "http"
        if not isinstance(address, str) or not is_safe(address, plain=home_is_here):
            raise IssuerAway(f"The sign-in service {self.issuer.url} has no {name} by https: got {said(address)}.")
        return address

    def _scope(self, endpoints: Claims) -> str:
        # Some services refuse a scope that they do not know, so groups are asked for only where they are offered.
        offered = endpoints.get("scopes_supported")
        wants_groups = self.issuer.groups and isinstance(offered, list) and "groups" in offered
        return "openid email profile groups" if wants_groups else "openid email profile"

    def _exchange(self, endpoints: Claims, code: str, pending: Pending) -> Claims:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": pending.redirect_uri,
            "code_verifier": pending.verifier,
        }
        headers: dict[str, str] = {}
        ways = endpoints.get("token_endpoint_auth_methods_supported")
        if isinstance(ways, list) and "client_secret_basic" not in ways and "client_secret_post" in ways:
            form |= {"client_id": self.issuer.client_id, "client_secret": self.issuer.client_secret}
        else:
            # RFC 6749, 2.3.1: both are encoded as in a form before they are joined.
            both = f"{quote_plus(self.issuer.client_id)}:{quote_plus(self.issuer.client_secret)}"
            headers["Authorization"] = f"Basic {base64.b64encode(both.encode()).decode()}"
        return self._answer("POST", self._endpoint(endpoints, "token_endpoint"), data=form, headers=headers)

    def _verified(self, endpoints: Claims, id_token: Any, *, nonce: str, now: float) -> Claims:
        """What a token says, when its signature, issuer, audience, times and nonce are right."""
        if not isinstance(id_token, str):
            raise IssuerAway(f"The sign-in service {self.issuer.url} sent no ID token. Is the client allowed `openid`?")
        found = self._answer("GET", self._endpoint(endpoints, "jwks_uri"))
        rules = jwt.JWTClaimsRegistry(
            now=int(now),
            leeway=LEEWAY_S,
            iss={"essential": True, "value": self.issuer.url},
            aud={"essential": True, "value": self.issuer.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            keys = KeySet.import_key_set(cast(KeySetSerialization, found))
            claims = jwt.decode(id_token, keys, algorithms=ALGORITHMS).claims
            rules.validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise SignInRefused(
                f"The sign-in service's token is not to be trusted ({said(error)}). Sign in again; if it stays so, "
                "tell an administrator."
            ) from error
        several = isinstance(claims["aud"], list) and len(cast(list[Any], claims["aud"])) > 1
        if (several or "azp" in claims) and claims.get("azp") != self.issuer.client_id:
            raise SignInRefused("The sign-in service's token is for another program. Sign in again.")
        return claims

    def _completed(self, endpoints: Claims, access_token: Any, claims: Claims) -> Claims:
        """The claims with those that a service tells only when asked once more."""
        wanted = {"name"}
        wanted |= {"groups"} if self.issuer.groups else set()
        wanted |= {"email", "email_verified"} if set(self.issuer.domains) - {EVERYBODY} else set()
        if "userinfo_endpoint" not in endpoints or not isinstance(access_token, str) or wanted <= claims.keys():
            return claims
        headers = {"Authorization": f"Bearer {access_token}"}
        told = self._answer("GET", self._endpoint(endpoints, "userinfo_endpoint"), headers=headers)
        if told.get("sub") != claims["sub"]:
            raise SignInRefused("The sign-in service told of somebody else than who signed in. Sign in again.")
        # An address and whether it was verified must come from the same answer.
        apart = set[str]() if {"email", "email_verified"} <= claims.keys() else {"email", "email_verified"}
        return {**told, **{name: value for name, value in claims.items() if name not in apart}}

    def _answer(
        self, method: str, address: str, *, data: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> Claims:
        """The JSON object that the service answers with."""
        try:
            request = self._client.build_request(method, address, data=data, headers=headers, timeout=TIMEOUT_S)
            answer = self._client.send(request, follow_redirects=False, stream=True)
            try:
                body = _read(answer)
            finally:
                answer.close()
            value = json.loads(body)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError) as error:
            raise IssuerAway(
                f"The sign-in service {self.issuer.url} does not answer as it should ({type(error).__name__}). Try "
                "again; if it stays so, an administrator should look at its address."
            ) from error
        if answer.status_code == 200 and isinstance(value, dict):
            return cast(dict[str, Any], value)
        reason = cast(dict[str, Any], value).get("error") if isinstance(value, dict) else None
        if reason == "invalid_grant":
            raise SignInRefused("The sign-in service does not take this sign-in twice, or any more. Sign in again.")
        raise IssuerAway(
            f"The sign-in service {self.issuer.url} answered {answer.status_code} {said(reason)}. An administrator "
            "should look at the client's id, secret and redirect address there."
        )


def _read(answer: httpx.Response) -> bytes:
    body = bytearray()
    for chunk in answer.iter_bytes():
        body += chunk
        if len(body) > MOST_ANSWER_BYTES:
            raise ValueError("too long")
    return bytes(body)
