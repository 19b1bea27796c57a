"""Signing in and out, one's own account, keys and usage."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import JSONResponse, Response

from yozora.service.accounts import keys, logins, people
from yozora.service.accounts.keys import Scope
from yozora.service.accounts.plans import plan_named, plans_as_json
from yozora.service.accounts.usage import used_this_month
from yozora.service.callers import Account, Reader, TheHouse
from yozora.service.cookies import cookie_of, with_cookie, without_cookie
from yozora.service.house import House
from yozora.service.refusals import Refusal
from yozora.service.studio.shapes import KeyShape, PersonShape, Shape, key_shape, person_shape

Password = Annotated[str, Field(min_length=1, max_length=1024)]

router = APIRouter(prefix="/api", tags=["Account"])


class SignIn(Shape):
    """Name and password."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    password: Password


class WaysIn(Shape):
    """How people come in here: `elsewhere` by a sign-in service as well; `alone`, without signing in at all."""

    alone: bool
    elsewhere: bool


class Welcome(Shape):
    """A password, chosen with the token of a link."""

    token: Annotated[str, Field(min_length=1, max_length=200)]
    password: Password


class NewPassword(Shape):
    """The password until now, and the next one."""

    present: Password
    new: Password


class Me(Shape):
    """Who asks, what they may do, and what they have used of their plan."""

    person: PersonShape
    scopes: list[str]
    alone: bool
    plan: dict[str, int | float | bool | None]
    month: str
    priority_clips: int
    relaxed_clips: int
    waiting_priority_clips: int
    seconds: float
    storage_bytes: int


class NewKey(Shape):
    """A key to be made; without scopes it may do what its owner may."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    scopes: list[Scope] | None = None


class ShownKey(KeyShape):
    """A new key with its secret, which is shown this once."""

    secret: str


class Language(Shape):
    """A language of the pages."""

    language: Literal["en", "zh"]


@router.get("/sign-in")
def ways_in(house: TheHouse) -> WaysIn:
    """How people come in here."""
    return WaysIn(alone=house.alone, elsewhere=house.sign_in_service is not None)


@router.post("/sign-in", responses={200: {"model": PersonShape}})
def sign_in(request: Request, house: TheHouse, said: SignIn) -> Response:
    """Sign in with a name and a password; the answer sets a cookie."""
    with house.database.reading() as session:
        known = logins.recognise(
            session,
            said.name,
            said.password,
            address=_address(request),
            tries=house.tries,
            passwords=house.passwords,
            now=house.clock(),
        )
    with house.database.writing() as session:
        token = logins.sign_in(session, known, now=house.clock())
    return with_cookie(JSONResponse(person_shape(known.person).model_dump()), token, request)


@router.post("/welcome", responses={200: {"model": PersonShape}})
def welcome(request: Request, house: TheHouse, said: Welcome) -> Response:
    """Choose a password with a link, and be signed in."""
    with house.database.writing() as session:
        person = people.use_ticket(session, said.token, said.password, passwords=house.passwords, now=house.clock())
        token = logins.sign_in(session, logins.Recognised(person=person), now=house.clock())
        shown = person_shape(person)
    return with_cookie(JSONResponse(shown.model_dump()), token, request)


@router.post("/sign-out", status_code=204)
def sign_out(request: Request, house: TheHouse, caller: Account, everywhere: bool = False) -> Response:
    """Sign out this browser, or all of them."""
    with house.database.writing() as session:
        if everywhere:
            logins.sign_out_everywhere(session, caller.person_id)
        elif (token := cookie_of(request)) is not None:
            logins.sign_out(session, token)
    return without_cookie(Response(status_code=204), request)


@router.get("/me")
def me(request: Request, response: Response, house: TheHouse, caller: Reader) -> Me:
    """Who asks. A browser's cookie is sent again, so that it lasts as long as its owner comes back."""
    if (token := cookie_of(request)) is not None and "authorization" not in request.headers:
        with_cookie(response, token, request)
    with house.database.reading() as session:
        person = people.person_with(session, caller.person_id)
        plan = plan_named(session, person.plan)
        used = used_this_month(session, person.id, now=house.clock())
    return Me(
        person=person_shape(person),
        scopes=sorted(caller.scopes),
        alone=house.alone,
        plan=plans_as_json({plan.name: plan})[plan.name],
        month=used.month,
        priority_clips=used.priority_clips,
        relaxed_clips=used.relaxed_clips,
        waiting_priority_clips=used.waiting_priority_clips,
        seconds=used.seconds,
        storage_bytes=used.storage_bytes,
    )


@router.post("/me/password", status_code=204)
def change_password(request: Request, house: TheHouse, caller: Account, said: NewPassword) -> None:
    """Choose another password; other browsers are signed out."""
    address, now = _address(request), house.clock()
    house.tries.begin(caller.name, address, now=now)
    with house.database.writing() as session:
        people.change_password(
            session,
            caller.person_id,
            present=said.present,
            new=said.new,
            passwords=house.passwords,
            keep=cookie_of(request),
        )
    house.tries.right(caller.name, address, now=now)


@router.put("/me/language")
def change_language(house: TheHouse, caller: Account, said: Language) -> PersonShape:
    """Choose the language of the pages."""
    with house.database.writing() as session:
        person = people.person_with(session, caller.person_id)
        person.language = said.language
        return person_shape(person)


@router.get("/keys")
def own_keys(house: TheHouse, caller: Account) -> list[KeyShape]:
    """One's own keys, the newest first."""
    with house.database.reading() as session:
        return [key_shape(key) for key in keys.keys_of(session, caller.person_id)]


@router.post("/keys", status_code=201)
def new_key(house: TheHouse, caller: Account, said: NewKey) -> ShownKey:
    """Make a key. Its secret is in this answer and nowhere else."""
    _check_accounts(house)
    with house.database.writing() as session:
        key, secret = keys.create_key(
            session, caller.person_id, said.name, scopes=said.scopes, within=caller.scopes, now=house.clock()
        )
        return ShownKey(**key_shape(key).model_dump(), secret=secret)


@router.delete("/keys/{key_id}")
def revoke_key(house: TheHouse, caller: Account, key_id: str) -> KeyShape:
    """End a key for good."""
    with house.database.writing() as session:
        key = keys.revoke_key(session, caller.person_id, key_id, now=house.clock())
        house.keys.forget(session, caller.person_id)
        return key_shape(key)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _check_accounts(house: House) -> None:
    if house.alone:
        raise Refusal(
            "This server has no accounts, and takes any key. Use yozora serve for keys that count.",
            status=409,
            code="no_accounts",
        )
