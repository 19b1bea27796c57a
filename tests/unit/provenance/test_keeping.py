"""The chain lies in a folder: made once, for its owner's eyes, and replaced without forgetting."""

import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from unit.provenance.conftest import Write

from yozora.core.errors import UnreadableFile
from yozora.core.recipe import Recipe
from yozora.provenance import Chain, State, has_chain, read_credentials, replace_chain, signer_in


def test_it_is_made_where_there_is_none_and_then_kept(tmp_path: Path) -> None:
    folder = tmp_path / "credentials"
    assert not has_chain(folder)
    assert signer_in(folder).roots == signer_in(folder).roots
    assert has_chain(folder)
    assert stat.S_IMODE((folder / "current" / "key.pem").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir()] == ["current"]


def test_those_who_make_it_at_the_same_time_have_the_same(tmp_path: Path) -> None:
    roots: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: roots.append(signer_in(tmp_path / "credentials").roots)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(roots) == 8 and len(set(roots)) == 1
    assert [path.name for path in (tmp_path / "credentials").iterdir()] == ["current"]


def test_what_was_signed_before_is_known_after_the_chain_was_replaced(
    write: Write, recipe: Callable[..., Recipe], tmp_path: Path
) -> None:
    folder, made = tmp_path / "credentials", recipe(size="64x48", seconds=0.125)
    files = [write("first.mp4", signer_in(folder).seal_for(made))]
    for name in ("second.mp4", "third.mp4"):
        replace_chain(folder)
        files.append(write(name, signer_in(folder).seal_for(made)))
    roots = signer_in(folder).roots
    assert [read_credentials(file, roots).state for file in files] == [State.TRUSTED] * 3
    newest = Chain.read(folder / "current").root
    assert [read_credentials(file, newest).state for file in files] == [State.VALID, State.VALID, State.TRUSTED]


def test_a_chain_that_is_damaged_is_not_replaced_silently(tmp_path: Path) -> None:
    folder = tmp_path / "credentials"
    signer_in(folder)
    (folder / "current" / "certificates.pem").write_text("nothing")
    with pytest.raises(UnreadableFile, match=r"The signing key in .*current cannot be read: .*yozora init"):
        signer_in(folder)
