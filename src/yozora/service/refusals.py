"""Refusals on the wire: `{"error": {message, type, param, code}}`, with the status that each kind of error has."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from starlette.responses import JSONResponse

from yozora.core.errors import (
    CorruptWeights,
    InvalidPlan,
    InvalidRequest,
    UnreadableFile,
    UnwritableOutput,
    YozoraError,
)
from yozora.library.blobs import MissingBlob, UnreachableBucket
from yozora.library.database import DatabaseAway
from yozora.library.decisions import AppealRefused
from yozora.service.accounts.keys import NoSuchKey
from yozora.service.accounts.logins import SignInRefused, TooManyTries
from yozora.service.accounts.oidc import IssuerAway
from yozora.service.accounts.people import (
    LastAdministrator,
    NameTaken,
    NoSuchPerson,
    TicketRefused,
    WrongPassword,
)
from yozora.service.accounts.plans import PlanLimit
from yozora.service.accounts.usage import PlanExhausted
from yozora.service.brackets import BadBody, shown

AWAY_RETRY_S = 5
INVALID, SERVER = "invalid_request_error", "server_error"
LONGEST_MESSAGE = 2000
_NAMED = re.compile(r"^(\w+)=")


class Refusal(YozoraError):
    """An answer that is an error: status, code such as `video_not_found`, and the entry it is about; `refusal` says of
    what a policy refuses where it was seen, and which decision that was."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        code: str = "invalid_value",
        param: str | None = None,
        kind: str = INVALID,
        headers: Mapping[str, str] | None = None,
        refusal: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.param, self.kind = status, code, param, kind
        self.headers, self.refusal = dict(headers or {}), refusal

    def saying(self, message: str) -> "Refusal":
        """The same in other words."""
        return Refusal(
            message,
            status=self.status,
            code=self.code,
            param=self.param,
            kind=self.kind,
            headers=self.headers,
            refusal=self.refusal,
        )


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How one kind of error is answered."""

    status: int
    code: str
    kind: str = INVALID
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


_AWAY = {"retry-after": str(AWAY_RETRY_S)}
_DENIED, _LIMIT = "permission_error", "rate_limit_error"
KINDS: Mapping[type[YozoraError], Kind] = {
    IssuerAway: Kind(status=502, code="issuer_away", kind=SERVER),
    SignInRefused: Kind(status=401, code="sign_in_refused", kind="authentication_error"),
    TicketRefused: Kind(status=410, code="link_ended"),
    WrongPassword: Kind(status=403, code="wrong_password", kind=_DENIED),
    TooManyTries: Kind(status=429, code="too_many_tries", kind=_LIMIT),
    PlanExhausted: Kind(status=429, code="insufficient_quota", kind=_LIMIT, headers={"x-should-retry": "false"}),
    PlanLimit: Kind(status=403, code="plan_limit", kind=_DENIED),
    NoSuchPerson: Kind(status=404, code="person_not_found"),
    NoSuchKey: Kind(status=404, code="key_not_found"),
    AppealRefused: Kind(status=409, code="appeal_refused"),
    NameTaken: Kind(status=409, code="name_taken"),
    LastAdministrator: Kind(status=409, code="last_administrator"),
    DatabaseAway: Kind(status=503, code="database_away", kind=SERVER, headers=_AWAY),
    UnreachableBucket: Kind(status=503, code="store_away", kind=SERVER, headers=_AWAY),
    CorruptWeights: Kind(status=503, code="model_missing", kind=SERVER, headers={"x-should-retry": "false"}),
    MissingBlob: Kind(status=503, code="file_missing", kind=SERVER, headers={"x-should-retry": "false"}),
    UnwritableOutput: Kind(status=507, code="no_space", kind=SERVER, headers={"x-should-retry": "false"}),
    UnreadableFile: Kind(status=400, code="unreadable_file"),
    InvalidPlan: Kind(status=400, code="invalid_plan"),
    InvalidRequest: Kind(status=400, code="invalid_value"),
}


def refused(error: YozoraError) -> Refusal:
    """Any error of the program as a refusal. An entry that is named at the beginning of its text is its `param`."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, BadBody):
        return Refusal(str(error), status=error.status, code="invalid_body", param=error.param)
    kind = next((kind for one, kind in KINDS.items() if isinstance(error, one)), Kind(status=400, code="invalid_value"))
    named = _NAMED.match(str(error))
    retry_after_s = getattr(error, "retry_after_s", None)
    headers = kind.headers if retry_after_s is None else {"retry-after": str(ceil(retry_after_s))}
    return Refusal(
        str(error),
        status=kind.status,
        code=kind.code,
        param=named[1] if named else None,
        kind=kind.kind,
        headers=headers,
    )


def answer(refusal: Refusal) -> JSONResponse:
    """The refusal on the wire: what it repeats of a request is cut short."""
    error: dict[str, Any] = {
        "message": _cut(str(refusal)),
        "type": refusal.kind,
        "param": None if refusal.param is None else shown(refusal.param),
        "code": refusal.code,
    }
    if refusal.refusal is not None:
        error["refusal"] = dict(refusal.refusal)
    return JSONResponse({"error": error}, status_code=refusal.status, headers=refusal.headers)


def _cut(message: str) -> str:
    return message if len(message) <= LONGEST_MESSAGE else f"{message[:LONGEST_MESSAGE]}..."
