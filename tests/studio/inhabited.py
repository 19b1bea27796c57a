"""A studio with accounts, and people who come in by their names and passwords."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from houses import Server
from playwright.sync_api import Page

from yozora.service.accounts import people
from yozora.service.accounts.people import Role

PASSWORD = "a long night sky"


@dataclass(frozen=True, kw_only=True)
class Inhabited:
    """A server with accounts; Ada, its administrator, is there from the beginning."""

    server: Server

    def __post_init__(self) -> None:
        self.person("Ada", Role.ADMINISTRATOR)

    @property
    def url(self) -> str:
        """Where it is."""
        return self.server.url

    def person(self, name: str, role: Role = Role.MEMBER, *, plan: str = "plus") -> None:
        """Somebody with a password."""
        house = self.server.house
        with house.database.writing() as session:
            one = people.add_person(session, name, role=role, plan=plan, now=house.clock())
            one.password = house.passwords.hash_password(PASSWORD)

    @contextmanager
    def api(self, name: str) -> Generator[httpx.Client]:
        """Somebody as a program, signed in."""
        with self.server.client(None) as client:
            client.post("/api/sign-in", json={"name": name, "password": PASSWORD}).raise_for_status()
            yield client

    def sign_in(self, page: Page, name: str) -> None:
        """Let a browser be signed in, without its page."""
        said = {"name": name, "password": PASSWORD}
        assert page.context.request.post(f"{self.url}/api/sign-in", data=said).ok
