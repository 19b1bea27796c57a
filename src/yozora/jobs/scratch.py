"""Folders for files that are being made. Whoever uses one holds a lock in it, which ends with the process; what a
killed one left behind is removed by the next."""

import logging
import os
import secrets
import shutil
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from yozora.core.errors import UnwritableOutput

if sys.platform != "win32":
    import fcntl

LOCK = ".lock"
OLD_S = 24 * 3600.0
"""What nobody holds a lock in, such as the parts of a request, goes when it is as old as this."""

log = logging.getLogger(__name__)


@contextmanager
def own_folder(folder: Path) -> Generator[None]:
    """Make a folder one's own; it is gone in the end. Raises UnwritableOutput."""
    try:
        held = _locked(folder)
    except OSError as error:
        raise UnwritableOutput(f"{folder} cannot be made: {error.strerror}. Is the disk full?") from error
    with held:
        try:
            yield
        finally:
            with suppress(OSError):
                _remove(folder)


def sweep(root: Path) -> int:
    """Remove what is left over in a folder of such folders; says how much that was."""
    swept = 0
    for path in list(root.glob("*")):
        try:
            swept += _removed(path)
        except OSError as error:  # others sweep as well, and what they do not mend is tried again
            log.info("left", extra={"reason": str(error)})
    return swept


def _locked(folder: Path) -> BinaryIO:
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            file = (folder / LOCK).open("ab")
        except FileNotFoundError:  # somebody sweeps it at this moment
            continue
        if sys.platform == "win32":
            return file
        fcntl.flock(file, fcntl.LOCK_EX)
        if os.fstat(file.fileno()).st_nlink:
            return file
        file.close()  # somebody swept it before the lock was had


def _removed(path: Path) -> bool:
    if (path / LOCK).exists() and sys.platform != "win32":
        with (path / LOCK).open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            if not os.fstat(file.fileno()).st_nlink:  # its owner has just left, and another may have come
                return False
            _remove(path)
            return True
    if path.stat().st_mtime > time.time() - OLD_S:
        return False
    _remove(path)
    return True


def _remove(path: Path) -> None:
    """At one moment as far as anybody else can see, so that nobody moves into a folder that is being removed."""
    gone = path.rename(path.with_name(f".swept-{secrets.token_hex(8)}"))
    if gone.is_dir():
        shutil.rmtree(gone)
    else:
        gone.unlink(missing_ok=True)
