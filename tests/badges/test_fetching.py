"""Addresses of issuers, asked over real connections: only what is allowed, and within bounds."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any, ClassVar

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from agency import clock
from agency.badges import fetching
from agency.badges.core.files import MOST_BYTES
from agency.badges.core.sources import Gone, NotAtHand
from agency.badges.fetching import Asking, is_public

HOST, OTHER = "badges.example.org", "else.example.org"


class Issuer(BaseHTTPRequestHandler):
    """An issuer's server, which does what the address says."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        match self.path:
            case "/json":
                self._say(200, b'{"id": "https://badges.example.org/json"}')
            case "/token":
                self._say(200, b"eyJhIjoxfQ.eyJhIjoxfQ.eyJh\n")
            case "/elsewhere":
                self._say(302, b"", Location=f"https://{OTHER}/json")
            case "/large":
                self._say(200, b" " * (MOST_BYTES + 1))
            case "/slow":
                self._drip(b"HTTP/1.0 200 OK\r\n\r\n", b" ")
            case "/slow-headers":
                self._drip(b"HTTP/1.0 200 OK\r\n", b"X: y\r\n")
            case "/slow-status":
                self._drip(b"HTTP/1.0 200 ", b"O")
            case "/page":
                self._say(200, b"<html></html>")
            case _:
                self._say(int(self.path[1:]), b"")

    def _say(self, status: int, content: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _drip(self, first: bytes, then: bytes) -> None:
        self.wfile.write(first)
        for _ in range(50):
            try:
                self.wfile.write(then)
                self.wfile.flush()
            except OSError:
                return
            threading.Event().wait(0.05)

    def log_message(self, *_: Any) -> None:
        """Nothing is written to the terminal of the tests."""


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of HOST that signs itself, and its key."""
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = clock.now()
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    public, private = folder / "public.pem", folder / "private.pem"
    public.write_bytes(built.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return public, private


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, ssl.SSLContext]]:
    """The port of a server of HOST, and what trusts its certificate."""
    public, private = certificate(tmp_path_factory.mktemp("tls"))
    ours, theirs = (
        ssl.create_default_context(cafile=public),
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER),
    )
    theirs.load_cert_chain(public, private)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Issuer)
    server.socket = theirs.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port, ours
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def ask(issuer: tuple[int, ssl.SSLContext]) -> Asking:
    """Asks HOST, which for once is this machine."""
    Issuer.asked.clear()
    port, context = issuer
    return Asking({HOST, OTHER}, context, lambda *_: ["127.0.0.1"], lambda _: True, port)


def test_an_allowed_host_is_asked(ask: Asking) -> None:
    assert ask(f"https://{HOST}/json") == {"id": "https://badges.example.org/json"}
    assert ask(f"https://{HOST}/token") == "eyJhIjoxfQ.eyJhIjoxfQ.eyJh"


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_told_apart(ask: Asking, status: int) -> None:
    with pytest.raises(Gone, match=str(status)):
        ask(f"https://{HOST}/{status}")


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("elsewhere", "answers 302"),
        ("large", "longer than"),
        ("page", "cannot be read"),
        ("500", "answers 500"),
    ],
)
def test_what_is_no_document_is_told(ask: Asking, path: str, says: str) -> None:
    with pytest.raises(NotAtHand, match=says):
        ask(f"https://{HOST}/{path}")
    assert Issuer.asked == [f"/{path}"]


@pytest.mark.parametrize("path", ["slow", "slow-headers", "slow-status"])
def test_whoever_drips_is_given_up_on(
    ask: Asking, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(fetching, "ALL", timedelta(seconds=0.3))
    with pytest.raises(NotAtHand, match="did not answer within"):
        ask(f"https://{HOST}/{path}")


def test_a_certificate_of_another_host_is_not_believed(ask: Asking) -> None:
    with pytest.raises(NotAtHand, match="did not answer: SSLCertVerificationError"):
        ask(f"https://{OTHER}/json")
    assert Issuer.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "https://somebody.example/json",
        f"http://{HOST}/json",
        f"https://{HOST}:8443/json",
        f"https://me@{HOST}/json",
        f"https://{HOST}.else.example/json",
        f"https://{HOST}@else.example/json",
        f"https://else.example#{HOST}",
        f"file://{HOST}/etc/passwd",
        "https://[::1]/json",
        "https://[",
        "https://127.0.0.1/json",
        f"https://{HOST}:x/",
        "",
        "urn:uuid:1",
        f"https://{HOST}/\u202e",
    ],
)
def test_nothing_else_is_asked(ask: Asking, address: str) -> None:
    with pytest.raises(NotAtHand):
        ask(address)
    assert Issuer.asked == []


def test_a_header_cannot_be_smuggled_into_an_address(ask: Asking) -> None:
    for address in (f"https://{HOST}/json\r\nX: 1", f"https://{HOST}/a b"):
        with pytest.raises(NotAtHand):
            ask(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("::1", "fe80::1%eth0", "fd00::1", "0.0.0.0", "::ffff:127.0.0.1", "224.0.0.1", "ff02::1"),
    ],
)
def test_no_address_of_our_own_network_is_asked(ask: Asking, address: str) -> None:
    assert not is_public(address)
    inside = Asking({HOST}, ask.context, lambda *_: ["93.184.215.14", address], port=ask.port)
    with pytest.raises(NotAtHand, match="not in the open network"):
        inside(f"https://{HOST}/json")
    assert Issuer.asked == []


def test_an_address_of_the_open_network_is_public() -> None:
    assert is_public("93.184.215.14")
    assert is_public(str(ip_address("2606:2800:21f:cb07:6820:80da:af6b:8b2c")))


def test_without_a_host_that_is_allowed_nobody_is_asked() -> None:
    def never(*_: Any) -> list[str]:
        raise AssertionError("no name is looked up")

    with pytest.raises(NotAtHand, match="not among the hosts"):
        Asking(frozenset(), resolve=never)(f"https://{HOST}/json")
