"""The manifest of a clip: what it is, what it was made with and from, and a signature over it and the file.

After the C2PA technical specification 2.2, by its own library.
"""

import hashlib
import io
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import c2pa
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

import yozora
from yozora import weights
from yozora.core.errors import InvalidRequest, UnreadableFile, UnwritableOutput
from yozora.core.ports import Seal
from yozora.core.recipe import Recipe
from yozora.provenance.chain import Chain
from yozora.provenance.credentials import (
    MARK,
    PROGRAM,
    RECIPE,
    SOFT_BINDING,
    State,
    media_type_of,
    read_credentials,
    settings,
)
from yozora.provenance.mark import ID_BITS, Marker
from yozora.provenance.packing import GIF, JPEG, MP4, PNG, WEBP, file_type_of

MEDIA_TYPES = {".mp4": MP4, ".gif": GIF, ".webp": WEBP, ".png": PNG, ".jpg": JPEG, ".jpeg": JPEG}
DRAWN = ("sketch", "fake")
"""Engines that are programs, and no trained models."""

_SOURCES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_OF_NO_KNOWN_KIND = "application/octet-stream"
_CURVES = {256: c2pa.C2paSigningAlg.ES256, 384: c2pa.C2paSigningAlg.ES384, 521: c2pa.C2paSigningAlg.ES512}


def mark_id(recipe_json: str) -> int:
    """The number that the invisible mark of a clip holds: the first 36 bits of the SHA-256 of its recipe."""
    digest = hashlib.sha256(recipe_json.encode()).digest()
    return int.from_bytes(digest) >> (8 * len(digest) - ID_BITS)


def marker_for(recipe: Recipe) -> Marker:
    """What puts the invisible mark into the pictures of a clip."""
    timeline = recipe.timeline
    fps = None if timeline.frames == 1 else timeline.fps
    return Marker(size=timeline.size, fps=fps, id=mark_id(recipe.to_json()))


log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class _Source:
    """A file that a clip is made from: its entries as an ingredient, and what the library noted of it, where it is of a
    kind that can have a manifest. It is read once, however many files are signed."""

    entries: dict[str, str]
    noted: bytes | None


class Signer:
    """Signs files with a chain. `trusted` are roots (PEM) that count as known, besides its own; `stamped_by` is the
    address of an authority that is asked for the time (RFC 3161), and whose root is among them. Where it does not
    answer, a file is signed without its time-stamp.

    Raises UnreadableFile where key and certificate do not belong together, or the certificate has ended.
    """

    def __init__(self, chain: Chain, *, trusted: bytes = b"", stamped_by: str | None = None) -> None:
        self.roots = chain.root + trusted
        algorithm = _algorithm_of(chain)
        self._signed_by = c2pa.C2paSignerInfo(algorithm, chain.certificates, chain.key, None)
        self._context = c2pa.Context.from_dict(settings(self.roots))
        self._stamped: tuple[c2pa.C2paSignerInfo, c2pa.Context] | None = None
        if stamped_by is not None:
            host = urlsplit(stamped_by).netloc
            by = c2pa.C2paSignerInfo(algorithm, chain.certificates, chain.key, stamped_by.encode())
            self._stamped = by, c2pa.Context.from_dict(settings(self.roots, asks=(host, host.rpartition(":")[0])))

    def seal_for(self, recipe: Recipe) -> Seal:
        """What signs the files of a clip, which the recipe's files are read for now.

        Raises InvalidRequest where one of them was changed after it was signed, and UnreadableFile.
        """
        files = {card.sha256: Path(card.file) for card in recipe.timeline.media}
        sources = [self._source(n, file, file.name) for n, file in enumerate(files.values())]
        return self._seal(sources, _made_by(recipe), _about(recipe))

    def seal_from(self, path: Path, title: str) -> Seal | None:
        """What signs pictures that were taken out of a file: nothing, where it was changed after it was signed, since
        such a file is vouched for by nobody. Raises UnreadableFile."""
        try:
            source = self._source(0, path, title)
        except InvalidRequest:
            return None
        return self._seal([source], {"action": "c2pa.edited", "description": "picture"}, [])

    def seal_drawn(self) -> Seal:
        """What signs pictures that the world's renderer draws of no recipe."""
        agent = {"name": "sketch", "version": yozora.__version__}
        made = {"description": "picture", "digitalSourceType": f"{_SOURCES}algorithmicMedia", "softwareAgent": agent}
        return self._seal([], {"action": "c2pa.created"} | made, [])

    def check(self, path: Path, title: str) -> None:
        """Raise InvalidRequest where a file was changed after it was signed; UnreadableFile."""
        said = read_credentials(path, self.roots)
        if said.state is State.INVALID:
            raise InvalidRequest(
                f"{title} was changed after it was signed: {said.problems[0]}. "
                "Use the file as it was made, or a copy of it without its manifest."
            )

    def _source(self, number: int, path: Path, title: str) -> _Source:
        self.check(path, title)
        media_type = media_type_of(path)
        entries = {
            "title": _readable(title),
            "format": media_type or _OF_NO_KNOWN_KIND,
            "relationship": "parentOf" if number == 0 else "componentOf",
            "instance_id": _id(number),
        }
        if media_type is None:
            return _Source(entries=entries, noted=None)
        noted = io.BytesIO()
        try:
            with path.open("rb") as file, c2pa.Builder("{}", context=self._context) as builder:
                builder.add_ingredient(json.dumps(entries), media_type, file)
                builder.write_ingredient_archive(_id(number), noted)
        except c2pa.C2paError:  # damaged in another way, which is no matter of its manifest
            return _Source(entries=entries, noted=None)
        return _Source(entries=entries, noted=noted.getvalue())

    def _seal(self, sources: Sequence[_Source], made: dict[str, Any], assertions: list[dict[str, Any]]) -> Seal:
        def seal(source: BinaryIO, sink: BinaryIO, name: str) -> None:
            media_type = MEDIA_TYPES[PurePath(name).suffix.lower()]
            manifest = {
                "claim_generator_info": [{"name": PROGRAM, "version": yozora.__version__}],
                "title": _readable(name),
                "format": media_type,
                "assertions": [_actions(made, sources), *_with_type_of(source, media_type, assertions)],
                "ingredients": [one.entries for one in sources if one.noted is None],
            }

            def sign(by: c2pa.C2paSignerInfo, context: c2pa.Context) -> None:
                with (
                    c2pa.Builder(json.dumps(manifest), context=context) as builder,
                    c2pa.Signer.from_info(by) as signer,
                ):
                    for one in sources:
                        if one.noted is not None:
                            builder.add_ingredient_from_archive(io.BytesIO(one.noted))
                    source.seek(0)
                    sink.seek(0)
                    sink.truncate()
                    builder.sign(signer, media_type, source, sink)

            try:
                try:
                    sign(*(self._stamped or (self._signed_by, self._context)))
                except c2pa.C2paError as error:
                    if self._stamped is None:
                        raise
                    log.warning("signed without a time-stamp", extra={"file": name, "reason": str(error)})
                    sign(self._signed_by, self._context)
            except c2pa.C2paError as error:
                raise UnwritableOutput(f"{name} could not be signed: {error}.") from error

        return seal


def _made_by(recipe: Recipe) -> dict[str, Any]:
    kind = "algorithmicMedia" if recipe.engine in DRAWN else "trainedAlgorithmicMedia"
    return {
        "action": "c2pa.edited" if recipe.timeline.media else "c2pa.created",
        "description": recipe.operation,
        "digitalSourceType": f"{_SOURCES}{kind}",
        "softwareAgent": {"name": recipe.engine, "version": recipe.engine_version},
    }


def _about(recipe: Recipe) -> list[dict[str, Any]]:
    text = recipe.to_json()
    about = {
        "operation": recipe.operation,
        "engine": recipe.engine,
        "engine_version": recipe.engine_version,
        "weights": weights.sha256_named_in(recipe.engine_version),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    mark: dict[str, Any] = {"alg": MARK, "blocks": [{"scope": {}, "value": f"{mark_id(text):0{ID_BITS // 4}x}"}]}
    return [
        {"label": RECIPE, "created": True, "data": about},
        {"label": SOFT_BINDING, "created": True, "data": mark},
    ]


def _actions(made: dict[str, Any], sources: Sequence[_Source]) -> dict[str, Any]:
    verbs = ["c2pa.opened", *["c2pa.placed"] * (len(sources) - 1)] if sources else []
    before = [{"action": verb, "parameters": {"ingredientIds": [_id(n)]}} for n, verb in enumerate(verbs)]
    return {"label": "c2pa.actions.v2", "created": True, "data": {"actions": [*before, made]}}


def _with_type_of(source: BinaryIO, media_type: str, assertions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The assertions; of an MP4 they say as well what its first box is, which the manifest's own hash leaves out."""
    if media_type != MP4:
        return assertions
    about = {"file_type": file_type_of(source)}
    if not assertions:
        return [{"label": RECIPE, "created": True, "data": about}]
    return [assertions[0] | {"data": assertions[0]["data"] | about}, *assertions[1:]]


def _readable(name: str) -> str:
    """The name of a file, with a question mark for each letter that is none."""
    return name.encode(errors="replace").decode()


def _id(number: int) -> str:
    return f"source-{number + 1}"


def _algorithm_of(chain: Chain) -> c2pa.C2paSigningAlg:
    key = serialization.load_pem_private_key(chain.key, password=None)
    own = x509.load_pem_x509_certificates(chain.certificates)[0]
    if key.public_key() != own.public_key():
        raise UnreadableFile("The first certificate is not that of the signing key. Put its own certificate first.")
    if own.not_valid_after_utc < datetime.now(UTC):
        ended = own.not_valid_after_utc.date()
        raise UnreadableFile(f"The signing certificate ended on {ended}. Make a new one: yozora init --new-key")
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.key_size in _CURVES:
        return _CURVES[key.key_size]
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return c2pa.C2paSigningAlg.ED25519
    if isinstance(key, rsa.RSAPrivateKey):
        return c2pa.C2paSigningAlg.PS256
    raise UnreadableFile("The signing key is of a kind that the C2PA does not know. Use one on the curve P-256.")
