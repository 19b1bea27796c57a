"""A first look at a file that somebody sent, in a process of its own: what goes wrong there harms nobody.

Decoders are large programs in C that were not written for files made to break them. The process may take so much memory
and time, write nothing, and crash; what comes back from it is read as text.
"""

import multiprocessing
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from pathlib import Path
from typing import Literal

from yozora.core.errors import UnreadableFile
from yozora.media.clips import clip_source
from yozora.media.kinds import check_index
from yozora.media.reading import is_picture, read_picture, read_recipe

LONGEST_S = 60
MOST_BYTES = 2 * 2**30
LONGEST_TEXT_BYTES = 10_000
LONGEST_RECIPE_BYTES = 4 * 2**20

What = Literal["picture", "clip", "either", "recipe"]

_WRONG, _GOOD = b"!", b"="


def examine(path: Path, what: What, *, longest_s: float = LONGEST_S, most_bytes: int = MOST_BYTES) -> None:
    """Read a file as far as it will be read later; about 20 ms. Raises UnreadableFile, also where that takes more than
    a minute or 2 GiB, or breaks the decoder."""
    _looked(path, what, longest_s=longest_s, most_bytes=most_bytes)


def examine_recipe(path: Path, *, longest_s: float = LONGEST_S, most_bytes: int = MOST_BYTES) -> str | None:
    """The recipe inside a clip or a picture as text, or None where it carries none. Raises UnreadableFile, also where
    the recipe has more than 4 MiB, or as `examine` does."""
    return _looked(path, "recipe", longest_s=longest_s, most_bytes=most_bytes) or None


def _looked(path: Path, what: What, *, longest_s: float, most_bytes: int) -> str:
    context = _context()
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_look, args=(path, what, theirs, most_bytes), daemon=True)
    process.start()
    theirs.close()
    try:
        said = ours.recv_bytes(LONGEST_RECIPE_BYTES + 1) if ours.poll(longest_s) else None
    except (EOFError, OSError):
        said = None
    finally:
        process.kill()
        process.join()
        process.close()
        ours.close()
    if said is None:
        raise UnreadableFile(f"{path} cannot be read safely: it breaks the decoder, or takes too long. Convert it.")
    if said.startswith(_WRONG):
        raise UnreadableFile(said[1:].decode(errors="replace"))
    return said[1:].decode()


def _context() -> ForkServerContext | SpawnContext:
    """A process that has loaded everything and is copied each time, where the system has that."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", __name__])
    return context


def _look(path: Path, what: What, line: Connection, most_bytes: int) -> None:
    _limit(most_bytes)
    try:
        line.send_bytes(_GOOD + _found(path, what).encode())
        return
    except (UnreadableFile, UnicodeError) as error:
        said = str(error)
    except MemoryError:
        said = f"{path} needs more than {most_bytes // 2**20} MiB to be read. Make it smaller, or convert it."
    line.send_bytes(_WRONG + said.encode(errors="replace")[:LONGEST_TEXT_BYTES])


def _found(path: Path, what: What) -> str:
    """The recipe, where that is asked for, and nothing otherwise."""
    if what == "recipe":
        recipe = read_recipe(path) or ""
        if len(recipe.encode()) > LONGEST_RECIPE_BYTES:
            raise UnreadableFile(f"The recipe in {path} has more than {LONGEST_RECIPE_BYTES} bytes. It is not read.")
        return recipe
    if what == "picture" or (what == "either" and is_picture(path)):
        read_picture(path)
    else:
        check_index(path)
        clip_source(path)
    return ""


def _limit(most_bytes: int) -> None:
    """Memory beyond what the process has already, seconds of work, nothing written, no image of a crash."""
    if sys.platform != "linux":
        return
    import resource  # there is none elsewhere

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limits = {
        resource.RLIMIT_AS: pages * resource.getpagesize() + most_bytes,
        resource.RLIMIT_CPU: LONGEST_S,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        with suppress(ValueError):  # it is less already
            resource.setrlimit(kind, (most, most))
