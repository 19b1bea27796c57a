"""Who signs: a key, its certificate, and those above it, as the C2PA asks for them (specification 2.2, section 14.5).

A chain of one's own says that a file comes from this installation. That it is trusted elsewhere takes a certificate
from an authority there, which goes into the same files.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from yozora.core.errors import UnreadableFile, UnwritableOutput

KEY, CERTIFICATES, ROOT = "key.pem", "certificates.pem", "root.pem"
ORGANIZATION = "Yozora"
_A_YEAR = timedelta(days=365)
ROOT_LASTS, ISSUER_LASTS, SIGNER_LASTS = 30 * _A_YEAR, 20 * _A_YEAR, 10 * _A_YEAR
_CLOCKS_DIFFER = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Chain:
    """A private key, the certificates from its own upwards, and the root that readers are to trust. All are PEM."""

    key: bytes
    certificates: bytes
    root: bytes

    @classmethod
    def read(cls, folder: Path) -> "Chain":
        """The chain in a folder. Raises UnreadableFile where a part of it is missing or no PEM."""
        try:
            key, certificates, root = ((folder / name).read_bytes() for name in (KEY, CERTIFICATES, ROOT))
            serialization.load_pem_private_key(key, password=None)
            x509.load_pem_x509_certificates(certificates)
            x509.load_pem_x509_certificates(root)
        except (OSError, ValueError, TypeError) as error:
            raise UnreadableFile(
                f"The signing key in {folder} cannot be read: {error}. "
                f"It needs {KEY} (P-256, without a password), {CERTIFICATES} and {ROOT}. Or: yozora init --new-key"
            ) from error
        return cls(key=key, certificates=certificates, root=root)

    def write(self, folder: Path) -> None:
        """Keep the chain in a folder, the key for its owner's eyes only. Raises UnwritableOutput."""
        try:
            folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            for name, content in ((ROOT, self.root), (CERTIFICATES, self.certificates), (KEY, self.key)):
                path = folder / name
                path.touch(mode=0o600)
                path.write_bytes(content)
        except OSError as error:
            raise UnwritableOutput(f"The signing key cannot be kept in {folder}: {error.strerror}.") from error


def make_chain(name: str = ORGANIZATION, *, lasts: timedelta = SIGNER_LASTS) -> Chain:
    """A new root, an issuer under it, and a signer under that, whose certificate `lasts` so long. `name` is the
    installation's, as readers will show it. The keys of root and issuer are not kept: nobody else can be signed for."""
    root_key = ec.generate_private_key(ec.SECP384R1())
    root = _authority(f"{name} root", root_key, lasts=ROOT_LASTS)
    issuer_key = ec.generate_private_key(ec.SECP384R1())
    issuer = _authority(f"{name} issuer", issuer_key, lasts=ISSUER_LASTS, above=(root, root_key))
    key = ec.generate_private_key(ec.SECP256R1())
    signer = (
        _certificate(name, key.public_key(), lasts=lasts, above=issuer.subject, above_key=issuer_key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    return Chain(
        key=key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain),
        certificates=_pem(signer) + _pem(issuer),
        root=_pem(root),
    )


def _authority(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    *,
    lasts: timedelta,
    above: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None = None,
) -> x509.Certificate:
    subject, signing_key = (_name(name), key) if above is None else (above[0].subject, above[1])
    return (
        _certificate(name, key.public_key(), lasts=lasts, above=subject, above_key=signing_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None if above is None else 0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(signing_key, hashes.SHA384())
    )


def _certificate(
    name: str,
    key: ec.EllipticCurvePublicKey,
    *,
    lasts: timedelta,
    above: x509.Name,
    above_key: ec.EllipticCurvePublicKey,
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(above)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCKS_DIFFER)
        .not_valid_after(now + lasts)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above_key), critical=False)
    )


def _name(common: str) -> x509.Name:
    parts = ((NameOID.ORGANIZATION_NAME, ORGANIZATION), (NameOID.COMMON_NAME, common))
    return x509.Name([x509.NameAttribute(kind, text) for kind, text in parts])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
