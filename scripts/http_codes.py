"""All codes of errors, for `docs/reference/http.md`, read from the source: from each `Refusal(...)` and from the table
of error classes, so that none is left out."""

import ast
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from yozora.core.errors import InvalidPlan, InvalidRequest, UnreadableFile
from yozora.jobs import worker
from yozora.service import refusals

SOURCE = Path(refusals.__file__).parents[2]
SERVICE = SOURCE / "yozora/service"
ABOUT = {
    ("invalid_value", 400): "An entry is wrong. `param` names it where it can be told, and the message says what came, "
    "what is possible and what to do.",
    ("invalid_body", 400): "The body cannot be read: no JSON, no UTF-8, a form that ends too early, a key nobody "
    "understands. The message says where.",
    ("invalid_body", 413): "The body is larger than one that is read; see the limits.",
    ("invalid_key", 400): "The Idempotency-Key is too long.",
    ("invalid_plan", 400): "A plan describes no scene that can be drawn; the message names the entry.",
    ("invalid_timeline", 400): "A board's timeline cannot be read; the message names the entry.",
    ("not_found", 404): "There is nothing at this address.",
    ("http_error", 405): "This address does not know this method. Other refusals of HTTP itself have this code, too.",
    ("unreadable_file", 400): "A picture or clip is damaged, too large, or of a kind that is not read here.",
}
"""Codes with many texts, in one."""

USUAL = {"status": 400, "code": "invalid_value", "kind": refusals.INVALID}


@dataclass(frozen=True, kw_only=True)
class Code:
    """A code, a status it comes with, its type, and a text that says when; empty where there are many."""

    code: str
    status: int
    kind: str
    text: str


@dataclass(frozen=True, kw_only=True)
class _Place:
    """A call in the source, with what is around it."""

    tree: ast.Module
    module: Any
    function: ast.AST
    call: ast.Call


def codes() -> list[Code]:
    """Every code with every status, in order; texts of one code are joined."""
    texts: dict[tuple[str, int, str], list[str]] = {}
    for one in (*_classes(), *_calls(), *_bodies()):
        found = texts.setdefault((one.code, one.status, one.kind), [])
        if one.text and one.text not in found:
            found.append(one.text)
    return [
        Code(
            code=code,
            status=status,
            kind=kind,
            text=ABOUT.get((code, status)) or " ".join(found) or _nothing_said(code),
        )
        for (code, status, kind), found in sorted(texts.items())
    ]


def _nothing_said(code: str) -> str:
    raise SystemExit(f"The source has no text for {code}. Say in ABOUT of scripts/http_codes.py what it means.")


def codes_of_clips() -> dict[str, str]:
    """Codes that the queue and workers give clips that could not be made, with their texts."""
    classes = (*worker.AGAIN, InvalidRequest, InvalidPlan, UnreadableFile)
    found = {worker._code(error()): _about(error) for error in classes}
    for path in sorted((SOURCE / "yozora/jobs").glob("*.py")):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef):
                found |= _codes_in(function)
    return dict(sorted(found.items()))


def _codes_in(function: ast.FunctionDef) -> dict[str, str]:
    """The codes that a function of the queue or a worker gives."""
    texts = {
        target.id: _words(node.value, {})
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Name)
    }
    found: dict[str, str] = {}
    for call in _calls_in(function):
        said = {keyword.arg: keyword.value for keyword in call.keywords}
        late = call.args[1:3] if _named(call) == "_failed" else []
        code, message = late if len(late) == 2 else (said.get("code"), said.get("message"))
        if isinstance(code, ast.Constant) and message is not None:
            found[code.value] = texts[message.id] if isinstance(message, ast.Name) else _words(message, {})
    return found


def _classes() -> Iterator[Code]:
    for error, kind in refusals.KINDS.items():
        text = "" if (kind.code, kind.status) in ABOUT else _about(error)
        yield Code(code=kind.code, status=kind.status, kind=kind.kind, text=text)


def _about(error: type[Exception]) -> str:
    said = " ".join(inspect.cleandoc(error.__doc__ or "").split("\n\n")[0].split())
    return said.partition("; ")[0].rstrip(".") + "."


def _calls() -> Iterator[Code]:
    for place in _places("Refusal"):
        said = {keyword.arg: keyword.value for keyword in place.call.keywords}
        if any(keyword.arg == "code" and isinstance(keyword.value, ast.Attribute) for keyword in place.call.keywords):
            continue  # a refusal in other words
        kind = _value(said.get("kind"), place, USUAL["kind"])
        for code, status, known in _codes(said.get("code"), said.get("status"), place):
            text = "" if (code, status) in ABOUT else _words(place.call.args[0], {**vars(place.module), **known})
            yield Code(code=code, status=status, kind=kind, text=text)


def _bodies() -> Iterator[Code]:
    for place in _places("BadBody"):
        said = {keyword.arg: keyword.value for keyword in place.call.keywords}
        status = _value(said.get("status"), place, 400)
        text = "" if ("invalid_body", status) in ABOUT else _words(place.call.args[0], vars(place.module))
        yield Code(code="invalid_body", status=status, kind=refusals.INVALID, text=text)


def _places(name: str) -> Iterator[_Place]:
    for path in sorted(SERVICE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        module = import_module(".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__"))
        for function in ast.walk(tree):
            if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
                for call in _calls_in(function):
                    if _named(call) == name and call.args:
                        yield _Place(tree=tree, module=module, function=function, call=call)


def _calls_in(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _named(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _value(node: ast.expr | None, place: _Place, otherwise: Any) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    return getattr(place.module, node.id, otherwise) if isinstance(node, ast.Name) else otherwise


def _codes(code: ast.expr | None, status: ast.expr | None, place: _Place) -> Iterator[tuple[str, int, dict[str, str]]]:
    """Codes of a call, the status of each, and what a name in its text stands for then."""
    if isinstance(code, ast.IfExp):  # what HTTP itself refuses: one status has a code of its own
        assert isinstance(code.test, ast.Compare)
        own = _value(code.test.comparators[0], place, 0)
        numbers = (key for one in ast.walk(place.function) if isinstance(one, ast.Dict) for key in one.keys)
        for number in (key.value for key in numbers if isinstance(key, ast.Constant) and isinstance(key.value, int)):
            yield _value(code.body if number == own else code.orelse, place, ""), number, {}
    elif isinstance(code, ast.JoinedStr):
        part = next(part for part in code.values if isinstance(part, ast.FormattedValue))
        assert isinstance(part.value, ast.Name), ast.dump(code)
        pattern = "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in code.values)
        for value in sorted(_given(part.value.id, place)):
            yield pattern.format(value), _value(status, place, USUAL["status"]), {part.value.id: value}
    elif code is None or isinstance(code, ast.Constant):
        yield _value(code, place, USUAL["code"]), _value(status, place, USUAL["status"]), {}


def _given(name: str, place: _Place) -> set[str]:
    """The texts that a name of a function stands for: what callers anywhere give it, or what it loops over."""
    function = getattr(place.function, "name", "")
    found: set[str] = set()
    for path in SERVICE.rglob("*.py"):
        for call in _calls_in(ast.parse(path.read_text("utf-8"))):
            values = [one.value for one in call.keywords if one.arg == name] if _named(call) == function else []
            found |= {value.value for value in values if isinstance(value, ast.Constant)}
    for loop in ast.walk(place.function):
        if isinstance(loop, ast.For) and isinstance(loop.target, ast.Tuple) and isinstance(loop.iter, ast.Tuple):
            number = [getattr(one, "id", "") for one in loop.target.elts].index(name)
            rows = (row.elts[number] for row in loop.iter.elts if isinstance(row, ast.Tuple))
            found |= {row.value for row in rows if isinstance(row, ast.Constant)}
    assert found, f"nothing gives {name} to {function}"
    return found


def _words(node: ast.expr, known: Mapping[str, Any]) -> str:
    """A text as it stands in the source: constants by their values, everything else as an ellipsis."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.FormattedValue):
        value = known.get(node.value.id) if isinstance(node.value, ast.Name) else None
        return f"{value:g}" if isinstance(value, (int, float)) else value if isinstance(value, str) else "…"
    if isinstance(node, ast.JoinedStr):
        return "".join(_words(part, known) for part in node.values)
    return ""
