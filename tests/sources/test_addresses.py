"""Web addresses are opened within limits, and where asked only those of the open network."""

import gzip
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from klaviatur.adapters.sources import addresses, read_source
from klaviatur.adapters.sources.addresses import Manner, is_public, open_address
from klaviatur.errors import SourceNotFound, SourceUnreadable

PAGE = b"<p>Der Markt ist am Samstag auf dem Platz.</p>"
MANNER = Manner("page", "Save the page and give it.", SourceUnreadable, {}, 5.0, 5.0, 10_000)
REAL_LOOK_UP = socket.getaddrinfo


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Host"]))  # type: ignore[attr-defined]
        to = {"/inside": "http://127.0.0.1:9/", "/file": "file:///etc/hosts", "/moved": "/page"}.get(self.path)
        self.send_response(302 if to else 200)
        if to:
            self.send_header("Location", to)
        if self.path == "/packed":
            self.send_header("Content-Encoding", "gzip")
        if self.path == "/boasting":
            self.send_header("Content-Length", "99999999")
        self.end_headers()
        if not to:
            self.wfile.write(gzip.compress(bytes(500_000)) if self.path == "/packed" else PAGE)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def pages() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    server.asked = []  # type: ignore[attr-defined]
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


class Names:
    """Looks names up as a hostile name server would: another answer each time it is asked."""

    def __init__(self, **answers: list[str]) -> None:
        self.answers = {name.replace("_", "."): list(told) for name, told in answers.items()}

    def __call__(self, host: str, port: int | None, *rest: Any, **more: Any) -> Any:
        told = self.answers.get(host if isinstance(host, str) else host.decode())
        return REAL_LOOK_UP(told.pop(0) if told else host, port, *rest, **more)


def read(url: str, *, manner: Manner = MANNER, public_only: bool = False) -> tuple[bytes, str]:
    with open_address(url, manner, public_only=public_only) as answer:
        return b"".join(answer.blocks()), answer.url


def certificate(folder: Path, name: str) -> Path:
    """Return a file with a key and a certificate that somebody made for a name."""
    key, said = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(said, said, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    place = folder / "held.pem"
    place.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *plain) + made.public_bytes(serialization.Encoding.PEM)
    )
    return place


def at(server: ThreadingHTTPServer, path: str, host: str = "127.0.0.1") -> str:
    return f"http://{host}:{server.server_port}{path}"


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "224.0.0.251",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
    ],
)
def test_addresses_of_the_own_network_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["9.9.9.9", "93.184.216.34", "2606:4700::1111", "64:ff9b::909:909"])
def test_addresses_of_the_open_network_are_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_what_is_refused_is_refused_in_each_way_to_write_it_for_ipv6(ip: IPv4Address) -> None:
    if not is_public(str(ip)):
        mapped = IPv6Address(int(ip) | 0xFFFF << 32)
        translated = IPv6Address(int(IPv6Address("64:ff9b::")) | int(ip))
        tunnelled = IPv6Address(0x2002 << 112 | int(ip) << 80)
        assert not any(is_public(str(way)) for way in (mapped, translated, tunnelled))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "0"])
def test_no_way_to_write_this_machine_is_read_as_public(pages: ThreadingHTTPServer, host: str) -> None:
    with pytest.raises((SourceUnreadable, SourceNotFound)):
        read(at(pages, "/page", host), public_only=True)
    assert pages.asked == []  # type: ignore[attr-defined]


def test_the_refusal_names_the_host_and_the_next_step(pages: ThreadingHTTPServer) -> None:
    with pytest.raises(SourceUnreadable, match=r"'localhost' is an address inside the own network.*Save the page"):
        read(at(pages, "/page", "localhost"), public_only=True)


def test_a_machine_is_read_under_its_name_at_the_address_that_was_checked(
    pages: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "is_public", lambda _: True)
    monkeypatch.setattr(socket, "getaddrinfo", Names(markt_example=["127.0.0.1", "127.0.0.1"]))
    place = at(pages, "/moved", "markt.example")
    assert read(place, public_only=True) == (PAGE, at(pages, "/page", "markt.example"))
    name = f"markt.example:{pages.server_port}"
    assert pages.asked == [("/moved", name), ("/page", name)]  # type: ignore[attr-defined]


def test_a_name_that_changes_between_check_and_connection_reaches_nothing(
    pages: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first answer is a public address that nobody answers at; the second would be this machine."""
    monkeypatch.setattr(socket, "getaddrinfo", Names(markt_example=["192.0.2.1", "127.0.0.1"]))
    with pytest.raises((SourceUnreadable, SourceNotFound)):
        read(at(pages, "/page", "markt.example"), public_only=True)
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "192.0.2.1")
    monkeypatch.setattr(socket, "getaddrinfo", Names(markt_example=["192.0.2.1", "127.0.0.1"]))
    quick = Manner("page", "Save it.", SourceUnreadable, {}, 0.2, 1.0, 1_000)
    with pytest.raises((SourceUnreadable, SourceNotFound)):
        read(at(pages, "/page", "markt.example"), manner=quick, public_only=True)
    assert pages.asked == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(("name", "let_in"), [("markt.example", True), ("other.example", False)])
def test_a_certificate_has_to_be_the_names_own(
    pages: ThreadingHTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, let_in: bool
) -> None:
    held = certificate(tmp_path, "markt.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(held)
    pages.socket = context.wrap_socket(pages.socket, server_side=True, do_handshake_on_connect=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(held))
    monkeypatch.setattr(addresses, "is_public", lambda _: True)
    monkeypatch.setattr(socket, "getaddrinfo", Names(markt_example=["127.0.0.1"], other_example=["127.0.0.1"]))
    place = at(pages, "/page", name).replace("http:", "https:")
    if let_in:
        assert read(place, public_only=True) == (PAGE, place)
    else:
        with pytest.raises(SourceNotFound, match="certificate"):
            read(place, public_only=True)


def test_a_redirect_into_the_own_network_is_not_followed(
    pages: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    verdicts = iter([True, False])  # the first machine lies in the open network, the one it sends to does not
    monkeypatch.setattr(addresses, "is_public", lambda _: next(verdicts))
    with pytest.raises(SourceUnreadable, match="own network"):
        read(at(pages, "/inside"), public_only=True)
    assert [path for path, _ in pages.asked] == ["/inside"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("public_only", [False, True])
def test_a_redirect_to_a_file_reads_no_file(
    pages: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch, public_only: bool
) -> None:
    monkeypatch.setattr(addresses, "is_public", lambda _: True)
    with pytest.raises(SourceNotFound, match="cannot be reached"):
        read(at(pages, "/file"), public_only=public_only)


def test_who_names_an_own_machine_without_that_reads_it(pages: ThreadingHTTPServer) -> None:
    assert read(at(pages, "/moved"))[0] == PAGE


def test_what_unpacks_to_more_than_the_limit_is_given_up(pages: ThreadingHTTPServer) -> None:
    with pytest.raises(SourceUnreadable, match="larger than"):
        read(at(pages, "/packed"))


def test_what_says_that_it_is_too_large_is_not_begun(pages: ThreadingHTTPServer) -> None:
    with pytest.raises(SourceUnreadable, match="larger than"), open_address(at(pages, "/boasting"), MANNER) as answer:
        next(answer.blocks())


@pytest.mark.parametrize("as_path", [False, True])
def test_a_place_on_this_machine_is_no_public_page(tmp_path: Path, as_path: bool) -> None:
    text = tmp_path / "text.md"
    text.write_text("# Markt\n\nDer Markt ist am Samstag.")
    with pytest.raises(SourceUnreadable, match="no web address"):
        read_source(text if as_path else str(text), public_only=True)
    assert read_source(text).blocks
