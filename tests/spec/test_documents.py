"""The documents say what is true: their commands run, their figures are the stored ones, their links lead somewhere."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUN = (
    "docs/tutorial.md",
    *(f"docs/howto/{page}.md" for page in ("edit-a-plan", "paint-with-the-model", "characters")),
    *(f"docs/howto/{page}.md" for page in ("describe-a-clip", "long-clips")),
)
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")])


def _blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("page", RUN)
def test_every_command_of_a_lesson_runs(page: str, tmp_path: Path) -> None:
    home = {**os.environ, "YOZORA_HOME": str(tmp_path / "home")}
    for block in _blocks(page, "console"):
        for line in block.splitlines():
            words = shlex.split(line.removeprefix("$ "))
            assert words[0] == "yozora"
            command = [sys.executable, "-m", "yozora", *words[1:]]
            done = subprocess.run(command, cwd=tmp_path, env=home, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{line}\n{done.stderr}"
    for block in _blocks(page, "python"):
        subprocess.run([sys.executable, "-c", block], cwd=tmp_path, check=True)


def test_the_lesson_reports_what_it_says_it_reports() -> None:
    from yozora.director import direct

    text = "a woman in a motorcycle helmet walks across the salt flat"
    heard = {word.text: str(word.status) for word in direct(text, seconds=5.0, seed=1).understanding.heard}
    assert heard["woman"] == "known"
    assert heard["salt flat"] == "replaced"
    assert heard["motorcycle helmet"] == "unknown"


def test_the_figures_of_the_readme_are_the_stored_ones() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/fill_readme.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_plan_reference_is_the_code() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/write_reference.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_card_of_the_model_is_of_its_weights() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/write_card.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
