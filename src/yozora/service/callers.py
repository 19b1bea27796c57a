"""Who asks: the person that a key or a cookie belongs to, or, where there are no accounts, the only one there is."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from yozora.library.tables import Person, new_id
from yozora.service.accounts.keys import SCOPES_OF, Scope
from yozora.service.accounts.logins import login_of, renew
from yozora.service.accounts.people import Role
from yozora.service.cookies import check_origin, cookie_of
from yozora.service.house import House
from yozora.service.refusals import Refusal

ALONE = "you"


@dataclass(frozen=True, kw_only=True)
class Caller:
    """A person, and what the key they use is for."""

    person_id: str
    name: str
    role: str
    plan: str
    scopes: frozenset[Scope]

    def check(self, scope: Scope) -> None:
        """Raise Refusal unless this may be done."""
        if scope not in self.scopes:
            raise Refusal(
                f"This key may not do this: it needs the scope {scope.value}. Use a key that has it.",
                status=403,
                code="missing_scope",
                kind="permission_error",
            )
        if self.role == Role.VIEWER and scope not in (Scope.READ, Scope.ACCOUNT):
            raise Refusal(
                "A viewer can look and not change. Ask an administrator to make you a member.",
                status=403,
                code="viewer",
                kind="permission_error",
            )


async def house_of(request: Request) -> House:  # a function that is not async would wait for a thread
    """The parts of this server."""
    return request.app.state.house


async def caller_of(request: Request) -> Caller:
    """Who asks; a thread is waited for only where the database must be read. Raises Refusal for nobody."""
    house: House = request.app.state.house
    found = None if house.alone else house.keys.remembered(_key(request))
    return await run_in_threadpool(_found, request, house) if found is None else _caller(found.person, found.scopes)


def _key(request: Request) -> str:
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else ""


def _found(request: Request, house: House) -> Caller:
    if house.alone:
        check_origin(request)
        return only_person(house)
    if (token := cookie_of(request)) is not None and "authorization" not in request.headers:
        return _signed_in(house, token)
    found = house.keys.holder_of(_key(request), now=house.clock())
    if found is None:
        raise Refusal(
            "There is no such key. Send one as Authorization: Bearer yz_...; make one by: yozora keys create --name N.",
            status=401,
            code="invalid_api_key",
            kind="authentication_error",
            headers={"www-authenticate": "Bearer"},
        )
    return _caller(found.person, found.scopes)


def _signed_in(house: House, token: str) -> Caller:
    with house.database.reading() as session:
        found = login_of(session, token, now=house.clock())
    if found is None:
        raise Refusal(
            "You are not signed in any more. Sign in again.",
            status=401,
            code="not_signed_in",
            kind="authentication_error",
        )
    if found.wants_renewal:
        with house.database.writing() as session:
            renew(session, token, now=house.clock())
    return _caller(found.person, SCOPES_OF[Role(found.person.role)])


def only_person(house: House) -> Caller:
    """The only person of a server without accounts; made at the first request."""
    with house.database.reading() as session:
        person = session.scalar(select(Person).where(Person.name == ALONE))
    if person is None:
        with house.database.writing() as session:
            person = session.scalar(select(Person).where(Person.name == ALONE)) or Person(
                id=new_id("person"), name=ALONE, role=Role.ADMINISTRATOR, plan="open", created_at=house.clock()
            )
            session.add(person)
    return _caller(person, frozenset(Scope))


def _caller(person: Person, scopes: frozenset[Scope]) -> Caller:
    return Caller(person_id=person.id, name=person.name, role=person.role, plan=person.plan, scopes=scopes)


def needs(scope: Scope) -> Callable[[Request], Awaitable[Caller]]:
    """A dependency: whoever asks must have this scope."""

    async def check(request: Request) -> Caller:
        caller = await caller_of(request)
        caller.check(scope)
        return caller

    return check


Reader = Annotated[Caller, Depends(needs(Scope.READ))]
Creator = Annotated[Caller, Depends(needs(Scope.CREATE))]
Keeper = Annotated[Caller, Depends(needs(Scope.LIBRARY))]
Account = Annotated[Caller, Depends(needs(Scope.ACCOUNT))]
Administrator = Annotated[Caller, Depends(needs(Scope.ADMIN))]
TheHouse = Annotated[House, Depends(house_of)]
