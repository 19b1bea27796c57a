"""Model folders: what was published is what is loaded, or a sentence says why not."""

import hashlib
import json
from pathlib import Path

import pytest

from yozora.core.errors import CorruptWeights, InvalidRequest
from yozora.weights import CodecFacts, ModelFiles, known, load
from yozora.weights.publish import Sheet, publish
from yozora.weights.store import FILES

CODEC = CodecFacts(channels=16, frames_per_latent=4, block_px=8, fps=8)
SHEET = Sheet(name="toy", version="3", codec=CODEC, figures={"parameters": 12, "seconds": 4.5})


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Files of a model, every one different."""
    source = tmp_path / "from"
    source.mkdir()
    for name in FILES:
        (source / name).write_text(f"this is {name}\n")
    return {name: source / name for name in FILES}


@pytest.fixture
def model(tmp_path: Path, files: dict[str, Path]) -> ModelFiles:
    return publish(tmp_path / "toy", SHEET, files)


def test_what_was_published_is_what_is_loaded(tmp_path: Path, model: ModelFiles) -> None:
    assert load(tmp_path / "toy") == load(str(tmp_path / "toy")) == model
    assert (model.name, model.version, model.codec) == ("toy", "3", CODEC)
    assert model.figures == {"parameters": 12, "seconds": 4.5}
    assert model.card.read_text() == "this is card.md\n"
    assert model.bases.exists() and model.vocabulary.exists()


def test_the_hash_is_of_the_files_and_not_of_the_place(
    tmp_path: Path, model: ModelFiles, files: dict[str, Path]
) -> None:
    assert publish(tmp_path / "elsewhere", SHEET, files).weights_hash == model.weights_hash
    files["card.md"].write_text("Judged since.")
    assert publish(tmp_path / "judged", SHEET, files).weights_hash == model.weights_hash
    files["transformer.bin"].write_text("trained longer")
    assert publish(tmp_path / "later", SHEET, files).weights_hash != model.weights_hash


def test_a_model_is_replaced_whole_and_nothing_is_left_beside_it(
    tmp_path: Path, model: ModelFiles, files: dict[str, Path]
) -> None:
    files["transformer.bin"].write_text("trained longer")
    assert publish(model.folder, SHEET, files).weights_hash != model.weights_hash
    assert sorted(path.name for path in tmp_path.iterdir()) == ["from", "toy"]


def test_a_changed_file_is_refused_by_its_hash(model: ModelFiles) -> None:
    path = model.folder / "decoder.bin"
    expected = json.loads((model.folder / "manifest.json").read_text())["files"]["decoder.bin"]["sha256"]
    path.write_text(path.read_text().replace("this", "THIS"))
    with pytest.raises(CorruptWeights) as refused:
        load(model.folder)
    got = hashlib.sha256(b"THIS is decoder.bin\n").hexdigest()
    assert str(refused.value) == (
        f"{path} has the SHA-256 {got}; expected {expected}. Copy or publish the model folder again."
    )


def test_a_file_cut_short_and_a_missing_file_are_named(model: ModelFiles) -> None:
    path = model.folder / "upscaler.bin"
    path.write_text("this")
    with pytest.raises(CorruptWeights, match=r"upscaler\.bin has 4 bytes; expected 21\. Copy or publish"):
        load(model.folder)
    path.unlink()
    with pytest.raises(
        CorruptWeights, match=r"upscaler\.bin is missing; expected 21 bytes with SHA-256 [0-9a-f]{64}\."
    ):
        load(model.folder)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "yozora-model/1"}'])
def test_a_broken_manifest_is_refused(model: ModelFiles, text: str) -> None:
    (model.folder / "manifest.json").write_text(text)
    with pytest.raises(CorruptWeights, match=r"manifest\.json is not a manifest \(.*\)\. Copy or publish"):
        load(model.folder)


def test_a_later_format_is_refused_with_both_formats(model: ModelFiles) -> None:
    (model.folder / "manifest.json").write_text('{"format": "yozora-model/9"}')
    with pytest.raises(CorruptWeights, match=r"has the format 'yozora-model/9'; this version reads 'yozora-model/1'"):
        load(model.folder)


def test_a_manifest_cannot_reach_outside_its_folder(tmp_path: Path, model: ModelFiles) -> None:
    path = model.folder / "manifest.json"
    said = json.loads(path.read_text())
    said["files"]["../from/card.md"] = said["files"]["card.md"]
    path.write_text(json.dumps(said))
    with pytest.raises(CorruptWeights, match=r"says nothing fit about \.\./from/card\.md"):
        load(model.folder)


def test_an_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(InvalidRequest) as refused:
        load("comic")
    names = ", ".join(known()) or "none"
    assert str(refused.value) == (
        f"model='comic' is neither a built-in model nor a folder with a manifest.json. Built-in models: {names}."
    )


def test_a_model_with_a_file_missing_is_not_published(tmp_path: Path, files: dict[str, Path]) -> None:
    del files["card.md"]
    with pytest.raises(InvalidRequest, match=r"missing: \['card\.md'\], not known: \[\]"):
        publish(tmp_path / "toy", SHEET, files)
    assert not (tmp_path / "toy").exists()
