"""Write `docs/reference/http.md` below its mark from the service's own OpenAPI document and its code. --check only
compares."""

import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

from fastapi.routing import APIRoute
from http_codes import codes, codes_of_clips
from http_limits import Limit, limits

from yozora.cli.serving import opened
from yozora.jobs import queue
from yozora.service import callers, config
from yozora.service.accounts import logins, people
from yozora.service.accounts.keys import SCOPES_OF
from yozora.service.app import ROUTERS, create_app
from yozora.service.forms import LIMITS
from yozora.service.refusals import AWAY_RETRY_S
from yozora.service.studio import stream
from yozora.service.videos import images, routes
from yozora.service.videos.requests import Settings
from yozora.service.webhooks import deliveries, sending

TARGET = Path(__file__).parents[1] / "docs/reference/http.md"
MARK = "<!-- written -->\n"
FIRST = "CreateVideo"
ALIASES = (callers.Reader, callers.Creator, callers.Keeper, callers.Account, callers.Administrator)
SCOPES = ("read", "create", "library", "account", "admin")
Schema = Mapping[str, Any]


def document() -> dict[str, Any]:
    """The OpenAPI document of a server in an empty folder."""
    with TemporaryDirectory() as folder:
        house = opened(config.Config(home=Path(folder)), alone=False)
        try:
            return create_app(house).openapi()
        finally:
            house.database.close()


def page() -> str:
    """The whole page: what is above the mark stays."""
    head = TARGET.read_text("utf-8").partition(MARK)[0]
    said = document()
    return head + MARK + "\n".join(_tail(said)) + "\n"


def _tail(said: Schema) -> Iterator[str]:
    yield "\n## Routes\n"
    yield "Who may: a scope of the key, and of the role. " + " ".join(_roles())
    shown = set[str]()
    for tag, operations in _by_tag(said).items():
        yield f"\n### {tag}\n\n| request | who may | what | answer |\n|---|---|---|---|"
        for method, path, operation in operations:
            yield _row(method, path, operation)
        for method, path, operation in operations:
            yield from _body(said, method, path, operation, shown)
    yield from _others()
    yield from _answers(said)
    yield from _errors()
    yield from _limits()
    yield from _times()


def _roles() -> Iterator[str]:
    for role, scopes in SCOPES_OF.items():
        yield f"`{role.value}`: {', '.join(scope for scope in SCOPES if scope in scopes)}."


def _by_tag(said: Schema) -> dict[str, list[tuple[str, str, Schema]]]:
    found: dict[str, list[tuple[str, str, Schema]]] = {}
    for path, methods in said["paths"].items():
        for method, operation in methods.items():
            found.setdefault(operation["tags"][-1], []).append((method.upper(), path, operation))
    return found


def _scopes() -> dict[tuple[str, str], str]:
    """The scope that each route asks for, by method and path."""
    checks: dict[Callable[..., Any], str] = {
        get_args(alias)[1].dependency: scope for alias, scope in zip(ALIASES, SCOPES, strict=True)
    }
    found: dict[tuple[str, str], str] = {}
    for route in _routes():
        asked = (checks[one.call] for one in route.dependant.dependencies if one.call in checks)
        found |= dict.fromkeys(((method, route.path) for method in route.methods), next(asked, "anybody"))
    return found


def _routes() -> Iterator[APIRoute]:
    return (route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute))


def _row(method: str, path: str, operation: Schema) -> str:
    asked = [f"`{one['name']}`" for one in operation.get("parameters", ()) if one["in"] == "query"]
    query = f" Query: {', '.join(asked)}." if asked else ""
    about = " ".join(operation.get("description", "").split())
    answers = ", ".join(_answer(status, one) for status, one in operation["responses"].items() if status < "400")
    return f"| `{method} {path}` | {_scopes()[method, path]} | {about}{query} | {answers} |"


def _answer(status: str, response: Schema) -> str:
    content = response.get("content", {})
    kind, entry = next(iter(content.items()), ("", {}))
    if kind == "application/json":
        return f"{status} {_linked(entry.get('schema', {}))}".strip()
    return f"{status} {kind}".strip()


def _linked(schema: Schema) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if schema.get("type") == "array":
        return f"list of {_linked(schema['items'])}"
    return ""


def _body(said: Schema, method: str, path: str, operation: Schema, shown: set[str]) -> Iterator[str]:
    content = operation.get("requestBody", {}).get("content", {})
    if not content:
        return
    kinds = " or ".join(content)
    schema = next(iter(content.values()))["schema"]
    name = schema.get("$ref", "").rpartition("/")[2]
    yield f"\n**`{method} {path}`** ({kinds})" + (f": as `{name}` above." if name in shown else "")
    if name not in shown:
        found = _resolved(said, schema)
        shown.add(name or path)
        common = [] if name == FIRST else _common(said, found)
        yield from _entries(said, found, without=common)
        if common:
            yield f"\nAnd, as in `POST /v1/videos`: {', '.join(f'`{entry}`' for entry in common)}."


def _common(said: Schema, schema: Schema) -> list[str]:
    """Entries that are just as in the first request, of all that make clips."""
    first = said["components"]["schemas"][FIRST]["properties"]
    own = schema.get("properties", {})
    return [name for name in Settings.model_fields if name in own and own[name] == first[name]]


def _entries(said: Schema, schema: Schema, *, without: Collection[str]) -> Iterator[str]:
    needed = schema.get("required", ())
    yield "\n| entry | type | usual | what |\n|---|---|---|---|"
    for name, entry in schema.get("properties", {}).items():
        if name in without:
            continue
        usual = "must be given" if name in needed else _usual(entry.get("default"))
        yield f"| `{name}` | {_type(said, entry)} | {usual} | {entry.get('description', '')} |"


def _usual(value: Any) -> str:
    return "" if value in (None, "") else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _resolved(said: Schema, schema: Schema) -> Schema:
    return said["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _type(said: Schema, entry: Schema) -> str:
    """A type in words, with its bounds."""
    if "anyOf" in entry:
        kinds = [_type(said, one) for one in entry["anyOf"] if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "$ref" in entry:
        found = _resolved(said, entry)
        if "enum" in found:
            return _type(said, found)
        return f"object ({', '.join(f'`{name}`' for name in found.get('properties', {}))})"
    if "enum" in entry or "const" in entry:
        return ", ".join(f"`{str(value).lower()}`" for value in entry.get("enum", [entry.get("const")]))
    if entry.get("format") == "binary":
        return "file"
    if entry.get("type") == "array":
        inner = entry.get("items", {})
        return f"list{_bounds(entry, 'minItems', 'maxItems')} of {_type(said, inner) if inner else 'anything'}"
    names = {"string": "text", "integer": "whole number", "boolean": "true or false", None: "anything"}
    kind = names.get(entry.get("type"), entry.get("type"))
    low = "minLength" if kind == "text" else "minimum"
    return f"{kind}{_bounds(entry, low, 'maxLength' if kind == 'text' else 'maximum')}"


def _bounds(entry: Schema, low: str, high: str) -> str:
    most = entry.get(high, entry.get("exclusiveMaximum", 0) - 1 if "exclusiveMaximum" in entry else None)
    least = entry.get(low)
    if most is None or most >= 2**25:  # a bound of memory only, which the limits of bodies are below
        return "" if least is None else f", {least:g} or more"
    return f", {least or 0:g} to {most:.10g}"


def _others() -> Iterator[str]:
    hidden = [
        f"`{method} {route.path}`"
        for route in _routes()
        if not route.include_in_schema
        for method in sorted(route.methods)
    ]
    yield f"\n**Other names for the same**, as other servers and clients have them: {', '.join(hidden)}."


def _answers(said: Schema) -> Iterator[str]:
    used = sorted({name for operations in _by_tag(said).values() for _, _, one in operations for name in _names(one)})
    for name in used:
        schema = said["components"]["schemas"][name]
        if "properties" not in schema:
            continue
        if name == used[0]:
            yield "\n## Answers"
        about = " ".join(schema.get("description", "").split())
        entries = ", ".join(f"`{entry}`" for entry in schema["properties"])
        yield f"\n### {name}\n\n{about}\n\n{entries}"


def _names(operation: Schema) -> Iterator[str]:
    for status, response in operation["responses"].items():
        if status < "400":
            for entry in response.get("content", {}).values():
                schema = entry.get("schema", {})
                yield from (
                    one["$ref"].rpartition("/")[2] for one in (schema, schema.get("items", {})) if "$ref" in one
                )


def _errors() -> Iterator[str]:
    yield "\n## Errors\n\n`…` stands for what the message says of the request.\n"
    yield "| code | status | type | when, and what to do |\n|---|---|---|---|"
    for one in codes():
        yield f"| `{one.code}` | {one.status} | `{one.kind}` | {one.text} |"
    yield "\n`error.code` of a clip that failed:\n\n| code | when |\n|---|---|"
    for code, text in codes_of_clips().items():
        yield f"| `{code}` | {text} |"


def _limits() -> Iterator[str]:
    yield "\n## Limits\n\n| what | limit | where | one more is answered |\n|---|---|---|---|"
    for one in limits():
        yield f"| {one.what} | {_number(one)} | {one.where} | {one.answer[0]} `{one.answer[1]}` |"


def _number(one: Limit) -> str:
    return f"at {'least' if one.least else 'most'} {int(one.most) if one.most == int(one.most) else one.most:,}"


def _times() -> Iterator[str]:
    pauses = ", ".join(_spoken(pause) for pause in deliveries.PAUSES_S)
    rows = {
        "from the first byte of a body to the last": _spoken(LIMITS.longest_s),
        "`POST /v1/images/generations` waits for its pictures": _spoken(images.LONGEST_WAIT_S),
        "ask for a clip again after": f"{routes.POLL_MS:,} ms",
        "`retry-after` where database or store are away": _spoken(AWAY_RETRY_S),
        "a sign of life in `/api/events` at least every": _spoken(stream.STILL_HERE_S),
        "a link to choose a password works": _spoken(people.TICKET_S),
        "a browser stays signed in, from its last visit": _spoken(logins.LOGIN_S),
        "a webhook has to answer": _spoken(sending.TIMEOUT_S),
        "a webhook is tried again after": pauses,
        "a job is begun, until it counts as failed": f"{queue.MOST_ATTEMPTS} times",
    }
    yield "\n## Times\n\n| what | how long |\n|---|---|"
    yield from (f"| {what} | {value} |" for what, value in rows.items())


def _spoken(seconds: float) -> str:
    for unit, size in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size and seconds % size == 0:
            return f"{seconds / size:g} {unit}"
    return f"{seconds:g} s"


def main() -> None:
    """Write or check."""
    if "--check" in sys.argv:
        same = TARGET.read_text("utf-8") == page()
        raise SystemExit(
            0 if same else "docs/reference/http.md is out of date. Run: python scripts/write_http_reference.py"
        )
    TARGET.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
