"""A person's own folder."""

from pathlib import Path

import pytest

from yozora.cli.home import private
from yozora.core.errors import UnwritableOutput


def test_a_new_folder_is_for_its_owners_eyes_and_an_old_one_stays_as_it_is(tmp_path: Path) -> None:
    assert private(tmp_path / "new").stat().st_mode & 0o777 == 0o700
    (tmp_path / "old").mkdir(mode=0o755)
    before = (tmp_path / "old").stat().st_mode
    assert private(tmp_path / "old").stat().st_mode == before


def test_a_folder_that_cannot_be_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UnwritableOutput, match="YOZORA_HOME"):
        private(tmp_path / "file" / "home")
