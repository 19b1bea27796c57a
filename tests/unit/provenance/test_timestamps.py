"""Files that carry the time of an authority outlive the certificate that signed them. The authority is OpenSSL."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from unit.provenance.conftest import Write

from yozora.core.errors import UnreadableFile
from yozora.core.recipe import Recipe
from yozora.provenance import Signer, State, make_chain, read_credentials, signer_in

SETTINGS = """[tsa]
default_tsa = here
[here]
serial = serial
signer_cert = own.pem
certs = root.pem
signer_key = own.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ess_cert_id_alg = sha256
[own]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""
REQUEST = "openssl req -newkey rsa:2048 -nodes -subj"


@dataclass(frozen=True, kw_only=True)
class Authority:
    """Where it is asked, and its root."""

    address: str
    root: bytes


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    """An authority for time-stamps (RFC 3161) on this machine."""
    folder = tmp_path_factory.mktemp("authority")
    (folder / "settings").write_text(SETTINGS)
    (folder / "serial").write_text("01")

    def run(command: str) -> bytes:
        return subprocess.run(command.split(), cwd=folder, capture_output=True, check=True).stdout

    run(f"{REQUEST} /O=Time/CN=Root -x509 -days 3650 -keyout root.key -out root.pem")
    run(f"{REQUEST} /O=Time/CN=Clock -keyout own.key -out own.csr")
    extended = "-extfile settings -extensions own"
    run(f"openssl x509 -req -in own.csr -CA root.pem -CAkey root.key -CAcreateserial -out own.pem {extended}")

    class Clock(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (folder / "asked").write_bytes(self.rfile.read(int(self.headers["content-length"])))
            answer = run("openssl ts -reply -config settings -section here -queryfile asked")
            self.send_response(200)
            self.send_header("content-type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Clock) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Authority(address=f"http://127.0.0.1:{server.server_port}/", root=(folder / "root.pem").read_bytes())
        server.shutdown()


def test_a_file_with_a_time_stamp_outlives_its_certificate(
    authority: Authority, write: Write, recipe: Callable[..., Recipe]
) -> None:
    mayfly, made = make_chain("Mayfly", lasts=timedelta(seconds=3)), recipe(size="64x48", seconds=0.125)
    signer = Signer(mayfly, trusted=authority.root, stamped_by=authority.address)
    names = ("clip.mp4", "clip.gif", "clip.webp", "still.png", "still.jpg")
    stamped = [write(name, signer.seal_for(made)) for name in names]
    plain = write("plain.mp4", Signer(mayfly).seal_for(made))
    assert {read_credentials(path, signer.roots).state for path in (*stamped, plain)} == {State.TRUSTED}
    time.sleep(4)
    assert {read_credentials(path, signer.roots).state for path in stamped} == {State.TRUSTED}
    assert read_credentials(plain, signer.roots).state is State.VALID
    assert read_credentials(stamped[0], mayfly.root).state is State.VALID, "nobody knows that clock"


def test_every_changed_bit_of_a_time_stamp_is_noticed(
    authority: Authority, write: Write, tmp_path: Path, recipe: Callable[..., Recipe]
) -> None:
    chain, made = make_chain("Steady"), recipe(size="64x48", seconds=0.125)
    signer = Signer(chain, trusted=authority.root, stamped_by=authority.address)
    content = write("still.png", signer.seal_for(made)).read_bytes()
    begin = content.index(b"sigTst2")
    unnoticed = list[int]()
    for place in range(begin, content.index(b"cpad", begin), 7):
        changed = bytearray(content)
        changed[place] ^= 1 << place % 8
        (tmp_path / "changed.png").write_bytes(changed)
        if read_credentials(tmp_path / "changed.png", signer.roots).state is State.TRUSTED:
            unnoticed.append(place - begin)
    assert not unnoticed


def test_an_authority_that_is_away_holds_nothing_up(write: Write, recipe: Callable[..., Recipe]) -> None:
    signer = Signer(make_chain("Patient"), stamped_by="http://127.0.0.1:9/")
    path = write("clip.mp4", signer.seal_for(recipe(size="64x48", seconds=0.125)))
    assert read_credentials(path, signer.roots).state is State.TRUSTED


def test_the_folder_of_the_chain_names_the_authority(
    authority: Authority, write: Write, tmp_path: Path, recipe: Callable[..., Recipe]
) -> None:
    folder = tmp_path / "credentials"
    signer_in(folder)
    (folder / "timestamps.txt").write_text(f"{authority.address}\n")
    with pytest.raises(UnreadableFile, match=r"timestamps\.txt has to be one line.*timestamps\.pem beside it"):
        signer_in(folder)
    (folder / "timestamps.pem").write_bytes(authority.root)
    path = write("still.png", signer_in(folder).seal_for(recipe(size="64x48", seconds=0.125)))
    assert b"sigTst2" in path.read_bytes()
    assert read_credentials(path, signer_in(folder).roots).state is State.TRUSTED
