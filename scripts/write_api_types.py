"""Write `studio/src/api/schema.ts`, the types of the service's requests and answers, from its OpenAPI document.
--check only compares.

What goes wrong has one form, so the types say it once for each request and not once for each status.
"""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from npm import STUDIO, environment, node
from write_http_reference import document

TARGET = STUDIO / "src/api/schema.ts"
PROGRAM = STUDIO / "node_modules/openapi-typescript/bin/cli.js"


def types() -> str:
    """The whole file."""
    with TemporaryDirectory() as folder:
        said, written = Path(folder) / "openapi.json", Path(folder) / "schema.ts"
        said.write_text(json.dumps(with_one_error(document())), "utf-8")
        words = [node(), PROGRAM, said, "-o", written, "--default-non-nullable", "false"]
        subprocess.run(words, check=True, env=environment(), capture_output=True)
        return written.read_text("utf-8")


def with_one_error(said: dict[str, Any]) -> dict[str, Any]:
    """The same document with one error, `default`, in place of those of all statuses."""
    for path in said["paths"].values():
        for operation in path.values():
            answers = operation["responses"]
            wrong = {status: one for status, one in answers.items() if not status.startswith(("2", "3"))}
            operation["responses"] = {status: one for status, one in answers.items() if status not in wrong}
            if wrong:
                body = next(one["content"] for one in wrong.values() if "content" in one)
                schema = body["application/json"]["schema"]
                operation["responses"]["default"] = {
                    "description": "What went wrong.",
                    "content": {"application/json": {"schema": schema}},
                }
    return said


def main() -> None:
    """Write, or compare."""
    wanted = types()
    if "--check" not in sys.argv:
        TARGET.write_text(wanted, "utf-8")
    elif TARGET.read_text("utf-8") != wanted:
        sys.exit(f"{TARGET} is not what the service says. Run: python scripts/write_api_types.py")


if __name__ == "__main__":
    main()
