"""The routes of webhooks, under the name that official clients use and under a shorter one."""

from typing import Annotated, Any, cast

from fastapi import APIRouter, Query, Request
from pydantic import AliasChoices, Field
from sqlalchemy import func, select

from yozora.library.tables import Hook, new_id
from yozora.service.callers import Caller, Creator, Reader, TheHouse
from yozora.service.house import House
from yozora.service.queries import Id
from yozora.service.refusals import Refusal
from yozora.service.threads import slowly
from yozora.service.videos import answers
from yozora.service.videos.documents import Answer, Deleted, Page, inline_body_of
from yozora.service.videos.reading import wished
from yozora.service.videos.requests import Wish
from yozora.service.webhooks import deliveries
from yozora.service.webhooks.sending import FailedSending
from yozora.service.webhooks.signing import new_secret, signed

MOST_HOOKS = 20
MOST_LISTED = 100
EVENTS = tuple(deliveries.KINDS.values())

router = APIRouter(prefix="/v1", tags=["Webhooks"])


class CreateHook(Wish):
    """An address, and what it wants to hear of."""

    url: str = Field(min_length=1, max_length=8192, description="An https:// URL on the public internet.")
    events: list[str] = Field(
        default=list(EVENTS),
        min_length=1,
        max_length=100,
        validation_alias=AliasChoices("events", "event_types"),
        description=f"Some of {', '.join(EVENTS)}; event_types means the same.",
    )


class TryHook(Wish):
    """A message to send at once, about a clip that does not exist."""

    event_type: str = Field(default=EVENTS[0], description=f"One of {', '.join(EVENTS)}.")


class HookShape(Answer):
    """An address that hears of clips. `last_answer` is what it answered the last message with, or what went wrong; one
    that answered 410 is disabled."""

    id: str
    object: str
    url: str
    name: str
    events: list[str]
    event_types: list[str]
    created_at: int
    disabled_at: int | None
    signing_secret_hint: str
    last_answer: str | None


class HookWithSecret(HookShape):
    """An address, and the secret that its messages are signed with, which is shown this once."""

    secret: str
    signing_secret: str


class HookList(Page):
    """Addresses."""

    data: list[HookShape]


class HookTry(Answer):
    """What an address answered to a message that was sent to try it."""

    object: str
    webhook_endpoint_id: str
    event_type: str
    status_code: int
    success: bool


@router.post("/webhooks", responses={200: {"model": HookWithSecret}}, openapi_extra=inline_body_of(CreateHook))
@router.post("/webhook_endpoints", include_in_schema=False)
async def create_hook(request: Request, house: TheHouse, caller: Creator) -> dict[str, Any]:
    """Register an address that hears when a clip of yours is made, or cannot be made."""
    async with wished(request, house, CreateHook) as (wish, _):
        return await slowly(house, lambda: _created(house, caller, wish))


@router.get("/webhooks", responses={200: {"model": HookList}})
@router.get("/webhook_endpoints", include_in_schema=False)
def list_hooks(
    house: TheHouse,
    caller: Reader,
    after: Id | None = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 20,
) -> dict[str, Any]:
    """Addresses, the newest first."""
    own = select(Hook).where(Hook.person_id == caller.person_id)
    if after is not None:
        own = own.where(Hook.id < after)
    with house.database.reading() as session:
        found = session.scalars(own.order_by(Hook.id.desc()).limit(limit + 1)).all()
        shown = [_shown(hook, deliveries.last_answer(session, hook.id)) for hook in found[:limit]]
    return answers.listed(shown, has_more=len(found) > limit)


@router.get("/webhooks/{hook_id}", responses={200: {"model": HookShape}})
@router.get("/webhook_endpoints/{hook_id}", include_in_schema=False)
def retrieve_hook(house: TheHouse, caller: Reader, hook_id: str) -> dict[str, Any]:
    """An address, and what it answered last."""
    with house.database.reading() as session:
        hook = _own(session.get(Hook, hook_id), caller, hook_id)
        return _shown(hook, deliveries.last_answer(session, hook.id))


@router.delete("/webhooks/{hook_id}", responses={200: {"model": Deleted}})
@router.delete("/webhook_endpoints/{hook_id}", include_in_schema=False)
def delete_hook(house: TheHouse, caller: Creator, hook_id: str) -> dict[str, Any]:
    """Forget an address, and what waits to be sent there."""
    with house.database.writing() as session:
        session.delete(_own(session.get(Hook, hook_id), caller, hook_id))
    return {"id": hook_id, "object": "webhook_endpoint.deleted", "deleted": True}


@router.post("/webhooks/{hook_id}/test", responses={200: {"model": HookTry}}, openapi_extra=inline_body_of(TryHook))
@router.post("/webhook_endpoints/{hook_id}/test", include_in_schema=False)
async def try_hook(request: Request, house: TheHouse, caller: Creator, hook_id: str) -> dict[str, Any]:
    """Send a message at once, and tell what the address answered."""
    async with wished(request, house, TryHook) as (wish, _):
        return await slowly(house, lambda: _tried(house, caller, hook_id, wish))


def _created(house: House, caller: Caller, wish: CreateHook) -> dict[str, Any]:
    for kind in wish.events:
        _check_event(kind, "events")
    house.sender.check(wish.url)
    secret = new_secret()
    hook = Hook(
        id=new_id("hook"),
        person_id=caller.person_id,
        url=wish.url,
        secret=secret,
        events=list(dict.fromkeys(wish.events)),
        created_at=house.clock(),
    )
    with house.database.writing() as session:
        number = session.scalar(select(func.count()).where(Hook.person_id == caller.person_id)) or 0
        if number >= MOST_HOOKS:
            raise Refusal(f"You have {number} webhooks, the most there can be. Delete some first.", code="too_many")
        session.add(hook)
    return {**_shown(hook, None), "secret": secret, "signing_secret": secret}


def _tried(house: House, caller: Caller, hook_id: str, wish: TryHook) -> dict[str, Any]:
    _check_event(wish.event_type, "event_type")
    with house.database.reading() as session:
        hook = _own(session.get(Hook, hook_id), caller, hook_id)
    now = house.clock()
    body = deliveries.written(deliveries.message(wish.event_type, new_id("video"), now=now))
    headers = signed(hook.secret, new_id("msg"), body, now=now)
    try:
        status = house.sender.send(hook.url, body, headers)
    except FailedSending as error:
        raise Refusal(f"{hook.url} did not take the message: {error}.", code="webhook_failed") from error
    return {
        "object": "webhook_endpoint.test",
        "webhook_endpoint_id": hook.id,
        "event_type": wish.event_type,
        "status_code": status,
        "success": True,
    }


def _check_event(kind: str, param: str) -> None:
    if kind not in EVENTS:
        raise Refusal(f"{param}={kind[:60]!r} is not known. Use some of: {', '.join(EVENTS)}.", param=param)


def _own(hook: Hook | None, caller: Caller, hook_id: str) -> Hook:
    if hook is None or hook.person_id != caller.person_id:
        raise Refusal(f"There is no webhook {hook_id[:60]!r}.", status=404, code="webhook_not_found", param="hook_id")
    return hook


def _shown(hook: Hook, last_answer: str | None) -> dict[str, Any]:
    heard = cast(list[str], hook.events)
    return {
        "id": hook.id,
        "object": "webhook_endpoint",
        "url": hook.url,
        "name": hook.url.partition("://")[2].partition("/")[0],
        "events": heard,
        "event_types": heard,
        "created_at": int(hook.created_at),
        "disabled_at": None if hook.disabled_at is None else int(hook.disabled_at),
        "signing_secret_hint": f"whsec_...{hook.secret[-4:]}",
        "last_answer": last_answer,
    }
