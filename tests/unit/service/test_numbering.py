"""Every answer has an id, also those that nobody meant to give."""

from pathlib import Path

import httpx
from houses import house_in, serving

from yozora.service.accounts.people import Role


def test_a_mistake_of_the_program_is_an_answer_with_an_id(tmp_path: Path) -> None:
    house = house_in(tmp_path)
    with serving(house) as server, server.client(server.key_of("Nana", Role.MEMBER)) as client:

        def broken(*_: object) -> None:
            raise ZeroDivisionError

        house.queue.cancel = broken
        video = client.post("/v1/videos", json={"prompt": "a fox", "size": "64x64", "seconds": 1}).json()
        answer = client.post(f"/v1/videos/{video['id']}/cancel")
        assert answer.status_code == 500
        error = answer.json()["error"]
        assert (error["code"], error["type"]) == ("server_error", "server_error")
        assert answer.headers["x-request-id"] in error["message"]


def test_each_request_has_an_id_of_its_own(tmp_path: Path) -> None:
    with serving(house_in(tmp_path)) as server:
        ids = {httpx.get(f"{server.url}/nothing").headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3
