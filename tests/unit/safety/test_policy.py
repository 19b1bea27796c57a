"""A policy says what is refused and to whom, and a refusal says why."""

from pathlib import Path

import pytest
import yaml

from yozora.core.errors import InvalidRequest, UnreadableFile
from yozora.safety.findings import Category, Finding, Stage
from yozora.safety.policy import read_policy, usual_policy
from yozora.safety.refusals import Refused, check

USUAL = usual_policy()


def file_with(folder: Path, **changed: object) -> Path:
    path = folder / "policy.yaml"
    path.write_text(yaml.safe_dump(USUAL.model_dump(mode="json") | changed), encoding="utf-8")
    return path


def found(category: Category = Category.VIOLENCE, score: float = 0.9, *words: str) -> Finding:
    return Finding(category=category, score=score, words=words)


def test_what_is_surest_is_refused_and_named_with_its_words() -> None:
    findings = [found(Category.HATE, 0.6), found(Category.VIOLENCE, 0.8, "stab", "blood"), found(Category.SEXUAL, 0.1)]
    with pytest.raises(Refused, match=r"The words were refused: violence \(stab, blood\)\. Say it in") as refused:
        check(findings, Stage.PROMPT, USUAL)
    assert [one.category for one in refused.value.findings] == [Category.VIOLENCE, Category.HATE]


def test_what_is_under_the_score_passes() -> None:
    check([found(score=0.49)], Stage.PROMPT, USUAL)


def test_a_role_has_rules_of_its_own(tmp_path: Path) -> None:
    free = {"violence": {"prompt": 2, "upload": 2, "frames": 2}}
    policy = read_policy(file_with(tmp_path, roles={"administrator": free}))
    check([found(score=1)], Stage.PROMPT, policy, role="administrator")
    with pytest.raises(Refused):
        check([found(score=1)], Stage.PROMPT, policy, role="member")


def test_a_stage_has_a_score_of_its_own(tmp_path: Path) -> None:
    rules = USUAL.model_dump(mode="json")["categories"] | {"sexual": {"prompt": 0.5, "upload": 0.5, "frames": 0.95}}
    policy = read_policy(file_with(tmp_path, categories=rules))
    check([found(Category.SEXUAL)], Stage.FRAMES, policy)
    with pytest.raises(Refused, match="The file was refused: sexual content"):
        check([found(Category.SEXUAL)], Stage.UPLOAD, policy)


def test_two_policies_of_one_version_are_told_apart(tmp_path: Path) -> None:
    other = read_policy(file_with(tmp_path, keep_days=30))
    assert (other.version, other.keep_days) == (USUAL.version, 30)
    assert other.name != USUAL.name


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"categories": {}}, "no rule for violence, sexual"),
        ({"colour": "red"}, "colour: Extra inputs"),
        ({"keep_days": 0}, "keep_days: Input should be greater"),
        ({"roles": {"viewer": {"nonsense": {}}}}, "roles.viewer.nonsense"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, changed: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidRequest, match=said):
        read_policy(file_with(tmp_path, **changed))


def test_what_is_no_yaml_or_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("version: [", encoding="utf-8")
    with pytest.raises(InvalidRequest, match="is no YAML"):
        read_policy(tmp_path / "broken.yaml")
    with pytest.raises(UnreadableFile, match="cannot be read"):
        read_policy(tmp_path / "none.yaml")
