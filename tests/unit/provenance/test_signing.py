"""A signed file says what it is and what it was made from, and everybody who checks such files believes it."""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import c2pa
import encypher_c2pa
import numpy as np
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from PIL import Image
from signing import chain, said_by, short_lived, signer, stranger
from unit.provenance.conftest import Write

from yozora import media, weights
from yozora.core.cards import ImageCard
from yozora.core.errors import InvalidRequest, UnreadableFile, UnwritableOutput
from yozora.core.recipe import Recipe
from yozora.provenance import Chain, Ingredient, Signer, State, make_chain, mark_id, read_credentials
from yozora.provenance.credentials import settings

PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
KINDS = ["clip.mp4", "clip.gif", "clip.webp", "still.png", "still.jpg"]


def manifest_of(path: Path) -> dict[str, object]:
    """The active manifest of a file, as the library of the C2PA reads it."""
    with c2pa.Reader(path, context=c2pa.Context.from_dict(settings(chain().root))) as reader:
        store = json.loads(reader.json())
    return store["manifests"][store["active_manifest"]]


def assertions_of(path: Path) -> dict[str, dict[str, object]]:
    """What a file asserts, by label."""
    return {one["label"]: one["data"] for one in manifest_of(path)["assertions"]}


@pytest.mark.parametrize("name", KINDS)
def test_two_independent_readers_trust_it(name: str, write: Write) -> None:
    path = write(name)
    with c2pa.Reader(path, context=c2pa.Context.from_dict(settings(chain().root))) as reader:
        assert reader.get_validation_state() == "Trusted"
    report = encypher_c2pa.verify(
        path, trust_pem=chain().root.decode(), no_default_trust=True, telemetry=False, online=False
    )
    assert (report["validation_state"], report["integrity"], report["hard_binding"]) == ("Trusted", "valid", "match")
    assert report["validation_results"]["failure"] == []
    assert said_by(path).state is State.TRUSTED


@pytest.mark.parametrize("name", KINDS)
def test_its_recipe_is_still_inside(name: str, write: Write, recipe: Callable[..., Recipe]) -> None:
    made = recipe(size="64x48", seconds=1 / 24 if name.startswith("still") else 0.125)
    assert media.read_recipe(write(name, made=made)) == made.to_json()


def test_every_picture_of_a_sequence_is_signed(write: Write, recipe: Callable[..., Recipe]) -> None:
    made = recipe(size="64x48", seconds=0.125)
    first = write("frames.png", made=made)
    files = sorted(first.parent.glob("frames_*.png"))
    assert len(files) == 3 and {said_by(file).state for file in files} == {State.TRUSTED}


def test_it_says_by_what_it_was_made(write: Write, recipe: Callable[..., Recipe]) -> None:
    model = weights.load()
    version = f"{model.version} ({model.weights_hash}, numpy)"
    made = replace(recipe(size="64x48", seconds=0.125), engine="storybook", engine_version=version)
    path = write("clip.mp4", made=made)
    text = made.to_json()
    said = said_by(path)
    assert (said.engine, said.engine_version, said.operation) == ("storybook", version, "create")
    assert said.recipe == hashlib.sha256(text.encode()).hexdigest()
    assert said.weights is not None and len(said.weights) == 64 and said.weights.startswith(model.weights_hash)
    assert (said.issuer, said.program, said.ingredients) == ("Tests", f"Yozora {media_version()}", ())
    (made_so,) = assertions_of(path)["c2pa.actions.v2"]["actions"]
    assert made_so["action"] == "c2pa.created"
    assert made_so["digitalSourceType"].endswith("/trainedAlgorithmicMedia")
    assert made_so["softwareAgent"] == {"name": "storybook", "version": version}


def media_version() -> str:
    """The version of the package."""
    import yozora

    return yozora.__version__


def test_what_a_program_draws_is_made_by_no_model(write: Write, recipe: Callable[..., Recipe]) -> None:
    made = replace(recipe(size="64x48", seconds=0.125), engine="sketch", engine_version="2")
    path = write("clip.mp4", made=made)
    (action,) = assertions_of(path)["c2pa.actions.v2"]["actions"]
    assert action["digitalSourceType"].endswith("/algorithmicMedia")
    assert said_by(path).weights is None


def test_the_number_of_its_mark_is_the_beginning_of_the_hash_of_its_recipe(
    write: Write, recipe: Callable[..., Recipe]
) -> None:
    made = recipe(size="64x48", seconds=0.125)
    path = write("clip.mp4", made=made)
    digits = hashlib.sha256(made.to_json().encode()).hexdigest()[:9]
    assert said_by(path).mark == mark_id(made.to_json()) == int(digits, 16)
    assert assertions_of(path)["c2pa.soft-binding"] == {
        "alg": "org.yozora.mark.1",
        "blocks": [{"scope": {}, "value": digits}],
    }


def of_files(recipe: Recipe, *files: Path) -> Recipe:
    """The recipe of a clip that these files are in."""
    cards = [
        ImageCard(file=str(file), sha256=hashlib.sha256(file.read_bytes()).hexdigest(), at_s=number / 24)
        for number, file in enumerate(files)
    ]
    return replace(recipe, operation="remix", timeline=replace(recipe.timeline, cards=tuple(cards)))


def test_what_it_was_made_from_is_named_with_what_that_was_worth(
    write: Write, recipe: Callable[..., Recipe], tmp_path: Path
) -> None:
    basis = recipe(size="64x48", seconds=0.25)
    own, theirs = write("own.mp4"), write("theirs.gif", stranger().seal_for(basis))
    bare = tmp_path / "bare.png"
    Image.fromarray(np.zeros((8, 8, 3), np.uint8)).save(bare)
    film = tmp_path / "film.webm"
    film.write_bytes(b"\x1aE\xdf\xa3" + bytes(100))
    path = write("remix.mp4", made=of_files(basis, own, theirs, bare, film))
    said = said_by(path)
    assert (said.state, said.operation) == (State.TRUSTED, "remix")
    assert said.ingredients[0] == Ingredient(title="own.mp4", state=State.TRUSTED)
    assert set(said.ingredients[1:]) == {
        Ingredient(title="theirs.gif", state=State.VALID),
        Ingredient(title="bare.png", state=State.NOT_PRESENT),
        Ingredient(title="film.webm", state=State.NOT_PRESENT),
    }
    actions = [one["action"] for one in assertions_of(path)["c2pa.actions.v2"]["actions"]]
    assert actions == ["c2pa.opened", "c2pa.placed", "c2pa.placed", "c2pa.placed", "c2pa.edited"]
    relations = sorted(one["relationship"] for one in manifest_of(path)["ingredients"])
    assert relations == ["componentOf"] * 3 + ["parentOf"]
    report = encypher_c2pa.verify(
        path, trust_pem=chain().root.decode(), no_default_trust=True, telemetry=False, online=False
    )
    assert report["validation_state"] == "Trusted"


def test_whom_the_reader_does_not_know_is_not_trusted_as_an_ingredient_either(
    write: Write, recipe: Callable[..., Recipe]
) -> None:
    basis = recipe(size="64x48", seconds=0.125)
    parent = write("parent.mp4", stranger().seal_for(basis))
    made = of_files(basis, parent)
    said = said_by(write("remix.mp4", stranger().seal_for(made), made=made))
    assert (said.state, said.ingredients) == (
        State.VALID,
        (Ingredient(title="parent.mp4", state=State.VALID),),
    )


def test_a_file_that_was_changed_is_not_worked_on(write: Write, recipe: Callable[..., Recipe]) -> None:
    path = write("holiday.mp4")
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(content)
    with pytest.raises(InvalidRequest, match=r"^holiday\.mp4 was changed after it was signed: .*hash.*Use the file"):
        signer().seal_for(of_files(recipe(size="64x48", seconds=0.125), path))


def test_whom_nobody_knows_is_valid_and_no_more(write: Write, recipe: Callable[..., Recipe]) -> None:
    said = said_by(write("clip.mp4", stranger().seal_for(recipe(size="64x48", seconds=0.125))))
    assert (said.state, said.issuer) == (State.VALID, "Strangers")


def test_a_file_without_a_manifest_says_nothing(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    (tmp_path / "a.txt").write_text("a")
    assert said_by(tmp_path / "a.png").state is said_by(tmp_path / "a.txt").state is State.NOT_PRESENT
    with pytest.raises(UnreadableFile, match=r"none\.png cannot be read"):
        said_by(tmp_path / "none.png")


def test_the_name_of_a_file_says_nothing_of_its_kind(write: Write) -> None:
    path = write("clip.webp")
    assert said_by(path.rename(path.with_suffix(".mp4"))).state is State.TRUSTED


def test_a_certificate_that_has_ended_vouches_for_nobody_but_the_file_is_still_whole(
    write: Write, recipe: Callable[..., Recipe]
) -> None:
    mayfly, made = short_lived(), recipe(size="64x48", seconds=0.125)
    seal = mayfly.seal_for(made)
    path = write("clip.mp4", seal)
    assert read_credentials(path, mayfly.roots).state is State.TRUSTED
    time.sleep(3.1)
    said = read_credentials(path, mayfly.roots)
    assert said.state is State.VALID and "certificate expired" in said.problems
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(content)
    assert read_credentials(path, mayfly.roots).state is State.INVALID
    with pytest.raises(UnwritableOutput, match=r"late\.mp4 could not be signed: .*not valid"):
        write("late.mp4", seal)


def test_a_certificate_of_somebody_else_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="The first certificate is not that of the signing key"):
        Signer(replace(chain(), certificates=make_chain().certificates))


def test_a_certificate_that_has_ended_signs_nothing() -> None:
    with pytest.raises(UnreadableFile, match=r"The signing certificate ended on .* yozora init --new-key"):
        Signer(make_chain(lasts=timedelta(seconds=-60)))


@pytest.mark.parametrize("kind", ["P-384", "Ed25519", "RSA"])
def test_keys_of_other_kinds_are_as_good(kind: str, write: Write, recipe: Callable[..., Recipe]) -> None:
    key = {
        "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
        "Ed25519": ed25519.Ed25519PrivateKey.generate,
        "RSA": lambda: rsa.generate_private_key(65537, 2048),
    }[kind]()
    own = signed_by_an_authority(key)
    path = write("clip.mp4", Signer(own).seal_for(recipe(size="64x48", seconds=0.125)))
    assert read_credentials(path, own.root).state is State.TRUSTED
    content = bytearray(path.read_bytes())
    content[content.find(b"cpad", content.find(b"c2pa.signature")) + 50] ^= 1
    path.write_bytes(content)
    assert read_credentials(path, own.root).state is State.INVALID


def signed_by_an_authority(key: PrivateKey) -> Chain:
    """The chain of somebody who has a certificate of their own."""
    above = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA")]), datetime.now(UTC)
    begun = x509.CertificateBuilder().issuer_name(name).not_valid_before(now - timedelta(hours=1))
    begun = begun.not_valid_after(now + timedelta(days=1)).add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key()), critical=False
    )
    no = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only"), False
    )
    no["decipher_only"] = False

    def certificate(of: PrivateKey, subject: x509.Name, *, authority: bool) -> x509.CertificateBuilder:
        usage = x509.KeyUsage(digital_signature=not authority, key_cert_sign=authority, crl_sign=authority, **no)
        return (
            begun.subject_name(subject)
            .public_key(of.public_key())
            .serial_number(x509.random_serial_number())
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(of.public_key()), critical=False)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(usage, critical=True)
        )

    organization = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Films"), *name])
    root = certificate(above, name, authority=True).sign(above, hashes.SHA256())
    leaf = certificate(key, organization, authority=False).add_extension(
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
    )
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return Chain(
        key=key.private_bytes(serialization.Encoding.PEM, *plain),
        certificates=leaf.sign(above, hashes.SHA256()).public_bytes(serialization.Encoding.PEM),
        root=root.public_bytes(serialization.Encoding.PEM),
    )


def test_pictures_of_a_file_name_it(write: Write, tmp_path: Path) -> None:
    clip = write("clip.mp4")
    picture = tmp_path / "picture.webp"
    seal = signer().seal_from(clip, "clip.mp4")
    picture.write_bytes(media.encoded(np.zeros((8, 8, 3), np.uint8), "WEBP", seal=seal))
    assert said_by(picture).ingredients == (Ingredient(title="clip.mp4", state=State.TRUSTED),)
    picture.write_bytes(media.encoded(np.zeros((8, 8, 3), np.uint8), "WEBP", seal=signer().seal_drawn()))
    assert (said_by(picture).state, said_by(picture).ingredients) == (State.TRUSTED, ())
