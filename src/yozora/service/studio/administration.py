"""What administrators do: people, plans, names of models, the queue."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from yozora.jobs.queue import is_paused, set_paused
from yozora.library.tables import Setting
from yozora.service.accounts import people
from yozora.service.accounts.people import Role
from yozora.service.accounts.plans import PLUS, change_plan, plans_as_json, read_plans, write_plans
from yozora.service.callers import Administrator, Reader, TheHouse
from yozora.service.refusals import Refusal
from yozora.service.studio.shapes import PersonShape, Shape, person_shape
from yozora.service.videos import models

router = APIRouter(prefix="/api/admin", tags=["Administration"])


class NewPerson(Shape):
    """Somebody to be invited."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    role: Role = Role.MEMBER
    plan: str = PLUS.name


class PersonChange(Shape):
    """What may be changed of somebody; what is left out stays."""

    role: Role | None = None
    plan: str | None = None
    disabled: bool | None = None


class Invited(Shape):
    """Somebody, and the token of a link with which they choose a password: /welcome#TOKEN, once, within a day."""

    person: PersonShape
    token: str


class Plans(Shape):
    """All plans, by name."""

    plans: dict[str, dict[str, Any]]


class Models(Shape):
    """Names of models, and the engine and options of each."""

    models: dict[str, dict[str, Any]]


class QueueState(Shape):
    """Whether nothing new is started."""

    paused: bool


@router.get("/people")
def everybody(house: TheHouse, caller: Administrator) -> list[PersonShape]:
    """Everybody, the oldest account first."""
    with house.database.reading() as session:
        return [person_shape(one) for one in people.people(session)]


@router.post("/people", status_code=201)
def invite(house: TheHouse, caller: Administrator, said: NewPerson) -> Invited:
    """Make an account, and a link to choose its password."""
    if house.alone:
        raise Refusal("This server has no accounts. Use yozora serve.", status=409, code="no_accounts")
    with house.database.writing() as session:
        person = people.add_person(session, said.name, role=said.role, plan=said.plan, now=house.clock())
        return Invited(person=person_shape(person), token=people.invite(session, person.id, now=house.clock()))


@router.post("/people/{person_id}/invite")
def invite_again(house: TheHouse, caller: Administrator, person_id: str) -> Invited:
    """Make a new link, for whoever has forgotten the password; earlier ones end."""
    with house.database.writing() as session:
        token = people.invite(session, person_id, now=house.clock())
        return Invited(person=person_shape(people.person_with(session, person_id)), token=token)


@router.patch("/people/{person_id}")
def change_person(house: TheHouse, caller: Administrator, person_id: str, said: PersonChange) -> PersonShape:
    """Change what somebody may do, or keep them out."""
    with house.database.writing() as session:
        person = people.person_with(session, person_id)
        if said.role is not None:
            people.change_role(session, person_id, said.role)
        if said.plan is not None:
            change_plan(session, person, said.plan)
        if said.disabled is not None and said.disabled:
            people.disable(session, person_id, now=house.clock())
        elif said.disabled is not None:
            people.enable(session, person_id)
        house.keys.forget(session, person_id)
        return person_shape(person)


@router.get("/plans")
def plans(house: TheHouse, caller: Reader) -> Plans:
    """All plans."""
    with house.database.reading() as session:
        return Plans(plans=plans_as_json(read_plans(session)))


@router.put("/plans")
def set_plans(house: TheHouse, caller: Administrator, said: Plans) -> Plans:
    """Set all plans at once."""
    with house.database.writing() as session:
        return Plans(plans=plans_as_json(write_plans(session, said.plans)))


@router.get("/models")
def all_models(house: TheHouse, caller: Reader) -> Models:
    """Names of models, and what each stands for."""
    with house.database.reading() as session:
        return _models(models.models(session))


@router.put("/models")
def set_models(house: TheHouse, caller: Administrator, said: Models) -> Models:
    """Set what names of models stand for; those left out are as they come."""
    found = models.from_setting(said.models)
    for model in found.values():
        if model.engine != models.SUITED:
            house.engines(model.engine, model.options)  # says what is wrong
    with house.database.writing() as session:
        session.merge(Setting(name="models", value=said.models))
        session.flush()
        return _models(models.models(session))


@router.get("/queue")
def queue(house: TheHouse, caller: Administrator) -> QueueState:
    """Whether the queue is paused."""
    with house.database.reading() as session:
        return QueueState(paused=is_paused(session))


@router.put("/queue")
def set_queue(house: TheHouse, caller: Administrator, said: QueueState) -> QueueState:
    """Pause the queue, or let it go on. What runs is finished."""
    with house.database.writing() as session:
        set_paused(session, said.paused)
    return said


def _models(known: dict[str, models.Model]) -> Models:
    return Models(models={name: {"engine": one.engine, "options": dict(one.options)} for name, one in known.items()})
